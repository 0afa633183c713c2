"""The elements of the chapter *Boxes*, judged as objects and as text; tests/site has a browser."""

import re

import numpy as np
import pytest
from element_html import data_of, fallback_of

from cnn_lessons.elements.box_overlap import BoxOverlap
from cnn_lessons.elements.score_threshold import ScoreThreshold

# Two true boxes; best first: right, found before, nowhere near, right.
SCENE = {
    "truths": [(1, 1, 11, 11), (20, 2, 27, 13)],
    "boxes": [(20, 3, 27, 13), (2, 1, 12, 11), (30, 20, 33, 22), (1, 2, 11, 11)],
    "scores": [0.4, 0.95, 0.625, 0.7],
    "width": 37,
    "height": 23,
}


def text_of(element):
    """Return what is read where scripts, styles and tags are stripped, as one line."""
    return " ".join(re.sub("<.*?>", " ", fallback_of(element)).split())


def rows(element):
    """Return class and texts of each row of the table."""
    found = re.findall(r'<tr class="(\w+)">(.*?)</tr>', element._repr_html_())
    return [(name, re.findall(r">([^<>]+)<", row)) for name, row in found]


def test_overlap_counts_what_two_boxes_share_and_cover():
    element = BoxOverlap((2, 1, 7, 4), (5, 2, 9, 9), 11, 10)
    assert element.iou == pytest.approx(4 / (15 + 28 - 4))
    text = text_of(element)
    assert "Intersection: 2 × 2 = 4. Union: 4 × 7 + 5 × 3 − 4 = 39. IoU = 4 / 39 = 0.103" in text
    assert text.endswith("Left 5 Top 2 Width 4 Height 7")


def test_boxes_apart_share_nothing_in_either_direction():
    for box in [(7, 1, 9, 4), (2, 4, 7, 9), (8, 6, 9, 9)]:
        text = text_of(BoxOverlap((2, 1, 7, 4), box, 11, 10))
        assert "Intersection: 0: they do not overlap." in text
        assert "= 0" in text.split("IoU")[1]


def test_picture_has_the_three_boxes_where_they_are():
    html = BoxOverlap((2, 1, 7, 4), (5, 2, 9, 9), 11, 10)._repr_html_()
    drawn = re.findall(
        r'<rect class="(\w+)" x="(\d+)" y="(\d+)" width="(\d+)" height="(\d+)">', html
    )
    assert drawn == [
        ("shared", "5", "2", "2", "2"),
        ("truth", "2", "1", "5", "3"),
        ("box", "5", "2", "4", "7"),
    ]
    assert 'viewBox="0 0 11 10"' in html
    assert '<circle class="corner" cx="9" cy="9"' in html


def test_overlap_hands_its_script_whole_numbers():
    element = BoxOverlap(np.array([2.0, 1, 7, 4]), np.array([5, 2, 9, 9]), np.int64(11), 10)
    assert data_of(element) == {
        "width": 11,
        "height": 10,
        "truth": [2, 1, 7, 4],
        "box": [5, 2, 9, 9],
    }
    assert repr(element) == "BoxOverlap: truth (2, 1, 7, 4), box (5, 2, 9, 9), IoU 0.103"


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"box": (5, 2, 5, 9)}, r"boxes\[1\] has no area"),
        ({"box": (5, 2, 12, 9)}, "whole pixels within 11 × 10 are expected"),
        ({"box": (5, 2, 9, 11)}, "whole pixels within 11 × 10"),
        ({"box": (-1, 2, 9, 9)}, "whole pixels within"),
        ({"truth": (2.5, 1, 7, 4)}, "whole pixels within"),
        ({"width": 61}, "61 × 10 pixels. Use 1 to 60"),
        ({"height": 0}, "11 × 0 pixels. Use 1 to 60"),
    ],
)
def test_overlap_refuses_what_it_cannot_show(changes, message):
    with pytest.raises(ValueError, match=message):
        BoxOverlap(
            **{"truth": (2, 1, 7, 4), "box": (5, 2, 9, 9), "width": 11, "height": 10} | changes
        )


def test_detections_are_judged_best_first():
    assert rows(ScoreThreshold(**SCENE)) == [
        ("right", ["A", "0.95", "0.818", "right"]),
        ("wrong", ["B", "0.7", "0.9", "wrong: found before"]),
        ("wrong", ["C", "0.625", "0", "wrong: IoU too low"]),
        ("left", ["D", "0.4", "0.909", "not kept"]),
    ]


def test_words_divide_by_what_is_kept_and_by_what_is_true():
    text = text_of(ScoreThreshold(**SCENE))
    assert "From a score of 0.5 on: 3 of 4 kept." in text
    assert "Precision = 1 / 3 = 0.333 : so much of what is kept is right." in text
    assert "Recall = 1 / 2 = 0.5 : so many of the true boxes are found." in text
    assert "Average precision, whatever the threshold: 0.75." in text  # (1 + 2 / 4) / 2


@pytest.mark.parametrize(
    ("threshold", "kept"), [(0, 4), (0.4, 4), (0.41, 3), (0.95, 1), (0.96, 0), (1, 0)]
)
def test_a_score_at_the_threshold_is_kept(threshold, kept):
    element = ScoreThreshold(**SCENE, threshold=threshold)
    assert f"{kept} of 4 kept" in text_of(element)
    assert sum(name == "left" for name, _ in rows(element)) == 4 - kept


def test_where_nothing_is_kept_precision_has_no_value():
    element = ScoreThreshold(**SCENE, threshold=1)
    assert "Precision = 0 / 0: nothing is kept, so it has no value." in text_of(element)
    assert '<path class="now" d="M-99 -99h0">' in element._repr_html_()


def test_a_higher_iou_threshold_makes_more_of_them_wrong():
    element = ScoreThreshold(**SCENE, threshold=0, iou_threshold=0.85)
    assert [words for _, (*_, words) in rows(element)] == [
        "wrong: IoU too low",
        "right",
        "wrong: IoU too low",
        "right",
    ]


def test_curve_has_a_point_for_each_detection():
    html = ScoreThreshold(**SCENE)._repr_html_()
    line = re.search(r'<path class="line" d="M(.*?)">', html)[1]
    points = np.array([point.split() for point in line.split("L")], float)
    recall, precision = (points[:, 0] - 36) / 192, (180 - points[:, 1]) / 160
    np.testing.assert_allclose(recall, [1 / 2, 1 / 2, 1 / 2, 1], atol=1e-3)
    np.testing.assert_allclose(precision, [1, 1 / 2, 1 / 3, 2 / 4], atol=1e-3)
    now = re.search(r'<path class="now" d="M(.*?)h0">', html)[1]
    assert now == line.split("L")[2]


def test_right_and_wrong_are_told_apart_without_colour():
    html = ScoreThreshold(**SCENE)._repr_html_()
    signs = re.findall(r'<g class="detection (\w+)">.*?>(\w)<tspan>(.*?)</tspan>', html)
    assert signs == [
        ("right", "A", " ✓"),
        ("wrong", "B", " ✕"),
        ("wrong", "C", " ✕"),
        ("left", "D", ""),
    ]


def test_threshold_hands_its_script_the_boxes_best_first():
    data = data_of(ScoreThreshold(**SCENE, threshold=0.3, iou_threshold=0.55))
    assert data["scores"] == [0.95, 0.7, 0.625, 0.4]
    assert data["boxes"][3] == [20, 3, 27, 13]
    assert data["truths"] == [[1, 1, 11, 11], [20, 2, 27, 13]]
    assert (data["threshold"], data["iou_threshold"]) == (30, 55)
    assert (data["width"], data["height"]) == (37, 23)


def test_elements_are_the_same_every_time():
    for make in (lambda: BoxOverlap((2, 1, 7, 4), (5, 2, 9, 9)), lambda: ScoreThreshold(**SCENE)):
        assert make()._repr_html_() == make()._repr_html_()
    assert repr(ScoreThreshold(**SCENE)) == (
        "ScoreThreshold: 3 of 4 kept, 1 of 2 found, average precision 0.75"
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"truths": []}, "0 true boxes and 4 detections. At least one true box"),
        ({"truths": [(1, 1, 1, 2)]}, r"truths\[0\] has no area"),
        ({"boxes": [], "scores": []}, "2 true boxes and 0 detections"),
        ({"boxes": [(1, 1, 2, 2)] * 27, "scores": [0.5] * 27}, "27 detections.*1 to 26"),
        ({"scores": [0.5, 2, 0.1, 0.2]}, "scores are from 0 to 1 here"),
        ({"scores": [0.5, -1, 0.1, 0.2]}, "scores are from 0 to 1 here"),
        ({"scores": [0.5]}, r"scores have shape \(1,\), but \(4,\)"),
        ({"threshold": 1.1}, "threshold=1.1 and iou_threshold=0.5: from 0 to 1"),
        ({"iou_threshold": 0}, "iou_threshold=0: from 0 to 1, and from 0.05 to 0.95"),
    ],
)
def test_threshold_refuses_what_it_cannot_show(changes, message):
    with pytest.raises(ValueError, match=message):
        ScoreThreshold(**SCENE | changes)
