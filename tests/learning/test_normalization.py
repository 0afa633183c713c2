"""Batch normalization: judged by Keras, numerical gradients and the convolution it folds into."""

import re

import numpy as np
import pytest
from turned import assert_equal_on_their_side, turned

from cnn_lessons.learning import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
    fold_batch_norm,
    numerical_gradient,
    relative_error,
)
from cnn_lessons.operations import conv2d

C = 5
SHAPES = [(7, C), (3, 2, 11, C)]


def channels(seed=0):
    """Return gamma, beta, mean and variance of C channels."""
    rng = np.random.default_rng(seed)
    return rng.normal(size=C), rng.normal(size=C), rng.normal(size=C), rng.uniform(0.5, 3, C)


@pytest.mark.parametrize("shape", SHAPES)
def test_each_channel_gets_the_mean_and_deviation_that_it_is_told(shape):
    gamma, beta, *_ = channels()
    inputs = np.random.default_rng(1).normal(3, 10, shape)
    outputs, mean, variance = batch_norm(inputs, gamma, beta, epsilon=1e-12)
    for c in range(C):
        numbers = inputs[..., c].ravel().tolist()
        expected_mean = sum(numbers) / len(numbers)
        squares = sum((number - expected_mean) ** 2 for number in numbers)
        assert mean[c] == pytest.approx(expected_mean)
        assert variance[c] == pytest.approx(squares / len(numbers))
        assert outputs[..., c].mean() == pytest.approx(beta[c])
        assert outputs[..., c].std() == pytest.approx(abs(gamma[c]))


@pytest.mark.keras
@pytest.mark.parametrize("shape", SHAPES)
def test_keras_agrees_in_training_and_inference(shape):
    import keras

    gamma, beta, mean, variance = (array.astype("float32") for array in channels())
    inputs = np.random.default_rng(2).normal(1, 3, shape).astype("float32")
    layer = keras.layers.BatchNormalization()
    layer.build(shape)
    layer.set_weights([gamma, beta, mean, variance])
    inferred = layer(inputs, training=False)
    np.testing.assert_allclose(
        batch_norm_inference(inputs, gamma, beta, mean, variance), inferred, rtol=1e-4, atol=1e-5
    )
    outputs, batch_mean, batch_variance = batch_norm(inputs, gamma, beta)
    np.testing.assert_allclose(outputs, layer(inputs, training=True), rtol=1e-4, atol=1e-4)
    # Keras keeps 0.99 of what it has and takes 0.01 of the batch.
    _, _, moving_mean, moving_variance = layer.get_weights()
    np.testing.assert_allclose(0.99 * mean + 0.01 * batch_mean, moving_mean, rtol=1e-5)
    np.testing.assert_allclose(0.99 * variance + 0.01 * batch_variance, moving_variance, rtol=1e-5)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("epsilon", [1e-3, 0.5])
def test_gradients_are_the_slopes(shape, epsilon):
    gamma, beta, *_ = channels()
    rng = np.random.default_rng(3)
    inputs, d_outputs = rng.normal(size=(2, *shape))

    def loss(inputs, gamma, beta):
        return float((batch_norm(inputs, gamma, beta, epsilon)[0] * d_outputs).sum())

    d_inputs, d_gamma, d_beta = batch_norm_backward(d_outputs, inputs, gamma, epsilon)
    slopes = numerical_gradient(lambda x: loss(x, gamma, beta), inputs)
    assert relative_error(d_inputs, slopes) < 1e-7
    assert (
        relative_error(d_gamma, numerical_gradient(lambda x: loss(inputs, x, beta), gamma)) < 1e-7
    )
    assert relative_error(d_beta, numerical_gradient(lambda x: loss(inputs, gamma, x), beta)) < 1e-7


def test_a_constant_channel_is_not_divided_by_0():
    outputs, *_ = batch_norm(np.full((3, 1), 7.0), np.ones(1), np.zeros(1))
    assert outputs.tolist() == [[0], [0], [0]]


def test_after_training_an_image_does_not_depend_on_its_batch():
    gamma, beta, mean, variance = channels()
    inputs = np.random.default_rng(4).normal(size=(6, C))
    together = batch_norm_inference(inputs, gamma, beta, mean, variance)
    alone = batch_norm_inference(inputs[2:3], gamma, beta, mean, variance)
    np.testing.assert_array_equal(together[2:3], alone)
    in_training = [batch_norm(inputs[rows], gamma, beta)[0][0] for rows in (slice(2, 4), [2, 5])]
    assert not np.allclose(*in_training)


@pytest.mark.parametrize("with_bias", [True, False])
def test_folded_convolution_does_both_at_once(with_bias):
    gamma, beta, mean, variance = channels()
    rng = np.random.default_rng(5)
    inputs, kernel = rng.normal(size=(2, 7, 6, 3)), rng.normal(size=(3, 2, 3, C))
    bias = rng.normal(size=C) if with_bias else None
    both = batch_norm_inference(conv2d(inputs, kernel, bias), gamma, beta, mean, variance)
    folded = fold_batch_norm(kernel, bias, gamma, beta, mean, variance)
    np.testing.assert_allclose(conv2d(inputs, *folded), both, rtol=1e-10, atol=1e-12)


def test_float32_stays_float32():
    inputs = np.random.default_rng(6).normal(size=(4, C)).astype("float32")
    one, zero = np.ones(C, "float32"), np.zeros(C, "float32")
    assert {array.dtype for array in batch_norm(inputs, one, zero)} == {np.dtype("float32")}
    gradients = batch_norm_backward(inputs, inputs, one)
    assert {array.dtype for array in gradients} == {np.dtype("float32")}


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"inputs": np.ones(C)}, ValueError, "inputs has shape (5,), but (..., C)"),
        ({"inputs": [[1.0]]}, TypeError, "inputs is a list"),
        ({"gamma": np.ones(4)}, ValueError, "gamma has shape (4,), but (5,) is expected: one"),
        ({"beta": np.ones((1, C))}, ValueError, "beta has shape (1, 5), but (5,)"),
        ({"mean": np.ones(4)}, ValueError, "mean has shape (4,), but (5,) is expected: one"),
        ({"mean": np.arange(C)}, TypeError, "mean is of int"),
        ({"gamma": [1.0] * C}, TypeError, "gamma is a list, not an array"),
        ({"beta": np.full(C, np.nan)}, ValueError, "beta has NaN (not a number), first at (0,)"),
        ({"variance": -np.ones(C)}, ValueError, "variance is -1 at its smallest"),
    ],
)
def test_wrong_arguments_are_named(changed, error, text):
    gamma, beta, mean, variance = channels()
    arguments = {"inputs": np.ones((3, C)), "gamma": gamma, "beta": beta, "mean": mean}
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        batch_norm_inference(**(arguments | {"variance": variance} | changed))


def test_a_gradient_of_another_shape_is_named():
    with pytest.raises(ValueError, match=r"d_outputs has shape \(3, 5\), but the outputs have"):
        batch_norm_backward(np.ones((3, C)), np.ones((4, C)), np.ones(C))


def test_each_channel_of_wider_images_is_normalized_as_that_of_the_taller_ones():
    gamma, beta, mean, variance = channels()
    rng = np.random.default_rng(8)
    inputs, d_outputs = rng.normal(size=(2, 7, 3, C)), rng.normal(size=(2, 7, 3, C))
    wide = turned(inputs)
    expected = *batch_norm(inputs, gamma, beta), *batch_norm_backward(d_outputs, inputs, gamma)
    results = *batch_norm(wide, gamma, beta), *batch_norm_backward(turned(d_outputs), wide, gamma)
    turns = [turned, np.array, np.array, turned, np.array, np.array]
    assert_equal_on_their_side(results, expected, turns)
    fixed = gamma, beta, mean, variance
    np.testing.assert_array_equal(
        batch_norm_inference(wide, *fixed), turned(batch_norm_inference(inputs, *fixed))
    )


@pytest.mark.parametrize("forward", [batch_norm, batch_norm_inference])
def test_a_negative_epsilon_is_named(forward):
    arguments = [np.ones((3, C)), *channels()][: 3 if forward is batch_norm else 5]
    with pytest.raises(ValueError, match="epsilon=-1, but a number of at least 0 is expected"):
        forward(*arguments, epsilon=-1)


def test_a_constant_channel_without_epsilon_is_named():
    inputs = np.random.default_rng(0).normal(size=(7, C))
    inputs[:, 3] = 1.0
    with pytest.raises(ValueError, match="channel 3 has variance 0, and epsilon is 0"):
        batch_norm(inputs, np.ones(C), np.zeros(C), epsilon=0)


@pytest.mark.parametrize(("value", "named"), [(np.inf, "infinity"), (-np.inf, "-infinity")])
def test_infinity_is_named_for_what_it_is(value, named):
    inputs = np.ones((7, C))
    inputs[4, 2] = value
    with pytest.raises(ValueError, match=rf"inputs has {named}, first at \(4, 2\)"):
        batch_norm(inputs, np.ones(C), np.zeros(C))


def test_gradients_after_training_are_the_slopes():
    rng = np.random.default_rng(7)
    gamma, beta, mean, variance = channels()
    inputs, d_outputs = rng.normal(size=(2, 5, 3, C)), rng.normal(size=(2, 5, 3, C))

    def loss(inputs, gamma, beta):
        return (batch_norm_inference(inputs, gamma, beta, mean, variance) * d_outputs).sum()

    found = batch_norm_inference_backward(d_outputs, inputs, gamma, mean, variance)
    slopes = (
        numerical_gradient(lambda x: loss(x, gamma, beta), inputs),
        numerical_gradient(lambda x: loss(inputs, x, beta), gamma),
        numerical_gradient(lambda x: loss(inputs, gamma, x), beta),
    )
    for gradient, expected in zip(found, slopes, strict=True):
        assert relative_error(gradient, expected) < 1e-7
