"""Models that contain models: the same maps and gradients as of the same layers in a row."""

import numpy as np
import pytest

from cnn_lessons.analysis import grad_cam, layer_outputs, maps_and_gradients, saliency
from cnn_lessons.analysis.feature_maps import maximize_filters

SHAPE = (11, 7, 3)
IMAGES = np.random.default_rng(0).random((2, *SHAPE)).astype("float32")
pytestmark = pytest.mark.keras


def parts():
    """Return the layers of a base and of a head."""
    from keras import layers

    base = [
        layers.Conv2D(4, 3, activation="relu", name="first"),
        layers.MaxPooling2D(2, name="pool"),
        layers.Conv2D(5, 2, activation="tanh", name="second"),
        layers.GlobalAveragePooling2D(name="means"),
    ]
    return base, [layers.Dense(3, name="scores")]


def in_a_row():
    import keras

    base, head = parts()
    return keras.Sequential([keras.Input(SHAPE), *base, *head])


def sequential_in_sequential():
    import keras

    base, head = parts()
    return keras.Sequential([keras.Input(SHAPE), keras.Sequential(base, name="base"), *head])


def functional_in_functional():
    import keras

    base, head = parts()
    image = x = keras.Input(SHAPE)
    for layer in base:
        x = layer(x)
    inner = keras.Model(image, x, name="base")
    inner.trainable = False
    outer = keras.Input(SHAPE)
    return keras.Model(outer, head[0](inner(outer, training=False)))


def twice_nested():
    import keras

    base, head = parts()
    inner = keras.Sequential([keras.Input(SHAPE), *base[:2]], name="inner")
    middle = keras.Sequential([keras.Input(SHAPE), inner, *base[2:]], name="middle")
    return keras.Sequential([keras.Input(SHAPE), middle, *head])


NESTED = [sequential_in_sequential, functional_in_functional, twice_nested]


def pair(make):
    """Return a model in a row and a nested one with the same weights."""
    row, nested = in_a_row(), make()
    rng = np.random.default_rng(1)
    row.set_weights([rng.normal(size=weight.shape) for weight in row.weights])
    nested.set_weights(row.get_weights())
    return row, nested


@pytest.mark.parametrize("make", NESTED)
def test_layer_outputs_look_into_a_model_in_a_model(make):
    row, nested = pair(make)
    expected, found = layer_outputs(row, IMAGES), layer_outputs(nested, IMAGES)
    assert list(found) == ["first", "pool", "second", "means", "scores"]
    for name, outputs in expected.items():
        np.testing.assert_allclose(found[name], outputs, rtol=1e-5, atol=1e-6)


@pytest.mark.parametrize("make", NESTED)
@pytest.mark.parametrize("layer", [None, "first", "pool", "second"])
def test_maps_and_gradients_are_those_of_the_same_layers_in_a_row(make, layer):
    row, nested = pair(make)
    for ours, expected in zip(
        maps_and_gradients(nested, IMAGES[1], 2, layer),
        maps_and_gradients(row, IMAGES[1], 2, layer),
        strict=True,
    ):
        assert np.abs(expected).max() > 0.01
        np.testing.assert_allclose(ours, expected, rtol=1e-4, atol=1e-6)
    assert grad_cam(nested, IMAGES[1], 2, layer).shape == ours.shape[:2]


@pytest.mark.parametrize("make", [in_a_row, *NESTED])
def test_a_model_is_left_as_it_was(make):
    model = make()
    before = np.asarray(model(IMAGES))
    layer_outputs(model, IMAGES)
    with pytest.raises(ValueError, match="Those that have: first, pool, second"):
        grad_cam(model, IMAGES[0], 1, "base")
    np.testing.assert_array_equal(model(IMAGES), before)
    assert not any("call" in vars(layer) for layer in model.layers)


def test_layers_of_one_name_are_told_apart_by_their_models():
    import keras
    from keras import layers

    halves = [
        keras.Sequential([keras.Input(shape), layers.Conv2D(3, 2, name="conv")], name=name)
        for name, shape in (("low", SHAPE), ("high", (10, 6, 3)))
    ]
    model = keras.Sequential([keras.Input(SHAPE), *halves])
    outputs = layer_outputs(model, IMAGES)
    assert {name: maps.shape for name, maps in outputs.items()} == {
        "low/conv": (2, 10, 6, 3),
        "high/conv": (2, 9, 5, 3),
    }


def test_the_package_s_own_transfer_model_can_be_looked_into():
    from cnn_lessons.practice import add_head, cut_head, load_backbone

    backbone = load_backbone()
    model = add_head(cut_head(backbone), 3)
    size = model.input_shape[1:3]
    image = np.random.default_rng(0).random((*size, 3)).astype("float32")
    assert grad_cam(model, image, 1).ndim == 2
    assert len(layer_outputs(model, image[np.newaxis])) > 10


def test_a_model_without_maps_says_so():
    import keras

    model = keras.Sequential([keras.Input((5,)), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="image has shape"):
        grad_cam(model, IMAGES[0], 1)
    model = keras.Sequential([keras.Input(SHAPE), keras.layers.Flatten(), keras.layers.Dense(2)])
    with pytest.raises(ValueError, match="No layer of the model has"):
        grad_cam(model, IMAGES[0], 1)


def test_filters_of_a_model_in_a_model_are_asked_of_that_model():
    with pytest.raises(ValueError, match="is a layer of a model in the model"):
        maximize_filters(sequential_in_sequential(), "first")


@pytest.mark.parametrize("function", [saliency, grad_cam])
def test_bytes_are_refused_by_all_that_look_at_one_image(function):
    with pytest.raises(TypeError, match=r"image: of uint8, .* Use rescale\(image\)"):
        function(in_a_row(), (IMAGES[0] * 255).astype("uint8"), 1)


def test_bytes_and_nothing_are_refused_by_layer_outputs():
    with pytest.raises(TypeError, match=r"images: of uint8, .* Use rescale\(images\)"):
        layer_outputs(in_a_row(), (IMAGES * 255).astype("uint8"))
    with pytest.raises(ValueError, match="there are none"):
        layer_outputs(in_a_row(), IMAGES[:0])
