"""The sliding window, judged as an object and as text; tests/site judges it in a browser."""

import re

import numpy as np
import pytest
from element_html import data_of, fallback_of, table

from cnn_lessons.elements.sliding_window import SlidingWindow
from cnn_lessons.operations import conv2d

IMAGE = [[1, 2, 0, 1, 3], [0, 1, 3, 2, 1], [2, 0, 1, 0, 2]]
KERNEL = [[1, 0], [0.5, -1]]


def test_outputs_are_those_of_conv2d():
    window = SlidingWindow(IMAGE, KERNEL, strides=(1, 2), padding="same", dilation_rate=(2, 1))
    expected = conv2d(
        np.array(IMAGE, float)[None, :, :, None],
        np.array(KERNEL)[:, :, None, None],
        strides=(1, 2),
        padding="same",
        dilation_rate=(2, 1),
    )
    np.testing.assert_array_equal(window.outputs, expected[0, :, :, 0])


def test_outputs_of_bytes_do_not_wrap_around():
    window = SlidingWindow(np.full((2, 2), 200, np.uint8), np.full((2, 2), -1, np.int8))
    np.testing.assert_array_equal(window.outputs, [[-800]])


def test_window_says_what_it_is_in_one_fixed_line():
    assert repr(SlidingWindow(IMAGE, KERNEL, strides=(1, 2), padding=((1, 0), (2, 1)))) == (
        "SlidingWindow: image 3 × 5, kernel 2 × 2, strides 1 × 2, "
        "padding top 1, bottom 0, left 2, right 1, dilation 1, output 3 × 4"
    )
    assert "padding 1 on each side" in repr(SlidingWindow(IMAGE, KERNEL, padding=1))


def test_html_is_the_same_every_time():
    first, second = (SlidingWindow(IMAGE, KERNEL, padding=1)._repr_html_() for _ in range(2))
    assert first == second


def test_script_receives_the_image_the_kernel_and_the_settings():
    window = SlidingWindow(IMAGE, KERNEL, strides=2, padding=1, dilation_rate=(2, 1))
    assert data_of(window) == {
        "operation": "convolution",
        "image": IMAGE,
        "kernel": KERNEL,
        "strides": [2, 2],
        "padding": [[1, 1], [1, 1]],
        "padding_name": "1 on each side",
        "dilation_rate": [2, 1],
    }


def test_fallback_has_the_three_tables():
    html = fallback_of(SlidingWindow(IMAGE, KERNEL, strides=2, padding=((0, 1), (1, 0))))
    assert table(html, "Input") == [
        ["0", "1", "2", "0", "1", "3"],
        ["0", "0", "1", "3", "2", "1"],
        ["0", "2", "0", "1", "0", "2"],
        ["0", "0", "0", "0", "0", "0"],
    ]
    assert table(html, "Kernel") == [["1", "0"], ["0.5", "−1"]]
    assert "3 × 5, padded to 4 × 6" in html


def test_fallback_marks_padding_without_colour():
    html = fallback_of(SlidingWindow(IMAGE, KERNEL, padding=1, dilation_rate=(1, 2)))
    assert html.count("<i>0</i>") == 5 * 7 - 3 * 5  # all cells but the image's


def test_fallback_shows_nothing_that_the_steps_will_show():
    html = fallback_of(SlidingWindow(IMAGE, KERNEL, strides=2, padding=((0, 1), (1, 0))))
    assert table(html, "Output") == 2 * [["", "", ""]]
    assert 'class="on' not in html
    text = re.sub("<.*?>", "", html[html.index('class="sum') :])
    assert text.endswith("Before the first step Nothing is computed yet.\n\n")


def test_empty_cells_are_as_wide_as_their_numbers():
    html = fallback_of(SlidingWindow([[1, 1e5]], [[1, 1]]))
    output = html.partition('aria-label="Output"')[2]
    assert output.startswith(f' style="--cell:{0.62 * len("100001") + 0.9:.4g}"')


@pytest.mark.parametrize(("rows", "lines"), [(1, 3), (6, 8), (7, 7), (9, 7)])
def test_fallback_keeps_the_room_that_a_step_takes(rows, lines):
    # Its place, each row of the window or five of many, and the result.
    window = SlidingWindow(np.ones((11, 3)), np.ones((rows, 2)))
    assert f'style="--lines:{lines}"' in fallback_of(window)


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (-0.0, "0"),
        (-0.0004, "0"),
        (0.0625, "0.063"),
        (-0.125, "−0.125"),
        (1.005, "1"),  # the nearest float is below 1.005
        (2.675, "2.68"),
        (255, "255"),
        (138.888, "138.9"),
        (100.0, "100"),
    ],
)
def test_numbers_are_written_short_with_a_true_minus_sign(number, written):
    assert table(fallback_of(SlidingWindow([[number]], [[1]])), "Input") == [[written]]


def test_true_and_false_are_ones_and_zeros():
    assert SlidingWindow([[True, False]], [[1, 1]]).outputs == 1


@pytest.mark.parametrize(
    ("image", "kernel", "message"),
    [
        (np.ones((5, 5, 3)), [[1]], r"image has shape \(5, 5, 3\).*for example image\[:, :, 0\]"),
        ([1, 2, 3], [[1]], r"image has shape \(3,\), expected one channel, \(H, W\)"),
        ([[]], [[1]], r"image has shape \(1, 0\) and so no numbers\. Use at least 1 × 1"),
        ([[1, 2], [3]], [[1]], "image has rows of different lengths"),
        (np.ones((5, 17)), [[1]], r"image is 5 × 17, expected at most 16 × 16.*image\[:8, :8\]"),
        ([[1]], np.ones((12, 1)), "kernel is 12 × 1, expected at most 11 × 11"),
        ([[1, np.nan]], [[1]], "image holds NaN or infinity"),
        ([[1]], [[np.inf]], "kernel holds NaN or infinity"),
        (np.ones((2, 5)), np.ones((3, 3)), "A window of 3 pixels .* does not fit on 2 pixels"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_way_out(image, kernel, message):
    with pytest.raises(ValueError, match=message):
        SlidingWindow(image, kernel)


@pytest.mark.parametrize("image", [[["a", "b"]], [[None, 1]], [[1j]]])
def test_what_is_not_a_number_is_refused(image):
    with pytest.raises(TypeError, match=r"image holds .*, expected numbers\. Use ints or floats"):
        SlidingWindow(image, [[1]])


def test_settings_are_refused_as_conv2d_refuses_them():
    with pytest.raises(ValueError, match=r"padding='full' is not known\. Use \"valid\""):
        SlidingWindow(IMAGE, KERNEL, padding="full")
    with pytest.raises(ValueError, match=r"strides=0 is too small"):
        SlidingWindow(IMAGE, KERNEL, strides=0)
    with pytest.raises(ValueError, match=r"padding=20 makes more than 36 pixels of 3 × 5"):
        SlidingWindow(IMAGE, KERNEL, padding=20)
