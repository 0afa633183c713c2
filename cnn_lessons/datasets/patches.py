"""Small patches of embedded photographs, to be told apart by the photograph they are from."""

import numpy as np

from cnn_lessons.datasets.dataset import Dataset
from cnn_lessons.datasets.photos import PHOTOS, read_photo

PATCH = 32  # pixels: height and width
GAP = 32  # pixels between the halves for training and for testing


def load_patches(*names, per_class=100, test_per_class=50, seed=0, validation=False):
    """Return patches of 32 × 32 pixels; their class is the photograph that they are cut from.

    Training patches lie in the left half of a photograph and test patches in the right half,
    with a gap between them, so that no pixel is in both parts. Patches of one half overlap,
    and no two of them lie at the same place.

    Parameters
    ----------
    *names : str
        Photographs, as in `load_photos`. Without names, all ten.
    per_class : int, default=100
        Training patches of each photograph.
    test_per_class : int, default=50
        Test patches of each photograph. They do not depend on `per_class`.
    seed : int, default=0
        Of the places.
    validation : bool, default=False
        Whether to leave the right halves alone and divide the left ones: training patches lie
        in the upper part, and what stands in for test patches in the lower part. So a choice
        can be made before the test.

    Returns
    -------
    Dataset
        Images of shape (N, 32, 32, 3) from 0 to 1, in random order.

    Raises
    ------
    ValueError
        If there are fewer than two photographs, one stands there twice or is not known, or a
        number of patches is less than 1 or more than there are places.

    Examples
    --------
    >>> load_patches(per_class=20)
    Patches of 10 photographs: 200 training and 500 test images, 32 × 32 × 3
    >>> load_patches("cat", "coffee", per_class=5).class_names
    ('cat', 'coffee')
    """
    names = names or tuple(PHOTOS)
    if len(names) < 2 or len(set(names)) < len(names):
        raise ValueError(
            f"{len(names)} photographs were given, {', '.join(names)}; expected at least two, "
            "all different. Without names you get all of them."
        )
    photos = [read_photo(name) for name in names]
    parts = [_divide(photo, axis=1) for photo in photos]
    if validation:
        parts = [_divide(left, axis=0) for left, _ in parts]
    to_train, to_test = zip(*parts, strict=True)
    x_train, y_train = _cut_all(to_train, per_class, [seed, 0])
    x_test, y_test = _cut_all(to_test, test_per_class, [seed, 1])
    title = f"Patches of {len(names)} photographs"
    return Dataset(title, x_train, y_train, x_test, y_test, names)


def _divide(pixels, axis):
    """Return both halves, top and bottom or left and right, without the gap in the middle."""
    middle = pixels.shape[axis] // 2
    first, _, second = np.split(pixels, [middle - GAP // 2, middle + GAP // 2], axis)
    return first, second


def _cut_all(parts, count, seed):
    """Return `count` patches of each part and their classes, shuffled."""
    rng = np.random.default_rng(seed)
    patches = np.concatenate([_cut(part, count, rng) for part in parts])
    labels = np.arange(len(parts)).repeat(count)
    order = rng.permutation(len(labels))
    return patches[order].astype(np.float32) / 255, labels[order]


def _cut(part, count, rng):
    """Return patches from random places, all different."""
    rows, columns = (size - PATCH + 1 for size in part.shape[:2])
    if not 1 <= count <= rows * columns:
        raise ValueError(
            f"{count} patches of each photograph were asked for, expected at least 1 and at most "
            f"{rows * columns}: so many places there are in a part of {part.shape[0]} × "
            f"{part.shape[1]} pixels."
        )
    places = rng.choice(rows * columns, count, replace=False)
    corners = np.transpose(np.unravel_index(places, (rows, columns)))
    return np.stack([part[top : top + PATCH, left : left + PATCH] for top, left in corners])
