"""A classifier for photographs in one file: arrays, and a description in JSON. No pickle."""

import json
import os
import tempfile
from pathlib import Path

import numpy as np

from cnn_lessons.practice.feature_network import load_feature_network
from cnn_lessons.practice.photo_classifier import PhotoClassifier
from cnn_lessons.practice.pretrained import NoWeightsError

FORMAT = "cnn_lessons photo classifier 1"
ARRAYS = {"kernel", "bias", "description"}


def save_photo_classifier(classifier, path):
    """Write a classifier to a file: all of it, or nothing.

    The network is not in the file, only its name and a stamp of its weights.

    Parameters
    ----------
    classifier : PhotoClassifier
    path : str or Path
        Where to write, exactly. What is there is replaced.

    Raises
    ------
    OSError
        If nothing can be written there.
    """
    description = {
        "format": FORMAT,
        "network": classifier.network.name,
        "stamp": classifier.network.stamp,
        "class_names": classifier.class_names,
        "counts": classifier.counts,
    }
    text = json.dumps(description, ensure_ascii=False).encode()

    def write(file):
        np.savez(
            file,
            kernel=classifier.kernel,
            bias=classifier.bias,
            description=np.frombuffer(text, np.uint8),
        )

    write_whole(path, write)


def load_photo_classifier(path, network=None):
    """Return the classifier in a file.

    Parameters
    ----------
    path : str or Path
        What `save_photo_classifier` wrote. Nothing in it is executed.
    network : FeatureNetwork, optional
        By default the one that the file names.

    Returns
    -------
    PhotoClassifier

    Raises
    ------
    ValueError
        If the file is damaged or something else, or was made with another network than the
        one at hand, or with one that cannot be had.
    FileNotFoundError
        If there is none.
    """
    arrays, description = read_photo_file(path)
    network = network or _load_network(path, description["network"])
    if description["stamp"] != network.stamp:
        raise ValueError(
            f"{path} was made with {description['network']}, and at hand is {network.name}, or "
            "the same with other weights. Get that network, or train again."
        )
    return PhotoClassifier(
        network,
        tuple(description["class_names"]),
        arrays["kernel"],
        arrays["bias"],
        tuple(description["counts"]),
    )


def _load_network(path, name):
    try:
        return load_feature_network(name)
    except (NoWeightsError, ValueError) as error:
        raise ValueError(f"{path} was made with {name}. {error} Or train again.") from error


def read_photo_file(path):
    """Return the arrays of a file and its description, checked.

    Raises
    ------
    ValueError
        If it is not a classifier that was saved here, or damaged.
    FileNotFoundError
        If there is none.
    """
    try:
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as stored:
            arrays = {name: stored[name] for name in ARRAYS}
        description = json.loads(arrays["description"].tobytes())
        if description["format"] != FORMAT:
            raise ValueError(f"its format is {description['format']!r}, expected {FORMAT!r}")
        _check(arrays["kernel"], arrays["bias"], description)
    except OSError:
        raise
    except Exception as error:  # a damaged archive raises a dozen kinds
        raise ValueError(
            f"{path} is not a saved classifier for photographs, or it is damaged: {error}. "
            "Train again, under another name."
        ) from error
    return arrays, description


def write_whole(path, write):
    """Call ``write(file)`` on a new file, which then takes its place at `path`.

    A crash or an interruption half-way leaves what was there, and nothing else.

    Parameters
    ----------
    path : str or Path
        Where.
    write : callable
        Gets a file that is open for bytes.
    """
    path = Path(path)
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".photos-", suffix=".new")
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def _check(kernel, bias, description):
    names, counts = description["class_names"], description["counts"]
    features = kernel.shape[0]
    if kernel.shape != (features, len(names)) or bias.shape != (len(names),):
        raise ValueError(f"kernel {kernel.shape} and bias {bias.shape} for {len(names)} classes")
    if not all(isinstance(name, str) for name in names) or len(counts) != len(names):
        raise ValueError("its classes have no names")
    if not all(a.dtype == np.float32 and np.isfinite(a).all() for a in (kernel, bias)):
        raise ValueError("its weights are no finite float32")
