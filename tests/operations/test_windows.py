"""Judges of the windows, and of the frame around them."""

import re

import numpy as np
import pytest
from turned import turned

from cnn_lessons.operations.geometry import resolve_window
from cnn_lessons.operations.windows import (
    flatten_windows,
    pad_inputs,
    sliding_windows,
    view_windows,
)


def counting_inputs(*shape):
    return np.arange(1.0, 1 + np.prod(shape)).reshape(shape)


def test_sliding_windows_are_the_slices_of_the_image():
    inputs = counting_inputs(2, 7, 5, 3)
    windows = sliding_windows(inputs, kernel_size=(3, 2), strides=(2, 1), dilation_rate=(1, 2))
    assert windows.shape == (2, 3, 3, 3, 2, 3)
    for i, j in np.ndindex(3, 3):
        np.testing.assert_array_equal(
            windows[:, i, j], inputs[:, 2 * i : 2 * i + 3, [j, j + 2]], f"window {(i, j)}"
        )


def test_sliding_windows_see_zeros_around_the_image():
    windows = sliding_windows(counting_inputs(1, 2, 3, 1), kernel_size=3, padding="same")
    assert windows.shape == (1, 2, 3, 3, 3, 1)
    np.testing.assert_array_equal(windows[0, 0, 0, :, :, 0], [[0, 0, 0], [0, 1, 2], [0, 4, 5]])
    np.testing.assert_array_equal(windows[0, 1, 2, :, :, 0], [[2, 3, 0], [5, 6, 0], [0, 0, 0]])


def test_sliding_windows_are_a_read_only_view():
    inputs = counting_inputs(1, 7, 5, 2)
    windows = sliding_windows(inputs, kernel_size=3)
    assert np.shares_memory(windows, inputs)
    with pytest.raises(ValueError, match="read-only"):
        windows[0, 0, 0, 0, 0, 0] = 1


@pytest.mark.parametrize("channels", [1, 2, 3, 5])
@pytest.mark.parametrize("kernel_size", [1, (3, 2), (1, 4)])
def test_flatten_windows_writes_each_window_as_a_row(channels, kernel_size):
    windows = sliding_windows(counting_inputs(2, 7, 5, channels), kernel_size, strides=(2, 1))
    matrix = flatten_windows(windows)
    rows = [windows[index].ravel() for index in np.ndindex(windows.shape[:3])]
    np.testing.assert_array_equal(matrix, rows)


def test_flatten_windows_copies_no_single_pixels():
    inputs = counting_inputs(2, 7, 5, 3)
    assert np.shares_memory(flatten_windows(sliding_windows(inputs, kernel_size=1)), inputs)


def test_writing_into_writeable_windows_writes_into_the_image():
    counts = np.zeros((1, 4, 5, 1))
    windows = view_windows(counts, resolve_window(counts.shape[1:3], 3), writeable=True)
    for i, j in np.ndindex(3, 3):
        windows[:, :, :, i, j] += 1
    # How many of the 2 x 3 windows hold each pixel.
    np.testing.assert_array_equal(counts[0, :, :, 0], np.outer([1, 2, 2, 1], [1, 2, 3, 2, 1]))


def test_pad_inputs_frames_every_image_and_channel():
    inputs = counting_inputs(2, 3, 2, 3)
    padded = pad_inputs(inputs, ((1, 2), (0, 3)), value=-np.inf)
    assert padded.shape == (2, 6, 5, 3)
    np.testing.assert_array_equal(padded[:, 1:4, 0:2], inputs)
    assert np.isneginf(padded).sum() == padded.size - inputs.size


def test_pad_inputs_keeps_the_type_and_copies_only_where_it_must():
    inputs = np.ones((1, 2, 2, 1), "float32")
    assert pad_inputs(inputs, ((0, 0), (0, 0))) is inputs
    assert pad_inputs(inputs, ((0, 1), (0, 0))).dtype == np.float32


@pytest.mark.parametrize("amounts", [((0, 0), (0, 1)), ((1, 0), (2, 2)), ((6, 3), (0, 4)), 4, 1])
def test_pad_inputs_mirrors_at_the_edge_pixel(amounts):
    inputs = counting_inputs(2, 7, 5, 3)
    padded = pad_inputs(inputs, amounts, mode="reflect")
    (top, bottom), (left, right) = ((amounts,) * 2,) * 2 if isinstance(amounts, int) else amounts
    assert padded.shape == (2, top + 7 + bottom, left + 5 + right, 3)

    def mirrored(pixel, size):  # walk to and fro between the first pixel and the last
        there_and_back = [*range(size), *range(size - 2, 0, -1)]
        return there_and_back[pixel % len(there_and_back)]

    for i, j in np.ndindex(padded.shape[1:3]):
        row, column = mirrored(i - top, 7), mirrored(j - left, 5)
        np.testing.assert_array_equal(padded[:, i, j], inputs[:, row, column], f"{(i, j)}")


@pytest.mark.keras
@pytest.mark.parametrize("amounts", [((1, 2), (3, 0)), ((6, 6), (4, 4)), ((0, 0), (0, 2))])
def test_pad_inputs_agrees_with_tensorflow(amounts):
    import tensorflow as tf

    inputs = counting_inputs(2, 7, 5, 3)
    for mode in ("constant", "reflect"):
        expected = tf.pad(inputs, ((0, 0), *amounts, (0, 0)), mode.upper())
        np.testing.assert_array_equal(pad_inputs(inputs, amounts, mode=mode), expected)


def test_reflect_padding_ignores_the_value_and_keeps_the_type():
    inputs = np.ones((1, 3, 2, 1), "float32")
    padded = pad_inputs(inputs, 1, value=9, mode="reflect")
    np.testing.assert_array_equal(padded, np.ones((1, 5, 4, 1)))
    assert padded.dtype == np.float32
    assert pad_inputs(inputs, 0, mode="reflect") is inputs


def test_pad_inputs_takes_an_int_for_all_sides_and_lists():
    inputs = counting_inputs(1, 3, 2, 1)
    np.testing.assert_array_equal(pad_inputs(inputs, 2), pad_inputs(inputs, ((2, 2), (2, 2))))
    np.testing.assert_array_equal(
        pad_inputs(inputs, [[1, 0], [0, 1]]), pad_inputs(inputs, ((1, 0), (0, 1)))
    )


@pytest.mark.parametrize(
    ("amounts", "asked", "size"),
    [(((7, 0), (0, 0)), "7 mirrored rows", 7), (((0, 0), (1, 6)), "6 mirrored columns", 5)],
)
def test_a_mirror_cannot_show_more_than_the_image_has(amounts, asked, size):
    expected = (
        f"amounts={amounts} asks for {asked}, but {size} {asked.split()[-1]} have only "
        f'{size - 1} beside the edge. Use at most {size - 1}, or mode="constant".'
    )
    with pytest.raises(ValueError, match=re.escape(expected)):
        pad_inputs(counting_inputs(2, 7, 5, 3), amounts, mode="reflect")


@pytest.mark.parametrize(
    ("arguments", "error", "message"),
    [
        ((np.ones((4, 5)), 1), ValueError, "inputs has shape (4, 5), but (N, H, W, C) is expected"),
        (([[1.0]], 1), TypeError, "inputs is a list, not an array (N, H, W, C)"),
        ((np.ones((1, 4, 5, 1)), "same"), ValueError, "amounts='same' are not pixels yet"),
        ((np.ones((1, 4, 5, 1)), (1, 2)), ValueError, "padding=(1, 2) is not known"),
        ((np.ones((1, 4, 5, 1)), -1), ValueError, "padding=-1 is too small"),
        (
            (np.ones((1, 4, 5, 1)), 1, 0.0, "symmetric"),
            ValueError,
            'mode=\'symmetric\' is not known. Use "constant" or "reflect".',
        ),
    ],
)
def test_pad_inputs_checks_what_comes_in(arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        pad_inputs(*arguments)


IMAGE = np.ones((1, 4, 5, 3))


@pytest.mark.parametrize(
    ("inputs", "arguments", "error", "message"),
    [
        (IMAGE.tolist(), {"kernel_size": 3}, TypeError, "inputs is a list"),
        (IMAGE * np.nan, {"kernel_size": 3}, ValueError, "first at (0, 0, 0, 0)"),
        (IMAGE, {"kernel_size": 5}, ValueError, "A window of 5 pixels"),
        (IMAGE, {"kernel_size": 3, "padding": "full"}, ValueError, "padding='full' is not known"),
        (IMAGE, {"kernel_size": 3, "strides": 0}, ValueError, "strides=0 is too small"),
    ],
)
def test_sliding_windows_check_what_comes_in(inputs, arguments, error, message):
    with pytest.raises(error, match=re.escape(message)):
        sliding_windows(inputs, **arguments)


def test_windows_of_a_wider_image_are_those_of_the_taller_one_on_their_side():
    inputs = counting_inputs(2, 7, 5, 3)
    amounts, on_its_side = ((2, 0), (1, 3)), ((1, 3), (2, 0))
    padded = pad_inputs(inputs, amounts)
    np.testing.assert_array_equal(pad_inputs(turned(inputs), on_its_side), turned(padded))
    windows = sliding_windows(inputs, (3, 2), (2, 1), amounts, (1, 2))
    others = sliding_windows(turned(inputs), (2, 3), (1, 2), on_its_side, (2, 1))
    np.testing.assert_array_equal(others, windows.transpose(0, 2, 1, 4, 3, 5))
    rows = flatten_windows(others).reshape(others.shape)
    np.testing.assert_array_equal(rows, others)


@pytest.mark.parametrize("size", [(7, 5), (5, 7)])
def test_reflection_takes_up_to_one_pixel_less_than_there_are(size):
    (H, W), (rows, columns) = size, (size[0] - 1, size[1] - 1)
    amounts = ((rows, 0), (0, columns))
    padded = pad_inputs(counting_inputs(1, H, W, 1), amounts, mode="reflect")
    assert padded.shape == (1, H + rows, W + columns, 1)
    for too_much in (((rows + 1, 0), (0, 0)), ((0, 0), (0, columns + 1))):
        with pytest.raises(ValueError, match=r"asks for .* mirrored"):
            pad_inputs(counting_inputs(1, H, W, 1), too_much, mode="reflect")
