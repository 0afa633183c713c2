"""A classifier for photographs in one file: arrays, and a description in JSON. No pickle."""

import json
from functools import reduce

import numpy as np

from cnn_lessons.files import read_arrays, write_arrays
from cnn_lessons.language import Name, Spoken, message, said
from cnn_lessons.practice.photos.classifier import PhotoClassifier
from cnn_lessons.practice.photos.feature_network import load_feature_network
from cnn_lessons.practice.pretrained import NoWeightsError

FORMAT = "cnn_lessons photo classifier 1"
TUNED = "cnn_lessons photo classifier 2"  # with the weights of a last block
ARRAYS = {"kernel", "bias", "description"}
LAST_BLOCK = "last block"  # the names of its arrays begin so


class ContentError(Spoken, ValueError):
    """What is in a file does not fit together; the text says what."""


def save_photo_classifier(classifier, path):
    """Write a classifier to a file: all of it, or nothing.

    The network is not in the file, only its name and a stamp of its weights, and where its last
    block was fine-tuned, the weights of that; and no photograph, only the path of their folder.

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
    network = classifier.network
    tuned = network.tail().get_weights() if network.tuned_from else []
    description = {
        "format": TUNED if tuned else FORMAT,
        "network": network.name,
        "stamp": network.tuned_from or network.stamp,
        "class_names": classifier.class_names,
        "counts": classifier.counts,
        "folder": classifier.folder,
        "threshold": classifier.threshold,
    }
    text = json.dumps(description).encode()  # a path may be no Unicode
    arrays = {"kernel": classifier.kernel, "bias": classifier.bias}
    arrays |= {f"{LAST_BLOCK} {place:03}": array for place, array in enumerate(tuned)}
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
        text = message(
            "{path} was made with {network}, and at hand is {other}, or the same with other "
            "weights. Get that network, or train again.",
            path=path,
            network=description["network"],
            other=network.name,
        )
        raise ValueError(said(text))
    if tuned := [arrays[name] for name in sorted(arrays) if name.startswith(LAST_BLOCK)]:
        network = _with_last_block(path, network, tuned)
    return PhotoClassifier(
        network,
        tuple(description["class_names"]),
        arrays["kernel"],
        arrays["bias"],
        tuple(description["counts"]),
        description["folder"],
        description["threshold"],
    )


def _with_last_block(path, network, weights):
    """Return a copy of a network with other weights in its last block."""
    network = network.copied()
    tail = network.tail()
    try:
        tail.set_weights(weights)
    except ValueError:
        raise _damaged(
            path, message("its last block does not fit {network}", network=network.name)
        ) from None
    return network


def _load_network(path, name):
    try:
        return load_feature_network(name)
    except (NoWeightsError, ValueError) as error:
        text = message(
            "{path} was made with {network}. {error} Or train again.",
            path=path,
            network=name,
            error=error.args[0],
        )
        raise ValueError(said(text)) from error


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
        _check_floats(array for name, array in arrays.items() if name != "description")
    except OSError:
        raise
    except Exception as error:  # a damaged archive raises a dozen kinds
        is_known = isinstance(error, ContentError)
        why = error.args[0] if is_known else message("its arrays cannot be read")
        raise _damaged(path, why) from error
    return arrays, description


def _damaged(path, why):
    text = message(
        "{path} is not a saved classifier for photographs, or it is damaged: {why}. Train again, "
        "under another name.",
        path=path,
        why=why,
    )
    return ValueError(said(text))


def _and_no(names, last):
    return message("{names} and no {last}", names=names, last=last)


def _read(path):
    arrays = read_arrays(path)
    if missing := sorted(ARRAYS - set(arrays)):
        raise ContentError(message("it has no {names}", names=reduce(_and_no, map(Name, missing))))
    description = json.loads(arrays["description"].tobytes())
    expected = TUNED if any(name.startswith(LAST_BLOCK) for name in arrays) else FORMAT
    if description["format"] != expected:
        raise ContentError(
            message(
                "its format is {found!r}, expected {expected!r}",
                found=description["format"],
                expected=expected,
            )
        )
    # The first files did not say which folder, and knew no threshold.
    return arrays, {"folder": "", "threshold": 0.0, **description}


def _check(kernel, bias, description):
    names, counts = description["class_names"], description["counts"]
    features = kernel.shape[0]
    if kernel.shape != (features, len(names)) or bias.shape != (len(names),):
        raise ContentError(
            message(
                "kernel {kernel} and bias {bias} for {number} classes",
                kernel=kernel.shape,
                bias=bias.shape,
                number=len(names),
            )
        )
    if not all(isinstance(name, str) for name in names) or len(counts) != len(names):
        raise ContentError(message("its classes have no names"))
    if not isinstance(description["folder"], str):
        raise ContentError(message("its folder has no name"))
    threshold = description["threshold"]
    if not (isinstance(threshold, (int, float)) and 0 <= threshold <= 1):
        raise ContentError(message("its threshold is {value!r}, expected 0 to 1", value=threshold))


def _check_floats(arrays):
    if not all(array.dtype == np.float32 and np.isfinite(array).all() for array in arrays):
        raise ContentError(message("its weights are no finite float32"))
