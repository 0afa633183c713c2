"""A classifier for photographs in one file: arrays, and a description in JSON. No pickle."""

import json

import numpy as np

from cnn_lessons.files import read_arrays, write_arrays
from cnn_lessons.practice.photos.classifier import PhotoClassifier
from cnn_lessons.practice.photos.feature_network import load_feature_network
from cnn_lessons.practice.pretrained import NoWeightsError

FORMAT = "cnn_lessons photo classifier 1"
ARRAYS = {"kernel", "bias", "description"}


class ContentError(ValueError):
    """What is in a file does not fit together; the text says what."""


def save_photo_classifier(classifier, path):
    """Write a classifier to a file: all of it, or nothing.

    The network is not in the file, only its name and a stamp of its weights, and no photograph,
    only the path of their folder.

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
        "folder": classifier.folder,
    }
    text = json.dumps(description).encode()  # a path may be no Unicode
    arrays = {"kernel": classifier.kernel, "bias": classifier.bias}
    write_arrays(path, arrays | {"description": np.frombuffer(text, np.uint8)})


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
        description["folder"],
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
        arrays, description = _read(path)
        _check(arrays["kernel"], arrays["bias"], description)
    except OSError:
        raise
    except Exception as error:  # a damaged archive raises a dozen kinds
        said = error if isinstance(error, ContentError) else "its arrays cannot be read"
        raise ValueError(
            f"{path} is not a saved classifier for photographs, or it is damaged: {said}. "
            "Train again, under another name."
        ) from error
    return arrays, description


def _read(path):
    arrays = read_arrays(path)
    if missing := sorted(ARRAYS - set(arrays)):
        raise ContentError(f"it has no {' and no '.join(missing)}")
    description = json.loads(arrays["description"].tobytes())
    if description["format"] != FORMAT:
        raise ContentError(f"its format is {description['format']!r}, expected {FORMAT!r}")
    return arrays, {"folder": "", **description}  # the first files did not say which


def _check(kernel, bias, description):
    names, counts = description["class_names"], description["counts"]
    features = kernel.shape[0]
    if kernel.shape != (features, len(names)) or bias.shape != (len(names),):
        raise ContentError(f"kernel {kernel.shape} and bias {bias.shape} for {len(names)} classes")
    if not all(isinstance(name, str) for name in names) or len(counts) != len(names):
        raise ContentError("its classes have no names")
    if not all(a.dtype == np.float32 and np.isfinite(a).all() for a in (kernel, bias)):
        raise ContentError("its weights are no finite float32")
    if not isinstance(description["folder"], str):
        raise ContentError("its folder has no name")
