"""What a detector says about images, held against what is on them.

Letters: K detections and M true boxes of an image, D detections of all images together.
"""

from dataclasses import dataclass

import numpy as np

from cnn_lessons.tasks.boxes import (
    check_boxes,
    check_iou_threshold,
    check_labels,
    check_scores,
    pairwise_iou,
)


@dataclass(frozen=True)
class Detections:
    """What a detector says about one image.

    Parameters
    ----------
    boxes : array_like, shape (K, 4)
        ``"xyxy"``, in pixels; K may be 0.
    scores : array_like, shape (K,)
        The higher, the surer.
    labels : array_like of int, shape (K,)
        The class of each box, from 0.

    Raises
    ------
    ValueError
        If there is a box without area, a NaN, or not as many scores and labels as boxes.

    Examples
    --------
    >>> len(Detections([(2, 3, 5, 7)], [0.9], [0])), len(Detections([], [], []))
    (1, 0)
    """

    boxes: np.ndarray
    scores: np.ndarray
    labels: np.ndarray

    def __post_init__(self):
        boxes = check_boxes(self.boxes)
        object.__setattr__(self, "boxes", boxes)
        object.__setattr__(self, "scores", check_scores(self.scores, len(boxes)))
        object.__setattr__(self, "labels", check_labels(self.labels, len(boxes)))

    def __len__(self):
        return len(self.boxes)


def match_detections(detections, truth, iou_threshold=0.5):
    """Return which true box each detection of an image found.

    Best score first, a detection asks for the true box of its class that it overlaps most. It has
    found it if their IoU is at least the threshold and nobody else has found it before. As in
    PASCAL VOC [1]_: who comes second does not look for another box.

    Parameters
    ----------
    detections : Detections
        K of them.
    truth : (array_like, array_like)
        Boxes (M, 4), ``"xyxy"`` in pixels, and their labels (M,); M may be 0.
    iou_threshold : float, default=0.5
        From 0 to 1; boxes that do not overlap at all never match.

    Returns
    -------
    ndarray of int, shape (K,)
        In the order of the detections: the position of the true box, or −1 for a false alarm.

    Raises
    ------
    ValueError
        If the truth is not of boxes with as many labels, or the threshold out of range.

    References
    ----------
    .. [1] M. Everingham et al., "The Pascal Visual Object Classes (VOC) challenge", 2010,
       section 4.2. http://host.robots.ox.ac.uk/pascal/VOC/

    Examples
    --------
    >>> twice = Detections([(0, 0, 4, 4), (0, 0, 4, 5)], [0.6, 0.9], [0, 0])
    >>> match_detections(twice, ([(0, 0, 4, 4), (9, 9, 11, 11)], [0, 0]))
    array([-1,  0])
    """
    boxes, labels = _check_truth(truth)
    check_iou_threshold(iou_threshold)
    overlap = pairwise_iou(detections.boxes, boxes)  # (K, M)
    overlap[detections.labels[:, np.newaxis] != labels] = 0
    found = np.full(len(detections), -1)
    if not len(boxes):
        return found
    for i in np.argsort(-detections.scores, kind="stable"):
        best = overlap[i].argmax()
        if overlap[i, best] >= iou_threshold and overlap[i, best] > 0 and best not in found:
            found[i] = best
    return found


def _check_truth(truth):
    boxes, labels = truth
    boxes = check_boxes(boxes, name="the truth's boxes")
    return boxes, check_labels(labels, len(boxes))


def collect_matches(detections, truths, label, iou_threshold=0.5):
    """Return the scores of a class's detections in all images, and which of them are right.

    Parameters
    ----------
    detections : list of Detections
        One for each image.
    truths : list of (array_like, array_like)
        For each image its true boxes and their labels.
    label : int
        The class.
    iou_threshold : float, default=0.5
        As in `match_detections`.

    Returns
    -------
    scores : ndarray of float64, shape (D,)
    is_right : ndarray of bool, shape (D,)
        Whether a detection found a true box.
    positives : int
        True boxes of the class.

    Raises
    ------
    ValueError
        If there are not as many truths as detections, or as `match_detections`.
    """
    if len(detections) != len(truths):
        raise ValueError(
            f"there are detections of {len(detections)} images and truths of {len(truths)}. "
            "Give one of each for every image, empty ones too."
        )
    scores, is_right, positives = [np.empty(0)], [np.empty(0, bool)], 0
    for found, truth in zip(detections, truths, strict=True):
        of_class = found.labels == label
        scores.append(found.scores[of_class])
        is_right.append(match_detections(found, truth, iou_threshold)[of_class] >= 0)
        positives += int(np.sum(np.asarray(truth[1]) == label))
    return np.concatenate(scores), np.concatenate(is_right), positives
