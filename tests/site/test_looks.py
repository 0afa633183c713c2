"""How the site looks where nobody looks often: on paper, by keyboard, in high contrast."""

import re

import pytest

COLOURS = """() => {
    const seen = document.querySelectorAll("main p, main h2, main code, main td, main pre span");
    const style = (element) => getComputedStyle(element);
    const own = [...seen].filter((e) => e.checkVisibility() && e.textContent.trim());
    return own.map((element) => [element.tagName, style(element).color]);
}"""


def brightness(colour):
    red, green, blue = map(int, re.findall(r"\d+", colour)[:3])
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.browser
def test_a_page_is_printed_dark_on_white(site, page):
    page.emulate_media(color_scheme="dark")
    page.goto(f"{site}/operations/pooling.html")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.emulate_media(media="print", color_scheme="dark")

    paper = page.evaluate("getComputedStyle(document.body).backgroundColor")
    pale = {tuple(found) for found in page.evaluate(COLOURS) if brightness(found[1]) > 150}

    assert brightness(paper) == pytest.approx(255)
    assert pale == set()


@pytest.mark.browser
def test_what_has_the_focus_in_the_top_bar_is_seen(site, page):
    page.goto(f"{site}/operations/pooling.html")
    page.keyboard.press("Tab")  # from now on by keyboard
    page.evaluate("document.querySelector('.bd-header-article button').focus()")
    seen = []
    for _ in range(5):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => {
                    const element = document.activeElement, style = getComputedStyle(element);
                    const inBar = element.closest(".bd-header-article") !== null;
                    return [inBar, style.outlineStyle, parseFloat(style.outlineWidth)];
                }"""
            )
        )
    assert seen == [[True, "solid", 3]] * 5


@pytest.mark.browser
def test_bars_keep_their_fill_in_high_contrast(site, page):
    page.emulate_media(forced_colors="active")
    page.goto(f"{site}/visualization/feature_maps.html")

    fill = page.locator("cnn-digit-drawing .best .bar").evaluate(
        "(bar) => getComputedStyle(bar).backgroundColor"
    )

    assert fill == "rgb(230, 159, 0)"


@pytest.mark.browser
def test_wide_tables_have_the_margin(site, page):
    page.goto(f"{site}/architectures/ledger.html")

    hidden = page.evaluate(
        """() => [...document.querySelectorAll(".cell_output [role=group]:has(> table)")]
            .map((group) => [group.scrollWidth - group.clientWidth,
                group.getBoundingClientRect().right > document.documentElement.clientWidth])"""
    )

    assert len(hidden) >= 2
    assert set(map(tuple, hidden)) == {(0, False)}


@pytest.mark.browser
def test_headings_have_their_face(site, page):
    page.goto(f"{site}/operations/pooling.html")
    page.wait_for_function("document.fonts.status === 'loaded'")

    faces = page.evaluate(
        "[...document.fonts].filter((face) => face.status === 'loaded').map((face) => face.family)"
    )
    first = page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")

    assert "Headings" in faces
    assert first.split(",")[0] == "Headings"
