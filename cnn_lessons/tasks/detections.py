"""What a detector says about images, held against what is on them.

Letters: K detections and M true boxes of an image, D detections of all images together.
"""

from dataclasses import dataclass

import numpy as np

from cnn_lessons.operations.integers import is_int
from cnn_lessons.tasks.boxes import (
    check_boxes,
    check_iou_threshold,
    check_labels,
    check_scores,
    pairwise_iou,
)


@dataclass(frozen=True, eq=False)
class Detections:
    """What a detector says about one image, in arrays of its own.

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
        As `check_boxes`; if a score is NaN, a label is no whole number from 0, or there are not as
        many scores and labels as boxes.

    Examples
    --------
    >>> len(Detections([(2, 3, 5, 7)], [0.9], [0])), len(Detections([], [], []))
    (1, 0)
    """

    boxes: np.ndarray
    scores: np.ndarray
    labels: np.ndarray

    def __post_init__(self):
        boxes = check_boxes(self.boxes).copy()
        object.__setattr__(self, "boxes", boxes)
        object.__setattr__(self, "scores", check_scores(self.scores, len(boxes)).copy())
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
        If these are no Detections, the truth is not of boxes with as many labels, or the threshold
        is out of range.

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
    if not isinstance(detections, Detections):
        raise ValueError(
            f"detections are of type {type(detections).__name__}, but those of one image are "
            "expected: Detections(boxes, scores, labels)."
        )
    check_iou_threshold(iou_threshold)
    return _match(detections, _check_truth(truth, "the truth"), iou_threshold)


def _match(detections, truth, iou_threshold):
    """Return what `match_detections` returns, of what has been checked."""
    boxes, labels = truth
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


def _check_truth(truth, name):
    if not isinstance(truth, tuple | list) or len(truth) != 2:
        raise ValueError(
            f"{name} is {_what_came(truth)}, but two things are expected: the boxes of an image, "
            "and their labels."
        )
    boxes = check_boxes(truth[0], name=f"{name}'s boxes")
    return boxes, check_labels(truth[1], len(boxes), f"{name}'s labels")


def _what_came(value):
    kind = f"of type {type(value).__name__}"
    return f"{kind} with {len(value)} parts" if isinstance(value, tuple | list) else kind


def check_images(detections, truths):
    """Return the truths as pairs of arrays, unless there is not one of both for each image.

    Parameters
    ----------
    detections : list of Detections
        One for each image.
    truths : list of (array_like, array_like)
        For each image its true boxes and their labels.

    Returns
    -------
    list of (ndarray of float64, ndarray of int)

    Raises
    ------
    ValueError
        If one is no list, detections are no Detections, a truth is not of boxes with as many
        labels, or there are not as many truths as detections.
    """
    for name, given in (("detections", detections), ("truths", truths)):
        if not isinstance(given, list | tuple):
            raise ValueError(
                f"{name} are {_what_came(given)}, but a list with one entry for each image is "
                f"expected. Of a single image it is [{name}]; of a generator, list({name})."
            )
    wrong = [i for i, found in enumerate(detections) if not isinstance(found, Detections)]
    if wrong:
        raise ValueError(
            f"detections[{wrong[0]}] is {_what_came(detections[wrong[0]])}, but those of one image "
            "are expected: Detections(boxes, scores, labels)."
        )
    if len(detections) != len(truths):
        raise ValueError(
            f"there are detections of {len(detections)} images and truths of {len(truths)}. "
            "Give one of each for every image, empty ones too."
        )
    return [_check_truth(truth, f"truths[{i}]") for i, truth in enumerate(truths)]


def collect_matches(detections, truths, label, iou_threshold=0.5):
    """Return the scores of a class's detections in all images, and which of them are right.

    Parameters
    ----------
    detections : list of Detections
        One for each image.
    truths : list of (array_like, array_like)
        For each image its true boxes and their labels.
    label : int
        The class, from 0.
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
        As `check_images`; if the label is no whole number, or the threshold is out of range.
    """
    truths = check_images(detections, truths)
    check_iou_threshold(iou_threshold)
    if not is_int(label, least=0):
        raise ValueError(
            f"label={label!r}, but a whole number from 0 is expected: the position of the class in "
            "the list of their names."
        )
    return collect_checked(detections, truths, label, iou_threshold)


def collect_checked(detections, truths, label, iou_threshold):
    """Return what `collect_matches` returns, of what `check_images` has returned."""
    scores, is_right, positives = [np.empty(0)], [np.empty(0, bool)], 0
    for found, truth in zip(detections, truths, strict=True):
        of_class = found.labels == label
        scores.append(found.scores[of_class])
        is_right.append(_match(found, truth, iou_threshold)[of_class] >= 0)
        positives += int(np.sum(truth[1] == label))
    return np.concatenate(scores), np.concatenate(is_right), positives


def check_classes(labels, K, classes):
    """Return the classes of K objects as an array, unless one is not below `classes`."""
    labels = check_labels(labels, K)
    if K and labels.max() >= classes:
        raise ValueError(
            f"a label is {labels.max()}, but there are {classes} classes: labels are from 0 to "
            f"{classes - 1}."
        )
    return labels


def check_score_threshold(score_threshold, classes):
    """Return a threshold, or one for each class, as an array, unless it is something else."""
    thresholds = np.asarray(score_threshold)
    numbers = thresholds.dtype.kind in "iuf" and thresholds.shape in ((), (classes,))
    if not numbers or not ((thresholds >= 0) & (thresholds <= 1)).all():
        raise ValueError(
            f"score_threshold={score_threshold!r}, but a number from 0 to 1 is expected, or one "
            f"for each of the {classes} classes."
        )
    return thresholds
