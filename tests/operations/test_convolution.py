"""Judges of the convolution: a published example, brute force, TensorFlow, differences."""

import re

import numpy as np
import pytest
from brute_force import integers, pair
from hypothesis import given, settings
from hypothesis import strategies as st
from peak_memory import peak_memory
from slopes import differences
from turned import assert_equal_on_their_side, turned, turned_kernel

from cnn_lessons.operations import slabs
from cnn_lessons.operations.convolution import (
    conv2d,
    conv2d_backward,
    conv2d_backward_loops,
    conv2d_loops,
)
from cnn_lessons.operations.geometry import explicit_padding
from cnn_lessons.operations.padding_stride import window_size

# Figure 1.1 of V. Dumoulin and F. Visin, https://arxiv.org/abs/1603.07285.
FIGURE_IMAGE = [
    [3, 3, 2, 1, 0],
    [0, 0, 1, 3, 1],
    [3, 1, 2, 2, 3],
    [2, 0, 0, 2, 2],
    [2, 0, 0, 0, 1],
]
FIGURE_KERNEL = [[0, 1, 2], [2, 2, 0], [0, 1, 2]]
FIGURE_OUTPUTS = [[12, 12, 17], [10, 17, 19], [9, 6, 14]]

# Kernel size, filters and arguments, for inputs of shape (2, 7, 5, 6).
CASES = {
    "plain": ((3, 2), 4, {}),
    "same": ((3, 2), 4, {"padding": "same"}),
    "strides": ((3, 2), 4, {"strides": (2, 3)}),
    "strides and same": ((4, 3), 4, {"strides": (3, 2), "padding": "same"}),
    "padding": ((3, 2), 4, {"padding": 2}),
    "explicit padding": ((3, 2), 4, {"padding": ((0, 1), (3, 2))}),
    "dilation": ((3, 2), 4, {"dilation_rate": (2, 3)}),
    "dilation and same": ((3, 2), 4, {"dilation_rate": (2, 3), "padding": "same"}),
    "groups": ((3, 2), 4, {"groups": 2}),
    "depthwise": ((3, 2), 12, {"groups": 6, "padding": "same"}),
    "1 x 1": ((1, 1), 4, {}),
    "1 x 1 with strides and groups": ((1, 1), 9, {"strides": (2, 1), "groups": 3}),
    "as large as the image": ((7, 5), 4, {}),
    "strides and dilation": ((2, 2), 4, {"strides": 2, "padding": 1, "dilation_rate": (3, 2)}),
    "strides, padding and groups": ((3, 3), 9, {"strides": 2, "padding": 1, "groups": 3}),
}
each_case = pytest.mark.parametrize(
    ("kernel_size", "filters", "arguments"), CASES.values(), ids=CASES
)


def arrays_of_case(kernel_size, filters, arguments, dtype="float64"):
    inputs = integers(2, 7, 5, 6, dtype=dtype)
    depth = 6 // arguments.get("groups", 1)
    kernel = integers(*kernel_size, depth, filters, dtype=dtype, seed=1)
    return inputs, kernel, integers(filters, dtype=dtype, seed=2)


def brute_force(inputs, kernel, bias, strides, padding, dilation_rate, groups):
    """Add up one product at a time; what lies outside of the image is skipped."""
    N, H, W, _ = inputs.shape
    KH, KW, depth, F = kernel.shape
    (SH, SW), (DH, DW) = pair(strides), pair(dilation_rate)
    (top, bottom), (left, right) = padding
    OH = len(range(0, top + H + bottom - (KH - 1) * DH, SH))
    OW = len(range(0, left + W + right - (KW - 1) * DW, SW))
    outputs = np.tile(bias, (N, OH, OW, 1))
    for n, i, j, f in np.ndindex(N, OH, OW, F):
        for p, q, c in np.ndindex(KH, KW, depth):
            y, x = i * SH + p * DH - top, j * SW + q * DW - left
            if 0 <= y < H and 0 <= x < W:
                channel = f * groups // F * depth + c
                outputs[n, i, j, f] += inputs[n, y, x, channel] * kernel[p, q, c, f]
    return outputs


@st.composite
def arguments_that_fit(draw):
    """Draw all the arguments of `conv2d`, with at least one window on each axis."""
    groups, depth, width = draw(st.integers(1, 3)), draw(st.integers(1, 2)), draw(st.integers(1, 2))
    kernel_size, strides, dilation_rate, amounts, sizes = [], [], [], [], []
    for _ in range(2):
        kernel_size.append(draw(st.integers(1, 4)))
        strides.append(draw(st.integers(1, 3)))
        dilation_rate.append(draw(st.integers(1, 3)))
        amounts.append((draw(st.integers(0, 3)), draw(st.integers(0, 3))))
        least = max(1, window_size(kernel_size[-1], dilation_rate[-1]) - sum(amounts[-1]))
        sizes.append(draw(st.integers(least, least + 4)))
    inputs = integers(draw(st.integers(1, 2)), *sizes, groups * depth)
    kernel = integers(*kernel_size, depth, groups * width, seed=1)
    return {
        "inputs": inputs,
        "kernel": kernel,
        "bias": integers(groups * width, seed=2),
        "strides": tuple(strides),
        "padding": draw(st.sampled_from([tuple(amounts), "same"])),
        "dilation_rate": tuple(dilation_rate),
        "groups": groups,
    }


# Forward


@pytest.mark.parametrize("convolve", [conv2d_loops, conv2d])
def test_convolution_matches_a_published_example(convolve):
    inputs = np.array(FIGURE_IMAGE, "float64").reshape(1, 5, 5, 1)
    kernel = np.array(FIGURE_KERNEL, "float64").reshape(3, 3, 1, 1)
    np.testing.assert_array_equal(convolve(inputs, kernel)[0, :, :, 0], FIGURE_OUTPUTS)


@pytest.mark.parametrize(
    ("layer", "input_shape", "kernel_shape", "arguments", "published"),
    [
        ("LeNet-5, C1", (32, 32, 1), (5, 5, 1, 6), {}, (28, 28, 6)),
        ("AlexNet, conv1", (227, 227, 3), (11, 11, 3, 96), {"strides": 4}, (55, 55, 96)),
        (
            "AlexNet, conv2, on two processors",
            (27, 27, 96),
            (5, 5, 48, 256),
            {"padding": 2, "groups": 2},
            (27, 27, 256),
        ),
        (
            "ResNet, conv1",
            (224, 224, 3),
            (7, 7, 3, 64),
            {"strides": 2, "padding": 3},
            (112, 112, 64),
        ),
    ],
)
def test_feature_maps_have_the_published_shape(
    layer, input_shape, kernel_shape, arguments, published
):
    inputs, kernel = np.ones((1, *input_shape), "float32"), np.ones(kernel_shape, "float32")
    outputs = conv2d(inputs, kernel, **arguments)
    assert outputs.shape == (1, *published), layer
    # In the middle a window lies on ones only: the sum counts the weights of a filter.
    middle = outputs[0, published[0] // 2, published[1] // 2]
    assert (middle == np.prod(kernel_shape[:3])).all(), layer


@each_case
@pytest.mark.parametrize("convolve", [conv2d_loops, conv2d])
def test_convolution_equals_the_sum_of_single_products(convolve, kernel_size, filters, arguments):
    inputs, kernel, bias = arrays_of_case(kernel_size, filters, arguments)
    arguments = {"strides": 1, "padding": "valid", "dilation_rate": 1, "groups": 1} | arguments
    amounts = explicit_padding(inputs.shape[1:3], kernel_size, *list(arguments.values())[:3])
    expected = brute_force(inputs, kernel, bias, **arguments | {"padding": amounts})
    np.testing.assert_array_equal(convolve(inputs, kernel, bias, **arguments), expected)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(arguments_that_fit())
def test_conv2d_equals_conv2d_loops(arguments):
    np.testing.assert_array_equal(conv2d(**arguments), conv2d_loops(**arguments))


@pytest.mark.parametrize("slab_size", [1, 40, 300, 1000])
@each_case
def test_the_size_of_a_slab_changes_nothing(
    slab_size, kernel_size, filters, arguments, monkeypatch
):
    inputs, kernel, bias = arrays_of_case(kernel_size, filters, arguments)
    outputs = conv2d(inputs, kernel, bias, **arguments)
    gradients = conv2d_backward(outputs, inputs, kernel, **arguments)
    monkeypatch.setattr(slabs, "SLAB_SIZE", slab_size)
    np.testing.assert_array_equal(conv2d(inputs, kernel, bias, **arguments), outputs)
    for one, other in zip(
        conv2d_backward(outputs, inputs, kernel, **arguments), gradients, strict=True
    ):
        np.testing.assert_array_equal(one, other)


def test_an_int_padding_counts_on_each_side():
    inputs, kernel = integers(1, 7, 5, 2), integers(3, 2, 2, 3, seed=1)
    np.testing.assert_array_equal(
        conv2d(inputs, kernel, padding=2),
        conv2d(np.pad(inputs, ((0, 0), (2, 2), (2, 2), (0, 0))), kernel),
    )


def test_each_group_of_filters_sees_its_group_of_channels():
    inputs, kernel = integers(2, 7, 5, 6), integers(3, 2, 3, 4, seed=1)
    together = conv2d(inputs, kernel, groups=2)
    np.testing.assert_array_equal(
        together[..., :2], conv2d(inputs[..., :3], kernel[..., :2]), "first group"
    )
    np.testing.assert_array_equal(
        together[..., 2:], conv2d(inputs[..., 3:], kernel[..., 2:]), "second group"
    )


def test_a_1x1_convolution_mixes_the_channels_of_each_pixel():
    inputs, kernel = integers(2, 7, 5, 3), integers(1, 1, 3, 4, seed=1)
    expected = np.einsum("nhwc,cf->nhwf", inputs, kernel[0, 0])
    np.testing.assert_array_equal(conv2d(inputs, kernel), expected)


def tensorflow_padding(padding):
    if isinstance(padding, str):
        return padding.upper()
    rows, columns = ((padding, padding),) * 2 if isinstance(padding, int) else padding
    return [[0, 0], rows, columns, [0, 0]]


@pytest.mark.keras
@each_case
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_conv2d_agrees_with_tensorflow(kernel_size, filters, arguments, dtype):
    import tensorflow as tf

    inputs, kernel, bias = arrays_of_case(kernel_size, filters, arguments, dtype)
    inputs, kernel = inputs / 7, kernel / 3  # now the sums are rounded
    expected = tf.nn.conv2d(
        inputs,
        kernel,  # its depth tells TensorFlow how many groups there are
        pair(arguments.get("strides", 1)),
        tensorflow_padding(arguments.get("padding", "valid")),
        dilations=pair(arguments.get("dilation_rate", 1)),
    )
    outputs = conv2d(inputs, kernel, bias, **arguments)
    assert outputs.dtype == dtype
    tolerance = 1e-5 if dtype == "float32" else 1e-12
    np.testing.assert_allclose(outputs, expected + bias, atol=tolerance)


@pytest.mark.keras
def test_conv2d_agrees_with_a_keras_layer():
    import keras

    layer = keras.layers.Conv2D(4, (3, 2), strides=(2, 1), padding="same")
    inputs = integers(2, 7, 5, 3, dtype="float32")
    layer.build(inputs.shape)
    layer.bias.assign([1.0, -2.0, 3.0, -4.0])
    kernel, bias = layer.get_weights()
    outputs = conv2d(inputs, kernel, bias, strides=(2, 1), padding="same")
    np.testing.assert_allclose(outputs, layer(inputs), atol=1e-5)


# Backward


@each_case
def test_conv2d_backward_matches_numerical_gradients(kernel_size, filters, arguments):
    inputs, kernel, bias = arrays_of_case(kernel_size, filters, arguments)
    d_outputs = integers(*conv2d(inputs, kernel, **arguments).shape, seed=3)

    def loss(inputs=inputs, kernel=kernel, bias=bias):
        return np.sum(conv2d(inputs, kernel, bias, **arguments) * d_outputs)

    d_inputs, d_kernel, d_bias = conv2d_backward(d_outputs, inputs, kernel, **arguments)
    expected = differences(lambda array: loss(inputs=array), inputs)
    np.testing.assert_allclose(d_inputs, expected, atol=1e-6)
    expected = differences(lambda array: loss(kernel=array), kernel)
    np.testing.assert_allclose(d_kernel, expected, atol=1e-6)
    np.testing.assert_allclose(d_bias, differences(lambda array: loss(bias=array), bias), atol=1e-6)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(arguments_that_fit())
def test_conv2d_backward_equals_conv2d_backward_loops(arguments):
    del arguments["bias"]
    d_outputs = integers(*conv2d(**arguments).shape, seed=3)
    gradients = conv2d_backward(d_outputs, **arguments)
    for found, expected in zip(
        gradients, conv2d_backward_loops(d_outputs, **arguments), strict=True
    ):
        np.testing.assert_array_equal(found, expected)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(arguments_that_fit())
def test_each_gradient_times_its_array_is_the_loss(arguments):
    # The outputs without bias are linear in the inputs, and linear in the kernel.
    del arguments["bias"]
    outputs = conv2d(**arguments)
    d_outputs = integers(*outputs.shape, seed=3)
    d_inputs, d_kernel, d_bias = conv2d_backward(d_outputs, **arguments)
    loss = np.sum(outputs * d_outputs)
    assert np.sum(d_inputs * arguments["inputs"]) == loss
    assert np.sum(d_kernel * arguments["kernel"]) == loss
    np.testing.assert_array_equal(d_bias, d_outputs.sum(axis=(0, 1, 2)))


@pytest.mark.keras
@each_case
def test_conv2d_backward_agrees_with_tensorflow(kernel_size, filters, arguments):
    import tensorflow as tf

    inputs, kernel, _ = arrays_of_case(kernel_size, filters, arguments)
    padding = tensorflow_padding(arguments.get("padding", "valid"))
    spread = [
        np.eye(window_size(size, rate))[:: int(rate)]
        for size, rate in zip(kernel_size, pair(arguments.get("dilation_rate", 1)), strict=True)
    ]
    groups = arguments.get("groups", 1)
    variables = tf.constant(inputs), tf.constant(kernel)
    with tf.GradientTape() as tape:
        tape.watch(variables)
        # On a CPU TensorFlow has these gradients for one group without dilation only: so
        # one convolution for each group, with a kernel that has zeros in its gaps.
        wide = tf.einsum("ph,qw,pqcf->hwcf", *spread, variables[1])
        parts = zip(
            tf.split(variables[0], groups, axis=3), tf.split(wide, groups, axis=3), strict=True
        )
        strides = pair(arguments.get("strides", 1))
        outputs = tf.concat([tf.nn.conv2d(*part, strides, padding) for part in parts], axis=3)
    d_outputs = integers(*outputs.shape, seed=3)
    expected = tape.gradient(outputs, variables, output_gradients=tf.constant(d_outputs))
    gradients = conv2d_backward(d_outputs, inputs, kernel, **arguments)
    np.testing.assert_allclose(gradients[0], expected[0], atol=1e-9)
    np.testing.assert_allclose(gradients[1], expected[1], atol=1e-9)


# Types, memory


@pytest.mark.parametrize(
    ("inputs_dtype", "kernel_dtype", "expected"),
    [
        ("float32", "float32", "float32"),
        ("float32", "float64", "float64"),
        ("float64", "float32", "float64"),
    ],
)
@pytest.mark.parametrize("other_dtype", ["float32", "float64"])
def test_inputs_and_kernel_decide_the_type_of_the_results(
    inputs_dtype, kernel_dtype, other_dtype, expected
):
    inputs, kernel = integers(1, 7, 5, 2, dtype=inputs_dtype), integers(3, 2, 2, 4)
    kernel, bias = kernel.astype(kernel_dtype), integers(4, dtype=other_dtype)
    assert conv2d(inputs, kernel, bias).dtype == expected
    assert conv2d_loops(inputs, kernel, bias).dtype == expected
    d_outputs = integers(1, 5, 4, 4, dtype=other_dtype)
    for gradient in conv2d_backward(d_outputs, inputs, kernel):
        assert gradient.dtype == expected


def test_arguments_may_be_read_only_and_are_never_changed():
    inputs, kernel, bias = arrays_of_case((3, 2), 4, {})
    d_outputs = integers(2, 7, 5, 4, seed=3)
    before = [array.copy() for array in (inputs, kernel, bias, d_outputs)]
    for array in (inputs, kernel, bias, d_outputs):
        array.flags.writeable = False
    conv2d(inputs, kernel, bias, padding="same")
    conv2d_backward(d_outputs, inputs, kernel, padding="same")
    for array, copy in zip((inputs, kernel, bias, d_outputs), before, strict=True):
        np.testing.assert_array_equal(array, copy)


def test_arguments_need_not_be_contiguous():
    inputs = integers(2, 9, 8, 5)[:, ::-1, 1:, 3:]
    kernel = integers(5, 4, 4, 3, seed=1)[::-1, ::2, ::2]
    d_outputs = integers(3, 2, 6, 5, seed=2).transpose(1, 3, 2, 0)
    views = d_outputs, inputs, kernel
    copies = [np.ascontiguousarray(view) for view in views]
    np.testing.assert_array_equal(conv2d(*views[1:]), conv2d(*copies[1:]))
    for one, other in zip(conv2d_backward(*views), conv2d_backward(*copies), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_windows_are_never_all_in_memory():
    inputs = np.ones((1, 112, 112, 64), "float32")  # 3.2 MB; its 3 x 3 windows are 28.9 MB
    kernel = np.ones((3, 3, 64, 1), "float32")
    d_outputs = np.ones((1, 112, 112, 1), "float32")
    assert peak_memory(conv2d, inputs, kernel, padding="same") < 9e6
    assert peak_memory(conv2d_backward, d_outputs, inputs, kernel, padding="same") < 12e6


def test_a_1x1_convolution_copies_no_window():
    inputs = np.ones((1, 112, 112, 64), "float32")
    assert peak_memory(conv2d, inputs, np.ones((1, 1, 64, 1), "float32")) < 1e5


# Bad input

IMAGE, KERNEL = np.ones((1, 4, 5, 3)), np.ones((3, 2, 3, 4))
BAD_ARGUMENTS = {
    "a list": (
        {"inputs": IMAGE.tolist()},
        TypeError,
        'inputs is a list, not an array (N, H, W, C). Use np.asarray(inputs, dtype="float32").',
    ),
    "an integer image": (
        {"inputs": (IMAGE * 255).astype("uint8")},
        TypeError,
        "inputs is of uint8, but float32 or float64 is expected. "
        'Use inputs.astype("float32") / 255 for an image of 0 to 255.',
    ),
    "a single image": (
        {"inputs": IMAGE[0]},
        ValueError,
        "inputs has shape (4, 5, 3), but (N, H, W, C) is expected. "
        "Use inputs[np.newaxis] for one image (H, W, C), ",
    ),
    "a single filter": (
        {"kernel": KERNEL[..., 0]},
        ValueError,
        "kernel has shape (3, 2, 3), but (KH, KW, C // groups, F) is expected. "
        "For one filter use kernel[..., np.newaxis].",
    ),
    "an empty batch": (
        {"inputs": IMAGE[:0]},
        ValueError,
        "inputs has shape (0, 4, 5, 3): it is empty.",
    ),
    "NaN in the inputs": (
        {"inputs": np.where(np.arange(60).reshape(IMAGE.shape) == 37, np.nan, IMAGE)},
        ValueError,
        "inputs has NaN (not a number), first at (0, 2, 2, 1).",
    ),
    "NaN in the kernel": (
        {"kernel": np.where(np.arange(72).reshape(KERNEL.shape) == 71, np.nan, KERNEL)},
        ValueError,
        "kernel has NaN (not a number), first at (2, 1, 2, 3).",
    ),
    "a deep kernel": (
        {"kernel": np.ones((3, 2, 5, 4))},
        ValueError,
        "kernel has shape (3, 2, 5, 4): it is 5 deep, but 3 channels in 1 group(s) need a kernel "
        "3 deep. Use the shapes (N, H, W, C) and (KH, KW, C // groups, F).",
    ),
    "a shallow kernel": (
        {"kernel": np.ones((3, 2, 1, 4))},
        ValueError,
        "it is 1 deep, but 3 channels in 1 group(s) need a kernel 3 deep.",
    ),
    "a kernel too deep for its group": (
        {"inputs": np.ones((1, 4, 5, 6)), "kernel": np.ones((3, 2, 6, 4)), "groups": 2},
        ValueError,
        "it is 6 deep, but 6 channels in 2 group(s) need a kernel 3 deep.",
    ),
    "groups that do not divide the channels": (
        {"groups": 2},
        ValueError,
        "groups=2 does not divide 3 channels and 4 filters. Use a common divisor, at most 1.",
    ),
    "groups that do not divide the filters": (
        {"inputs": np.ones((1, 4, 5, 6)), "kernel": np.ones((3, 2, 2, 4)), "groups": 3},
        ValueError,
        "groups=3 does not divide 6 channels and 4 filters. Use a common divisor, at most 2.",
    ),
    "no groups": ({"groups": 0}, ValueError, "groups=0 does not divide 3 channels"),
    "half a group": ({"groups": 0.5}, ValueError, "groups=0.5 does not divide 3 channels"),
    "a kernel that is too large": (
        {"kernel": np.ones((3, 6, 3, 4))},
        ValueError,
        "A window of 6 pixels (kernel_size=6, dilation_rate=1) does not fit on 5 pixels "
        "(0 + 5 + 0 with the padding). "
        "Use a smaller kernel_size or dilation_rate, a larger input, or more padding.",
    ),
    "an unknown padding": (
        {"padding": "full"},
        ValueError,
        "padding='full' is not known. "
        'Use "valid", "same", an int, or ((top, bottom), (left, right)).',
    ),
    "no strides": (
        {"strides": 0},
        ValueError,
        "strides=0 is too small. Use an int of at least 1.",
    ),
    "half a stride": (
        {"strides": (1, 0.5)},
        TypeError,
        "strides=0.5 is not an int but a float. Use an int of at least 1",
    ),
    "three dilation rates": (
        {"dilation_rate": (1, 2, 1)},
        ValueError,
        "dilation_rate=(1, 2, 1) has 3 entries. Use one int, or a pair (height, width).",
    ),
}


@pytest.mark.parametrize(
    ("arguments", "error", "message"), BAD_ARGUMENTS.values(), ids=BAD_ARGUMENTS
)
def test_bad_arguments_are_refused_with_what_to_do(arguments, error, message):
    arguments = {"inputs": IMAGE, "kernel": KERNEL} | arguments
    for convolve in (conv2d_loops, conv2d):
        with pytest.raises(error, match=re.escape(message)):
            convolve(**arguments)
    with pytest.raises(error, match=re.escape(message)):
        conv2d_backward(np.ones((1, 2, 4, 4)), **arguments)


@pytest.mark.parametrize(
    ("bias", "error", "message"),
    [
        (
            np.ones(3),
            ValueError,
            "bias has shape (3,), but (F,) = (4,) is expected. Use one number for each filter.",
        ),
        (np.ones((1, 4)), ValueError, "bias has shape (1, 4), but (F,) is expected."),
        ([0.0] * 4, TypeError, "bias is a list, not an array (F,)."),
        (np.zeros(4, int), TypeError, "bias is of int64, but float32 or float64 is expected."),
        (np.array([0, 1, np.nan, 1]), ValueError, "bias has NaN (not a number), first at (2,)."),
    ],
)
def test_a_bad_bias_is_refused_with_what_to_do(bias, error, message):
    for convolve in (conv2d_loops, conv2d):
        with pytest.raises(error, match=re.escape(message)):
            convolve(IMAGE, KERNEL, bias)


@pytest.mark.parametrize(
    ("d_outputs", "error", "message"),
    [
        (
            np.ones((1, 4, 5, 4)),
            ValueError,
            "d_outputs has shape (1, 4, 5, 4), but (N, OH, OW, F) = (1, 2, 4, 4) is expected. "
            "Use the arguments that the forward function was called with.",
        ),
        (np.ones((2, 4, 4)), ValueError, "d_outputs has shape (2, 4, 4), but (N, OH, OW, F)"),
        (1.0, TypeError, "d_outputs is a float, not an array (N, OH, OW, F)."),
        (np.full((1, 2, 4, 4), np.nan), ValueError, "d_outputs has NaN (not a number)"),
    ],
)
def test_bad_d_outputs_are_refused_with_what_to_do(d_outputs, error, message):
    with pytest.raises(error, match=re.escape(message)):
        conv2d_backward(d_outputs, IMAGE, KERNEL)


@pytest.mark.parametrize(
    ("arguments", "on_its_side"),
    [
        ({}, {}),
        ({"strides": (2, 3), "groups": 2}, {"strides": (3, 2), "groups": 2}),
        (
            {"padding": ((0, 1), (3, 2)), "dilation_rate": (2, 1)},
            {"padding": ((3, 2), (0, 1)), "dilation_rate": (1, 2)},
        ),
    ],
)
@pytest.mark.parametrize("forward", [conv2d, conv2d_loops])
def test_a_wider_image_gives_what_the_taller_one_gives(forward, arguments, on_its_side):
    inputs, kernel, bias = arrays_of_case((3, 2), 4, arguments)  # 7 × 5 pixels
    outputs = forward(inputs, kernel, bias, **arguments)
    d_outputs = integers(*outputs.shape, seed=3)
    expected = outputs, *conv2d_backward(d_outputs, inputs, kernel, **arguments)
    inputs, kernel = turned(inputs), turned_kernel(kernel)
    results = (
        forward(inputs, kernel, bias, **on_its_side),
        *conv2d_backward(turned(d_outputs), inputs, kernel, **on_its_side),
    )
    assert_equal_on_their_side(results, expected, [turned, turned, turned_kernel, np.array])
