"""Which threshold suits non-maximum suppression.

Pairs of squares that overlap more and more, each with a crowd of boxes around it, as in the
chapter. The neighbours scatter more, have more boxes in a crowd, or overlap more at the end.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.tasks import Detections, match_detections, non_max_suppression, pairwise_iou

THRESHOLDS = (0.1, 0.4, 0.5, 0.6, 0.9)
SIDE = 40


def pairs(rng, noise, copies, most):
    """Yield two true boxes, the boxes around them and their scores, 30 times."""
    for share in np.linspace(0, most, 30):
        shift = SIDE * (1 - share) / (1 + share)
        pair = np.array([(0, 0, SIDE, SIDE), (shift, 0, SIDE + shift, SIDE)])
        boxes = np.repeat(pair, copies, axis=0)
        boxes = boxes + rng.normal(0, noise, boxes.shape)
        yield pair, boxes, pairwise_iou(boxes, pair).max(axis=1)


def lost_and_doubled(pair, boxes, scores, threshold):
    """Return objects lost and boxes too many, of one pair."""
    kept = non_max_suppression(boxes, scores, iou_threshold=threshold)
    found = Detections(boxes[kept], scores[kept], [0] * len(kept))
    is_right = match_detections(found, (pair, [0, 0])) >= 0
    return np.array([2 - is_right.sum(), np.sum(~is_right)])


def measure(seed, noise, copies=8, most=0.6):
    """Return what is lost and what is too many for each object."""
    rng = np.random.default_rng(seed)
    counts = {threshold: [] for threshold in THRESHOLDS}
    for pair, boxes, scores in pairs(rng, noise, copies, most):
        for threshold in THRESHOLDS:
            counts[threshold].append(lost_and_doubled(pair, boxes, scores, threshold))
    found = {}
    for threshold in THRESHOLDS:
        found[f"lost, {threshold}"], found[f"too many, {threshold}"] = mean(counts[threshold])
    return found


def mean(pairs):
    """Return two means for each object."""
    return np.mean(pairs, axis=0) / 2


def errors(found, threshold):
    """Return what is lost and what is too many, together."""
    return found[f"lost, {threshold}"] + found[f"too many, {threshold}"]


def least(found, *thresholds):
    """Say whether the first of the thresholds errs least, in every run."""
    best, *others = (errors(found, threshold) for threshold in thresholds)
    return (best < np.min(others, axis=0)).all()


SCATTER = {
    "scatter 3, as in the chapter": {"noise": 3},
    "scatter 2, as in the chapter": {"noise": 2},
    "scatter 4, as in the chapter": {"noise": 4},
    "scatter 4, 24 boxes in a crowd": {"noise": 4, "copies": 24},
    "scatter 3, pairs up to an IoU of 0.8": {"noise": 3, "most": 0.8},
    "scatter 6": {"noise": 6},
}
TWO, THREE, FOUR = (f"scatter {n}, as in the chapter" for n in (2, 3, 4))
MANY, CLOSE = "scatter 4, 24 boxes in a crowd", "scatter 3, pairs up to an IoU of 0.8"

EXPERIMENTS = [
    Experiment(
        "Which threshold errs least?",
        measure,
        SCATTER,
        [
            Conclusion(
                "At 0.1 at least a quarter of the objects is lost.",
                lambda found: found["lost, 0.1"].min() > 0.25,
            ),
            Conclusion(
                "At 0.9 there are more than three boxes too many for each object.",
                lambda found: found["too many, 0.9"].min() > 3,
            ),
            Conclusion(
                "One in the middle errs less than 0.1 and 0.9, in every run.",
                lambda found: (
                    np.minimum(errors(found, 0.4), errors(found, 0.5))
                    < np.minimum(errors(found, 0.1), errors(found, 0.9))
                ).all(),
                (TWO, THREE, FOUR, MANY, CLOSE),
            ),
            Conclusion(
                "Where boxes scatter by 6, 0.1 errs about as little as 0.4, in the mean.",
                lambda found: (
                    abs(np.mean(errors(found, 0.1) - errors(found, 0.4))) < 0.05
                    and np.mean(errors(found, 0.1)) > 0.3
                ),
                ("scatter 6",),
            ),
            Conclusion(
                "At 0.5 fewer than one object in twenty is lost.",
                lambda found: found["lost, 0.5"].max() < 0.05,
                (TWO, THREE, FOUR),
            ),
            Conclusion(
                "Where boxes scatter by 2, 0.6 errs less than 0.4.",
                lambda found: least(found, 0.6, 0.4),
                (TWO,),
            ),
            Conclusion(
                "Where they scatter by 4, 0.4 errs less than 0.6.",
                lambda found: least(found, 0.4, 0.6),
                (FOUR, MANY),
            ),
        ],
    )
]
