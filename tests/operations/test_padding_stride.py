"""Judges of the shape arithmetic: published layers, brute force and Keras."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnn_lessons.operations.geometry import explicit_padding
from cnn_lessons.operations.padding_stride import (
    conv_output_size,
    same_padding,
    window_size,
)

SIZES, KERNEL_SIZES, STRIDES, DILATIONS = range(1, 12), range(1, 6), range(1, 5), range(1, 4)


def places_where_the_window_fits(size, kernel_size, strides, before, after, dilation_rate):
    """Walk along the axis, and keep every start from which all weights land on it."""
    pixels = range(-before, size + after)
    return [
        start
        for start in pixels[::strides]
        if all(start + weight * dilation_rate in pixels for weight in range(kernel_size))
    ]


@pytest.mark.parametrize(
    ("layer", "size", "arguments", "published"),
    [
        ("LeNet-5, C1", 32, {"kernel_size": 5}, 28),
        ("LeNet-5, C3", 14, {"kernel_size": 5}, 10),
        ("LeNet-5, C5", 5, {"kernel_size": 5}, 1),
        ("AlexNet, conv1", 227, {"kernel_size": 11, "strides": 4}, 55),
        ("AlexNet, pool1", 55, {"kernel_size": 3, "strides": 2}, 27),
        ("AlexNet, conv2", 27, {"kernel_size": 5, "padding": 2}, 27),
        ("VGG-16, conv1_1", 224, {"kernel_size": 3, "padding": 1}, 224),
        ("GoogLeNet, conv1", 224, {"kernel_size": 7, "strides": 2, "padding": "same"}, 112),
        ("ResNet, conv1", 224, {"kernel_size": 7, "strides": 2, "padding": 3}, 112),
        ("ResNet, conv2 max pooling", 112, {"kernel_size": 3, "strides": 2, "padding": 1}, 56),
        # V. Dumoulin and F. Visin, https://arxiv.org/abs/1603.07285, figures 2.1 to 2.7 and 5.1.
        ("figure 2.1", 4, {"kernel_size": 3}, 2),
        ("figure 2.2", 5, {"kernel_size": 4, "padding": 2}, 6),
        ("figure 2.3", 5, {"kernel_size": 3, "padding": 1}, 5),
        ("figure 2.4", 5, {"kernel_size": 3, "padding": 2}, 7),
        ("figure 2.5", 5, {"kernel_size": 3, "strides": 2}, 2),
        ("figure 2.6", 5, {"kernel_size": 3, "strides": 2, "padding": 1}, 3),
        ("figure 2.7", 6, {"kernel_size": 3, "strides": 2, "padding": 1}, 3),
        ("figure 5.1", 7, {"kernel_size": 3, "dilation_rate": 2}, 3),
    ],
)
def test_conv_output_size_matches_published_layers(layer, size, arguments, published):
    assert conv_output_size(size, **arguments) == published, layer


@settings(deadline=None, derandomize=True, max_examples=300)
@given(
    size=st.sampled_from(SIZES),
    kernel_size=st.sampled_from(KERNEL_SIZES),
    strides=st.sampled_from(STRIDES),
    before=st.integers(0, 4),
    after=st.integers(0, 4),
    dilation_rate=st.sampled_from(DILATIONS),
)
def test_conv_output_size_counts_the_windows_that_fit(
    size, kernel_size, strides, before, after, dilation_rate
):
    places = places_where_the_window_fits(size, kernel_size, strides, before, after, dilation_rate)
    arguments = size, kernel_size, strides, (before, after), dilation_rate
    if places:
        assert conv_output_size(*arguments) == len(places)
    else:
        with pytest.raises(ValueError, match="does not fit"):
            conv_output_size(*arguments)


def test_an_int_pads_both_sides():
    assert conv_output_size(7, kernel_size=3, padding=2) == 9
    assert conv_output_size(7, kernel_size=3, padding=(2, 2)) == 9
    assert conv_output_size(7, kernel_size=3, padding=(2, 0)) == 7


@settings(deadline=None, derandomize=True, max_examples=300)
@given(
    size=st.sampled_from(SIZES),
    kernel_size=st.sampled_from(KERNEL_SIZES),
    strides=st.sampled_from(STRIDES),
    dilation_rate=st.sampled_from(DILATIONS),
)
def test_same_padding_is_the_least_that_gives_every_stride_a_window(
    size, kernel_size, strides, dilation_rate
):
    outputs = len(range(0, size, strides))
    before, after = same_padding(size, kernel_size, strides, dilation_rate)

    def count(total):
        places = places_where_the_window_fits(size, kernel_size, strides, 0, total, dilation_rate)
        return len(places)

    assert conv_output_size(size, kernel_size, strides, "same", dilation_rate) == outputs
    assert count(before + after) == outputs
    assert before + after == 0 or count(before + after - 1) < outputs
    assert after - before in (0, 1), "the odd pixel goes at the end"


def test_same_padding_puts_the_odd_pixel_at_the_end():
    # "Notes on padding", https://www.tensorflow.org/api_docs/python/tf/nn: 13 pixels,
    # a kernel of 6 and a stride of 5 need one zero before and two after.
    assert same_padding(13, kernel_size=6, strides=5) == (1, 2)
    assert same_padding(224, kernel_size=7, strides=2) == (2, 3)


def test_same_padding_adds_nothing_where_the_stride_skips_pixels():
    assert same_padding(8, kernel_size=1, strides=2) == (0, 0)
    assert same_padding(11, kernel_size=2, strides=3) == (0, 0)


def test_window_size_counts_the_gaps_of_a_dilated_kernel():
    # F. Yu and V. Koltun, https://arxiv.org/abs/1511.07122, figure 1: 3 x 3 weights
    # that are 4 apart span 9 pixels.
    assert [window_size(3, rate) for rate in (1, 2, 4)] == [3, 5, 9]
    assert window_size(1, dilation_rate=7) == 1


@pytest.mark.keras
def test_shape_arithmetic_agrees_with_keras():
    import keras

    checked = 0
    for size in (5, 8, 13):
        for kernel_size in (1, 2, 3, 4):
            for strides, dilation_rate in ((1, 1), (2, 1), (3, 1), (1, 2), (1, 3)):
                if window_size(kernel_size, dilation_rate) > size:
                    continue
                for padding in ("valid", "same"):
                    layer = keras.layers.Conv1D(
                        1, kernel_size, strides, padding, dilation_rate=dilation_rate
                    )
                    _, expected, _ = layer.compute_output_shape((None, size, 1))
                    arguments = size, kernel_size, strides, padding, dilation_rate
                    assert conv_output_size(*arguments) == expected, arguments
                    checked += 1
    assert checked > 90


@pytest.mark.keras
def test_same_padding_agrees_with_tensorflow():
    import tensorflow as tf

    for size in (5, 6, 13):
        for kernel_size in (1, 2, 3, 6):
            for strides in (1, 2, 3, 5):
                # An image that counts from 1 and a kernel that weighs its places by powers
                # of 100 show which pixel lies under which weight.
                image = np.arange(1.0, size + 1).reshape(1, 1, size, 1)
                kernel = 100.0 ** np.arange(kernel_size).reshape(1, kernel_size, 1, 1)
                expected = tf.nn.conv2d(image, kernel, (1, strides), "SAME")
                explicit = [[0, 0], [0, 0], list(same_padding(size, kernel_size, strides)), [0, 0]]
                outputs = tf.nn.conv2d(image, kernel, (1, strides), explicit)
                np.testing.assert_array_equal(outputs, expected)


@pytest.mark.parametrize(
    ("padding", "amounts"),
    [
        ("valid", ((0, 0), (0, 0))),
        ("same", ((1, 1), (0, 1))),
        (2, ((2, 2), (2, 2))),
        (np.int64(2), ((2, 2), (2, 2))),
        (((1, 2), (3, 4)), ((1, 2), (3, 4))),
        ([[1, 2], [3, 4]], ((1, 2), (3, 4))),
    ],
)
def test_explicit_padding_turns_every_padding_into_pixels(padding, amounts):
    # 7 rows under 3 weights, 5 columns under 2 weights.
    assert explicit_padding((7, 5), (3, 2), padding=padding) == amounts


def test_explicit_padding_takes_rows_first():
    arguments = {"strides": (2, 3), "padding": "same", "dilation_rate": (1, 2)}
    assert explicit_padding((7, 11), (4, 3), **arguments) == (
        same_padding(7, 4, 2, 1),
        same_padding(11, 3, 3, 2),
    )
    assert explicit_padding((7, 11), (4, 3), **arguments) == ((1, 2), (1, 2))


def test_explicit_padding_refuses_a_window_that_does_not_fit_on_one_axis():
    with pytest.raises(ValueError, match=re.escape("does not fit on 2 pixels (0 + 2 + 0 with")):
        explicit_padding((5, 2), (3, 3))
    assert explicit_padding((5, 2), (3, 3), padding=((0, 0), (0, 1))) == ((0, 0), (0, 1))


def test_conv_output_size_says_how_to_fix_a_window_that_does_not_fit():
    expected = (
        "A window of 7 pixels (kernel_size=4, dilation_rate=2) does not fit on 6 pixels "
        "(0 + 5 + 1 with the padding). "
        "Use a smaller kernel_size or dilation_rate, a larger input, or more padding."
    )
    with pytest.raises(ValueError, match=re.escape(expected)):
        conv_output_size(5, kernel_size=4, padding=(0, 1), dilation_rate=2)


@pytest.mark.parametrize(
    "padding", ["full", "SAME", None, 1.5, True, (1,), (1, 2, 3), (1, 2.5), ("a", 1)]
)
def test_conv_output_size_lists_the_paddings_it_knows(padding):
    expected = f'padding={padding!r} is not known. Use "valid", "same", an int, or (before, after).'
    with pytest.raises(ValueError, match=re.escape(expected)):
        conv_output_size(7, kernel_size=3, padding=padding)


@pytest.mark.parametrize("padding", ["full", (1, 2), (1, (1, 2)), ((1, 2),), ((1, 2), (1, 2, 3))])
def test_explicit_padding_lists_the_paddings_it_knows(padding):
    expected = (
        f'padding={padding!r} is not known. Use "valid", "same", an int, '
        "or ((top, bottom), (left, right))."
    )
    with pytest.raises(ValueError, match=re.escape(expected)):
        explicit_padding((7, 5), 3, padding=padding)


@pytest.mark.parametrize("name", ["size", "kernel_size", "strides", "dilation_rate"])
def test_sizes_and_distances_are_at_least_one(name):
    arguments = {"size": 7, "kernel_size": 3, name: 0}
    expected = f"{name}=0 is too small. Use an int of at least 1."
    with pytest.raises(ValueError, match=re.escape(expected)):
        conv_output_size(**arguments)
    with pytest.raises(ValueError, match=re.escape(expected)):
        same_padding(**arguments)


def test_padding_is_not_negative():
    expected = "padding=-1 is too small. Use an int of at least 0."
    for padding in (-1, (2, -1)):
        with pytest.raises(ValueError, match=re.escape(expected)):
            conv_output_size(7, kernel_size=3, padding=padding)


@pytest.mark.parametrize(
    ("value", "type_name"), [(2.0, "float"), (True, "bool"), ("2", "str"), (None, "NoneType")]
)
def test_a_distance_that_is_not_an_int_is_named(value, type_name):
    expected = (
        f"strides={value!r} is not an int but a {type_name}. "
        "Use an int of at least 1 (// divides without leaving the ints)."
    )
    with pytest.raises(TypeError, match=re.escape(expected)):
        conv_output_size(7, kernel_size=3, strides=value)
    with pytest.raises(TypeError, match=re.escape(expected)):
        explicit_padding(7, 3, strides=(1, value))
