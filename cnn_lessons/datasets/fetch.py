"""Data sets that everybody knows: from this machine where they are, else downloaded.

Looked for in this order: the folder that ``CNN_LESSONS_DATA`` names (a classroom's copies),
what Keras has downloaded before (the folder ``datasets`` of ``KERAS_HOME``, by default
``~/.keras``), the internet. A checksum is compared before every use. Where nothing can be had, a
stand-in takes its place, which says so and bears a name of its own.
"""

import pickle
import tarfile
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from cnn_lessons.datasets.dataset import Dataset
from cnn_lessons.datasets.downloads import keras_file, published_file
from cnn_lessons.datasets.sources import classroom_copy, data_or_stand_in
from cnn_lessons.datasets.stand_ins import enlarged_digits, photo_patches
from cnn_lessons.files import DamagedError, read_arrays
from cnn_lessons.language import Name, message, said

PARTS = ("x_train", "y_train", "x_test", "y_test")


@dataclass(frozen=True)
class _Source:
    """Where a data set is found, and what it has to look like."""

    stem: str  # of the local file
    name: str
    size: str  # of the download
    url: str  # as in keras.datasets, and so the checksum
    sha256: str
    cached: tuple  # names under which Keras keeps it
    read: Callable  # takes the path of the file, returns its arrays
    shape: tuple
    class_names: tuple
    stand_in: Callable


def _read_cifar10(path):
    """Return the arrays of the archive: its checksum is known, so its pickles may be read."""
    batches = {}
    with tarfile.open(path) as archive:
        for name in (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch"):
            file = archive.extractfile(f"cifar-10-batches-py/{name}")
            batches[name] = pickle.load(file, encoding="bytes")
    *training, test = batches.values()
    return {
        "x_train": np.concatenate([_pixels(batch) for batch in training]),
        "y_train": np.concatenate([batch[b"labels"] for batch in training]),
        "x_test": _pixels(test),
        "y_test": np.array(test[b"labels"]),
    }


def _pixels(batch):
    """Return the images of a batch, (N, 32, 32, 3): they are stored channel by channel."""
    return batch[b"data"].reshape(-1, 3, 32, 32).transpose(0, 2, 3, 1)


MNIST = _Source(
    "mnist",
    "MNIST",
    "11 MB",
    "https://storage.googleapis.com/tensorflow/tf-keras-datasets/mnist.npz",
    "731c5ac602752760c8e48fbffcf8c3b850d9dc2a2aedcf2cc48468fc17b673d1",
    ("mnist.npz",),
    read_arrays,
    (28, 28, 1),
    tuple("0123456789"),
    enlarged_digits,
)
CIFAR10 = _Source(
    "cifar10",
    "CIFAR-10",
    "170 MB",
    "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
    "6d958be074577803d12ecdefd02955f39262c83c16fe9348329d7fe0b5c001ce",
    ("cifar-10-batches-py-target_archive", "cifar-10-batches-py.tar.gz"),  # before Keras 3.6
    _read_cifar10,
    (32, 32, 3),
    ("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck"),
    photo_patches,
)


def fetch_mnist(timeout=10):
    """Return MNIST: 70,000 handwritten digits of 28 × 28 pixels, white on black.

    Parameters
    ----------
    timeout : float, default=10
        Seconds to wait for a server that is silent, where something has to be downloaded.

    Returns
    -------
    Dataset
        60,000 images of shape (28, 28, 1) to learn from and 10,000 to test on. Without
        network it is another data set, of the same shape and fewer images: see its name.

    Raises
    ------
    ValueError
        If a file in the folder ``CNN_LESSONS_DATA`` cannot be used.

    References
    ----------
    .. [1] Y. LeCun, C. Cortes and C. Burges, "The MNIST database of handwritten digits",
       1998. CC BY-SA 3.0. https://keras.io/api/datasets/mnist/
    """
    return _fetch(MNIST, timeout)


def fetch_cifar10(timeout=10):
    """Return CIFAR-10: 60,000 colour photographs of 32 × 32 pixels, of ten kinds of things.

    Parameters
    ----------
    timeout : float, default=10
        Seconds to wait for a server that is silent, where something has to be downloaded.

    Returns
    -------
    Dataset
        50,000 images of shape (32, 32, 3) to learn from and 10,000 to test on. Without
        network it is another data set, of the same shape and fewer images: see its name.

    Raises
    ------
    ValueError
        If a file in the folder ``CNN_LESSONS_DATA`` cannot be used.

    References
    ----------
    .. [1] A. Krizhevsky, "Learning multiple layers of features from tiny images", 2009.
       https://www.cs.toronto.edu/~kriz/cifar.html
    """
    return _fetch(CIFAR10, timeout)


def _fetch(source, timeout):
    path = classroom_copy(f"{source.stem}.npz")
    if path is not None:
        return _read_local(path, source)
    what = f"{source.name} ({source.size})"
    paths = [keras_file("datasets", name) for name in source.cached]

    def download():
        with published_file(what, source.url, source.sha256, paths, timeout) as path:
            return _dataset(source.name, source.read(path), source)

    local = f"{source.stem}.npz"
    return data_or_stand_in(source.name, local, paths, download, source.stand_in, stacklevel=4)


def _read_local(path, source):
    try:
        arrays = read_arrays(path)
    except DamagedError as error:
        text = message(
            "{path} cannot be read: it is damaged, or no file of np.savez with arrays of numbers "
            "only: copy it anew, or remove it to download the data.",
            path=path,
        )
        raise ValueError(said(text)) from error
    missing = [name for name in ("name", *PARTS) if name not in arrays]
    if missing:
        text = message(
            "{path} has no {names}. Write it with np.savez(path, name=…, x_train=…, y_train=…, "
            "x_test=…, y_test=…), where name says what the images are.",
            path=path,
            names=Name(", ".join(missing)),
        )
        raise ValueError(said(text))
    for part in ("train", "test"):
        images, labels = arrays[f"x_{part}"], arrays[f"y_{part}"]
        fault = _fault(images, labels, source)
        if fault:
            text = message(
                "{path}: x_{part} and y_{part} are not {name}-like: {fault}.",
                path=path,
                part=part,
                name=source.name,
                fault=fault,
            )
            raise ValueError(said(text))
    return _dataset(str(arrays["name"]), arrays, source)


def _fault(images, labels, source):
    """Return what is wrong with images and labels, or None."""
    H, W, C = source.shape
    expected = f"(N, {H}, {W}, {C})"
    if images.shape[1:] not in ((H, W, C), (H, W) if C == 1 else ()) or len(images) == 0:
        return message(
            "the images have shape {shape}, expected {expected}",
            shape=images.shape,
            expected=expected,
        )
    if images.dtype != np.uint8:
        return message("the images are {dtype}, expected uint8 from 0 to 255", dtype=images.dtype)
    if labels.dtype.kind not in "iu" or labels.size != len(labels) or len(labels) != len(images):
        return message(
            "the labels are {dtype} of shape {shape}, expected one whole number for each of "
            "{number} images",
            dtype=labels.dtype,
            shape=labels.shape,
            number=len(images),
        )
    count = len(source.class_names)
    if labels.min() < 0 or labels.max() >= count:
        return message(
            "the labels go from {low} to {high}, expected 0 to {last}",
            low=labels.min(),
            high=labels.max(),
            last=count - 1,
        )
    return None


def _dataset(name, arrays, source):
    images, labels = {}, {}
    for part in ("train", "test"):
        pixels = arrays[f"x_{part}"].reshape(-1, *source.shape)
        images[part] = np.divide(pixels, 255, dtype=np.float32)
        labels[part] = arrays[f"y_{part}"].reshape(-1).astype(np.int64)
    return Dataset(
        name, images["train"], labels["train"], images["test"], labels["test"], source.class_names
    )
