"""Detections held against truths, judged by cases written out by hand."""

import numpy as np
import pytest

from cnn_lessons.tasks import Detections, collect_matches, match_detections

# A truth of 10 × 10 pixels, moved: by 1 to the right it has an IoU of 90 / 110, by 5 of 50 / 150.
TRUE = (0, 0, 10, 10)
NEAR, FAR = (1, 0, 11, 10), (5, 0, 15, 10)


def matched(boxes, scores, truth, labels=None, threshold=0.5):
    detections = Detections(boxes, scores, [0] * len(boxes) if labels is None else labels)
    return match_detections(detections, truth, threshold).tolist()


def test_a_true_box_is_found_once_by_the_highest_score():
    truth = ([TRUE], [0])
    assert matched([NEAR, TRUE], [0.9, 0.8], truth) == [0, -1]
    assert matched([NEAR, TRUE], [0.8, 0.9], truth) == [-1, 0]
    assert matched([NEAR, NEAR, NEAR], [0.5, 0.5, 0.5], truth) == [0, -1, -1]


def test_a_detection_asks_for_the_true_box_that_it_overlaps_most():
    truth = ([FAR, TRUE], [0, 0])
    assert matched([NEAR], [0.9], truth, threshold=0.3) == [1]
    assert matched([(4, 0, 14, 10)], [0.9], truth, threshold=0.3) == [0]


def test_who_comes_second_does_not_look_for_another_box():
    # The second overlaps both by more than 0.3, and most the one that is taken: in VOC that is a
    # false alarm. (COCO's tools let it have the other.)
    truth = ([TRUE, FAR], [0, 0])
    assert matched([TRUE, NEAR], [0.9, 0.8], truth, threshold=0.3) == [0, -1]


def test_classes_do_not_mix():
    truth = ([TRUE, (20, 0, 25, 3)], [1, 0])
    assert matched([TRUE, TRUE], [0.9, 0.8], truth, labels=[0, 1]) == [-1, 0]


def test_the_threshold_is_reached_where_it_is_met():
    half = (0, 0, 10, 5)
    assert matched([half], [0.9], ([TRUE], [0]), threshold=0.5) == [0]
    assert matched([half], [0.9], ([TRUE], [0]), threshold=0.501) == [-1]


def test_what_does_not_overlap_is_never_found():
    assert matched([(20, 0, 30, 10)], [0.9], ([TRUE], [0]), threshold=0) == [-1]
    assert matched([TRUE], [0.9], ([TRUE], [1]), threshold=0) == [-1]


def test_images_without_boxes_or_detections_are_images_too():
    assert matched([], [], ([TRUE], [0])) == []
    assert matched([TRUE], [0.9], ([], [])) == [-1]
    assert matched([], [], ([], [])) == []


def test_detections_hold_arrays_of_the_right_kinds():
    detections = Detections([(0, 1, 2, 3)], [1], np.array([4], "uint8"))
    assert len(detections) == 1
    kinds = detections.boxes.dtype, detections.scores.dtype, detections.labels.dtype
    assert kinds == (np.float64, np.float64, int)
    empty = Detections([], [], [])
    assert len(empty) == 0 and empty.boxes.shape == (0, 4)


@pytest.mark.parametrize(
    ("boxes", "scores", "labels", "message"),
    [
        ([(0, 0, 0, 1)], [0.5], [0], r"boxes\[0\] has no area"),
        ([TRUE], [0.5, 0.6], [0], r"scores have shape \(2,\), but \(1,\)"),
        ([TRUE], [np.nan], [0], r"scores\[0\] is NaN"),
        ([TRUE], [0.5], [0, 1], r"labels have shape \(2,\), but \(1,\)"),
        ([TRUE], [0.5], [0.5], "labels are of float64"),
    ],
)
def test_detections_that_do_not_fit_are_refused(boxes, scores, labels, message):
    with pytest.raises(ValueError, match=message):
        Detections(boxes, scores, labels)


def test_truths_that_do_not_fit_are_refused():
    found = Detections([TRUE], [0.5], [0])
    with pytest.raises(ValueError, match=r"the truth's boxes\[0\] has no area"):
        match_detections(found, ([(3, 3, 3, 9)], [0]))
    with pytest.raises(ValueError, match=r"labels have shape \(2,\), but \(1,\)"):
        match_detections(found, ([TRUE], [0, 0]))
    with pytest.raises(ValueError, match="iou_threshold=5, but a number from 0 to 1"):
        match_detections(found, ([TRUE], [0]), 5)


def test_matches_of_a_class_are_collected_over_all_images():
    found = [
        Detections([TRUE, TRUE, NEAR], [0.9, 0.3, 0.8], [0, 1, 0]),
        Detections([], [], []),
        Detections([(3, 4, 8, 9)], [0.4], [0]),
    ]
    truths = [([TRUE, (20, 0, 25, 9)], [0, 1]), ([TRUE], [0]), ([], [])]
    scores, is_right, positives = collect_matches(found, truths, 0)
    assert scores.tolist() == [0.9, 0.8, 0.4]
    assert is_right.tolist() == [True, False, False]
    assert positives == 2
    scores, is_right, positives = collect_matches(found, truths, 1)
    assert (scores.tolist(), is_right.tolist(), positives) == ([0.3], [False], 1)
    scores, is_right, positives = collect_matches([], [], 0)
    assert (scores.shape, is_right.dtype, positives) == ((0,), bool, 0)


def test_the_threshold_is_handed_on():
    found, truths = [Detections([FAR], [0.9], [0])], [([TRUE], [0])]
    assert collect_matches(found, truths, 0, 0.33)[1].tolist() == [True]
    assert collect_matches(found, truths, 0)[1].tolist() == [False]


def test_images_and_truths_are_as_many():
    with pytest.raises(
        ValueError, match=r"detections of 1 images and truths of 2\. Give one of each"
    ):
        collect_matches([Detections([], [], [])], [([], []), ([], [])], 0)
