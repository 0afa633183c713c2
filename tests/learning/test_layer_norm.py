"""Layer and group normalization: judged by loops, Keras, numerical gradients and each other."""

import re
from functools import partial

import numpy as np
import pytest
from turned import assert_equal_on_their_side, turned

from cnn_lessons.learning import (
    group_norm,
    group_norm_backward,
    layer_norm,
    layer_norm_backward,
    numerical_gradient,
    relative_error,
)

C = 6
SHAPES = [(7, C), (3, 2, 11, C)]
PAIRS = {
    "layer": (layer_norm, layer_norm_backward),
    **{
        f"{groups} groups": (
            partial(group_norm, groups=groups),
            partial(group_norm_backward, groups=groups),
        )
        for groups in (1, 2, 3)
    },
}


def learned(seed=0):
    """Return gamma and beta of C channels."""
    return np.random.default_rng(seed).normal(size=(2, C))


def by_hand(numbers, epsilon):
    """Return numbers with mean 0 and variance 1, one after the other."""
    mean = sum(numbers) / len(numbers)
    variance = sum((number - mean) ** 2 for number in numbers) / len(numbers)
    return [(number - mean) / (variance + epsilon) ** 0.5 for number in numbers]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_channels_of_each_place_are_normalized_together(shape):
    gamma, beta = learned()
    inputs = np.random.default_rng(1).normal(3, 10, shape)
    outputs = layer_norm(inputs, gamma, beta, epsilon=0.1)
    for place in np.ndindex(shape[:-1]):
        expected = gamma * by_hand(inputs[place].tolist(), 0.1) + beta
        np.testing.assert_allclose(outputs[place], expected, rtol=1e-12)


@pytest.mark.parametrize("groups", [1, 2, 3, 6])
def test_the_places_and_channels_of_a_group_are_normalized_together(groups):
    gamma, beta = learned()
    inputs = np.random.default_rng(1).normal(3, 10, (2, 5, 3, C))
    outputs = group_norm(inputs, gamma, beta, groups, epsilon=0.1)
    size = C // groups
    for image, group in np.ndindex(2, groups):
        members = slice(group * size, (group + 1) * size)
        numbers = by_hand(inputs[image, ..., members].ravel().tolist(), 0.1)
        expected = gamma[members] * np.reshape(numbers, (5, 3, size)) + beta[members]
        np.testing.assert_allclose(outputs[image, ..., members], expected, rtol=1e-11)


@pytest.mark.parametrize("groups", [1, 2, 3])
def test_groups_of_vectors_with_one_group_are_layer_normalization(groups):
    gamma, beta = learned()
    vectors = np.random.default_rng(2).normal(size=(5, C))
    alike = np.allclose(
        group_norm(vectors, gamma, beta, groups), layer_norm(vectors, gamma, beta), rtol=1e-12
    )
    assert alike == (groups == 1)


@pytest.mark.keras
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("epsilon", [1e-3, 0.5])
def test_keras_agrees(shape, epsilon):
    import keras

    gamma, beta = learned().astype("float32")
    inputs = np.random.default_rng(2).normal(1, 3, shape).astype("float32")
    kinds = {
        layer_norm: keras.layers.LayerNormalization(epsilon=epsilon),
        partial(group_norm, groups=2): keras.layers.GroupNormalization(2, epsilon=epsilon),
        partial(group_norm, groups=C): keras.layers.GroupNormalization(-1, epsilon=epsilon),
    }
    for ours, layer in kinds.items():
        layer.build(shape)
        layer.set_weights([gamma, beta])
        for training in (True, False):
            expected = layer(inputs, training=training) if ours is layer_norm else layer(inputs)
            outputs = ours(inputs, gamma, beta, epsilon=epsilon)
            np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-5)


@pytest.mark.keras
@pytest.mark.parametrize("name", ["layer", "2 groups"])
def test_keras_has_the_same_gradients(name):
    import keras
    import tensorflow as tf

    gamma, beta = learned().astype("float32")
    inputs, d_outputs = np.random.default_rng(3).normal(size=(2, 3, 5, 2, C)).astype("float32")
    layer = keras.layers.LayerNormalization()
    if name != "layer":
        layer = keras.layers.GroupNormalization(2)
    layer.build(inputs.shape)
    layer.set_weights([gamma, beta])
    x = tf.constant(inputs)
    with tf.GradientTape() as tape:
        tape.watch(x)
        loss = tf.reduce_sum(layer(x) * d_outputs)
    expected = tape.gradient(loss, [x, layer.gamma.value, layer.beta.value])
    found = PAIRS[name][1](d_outputs, inputs, gamma)
    for ours, theirs in zip(found, expected, strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize("name", PAIRS)
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("epsilon", [1e-3, 0.5])
def test_gradients_are_the_slopes(name, shape, epsilon):
    forward, backward = PAIRS[name]
    gamma, beta = learned()
    inputs, d_outputs = np.random.default_rng(3).normal(size=(2, *shape))

    def loss(inputs, gamma, beta):
        return float((forward(inputs, gamma, beta, epsilon=epsilon) * d_outputs).sum())

    found = backward(d_outputs, inputs, gamma, epsilon=epsilon)
    slopes = (
        numerical_gradient(lambda x: loss(x, gamma, beta), inputs),
        numerical_gradient(lambda x: loss(inputs, x, beta), gamma),
        numerical_gradient(lambda x: loss(inputs, gamma, x), beta),
    )
    for gradient, expected in zip(found, slopes, strict=True):
        assert gradient.shape == expected.shape
        assert relative_error(gradient, expected) < 1e-6


@pytest.mark.parametrize("name", PAIRS)
def test_an_image_does_not_depend_on_its_batch(name):
    forward, _ = PAIRS[name]
    inputs = np.random.default_rng(4).normal(size=(6, 5, 3, C))
    together, alone = forward(inputs, *learned()), forward(inputs[2:3], *learned())
    np.testing.assert_allclose(together[2:3], alone, rtol=1e-12)


@pytest.mark.parametrize("name", PAIRS)
def test_wide_and_tall_images_are_normalized_alike(name):
    forward, backward = PAIRS[name]
    gamma, beta = learned()
    inputs, d_outputs = np.random.default_rng(8).normal(size=(2, 2, 7, 3, C))
    wide, d_wide = turned(inputs), turned(d_outputs)
    expected = forward(inputs, gamma, beta), *backward(d_outputs, inputs, gamma)
    results = forward(wide, gamma, beta), *backward(d_wide, wide, gamma)
    assert_equal_on_their_side(results, expected, [turned, turned, np.array, np.array])


@pytest.mark.parametrize("name", PAIRS)
def test_float32_stays_float32(name):
    forward, backward = PAIRS[name]
    inputs = np.random.default_rng(6).normal(size=(4, C)).astype("float32")
    gamma, beta = learned().astype("float32")
    arrays = forward(inputs, gamma, beta), *backward(inputs, inputs, gamma)
    assert {array.dtype for array in arrays} == {np.dtype("float32")}


def test_a_place_of_equal_numbers_becomes_beta():
    outputs = layer_norm(np.full((3, C), 7.0), *learned())
    np.testing.assert_allclose(outputs, np.broadcast_to(learned()[1], (3, C)))


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"inputs": np.ones(C)}, ValueError, "inputs has shape (6,), but (..., C)"),
        ({"inputs": [[1.0]]}, TypeError, "inputs is a list"),
        ({"inputs": np.full((3, C), np.inf)}, ValueError, "inputs has infinity, first at (0, 0)"),
        ({"gamma": np.ones(4)}, ValueError, "gamma has shape (4,), but (6,) is expected: one"),
        ({"beta": np.arange(C)}, TypeError, "beta is of int"),
        ({"epsilon": -1}, ValueError, "epsilon=-1, but a number of at least 0 is expected"),
        ({"epsilon": 0}, ValueError, "numbers that are normalized together are all equal, and"),
    ],
)
@pytest.mark.parametrize("forward", [layer_norm, partial(group_norm, groups=3)])
def test_wrong_arguments_are_named(forward, changed, error, text):
    gamma, beta = learned()
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        forward(**({"inputs": np.ones((3, C)), "gamma": gamma, "beta": beta} | changed))


@pytest.mark.parametrize("backward", [layer_norm_backward, partial(group_norm_backward, groups=2)])
def test_gradients_of_wrong_arguments_are_named(backward):
    with pytest.raises(ValueError, match=r"d_outputs has shape \(3, 6\), but the outputs have"):
        backward(np.ones((3, C)), np.ones((4, C)), np.ones(C))
    with pytest.raises(ValueError, match=r"gamma has shape \(5,\), but \(6,\) is expected"):
        backward(np.ones((3, C)), np.ones((3, C)), np.ones(5))


def test_groups_that_do_not_divide_the_channels_are_named():
    with pytest.raises(ValueError, match=r"groups=4 does not divide 6 channels"):
        group_norm(np.ones((3, C)), *learned(), groups=4)


def test_there_are_32_groups_unless_told_otherwise():
    """As in Keras, and in the paper's experiments: Wu and He 2018, section 4."""
    rng = np.random.default_rng(9)
    inputs, d_outputs = rng.normal(size=(2, 3, 2, 5, 64))
    gamma, beta = rng.normal(size=(2, 64))
    expected = group_norm(inputs, gamma, beta, groups=32)
    np.testing.assert_array_equal(group_norm(inputs, gamma, beta), expected)
    gradients = group_norm_backward(d_outputs, inputs, gamma, groups=32)
    for ours, theirs in zip(group_norm_backward(d_outputs, inputs, gamma), gradients, strict=True):
        np.testing.assert_array_equal(ours, theirs)
