"""Weights of keras.applications in our networks: the same outputs, or nothing."""

from functools import partial

import numpy as np
import pytest

from cnn_lessons.architectures import (
    build,
    convnext,
    copy_weights,
    densenet,
    efficientnet,
    lenet5,
    mobilenet,
    mobilenet_v2,
    resnet,
    vgg,
    xception,
)
from cnn_lessons.blueprints.graph import Input, Network
from cnn_lessons.blueprints.layers import Conv
from cnn_lessons.blueprints.normalization import Rescale

PAIRS = {
    "VGG16": partial(vgg, 16),
    "VGG19": partial(vgg, 19),
    "ResNet50": partial(resnet, 50, use_bias=True),
    "DenseNet121": densenet,
    "Xception": xception,
    "MobileNet": mobilenet,
    "MobileNetV2": mobilenet_v2,
    "EfficientNetB0": efficientnet,
}
EVEN = {"input_shape": (96, 128, 3), "classes": 11}
ODD = {"input_shape": (131, 97, 3), "classes": 11}  # odd at every halving
pytestmark = pytest.mark.keras


def randomize(model, images):
    """Give scales and shifts random values, and batch normalization the moments of images."""
    rng = np.random.default_rng(0)
    normalizations = [each for each in model.layers if type(each).__name__ == "BatchNormalization"]
    for layer in normalizations:
        layer.momentum = 0.0  # what it sees next is what it keeps
        layer.gamma.assign(rng.uniform(0.8, 1.2, layer.gamma.shape))
        layer.beta.assign(rng.normal(scale=0.1, size=layer.beta.shape))
    if normalizations:
        model(images, training=True)


@pytest.mark.usefixtures("forget_models")
@pytest.mark.parametrize(
    ("name", "size"),
    [*((name, ODD) for name in PAIRS), ("MobileNet", EVEN), ("EfficientNetB0", EVEN)],
)
def test_our_network_with_their_weights_gives_their_outputs(name, size):
    import keras

    images = np.random.default_rng(1).normal(size=(3, *size["input_shape"])).astype("float32")
    images *= 255 if name.startswith("EfficientNet") else 1
    source = getattr(keras.applications, name)(weights=None, **size)
    randomize(source, images)
    target = build(PAIRS[name](**size))
    assert copy_weights(source, target) == source.count_params()
    theirs, ours = (np.asarray(model(images, training=False)) for model in (source, target))
    np.testing.assert_allclose(ours, theirs, atol=1e-4)
    assert np.abs(ours - theirs).max() < np.abs(theirs[0] - theirs[1]).max() / 100


@pytest.mark.usefixtures("forget_models")
@pytest.mark.parametrize("shape", [(67, 97, 3), (96, 64, 3)], ids=["wide", "tall"])
def test_convnext_with_their_weights_gives_their_outputs(shape):
    """Of random weights, since the trained ones are not at hand; each array is felt.

    `keras.applications` brings pixels to ImageNet's mean and deviation by itself; ours gets them
    so. Its factors begin at 1e-6, where no block would be felt.
    """
    import keras

    rng = np.random.default_rng(1)
    pixels = rng.uniform(0, 255, (3, *shape)).astype("float32")
    source = keras.applications.ConvNeXtTiny(weights=None, input_shape=shape, classes=11)
    source.set_weights([random_like(array, rng) for array in source.get_weights()])
    target = build(convnext(input_shape=shape, classes=11))
    assert copy_weights(source, target) == source.count_params() == 27_828_587
    mean, deviation = np.array([123.675, 116.28, 103.53]), np.array([58.395, 57.12, 57.375])
    images = ((pixels - mean) / deviation).astype("float32")
    theirs = np.asarray(source(pixels, training=False))
    ours = np.asarray(target(images, training=False))
    np.testing.assert_allclose(ours, theirs, atol=1e-4)
    assert np.abs(ours - theirs).max() < np.abs(theirs[0] - theirs[1]).max() / 100
    for weight in target.weights[::13]:
        weight.assign(random_like(np.asarray(weight), rng))
        moved = np.asarray(target(images, training=False))
        assert np.abs(moved - ours).max() > 1e-4, weight.path
        ours = moved


def random_like(array, rng):
    """Return kernels of He's size, factors around 1, and biases around 0."""
    if array.ndim > 1:
        fan_in = np.prod(array.shape[:-1])
        return rng.normal(0, np.sqrt(2 / fan_in), array.shape)
    return rng.normal(1.0 if array[0] else 0.0, 0.2, array.shape)


def test_efficientnet_s_second_rescaling_moves_into_the_variance():
    """With ImageNet weights keras.applications has one more layer than without."""
    import keras

    rng = np.random.default_rng(0)
    image = keras.Input((5, 3, 3))
    x = keras.layers.Rescaling(1 / 255)(image)
    normalization = keras.layers.Normalization(axis=-1)
    x = normalization(x)
    x = keras.layers.Rescaling([2.0, 3.0, 5.0])(x)
    source = keras.Model(image, keras.layers.Conv2D(2, 1)(x))
    mean, variance = rng.uniform(0.2, 0.6, 3), rng.uniform(0.5, 2, 3)
    normalization.set_weights([mean, variance, np.array(1)])
    normalization.finalize_state()
    layers = Rescale(name="rescale"), Conv(2, 1, name="conv")
    target = build(Network("start", layers[1](layers[0](Input((5, 3, 3))))))
    copy_weights(source, target)
    images = rng.uniform(0, 255, (2, 5, 3, 3)).astype("float32")
    np.testing.assert_allclose(target(images), source(images), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        (lenet5(classes=11), "output has weights of shape"),
        (lenet5(input_shape=(36, 32, 1)), "C5 has weights of shape"),
        (lenet5(include_top=False), "C5 has weights of shape .* no more would come"),
    ],
    ids=["classes", "size", "top"],
)
def test_weights_of_another_network_are_refused_whole(source, says):
    target = build(lenet5())
    before = target.get_weights()
    with pytest.raises(ValueError, match=says):
        copy_weights(build(source, seed=1), target)
    for old, new in zip(before, target.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_more_weights_than_there_are_places_are_refused():
    with pytest.raises(ValueError, match=r"has 10 arrays of weights, but LeNet-5 has 4"):
        copy_weights(build(lenet5()), build(lenet5(include_top=False)))


@pytest.mark.data("KERAS_HOME/models/mobilenet_2_5_224_tf.h5")
def test_imagenet_weights_see_the_same_in_our_mobilenet():
    import keras

    from cnn_lessons.datasets import load_photos

    source = keras.applications.MobileNet(alpha=0.25)
    target = build(mobilenet(alpha=0.25))
    copy_weights(source, target)
    photos = load_photos("cat", "coffee", size=(224, 224)).astype("float32") / 127.5 - 1
    theirs, ours = (np.asarray(model(photos, training=False)) for model in (source, target))
    np.testing.assert_allclose(ours, theirs, atol=1e-4)
