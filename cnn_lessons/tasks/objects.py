"""Objects on a mask: found by their pixels, cut apart where they touch, and counted.

An array of objects says of each pixel to which it belongs: 0 is the background, and pixels with
the same other number are one object.
"""

from dataclasses import dataclass

import numpy as np
from scipy import ndimage
from skimage.feature import peak_local_max
from skimage.segmentation import watershed

from cnn_lessons.tasks.masks import check_mask, check_same_shape


@dataclass(frozen=True)
class ObjectCounts:
    """How many objects were found, how many there are, and how many of them match.

    Parameters
    ----------
    found, true, matched : int
    """

    found: int
    true: int
    matched: int

    @property
    def precision(self):
        """Share of the found objects that match a true one; NaN where none was found."""
        return self.matched / self.found if self.found else float("nan")

    @property
    def recall(self):
        """Share of the true objects that were found; NaN where there is none."""
        return self.matched / self.true if self.true else float("nan")

    @property
    def f1(self):
        """Twice the matches, over the found and the true: Dice, of objects."""
        return 2 * self.matched / (self.found + self.true) if self.found + self.true else 1.0

    def __add__(self, other):
        return ObjectCounts(
            self.found + other.found, self.true + other.true, self.matched + other.matched
        )


def connected_objects(mask):
    """Return the connected parts of a mask as objects: pixels that share an edge belong together.

    Parameters
    ----------
    mask : array_like of bool, or of 0 and 1, shape (H, W)

    Returns
    -------
    ndarray of int64, shape (H, W)

    Raises
    ------
    ValueError
        If it is no mask.

    Examples
    --------
    >>> connected_objects([[1, 1, 0, 0], [0, 0, 1, 0]])
    array([[1, 1, 0, 0],
           [0, 0, 2, 0]])
    """
    return ndimage.label(_check_flat(check_mask(mask, "mask"), "mask"))[0].astype(np.int64)


def split_objects(mask, distance):
    """Return the objects of a mask, those that touch cut apart at their waists.

    Each pixel gets its distance from the background. The peaks of this landscape are the middles
    of the objects; from them it is flooded, and where two floods meet is the border.

    Parameters
    ----------
    mask : array_like of bool, or of 0 and 1, shape (H, W)
    distance : int
        Pixels between two peaks, at least.

    Returns
    -------
    ndarray of int64, shape (H, W)

    Raises
    ------
    ValueError
        If it is no mask.
    """
    mask = _check_flat(check_mask(mask, "mask"), "mask")
    # Smoothed: a rough edge makes many small peaks.
    depth = ndimage.gaussian_filter(ndimage.distance_transform_edt(mask), 1)
    parts = ndimage.label(mask)[0]
    peaks = peak_local_max(depth, min_distance=distance, exclude_border=False, labels=parts)
    middles = np.zeros(mask.shape, dtype=np.int64)
    middles[tuple(peaks.T)] = np.arange(1, len(peaks) + 1)
    return watershed(-depth, middles, mask=mask).astype(np.int64)


def match_objects(found, truth, iou_threshold=0.5):
    """Count the found objects that overlap a true one by more than a threshold of IoU.

    From one half on no object can match two: nothing has to be chosen.

    Parameters
    ----------
    found, truth : array_like of int, shape (H, W)
        Objects; 0 is the background.
    iou_threshold : float, default=0.5
        From 0.5 to below 1.

    Returns
    -------
    ObjectCounts

    Raises
    ------
    ValueError
        If the shapes differ, they are no whole numbers from 0, or the threshold is below 0.5.

    References
    ----------
    .. [1] J. C. Caicedo et al., "Nucleus segmentation across imaging experiments: the 2018 Data
       Science Bowl", 2019. https://www.nature.com/articles/s41592-019-0612-7

    Examples
    --------
    Two true objects that the mask has as one, which is too large for either:

    >>> match_objects([[1, 1, 1, 1]], [[1, 1, 2, 2]])
    ObjectCounts(found=1, true=2, matched=0)
    """
    if not 0.5 <= iou_threshold < 1:
        raise ValueError(
            f"iou_threshold={iou_threshold!r}, but 0.5 up to below 1 is expected: below, one "
            "object could match two."
        )
    found, truth = _numbered(found, "found"), _numbered(truth, "truth")
    check_same_shape(found, truth, ("found", "truth"))
    shared = np.zeros((found.max() + 1, truth.max() + 1))
    np.add.at(shared, (found.ravel(), truth.ravel()), 1)
    areas = shared.sum(axis=1, keepdims=True) + shared.sum(axis=0)
    overlap = shared / np.maximum(areas - shared, 1)  # 0 only where there is no background
    matched = (overlap[1:, 1:] > iou_threshold).sum()
    return ObjectCounts(len(shared) - 1, shared.shape[1] - 1, int(matched))


def count_objects(masks, truths, find=connected_objects):
    """Count over a batch of masks how many of the objects on them match a true one.

    Parameters
    ----------
    masks : array_like of bool, or of 0 and 1, shape (N, H, W)
    truths : array_like of int, shape (N, H, W)
        Objects; 0 is the background.
    find : callable, default=connected_objects
        Makes objects of a mask.

    Returns
    -------
    ObjectCounts
        Of all images together, at an IoU above one half.

    Raises
    ------
    ValueError
        As `connected_objects` and `match_objects`; if the batches have another shape.
    """
    if np.ndim(masks) != 3 or np.shape(masks) != np.shape(truths):
        raise ValueError(
            f"masks have shape {np.shape(masks)} and truths {np.shape(truths)}, expected "
            "(N, H, W) for both. Of one image, write masks[None] and truths[None]."
        )
    counts = ObjectCounts(0, 0, 0)
    for mask, truth in zip(masks, truths, strict=True):
        counts += match_objects(find(mask), truth)
    return counts


def _check_flat(array, name):
    """Return an array, unless it is not that of one image."""
    if array.ndim != 2:
        raise ValueError(
            f"{name} has shape {array.shape}, expected (H, W): one image. Go through a batch of "
            "shape (N, H, W) one by one, or count it with count_objects."
        )
    return array


def _numbered(objects, name):
    """Return objects numbered without gaps from 1."""
    objects = np.asarray(objects)
    if objects.dtype.kind not in "iu" or (objects < 0).any():
        raise ValueError(
            f"{name} is of {objects.dtype}, expected whole numbers of which 0 is the background. "
            "connected_objects(mask) makes them of a mask."
        )
    present = np.unique(_check_flat(objects, name)[objects > 0])
    return np.where(objects > 0, np.searchsorted(present, objects) + 1, 0)
