"""Arithmetic judges Keras, and Keras judges arithmetic: every network, layer by layer."""

import re

import numpy as np
import pytest

from cnn_lessons.architectures import build, lenet5
from cnn_lessons.architectures.ledger import NETWORKS
from cnn_lessons.blueprints import count_costs
from cnn_lessons.blueprints.graph import Gate, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, GlobalPool, Layer, Pool
from cnn_lessons.blueprints.normalization import (
    BatchNorm,
    LayerNorm,
    LayerScale,
    LocalResponseNorm,
    Rescale,
)
from cnn_lessons.learning import layer_norm
from cnn_lessons.operations import average_pool2d, gelu, max_pool2d

DESCRIBED = [published.describe() for published in NETWORKS]
COUNTED = re.compile(r"([^/]+?)(?:_1)?/(?:convolution|depthwise|MatMul)")
pytestmark = pytest.mark.keras


def counted_by_tensorflow(model):
    """Return the multiply-adds of each layer, as TensorFlow's own profiler counts them.

    Layers of one configuration on inputs of one shape are counted once: most blocks repeat.
    """
    import tensorflow as tf

    alike = {}
    for layer in model.layers[1:]:  # the first is the input
        config = layer.get_config() | {"name": ""}
        alike.setdefault(repr((type(layer), shapes_in(layer), config)), []).append(layer)

    @tf.function
    def run_each():
        for first, *_ in alike.values():
            images = [tf.zeros((1, *shape)) for shape in shapes_in(first)]
            first(images if len(images) > 1 else images[0], training=False)

    graph = run_each.get_concrete_function().graph
    builder = tf.compat.v1.profiler.ProfileOptionBuilder
    options = builder(builder.float_operation()).with_empty_output().build()
    waiting = [tf.compat.v1.profiler.profile(graph, cmd="scope", options=options)]
    counts = {}
    while waiting:
        node = waiting.pop()
        waiting.extend(node.children)
        if found := COUNTED.fullmatch(node.name):
            counts[found[1]] = node.total_float_ops // 2
    return {
        layer.name: counts[first.name]
        for first, *others in alike.values()
        if first.name in counts
        for layer in (first, *others)
    }


def shapes_in(layer):
    """Return the shapes of what a Keras layer gets, for one image."""
    inputs = layer.input if isinstance(layer.input, list) else [layer.input]
    return [tuple(each.shape[1:]) for each in inputs]


@pytest.mark.usefixtures("forget_models")
@pytest.mark.parametrize("network", DESCRIBED, ids=lambda network: network.name)
def test_keras_agrees_layer_by_layer(network, monkeypatch):
    import keras

    zeros = keras.initializers.Zeros()  # a hundred million random numbers take their time
    monkeypatch.setattr(keras.initializers, "HeNormal", lambda seed: zeros)
    model = build(network)
    costs = count_costs(network)
    for step in network.steps:
        row, layer = costs[step.name], model.get_layer(step.name)
        assert layer.output.shape[1:] == row.output_shape, step.name
        assert layer.count_params() == row.parameters, step.name
        trainable = sum(np.prod(weight.shape) for weight in layer.trainable_weights)
        assert trainable == row.trainable, step.name
    assert model.count_params() == costs.parameters
    grouped = {
        step.name
        for step in network.steps
        if isinstance(step.layer, Conv) and 1 < step.layer.groups < step.input_shape[-1]
    }  # TensorFlow compiles these, and does not count what it compiles
    counts = counted_by_tensorflow(model)
    expected = {row.name: row.multiply_adds for row in costs if row.multiply_adds}
    assert counts == {name: n for name, n in expected.items() if name not in grouped}


def test_local_response_norm_is_tensorflow_s():
    import tensorflow as tf

    maps = np.random.default_rng(0).normal(size=(2, 5, 3, 11)).astype("float32")
    for size, alpha, beta, offset in ((5, 1e-4, 0.75, 2.0), (3, 0.2, 0.5, 1.0)):
        layer = LocalResponseNorm(size, alpha, beta, offset, name="norm")
        model = build(Network("norm", layer(Input((5, 3, 11)))))
        expected = tf.nn.local_response_normalization(maps, size // 2, offset, alpha, beta)
        np.testing.assert_allclose(model(maps), expected, rtol=1e-5)


@pytest.mark.parametrize("shape", [(5, 3, 11), (11,)], ids=["maps", "vector"])
@pytest.mark.parametrize("epsilon", [1e-6, 0.5])
def test_layer_norm_is_the_package_s(shape, epsilon):
    maps = np.random.default_rng(0).normal(1, 3, (2, *shape)).astype("float32")
    model = build(Network("norm", LayerNorm(epsilon, name="norm")(Input(shape))))
    gamma, beta = np.random.default_rng(1).normal(size=(2, 11)).astype("float32")
    model.set_weights([gamma, beta])
    np.testing.assert_allclose(
        model(maps), layer_norm(maps, gamma, beta, epsilon), rtol=1e-4, atol=1e-5
    )


def test_a_layer_scale_multiplies_each_channel_and_starts_where_it_is_told():
    maps = np.random.default_rng(0).normal(size=(2, 5, 3, 7)).astype("float32")
    model = build(Network("scale", LayerScale(0.25, name="scale")(Input((5, 3, 7)))))
    np.testing.assert_array_equal(model(maps), maps / 4)
    factors = np.arange(7, dtype="float32")
    model.set_weights([factors])
    np.testing.assert_array_equal(model(maps), maps * factors)
    again = keras_again(model)
    assert again.get_layer("scale").initial == 0.25
    assert LayerScale().initial == 1e-6  # Touvron et al. 2021, for deep networks


def test_gelu_is_the_exact_one_of_the_package():
    maps = np.random.default_rng(0).normal(0, 2, (2, 5, 3, 7)).astype("float32")
    model = build(Network("gelu", Activation("gelu", name="gelu")(Input((5, 3, 7)))))
    np.testing.assert_allclose(model(maps), gelu(maps), rtol=1e-5, atol=1e-6)


def test_a_gate_multiplies_each_map_by_its_own_factor():
    maps = np.random.default_rng(0).normal(size=(2, 5, 3, 7)).astype("float32")
    image = Input((5, 3, 7))
    model = build(Network("gate", Gate(name="gate")(image, GlobalPool(name="mean")(image))))
    np.testing.assert_allclose(model(maps), maps * maps.mean((1, 2), keepdims=True), rtol=1e-5)


@pytest.mark.parametrize("operation", ["max", "average"])
@pytest.mark.parametrize("padding", [1, ((2, 0), (0, 1)), "same", "valid", 0], ids=str)
@pytest.mark.parametrize("size", [(11, 5), (5, 11)], ids=["tall", "wide"])
def test_padding_counts_for_nothing_in_a_pooling_as_in_the_package(operation, padding, size):
    ours = {"max": max_pool2d, "average": average_pool2d}[operation]
    maps = np.random.default_rng(0).normal(-3, 1, (2, *size, 3)).astype("float32")
    pool = Pool(3, 2, padding, operation=operation, name="pool")
    model = build(Network("pool", pool(Input((*size, 3)))))
    np.testing.assert_allclose(model(maps), ours(maps, 3, 2, padding), rtol=1e-5)
    again = keras_again(model)
    np.testing.assert_array_equal(again(maps), model(maps))


def keras_again(model):
    """Return the model that its description makes."""
    import keras

    return keras.Model.from_config(model.get_config())


@pytest.mark.parametrize("size", [(37, 23), (23, 37)], ids=["tall", "wide"])
def test_a_network_for_any_size_is_the_one_for_that_size(size):
    def describe(height, width):
        x = Conv(5, 3, 2, padding=1, name="conv")(Input((height, width, 3)))
        x = Pool(3, 2, padding=1, name="pool")(Activation("relu", name="relu")(x))
        return Network("sliding", Conv(7, 2, name="scores")(x))

    sliding, fixed = build(describe(9, 9), any_size=True), build(describe(*size))
    fixed.set_weights(sliding.get_weights())
    images = np.random.default_rng(0).normal(size=(2, *size, 3)).astype("float32")
    np.testing.assert_allclose(sliding(images), fixed(images), rtol=1e-5, atol=1e-6)


def test_a_network_with_a_flatten_takes_one_size():
    with pytest.raises(ValueError, match="LeNet-5 takes one size of images only: flatten"):
        build(lenet5(), any_size=True)


def test_rescale_brings_bytes_to_one():
    network = Network("rescale", Rescale(name="rescale")(Input((3, 2, 3))))
    bytes_ = np.arange(18).reshape(1, 3, 2, 3).astype("float32")
    np.testing.assert_allclose(build(network)(bytes_), bytes_ / 255, rtol=1e-5)


def test_weights_come_from_the_seed_alone():
    first, same, other = (build(lenet5(), seed).get_weights() for seed in (1, 1, 2))
    for a, b in zip(first, same, strict=True):
        np.testing.assert_array_equal(a, b)
    assert any((a != b).any() for a, b in zip(first, other, strict=True))


def test_another_initializer_draws_as_keras_does_not_from_the_seed():
    import keras

    drawn = []
    for global_seed, seed in ((5, 1), (5, 2), (6, 1)):
        keras.utils.set_random_seed(global_seed)
        drawn.append(build(lenet5(), seed, initializer="glorot_uniform").get_weights())
    np.testing.assert_array_equal(drawn[0][0], drawn[1][0])
    assert (drawn[0][0] != drawn[2][0]).any()
    # Glorot's bound of C5: 400 numbers come in, 120 go out.
    assert 0.95 * (6 / 520) ** 0.5 < np.abs(drawn[0][4]).max() <= (6 / 520) ** 0.5


def test_averages_keep_the_momentum_of_the_blueprint():
    images = np.random.default_rng(0).normal(3, 1, (11, 5, 7, 2)).astype("float32")
    norm = BatchNorm(momentum=0.25, name="norm")(Input((5, 7, 2)))
    model = build(Network("n", norm))
    model(images, training=True)
    expected = 0.75 * images.mean(axis=(0, 1, 2))
    np.testing.assert_allclose(model.get_layer("norm").moving_mean, expected, rtol=1e-4)


def test_a_relu_network_starts_with_signals_of_one_size():
    """He's rule: a convolution and a ReLU keep the mean square of what comes in."""
    x = Input((31, 29, 64))
    for i in range(6):
        x = Activation("relu", name=f"relu{i}")(Conv(64, 3, name=f"conv{i}")(x))
    images = np.abs(np.random.default_rng(0).normal(size=(2, 31, 29, 64))).astype("float32")
    ratio = np.square(build(Network("deep", x))(images)).mean() / np.square(images).mean()
    assert 0.5 < ratio < 2


def test_a_layer_without_a_counterpart_is_named():
    class Upsample(Layer):
        kind = "upsample"

    network = Network("strange", Upsample(name="up")(Input((3, 3, 1))))
    with pytest.raises(TypeError, match="up is a Upsample: no Keras layer is known"):
        build(network)
