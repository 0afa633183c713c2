"""Non-maximum suppression, judged by TensorFlow and by cases written out by hand."""

import numpy as np
import pytest
from random_boxes import random_boxes

from cnn_lessons.tasks import non_max_suppression, non_max_suppression_loops, pairwise_iou

BOTH = pytest.mark.parametrize("suppress", [non_max_suppression_loops, non_max_suppression])


def crowd(seed, count=41, tied=True):
    """Return boxes around a few objects, scores of which some are equal, and labels."""
    rng = np.random.default_rng(seed)
    centres = random_boxes(rng, 7, whole=False)[rng.integers(0, 7, count)]
    boxes = centres + rng.uniform(-1, 1, (count, 4))
    boxes[:, 2:] = np.maximum(boxes[:, 2:], boxes[:, :2] + 0.5)
    scores = rng.integers(0, 10, count) / 10 if tied else rng.permutation(count) / count
    return boxes, scores, rng.integers(0, 3, count)


@BOTH
def test_a_box_that_was_dropped_drops_nobody(suppress):
    # Each overlaps its neighbour with 6 / 14, and the next but one with 2 / 18.
    chain = [(0, 0, 10, 1), (4, 0, 14, 1), (8, 0, 18, 1)]
    np.testing.assert_allclose(pairwise_iou(chain, chain)[0], [1, 6 / 14, 2 / 18])
    assert suppress(chain, [0.9, 0.8, 0.7], iou_threshold=0.4).tolist() == [0, 2]
    assert suppress(chain, [0.8, 0.9, 0.7], iou_threshold=0.4).tolist() == [1]
    assert suppress(chain, [0.8, 0.9, 0.7], iou_threshold=0.43).tolist() == [1, 0, 2]


@BOTH
def test_a_box_is_dropped_above_the_threshold_and_not_at_it(suppress):
    boxes = [(0, 0, 4, 1), (0, 0, 2, 1)]  # an IoU of exactly 0.5
    assert suppress(boxes, [0.9, 0.8], iou_threshold=0.5).tolist() == [0, 1]
    assert suppress(boxes, [0.9, 0.8], iou_threshold=0.49).tolist() == [0]
    assert suppress([(0, 0, 4, 1)] * 3, [0.1, 0.9, 0.8], iou_threshold=1).tolist() == [1, 2, 0]
    assert suppress([(0, 0, 4, 1), (3, 0, 9, 1)], [0.9, 0.8], iou_threshold=0).tolist() == [0]


@BOTH
def test_boxes_drop_their_own_class_only(suppress):
    same = [(0, 0, 4, 4)] * 4
    assert suppress(same, [0.6, 0.9, 0.7, 0.8], [2, 0, 2, 0]).tolist() == [1, 2]
    assert suppress(same, [0.6, 0.9, 0.7, 0.8]).tolist() == [1]


@BOTH
def test_of_equal_scores_the_first_comes_first(suppress):
    apart = [(0, 0, 1, 1), (2, 0, 3, 1), (4, 0, 5, 1)]
    assert suppress(apart, [0.5, 0.7, 0.5]).tolist() == [1, 0, 2]
    assert suppress([(0, 0, 1, 1)] * 3, [0.5, 0.5, 0.5]).tolist() == [0]


@BOTH
def test_a_limit_takes_the_best_of_all_classes(suppress):
    apart = [(0, 0, 1, 1), (2, 0, 3, 1), (4, 0, 5, 1)]
    for limit, expected in [(0, []), (1, [1]), (2, [1, 2]), (9, [1, 2, 0])]:
        assert suppress(apart, [0.5, 0.9, 0.7], [0, 1, 0], limit=limit).tolist() == expected


@pytest.mark.parametrize("threshold", [0, 0.3, 0.5, 0.8, 1])
@pytest.mark.parametrize("seed", range(3))
def test_the_fast_suppression_is_that_of_the_loops(seed, threshold):
    boxes, scores, labels = crowd(seed)
    for given in (None, labels):
        fast = non_max_suppression(boxes, scores, given, threshold)
        assert fast.tolist() == non_max_suppression_loops(boxes, scores, given, threshold).tolist()


def test_per_class_is_each_class_alone():
    boxes, scores, labels = crowd(5, tied=False)
    alone = [
        where[non_max_suppression(boxes[where], scores[where])]
        for where in (np.flatnonzero(labels == label) for label in range(3))
    ]
    together = non_max_suppression(boxes, scores, labels)
    assert set(together) == set(np.concatenate(alone))
    assert (np.diff(scores[together]) < 0).all()


@pytest.mark.keras
@pytest.mark.parametrize("threshold", [0.0, 0.3, 0.5, 0.8])
@pytest.mark.parametrize("limit", [3, 99])
def test_suppression_is_that_of_tensorflow(threshold, limit):
    import tensorflow as tf

    for seed in range(5):
        boxes, scores, _ = crowd(seed)
        flipped = boxes[:, [1, 0, 3, 2]].astype("float32")  # top, left, bottom, right
        expected = tf.image.non_max_suppression(flipped, scores.astype("float32"), limit, threshold)
        ours = non_max_suppression(boxes, scores, iou_threshold=threshold, limit=limit)
        assert ours.tolist() == expected.numpy().tolist()


@BOTH
def test_of_no_boxes_none_is_kept(suppress):
    for labels in (None, []):
        kept = suppress([], [], labels)
        assert kept.shape == (0,) and kept.dtype == int


@BOTH
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"boxes": [(0, 0, 0, 1), (0, 0, 1, 1)]}, r"boxes\[0\] has no area"),
        ({"scores": [0.5]}, r"scores have shape \(1,\), but \(2,\) is expected"),
        ({"scores": [0.5, np.nan]}, r"scores\[1\] is NaN"),
        ({"labels": [0]}, r"labels have shape \(1,\), but \(2,\) is expected"),
        ({"labels": [0, 0.5]}, "labels are of float64"),
        ({"iou_threshold": 50}, "iou_threshold=50, but a number from 0 to 1"),
        ({"limit": -1}, "limit=-1, but a whole number of at least 0, or None"),
        ({"limit": 2.0}, "limit=2.0, but a whole number"),
        ({"limit": True}, "limit=True, but a whole number"),
    ],
)
def test_what_does_not_fit_is_refused_with_a_way_out(suppress, arguments, message):
    given = {"boxes": [(0, 0, 1, 1), (2, 0, 3, 1)], "scores": [0.5, 0.7]} | arguments
    with pytest.raises(ValueError, match=message):
        suppress(**given)
