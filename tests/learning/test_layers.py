"""Layers as objects: each hands on the gradients of its function, and remembers no more."""

import re

import numpy as np
import pytest

from cnn_lessons.learning import (
    Activation,
    AveragePool2D,
    BatchNorm,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool2D,
    LayerNorm,
    MaxPool2D,
    StochasticDepth,
    numerical_gradient,
    relative_error,
)

IMAGES = (5, 7, 3)
CASES = {
    "convolution": (lambda: Conv2D(4, (2, 3), (1, 2), "same"), IMAGES),
    "dense": (lambda: Dense(5), (11,)),
    "max pooling": (lambda: MaxPool2D(2), IMAGES),
    "overlapping max pooling": (lambda: MaxPool2D(3, 1, "same"), IMAGES),
    "average pooling": (lambda: AveragePool2D((2, 3), 2), IMAGES),
    "global average pooling": (GlobalAveragePool2D, IMAGES),
    "flatten": (Flatten, IMAGES),
    "ReLU": (lambda: Activation("relu"), IMAGES),
    "sigmoid": (lambda: Activation("sigmoid"), (11,)),
    "tanh": (lambda: Activation("tanh"), (11,)),
    "leaky ReLU": (lambda: Activation("leaky_relu"), (11,)),
    "ELU": (lambda: Activation("elu"), (11,)),
    "GELU": (lambda: Activation("gelu"), (11,)),
    "batch normalization": (lambda: BatchNorm(momentum=0.5), IMAGES),
    "layer normalization": (LayerNorm, IMAGES),
    "layer normalization of vectors": (lambda: LayerNorm(epsilon=0.2), (11,)),
}


def built(name):
    """Return a layer with random parameters in float64, and a batch of three examples."""
    make, shape = CASES[name]
    rng = np.random.default_rng(0)
    layer = make()
    layer.build(shape, rng)
    layer.parameters = {key: rng.normal(size=a.shape) for key, a in layer.parameters.items()}
    return layer, rng.normal(size=(3, *shape))


@pytest.mark.parametrize("name", CASES)
def test_backward_gives_the_slopes(name):
    layer, inputs = built(name)
    outputs = layer.forward(inputs, training=True)
    d_outputs = np.random.default_rng(1).normal(size=outputs.shape)

    def loss(_):
        return float((layer.forward(inputs, training=True) * d_outputs).sum())

    def loss_of(moved):
        return float((layer.forward(moved, training=True) * d_outputs).sum())

    slopes = numerical_gradient(loss_of, inputs)
    layer.forward(inputs, training=True)
    assert relative_error(layer.backward(d_outputs), slopes) < 1e-6
    assert layer.gradients.keys() == layer.parameters.keys()
    for key, parameter in layer.parameters.items():

        def loss_with(moved, key=key):
            layer.parameters[key] = moved
            return loss(None)

        slopes = numerical_gradient(loss_with, parameter)
        layer.parameters[key] = parameter
        assert relative_error(layer.gradients[key], slopes) < 1e-6


@pytest.mark.parametrize("name", CASES)
def test_single_numbers_stay_single(name):
    make, shape = CASES[name]
    layer = make()
    layer.build(shape, np.random.default_rng(0))
    outputs = layer.forward(np.ones((2, *shape), "float32"), training=True)
    assert outputs.dtype == np.float32
    assert layer.backward(outputs).dtype == np.float32
    assert all(array.dtype == np.float32 for array in layer.parameters.values())


def test_initial_weights_are_those_that_were_asked_for():
    fan_in = 3 * 3 * 16
    spreads = {}
    for initializer in ("glorot_uniform", "glorot_normal", "he_uniform", "he_normal"):
        layer = Conv2D(64, 3, initializer=initializer)
        layer.build((9, 9, 16), np.random.default_rng(0))
        spreads[initializer] = layer.parameters["kernel"].var()
        assert not layer.parameters["bias"].any()
    # 9,216 weights: the standard error of a variance is about 1.5 % of it.
    for he, glorot in (("he_normal", "glorot_normal"), ("he_uniform", "glorot_uniform")):
        assert spreads[he] == pytest.approx(2 / fan_in, rel=0.06)
        assert spreads[glorot] == pytest.approx(2 / (fan_in + 9 * 64), rel=0.06)
    assert len(set(spreads.values())) == 4


def test_initial_weights_can_come_from_a_function_of_shape_and_rng():
    asked = []

    def numbers(shape, rng):
        asked.append(shape)
        return rng.normal(size=shape)

    layer = Conv2D(2, (3, 5), initializer=numbers)
    layer.build((9, 9, 7), np.random.default_rng(3))
    assert asked == [(3, 5, 7, 2)]
    expected = np.random.default_rng(3).normal(size=(3, 5, 7, 2))
    np.testing.assert_array_equal(layer.parameters["kernel"], expected)


def test_batch_norm_brings_its_averages_up_to_date_in_training_only():
    layer, inputs = built("batch normalization")
    layer.forward(inputs)
    assert layer.state["mean"].tolist() == [0, 0, 0]
    layer.forward(inputs, training=True)
    layer.forward(inputs, training=True)
    mean, variance = inputs.mean(axis=(0, 1, 2)), inputs.var(axis=(0, 1, 2))
    np.testing.assert_allclose(layer.state["mean"], 0.75 * mean, rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(layer.state["variance"], 0.25 + 0.75 * variance, rtol=1e-5)


def test_dropout_drops_in_training_only_and_the_same_way_back():
    layer = Dropout(0.5)
    layer.build((1000,), np.random.default_rng(0))
    ones = np.ones((2, 1000), "float32")
    assert layer.forward(ones) is ones
    outputs = layer.forward(ones, training=True)
    assert set(np.unique(outputs)) == {0, 2}
    np.testing.assert_array_equal(layer.backward(ones), outputs)
    assert (layer.forward(ones, training=True) != outputs).any()


def test_stochastic_depth_drops_images_in_training_only_and_the_same_ones_back():
    layer = StochasticDepth(0.25)
    layer.build((5, 2, 3), np.random.default_rng(0))
    images = np.random.default_rng(1).normal(size=(400, 5, 2, 3)).astype("float32")
    assert layer.forward(images) is images
    assert layer.backward(images) is images
    outputs = layer.forward(images, training=True)
    kept = outputs.any(axis=(1, 2, 3))
    # The standard error of a share of 400 is 0.022.
    assert kept.mean() == pytest.approx(0.75, abs=0.07)
    np.testing.assert_allclose(outputs[kept], images[kept] / 0.75, rtol=1e-6)
    assert not outputs[~kept].any()
    np.testing.assert_allclose(layer.backward(images), outputs, rtol=1e-6)
    assert repr(layer) == "StochasticDepth(0.25)"


def test_gradients_of_stochastic_depth_are_the_slopes_while_the_choice_stays():
    inputs, d_outputs = np.random.default_rng(2).normal(size=(2, 7, 3, 2, 5))
    layer = StochasticDepth(0.4)

    def forward(images):
        layer.build((3, 2, 5), np.random.default_rng(3))  # the same images each time
        return layer.forward(images, training=True)

    slopes = numerical_gradient(lambda x: float((forward(x) * d_outputs).sum()), inputs)
    dropped = ~forward(inputs).any(axis=(1, 2, 3))
    assert 0 < dropped.sum() < 7
    d_inputs = layer.backward(d_outputs)
    assert relative_error(d_inputs, slopes) < 1e-7
    assert not d_inputs[dropped].any()


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (lambda: Activation("swish"), "name='swish' is not known. Use one of"),
        (lambda: Dense(3, initializer="ones"), "initializer='ones' is not known. Use one of"),
        (lambda: Dropout(1.0), "rate=1.0, but the share that is dropped"),
        (lambda: StochasticDepth(-0.1), "rate=-0.1, but the share that is dropped"),
        (lambda: LayerNorm(-1), "epsilon=-1, but a number of at least 0"),
        (lambda: Conv2D(3, 0), "kernel_size=0 is too small"),
        (lambda: Dense(3).build((4, 4, 1), np.random.default_rng(0)), "Put a Flatten() before it"),
    ],
)
def test_wrong_arguments_are_named(make, text):
    with pytest.raises(ValueError, match=re.escape(text)):
        make()


@pytest.mark.parametrize("name", CASES)
def test_before_build_a_layer_holds_nothing(name):
    layer = CASES[name][0]()
    assert (layer.parameters, layer.gradients, layer.state) == ({}, {}, {})


def test_averages_of_batch_normalization_go_a_share_of_the_way_at_each_step():
    layer = BatchNorm(momentum=0.75)
    layer.build((2,), None)
    layer.forward(np.array([[8.0, -4.0], [8.0, -4.0]]), training=True)  # means, and variances of 0
    np.testing.assert_array_equal(layer.state["mean"], [2, -1])
    np.testing.assert_array_equal(layer.state["variance"], [0.75, 0.75])
    layer.forward(np.array([[4.0, 5.0], [8.0, 9.0]]), training=True)  # means 6, 7; variances 4
    np.testing.assert_array_equal(layer.state["mean"], [3, 1])
    np.testing.assert_array_equal(layer.state["variance"], [1.5625, 1.5625])
    layer.forward(np.array([[100.0, 100.0], [0.0, 0.0]]))
    np.testing.assert_array_equal(layer.state["mean"], [3, 1])
