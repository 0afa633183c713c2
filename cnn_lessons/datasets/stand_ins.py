"""What takes the place of a data set that cannot be had: of its shape, and under its own name."""

import numpy as np

from cnn_lessons.datasets.dataset import Dataset
from cnn_lessons.datasets.digits import load_digits
from cnn_lessons.datasets.photos import load_photos

PHOTOGRAPHS = ("china", "cat", "coffee", "rocket", "astronaut")
PATCH, TILE = 32, 48  # pixels
PATCHES = {"train": 120, "test": 30}  # of each class


def enlarged_digits():
    """Return the embedded digits as 28 × 28: every pixel nine times, and a frame around.

    Examples
    --------
    >>> enlarged_digits()
    Digits, enlarged (stand-in for MNIST): 1437 training and 360 test images, 28 × 28 × 1
    """
    data = load_digits()
    frame = ((0, 0), (2, 2), (2, 2), (0, 0))
    x_train, x_test = (
        np.pad(images.repeat(3, axis=1).repeat(3, axis=2), frame)
        for images in (data.x_train, data.x_test)
    )
    name = "Digits, enlarged (stand-in for MNIST)"
    return Dataset(name, x_train, data.y_train, x_test, data.y_test, data.class_names)


def photo_patches():
    """Return 32 × 32 pixels of the embedded photographs; the class says from which half of which.

    The halves are cut into tiles of 48 × 48. Every fifth tile is for testing, and a patch lies
    within one tile: so no pixel is in both parts.

    Examples
    --------
    >>> photo_patches()
    Photo patches (stand-in for CIFAR-10): 1200 training and 300 test images, 32 × 32 × 3
    """
    rng = np.random.default_rng(0)
    images, labels = {"train": [], "test": []}, {"train": [], "test": []}
    class_names = []
    for photograph in PHOTOGRAPHS:
        for side, half in zip(
            ("left", "right"), np.array_split(load_photos(photograph)[0], 2, axis=1), strict=True
        ):
            tiles = _tiles(half)
            testing = np.arange(len(tiles)) % 5 == 2
            for part, chosen in (("train", tiles[~testing]), ("test", tiles[testing])):
                images[part].append(_patches(chosen, PATCHES[part], rng))
                labels[part] += [len(class_names)] * PATCHES[part]
            class_names.append(f"{photograph}, {side}")
    x_train, x_test = (
        np.concatenate(images[part]).astype(np.float32) / 255 for part in ("train", "test")
    )
    y_train, y_test = (np.array(labels[part], dtype=np.int64) for part in ("train", "test"))
    order = rng.permutation(len(y_train))
    name = "Photo patches (stand-in for CIFAR-10)"
    return Dataset(name, x_train[order], y_train[order], x_test, y_test, tuple(class_names))


def _tiles(image):
    """Cut an image into squares that do not overlap; what is left at its edges is dropped."""
    H, W, C = image.shape
    rows, columns = H // TILE, W // TILE
    cut = image[: rows * TILE, : columns * TILE].reshape(rows, TILE, columns, TILE, C)
    return cut.swapaxes(1, 2).reshape(-1, TILE, TILE, C)


def _patches(tiles, count, rng):
    """Cut patches at random places of random tiles."""
    places = rng.integers(0, (len(tiles), TILE - PATCH + 1, TILE - PATCH + 1), (count, 3))
    return np.stack([tiles[i, y : y + PATCH, x : x + PATCH] for i, y, x in places])
