"""The window over several channels in a browser, judged by `conv2d`."""

import re
from itertools import product

import numpy as np
import pytest
from accessibility import axe_violations
from element_page import LOOKS, begin, cells, document, marked, numbers, said, show

from cnn_lessons.elements.channels_window import ChannelsWindow
from cnn_lessons.operations import conv2d

pytestmark = pytest.mark.browser

RNG = np.random.default_rng(0)
IMAGE = RNG.integers(-4, 5, (4, 5, 3))
KERNEL = RNG.integers(-2, 3, (3, 2, 3, 2))


def maps_of(element, filters=2):
    return np.stack([numbers(cells(element, f"Map {f + 1}")) for f in range(filters)], axis=-1)


def test_page_computes_what_conv2d_computes(page):
    element = show(page, ChannelsWindow(IMAGE, KERNEL))
    for strides, padding, dilation in product((1, 2, 3), ("valid", "same"), (1, 2)):
        for name, value in (
            ("strides", strides),
            ("padding", padding),
            ("dilation_rate", dilation),
        ):
            element.locator(f"[name={name}]").select_option(label=str(value))
        if dilation == 2 and padding == "valid":
            assert "A window of 5 × 3 pixels does not fit on 4 × 5 pixels." in said(element)
            continue
        element.get_by_role("slider").press("End")
        expected = conv2d(
            IMAGE[None].astype(float), KERNEL.astype(float), None, strides, padding, dilation
        )
        np.testing.assert_array_equal(maps_of(element), expected[0])


@pytest.mark.parametrize("settings", [{}, {"padding": 1, "strides": 2}])
def test_page_writes_the_tables_of_the_fallback(page, settings):
    window = ChannelsWindow(IMAGE, KERNEL / 3, **settings)
    names = re.findall('aria-label="(.*?)"', window._repr_html_().partition("<script>")[0])
    page.set_content(
        document(re.sub(r"<script>.*?</script>", "", window._repr_html_(), flags=re.S))
    )
    fallback = page.locator("cnn-channels-window")
    before = [cells(fallback, name) for name in names]
    padding = [marked(fallback, name, "pad") for name in names]
    captions = fallback.locator("figcaption").all_inner_texts()
    sizes = fallback.locator(".grids").get_attribute("style")

    page.goto("about:blank")
    element = show(page, window)

    assert len(names) == 3 + 2 * 4
    assert said(element) == "Before the first step Press Next."
    assert [marked(element, name) for name in names] == [[] for _ in names]
    assert [cells(element, name) for name in names] == before
    assert [marked(element, name, "pad") for name in names] == padding
    assert element.locator("figcaption").all_inner_texts() == captions
    pairs = zip(re.findall(r"[\d.]+", sizes), ("--row", "--widest", "--columns"), strict=True)
    for size, name in pairs:
        shown = element.locator(".grids").evaluate(
            "(it, name) => it.style.getPropertyValue(name)", name
        )
        assert float(shown) == pytest.approx(float(size), rel=1e-3)


def test_every_step_marks_its_window_in_all_channels_and_one_filter(page):
    element = begin(page, ChannelsWindow(IMAGE, KERNEL, strides=(1, 2)))
    slider, outputs = element.get_by_role("slider"), ChannelsWindow(IMAGE, KERNEL, (1, 2)).outputs
    for f, i, j in product(range(2), range(2), range(2)):
        window = [[i + a, 2 * j + b] for a in range(3) for b in range(2)]
        weights = [[a, b] for a in range(3) for b in range(2)]
        for c in range(3):
            assert marked(element, f"Channel {c + 1}") == window
            assert marked(element, f"Filter {f + 1}, channel {c + 1}") == weights
            assert marked(element, f"Filter {2 - f}, channel {c + 1}") == []
        assert marked(element, f"Map {f + 1}") == [[i, j]]
        assert marked(element, f"Map {2 - f}") == []
        sums = [
            (IMAGE[i : i + 3, 2 * j : 2 * j + 2, c] * KERNEL[:, :, c, f]).sum() for c in range(3)
        ]
        shown = said(element)
        assert shown.startswith(f"Filter {f + 1}, row {i + 1}, column {j + 1}: Channel 1: ")
        parts = [re.search(rf"Channel {c + 1}: .*? = (−?\d+)", shown)[1] for c in range(3)]
        assert [int(part.replace("−", "-")) for part in parts] == sums
        assert shown.endswith(f"= {outputs[i, j, f]:g}".replace("-", "−"))
        slider.press("ArrowRight")


def test_the_sum_of_the_channels_is_said_to_be_rounded(page):
    element = begin(page, ChannelsWindow(np.ones((1, 1, 3)), np.full((1, 1, 3, 1), 1 / 3)))
    assert said(element).endswith("Together: 0.333 + 0.333 + 0.333 ≈ 1")


def blanks(element, name):
    return [cell == "" for row in cells(element, name) for cell in row]


def test_a_map_fills_up_before_the_next_begins_and_a_click_goes_there(page):
    element = show(page, ChannelsWindow(IMAGE, KERNEL))  # maps of 2 × 4
    element.get_by_role("table", name="Map 2").locator("td").nth(5).click()
    assert marked(element, "Map 2") == [[1, 1]]
    assert blanks(element, "Map 2") == [False] * 6 + [True] * 2
    assert blanks(element, "Map 1") == [False] * 8
    element.get_by_role("slider").press("ArrowUp")
    element.get_by_role("slider").press("ArrowUp")
    assert marked(element, "Map 1") == [[1, 1]]
    assert blanks(element, "Map 1") == [False] * 6 + [True] * 2
    assert blanks(element, "Map 2") == [True] * 8


def test_a_frame_lies_around_the_window_of_every_channel(page):
    element = show(page, ChannelsWindow(IMAGE, KERNEL, padding=1))
    element.get_by_role("slider").press("ArrowDown")
    page.wait_for_timeout(400)  # it glides
    assert element.locator(".frame").count() == 3
    for c in range(3):
        sheet = element.locator(".sheet").nth(c)
        frame, first = (
            sheet.locator(".frame").bounding_box(),
            sheet.locator(".on").first.bounding_box(),
        )
        last = sheet.locator(".on").last.bounding_box()
        assert (frame["x"], frame["y"]) == pytest.approx((first["x"], first["y"]), abs=1.5)
        assert frame["x"] + frame["width"] == pytest.approx(last["x"] + last["width"], abs=1.5)
        assert frame["y"] + frame["height"] == pytest.approx(last["y"] + last["height"], abs=1.5)


def places(page):
    names = ["Channel 1", "Channel 2", "Filter 1, channel 1", "Map 1"]
    tables = [page.get_by_role("table", name=name, exact=True) for name in names]
    return [(box["x"], box["y"]) for box in (table.bounding_box() for table in tables)]


def test_filters_are_rows_and_on_a_phone_columns(page):
    show(page, ChannelsWindow(IMAGE, KERNEL))
    one, two, kernel, result = places(page)
    assert two[0] > one[0]
    assert two[1] == pytest.approx(one[1])
    assert kernel[0] == pytest.approx(one[0])
    assert result[0] > two[0]
    page.set_viewport_size({"width": 390, "height": 844})
    one, two, kernel, result = places(page)
    assert two[1] > one[1]
    assert two[0] == pytest.approx(one[0])
    assert kernel[0] > one[0]
    assert result[0] == pytest.approx(kernel[0])
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize(("theme", "scheme", "width"), LOOKS.values(), ids=LOOKS)
def test_axe_finds_nothing(page, theme, scheme, width):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    page.set_content(document(ChannelsWindow(IMAGE, KERNEL, padding=1)._repr_html_(), theme))
    page.get_by_role("slider").press("ArrowRight")
    assert axe_violations(page) == ""


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_jumps_when_it_comes_to_life(page, width):
    page.set_viewport_size({"width": width, "height": 844})
    html = ChannelsWindow(IMAGE, KERNEL)._repr_html_()
    page.set_content(document(re.sub(r"<script>.*?</script>", "", html, flags=re.S)))
    height = "() => document.querySelector('main').scrollHeight"
    before = page.evaluate(height)
    page.goto("about:blank")
    show(page, ChannelsWindow(IMAGE, KERNEL))
    assert page.evaluate(height) == pytest.approx(before, abs=3)
