"""Boxes: how they are written, and how well two agree.

A box is four numbers. Which four, its format says:

- ``"xyxy"``: left, top, right, bottom, as everywhere in this package;
- ``"yxyx"``: top, left, bottom, right (TensorFlow);
- ``"xywh"``: left, top, width, height (COCO's files);
- ``"center_xywh"``: the centre's x and y, width, height (YOLO);
- ``"tlhw"``: top, left, height, width, which `show_boxes` draws.

All in pixels, in continuous coordinates: right and bottom are where the box ends, so its width is
right − left, with nothing added. Letters: K and M boxes.
"""

import numpy as np

from cnn_lessons.operations.values import from_0_to_1
from cnn_lessons.tasks.arguments import as_array

LARGEST = 1e100  # beyond it areas are infinite
FORMATS = ("xyxy", "yxyx", "xywh", "center_xywh", "tlhw")


def check_boxes(boxes, form="xyxy", name="boxes"):
    """Return boxes as an array of floats, unless one of them is no box.

    Parameters
    ----------
    boxes : array_like, shape (K, 4)
        In pixels; K may be 0, for which an empty list will do.
    form : str, default="xyxy"
        One of `FORMATS`.
    name : str, default="boxes"
        What the caller's parameter is called.

    Returns
    -------
    ndarray of float64, shape (K, 4)

    Raises
    ------
    ValueError
        If `form` is not known, these are no numbers, the shape is another, a number is NaN,
        infinite or beyond 1e100, or a box has no area: it may be in another format.

    Examples
    --------
    >>> check_boxes([(2, 3, 5, 7), (9, 3, 5, 7)])
    Traceback (most recent call last):
    ValueError: boxes[1] has no area: as "xyxy", [9.0, 3.0, 5.0, 7.0] is -4 wide and 4 high. Is it \
in another format (convert_boxes)? If it is really empty, leave it out.
    """
    if form not in FORMATS:
        known = ", ".join(f'"{each}"' for each in FORMATS)
        raise ValueError(f"format {form!r} is not known. Use one of {known}.")
    boxes = as_array(boxes, name, "four numbers for each, shape (K, 4),").astype(float, copy=False)
    if boxes.shape == (0,):
        return boxes.reshape(0, 4)
    if boxes.ndim != 2 or boxes.shape[1] != 4:
        advice = " For a single box use [box]." if boxes.shape == (4,) else ""
        raise ValueError(f"{name} have shape {boxes.shape}, but (K, 4) is expected.{advice}")
    wrong = np.flatnonzero(~(np.abs(boxes) < LARGEST).all(axis=1))
    if len(wrong):
        raise ValueError(
            f"{name}[{wrong[0]}] is {boxes[wrong[0]].tolist()}. Four finite numbers of pixels are "
            f"expected, below {LARGEST:g}: leave such boxes out, and look where they come from."
        )
    width, height = _sides(boxes, form)
    wrong = np.flatnonzero((width <= 0) | (height <= 0) | (width * height == 0))
    if len(wrong):
        i = wrong[0]
        raise ValueError(
            f'{name}[{i}] has no area: as "{form}", {boxes[i].tolist()} is {width[i]:g} wide and '
            f"{height[i]:g} high. Is it in another format (convert_boxes)? If it is really empty, "
            "leave it out."
        )
    return boxes


def _sides(boxes, form):
    """Return widths and heights of boxes in a format."""
    first, second, third, fourth = boxes.T
    if form == "xyxy":
        return third - first, fourth - second
    if form == "yxyx":
        return fourth - second, third - first
    return (fourth, third) if form == "tlhw" else (third, fourth)


def convert_boxes(boxes, source, target):
    """Return the same boxes in another format.

    Parameters
    ----------
    boxes : array_like, shape (K, 4)
        In pixels, in the format `source`; K may be 0.
    source, target : {"xyxy", "yxyx", "xywh", "center_xywh", "tlhw"}
        The formats, as in this module's first lines.

    Returns
    -------
    ndarray of float64, shape (K, 4)

    Raises
    ------
    ValueError
        If a format is not known, or there is no box of that format in a row (`check_boxes`).

    Examples
    --------
    >>> convert_boxes([(2, 3, 5, 9)], "xyxy", "center_xywh")
    array([[3.5, 6. , 3. , 6. ]])
    >>> convert_boxes([(2, 3, 5, 9)], "xyxy", "tlhw")
    array([[3., 2., 6., 3.]])
    """
    boxes = check_boxes(boxes, source)
    check_boxes([], target)
    width, height = _sides(boxes, source)
    left, top = boxes[:, :2].T
    if source in ("yxyx", "tlhw"):
        left, top = top, left
    if source == "center_xywh":
        left, top = left - width / 2, top - height / 2
    columns = {
        "xyxy": (left, top, left + width, top + height),
        "yxyx": (top, left, top + height, left + width),
        "xywh": (left, top, width, height),
        "center_xywh": (left + width / 2, top + height / 2, width, height),
        "tlhw": (top, left, height, width),
    }
    return boxes.copy() if source == target else np.stack(columns[target], axis=1)


def box_areas(boxes):
    """Return the areas of boxes.

    Parameters
    ----------
    boxes : array_like, shape (K, 4)
        ``"xyxy"``, in pixels.

    Returns
    -------
    ndarray of float64, shape (K,)
        In square pixels, all above 0.

    Raises
    ------
    ValueError
        As `check_boxes`.

    Examples
    --------
    >>> box_areas([(2, 3, 5, 7)])
    array([12.])
    """
    left, top, right, bottom = check_boxes(boxes).T
    return (right - left) * (bottom - top)


def iou_loops(boxes, others):
    """Return the intersection over union of each box with each other one, by plain arithmetic.

    Parameters, Returns and Raises are those of `pairwise_iou`.
    """
    boxes, others = check_boxes(boxes).tolist(), check_boxes(others, name="others").tolist()
    ious = np.empty((len(boxes), len(others)))
    for i, (left, top, right, bottom) in enumerate(boxes):
        for j, (other_left, other_top, other_right, other_bottom) in enumerate(others):
            # Boxes that lie apart have a negative width or height in common: that is none.
            width = max(min(right, other_right) - max(left, other_left), 0)
            height = max(min(bottom, other_bottom) - max(top, other_top), 0)
            intersection = width * height
            area = (right - left) * (bottom - top)
            other_area = (other_right - other_left) * (other_bottom - other_top)
            ious[i, j] = intersection / (area + other_area - intersection)
    return ious


def pairwise_iou(boxes, others):
    """Return the intersection over union (IoU) of each box with each other one.

    Parameters
    ----------
    boxes : array_like, shape (K, 4)
        ``"xyxy"``, in pixels.
    others : array_like, shape (M, 4)
        The same.

    Returns
    -------
    ndarray of float64, shape (K, M)
        From 0, where they do not overlap, to 1, where they are equal.

    Raises
    ------
    ValueError
        As `check_boxes`.

    References
    ----------
    .. [1] P. Jaccard, "The distribution of the flora in the alpine zone", 1912: the same quotient,
       of species.

    Examples
    --------
    >>> pairwise_iou([(0, 0, 4, 2)], [(2, 0, 6, 2), (0, 0, 4, 2), (5, 5, 6, 6)]).round(3)
    array([[0.333, 1.   , 0.   ]])
    """
    boxes, others = check_boxes(boxes), check_boxes(others, name="others")
    corner = np.maximum(boxes[:, np.newaxis, :2], others[:, :2])  # (K, M, 2): left, top
    end = np.minimum(boxes[:, np.newaxis, 2:], others[:, 2:])
    intersection = np.maximum(end - corner, 0).prod(axis=2)
    union = box_areas(boxes)[:, np.newaxis] + box_areas(others) - intersection
    return intersection / union


def check_scores(scores, K):
    """Return scores as an array of K floats, unless they are something else."""
    scores = as_array(scores, "scores", "numbers, one a box,").astype(float, copy=False)
    if scores.shape != (K,):
        raise ValueError(f"scores have shape {scores.shape}, but {(K,)} is expected: one a box.")
    if np.isnan(scores).any():
        i = np.flatnonzero(np.isnan(scores))[0]
        raise ValueError(f"scores[{i}] is NaN: nothing can be put in order by it. Leave it out.")
    return scores


def check_labels(labels, K, name="labels"):
    """Return labels as a new array of K whole numbers, unless they are something else."""
    expected = "whole numbers from 0, the positions of the classes' names,"
    labels = as_array(labels, name, expected, kinds="iu")
    if labels.shape != (K,):
        raise ValueError(f"{name} have shape {labels.shape}, but {(K,)} is expected: one a box.")
    if K and labels.min() < 0:
        raise ValueError(f"{name} are as low as {labels.min()}, but {expected} are expected.")
    return labels.astype(int)


def check_iou_threshold(iou_threshold):
    """Raise an error that helps, unless the threshold is a number from 0 to 1."""
    from_0_to_1(iou_threshold, "iou_threshold")
