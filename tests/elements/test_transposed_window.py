"""The transposed window, judged as an object and as text; tests/site judges it in a browser."""

import numpy as np
import pytest
from element_html import data_of, fallback_of, table

from cnn_lessons.elements.transposed_window import TransposedWindow
from cnn_lessons.operations import conv2d_transpose

IMAGE = [[1, 2, 0], [-1, 3, 2]]
KERNEL = [[1, 0, 2], [0.5, -1, 1]]


def laid_down(image, kernel, strides):
    """Return the sums of all kernels laid down, one pixel at a time."""
    (H, W), (KH, KW) = np.shape(image), np.shape(kernel)
    sums = np.zeros(((H - 1) * strides + KH, (W - 1) * strides + KW))
    for i, j in np.ndindex(H, W):
        row, column = i * strides, j * strides
        sums[row : row + KH, column : column + KW] += image[i][j] * np.array(kernel)
    return sums


@pytest.mark.parametrize("strides", [1, 2])
def test_outputs_are_kernels_laid_over_one_another(strides):
    window = TransposedWindow(IMAGE, KERNEL, strides)
    np.testing.assert_allclose(window.outputs, laid_down(IMAGE, KERNEL, strides))


def test_padding_is_cut_off():
    window = TransposedWindow(IMAGE, KERNEL, 2, padding=((0, 1), (2, 1)))
    everything = laid_down(IMAGE, KERNEL, 2)
    np.testing.assert_allclose(window.uncut, everything)
    np.testing.assert_allclose(window.outputs, everything[:-1, 2:-1])


def test_outputs_are_those_of_conv2d_transpose():
    settings = {"strides": (1, 2), "padding": "same", "dilation_rate": (2, 1)}
    expected = conv2d_transpose(
        np.array(IMAGE, float)[None, :, :, None],
        np.array(KERNEL)[:, :, None, None],
        **settings,
    )
    window = TransposedWindow(IMAGE, KERNEL, **settings)
    np.testing.assert_array_equal(window.outputs, expected[0, :, :, 0])


def test_window_says_what_it_is_in_one_fixed_line():
    assert repr(TransposedWindow(IMAGE, KERNEL, (1, 2), padding=((0, 0), (1, 0)))) == (
        "TransposedWindow: image 2 × 3, kernel 2 × 3, strides 1 × 2, "
        "padding top 0, bottom 0, left 1, right 0, dilation 1, output 3 × 6"
    )


def test_script_receives_the_image_the_kernel_and_the_settings():
    window = TransposedWindow(IMAGE, KERNEL, strides=2, dilation_rate=(2, 1))
    assert data_of(window) == {
        "operation": "transposed",
        "image": IMAGE,
        "kernel": KERNEL,
        "dilation_rate": [2, 1],
        "strides": [2, 2],
        "padding": "valid",
        "padding_name": "valid",
    }


def test_fallback_has_the_three_tables_and_marks_what_is_cut_off():
    html = fallback_of(TransposedWindow([[1, 2]], [[1, 1], [1, 3]], padding=((0, 1), (0, 0))))
    assert table(html, "Input") == [["1", "2"]]
    assert table(html, "Kernel") == [["1", "1"], ["1", "3"]]
    assert html.count("<i>") == 3
    assert "1 × 3, cut out of 2 × 3" in html


def test_fallback_shows_nothing_that_the_steps_will_show():
    html = fallback_of(TransposedWindow([[1, 2]], [[1, 1], [1, 3]]))
    assert table(html, "Output") == 2 * [3 * [""]]
    assert 'class="on' not in html
    assert "Nothing is computed yet." in html


def test_html_is_the_same_every_time():
    first, second = (TransposedWindow(IMAGE, KERNEL, 2)._repr_html_() for _ in range(2))
    assert first == second


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"image": np.ones((9, 1))}, r"image is 9 × 1, expected at most 8 × 8.*image\[:8, :8\]"),
        ({"kernel": np.ones((6, 1))}, r"kernel is 6 × 1, expected at most 5 × 5.*l\[:5, :5\]"),
        ({"image": [[1, 2], [3]]}, "image has rows of different lengths"),
        ({"kernel": [[np.inf]]}, "kernel holds NaN or infinity"),
        ({"strides": 10**6}, r"make 2000000 pixels of 2, expected at most 36.*Use smaller ones"),
        ({"strides": 0}, "strides=0 is too small"),
        ({"padding": "full"}, r"padding=\'full\' is not known"),
        ({"padding": 2}, "cuts off more than the outputs have"),
    ],
)
def test_what_cannot_be_shown_is_refused_with_a_way_out(arguments, message):
    with pytest.raises(ValueError, match=message):
        TransposedWindow(**{"image": IMAGE, "kernel": KERNEL} | arguments)
