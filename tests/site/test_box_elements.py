"""Boxes to move and a score to choose, in a browser, judged by the package and by the fallback."""

import re

import numpy as np
import pytest
from accessibility import axe_violations
from element_page import LOOKS, document, show
from random_boxes import random_boxes

from cnn_lessons.tasks import pairwise_iou
from cnn_lessons.visualization import BoxOverlap, ScoreThreshold

pytestmark = pytest.mark.browser

SIZE = {"width": 29, "height": 17}
TRUTH, BOX = (5, 3, 16, 9), (12, 6, 20, 15)
# Move the sliders as a reader does, and look at everything that is shown.
MOVE = """(all) => all.map((values) => {
    const element = document.querySelector("main > :is(cnn-box-overlap, cnn-score-threshold)");
    const sliders = [...element.querySelectorAll("[type=range]")];
    // Twice: a box at the edge has to become smaller before it can move.
    for (let round = 0; round < 2; round += 1) {
        sliders.forEach((slider, i) => {
            slider.value = values[i];
            slider.dispatchEvent(new Event("input", { bubbles: true }));
        });
    }
    return [...element.querySelectorAll("svg, .said, .list")].map((part) => part.outerHTML);
})"""


def scene(seed):
    """Return a scene with true boxes, detections near them, and a few that are nowhere near."""
    rng = np.random.default_rng(seed)
    truths = random_boxes(rng, rng.integers(1, 6))
    near = truths[rng.integers(0, len(truths), 7)] + rng.integers(-2, 3, (7, 4))
    near[:, 2:] = np.maximum(near[:, 2:], near[:, :2] + 1)
    boxes = np.concatenate([near, random_boxes(rng, 3)])
    return {"truths": truths, "boxes": boxes, "scores": rng.integers(0, 101, 10) / 100, **SIZE}


def parts(element):
    """Return an element's pictures, words and table as its HTML has them."""
    html = element._repr_html_()
    pattern = r'<svg.*?</svg>|<div class="said">.*?</div>|<div class="list">.*?</div>'
    return re.findall(pattern, re.sub(r"<(style|script).*?</\1>", "", html, flags=re.S), re.S)


def as_browsers_write(html):
    """Return HTML without what the browser adds to it for whom it reads aloud."""
    return html.replace(' aria-live="polite" aria-atomic="true"', "")


def test_page_computes_the_iou_of_the_package_and_writes_what_it_writes(page):
    element = show(page, BoxOverlap(TRUTH, BOX, **SIZE))
    boxes = random_boxes(np.random.default_rng(0), 200).tolist()
    sliders = [[left, top, right - left, bottom - top] for left, top, right, bottom in boxes]
    shown = page.evaluate(MOVE, sliders)
    ious = pairwise_iou(boxes, [TRUTH])[:, 0]
    assert 40 < np.count_nonzero(ious) < 180
    for box, html, iou in zip(boxes, shown, ious, strict=True):
        expected = parts(BoxOverlap(TRUTH, box, **SIZE))
        assert list(map(as_browsers_write, html)) == expected, box
        assert float(re.search(r"<mark>(.*?)</mark>", html[1])[1]) == pytest.approx(iou, abs=6e-4)
    assert element.get_by_label("Left").count() == 1


@pytest.mark.parametrize("seed", range(12))
def test_page_matches_and_counts_as_the_package_does(page, seed):
    given = scene(seed)
    show(page, ScoreThreshold(**given))
    rng = np.random.default_rng(seed)
    thresholds = [
        (0, 50),
        (100, 50),
        *zip(rng.integers(0, 101, 12), 5 * rng.integers(1, 20, 12), strict=True),
    ]
    shown = page.evaluate(MOVE, [[int(score), int(iou)] for score, iou in thresholds])
    for (score, iou), html in zip(thresholds, shown, strict=True):
        expected = ScoreThreshold(**given, threshold=score / 100, iou_threshold=iou / 100)
        assert list(map(as_browsers_write, html)) == parts(expected), (score, iou)


def values(element):
    return [int(slider.input_value()) for slider in element.locator("[type=range]").all()]


def drag(page, element, start, end):
    """Drag from one place of the picture to another, in its pixels."""
    frame = element.locator("svg").bounding_box()
    scale = frame["width"] / SIZE["width"]
    (x, y), (to_x, to_y) = [
        (frame["x"] + scale * a, frame["y"] + scale * b) for a, b in (start, end)
    ]
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def test_a_box_is_dragged_and_taken_by_its_corner(page):
    element = show(page, BoxOverlap(TRUTH, BOX, **SIZE))
    drag(page, element, (15, 10), (10, 6))
    assert values(element) == [7, 2, 8, 9]
    drag(page, element, (15, 11), (18, 8))  # the corner
    assert values(element) == [7, 2, 11, 6]
    drag(page, element, (27, 16), (3, 3))  # beside it
    assert values(element) == [7, 2, 11, 6]
    drag(page, element, (10, 5), (29, 17))  # as far as the image goes
    assert values(element) == [18, 11, 11, 6]
    drag(page, element, (28.6, 16.6), (2, 2))  # from within; no smaller than a pixel
    assert values(element) == [18, 11, 1, 1]
    page.mouse.move(5, 5)  # the button is up: nothing follows
    assert values(element) == [18, 11, 1, 1]
    assert "1 × 1 + 11 × 6 − 0 = 67" in element.locator(".said").inner_text()


def test_a_box_is_moved_by_a_finger(browser):
    with browser.new_context(has_touch=True, viewport={"width": 390, "height": 844}) as context:
        page = context.new_page()
        element = show(page, BoxOverlap(TRUTH, BOX, **SIZE))
        frame = element.locator("svg").bounding_box()
        scale = frame["width"] / SIZE["width"]
        session = context.new_cdp_session(page)
        for kind, place in [
            ("touchStart", (15, 10)),
            ("touchMove", (12, 8)),
            ("touchMove", (10, 6)),
        ]:
            x, y = frame["x"] + scale * place[0], frame["y"] + scale * place[1]
            touch = {"type": kind, "touchPoints": [{"x": x, "y": y}]}
            session.send("Input.dispatchTouchEvent", touch)
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        assert values(element) == [7, 2, 8, 9]
        assert page.evaluate("scrollY") == 0


def test_a_box_is_moved_and_sized_by_the_keyboard_and_stays_in_the_image(page):
    element = show(page, BoxOverlap(TRUTH, BOX, **SIZE))
    element.get_by_label("Left").focus()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    assert values(element) == [11, 7, 8, 9]
    for name, key in [("Left", "End"), ("Top", "End"), ("Width", "End"), ("Height", "End")]:
        element.get_by_label(name).focus()
        page.keyboard.press(key)
    assert values(element) == [21, 8, 8, 9]
    assert "8 × 9 + 11 × 6" in element.locator(".said").inner_text()


def test_thresholds_are_chosen_by_the_keyboard_and_read_in_words(page):
    element = show(page, ScoreThreshold(**scene(0)))
    slider = element.get_by_label("IoU threshold")
    slider.focus()
    page.keyboard.press("ArrowRight")
    assert slider.get_attribute("aria-valuetext") == "0.55"
    slider = element.get_by_label("Score threshold")
    slider.focus()
    page.keyboard.press("Home")
    assert "From a score of 0 on: 10 of 10 kept." in element.locator(".said").inner_text()
    page.keyboard.press("End")
    assert slider.get_attribute("aria-valuetext") == "1"
    assert element.locator(".said").get_attribute("aria-live") == "polite"


def several():
    return [BoxOverlap(TRUTH, BOX, **SIZE), ScoreThreshold(**scene(1)), ScoreThreshold(**scene(2))]


def test_elements_on_a_page_do_not_share_anything(page):
    show(page, *several())
    first, second = page.locator("cnn-score-threshold").all()
    before = first.inner_text()
    second.get_by_label("Score threshold").fill("0")
    assert first.inner_text() == before
    assert "From a score of 0 on" in second.inner_text()


@pytest.mark.parametrize(("theme", "scheme", "width"), LOOKS.values(), ids=LOOKS)
def test_axe_finds_nothing_in_them(page, theme, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 844})
    page.set_content(document("".join(each._repr_html_() for each in several()), theme))

    assert axe_violations(page) == ""


@pytest.mark.parametrize("width", [390, 320])
def test_they_do_not_scroll_a_phone_sideways_and_are_large_enough_to_touch(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    show(page, *several())
    assert page.evaluate("document.documentElement.scrollWidth") == width
    for slider in page.locator("input").all():
        box = slider.bounding_box()
        assert min(box["width"], box["height"]) >= 24


@pytest.mark.parametrize("width", [1280, 700, 390, 320])
@pytest.mark.parametrize("which", [0, 1])
def test_nothing_jumps_when_they_come_to_life(page, which, width):
    page.set_viewport_size({"width": width, "height": 844})
    html = several()[which]._repr_html_()
    height = "() => document.querySelector('main').scrollHeight"
    page.set_content(document(re.sub(r"<script>.*?</script>", "", html, flags=re.S)))
    before = page.evaluate(height)
    page.goto("about:blank")
    page.set_content(document(html))
    assert page.evaluate(height) == pytest.approx(before, abs=3)


def test_they_work_from_a_file_and_keep_their_keys_from_jupyterlab(page, tmp_path):
    file = tmp_path / "boxes.html"
    file.write_text(document("".join(each._repr_html_() for each in several())), encoding="utf-8")
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.goto(file.as_uri())
    assert page.locator("input").count() == 8
    assert requests == [file.as_uri()]
    for control in page.locator("input").all():
        assert control.get_attribute("data-lm-suppress-shortcuts") == "true"
