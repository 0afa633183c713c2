"""Pooling and transposed windows in a browser, judged by the package's Python functions."""

import re
from itertools import product

import numpy as np
import pytest
from accessibility import axe_violations
from element_page import LOOKS, begin, cells, document, marked, numbers, said, show

from cnn_lessons.elements.pooling_window import PoolingWindow
from cnn_lessons.elements.transposed_window import TransposedWindow

pytestmark = pytest.mark.browser

IMAGE = [[1, 2, 0, 4, 3], [-2, 1, 3, 4, 1], [2, -1, -1, 0, 2], [1, 3, -2, -1, 0]]
KERNEL = [[1, 0], [0.5, -1]]
PADDINGS = ["valid", "same", 1, ((1, 0), (0, 2))]


def pools_of_all_kinds():
    """Yield every setting that `max_pool2d` takes, on sizes that are prime and unequal."""
    rng = np.random.default_rng(0)
    for size, pool_size, strides, padding, keep in product(
        [(7, 5), (4, 6), (1, 3)], [2, 3, (3, 2)], [1, 2, 3, (1, 2)], PADDINGS, ["max", "average"]
    ):
        try:
            yield PoolingWindow(rng.integers(-9, 3, size), pool_size, strides, padding, keep)
        except ValueError as error:
            assert re.search("does not fit|too wide", str(error))


def transposed_of_all_kinds():
    """Yield every setting that `conv2d_transpose` takes, on sizes that are prime and unequal."""
    rng = np.random.default_rng(0)
    for size, kernel_size, strides, padding, dilation_rate in product(
        [(3, 2), (1, 3)], [(3, 2), (2, 3), (1, 1)], [1, 2, 3, (1, 4)], PADDINGS, [1, 2, (2, 1)]
    ):
        image, kernel = rng.integers(-9, 10, size), rng.integers(-9, 10, kernel_size) / 4
        try:
            yield TransposedWindow(image, kernel, strides, padding, dilation_rate)
        except ValueError as error:
            assert "cuts off more than the outputs have" in str(error)


@pytest.mark.parametrize(
    ("windows", "least"), [(pools_of_all_kinds, 180), (transposed_of_all_kinds, 190)]
)
def test_page_computes_what_python_computes(page, windows, least):
    show(page, next(windows()))
    compute = """(html) => {
        document.querySelector("main").innerHTML = html;
        return document.querySelector(".grids").parentNode.now.outputs;
    }"""
    count = 0
    for window in windows():
        count += 1
        html = re.search(r"<cnn-[a-z]+-window.*</cnn-[a-z]+-window>", window._repr_html_(), re.S)
        outputs = page.evaluate(compute, html[0])
        np.testing.assert_allclose(outputs, window.outputs, err_msg=repr(window))
    assert count > least


def some_windows():
    return [
        PoolingWindow(IMAGE),
        PoolingWindow(IMAGE, 3, strides=2, padding="same"),
        PoolingWindow(IMAGE, 3, strides=2, padding=((1, 0), (0, 1)), keep="average"),
        PoolingWindow(np.array(IMAGE) / 3, (2, 5), keep="average"),
        TransposedWindow(IMAGE, KERNEL),
        TransposedWindow([[1, -2], [3, 4]], np.array(KERNEL) / 3, strides=2, padding=1),
        TransposedWindow([[1, -2, 7]], KERNEL, strides=3, dilation_rate=2, padding="same"),
        TransposedWindow(np.ones((8, 8)), np.ones((5, 5)), strides=3, dilation_rate=2),
    ]


@pytest.mark.parametrize("window", some_windows(), ids=repr)
def test_page_writes_the_tables_of_the_fallback(page, window):
    without_script = re.sub(r"<script>.*?</script>", "", window._repr_html_(), flags=re.S)
    page.set_content(document(without_script))
    fallback = page.locator("main > :not(h1, style, script)")
    names = ["Input", "Kernel", "Output"] if hasattr(window, "kernel") else ["Input", "Output"]
    before = [cells(fallback, name) for name in names]
    words = said(fallback)
    captions = fallback.locator("figcaption").all_inner_texts()
    padding = [marked(fallback, name, "pad") for name in names]

    page.goto("about:blank")
    element = show(page, window)

    assert words == "Before the first step Nothing is computed yet."
    assert said(element) == "Before the first step Press Next."
    assert [marked(element, name) for name in names] == [[] for _ in names]
    assert [marked(element, name, "pad") for name in names] == padding
    assert [cells(element, name) for name in names] == before
    assert element.locator("figcaption").all_inner_texts() == captions


def test_max_pooling_marks_the_first_of_equally_large_pixels(page):
    element = begin(page, PoolingWindow([[0, 5, 5], [5, 5, 5], [1, 5, 0]], 2, strides=1))
    slider = element.get_by_role("slider")
    for winner, count in [([0, 1], 3), ([0, 1], 4), ([1, 0], 3), ([1, 1], 3)]:
        assert marked(element, "Input", "won") == [winner]
        assert len(marked(element, "Input")) == 4
        assert said(element).endswith(f"= 5 (the first of {count})")
        slider.press("ArrowRight")


def test_padding_never_wins_and_is_not_counted(page):
    element = begin(page, PoolingWindow([[-3, -5]], 3, strides=1, padding="same"))
    assert cells(element, "Input")[0] == ["−∞"] * 4
    assert said(element) == "Row 1, column 1: max(−∞, −∞, −∞, −∞, −3, −5, −∞, −∞, −∞) = −3"
    element.get_by_label("Pooling").select_option("average")
    assert cells(element, "Input")[0] == [""] * 4
    assert said(element) == "Before the first step Press Next."
    element.get_by_role("button", name="Next").click()
    assert said(element) == "Row 1, column 1: ((−3) + (−5)) / 2 = −4"
    assert marked(element, "Input") == [[1, 1], [1, 2]]
    assert marked(element, "Input", "won") == []


def test_a_mean_is_said_to_be_rounded(page):
    element = begin(page, PoolingWindow([[1, 1, 2]], (1, 3), keep="average"))
    assert said(element) == "Row 1, column 1: (1 + 1 + 2) / 3 ≈ 1.33"


def test_menus_of_pooling_recompute_what_python_computes(page):
    element = show(page, PoolingWindow(IMAGE))
    for keep, size, stride, padding in product(["max", "average"], "23", "123", ["valid", "same"]):
        for name, value in zip(
            ["operation", "pool_size", "strides", "padding"],
            [keep, size, stride, padding],
            strict=True,
        ):
            element.locator(f"[name={name}]").select_option(label=value)
        expected = PoolingWindow(IMAGE, int(size), int(stride), padding, keep)
        element.get_by_role("slider").press("End")
        shown = numbers(cells(element, "Output"))
        np.testing.assert_allclose(shown, expected.outputs, atol=0.005)


def test_a_pooling_window_on_padding_alone_is_said_in_words(page):
    element = show(page, PoolingWindow(IMAGE, 3, padding=2))
    element.locator("[name=pool_size]").select_option(label="2")
    assert said(element) == (
        "A window of 2 × 2 pixels would lie on padding alone. "
        "Choose a larger window, or the padding “same”."
    )
    assert element.locator("button:enabled").count() == 0
    element.get_by_label("Padding").select_option("same")
    assert element.locator("button:enabled").count() == 3


def test_each_pixel_adds_its_kernel_to_what_lies_there(page):
    image, kernel = [[1, 10], [100, 3]], [[1, 2, 0], [0, 1, 1], [3, 0, 1]]
    element = begin(page, TransposedWindow(image, kernel, strides=2))
    slider = element.get_by_role("slider")
    sums = np.zeros((5, 5))
    for i, j in np.ndindex(2, 2):
        sums[2 * i : 2 * i + 3, 2 * j : 2 * j + 3] += image[i][j] * np.array(kernel)
        np.testing.assert_array_equal(numbers(cells(element, "Output")), sums)
        assert marked(element, "Input") == [[i, j]]
        assert marked(element, "Output") == [[2 * i + a, 2 * j + b] for a, b in np.ndindex(3, 3)]
        assert said(element).startswith(f"Row {i + 1}, column {j + 1}: {image[i][j]} lays down")
        place = f"row {i + 1}, column {j + 1}, pixel {image[i][j]}"
        assert slider.get_attribute("aria-valuetext") == place
        slider.press("ArrowRight")


def test_every_product_that_a_pixel_lays_down_is_written(page):
    element = begin(page, TransposedWindow([[-2, 1]], [[1, 0, 2], [0.5, -1, 1]]))
    expected = "−2 lays down (−2)·1, (−2)·0, (−2)·2, (−2)·0.5, (−2)·(−1), (−2)·1"
    assert said(element) == f"Row 1, column 1: {expected}"


def test_what_is_added_stands_beside_the_sum(page):
    element = show(page, TransposedWindow([[2, 3]], KERNEL))
    element.get_by_role("slider").press("End")
    labels = element.locator(".output td.on").evaluate_all(
        "cells => cells.map((cell) => cell.dataset.label)"
    )
    assert labels == ["+3", "+0", "+1.5", "−3"]


def test_menus_of_a_transposed_convolution_recompute_what_python_computes(page):
    image, kernel = [[1, -2, 7], [3, 4, 0]], [[1, 2, 0], [0, 1, 1]]
    element = show(page, TransposedWindow(image, kernel, 2, padding=((1, 0), (1, 2))))
    explicit = "top 1, bottom 0, left 1, right 2"
    for stride, padding, dilation in product("123", ["valid", "same", explicit], "12"):
        for name, value in zip(
            ["strides", "padding", "dilation_rate"], [stride, padding, dilation], strict=True
        ):
            element.locator(f"[name={name}]").select_option(label=value)
        amounts = ((1, 0), (1, 2)) if padding == explicit else padding
        expected = TransposedWindow(image, kernel, int(stride), amounts, int(dilation))
        element.get_by_role("slider").press("End")
        kept = [
            [cell for cell in row if cell]
            for row in element.get_by_role("table", name="Output").evaluate(
                "table => [...table.rows].map((row) => [...row.cells].map("
                "(cell) => cell.className.includes('pad') ? '' : cell.textContent))"
            )
        ]
        shown = numbers([row for row in kept if row])
        np.testing.assert_array_equal(shown, expected.outputs)


def test_a_transposed_convolution_of_which_nothing_is_left_is_said_in_words(page):
    element = show(page, TransposedWindow([[1, 2]], [[1]], strides=4, padding=((0, 0), (1, 2))))
    element.get_by_label("Stride").select_option("1")
    assert said(element).startswith("Nothing is left of 1 × 2 pixels when the padding is cut off")
    assert element.get_by_role("table", name="Output").count() == 0


@pytest.mark.parametrize("window", some_windows()[3:5], ids=repr)
def test_keyboard_clicks_and_play_move_every_window(stopped_page, window):
    element = show(stopped_page, window)
    ticks = "Input" if isinstance(window, TransposedWindow) else "Output"
    last = np.array(window.image if ticks == "Input" else window.outputs).shape
    slider = element.get_by_role("slider")
    slider.press("End")
    assert marked(element, ticks) == [[last[0] - 1, last[1] - 1]]
    slider.press("ArrowUp")
    slider.press("Home")
    assert marked(element, ticks) == []
    slider.press("ArrowDown")
    assert marked(element, ticks) == [[0, 0]]
    element.locator(".play").press("Enter")
    stopped_page.clock.run_for(900)
    assert marked(element, ticks) == [[0, 1] if last[1] > 1 else [1, 0]]
    element.get_by_role("table", name=ticks).locator("td").last.click()
    assert marked(element, ticks) == [[last[0] - 1, last[1] - 1]]
    assert element.locator(".play").inner_text() == "Play"


@pytest.mark.parametrize(("theme", "scheme", "width"), LOOKS.values(), ids=LOOKS)
def test_axe_finds_nothing_in_the_windows(page, theme, scheme, width):
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.set_viewport_size({"width": width, "height": 844})
    page.set_content(document("".join(w._repr_html_() for w in some_windows()), theme))
    for slider in page.get_by_role("slider").all():
        slider.press("ArrowRight")
    assert axe_violations(page) == ""
    assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("window", some_windows()[:-1], ids=repr)
def test_nothing_jumps_when_a_window_comes_to_life(page, window, width):
    page.set_viewport_size({"width": width, "height": 844})
    html = window._repr_html_()
    height = "() => document.querySelector('main').scrollHeight"
    page.set_content(document(re.sub(r"<script>.*?</script>", "", html, flags=re.S)))
    before = page.evaluate(height)
    page.goto("about:blank")
    page.set_content(document(html))
    assert page.evaluate(height) == pytest.approx(before, abs=3)
