"""Average precision: one number for what a detector finds, misses and invents.

Detections are matched to truths, image by image; all images' detections together are put in the
order of their scores; precision and recall are followed down that list, and the area under their
curve is taken. Letter: D detections of a class in all images together.
"""

import numpy as np

from cnn_lessons.operations.integers import is_int
from cnn_lessons.tasks.arguments import as_array
from cnn_lessons.tasks.boxes import check_iou_threshold, check_scores
from cnn_lessons.tasks.detections import check_images, collect_checked

METHODS = ("area", "11 points", "101 points")


def precision_recall(scores, is_right, positives):
    """Return precision and recall as the score threshold falls from detection to detection.

    Parameters
    ----------
    scores : array_like, shape (D,)
        Of all detections of a class.
    is_right : array_like of bool, shape (D,)
        Whether each found a true box.
    positives : int
        How many true boxes there are, found or not; at least 1.

    Returns
    -------
    precision, recall : ndarray of float64, shape (D,)
        Behind each detection, highest score first. Of equal scores the first stands first.

    Raises
    ------
    ValueError
        If scores and `is_right` are not as many, `is_right` is not of bools, or more are right than
        there are.

    Examples
    --------
    >>> precision, recall = precision_recall([0.9, 0.8, 0.7], [True, False, True], positives=4)
    >>> precision.round(3), recall
    (array([1.   , 0.5  , 0.667]), array([0.25, 0.25, 0.5 ]))
    """
    is_right = _check_right(is_right)
    scores = check_scores(scores, len(is_right))
    if not is_int(positives, least=max(1, is_right.sum())):
        raise ValueError(
            f"{is_right.sum()} detections are right, of positives={positives!r} true boxes. There "
            "has to be at least one, and each can be found once."
        )
    right = np.cumsum(is_right[np.argsort(-scores, kind="stable")])
    return right / np.arange(1, len(right) + 1), right / positives


def _check_right(is_right):
    expected = "True or False for each detection (of match_detections' positions take >= 0)"
    is_right = as_array(is_right, "is_right's values", expected, kinds="b").astype(bool)
    if is_right.ndim != 1:
        raise ValueError(f"is_right has shape {is_right.shape}, but {expected} is expected.")
    return is_right


def average_precision(recall, precision, method="area"):
    """Return the area under a curve of precision over recall, in one of three ways.

    All three first replace the precision at a recall by the highest at this or any higher recall,
    0 where the detector does not get so far. Then ``"area"`` takes the area under these steps
    (VOC from 2010 on [1]_), ``"11 points"`` the mean at recalls 0, 0.1, …, 1 (VOC 2007), and
    ``"101 points"`` the mean at 0, 0.01, …, 1 (COCO [2]_).

    Parameters
    ----------
    recall, precision : array_like, shape (D,)
        From `precision_recall`; D may be 0.
    method : {"area", "11 points", "101 points"}, default="area"
        The way.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If the method is not known, the two are not as many, the recall falls somewhere, or a
        number is not within 0 and 1.

    References
    ----------
    .. [1] The PASCAL VOC development kit, 2012, section 3.4.1.
       http://host.robots.ox.ac.uk/pascal/VOC/voc2012/htmldoc/devkit_doc.html
    .. [2] COCO detection evaluation. https://cocodataset.org/#detection-eval

    Examples
    --------
    >>> average_precision([0.5, 0.5, 1], [1, 1 / 2, 2 / 3])
    0.8333333333333333
    >>> round(average_precision([0.5, 0.5, 1], [1, 1 / 2, 2 / 3], "11 points"), 4)
    0.8485
    """
    _check_method(method)
    recall, precision = _check_curve(recall, precision)
    # The highest precision at this or any higher recall, and 0 behind the end.
    best = np.append(np.maximum.accumulate(precision[::-1])[::-1], 0)
    if method == "area":
        return float(np.sum(np.diff(recall, prepend=0) * best[:-1]))
    steps = 10 if method == "11 points" else 100
    # Quotients of whole numbers, as the recall is: 3 of 10 reach 3 / 10, but not 3 * 0.1.
    points = np.arange(steps + 1) / steps
    return float(best[np.searchsorted(recall, points)].mean())


def _check_method(method):
    if method not in METHODS:
        known = ", ".join(f'"{each}"' for each in METHODS)
        raise ValueError(f"method={method!r} is not known. Use one of {known}.")


def _check_curve(recall, precision):
    recall = as_array(recall, "recalls", "numbers from 0 to 1")
    precision = as_array(precision, "precisions", "numbers from 0 to 1")
    if recall.ndim != 1 or recall.shape != precision.shape:
        raise ValueError(
            f"recall has shape {recall.shape} and precision {precision.shape}, but one number of "
            "each is expected for every detection."
        )
    both = np.concatenate([recall, precision])
    if not ((both >= 0) & (both <= 1)).all() or (np.diff(recall) < 0).any():
        raise ValueError(
            "recall and precision are from 0 to 1, and recall never falls. Got them in another "
            "order? It is average_precision(recall, precision), as precision_recall sorts them."
        )
    return recall, precision


def average_precisions(detections, truths, classes, iou_threshold=0.5, method="area"):
    """Return the average precision of each class.

    Parameters
    ----------
    detections, truths, classes, iou_threshold, method
        As in `mean_average_precision`.

    Returns
    -------
    ndarray of float64, shape (classes,)
        NaN for a class without a true box: nobody can find it.
    """
    _check_method(method)
    check_iou_threshold(iou_threshold)
    truths = check_images(detections, truths)
    _check_classes(detections, truths, classes)
    results = np.full(classes, np.nan)
    for label in range(classes):
        *matches, positives = collect_checked(detections, truths, label, iou_threshold)
        if positives:
            precision, recall = precision_recall(*matches, positives)
            results[label] = average_precision(recall, precision, method)
    return results


def _check_classes(detections, truths, classes):
    if not is_int(classes, least=1):
        raise ValueError(
            f"classes={classes!r}, but their number is expected, at least 1: len(class_names)."
        )
    given = [found.labels for found in detections] + [labels for _, labels in truths]
    wrong = [label for labels in given for label in labels if label >= classes]
    if wrong:
        raise ValueError(
            f"a label is {max(wrong)}, but {classes} classes have labels from 0 to {classes - 1}."
        )


def mean_average_precision(detections, truths, classes, iou_threshold=0.5, method="area"):
    """Return the mean of the classes' average precisions (mAP).

    Parameters
    ----------
    detections : list of Detections
        One for each image.
    truths : list of (array_like, array_like)
        For each image its true boxes (M, 4), ``"xyxy"`` in pixels, and their labels (M,).
    classes : int
        How many classes there are; one without a true box does not count.
    iou_threshold : float, default=0.5
        From which IoU on a true box is found. COCO's own number is the mean over the thresholds
        0.5, 0.55, …, 0.95.
    method : {"area", "11 points", "101 points"}, default="area"
        As in `average_precision`.

    Returns
    -------
    float
        From 0 to 1.

    Raises
    ------
    ValueError
        If there is no true box at all, a label is no class, the method is not known, the threshold
        is out of range, or as `check_images`.

    Examples
    --------
    >>> from cnn_lessons.tasks.detections import Detections
    >>> truths = [([(0, 0, 4, 4), (6, 0, 9, 4)], [0, 1])]
    >>> mean_average_precision([Detections([(0, 0, 4, 5)], [0.9], [0])], truths, classes=2)
    0.5
    """
    results = average_precisions(detections, truths, classes, iou_threshold, method)
    if np.isnan(results).all():
        raise ValueError("there is no true box in any image, so nothing can be found or missed.")
    return float(np.nanmean(results))
