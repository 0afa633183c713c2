"""The drawing pad, judged as an object and as text; tests/site judges it in a browser."""

import re
from base64 import b64decode

import numpy as np
import pytest
from element_html import data_of, fallback_of

from cnn_lessons.elements.digit_drawing import DigitDrawing

pytestmark = pytest.mark.keras

RNG = np.random.default_rng(0)
SAMPLES = {"three": RNG.random((8, 8, 1)), "noise <b>": RNG.random((8, 8))}


def network(*layers, shape=(8, 8, 1)):
    import keras

    return keras.Sequential([keras.Input(shape), *layers])


@pytest.fixture
def layers():
    from keras import layers

    return layers


@pytest.fixture
def small(layers):
    """Return a network with one layer of each kind, and some that only training needs."""
    return network(
        layers.Resizing(11, 9, name="enlarge"),
        layers.RandomRotation(0.1),
        layers.RandomZoom(0.1),
        layers.RandomTranslation(0.1, 0.1),
        layers.Conv2D(3, (5, 2), activation="relu", name="conv"),
        layers.MaxPooling2D((2, 3), name="pool"),
        layers.Dropout(0.5),
        layers.Flatten(name="flat"),
        layers.Dense(4, name="scores"),
    )


def rows(drawing):
    found = re.findall(r"<tr>(.*?)</tr>", fallback_of(drawing))
    return [
        [re.sub("<.*?>", "", cell) for cell in re.findall("<t[hd].*?</t[hd]>", r)] for r in found
    ]


def test_drawing_says_what_it_is_in_one_fixed_line(small):
    # (5 · 2 · 1 + 1) · 3 + (3 · 2 · 3 + 1) · 4 = 33 + 76
    assert repr(DigitDrawing(small, SAMPLES)) == (
        "DigitDrawing: 109 weights, enlarge 11 × 9 × 1, conv 7 × 8 × 3, pool 3 × 2 × 3, flat 18, "
        "scores 4"
    )


def test_script_receives_the_layers_with_their_weights(small):
    data = data_of(DigitDrawing(small, SAMPLES))
    assert [layer["type"] for layer in data["layers"]] == [
        "Resizing", "Conv2D", "MaxPooling2D", "Flatten", "Dense",
    ]  # fmt: skip
    enlarge, conv, pool, _, scores = data["layers"]
    assert (enlarge["size"], pool["size"]) == ([11, 9], [2, 3])
    assert (conv["activation"], scores["activation"]) == ("relu", "softmax")
    for sent, layer in ((conv, small.get_layer("conv")), (scores, small.get_layer("scores"))):
        assert sent["shape"] == list(layer.kernel.shape)
        for name in ("kernel", "bias"):
            values = np.frombuffer(b64decode(sent[name]), "<f4")
            np.testing.assert_array_equal(values, getattr(layer, name).numpy().ravel())


def test_script_receives_the_samples(small):
    data = data_of(DigitDrawing(small, SAMPLES))
    assert list(data["samples"]) == ["three", "noise <b>"]
    for name, image in SAMPLES.items():
        np.testing.assert_allclose(data["samples"][name], image.ravel(), atol=1e-4)


def test_probabilities_are_those_of_keras(small, layers):
    from keras import ops

    images = np.stack([image.reshape(8, 8, 1) for image in SAMPLES.values()]).astype("float32")
    expected = ops.softmax(small(images, training=False)).numpy()
    np.testing.assert_allclose(DigitDrawing(small, SAMPLES).probabilities, expected, atol=1e-6)
    ready = network(layers.Flatten(), layers.Dense(3, activation="softmax"))
    np.testing.assert_allclose(
        DigitDrawing(ready, SAMPLES).probabilities, ready(images).numpy(), atol=1e-6
    )


def test_html_is_the_same_every_time(small):
    first, second = (DigitDrawing(small, SAMPLES)._repr_html_() for _ in range(2))
    assert first == second


def test_the_largest_network_makes_a_page_of_60_kb_at_most(layers):
    largest = network(layers.Flatten(), layers.Dense(79, activation="relu"), layers.Dense(10))
    assert 5900 < largest.count_params() <= 6000
    samples = {str(digit): RNG.integers(0, 17, (8, 8)) / 16 for digit in range(10)}
    assert len(DigitDrawing(largest, samples)._repr_html_().encode()) <= 60_000


def test_fallback_has_the_shapes_and_the_answers(small):
    drawing = DigitDrawing(small, SAMPLES)
    assert rows(drawing) == [
        ["Layer", "Output"],
        ["enlarge", "11 × 9 × 1"],
        ["conv", "7 × 8 × 3"],
        ["pool", "3 × 2 × 3"],
        ["flat", "18"],
        ["scores", "4"],
        ["Sample", "Answer", "Probability"],
        *(
            [name, str(np.argmax(shares)), f"{100 * np.max(shares):.1f}%"]
            for name, shares in zip(
                ["three", "noise &lt;b&gt;"], drawing.probabilities, strict=True
            )
        ),
    ]
    assert "A network of 109 weights" in fallback_of(drawing)


def test_a_pad_may_be_without_samples(small):
    assert DigitDrawing(small, {}).probabilities.shape == (0, 4)
    assert data_of(DigitDrawing(small, {}))["samples"] == {}


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        (
            lambda k: [k.BatchNormalization(name="norm")],
            r"'norm' is a Batch.*Use Resizing, Co",
        ),
        (lambda k: [k.Conv2D(2, 3, padding="same", name="c")], r"padding='same'.*Use 'valid'\."),
        (lambda k: [k.Conv2D(2, 3, strides=2, name="c")], r"'c' has strides=\(2, 2\).*\(1, 1\)"),
        (lambda k: [k.Conv2D(2, 3, dilation_rate=2)], r"dilation_rate=\(2, 2\)"),
        (lambda k: [k.Conv2D(2, 3, use_bias=False)], r"use_bias=False"),
        (lambda k: [k.Conv2D(2, 3, activation="tanh")], r"activation='tanh'.*'linear' or 'relu'"),
        (lambda k: [k.Resizing(9, 9, interpolation="nearest")], r"interpolation='nearest'"),
        (lambda k: [k.MaxPooling2D(3, strides=2, name="p")], r"'p' has strides=\(2, 2\).*\(3, 3\)"),
        (lambda k: [k.MaxPooling2D(3, padding="same")], r"padding='same'"),
        (lambda k: [k.Flatten(), k.Dense(5, activation="softmax"), k.Dense(3)], r"'softmax'.*last"),
    ],
)
def test_what_the_page_cannot_compute_is_refused_with_a_way_out(layers, chosen, message):
    model = network(*chosen(layers), layers.Flatten(), layers.Dense(10))
    with pytest.raises(ValueError, match=message):
        DigitDrawing(model, {})


@pytest.mark.parametrize("ends", [[], ["relu"]])
def test_a_network_has_to_end_with_scores(layers, ends):
    model = network(layers.Flatten(name="flat"), *(layers.Dense(9, activation=a) for a in ends))
    with pytest.raises(ValueError, match=r"ends with '.*', but has to end .*Dense\(10\)"):
        DigitDrawing(model, {})


def test_a_network_has_to_take_small_images_and_be_small(layers):
    with pytest.raises(ValueError, match=r"images of 28 × 28 × 1, but .* 8 × 8 × 1\. Begin with"):
        DigitDrawing(network(layers.Flatten(), layers.Dense(9), shape=(28, 28, 1)), {})
    with pytest.raises(ValueError, match=r"has 65,000 weights, .*Use at most 6,000"):
        DigitDrawing(network(layers.Flatten(), layers.Dense(1000)), {})


@pytest.mark.parametrize(
    ("image", "message"),
    [
        (np.zeros((1, 8, 8, 1)), r"'x' has shape \(1, 8, 8, 1\), expected \(8, 8\).*images\[0\]"),
        (np.full((8, 8), 16), "'x' has pixels outside of 0 to 1. Divide"),
        (np.full((8, 8), np.nan), "'x' has pixels outside of 0 to 1"),
    ],
)
def test_a_sample_is_one_small_image(small, image, message):
    with pytest.raises(ValueError, match=message):
        DigitDrawing(small, {"x": image})
