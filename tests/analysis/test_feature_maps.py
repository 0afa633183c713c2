"""Seeing inside a network: our own operations and derived maximisers are the judges."""

import numpy as np
import pytest

from cnn_lessons.analysis.feature_maps import (
    layer_outputs,
    maximize_filters,
    silent_filters,
    visible_part,
)
from cnn_lessons.operations import conv2d, dense, max_pool2d, relu

SHAPE = (7, 5, 2)  # of an image


@pytest.fixture
def layers():
    from keras import layers

    return layers


@pytest.fixture
def build(layers):
    """Return a function that makes a network of layers, with weights away from 0."""
    import keras

    def make(*chosen):
        model = keras.Sequential([keras.Input(SHAPE), *chosen])
        rng = np.random.default_rng(3)
        signs = [rng.choice([-1, 1], w.shape) * rng.uniform(0.5, 1, w.shape) for w in model.weights]
        model.set_weights(signs)
        return model

    return make


def images(count, seed=0):
    return np.random.default_rng(seed).random((count, *SHAPE)).astype("float32")


@pytest.mark.keras
def test_layer_outputs_are_those_of_our_own_operations(build, layers):
    model = build(
        layers.Conv2D(3, (3, 2), activation="relu", name="conv"),
        layers.MaxPooling2D(2, name="pool"),
        layers.Flatten(name="flat"),
        layers.Dense(4, name="scores"),
    )
    batch = images(11)
    outputs = layer_outputs(model, batch)

    assert list(outputs) == ["conv", "pool", "flat", "scores"]
    kernel, bias = (weights.numpy() for weights in model.get_layer("conv").weights)
    maps = relu(conv2d(batch, kernel, bias))
    pooled = max_pool2d(maps)
    scores = dense(pooled.reshape(11, -1), *(w.numpy() for w in model.get_layer("scores").weights))
    np.testing.assert_allclose(outputs["conv"], maps, atol=1e-5)
    np.testing.assert_allclose(outputs["pool"], pooled, atol=1e-5)
    np.testing.assert_allclose(outputs["flat"], pooled.reshape(11, -1), atol=1e-5)
    np.testing.assert_allclose(outputs["scores"], scores, atol=1e-4)


@pytest.mark.keras
def test_layer_outputs_of_many_images_are_those_of_each(build, layers):
    model = build(layers.Conv2D(3, 2, name="conv"))
    batch = images(519)  # more than two batches
    outputs = layer_outputs(model, batch)["conv"]
    assert outputs.shape == (519, 6, 4, 3)
    for number in (0, 255, 256, 518):
        alone = layer_outputs(model, batch[number : number + 1])["conv"][0]
        np.testing.assert_allclose(outputs[number], alone, atol=1e-6)


@pytest.mark.keras
def test_layer_outputs_are_those_after_training(build, layers):
    model = build(
        layers.RandomTranslation(0.5, 0.5, name="shift"), layers.Dropout(0.9, name="drop")
    )
    outputs = layer_outputs(model, images(3))
    np.testing.assert_array_equal(outputs["shift"], images(3))
    np.testing.assert_array_equal(outputs["drop"], images(3))


@pytest.mark.keras
def test_layer_outputs_of_a_functional_model_leave_out_the_input():
    import keras

    inputs = keras.Input((None, None, 2), name="photo")
    model = keras.Model(inputs, keras.layers.Conv2D(1, 1, name="conv")(inputs))
    assert list(layer_outputs(model, images(2))) == ["conv"]


@pytest.mark.keras
@pytest.mark.parametrize("shape", [SHAPE, (1, 7, 5, 3), (1, 5, 7, 2)])
def test_layer_outputs_say_which_images_the_model_takes(build, layers, shape):
    model = build(layers.Conv2D(1, 1))
    with pytest.raises(ValueError, match=r"shape \(.*\), but the model takes \(N, 7, 5, 2\)\. For"):
        layer_outputs(model, np.zeros(shape, "float32"))


# A kernel that covers the whole image answers with one number, the sum of weight times pixel.
# With pixels from 0 to 1 it is largest where each pixel under a positive weight is 1, others 0.


@pytest.mark.keras
def test_what_maximizes_a_linear_filter_is_the_sign_pattern_of_its_kernel(build, layers):
    model = build(layers.Conv2D(3, (7, 5), name="conv"))
    kernel = model.get_layer("conv").kernel.numpy()  # (7, 5, 2, 3)
    found = maximize_filters(model, "conv", steps=100)
    np.testing.assert_array_equal(found, np.moveaxis(kernel > 0, -1, 0))
    assert found.dtype == np.float32


@pytest.mark.keras
def test_what_maximizes_a_dense_unit_is_the_sign_pattern_of_its_weights(build, layers):
    model = build(layers.Flatten(), layers.Dense(3, name="scores"))
    kernel = model.get_layer("scores").kernel.numpy()
    found = maximize_filters(model, "scores", filters=[2, 0], steps=100)
    np.testing.assert_array_equal(found, (kernel[:, [2, 0]].T > 0).reshape(2, *SHAPE))


@pytest.mark.keras
def test_every_filter_answers_more_to_its_own_image(build, layers):
    model = build(
        layers.Conv2D(4, 3, activation="relu", name="one"),
        layers.Conv2D(5, 2, activation="relu", name="two"),
    )

    def answers(pictures):
        return layer_outputs(model, pictures)["two"].mean(axis=(1, 2))

    found = answers(maximize_filters(model, "two", steps=60))
    alive = np.setdiff1d(range(5), silent_filters(answers(images(200))))
    assert len(alive) >= 3
    for number in alive:
        assert found[number, number] > answers(images(200))[:, number].max()
        assert found[number, number] == found[:, number].max()


@pytest.mark.keras
def test_an_ascent_begins_where_the_filter_can_be_heard(build, layers):
    # Around grey the ReLU is silent and flat; only a bright image is uphill.
    conv = layers.Conv2D(1, (7, 5), activation="relu", name="conv")
    model = build(conv)
    conv.set_weights([np.ones((7, 5, 2, 1)), np.array([-38])])  # 70 pixels of mean 0.5: 35
    np.testing.assert_array_equal(maximize_filters(model, "conv"), np.ones((1, *SHAPE)))


@pytest.mark.keras
def test_a_dead_filter_leaves_its_noise_as_it_was(build, layers):
    conv = layers.Conv2D(2, 3, activation="relu", name="conv")
    model = build(conv)
    conv.bias.assign([-1000.0, 1.0])
    before, after = (maximize_filters(model, "conv", steps=steps) for steps in (0, 20))
    np.testing.assert_array_equal(after[0], before[0])
    assert np.abs(after[1] - before[1]).max() > 0.1


@pytest.mark.keras
def test_the_seed_alone_decides_where_the_ascent_begins(build, layers):
    model = build(layers.Conv2D(2, 3, name="conv"))
    first, again, other = (maximize_filters(model, "conv", steps=1, seed=s) for s in (5, 5, 6))
    np.testing.assert_array_equal(first, again)
    assert np.abs(first - other).max() > 0.05


@pytest.mark.keras
def test_maximize_filters_says_what_there_is(build, layers):
    model = build(layers.Conv2D(2, 3, name="conv"), layers.Flatten(name="flat"))
    with pytest.raises(ValueError, match=r"has no layer 'conv1'\. It has: conv, flat\."):
        maximize_filters(model, "conv1")
    with pytest.raises(ValueError, match=r"'conv' has no filter 2\. Use numbers from 0 to 1\."):
        maximize_filters(model, "conv", filters=[0, 2])


def test_of_images_that_are_stripes_only_the_mean_over_columns_is_visible():
    # Every window is the same in all its columns, so weights of one row act as their mean.
    rows = np.random.default_rng(1).random((4, 9, 1, 1))
    stripes = np.tile(rows, (1, 1, 8, 1))
    kernel = np.random.default_rng(2).normal(size=(3, 5, 1, 2))
    visible = visible_part(kernel, stripes, directions=3)
    means = np.broadcast_to(kernel.mean(axis=1, keepdims=True), kernel.shape)
    np.testing.assert_allclose(visible, means, atol=1e-10)
    np.testing.assert_allclose(conv2d(stripes, visible), conv2d(stripes, kernel), atol=1e-10)


def test_in_all_directions_everything_is_visible_and_in_one_the_brightest():
    batch = images(6).astype(float)
    kernel = np.random.default_rng(2).normal(size=(3, 2, 2, 5))
    np.testing.assert_allclose(visible_part(kernel, batch, 12), kernel, atol=1e-10)
    flat = np.full((1, 7, 5, 2), 0.3)
    sums = np.broadcast_to(kernel.mean(axis=(0, 1, 2)), kernel.shape)
    np.testing.assert_allclose(visible_part(kernel, flat, 1), sums, atol=1e-10)


def test_silent_filters_answer_nowhere_on_no_image():
    outputs = np.zeros((2, 3, 5, 4))
    outputs[1, 2, 4, 1] = 0.01  # one place of one image is enough
    outputs[:, :, :, 3] = -1
    np.testing.assert_array_equal(silent_filters(outputs), [0, 2, 3])
    np.testing.assert_array_equal(silent_filters(outputs[:, 2, 4]), [0, 2, 3])
