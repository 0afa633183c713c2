"""Boxes, judged by the pixels they cover, by numbers written out by hand, and by COCO's tools."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_boxes import random_boxes

from cnn_lessons.tasks import box_areas, check_boxes, convert_boxes, iou_loops, pairwise_iou
from cnn_lessons.tasks.boxes import FORMATS, check_iou_threshold, check_labels, check_scores

# One box in every format: its left edge at 2, its top at 7, 11 wide and 5 high; and one more,
# taller than wide.
SAME = {
    "xyxy": [(2, 7, 13, 12), (-3, 0.5, 4, 31)],
    "yxyx": [(7, 2, 12, 13), (0.5, -3, 31, 4)],
    "xywh": [(2, 7, 11, 5), (-3, 0.5, 7, 30.5)],
    "center_xywh": [(7.5, 9.5, 11, 5), (0.5, 15.75, 7, 30.5)],
    "tlhw": [(7, 2, 5, 11), (0.5, -3, 30.5, 7)],
}


def covered(box, size=(17, 29)):
    """Return the pixels of an image that a box of whole numbers covers."""
    left, top, right, bottom = box
    mask = np.zeros(size, dtype=bool)
    mask[top:bottom, left:right] = True
    return mask


@pytest.mark.parametrize(("source", "target"), list(product(FORMATS, FORMATS)))
def test_a_box_is_the_same_in_every_format(source, target):
    converted = convert_boxes(SAME[source], source, target)
    np.testing.assert_array_equal(converted, SAME[target])
    assert converted.dtype == np.float64


def test_every_format_is_judged():
    assert set(SAME) == set(FORMATS)


@pytest.mark.parametrize("target", FORMATS)
def test_converting_leaves_the_callers_boxes_alone(target):
    boxes = np.array(SAME["xyxy"], float)
    converted = convert_boxes(boxes, "xyxy", target)
    converted[:] = 0
    np.testing.assert_array_equal(boxes, SAME["xyxy"])


def test_areas_are_counted_pixels():
    boxes = random_boxes(np.random.default_rng(0), 53)
    np.testing.assert_array_equal(box_areas(boxes), [covered(box).sum() for box in boxes])


@pytest.mark.parametrize("function", [iou_loops, pairwise_iou])
def test_iou_is_counted_in_pixels(function):
    rng = np.random.default_rng(1)
    boxes, others = random_boxes(rng, 31), random_boxes(rng, 23)
    masks, other_masks = list(map(covered, boxes)), list(map(covered, others))
    expected = [[(a & b).sum() / (a | b).sum() for b in other_masks] for a in masks]
    assert 0.2 < np.mean(np.array(expected) == 0) < 0.8  # both kinds
    np.testing.assert_allclose(function(boxes, others), expected, rtol=1e-12)


def test_the_fast_iou_is_that_of_the_loops():
    rng = np.random.default_rng(2)
    boxes, others = random_boxes(rng, 37, whole=False), random_boxes(rng, 19, whole=False)
    ious = pairwise_iou(boxes, others)
    assert ious.shape == (37, 19)
    np.testing.assert_allclose(ious, iou_loops(boxes, others), rtol=1e-12)
    np.testing.assert_array_equal(ious, pairwise_iou(others, boxes).T)
    turned = pairwise_iou(boxes[:, [1, 0, 3, 2]], others[:, [1, 0, 3, 2]])
    np.testing.assert_allclose(ious, turned, rtol=1e-12)  # x and y are treated alike


NUMBER = st.floats(-1e3, 1e3, width=32)
SIDE = st.floats(2**-10, 1e3, width=32)
BOX = st.tuples(NUMBER, NUMBER, SIDE, SIDE).map(
    lambda box: (box[0], box[1], box[0] + box[2], box[1] + box[3])
)


@given(BOX, BOX)
def test_iou_is_from_0_to_1_and_1_with_itself(box, other):
    ious = pairwise_iou([box, other], [box, other])
    assert ((ious >= 0) & (ious <= 1)).all()
    np.testing.assert_array_equal(np.diag(ious), 1)


def test_boxes_that_touch_do_not_overlap():
    others = [(5, 1, 9, 4), (2, 4, 5, 6), (5, 4, 6, 6), (0, 0, 2, 9), (0, 0, 9, 1)]
    np.testing.assert_array_equal(pairwise_iou([(2, 1, 5, 4)], others), 0)


def test_iou_is_that_of_cocos_tools():
    # pycocotools 2.0.11, mask.iou, which takes "xywh".
    boxes = [(7, 21, 23, 39), (9, 25, 20, 38), (10, 23, 23, 42)]
    others = [(8, 23, 23, 39), (7, 24, 15, 31), (47, 28, 60, 44)]
    published = [
        [0.8333333333333334, 0.19444444444444445, 0.0],
        [0.5958333333333333, 0.22085889570552147, 0.0],
        [0.7455197132616488, 0.13059701492537312, 0.0],
    ]
    np.testing.assert_allclose(pairwise_iou(boxes, others), published, rtol=1e-12)


def test_no_boxes_are_allowed_everywhere():
    for none in ([], np.zeros((0, 4)), np.zeros((0, 4), "float32")):
        assert convert_boxes(none, "xyxy", "center_xywh").shape == (0, 4)
        assert box_areas(none).shape == (0,)
        for function in (iou_loops, pairwise_iou):
            assert function(none, [(0, 0, 1, 1)]).shape == (0, 1)
            assert function([(0, 0, 1, 1)], none).shape == (1, 0)
            assert function(none, none).shape == (0, 0)


@pytest.mark.parametrize(
    ("form", "box", "sides"),
    [
        ("xyxy", (5, 1, 2, 9), "-3 wide and 8 high"),
        ("xyxy", (2, 9, 5, 1), "3 wide and -8 high"),
        ("xyxy", (2, 1, 2, 9), "0 wide and 8 high"),
        ("xyxy", (2, 1, 5, 1), "3 wide and 0 high"),
        ("yxyx", (1, 5, 9, 2), "-3 wide and 8 high"),
        ("xywh", (5, 1, 0, 9), "0 wide and 9 high"),
        ("center_xywh", (5, 1, 3, -9), "3 wide and -9 high"),
        ("tlhw", (5, 1, 3, 0), "0 wide and 3 high"),
    ],
)
def test_a_box_without_area_is_refused_with_its_place(form, box, sides):
    good = SAME[form][0]
    with pytest.raises(ValueError, match=rf'boxes\[1\] has no area: as "{form}", .* is {sides}'):
        convert_boxes([good, box], form, "xyxy")


@pytest.mark.parametrize(
    ("boxes", "message"),
    [
        ([(0, 0, 1, 1), (0, np.nan, 1, 1)], r"boxes\[1\] is \[0.0, nan, 1.0, 1.0\]. Four finite"),
        ([(0, 0, np.inf, 1)], r"boxes\[0\] is .*inf.*leave such boxes out"),
        ((0, 0, 1, 1), r"shape \(4,\), but \(K, 4\) is expected. For a single box use \[box\]"),
        ([(0, 0, 1)], r"shape \(1, 3\), but \(K, 4\) is expected.$"),
        (np.zeros((2, 0, 4)), r"shape \(2, 0, 4\)"),
        (np.zeros((0, 5)), r"shape \(0, 5\)"),
    ],
)
def test_what_is_no_box_is_refused_with_a_way_out(boxes, message):
    for function in (check_boxes, box_areas):
        with pytest.raises(ValueError, match=message):
            function(boxes)
    for function in (pairwise_iou, iou_loops):
        with pytest.raises(ValueError, match=message):
            function(boxes, [])
    with pytest.raises(ValueError, match="others"):
        pairwise_iou([], boxes)
    with pytest.raises(ValueError, match="others"):
        iou_loops([], boxes)


@pytest.mark.parametrize(("source", "target"), [("xyhw", "xyxy"), ("xyxy", "xyhw")])
def test_an_unknown_format_is_refused_with_those_that_are_known(source, target):
    with pytest.raises(
        ValueError, match=r"'xyhw' is not known\. Use one of \"xyxy\", .*\"tlhw\"\."
    ):
        convert_boxes([(1, 2, 3, 4)], source, target)


def test_scores_are_numbers_one_for_each_box():
    assert check_scores([1, np.inf], 2).tolist() == [1, np.inf]
    with pytest.raises(ValueError, match=r"scores have shape \(2, 1\), but \(2,\) is expected"):
        check_scores([[0.1], [0.2]], 2)
    with pytest.raises(ValueError, match=r"scores\[1\] is NaN"):
        check_scores([0.5, np.nan, np.nan], 3)


def test_labels_are_whole_numbers_one_for_each_box():
    labels = check_labels(np.array([3, 0], "uint8"), 2)
    assert labels.tolist() == [3, 0] and labels.dtype == int
    assert check_labels([], 0).shape == (0,)
    with pytest.raises(ValueError, match=r"labels have shape \(1,\), but \(2,\) is expected"):
        check_labels([1], 2)
    with pytest.raises(ValueError, match="labels are of float64, but whole numbers from 0"):
        check_labels([1.0, 0.0], 2)
    with pytest.raises(ValueError, match="labels are as low as -1, but whole numbers from 0"):
        check_labels([1, -1], 2)
    with pytest.raises(ValueError, match="labels are of <U3, but whole numbers from 0"):
        check_labels(["cat"], 1)


def test_a_threshold_is_from_0_to_1():
    for allowed in (0, 0.5, 1):
        check_iou_threshold(allowed)
    for refused in (-0.01, 1.01, 50, np.nan):
        with pytest.raises(ValueError, match=r"iou_threshold=.*, but a number from 0 to 1"):
            check_iou_threshold(refused)
