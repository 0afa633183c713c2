"""The first page says in its first screen what this is, and answers."""

import pytest

WRONG, RIGHT = "1134000", "1134070"


@pytest.mark.browser
@pytest.mark.parametrize("size", [(1280, 900), (390, 844)])
def test_the_first_screen_begins_and_moves(site, page, size):
    width, height = size
    page.set_viewport_size({"width": width, "height": height})
    page.goto(f"{site}/index.html")

    start, pad = page.locator("a.start").bounding_box(), page.locator("canvas.pad").bounding_box()

    assert page.locator("a.start").get_attribute("href") == "operations/images.html"
    assert start["y"] + start["height"] < height
    assert pad["y"] + pad["height"] / 2 < height


@pytest.mark.browser
def test_a_digit_is_read(site, page):
    page.goto(f"{site}/index.html")

    for digit in ("3", "8"):
        page.get_by_role("button", name=f"Sample {digit}").click()

        assert f"The network says {digit}" in page.locator(".guess").inner_text()


@pytest.mark.browser
def test_the_wrong_answer_that_is_proposed_is_named(site, page):
    page.goto(f"{site}/index.html")
    quiz = page.locator("cnn-quiz")
    assert WRONG in page.locator("#a-wrong-answer-is-named").inner_text()

    quiz.get_by_role("textbox").fill(WRONG)
    quiz.get_by_role("button", name="Check").click()
    quiz.get_by_text("✗ Incorrect. Biases forgotten").wait_for()

    quiz.get_by_role("textbox").fill(RIGHT)
    quiz.get_by_role("button", name="Check").click()
    quiz.get_by_text("✓ Correct.").wait_for()


@pytest.mark.browser
def test_every_part_has_its_card(site, page):
    page.goto(f"{site}/index.html")
    parts = page.locator(".parts > .part")

    assert parts.count() == 7
    for part in parts.all()[:6]:
        part.scroll_into_view_if_needed()
        image = part.locator("img")
        page.wait_for_function("image => image.complete", arg=image.element_handle())
        assert image.evaluate("image => image.naturalWidth") > 0
        assert part.locator("a").count() >= 3
