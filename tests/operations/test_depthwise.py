"""Depthwise and separable convolution: judged by `conv2d` with groups, Keras and slopes."""

import re

import numpy as np
import pytest
from slopes import assert_gradients_are_slopes
from turned import assert_equal_on_their_side, turned, turned_kernel

from cnn_lessons.operations import (
    conv2d,
    conv2d_backward,
    depthwise_conv2d,
    depthwise_conv2d_backward,
    separable_conv2d,
    separable_conv2d_backward,
)

PADDINGS = ["valid", "same", 1, ((0, 2), (3, 1))]
WINDOWS = [  # strides, padding, dilation_rate
    (strides, padding, dilation)
    for strides in (1, 2, (3, 1), (1, 2))
    for padding in PADDINGS
    for dilation in (1, 2, (1, 3))
]


def arrays(M, dtype="float64", seed=0):
    """Return inputs, a kernel and a bias; sizes are prime and unequal."""
    rng = np.random.default_rng(seed)
    inputs, kernel = rng.normal(size=(2, 11, 13, 5)), rng.normal(size=(2, 3, 5, M))
    return tuple(array.astype(dtype) for array in (inputs, kernel, rng.normal(size=5 * M)))


def grouped(kernel):
    """Return the same kernel for `conv2d` with as many groups as channels."""
    KH, KW, C, M = kernel.shape
    return kernel.reshape(KH, KW, 1, C * M)


@pytest.mark.parametrize("M", [1, 3])
@pytest.mark.parametrize("window", WINDOWS)
def test_it_is_conv2d_with_as_many_groups_as_channels(window, M):
    inputs, kernel, bias = arrays(M)
    expected = conv2d(inputs, grouped(kernel), bias, *window, groups=5)
    outputs = depthwise_conv2d(inputs, kernel, bias, *window)
    np.testing.assert_allclose(outputs, expected, rtol=1e-12, atol=1e-12)
    d_outputs = np.random.default_rng(1).normal(size=outputs.shape)
    judges = conv2d_backward(d_outputs, inputs, grouped(kernel), *window, groups=5)
    gradients = depthwise_conv2d_backward(d_outputs, inputs, kernel, *window)
    for gradient, like, judge in zip(gradients, (inputs, kernel, bias), judges, strict=True):
        assert gradient.shape == like.shape
        np.testing.assert_allclose(gradient.ravel(), judge.ravel(), rtol=1e-11, atol=1e-11)


def test_one_pixel_shows_each_channel_its_own_kernel_turned_round():
    inputs = np.zeros((1, 5, 5, 2))
    inputs[0, 2, 2] = 1
    kernel = np.arange(36.0).reshape(3, 3, 2, 2)
    outputs = depthwise_conv2d(inputs, kernel)
    for c, m in np.ndindex(2, 2):
        np.testing.assert_array_equal(outputs[0, :, :, 2 * c + m], kernel[::-1, ::-1, c, m])


@pytest.mark.keras
@pytest.mark.parametrize("M", [1, 2])
@pytest.mark.parametrize(
    ("strides", "padding", "dilation"),
    [(s, p, d) for s in (1, 2, 3) for p in ("valid", "same") for d in (1, 2) if 1 in (s, d)],
)
def test_keras_agrees(strides, padding, dilation, M):
    import keras

    inputs, kernel, bias = arrays(M, "float32")
    expected = keras.ops.depthwise_conv(inputs, kernel, strides, padding, "channels_last", dilation)
    outputs = depthwise_conv2d(inputs, kernel, bias, strides, padding, dilation)
    assert outputs.dtype == np.float32
    np.testing.assert_allclose(outputs, expected + bias, rtol=1e-4, atol=1e-5)


@pytest.mark.keras
@pytest.mark.parametrize("strides", [1, 2])
@pytest.mark.parametrize("padding", ["same", ((1, 1), (1, 1))])
def test_tensorflow_has_the_same_gradients(strides, padding):
    import tensorflow as tf

    inputs, kernel, _ = arrays(2, "float32")
    amounts = [[0, 0], [0, 0], [0, 0], [0, 0]]
    if padding != "same":  # as PyTorch pads
        amounts[1:3] = map(list, padding)
    with tf.GradientTape() as tape:
        tensors = tf.constant(inputs), tf.constant(kernel)
        tape.watch(tensors)
        outputs = tf.nn.depthwise_conv2d(
            tf.pad(tensors[0], amounts),
            tensors[1],
            [1, strides, strides, 1],
            "SAME" if padding == "same" else "VALID",
        )
    d_outputs = np.random.default_rng(1).normal(size=outputs.shape).astype("float32")
    expected = tape.gradient(outputs, tensors, output_gradients=d_outputs)
    gradients = depthwise_conv2d_backward(d_outputs, inputs, kernel, strides, padding)
    for gradient, judge in zip(gradients, expected, strict=False):
        assert gradient.dtype == np.float32
        np.testing.assert_allclose(gradient, judge, rtol=1e-4, atol=1e-4)


@pytest.mark.keras
@pytest.mark.parametrize(("strides", "dilation"), [(1, 1), (2, 1), (1, 2)])
def test_keras_agrees_on_separable(strides, dilation):
    import keras

    inputs, depthwise, _ = arrays(2, "float32")
    pointwise = np.random.default_rng(2).normal(size=(1, 1, 10, 7)).astype("float32")
    bias = np.arange(7, dtype="float32")
    expected = keras.ops.separable_conv(
        inputs, depthwise, pointwise, strides, "same", "channels_last", dilation
    )
    outputs = separable_conv2d(inputs, depthwise, pointwise, bias, strides, "same", dilation)
    np.testing.assert_allclose(outputs, expected + bias, rtol=1e-4, atol=1e-4)


def test_separable_is_the_one_after_the_other_and_so_are_its_gradients():
    inputs, depthwise, _ = arrays(3)
    rng = np.random.default_rng(2)
    pointwise, bias = rng.normal(size=(1, 1, 15, 7)), rng.normal(size=7)
    window = (2, 1), "same", 1
    maps = conv2d(inputs, grouped(depthwise), None, *window, groups=5)
    expected = maps @ pointwise[0, 0] + bias
    outputs = separable_conv2d(inputs, depthwise, pointwise, bias, *window)
    np.testing.assert_allclose(outputs, expected, rtol=1e-11, atol=1e-12)
    arguments = [inputs, depthwise, pointwise, bias]
    d_outputs = rng.normal(size=outputs.shape)
    gradients = separable_conv2d_backward(d_outputs, *arguments[:3], *window)
    assert_gradients_are_slopes(
        lambda *moved: separable_conv2d(*moved, *window), arguments, gradients, d_outputs
    )


def test_separable_takes_the_published_share_of_the_work():
    # MobileNets, section 3.1: 1/F + 1/K² of a full convolution; 8 to 9 times less at 3 x 3.
    KH = KW = 3
    for C, F in ((512, 512), (37, 53)):
        full = KH * KW * C * F
        separable = np.ones((KH, KW, C, 1)).size + np.ones((1, 1, C, F)).size
        assert separable / full == pytest.approx(1 / F + 1 / 9)
        if F == 512:
            assert 8 < full / separable < 9


def test_float32_and_float64_together_make_float64():
    inputs, kernel, _ = arrays(1)
    assert depthwise_conv2d(inputs.astype("float32"), kernel).dtype == np.float64


def test_arguments_are_left_as_they_were():
    inputs, kernel, bias = arrays(2)
    before = [array.copy() for array in (inputs, kernel, bias)]
    outputs = depthwise_conv2d(inputs, kernel, bias, padding="same")
    depthwise_conv2d_backward(outputs, inputs, kernel, padding="same")
    for array, copy in zip((inputs, kernel, bias), before, strict=True):
        np.testing.assert_array_equal(array, copy)


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"inputs": [1.0]}, TypeError, "inputs is a list, not an array (N, H, W, C)"),
        ({"inputs": np.ones((4, 4, 2))}, ValueError, "inputs has shape (4, 4, 2), but (N, H, W"),
        ({"kernel": np.ones((3, 3, 2))}, ValueError, "kernel has shape (3, 3, 2), but (KH, KW, C"),
        ({"kernel": np.ones((3, 3, 1, 2))}, ValueError, "kernel has shape (3, 3, 1, 2): it is for"),
        ({"bias": np.ones(2)}, ValueError, "bias has shape (2,), but (C * M,) = (6,) is expected"),
        ({"kernel": np.ones((5, 3, 2, 3))}, ValueError, "A window of 5 pixels"),
        ({"strides": 0}, ValueError, "strides=0 is too small"),
        ({"padding": "full"}, ValueError, "padding='full' is not known"),
    ],
)
def test_wrong_arguments_are_named(changed, error, text):
    arguments = {"inputs": np.ones((1, 4, 4, 2)), "kernel": np.ones((3, 3, 2, 3))} | changed
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        depthwise_conv2d(**arguments)


def test_a_gradient_of_another_shape_is_named():
    text = "d_outputs has shape (1, 2, 2, 2), but (N, OH, OW, C * M) = (1, 2, 2, 6) is expected."
    with pytest.raises(ValueError, match=re.escape(text)):
        depthwise_conv2d_backward(
            np.ones((1, 2, 2, 2)), np.ones((1, 4, 4, 2)), np.ones((3, 3, 2, 3))
        )


@pytest.mark.parametrize("function", [separable_conv2d, separable_conv2d_backward])
def test_a_pointwise_kernel_looks_at_no_neighbours(function):
    arguments = [np.ones((1, 4, 4, 2)), np.ones((3, 3, 2, 1)), np.ones((3, 3, 2, 5))]
    if function is separable_conv2d_backward:
        arguments.insert(0, np.ones((1, 2, 2, 5)))
    with pytest.raises(ValueError, match=r"pointwise_kernel has shape \(3, 3, 2, 5\)"):
        function(*arguments)
    arguments[-1] = np.ones((1, 1, 3, 5))
    with pytest.raises(ValueError, match="3 deep, but 2 channels"):
        function(*arguments)


@pytest.mark.parametrize("M", [1, 3])
@pytest.mark.parametrize(
    ("window", "on_its_side"),
    [
        ((1, "valid", 1), (1, "valid", 1)),
        (((3, 1), "same", (1, 2)), ((1, 3), "same", (2, 1))),
        ((2, ((0, 2), (3, 1)), 1), (2, ((3, 1), (0, 2)), 1)),
    ],
)
def test_a_taller_image_gives_what_the_wider_one_gives(window, on_its_side, M):
    inputs, kernel, _ = arrays(M)  # 11 × 13 pixels, and 13 × 11 on their side
    outputs = depthwise_conv2d(inputs, kernel, None, *window)
    d_outputs = np.random.default_rng(1).normal(size=outputs.shape)
    expected = outputs, *depthwise_conv2d_backward(d_outputs, inputs, kernel, *window)
    inputs, kernel = turned(inputs), turned_kernel(kernel)
    results = (
        depthwise_conv2d(inputs, kernel, None, *on_its_side),
        *depthwise_conv2d_backward(turned(d_outputs), inputs, kernel, *on_its_side),
    )
    assert_equal_on_their_side(results, expected, [turned, turned, turned_kernel, np.array])


def test_separable_gives_for_a_taller_image_what_it_gives_for_the_wider_one():
    inputs, depthwise, _ = arrays(1)
    pointwise = np.random.default_rng(2).normal(size=(1, 1, 5, 7))
    window, on_its_side = ((3, 1), 1, (1, 2)), ((1, 3), 1, (2, 1))
    outputs = separable_conv2d(inputs, depthwise, pointwise, None, *window)
    d_outputs = np.random.default_rng(1).normal(size=outputs.shape)
    kernels = depthwise, pointwise
    expected = outputs, *separable_conv2d_backward(d_outputs, inputs, *kernels, *window)
    inputs, kernels = turned(inputs), (turned_kernel(depthwise), pointwise)
    results = (
        separable_conv2d(inputs, *kernels, None, *on_its_side),
        *separable_conv2d_backward(turned(d_outputs), inputs, *kernels, *on_its_side),
    )
    turns = [turned, turned, turned_kernel, np.array, np.array]
    assert_equal_on_their_side(results, expected, turns)
