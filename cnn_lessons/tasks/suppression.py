"""Non-maximum suppression: of many boxes around one object, keep the best.

Letter: K boxes.
"""

import numpy as np

from cnn_lessons.operations.integers import is_int
from cnn_lessons.tasks.boxes import (
    check_boxes,
    check_iou_threshold,
    check_labels,
    check_scores,
    iou_loops,
    pairwise_iou,
)


def non_max_suppression_loops(boxes, scores, labels=None, iou_threshold=0.5, limit=None):
    """Return the boxes that are kept, by comparing each with all that are kept already.

    Parameters, Returns and Raises are those of `non_max_suppression`.
    """
    boxes, scores, labels = _check_scored(boxes, scores, labels, iou_threshold, limit)
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    kept = []
    for i in order:
        rivals = [j for j in kept if labels[i] == labels[j]]
        if all(iou_loops(boxes[[i]], boxes[[j]]).item() <= iou_threshold for j in rivals):
            kept.append(i)
    return np.array(kept[:limit], dtype=int)


def non_max_suppression(boxes, scores, labels=None, iou_threshold=0.5, limit=None):
    """Return which boxes to keep, so that each object is found once.

    The box with the highest score is kept; whatever overlaps it too much is taken for the same
    object and dropped; then the best of those that are left is kept, and so on.

    Parameters
    ----------
    boxes : array_like, shape (K, 4)
        ``"xyxy"``, in pixels.
    scores : array_like, shape (K,)
        The higher, the surer. Of equal ones the first comes first.
    labels : array_like of int, shape (K,), optional
        The class of each box: a box drops others of its own class only. Without labels all are of
        one class.
    iou_threshold : float, default=0.5
        From 0 to 1: a box is dropped if its IoU with a kept one is *above* it.
    limit : int, optional
        Keep at most so many, of all classes together.

    Returns
    -------
    ndarray of int, shape (at most K,)
        Positions in `boxes`, highest score first.

    Raises
    ------
    ValueError
        As `check_boxes`; if scores or labels are not as many as the boxes, a score is NaN, a label
        is no whole number, or the threshold or the limit is out of range.

    Examples
    --------
    >>> boxes = [(0, 0, 4, 4), (1, 0, 5, 4), (6, 0, 9, 4)]
    >>> non_max_suppression(boxes, [0.7, 0.9, 0.8])
    array([1, 2])
    >>> non_max_suppression(boxes, [0.7, 0.9, 0.8], labels=[1, 0, 0])
    array([1, 2, 0])
    """
    boxes, scores, labels = _check_scored(boxes, scores, labels, iou_threshold, limit)
    left = np.argsort(-scores, kind="stable")
    kept = []
    while len(left) and len(kept) != limit:
        best, left = left[0], left[1:]
        kept.append(best)
        (overlap,) = pairwise_iou(boxes[[best]], boxes[left])
        left = left[(overlap <= iou_threshold) | (labels[left] != labels[best])]
    return np.array(kept, dtype=int)


def _check_scored(boxes, scores, labels, iou_threshold, limit):
    """Return boxes, scores and labels as arrays, unless something does not fit."""
    boxes = check_boxes(boxes)
    scores = check_scores(scores, len(boxes))
    labels = check_labels(np.zeros(len(boxes), int) if labels is None else labels, len(boxes))
    check_iou_threshold(iou_threshold)
    if limit is not None and not is_int(limit, least=0):
        raise ValueError(f"limit={limit!r}, but a whole number of at least 0, or None is expected.")
    return boxes, scores, labels
