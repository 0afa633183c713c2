"""The vision transformer, judged by its paper, torchvision, NumPy and Keras."""

import re

import numpy as np
import pytest

from cnn_lessons.architectures import (
    build,
    small_cnn,
    small_transformer,
    vision_transformer,
)
from cnn_lessons.architectures.vision_transformer import SIZES
from cnn_lessons.blueprints import count_costs
from cnn_lessons.blueprints.graph import Input, Network
from cnn_lessons.blueprints.tokens import Attention, FirstToken, Tokens
from cnn_lessons.learning import layer_norm
from cnn_lessons.operations import (
    conv2d,
    flatten_windows,
    gelu,
    multi_head_attention,
    sliding_windows,
)

TORCHVISION = {  # docs.pytorch.org/vision: "num_params" and "GFLOPS", which are multiply-adds
    "B/16": (86_567_656, 17.56),
    "B/32": (88_224_232, 4.41),
    "L/16": (304_326_632, 61.55),
    "L/32": (306_535_400, 15.38),
    "H/14": (632_045_800, 167.29),
}
OWN = (2, 6, 10, 3, 2)  # blocks, width, hidden units, heads, patch


@pytest.mark.parametrize("size", TORCHVISION)
def test_counts_are_torchvisions(size):
    costs = count_costs(vision_transformer(size))
    parameters, billions = TORCHVISION[size]
    assert costs.parameters == costs.trainable == parameters
    assert costs.multiply_adds / 1e9 == pytest.approx(billions, abs=0.006)


def test_the_paper_rounds_the_base_network_without_its_head():
    """Table 1: 86 M, 307 M and 632 M."""
    bodies = {
        size: count_costs(vision_transformer(size, include_top=False)).parameters
        for size in ("B/16", "H/14")
    }
    assert round(bodies["B/16"] / 1e6) == 86
    assert round(count_costs(vision_transformer("B/16")).parameters / 1e6) == 87
    assert round(count_costs(vision_transformer("H/14")).parameters / 1e6) == 632


def test_parameters_and_multiply_adds_follow_the_formulas():
    for letter, patch, size in (("B", 16, 224), ("L", 32, 384)):
        blocks, D, hidden, _ = SIZES[letter]
        T = (size // patch) ** 2 + 1
        network = vision_transformer(f"{letter}/{patch}", 1000, (size, size, 3))
        costs = count_costs(network)
        block = 4 * (D * D + D) + 2 * D * hidden + hidden + D + 4 * D
        embedding = 3 * patch**2 * D + D + D + T * D
        dense = T * (4 * D * D + 2 * D * hidden)
        work = (T - 1) * 3 * patch**2 * D + blocks * (dense + 2 * T * T * D) + 1000 * D
        assert costs.multiply_adds == work
        assert costs.parameters == embedding + blocks * block + 2 * D + (D + 1) * 1000


def test_layers_are_named_by_their_place():
    names = [step.name for step in vision_transformer(OWN, 3, (7, 9, 1)).steps]
    for block in ("block1", "block2"):
        parts = ["norm1", "query", "key", "value", "attention", "out", "add1"]
        parts += ["norm2", "mlp1", "gelu", "mlp2", "add2"]
        assert [name for name in names if name.startswith(block)] == [
            f"{block}_{part}" for part in parts
        ]
    assert {"patches", "tokens", "norm", "class_token"} <= set(names)
    assert vision_transformer("L/32").name == "ViT-L/32"
    assert vision_transformer(OWN).name == "ViT-2 × 6 × 10 × 3 × 2"


def test_an_image_has_224_pixels_each_way_and_a_digit_eight():
    assert vision_transformer().steps[0].input_shape == (224, 224, 3)
    for network in (small_transformer(), small_transformer(positions=False), small_cnn()):
        assert network.steps[0].input_shape == (8, 8, 1)
        assert network.steps[-1].output_shape == (10,)
        assert network.steps[-1].name == "logits"


def test_the_small_cnn_pools_once_before_its_last_convolution():
    costs = count_costs(small_cnn())
    shapes = {"conv1": (8, 8, 24), "conv2": (8, 8, 32), "pool": (4, 4, 32), "conv3": (4, 4, 37)}
    shapes |= {"relu1": (8, 8, 24), "relu3": (4, 4, 37), "features": (37,), "logits": (10,)}
    assert {name: costs[name].output_shape for name in shapes} == shapes
    names = [step.name for step in small_cnn().steps]
    assert names == ["conv1", "relu1", "conv2", "relu2", "pool", "conv3", "relu3", *names[-2:]]
    work = 64 * 9 * 24 + 64 * 9 * 24 * 32 + 16 * 9 * 32 * 37 + 370
    assert costs.multiply_adds == work


def test_pixels_that_fill_no_patch_are_not_seen():
    costs = count_costs(vision_transformer(OWN, 3, (7, 9, 1)))
    assert costs["patches"].output_shape == (3, 4, 6)
    assert costs["tokens"].output_shape == (13, 6)


def test_a_patch_embedding_is_a_convolution_with_strides_of_its_kernel():
    rng = np.random.default_rng(0)
    images, kernel = rng.normal(size=(2, 7, 11, 3)), rng.normal(size=(2, 2, 3, 5))
    rows = flatten_windows(sliding_windows(images, 2, strides=2))
    tokens = (rows @ kernel.reshape(-1, 5)).reshape(2, 3, 5, 5)
    np.testing.assert_allclose(conv2d(images, kernel, strides=2), tokens, rtol=1e-12)


def test_the_two_small_networks_are_equally_large():
    transformer, cnn = (
        count_costs(network()).parameters for network in (small_transformer, small_cnn)
    )
    assert abs(transformer - cnn) < 0.003 * cnn


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"size": "S/16"}, "size='S/16' is not known. Use \"B/16\", with one of B, L, H"),
        ({"size": "B"}, "size='B' is not known."),
        ({"size": (2, 6, 10)}, "or a tuple (blocks, width, hidden units, heads, patch)"),
        ({"size": (2, 7, 10, 3, 2)}, "heads=3 does not divide the 7 numbers of a token"),
        ({"classes": 0}, "classes=0 is too small"),
        ({"input_shape": (15, 224, 3)}, "patches: A window of 16 pixels"),
    ],
)
def test_what_does_not_fit_is_named(arguments, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        vision_transformer(**arguments)


def random_weights(model, seed=0):
    """Give all weights of a model random values, none of which is 0."""
    rng = np.random.default_rng(seed)
    model.set_weights([rng.normal(0, 0.5, w.shape) for w in model.get_weights()])
    return model


def numpy_transformer(model, images, blocks, heads):
    """Return what a built transformer gives before its softmax, computed in NumPy."""

    def weights(name):
        return [w.astype("float64") for w in model.get_layer(name).get_weights()]

    def dense(name, x):
        kernel, bias = weights(name)
        return x @ kernel + bias

    kernel, bias = weights("patches")
    x = conv2d(images, kernel, bias, strides=kernel.shape[:2])
    first, places = weights("tokens")
    N, H, W, D = x.shape
    x = np.concatenate([np.tile(first, (N, 1, 1)), x.reshape(N, H * W, D)], axis=1) + places
    for i in range(1, blocks + 1):
        y = layer_norm(x, *weights(f"block{i}_norm1"), 1e-6)
        parts = (dense(f"block{i}_{part}", y) for part in ("query", "key", "value"))
        x = x + dense(f"block{i}_out", multi_head_attention(*parts, heads))
        y = dense(f"block{i}_mlp1", layer_norm(x, *weights(f"block{i}_norm2"), 1e-6))
        x = x + dense(f"block{i}_mlp2", gelu(y))
    return dense("fc", layer_norm(x, *weights("norm"), 1e-6)[:, 0])


@pytest.mark.keras
def test_keras_and_numpy_compute_the_same():
    import keras

    network = vision_transformer(OWN, 5, (6, 8, 2))
    model = random_weights(build(network))
    images = np.random.default_rng(1).normal(size=(3, 6, 8, 2))
    logits = numpy_transformer(model, images, OWN[0], OWN[3])
    shares = np.exp(logits) / np.exp(logits).sum(-1, keepdims=True)
    np.testing.assert_allclose(model(images.astype("float32")), shares, rtol=1e-3, atol=1e-6)
    again = keras.Model.from_config(model.get_config())
    again.set_weights(model.get_weights())
    np.testing.assert_allclose(again(images), model(images), rtol=1e-6)


@pytest.mark.keras
@pytest.mark.parametrize("positions", [True, False])
def test_keras_agrees_layer_by_layer(positions):
    network = vision_transformer(OWN, 5, (6, 8, 2), positions=positions)
    model, costs = build(network), count_costs(network)
    for step in network.steps:
        layer = model.get_layer(step.name)
        assert layer.output.shape[1:] == step.output_shape, step.name
        assert layer.count_params() == costs[step.name].parameters, step.name
    assert model.count_params() == costs.parameters


@pytest.mark.keras
def test_attention_in_keras_is_the_one_in_numpy():
    from keras.layers import MultiHeadAttention

    from cnn_lessons.architectures.token_layers import DotProductAttention

    query, key, value = np.random.default_rng(2).normal(size=(3, 2, 5, 6)).astype("float32")
    outputs = DotProductAttention(3)([query, key, value])
    np.testing.assert_allclose(
        outputs, multi_head_attention(query, key, value, 3), rtol=1e-4, atol=1e-5
    )
    whole = MultiHeadAttention(3, 2)
    whole.build(query.shape, value.shape, key.shape)
    one = np.eye(6, dtype="float32")
    apart = [one.reshape(6, 3, 2), np.zeros((3, 2), "float32")]
    whole.set_weights([*apart, *apart, *apart, one.reshape(3, 2, 6), np.zeros(6, "float32")])
    np.testing.assert_allclose(outputs, whole(query, value, key), rtol=1e-4, atol=1e-5)


@pytest.mark.keras
def test_without_positions_the_order_of_the_patches_is_not_seen():
    network = vision_transformer(OWN, 5, (6, 8, 2), positions=False)
    model = random_weights(build(network))
    rng = np.random.default_rng(3)
    patches = rng.normal(size=(3, 3, 2, 4, 2, 2)).transpose(0, 1, 3, 2, 4, 5)
    patches = patches.reshape(3, 12, 2, 2, 2)

    def assembled(order):
        rows = patches[:, order].reshape(3, 3, 4, 2, 2, 2)
        return rows.transpose(0, 1, 3, 2, 4, 5).reshape(3, 6, 8, 2).astype("float32")

    order = rng.permutation(12)
    images, moved = assembled(np.arange(12)), assembled(order)
    np.testing.assert_allclose(model(moved), model(images), rtol=1e-4, atol=1e-6)
    placed = random_weights(build(vision_transformer(OWN, 5, (6, 8, 2))))
    assert not np.allclose(placed(moved), placed(images), rtol=1e-3)
    weights = placed.get_weights()
    placed_at = next(i for i, w in enumerate(weights) if w.shape == (13, 6))
    before = np.array(placed(images))
    weights[placed_at][1:] = weights[placed_at][1:][order]
    placed.set_weights(weights)
    np.testing.assert_allclose(placed(moved), before, rtol=1e-4, atol=1e-6)


@pytest.mark.keras
def test_tokens_begin_with_the_class_token_and_small_positions():
    model = build(Network("tokens", Tokens(name="tokens")(Input((3, 5, 64)))))
    first, places = model.get_weights()
    assert (first == 0).all()
    assert places.std() == pytest.approx(0.02, rel=0.1)
    maps = np.random.default_rng(4).normal(size=(2, 3, 5, 64)).astype("float32")
    model.set_weights([first + 7, 0 * places])
    tokens = np.array(model(maps))
    np.testing.assert_array_equal(tokens[:, 0], 7)
    np.testing.assert_array_equal(tokens[:, 1 + 5 * 1 + 2], maps[:, 1, 2])


def test_the_blocks_are_made_of_the_layers_of_the_figure():
    kinds = [type(step.layer).__name__ for step in vision_transformer(OWN).steps]
    block = ["LayerNorm", *["Dense"] * 3, "Attention", "Dense", "Add"]
    block += ["LayerNorm", "Dense", "Activation", "Dense", "Add"]
    assert kinds == ["Conv", "Tokens", *2 * block, "LayerNorm", "FirstToken", "Dense", "Activation"]
    layers = [step.layer for step in vision_transformer(OWN).steps]
    assert [layer.heads for layer in layers if isinstance(layer, Attention)] == [3, 3]
    assert sum(isinstance(layer, FirstToken) for layer in layers) == 1
