"""A model in a file answers as in Keras, and errors say what to install or to hand over."""

import hashlib
import json
import sys

import numpy as np
import pytest

from cnn_lessons.practice import (
    Classifier,
    ExportError,
    export_classifier,
    export_litert,
    export_onnx,
    has_onnx,
    kernel_scales,
    litert_kernels,
    load_litert,
    quantize,
    run_litert,
    run_onnx,
    with_preprocessing,
)

SHAPE = (13, 11, 3)
needs_onnx = pytest.mark.skipif(not has_onnx(), reason="tf2onnx is optional: see CONTRIBUTING.md")


@pytest.fixture(scope="module")
def model():
    """Two convolutions, one strided and one depthwise, taller than wide."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(0)
    plain = keras.Sequential(
        [
            keras.Input(SHAPE),
            layers.Conv2D(7, (3, 2), strides=2, padding="same", activation="relu"),
            layers.DepthwiseConv2D(3, padding="same"),
            layers.BatchNormalization(),
            layers.Flatten(),
            layers.Dense(5),
        ]
    )
    return with_preprocessing(plain)


@pytest.fixture(scope="module")
def images():
    return np.random.default_rng(0).integers(0, 256, (17, *SHAPE)).astype(np.float32)


def answers(model, images):
    return np.asarray(model(images, training=False))


@pytest.mark.keras
def test_preprocessing_inside_divides_by_255_and_ends_with_shares(model, images):
    inner = model.layers[2]
    logits = np.asarray(inner(images / 255))
    shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)

    np.testing.assert_allclose(answers(model, images), shares, rtol=1e-4)


@pytest.mark.keras
@pytest.mark.parametrize(("kind", "most"), [("float32", 1e-5), ("float16", 1e-2), ("dynamic", 0.1)])
def test_a_litert_file_answers_as_keras(model, images, tmp_path, kind, most):
    path = export_litert(model, tmp_path / "model.tflite", kind)

    found = run_litert(path, images)

    assert found.dtype == np.float32
    np.testing.assert_allclose(found, answers(model, images), atol=most)
    assert (found != answers(model, images)[::-1]).any()


@pytest.mark.keras
def test_an_int8_file_takes_bytes_and_is_near(model, images, tmp_path):
    path = export_litert(model, tmp_path / "model.tflite", "int8", images)

    (given,) = load_litert(path).get_input_details()

    assert given["dtype"] == np.uint8
    assert given["quantization"] == (pytest.approx(1.0, abs=0.01), 0)
    np.testing.assert_allclose(run_litert(path, images), answers(model, images), atol=0.05)


@pytest.mark.keras
def test_the_numbers_in_the_file_are_those_of_quantize(model, images, tmp_path):
    path = export_litert(model, tmp_path / "model.tflite", "int8", images)
    # (KH, KW, C, F); LiteRT has F first, and has drawn the division by 255 into the kernel.
    kernel = model.layers[2].layers[0].get_weights()[0] / 255
    numbers, scales, axis = next(k for k in litert_kernels(path) if k[0].shape == (7, 3, 2, 3))

    np.testing.assert_allclose(scales, kernel_scales(kernel), rtol=1e-5)
    ours = np.moveaxis(quantize(kernel, kernel_scales(kernel)), -1, axis)
    assert np.abs(ours.astype(int) - numbers).max() <= 1  # where a value lies between two


@pytest.mark.keras
def test_one_scale_for_a_kernel_is_another_file(model, images, tmp_path):
    paths = [
        export_litert(model, tmp_path / f"{each}.tflite", "int8", images, per_channel=each)
        for each in (True, False)
    ]

    assert [len(litert_kernels(path)) for path in paths] == [2, 0]


@pytest.mark.keras
def test_what_is_missing_is_said(model, tmp_path):
    with pytest.raises(ValueError, match=r"'int4' is not known\. Use one of float32"):
        export_litert(model, tmp_path / "model.tflite", "int4")
    for examples in (None, []):
        with pytest.raises(ValueError, match="hand over examples"):
            export_litert(model, tmp_path / "model.tflite", "int8", examples)
    assert not list(tmp_path.iterdir())


@pytest.mark.keras
def test_nothing_is_written_to_the_terminal(model, images, tmp_path, capfd):
    export_litert(model, tmp_path / "model.tflite", "int8", images)
    run_litert(tmp_path / "model.tflite", images[:1])
    print("heard", file=sys.stderr)

    assert capfd.readouterr() == ("", "heard\n")


@needs_onnx
@pytest.mark.keras
def test_an_onnx_file_answers_as_keras(model, images, tmp_path):
    found = run_onnx(export_onnx(model, tmp_path / "model.onnx"), images)

    np.testing.assert_allclose(found, answers(model, images), atol=1e-5)


@pytest.mark.keras
def test_without_tf2onnx_the_error_says_how_to_get_it(model, tmp_path, monkeypatch):
    monkeypatch.setattr("cnn_lessons.practice.onnx.find_spec", lambda name: None)

    with pytest.raises(ModuleNotFoundError, match=r"tf2onnx and onnxruntime is not installed.*pip"):
        export_onnx(model, tmp_path / "model.onnx")
    with pytest.raises(ModuleNotFoundError, match="pip install tf2onnx onnx onnxruntime"):
        run_onnx(tmp_path / "model.onnx", np.zeros((1, *SHAPE)))


@pytest.fixture
def classifier(model):
    return Classifier("five", model.layers[2], ("ant", "bee", "꽃", "나무", "cat"))


@pytest.mark.keras
def test_a_folder_holds_all_that_a_phone_needs(classifier, model, images, tmp_path):
    import keras

    card = export_classifier(classifier, tmp_path / "phone", images, "3", "CC BY 4.0")

    folder = tmp_path / "phone"
    assert json.loads((folder / "card.json").read_text()) == card
    assert (folder / "labels.txt").read_text("utf-8").split() == list(classifier.class_names)
    assert (card["name"], card["version"], card["licence"]) == ("five", "3", "CC BY 4.0")
    assert card["input"]["shape"] == [1, *SHAPE]
    assert set(card["files"]) >= {"model.tflite", "model_int8.tflite"}
    assert ("model.onnx" in card["files"]) == has_onnx()
    for name, said in card["files"].items():
        content = (folder / name).read_bytes()
        assert said["bytes"] == len(content)
        assert said["sha256"] == hashlib.sha256(content).hexdigest()
    loaded = keras.models.load_model(folder / "model.keras")
    np.testing.assert_allclose(answers(loaded, images), answers(model, images), atol=1e-6)
    assert not loaded.compiled


@pytest.mark.keras
def test_a_file_that_answers_otherwise_is_not_shipped(classifier, images, tmp_path, monkeypatch):
    monkeypatch.setattr(
        "cnn_lessons.practice.export.run_litert", lambda path, images: np.zeros((len(images), 5))
    )
    (tmp_path / "card.json").write_text("of another export")

    with pytest.raises(ExportError, match=r"model.tflite answers otherwise.*Do not ship it"):
        export_classifier(classifier, tmp_path, images)

    assert not (tmp_path / "card.json").exists()


@pytest.mark.keras
def test_wrong_examples_and_labels_are_refused_before_anything_is_written(
    classifier, images, tmp_path
):
    for wrong, said in (
        (images / 255, "go from 0 to 1, expected 0 to 255"),
        (images - 1, "go from -1"),
        (images[:, 1:], r"\(17, 12, 11, 3\), expected \(N, 13, 11, 3\)"),
        (images[:0], r"\(0, 13, 11, 3\)"),
    ):
        with pytest.raises(ValueError, match=said):
            export_classifier(classifier, tmp_path / "phone", wrong)
    named = Classifier("five", classifier.model, ("ant", "b\nee", "c", "d", "e"))
    with pytest.raises(ValueError, match="is not one line"):
        export_classifier(named, tmp_path / "phone", images)
    assert not (tmp_path / "phone").exists()
