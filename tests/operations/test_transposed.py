"""Transposed convolution: the adjoint of `conv2d`, judged by Keras, TensorFlow and a guide."""

import re

import numpy as np
import pytest
from slopes import assert_gradients_are_slopes
from turned import assert_equal_on_their_side, turned, turned_kernel

from cnn_lessons.operations import conv2d, conv2d_transpose, conv2d_transpose_backward

WINDOWS = [  # strides, padding, dilation_rate
    (strides, padding, dilation)
    for strides in (1, 2, (3, 1), (1, 4))
    for padding in ("valid", "same", 1, ((0, 2), (1, 0)))
    for dilation in (1, (1, 2))
]


def arrays(dtype="float64", seed=0):
    """Return inputs, a kernel and a bias; sizes are prime and unequal."""
    rng = np.random.default_rng(seed)
    shapes = (2, 5, 7, 3), (3, 2, 11, 3), (11,)
    return tuple(rng.normal(size=shape).astype(dtype) for shape in shapes)


@pytest.mark.parametrize("window", WINDOWS)
def test_it_is_the_adjoint_of_the_convolution_that_goes_the_other_way(window):
    inputs, kernel, _ = arrays()
    outputs = conv2d_transpose(inputs, kernel, None, *window)
    image = np.random.default_rng(1).normal(size=outputs.shape)
    there = (conv2d(image, kernel, None, *window) * inputs).sum()
    back = (image * outputs).sum()
    assert there == pytest.approx(back, rel=1e-11)


@pytest.mark.parametrize("window", WINDOWS)
def test_it_lays_scaled_kernels_over_each_other(window):
    (SH, SW), (DH, DW) = (value if isinstance(value, tuple) else (value, value)
                          for value in (window[0], window[2]))  # fmt: skip
    inputs, kernel, bias = arrays()
    outputs = conv2d_transpose(inputs, kernel, bias, *window)
    N, H, W, C = inputs.shape
    KH, KW, F, _ = kernel.shape
    canvas = np.zeros((N, 40, 40, F))
    for n, h, w, i, j in np.ndindex(N, H, W, KH, KW):
        for f in range(F):
            total = sum(inputs[n, h, w, c] * kernel[i, j, f, c] for c in range(C))
            canvas[n, h * SH + i * DH, w * SW + j * DW, f] += total
    # Where the frame begins is the convolution's affair: look for it.
    OH, OW = outputs.shape[1:3]
    places = [
        (top, left)
        for top, left in np.ndindex(4, 4)
        if np.allclose(canvas[:, top : top + OH, left : left + OW] + bias, outputs)
    ]
    before = {"valid": (0, 0), 1: (1, 1), ((0, 2), (1, 0)): (0, 1)}
    assert len(places) == 1
    assert window[1] == "same" or places == [before[window[1]]]


@pytest.mark.keras
@pytest.mark.parametrize("kernel_size", [(1, 1), (2, 3), (5, 4)])
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("strides", [1, 2, 3, (2, 1)])
def test_keras_agrees(strides, padding, kernel_size):
    import keras

    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(2, 7, 5, 3)).astype("float32")
    kernel = rng.normal(size=(*kernel_size, 4, 3)).astype("float32")
    bias = rng.normal(size=4).astype("float32")
    layer = keras.layers.Conv2DTranspose(4, kernel_size, strides, padding)
    layer.build(inputs.shape)
    layer.set_weights([kernel, bias])
    expected = layer(inputs)
    outputs = conv2d_transpose(inputs, kernel, bias, strides, padding)
    assert outputs.dtype == np.float32
    assert outputs.shape == expected.shape
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("size", "kernel_size", "strides", "padding", "expected"),
    [  # Dumoulin and Visin 2016: figures 4.1 to 4.6
        (2, 3, 1, 0, 4),
        (6, 4, 1, 2, 5),
        (5, 3, 1, 1, 5),
        (7, 3, 1, 2, 5),
        (2, 3, 2, 0, 5),
        (3, 3, 2, 1, 5),
    ],
)
def test_sizes_of_the_guide(size, kernel_size, strides, padding, expected):
    inputs, kernel = np.ones((1, size, size, 1)), np.ones((kernel_size, kernel_size, 1, 1))
    outputs = conv2d_transpose(inputs, kernel, None, strides, padding)
    assert outputs.shape == (1, expected, expected, 1)


def test_output_size_chooses_among_those_that_come_down_to_the_inputs():
    inputs, kernel, _ = arrays()
    small = conv2d_transpose(inputs, kernel, strides=2, padding=1)
    large = conv2d_transpose(inputs, kernel, None, 2, 1, output_size=(10, 13))
    assert small.shape[1:3] == (9, 12)
    assert large.shape[1:3] == (10, 13)  # figure 4.7 of the guide, PyTorch's output_padding=1
    np.testing.assert_allclose(large[:, :9, :12], small)
    assert conv2d(large, np.ones((3, 2, 11, 1)), None, 2, 1).shape[1:3] == (5, 7)


@pytest.mark.parametrize("window", [(1, "valid", 1), (2, "same", 1), ((2, 3), ((0, 1), (1, 0)), 1)])
def test_gradients_are_the_slopes(window):
    rng = np.random.default_rng(2)
    arguments = list(arrays())
    outputs = conv2d_transpose(*arguments, *window)
    d_outputs = rng.normal(size=outputs.shape)
    gradients = conv2d_transpose_backward(d_outputs, *arguments[:2], *window)
    assert_gradients_are_slopes(
        lambda *moved: conv2d_transpose(*moved, *window), arguments, gradients, d_outputs
    )


@pytest.mark.keras
@pytest.mark.parametrize("strides", [1, 2])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_tensorflow_has_the_same_gradients(strides, padding):
    import tensorflow as tf

    inputs, kernel, _ = arrays("float32")
    outputs = conv2d_transpose(inputs, kernel, None, strides, padding)
    d_outputs = np.random.default_rng(1).normal(size=outputs.shape).astype("float32")
    tensors = tf.constant(inputs), tf.constant(kernel)
    with tf.GradientTape() as tape:
        tape.watch(tensors)
        theirs = tf.nn.conv2d_transpose(*tensors, outputs.shape, strides, padding.upper())
    expected = tape.gradient(theirs, tensors, output_gradients=d_outputs)
    gradients = conv2d_transpose_backward(d_outputs, inputs, kernel, strides, padding)
    for gradient, judge in zip(gradients, expected, strict=False):
        assert gradient.dtype == np.float32
        np.testing.assert_allclose(gradient, judge, rtol=1e-3, atol=1e-3)


def test_it_is_no_inverse():
    image = np.random.default_rng(3).normal(size=(1, 5, 5, 1))
    kernel = np.ones((3, 3, 1, 1))
    back = conv2d_transpose(conv2d(image, kernel), kernel)
    assert back.shape == image.shape
    assert not np.allclose(back, image)


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"inputs": [1.0]}, TypeError, "inputs is a list, not an array (N, H, W, C)"),
        ({"kernel": np.ones((3, 3, 2, 5))}, ValueError, "kernel has shape (3, 3, 2, 5): its last"),
        ({"bias": np.ones(2)}, ValueError, "bias has shape (2,), but (F,) = (5,) is expected"),
        ({"output_size": 7}, ValueError, "output_size=(7, 7), but the convolution would take that"),
        ({"output_size": 2}, ValueError, "A window of 3 pixels"),
        ({"padding": "full"}, ValueError, "padding='full' is not known"),
        ({"strides": 0}, ValueError, "strides=0 is too small"),
        (
            {"padding": 9},
            ValueError,
            "padding=9 cuts off more than the outputs have, (6, 6) pixels",
        ),
    ],
)
def test_wrong_arguments_are_named(changed, error, text):
    arguments = {"inputs": np.ones((1, 4, 4, 2)), "kernel": np.ones((3, 3, 5, 2))} | changed
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        conv2d_transpose(**arguments)


def test_a_gradient_of_another_shape_is_named():
    with pytest.raises(ValueError, match=r"d_outputs has shape \(1, 4, 4, 5\), but \(N, OH, OW"):
        conv2d_transpose_backward(
            np.ones((1, 4, 4, 5)), np.ones((1, 4, 4, 2)), np.ones((3, 3, 5, 2))
        )


@pytest.mark.parametrize(
    ("window", "on_its_side"),
    [
        ((1, "valid", 1), (1, "valid", 1)),
        (((3, 1), "same", (1, 2)), ((1, 3), "same", (2, 1))),
        ((2, ((0, 2), (1, 0)), 1), (2, ((1, 0), (0, 2)), 1)),
    ],
)
def test_a_taller_image_gives_what_the_wider_one_gives(window, on_its_side):
    inputs, kernel, bias = arrays()  # 5 × 7 pixels, and 7 × 5 on their side
    outputs = conv2d_transpose(inputs, kernel, bias, *window)
    d_outputs = np.random.default_rng(1).normal(size=outputs.shape)
    expected = outputs, *conv2d_transpose_backward(d_outputs, inputs, kernel, *window)
    inputs, kernel = turned(inputs), turned_kernel(kernel)
    results = (
        conv2d_transpose(inputs, kernel, bias, *on_its_side),
        *conv2d_transpose_backward(turned(d_outputs), inputs, kernel, *on_its_side),
    )
    assert_equal_on_their_side(results, expected, [turned, turned, turned_kernel, np.array])
