"""The size calculator, judged as an object and as text; tests/site judges it in a browser."""

import re
from itertools import product

import numpy as np
import pytest
from element_html import data_of, fallback_of

from cnn_lessons.elements.size_calculator import SizeCalculator
from cnn_lessons.operations.padding_stride import conv_output_size


def said(calculator):
    """Return formula and words as one line."""
    (text,) = re.findall(r'<div class="said">(.*?)</div>', fallback_of(calculator))
    return " ".join(re.sub("<.*?>", " ", text).split())


def rows(calculator, name):
    """Return the classes and texts of the cells in the rows of one kind."""
    found = re.findall(rf'<tr class="{name}">(.*?)</tr>', fallback_of(calculator))
    cell = re.compile(r'<td(?: class="([^"]*)")?>(.*?)</td>')
    return [
        [(names, re.sub("<.*?>", "", text)) for names, text in cell.findall(row)] for row in found
    ]


def windows(calculator):
    """Return the drawn windows, each as the cells under its weights."""
    return [
        [cell for cell, (names, _) in enumerate(row) if names == "on"]
        for row in rows(calculator, "window")
        if not any(names == "over" for names, _ in row)
    ]


def marked(calculator, name):
    """Return the cells of the padded row that bear a mark."""
    (row,) = rows(calculator, "pixels")
    return [cell for cell, (names, _) in enumerate(row) if name in names.split()]


def small_settings():
    """Yield everything that fits, without a cut: size, kernel, stride, padding, dilation."""
    for setting in product((4, 6), (1, 2, 3), (1, 2, 4), ("valid", "same", 0, 1, 2), (1, 2)):
        try:
            yield setting, conv_output_size(*setting)
        except ValueError:
            continue


@pytest.mark.parametrize(
    ("places", "drawn"), [(10, range(10)), (11, [0, 1, 2, 3, 4, 5, 7, 8, 9, 10])]
)
def test_ten_windows_are_drawn_and_of_more_the_first_six_and_the_last_four(places, drawn):
    calculator = SizeCalculator(places + 2, 3)
    assert windows(calculator) == [[start, start + 1, start + 2] for start in drawn]


def test_windows_missed_cells_and_padding_are_those_of_brute_force():
    checked = 0
    for setting, places in small_settings():
        size, kernel_size, strides, _, rate = setting
        calculator = SizeCalculator(*setting)
        assert calculator.output_size == places
        starts = range(0, places * strides, strides)
        expected = [[start + rate * weight for weight in range(kernel_size)] for start in starts]
        assert windows(calculator) == expected, setting
        missed = set(range(calculator.padded)) - {cell for window in expected for cell in window}
        assert calculator.missed == sorted(missed), setting
        assert marked(calculator, "out") == sorted(missed), setting
        zeros = len(marked(calculator, "pad"))
        assert len(rows(calculator, "pixels")[0]) - zeros == size
        checked += 1
    assert checked > 150


def test_the_floor_is_explained_where_it_drops_something():
    calculator = SizeCalculator(4, kernel_size=3, strides=2, padding=1)
    assert said(calculator) == (
        "Output size = ⌊(4 + 1 + 1 − 3) / 2⌋ + 1 = ⌊3 / 2⌋ + 1 = 1 + 1 = 2 "
        "The window fits in 2 places. Left over at the end (✕): 1 padding zero. One more step "
        "(dashed) would carry the window over the edge, and the floor drops it."
    )
    assert windows(calculator) == [[0, 1, 2], [2, 3, 4]]
    assert marked(calculator, "pad") == [0, 5]
    assert marked(calculator, "out") == [5]
    dropped = rows(calculator, "window")[-1]
    assert [names for names, _ in dropped] == ["", "", "", "", "over", "over"]


def test_nothing_is_dropped_where_the_last_window_ends_at_the_edge():
    calculator = SizeCalculator(227, kernel_size=11, strides=4)
    assert "= ⌊216 / 4⌋ + 1 = 54 + 1 = 55" in said(calculator)
    assert said(calculator).endswith("The window fits in 55 places. It reaches every pixel.")
    assert "over" not in str(rows(calculator, "window"))


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ((9, 2, 4), "Passed over (✕), since the stride is longer than the window: 2 pixels. Left"),
        ((9, 2, 4), "Left over at the end (✕): 3 pixels."),
        ((6, 2, 3, 1), "the window: 2 pixels."),
        ((5, 2, 3, 3), "Passed over (✕), since the stride is longer than the window: 1 pixel and"),
        ((7, 2, 2, 0, 2), "A kernel of 2 weights, 2 pixels apart, spans 3 pixels."),
        ((7, 2, 2, 0, 2), "Passed over (✕), since the weights stand apart: 3 pixels."),
        ((7, 2, 4, 0, 2), "longer than the window and the weights stand apart: 3 pixels."),
        ((4, 3, 2, "same"), "“same” adds 0 before and 1 after. The window fits in 2 places."),
        ((3, 3), "The window fits in 1 place."),
        ((4, 3, 9, 3), "Left over at the end (✕): 4 pixels and 3 padding zeros."),
        ((5, 1, 1, 0, 9), "1 = 5 The window fits"),
    ],
)
def test_words_say_which_pixels_no_window_reaches(setting, words):
    assert words in said(SizeCalculator(*setting))


def test_missed_cells_and_padding_are_told_apart_without_colour():
    (row,) = rows(SizeCalculator(3, kernel_size=2, strides=3, padding=1), "pixels")
    assert row == [("pad", "0"), ("", ""), ("out", "✕"), ("", ""), ("pad", "0")]


def test_pixels_are_numbered_from_zero():
    (numbers,) = rows(SizeCalculator(3, kernel_size=2, padding=1), "numbers")
    assert [text for _, text in numbers] == ["", "0", "1", "2", ""]
    (numbers,) = rows(SizeCalculator(18, kernel_size=2), "numbers")
    assert [text for _, text in numbers if text] == ["0", "5", "10", "17"]


def test_a_long_row_is_cut_in_the_middle_and_keeps_its_ends():
    calculator = SizeCalculator(224, kernel_size=11, strides=4)
    (cells,) = rows(calculator, "pixels")
    assert len(cells) == 29
    assert cells[14] == ("cut", "…")
    assert marked(calculator, "out") == [28]
    (numbers,) = rows(calculator, "numbers")
    assert [text for _, text in numbers if text] == ["0", "5", "10", "210", "215", "220", "223"]
    # Starts 0, 4, 8, 12 meet the first 14 cells; 200, 204, 208, 212 the last 14.
    starts = [(window[0], len(window)) for window in windows(calculator)]
    assert starts == [(0, 11), (4, 10), (8, 6), (12, 2), (15, 1), (15, 5), (15, 9), (17, 11)]
    hidden = [row[14][0] for row in rows(calculator, "window")]
    assert hidden == ["", "in", "in", "in", "in", "in", "in", "", ""]


def test_of_many_windows_the_first_six_and_the_last_four_are_drawn():
    calculator = SizeCalculator(32, kernel_size=5)
    assert [window[0] for window in windows(calculator)] == [0, 1, 2, 3, 4, 5, 24, 25, 26, 27]
    assert fallback_of(calculator).count('<td colspan="32">⋮</td>') == 1
    assert "⋮" not in fallback_of(SizeCalculator(14, kernel_size=5))


def test_calculator_says_what_it_is_in_one_fixed_line():
    assert repr(SizeCalculator()) == (
        "SizeCalculator: input size 32, kernel size 5, stride 1, padding 0, dilation 1, "
        "output size 28"
    )
    assert "padding same, dilation 2, output size 4" in repr(SizeCalculator(7, 3, 2, "same", 2))


def test_html_is_the_same_every_time_and_small():
    first, second = (SizeCalculator(224, 7, 2, 3)._repr_html_() for _ in range(2))
    assert first == second
    assert len(first.encode()) < 20_000


def test_script_receives_the_settings_numpys_ints_included():
    calculator = SizeCalculator(np.int64(7), 3, np.int32(2), np.int8(1), 1)
    assert data_of(calculator) == {
        "size": 7,
        "kernel_size": 3,
        "strides": 2,
        "padding": 1,
        "dilation_rate": 1,
    }


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ({"size": 4}, ValueError, "A window of 5 pixels .* does not fit on 4 pixels"),
        ({"strides": 0}, ValueError, "strides=0 is too small"),
        ({"size": 4.0}, TypeError, "size=4.0 is not an int but a float"),
        ({"padding": "full"}, ValueError, "padding='full' is not known"),
        ({"padding": (0, 1)}, ValueError, r"padding=\(0, 1\) does not fit into one field\. Use"),
        ({"size": 10_000}, ValueError, "size=10000 is too large. Use at most 9999."),
        ({"padding": 1000}, ValueError, "padding=1000 is too large. Use at most 999."),
        ({"size": 999, "dilation_rate": 100}, ValueError, "dilation_rate=100 is too large"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_way_out(arguments, error, message):
    with pytest.raises(error, match=message):
        SizeCalculator(**arguments)
