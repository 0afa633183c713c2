"""What leaves Python with a trained model: its preprocessing, its labels, and a card."""

import hashlib
import json
from pathlib import Path

import numpy as np

from cnn_lessons.files import write_whole
from cnn_lessons.practice.litert import export_litert, run_litert
from cnn_lessons.practice.onnx import export_onnx, has_onnx, run_onnx
from cnn_lessons.practice.quiet import quiet_stderr

SLACK = 1e-3  # of a share: what another order of adding may change
CHECKED = 8  # images that every file is asked about


class ExportError(RuntimeError):
    """A file that was written answers otherwise than the model."""


def with_preprocessing(model):
    """Return a model that takes bytes and gives shares, ready to leave Python.

    Parameters
    ----------
    model : keras.Model
        Takes images from 0 to 1, ``(N, H, W, C)``, and gives logits, as in a `Classifier`.

    Returns
    -------
    keras.Model
        Takes values from 0 to 255. It divides them, calls `model`, and ends with softmax.
        It is not compiled: no optimizer goes along.
    """
    import keras

    image = keras.Input(model.input_shape[1:], name="image")
    logits = model(keras.layers.Rescaling(1 / 255, name="preprocessing")(image))
    return keras.Model(image, keras.layers.Softmax(name="shares")(logits))


def export_classifier(classifier, folder, examples, version="1", licence="not said"):
    """Write all that a phone or a server needs into a folder, and ask each file.

    These are ``model.keras``, ``model.tflite``, ``model_int8.tflite`` and, where tf2onnx and
    ONNX Runtime are installed, ``model.onnx``; ``labels.txt``, with a class in each line; and
    ``card.json``, which says what goes in, what comes out, and what was measured.

    Parameters
    ----------
    classifier : Classifier
        For example what ``PhotoClassifier.as_classifier()`` returns.
    folder : str or Path
        Where to write. It is made if need be; files of these names are replaced.
    examples : array_like, shape (N, H, W, C)
        Images such as will come, values from 0 to 255; a hundred of the training, for instance.
        The ranges for eight bits are measured on them, and the first few are the questions.
    version, licence : str
        For the card. A licence covers the weights and the photographs that they are from.

    Returns
    -------
    dict
        What the card says.

    Raises
    ------
    ValueError
        If the examples have another shape or range, or a label has two lines.
    ExportError
        If a file with float32 answers otherwise than the model. No card is written then.
    """
    examples = _check_examples(classifier, examples)
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "card.json").unlink(missing_ok=True)  # it would speak of other files
    model = with_preprocessing(classifier.model)
    _write_text(folder / "labels.txt", "\n".join(classifier.class_names) + "\n")
    with quiet_stderr():  # NumPy 2 warns of Keras
        model.save(folder / "model.keras")
    answers = {
        export_litert(model, folder / "model.tflite"): run_litert,
        export_litert(model, folder / "model_int8.tflite", "int8", examples): run_litert,
    }
    if has_onnx():
        answers[export_onnx(model, folder / "model.onnx")] = run_onnx
    card = {
        "name": classifier.name,
        "version": version,
        "licence": licence,
        "input": {
            "name": "image",
            "shape": [1, *model.input_shape[1:]],
            "values": "0 to 255, red first; upright, the square in the middle",
        },
        "output": "one share for each line of labels.txt",
        "files": _describe(model, answers, examples[:CHECKED]),
    }
    _write_text(folder / "card.json", json.dumps(card, indent=2) + "\n")
    return card


def _check_examples(classifier, examples):
    examples = np.asarray(examples)
    shape = classifier.model.input_shape[1:]
    if not len(examples) or examples.shape[1:] != shape:
        raise ValueError(
            f"examples have shape {examples.shape}, expected (N, {', '.join(map(str, shape))}). "
            "Open them as for the training."
        )
    if not (examples.min() >= 0 and 1 < examples.max() <= 255):
        raise ValueError(
            f"examples go from {examples.min():g} to {examples.max():g}, expected 0 to 255: bytes, "
            "as a camera gives them. The division by 255 is within the model."
        )
    if broken := [name for name in classifier.class_names if len(name.splitlines()) != 1]:
        raise ValueError(f"the label {broken[0]!r} is not one line. Rename the class.")
    return examples


def _describe(model, answers, images):
    """Return size, checksum and largest difference of each file."""
    expected = np.asarray(model(images.astype(np.float32), training=False))
    files = {}
    for path, run in answers.items():
        difference = float(np.abs(run(path, images) - expected).max())
        if "int8" not in path.name and difference > SLACK:
            raise ExportError(
                f"{path} answers otherwise than the model: a share differs by {difference:.3g}. Do "
                "not ship it; try other versions of the packages that write and run it."
            )
        content = path.read_bytes()
        files[path.name] = {
            "bytes": len(content),
            "sha256": hashlib.sha256(content).hexdigest(),
            "largest difference of a share": round(difference, 6),
        }
    return files


def _write_text(path, text):
    write_whole(path, lambda file: file.write(text.encode()))
