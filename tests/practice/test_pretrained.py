"""Classifiers: MobileNet where its weights are at hand, a clear error where they are not."""

import csv
import os
import socket
from pathlib import Path

import numpy as np
import pytest

from cnn_lessons.datasets import load_digits, load_squares
from cnn_lessons.practice import (
    Classifier,
    NoWeightsError,
    enlarge_digits,
    load_mobilenet,
    load_mobilenet_v2,
    train_digits_network,
)
from cnn_lessons.practice.digits_network import _scatter

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def mobilenet():
    try:
        return load_mobilenet()
    except NoWeightsError as error:
        pytest.skip(str(error))


def test_mobilenet_names_the_cat_and_the_coffee(mobilenet):
    cat, coffee = load_squares("cat", "coffee", size=224)
    ((name, share),) = mobilenet.best(cat, 1)
    assert name == "tabby"
    assert share == pytest.approx(0.40, abs=0.03)
    ((name, share),) = mobilenet.best(coffee, 1)
    assert name == "espresso"
    assert share == pytest.approx(0.87, abs=0.03)
    assert repr(mobilenet) == "MobileNet: 224 × 224 × 3, 1000 classes"


def test_mobilenet_gives_what_keras_gives_after_its_preprocessing(mobilenet):
    import keras

    images = load_squares("cat", "rocket", size=224)
    judge = keras.applications.MobileNet(alpha=0.25)
    scaled = keras.applications.mobilenet.preprocess_input(255 * images)
    logits = mobilenet.logits(images)
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    np.testing.assert_allclose(shares, judge(scaled, training=False), atol=1e-5)


def test_without_weights_the_error_says_what_to_do(monkeypatch):
    import keras

    def no_network(*_, **__):
        assert socket.getdefaulttimeout() == 0.5
        raise Exception("URL fetch failure")  # as Keras does

    monkeypatch.setattr(keras.applications, "MobileNet", no_network)
    with pytest.raises(NoWeightsError, match=r"URL fetch failure\. Go online once, or put"):
        load_mobilenet(timeout=0.5)
    assert socket.getdefaulttimeout() is None


def test_mobilenet_v2_gives_the_features_that_keras_gives_after_its_preprocessing():
    import keras

    try:
        model = load_mobilenet_v2()
    except NoWeightsError as error:
        pytest.skip(str(error))
    images = load_squares("cat", "rocket", size=224)
    judge = keras.applications.MobileNetV2(
        (224, 224, 3), alpha=0.35, include_top=False, pooling="avg"
    )
    scaled = keras.applications.mobilenet_v2.preprocess_input(255 * images)
    features = model(images, training=False)
    assert features.shape == (2, 1280)
    np.testing.assert_allclose(features, judge(scaled, training=False), atol=1e-4)


def test_without_weights_mobilenet_v2_says_what_to_do(monkeypatch):
    import keras

    def no_network(*_, **__):
        raise Exception("URL fetch failure")

    monkeypatch.setattr(keras.applications, "MobileNetV2", no_network)
    with pytest.raises(NoWeightsError, match=r"MobileNetV2's .* URL fetch failure\. Go online"):
        load_mobilenet_v2()


def test_mobilenet_answers_as_expected_to_photographs_of_imagenet(mobilenet):
    import keras

    folder = Path(os.environ.get("CNN_LESSONS_DATA", ""), "sample_photos")
    if not (folder / "expected.csv").exists():
        pytest.skip("sample_photos are not in CNN_LESSONS_DATA")
    with (folder / "expected.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    right = 0
    for row in rows:
        photo = keras.utils.load_img(
            folder / row["file"], target_size=(224, 224), keep_aspect_ratio=True
        )
        ((name, _),) = mobilenet.best(keras.utils.img_to_array(photo) / 255, 1)
        right += name == row["mobilenet025_top1"].replace("_", " ")
    assert len(rows) == 25
    assert right >= 20, "the expected answers are those to a finer way of resizing"


def test_the_digits_network_reads_digits_wherever_they_are():
    network = train_digits_network(epochs=6)
    data = load_digits()
    images = _scatter(enlarge_digits(data.x_test), np.random.default_rng(1))
    right = network.logits(images).argmax(axis=1) == data.y_test
    assert right.mean() > 0.85
    assert network.class_names == tuple("0123456789")


def test_enlarged_digits_are_four_of_every_pixel():
    digits = load_digits().x_test[:3]
    large = enlarge_digits(digits)
    assert large.shape == (3, 16, 16, 1)
    for row in (0, 1):
        for column in (0, 1):
            np.testing.assert_array_equal(large[:, row::2, column::2], digits)


def test_best_sorts_the_shares_of_logits():
    import keras

    model = keras.Sequential([keras.Input((1, 3, 1)), keras.layers.Flatten()])
    classifier = Classifier("demo", model, ("a", "b", "c"))
    image = np.log([[0.2], [0.5], [0.3]]).reshape(1, 3, 1)
    best = classifier.best(image, 2)
    assert [name for name, _ in best] == ["b", "c"]
    assert [share for _, share in best] == pytest.approx([0.5, 0.3])
    with pytest.raises(ValueError, match=r"\(1, 3, 2\), expected \(N, 1, 3, 1\)\. Resize"):
        classifier.logits(np.zeros((1, 3, 2)))
    with pytest.raises(ValueError, match=r"go up to 255, expected 0 to 1\. Divide"):
        classifier.logits(np.full((1, 1, 3, 1), 255))
