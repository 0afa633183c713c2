"""Dense layers: judged by plain loops, Keras and slopes; their matrix by `conv2d`."""

import re

import numpy as np
import pytest

from cnn_lessons.operations import (
    conv2d,
    convolution_matrix,
    dense,
    dense_backward,
    flatten,
    flatten_backward,
)

N, D, F = 7, 11, 5


def arrays(dtype="float64", seed=0):
    rng = np.random.default_rng(seed)
    return tuple(rng.normal(size=shape).astype(dtype) for shape in ((N, D), (D, F), (F,)))


def test_every_output_is_the_sum_of_all_products():
    inputs, kernel, bias = arrays()
    outputs = dense(inputs, kernel, bias)
    for n, f in np.ndindex(N, F):
        total = bias[f] + sum(inputs[n, d] * kernel[d, f] for d in range(D))
        assert outputs[n, f] == pytest.approx(total, rel=1e-12)
    np.testing.assert_allclose(dense(inputs, kernel), outputs - bias)


@pytest.mark.keras
def test_keras_agrees():
    import keras

    inputs, kernel, bias = arrays("float32")
    layer = keras.layers.Dense(F)
    layer.build(inputs.shape)
    layer.set_weights([kernel, bias])
    outputs = dense(inputs, kernel, bias)
    assert outputs.dtype == np.float32
    np.testing.assert_allclose(outputs, layer(inputs), rtol=1e-5, atol=1e-6)
    images = np.random.default_rng(1).normal(size=(2, 3, 5, 7)).astype("float32")
    np.testing.assert_array_equal(flatten(images), keras.layers.Flatten()(images))


def test_gradients_are_the_slopes():
    arguments = arrays()
    d_outputs = np.random.default_rng(1).normal(size=(N, F))
    gradients = dense_backward(d_outputs, *arguments[:2])
    for number, gradient in enumerate(gradients):
        assert gradient.shape == arguments[number].shape
        for index in np.ndindex(gradient.shape):
            losses = []
            for step in (1e-5, -1e-5):
                moved = [array.copy() for array in arguments]
                moved[number][index] += step
                losses.append((dense(*moved) * d_outputs).sum())
            slope = (losses[0] - losses[1]) / 2e-5
            assert gradient[index] == pytest.approx(slope, rel=1e-6, abs=1e-8)


def test_flatten_goes_row_by_row_and_back():
    images = np.random.default_rng(0).normal(size=(2, 3, 5, 7))
    vectors = flatten(images)
    assert vectors.shape == (2, 105)
    for n, h, w, c in np.ndindex(images.shape):
        assert vectors[n, (h * 5 + w) * 7 + c] == images[n, h, w, c]
    np.testing.assert_array_equal(flatten_backward(vectors, images), images)


def test_a_permutation_of_the_inputs_and_the_rows_changes_nothing():
    inputs, kernel, bias = arrays()
    order = np.random.default_rng(2).permutation(D)
    np.testing.assert_allclose(
        dense(inputs[:, order], kernel[order], bias), dense(inputs, kernel, bias)
    )


@pytest.mark.parametrize("strides", [1, (2, 1)])
@pytest.mark.parametrize("padding", ["valid", "same", ((0, 2), (1, 0))])
@pytest.mark.parametrize(("dilation", "groups"), [(1, 1), (2, 1), (1, 2)])
def test_a_convolution_is_the_dense_layer_of_its_matrix(strides, padding, dilation, groups):
    rng = np.random.default_rng(3)
    inputs, kernel = rng.normal(size=(3, 7, 5, 4)), rng.normal(size=(3, 2, 4 // groups, 6))
    window = strides, padding, dilation, groups
    expected = flatten(conv2d(inputs, kernel, None, *window))
    matrix = convolution_matrix(kernel, (7, 5), *window)
    np.testing.assert_allclose(dense(flatten(inputs), matrix), expected, rtol=1e-11, atol=1e-12)


def test_matrix_of_a_row_has_its_weights_on_diagonals():
    matrix = convolution_matrix(np.array([1.0, 2.0, 3.0]).reshape(1, 3, 1, 1), (1, 5))
    expected = [[1, 0, 0], [2, 1, 0], [3, 2, 1], [0, 3, 2], [0, 0, 3]]
    np.testing.assert_array_equal(matrix, expected)


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"inputs": [[1.0]]}, TypeError, "inputs is a list, not an array (N, D)"),
        (
            {"inputs": np.ones((2, 3, 3, 1))},
            ValueError,
            "inputs has shape (2, 3, 3, 1), but (N, D)",
        ),
        ({"kernel": np.ones((5, 2))}, ValueError, "kernel has shape (5, 2): it is for 5 inputs"),
        ({"bias": np.ones(3)}, ValueError, "bias has shape (3,), but (F,) = (2,) is expected"),
        ({"inputs": np.ones((2, 3), int)}, TypeError, "inputs is of int64"),
    ],
)
def test_wrong_arguments_are_named(changed, error, text):
    arguments = {"inputs": np.ones((2, 3)), "kernel": np.ones((3, 2))} | changed
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        dense(**arguments)


def test_gradients_of_another_shape_are_named():
    with pytest.raises(ValueError, match=r"d_outputs has shape \(2, 3\), but \(N, F\) = \(2, 2\)"):
        dense_backward(np.ones((2, 3)), np.ones((2, 3)), np.ones((3, 2)))
    with pytest.raises(ValueError, match=r"d_outputs has shape \(1, 5\), but \(N, H \* W \* C\)"):
        flatten_backward(np.ones((1, 5)), np.ones((1, 2, 2, 1)))
    with pytest.raises(ValueError, match=r"inputs has shape \(2, 3\), but \(N, H, W, C\)"):
        flatten(np.ones((2, 3)))


def test_the_matrix_of_a_wider_image_is_that_of_the_taller_one_reordered():
    kernel = np.random.default_rng(3).normal(size=(3, 2, 4, 6))
    tall = convolution_matrix(kernel, (7, 5), (2, 1))
    wide = convolution_matrix(kernel.swapaxes(0, 1), (5, 7), (1, 2))
    axes = wide.reshape(5, 7, 4, 4, 3, 6).transpose(1, 0, 2, 4, 3, 5)
    np.testing.assert_array_equal(axes.reshape(tall.shape), tall)


def test_an_image_of_one_length_is_a_square():
    kernel = np.random.default_rng(0).normal(size=(3, 2, 1, 2))
    np.testing.assert_array_equal(convolution_matrix(kernel, 5), convolution_matrix(kernel, (5, 5)))
