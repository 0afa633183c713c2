"""One object for each image: what it is, and where.

A network with two heads, a class and a box, learns with two losses, one for each. A box is coded
as shares of the image, so that its four numbers lie between 0 and 1, whatever the image's size.
Letters: N images, each with one box.
"""

import numpy as np

from cnn_lessons.datasets.boxed_images import BoxedImages
from cnn_lessons.datasets.voc_folders import check_size
from cnn_lessons.operations.integers import is_int
from cnn_lessons.tasks.boxes import check_boxes, convert_boxes

SMALLEST = 1e-6  # side of a decoded box, as a share of the image's


def encode_boxes(boxes, size):
    """Return boxes as shares of their image: what a network is to learn.

    Parameters
    ----------
    boxes : array_like, shape (N, 4)
        ``"xyxy"``, in pixels.
    size : (int, int)
        Height and width of the image, in pixels.

    Returns
    -------
    ndarray of float32, shape (N, 4)
        The centre's x, the centre's y, width and height; x and width as shares of the image's
        width, y and height of its height.

    Raises
    ------
    ValueError
        As `check_boxes`, if a box reaches over the edge of the image, or `size` is none.

    Examples
    --------
    >>> encode_boxes([(8, 6, 24, 18)], size=(48, 64))
    array([[0.25, 0.25, 0.25, 0.25]], dtype=float32)
    """
    boxes = _inside(boxes, size)
    H, W = size
    return (convert_boxes(boxes, "xyxy", "center_xywh") / (W, H, W, H)).astype(np.float32)


def _inside(boxes, size):
    """Return boxes as an array, unless one of them is not within an image of that size."""
    check_size(size)
    boxes = check_boxes(boxes)
    H, W = size
    outside = np.flatnonzero(((boxes < 0) | (boxes > (W, H, W, H))).any(axis=1))
    if len(outside):
        raise ValueError(
            f"boxes[{outside[0]}] is {boxes[outside[0]].tolist()}, which reaches over the edge of "
            f"an image of {H} × {W} pixels. Cut it off there, or is size=(height, width) wrong?"
        )
    return boxes


def decode_boxes(shares, size):
    """Return what a network says as boxes, cut off at the image's edges.

    A sigmoid that has run out says 0 for a side. Its box gets a millionth of the image's side: it
    is a box, and fits nothing.

    Parameters
    ----------
    shares : array_like, shape (N, 4)
        As from `encode_boxes`; N may be 0, for which an empty list will do.
    size : (int, int)
        Height and width of the image, in pixels.

    Returns
    -------
    ndarray of float64, shape (N, 4)
        ``"xyxy"``, in pixels.

    Raises
    ------
    ValueError
        If the shape is another, a number is NaN or infinite, a centre is outside of the image, a
        side negative, or `size` is none.

    Examples
    --------
    >>> decode_boxes([(0.25, 0.25, 0.25, 0.25), (0.0, 0.5, 0.5, 2.0)], size=(48, 64))
    array([[ 8.,  6., 24., 18.],
           [ 0.,  0., 16., 48.]])
    """
    check_size(size)
    shares = _check_shares(shares)
    H, W = size
    center, sides = shares[:, :2], np.maximum(shares[:, 2:], SMALLEST)
    corners = np.concatenate([center - sides / 2, center + sides / 2], axis=1)
    return np.clip(corners, 0, 1) * (W, H, W, H)


def _check_shares(shares):
    """Return shares as an array of floats, unless they code no boxes."""
    shares = np.asarray(shares, dtype=float)
    if shares.shape == (0,):
        return shares.reshape(0, 4)
    if shares.ndim != 2 or shares.shape[1] != 4:
        advice = " For a single box use [shares]." if shares.shape == (4,) else ""
        raise ValueError(f"shares have shape {shares.shape}, but (N, 4) is expected.{advice}")
    center, sides = shares[:, :2], shares[:, 2:]
    usable = (center >= 0) & (center <= 1) & (sides >= 0) & (sides < np.inf)
    wrong = np.flatnonzero(~usable.all(axis=1))
    if len(wrong):
        raise ValueError(
            f"shares[{wrong[0]}] is {shares[wrong[0]].tolist()}, but a centre from 0 to 1 and "
            "sides of at least 0 are expected. Are these pixels (encode_boxes), or has the "
            "network no sigmoid at its end?"
        )
    return shares


def paired_iou(boxes, others):
    """Return the IoU of each box with the one in the same place of another list.

    Parameters
    ----------
    boxes, others : array_like, shape (N, 4)
        ``"xyxy"``, in pixels.

    Returns
    -------
    ndarray of float64, shape (N,)
        From 0 to 1: the diagonal of `pairwise_iou`.

    Raises
    ------
    ValueError
        As `check_boxes`, or if there are not as many of both.

    Examples
    --------
    >>> paired_iou([(0, 0, 4, 4), (0, 0, 4, 4)], [(2, 0, 6, 4), (0, 0, 4, 2)])
    array([0.33333333, 0.5       ])
    """
    boxes, others = check_boxes(boxes), check_boxes(others, name="others")
    if len(boxes) != len(others):
        raise ValueError(f"there are {len(boxes)} boxes and {len(others)} others: give pairs.")
    sides = np.minimum(boxes[:, 2:], others[:, 2:]) - np.maximum(boxes[:, :2], others[:, :2])
    shared = np.maximum(sides, 0).prod(axis=1)
    areas = [(each[:, 2:] - each[:, :2]).prod(axis=1) for each in (boxes, others)]
    return shared / (areas[0] + areas[1] - shared)


def largest_objects(boxed, label=None):
    """Return the images that have an object, each with the largest of them.

    Parameters
    ----------
    boxed : BoxedImages
        One part of a data set, such as `data.train`.
    label : int, optional
        Only objects of this class, a position in `data.class_names`, count; by default all do.

    Returns
    -------
    images : ndarray, shape (N, H, W, C)
    boxes : ndarray of float32, shape (N, 4)
    labels : ndarray of int64, shape (N,)

    Raises
    ------
    ValueError
        If no image has such an object, or `label` is no whole number.
    TypeError
        If `boxed` is something else, a whole data set for example.
    """
    if not isinstance(boxed, BoxedImages):
        raise TypeError(
            f"boxed is a {type(boxed).__name__}, but BoxedImages are expected: one part of a "
            "data set, such as data.train."
        )
    if label is not None and not is_int(label):
        raise ValueError(
            f"label={label!r}, but the number of one class is expected: the position of its name, "
            'such as data.class_names.index("WBC").'
        )
    kept, boxes, labels = [], [], []
    for image, (found, classes) in enumerate(zip(boxed.boxes, boxed.labels, strict=True)):
        wanted = np.flatnonzero(np.ones(len(classes)) if label is None else classes == label)
        if len(wanted):
            sides = found[wanted, 2:] - found[wanted, :2]
            largest = wanted[sides.prod(axis=1).argmax()]
            kept.append(image)
            boxes.append(found[largest])
            labels.append(classes[largest])
    if not kept:
        what = "an object" if label is None else f"an object of class {label}"
        raise ValueError(f"none of the {len(boxed)} images has {what}. Choose another class.")
    return boxed.images[kept], np.stack(boxes), np.array(labels, np.int64)


def mirror_all(images, boxes):
    """Return images as they are, mirrored sideways, upside down, and both; boxes likewise.

    Parameters
    ----------
    images : array_like, shape (N, H, W, C)
    boxes : array_like, shape (N, 4)
        ``"xyxy"``, in pixels; one for each image, inside it.

    Returns
    -------
    images : ndarray, shape (4 N, H, W, C)
    boxes : ndarray of float64, shape (4 N, 4)

    Raises
    ------
    ValueError
        If there is not one box for each image, or one is not inside, or as `check_boxes`.
    """
    images = np.asarray(images)
    if images.ndim != 4:
        advice = " For a single image use images[np.newaxis]." if images.ndim == 3 else ""
        raise ValueError(f"images have shape {images.shape}, but (N, H, W, C) is expected.{advice}")
    H, W = images.shape[1:3]
    boxes = _inside(boxes, (H, W))
    check_one_each(images, boxes)
    left, top, right, bottom = boxes.T
    sideways = images[:, :, ::-1], np.stack([W - right, top, W - left, bottom], axis=1)
    versions = [(images, boxes), sideways]
    for turned, (left, top, right, bottom) in [(x, found.T) for x, found in versions]:
        flipped = np.stack([left, H - bottom, right, H - top], axis=1)
        versions.append((turned[:, ::-1], flipped))
    return tuple(np.concatenate(parts) for parts in zip(*versions, strict=True))


def check_one_each(images, boxes):
    """Raise an error that helps, unless there are as many boxes as images."""
    if len(images) != len(boxes):
        raise ValueError(
            f"there are {len(images)} images and {len(boxes)} boxes, but one box for each image "
            "is expected. Cut both lists alike; largest_objects makes such pairs."
        )
