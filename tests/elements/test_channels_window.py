"""The window over several channels, judged as an object and as text."""

import re

import numpy as np
import pytest
from element_html import data_of, fallback_of, table

from cnn_lessons.elements.channels_window import ChannelsWindow
from cnn_lessons.operations import conv2d_loops

# 2 × 3 pixels of 3 channels, and 2 filters of 1 × 2 weights.
IMAGE = np.array([[[1, 0, 2], [3, 1, 0], [0, 2, 1]], [[2, 2, 2], [1, 0, 3], [0, -1, 1]]])
KERNEL = np.array([[[[1, 0], [0, 2], [-1, 1]], [[2, 0], [3, 0.5], [0, -1]]]])


def words_of(html):
    return re.sub("<.*?>", "", html[html.index('class="sum') :]).partition(">")[2]


def test_outputs_are_those_of_the_definition():
    window = ChannelsWindow(IMAGE, KERNEL, strides=(1, 2), padding=((1, 0), (2, 1)))
    expected = conv2d_loops(
        IMAGE[None].astype(float), KERNEL, strides=(1, 2), padding=((1, 0), (2, 1))
    )
    np.testing.assert_array_equal(window.outputs, expected[0])


def test_window_says_what_it_is_in_one_fixed_line():
    assert repr(ChannelsWindow(IMAGE, KERNEL, strides=(1, 2), padding=1)) == (
        "ChannelsWindow: image 2 × 3 × 3, kernel 1 × 2 × 3 × 2, strides 1 × 2, "
        "padding 1 on each side, dilation 1, output 4 × 2 × 2"
    )


def test_script_receives_channels_one_by_one_and_each_filters_kernels():
    data = data_of(ChannelsWindow(IMAGE, KERNEL, dilation_rate=(2, 1)))
    assert data["operation"] == "channels"
    assert data["dilation_rate"] == [2, 1]
    assert data["image"][2] == [[2, 0, 1], [2, 3, 1]]
    assert data["kernel"][1] == [[[0, 0]], [[2, 0.5]], [[1, -1]]]


def test_fallback_has_a_table_for_each_channel_a_kernel_for_each_filter_and_its_map():
    html = fallback_of(ChannelsWindow(IMAGE, KERNEL))
    assert re.findall('aria-label="(.*?)"', html) == [
        *("Channel 1", "Channel 2", "Channel 3"),
        *(f"Filter 1, channel {c}" for c in (1, 2, 3)),
        "Map 1",
        *(f"Filter 2, channel {c}" for c in (1, 2, 3)),
        "Map 2",
    ]
    assert table(html, "Channel 2") == [["0", "1", "2"], ["2", "0", "−1"]]
    assert table(html, "Filter 2, channel 3") == [["1", "−1"]]
    assert table(html, "Map 1") == table(html, "Map 2") == [["", ""], ["", ""]]


def test_fallback_shows_nothing_that_the_steps_will_show():
    html = fallback_of(ChannelsWindow(IMAGE, KERNEL))
    assert 'class="on' not in html
    assert words_of(html) == "Before the first step Nothing is computed yet.\n\n"
    assert 'style="--lines:5"' in html  # the place, three channels, and what they are together


def test_tables_stand_in_rows_of_the_channels_and_a_map():
    html = fallback_of(ChannelsWindow(IMAGE, KERNEL))
    style = re.search(r"--row:(.*?);--widest:(.*?);--columns:(.*?)\"", html)
    # Three channels of 3 cells and a map of 2; a channel of 3 cells and two maps of 2.
    cells = [float(size) for size in re.findall('--cell:(.*?)"', html)]
    assert style[3] == "4"
    assert float(style[1]) == pytest.approx(3 * (cells[0] + cells[1] + cells[2]) + 2 * 2.76)
    assert float(style[2]) == pytest.approx(3 * max(cells[:3]) + 2 * max(cells[3:7]) + 2 * 2.76)


@pytest.mark.parametrize(
    ("image", "kernel", "message"),
    [
        (IMAGE[:, :, 0], KERNEL, r"image has shape \(2, 3\), expected \(H, W, C\)"),
        (IMAGE, KERNEL[0], r"kernel has shape \(2, 3, 2\), expected \(KH, KW, C, F\)"),
        (IMAGE[:, :, :2], KERNEL, "the image has 2 channels and the kernel 3"),
        (np.ones((7, 6, 3)), KERNEL, r"image has shape \(7, 6, 3\), expected at most 6 × 6"),
        (np.ones((5, 5, 4)), KERNEL, "and 3 channels or filters"),
        (IMAGE, np.ones((1, 4, 3, 1)), r"kernel has .* expected at most 3 × 3"),
        (IMAGE, np.ones((1, 1, 3, 4)), "and 3 channels or filters"),
        (IMAGE, np.ones((1, 1, 3, 0)), r"kernel has shape \(1, 1, 3, 0\) and so no numbers"),
        (np.full((1, 1, 1), np.nan), np.ones((1, 1, 1, 1)), "image holds NaN or infinity"),
        (IMAGE, np.ones((3, 1, 3, 1)), "A window of 3 pixels .* does not fit on 2 pixels"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_way_out(image, kernel, message):
    with pytest.raises(ValueError, match=message):
        ChannelsWindow(image, kernel)


def test_padding_may_not_make_more_than_fits_side_by_side():
    with pytest.raises(ValueError, match="padding=3 makes more than 8 pixels"):
        ChannelsWindow(IMAGE, KERNEL, padding=3)
