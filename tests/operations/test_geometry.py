"""The window that the arguments of an operation mean: worked out once, and right."""

import numpy as np
import pytest

from cnn_lessons import operations
from cnn_lessons.operations import geometry, integers, padding_stride
from cnn_lessons.operations.geometry import explicit_padding, resolve_window

RNG = np.random.default_rng(0)
IMAGES = RNG.normal(size=(2, 11, 7, 4))  # taller than wide
KERNEL = RNG.normal(size=(3, 2, 4, 5))
SEQUENCES = RNG.normal(size=(2, 13, 4))
CALLS = {
    "conv2d": lambda: operations.conv2d(IMAGES, KERNEL, None, 2, "same"),
    "conv2d_loops": lambda: operations.conv2d_loops(IMAGES, KERNEL, None, 2, "same"),
    "conv2d_backward": lambda: operations.conv2d_backward(
        np.ones((2, 6, 4, 5)), IMAGES, KERNEL, 2, "same"
    ),
    "conv2d_backward_loops": lambda: operations.conv2d_backward_loops(
        np.ones((2, 6, 4, 5)), IMAGES, KERNEL, 2, "same"
    ),
    "conv2d_transpose": lambda: operations.conv2d_transpose(
        IMAGES, RNG.normal(size=(3, 2, 5, 4)), None, 2, "same"
    ),
    "conv2d_transpose_backward": lambda: operations.conv2d_transpose_backward(
        np.ones((2, 22, 14, 5)), IMAGES, RNG.normal(size=(3, 2, 5, 4)), 2, "same"
    ),
    "conv1d": lambda: operations.conv1d(SEQUENCES, KERNEL[0], None, 2, 1),
    "depthwise_conv2d": lambda: operations.depthwise_conv2d(IMAGES, KERNEL, None, 2, "same"),
    "max_pool2d": lambda: operations.max_pool2d(IMAGES, 3, 2, "same"),
    "max_pool2d_backward": lambda: operations.max_pool2d_backward(
        np.ones((2, 6, 4, 4)), IMAGES, 3, 2, "same"
    ),
    "average_pool2d": lambda: operations.average_pool2d(IMAGES, 3, 2, "same"),
    "average_pool2d_backward": lambda: operations.average_pool2d_backward(
        np.ones((2, 6, 4, 4)), IMAGES, 3, 2, "same"
    ),
    "sliding_windows": lambda: operations.sliding_windows(IMAGES, (3, 2), 2, "same"),
}


@pytest.mark.parametrize("call", CALLS)
def test_an_operation_works_its_geometry_out_once(call, monkeypatch):
    counted = {"fit_window": 0, "whole_number": 0}

    def counting(function):
        def count(*arguments, **options):
            counted[function.__name__] += 1
            return function(*arguments, **options)

        return count

    monkeypatch.setattr(geometry, "fit_window", counting(padding_stride.fit_window))
    counting_checks = counting(integers.whole_number)
    for module in (integers, padding_stride):
        monkeypatch.setattr(module, "whole_number", counting_checks)
    CALLS[call]()
    assert counted["fit_window"] == 2  # rows and columns
    # Four pairs; a transposed convolution, which has to find the size first, and pooling, whose
    # strides may be its size, look at two pairs once more, and the former at two spans.
    assert counted["whole_number"] <= 16


def test_a_window_says_where_the_input_lies_in_its_padded_copy():
    window = resolve_window((7, 11), (3, 2), (2, 1), ((1, 2), (0, 3)), (2, 1))
    padded = np.pad(np.ones((7, 11)), window.padding)
    assert padded.shape == window.padded_size == (10, 14)
    assert padded[window.inside()].all()
    assert padded.sum() == 7 * 11
    assert window.spans == (5, 2)
    assert window.output_size == (3, 13)


@pytest.mark.parametrize("padding", ["valid", "same", 1, ((0, 2), (3, 1))])
def test_all_ways_to_write_padding_mean_the_same_four_numbers(padding):
    amounts = explicit_padding((9, 13), (4, 3), (3, 2), padding, (1, 2))
    written, numbers = (
        resolve_window((9, 13), (4, 3), (3, 2), way, (1, 2)) for way in (padding, amounts)
    )
    assert written == numbers
