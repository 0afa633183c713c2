"""Transfer, on a small network of its own: judged by means by hand, scikit-learn and Keras."""

import numpy as np
import pytest

from cnn_lessons.practice import (
    Classifier,
    accuracy,
    add_head,
    compute_features,
    cut_head,
    fit_head,
    fit_model,
    small_network,
    unfreeze,
)

pytestmark = pytest.mark.keras
SHAPE = (7, 5, 3)


@pytest.fixture
def network():
    import keras

    keras.utils.set_random_seed(3)
    image = keras.Input(SHAPE)
    x = keras.layers.Conv2D(6, 3, name="conv")(image)
    x = keras.layers.BatchNormalization(name="norm")(x)
    x = keras.layers.Activation("relu", name="relu")(x)
    x = keras.layers.GlobalAveragePooling2D(name="features")(x)
    return keras.Model(image, keras.layers.Dense(4, name="logits")(x))


@pytest.fixture
def images():
    return np.random.default_rng(5).random((23, *SHAPE), dtype=np.float32)


def weights_of(base, layer):
    return [array.copy() for array in base.get_layer(layer).get_weights()]


def test_a_cut_network_gives_the_layer_or_the_means_of_its_maps(network, images):
    import keras

    maps = np.asarray(keras.Model(network.input, network.get_layer("relu").output)(images))
    for layer in ("relu", "features"):
        base = cut_head(network, layer)
        np.testing.assert_allclose(base(images), maps.mean(axis=(1, 2)), atol=1e-6)
    assert cut_head(network).get_layer("conv") is network.get_layer("conv")


def test_an_unknown_layer_is_named_with_those_at_the_end(network):
    with pytest.raises(ValueError, match=r"'relu9'\. The last ones are relu, features, logits"):
        cut_head(network, "relu9")


@pytest.mark.parametrize("batch_size", [1, 5, 23, 100])
def test_features_do_not_depend_on_the_batch(network, images, batch_size):
    base = cut_head(network)
    network.get_layer("norm").moving_mean.assign(np.arange(6) / 10)
    once = base(images, training=False)
    np.testing.assert_allclose(compute_features(base, images, batch_size), once, atol=1e-6)


@pytest.mark.parametrize("classes", [2, 3, 5])
def test_a_head_in_the_model_gives_the_shares_of_the_head_alone(network, images, classes):
    base, labels = cut_head(network), np.arange(23) % classes
    features = 7 * compute_features(base, images) + np.arange(6)
    head = fit_head(features, labels, strength=2.0)
    kernel, bias = add_head(base, classes, head).get_layer("head").get_weights()
    exponentials = np.exp(features @ kernel + bias)
    shares = exponentials / exponentials.sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, head.predict_proba(features), atol=1e-4)


def test_a_model_with_a_head_answers_as_the_head(network, images):
    base, labels = cut_head(network), np.arange(23) % 3
    features = compute_features(base, images)
    head = fit_head(features, labels)
    model = add_head(base, 3, head)
    answers = np.asarray(model(images, training=False)).argmax(axis=1)
    np.testing.assert_array_equal(answers, head.predict(features))
    assert accuracy(model, images, labels) == pytest.approx(head.score(features, labels))


def test_heads_with_random_weights_follow_from_the_seed(network):
    kernels = [
        add_head(cut_head(network), 3, seed=seed).get_layer("head").get_weights()[0]
        for seed in (1, 1, 2)
    ]
    np.testing.assert_array_equal(kernels[0], kernels[1])
    assert (kernels[0] != kernels[2]).any()


def test_a_frozen_base_does_not_change_at_all(network, images):
    base = cut_head(network)
    base.trainable = False
    before = base.get_weights()
    model = add_head(base, 3)
    head = weights_of(model, "head")
    fit_model(model, images, np.arange(23) % 3, epochs=2, rate=0.1)
    for old, new in zip(before, base.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)
    assert (head[0] != weights_of(model, "head")[0]).any()


@pytest.mark.parametrize("batch_norm", [False, True])
def test_a_thawed_base_learns_and_batch_normalization_only_when_told(network, images, batch_norm):
    base = cut_head(network)
    kernel, norm = weights_of(base, "conv")[0], weights_of(base, "norm")
    unfreeze(base, batch_norm)
    fit_model(add_head(base, 3), images, np.arange(23) % 3, epochs=2, rate=0.1)
    assert (kernel != weights_of(base, "conv")[0]).any()
    for old, new in zip(norm, weights_of(base, "norm"), strict=True):
        assert (old != new).any() == batch_norm


def test_accuracy_in_training_mode_normalizes_with_each_batch(network, images):
    network.get_layer("norm").moving_mean.assign(np.full(6, 50.0))
    model = add_head(cut_head(network), 3)
    labels = np.concatenate(
        [np.asarray(model(part, training=True)).argmax(axis=1) for part in (images[:9], images[9:])]
    )
    network.get_layer("norm").moving_mean.assign(np.full(6, 50.0))
    assert accuracy(model, images[:9], labels[:9], training=True) == 1
    assert accuracy(model, images[:9], labels[:9]) < 1


def test_training_says_what_it_reached_and_follows_from_the_seed(images):
    small = np.pad(images, ((0, 0), (0, 25), (0, 27), (0, 0)))
    labels = np.arange(23) % 2
    histories = [
        fit_model(small_network(2, seed=4), small, labels, 3, 0.01, 8, seed=6) for _ in "ab"
    ]
    assert set(histories[0]) == {"loss", "accuracy"}
    assert len(histories[0]["loss"]) == 3
    assert histories[0]["loss"] == pytest.approx(histories[1]["loss"], rel=1e-4)


RAW = {
    "bytes": (lambda images: (255 * images).astype(np.uint8), r"in uint8, .*Divide them by 255"),
    "dark bytes": (lambda images: (images > 0.5).astype(np.uint8), "go from 0 to 1 in uint8"),
    "0 to 255": (lambda images: 255 * images, r"expected 0 to 1\. Divide them by 255"),
    "scaled": (lambda images: 2 * images - 1, "Undo their scaling"),
    "nan": (lambda images: np.where(images == images[1, 2, 3, 0], np.nan, images), "have nan at"),
}


@pytest.mark.parametrize("kind", RAW)
def test_images_that_are_not_from_0_to_1_are_refused_by_all_alike(network, images, kind):
    change, reason = RAW[kind]
    raw, labels = change(images), np.arange(23) % 3
    before = network.get_weights()
    base = cut_head(network)
    model = add_head(base, 3)
    classifier = Classifier("x", model, ("a", "b", "c"))
    for answer in (
        lambda: compute_features(base, raw),
        lambda: accuracy(model, raw, labels),
        lambda: fit_model(model, raw, labels, epochs=1, rate=0.1),
        lambda: classifier.logits(raw),
    ):
        with pytest.raises(ValueError, match=reason):
            answer()
    for old, new in zip(before, network.get_weights(), strict=True):
        np.testing.assert_array_equal(old, new)


def test_what_rounding_adds_to_images_is_allowed(network, images):
    compute_features(cut_head(network), np.clip(images, 0, 1) + 1e-6)
