"""Average precision, judged by published examples, by COCO's tools and by fractions on paper."""

from fractions import Fraction
from math import isnan

import numpy as np
import pytest

from cnn_lessons.tasks import (
    Detections,
    average_precision,
    average_precisions,
    mean_average_precision,
    precision_recall,
)

# The example of github.com/rafaelpadilla/Object-Detection-Metrics: 24 detections, best first,
# for 15 true boxes.
PUBLISHED = [letter == "T" for letter in "T.T......T.TTT........T."]
# Three images with boxes of two classes, and what a poor detector says about them: true boxes and
# labels; boxes, scores and labels.
SCENES = [
    (
        [(8, 23, 23, 39), (7, 24, 15, 31), (47, 28, 60, 44), (29, 1, 52, 9)],
        [1, 1, 1, 1],
        [
            *[(7, 21, 23, 39), (9, 25, 20, 38), (10, 23, 23, 42), (10, 27, 12, 29)],
            *[(9, 24, 18, 30), (9, 22, 16, 33), (44, 30, 60, 45), (45, 31, 63, 43)],
            *[(47, 31, 61, 41), (59, 8, 76, 13), (12, 17, 23, 36)],
        ],
        [0.1, 0.69, 0.73, 0.86, 0.47, 0.29, 0.33, 0.75, 0.67, 0.37, 0.53],
        [1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0],
    ),
    ([], [], [(57, 9, 79, 21), (3, 25, 25, 36)], [0.65, 0.87], [1, 1]),
    (
        [(20, 7, 39, 15), (29, 6, 48, 26), (44, 27, 64, 36), (11, 35, 30, 49), (23, 5, 39, 29)],
        [1, 0, 0, 0, 1],
        [
            *[(22, 5, 40, 16), (22, 6, 42, 15), (17, 9, 38, 18), (10, 34, 28, 51)],
            *[(24, 3, 38, 27), (23, 2, 36, 31), (23, 4, 37, 32), (0, 32, 14, 39), (25, 1, 44, 25)],
        ],
        [0.26, 0.4, 0.64, 0.7, 0.57, 0.46, 0.47, 0.83, 0.13],
        [1, 0, 1, 0, 1, 0, 1, 1, 0],
    ),
]
FOUND = [Detections(boxes, scores, labels) for _, _, boxes, scores, labels in SCENES]
TRUTHS = [(boxes, labels) for boxes, labels, *_ in SCENES]


def curve(is_right, positives):
    """Return recall and precision of detections, best first."""
    precision, recall = precision_recall(range(len(is_right), 0, -1), is_right, positives)
    return recall, precision


def on_paper(is_right, positives, method):
    """Return the average precision in fractions, from its definition."""
    points = []
    for kept in range(1, len(is_right) + 1):
        right = sum(is_right[:kept])
        points.append((Fraction(right, positives), Fraction(right, kept)))

    def best(recall):
        return max((p for r, p in points if r >= recall), default=Fraction(0))

    if method == "area":  # a step of the curve ends at every true box that may be found
        return sum(best(Fraction(k, positives)) for k in range(1, positives + 1)) / positives
    steps = int(method.split()[0]) - 1
    return sum(best(Fraction(k, steps)) for k in range(steps + 1)) / (steps + 1)


@pytest.mark.parametrize(("method", "published"), [("area", 0.2456), ("11 points", 0.2684)])
def test_a_published_example_gives_its_published_numbers(method, published):
    # Its author rounds recalls and precisions to four digits before he multiplies.
    assert average_precision(*curve(PUBLISHED, 15), method) == pytest.approx(published, abs=1e-4)


def test_precision_and_recall_are_those_of_the_published_table():
    recall, precision = curve(PUBLISHED, 15)
    np.testing.assert_allclose(
        precision[[0, 1, 2, 9, 22, 23]], [1, 1 / 2, 2 / 3, 0.3, 7 / 23, 7 / 24]
    )
    np.testing.assert_allclose(recall[[0, 1, 2, 9, 22, 23]] * 15, [1, 1, 2, 3, 7, 7])


@pytest.mark.parametrize(
    ("method", "expected"),
    [
        ("area", (1 + 2 / 3) / 2),
        ("11 points", (6 + 5 * 2 / 3) / 11),  # recalls 0 to 0.5, and 0.6 to 1
        ("101 points", (51 + 50 * 2 / 3) / 101),
    ],
)
def test_right_wrong_right_of_two_is_done_by_hand(method, expected):
    assert average_precision(*curve([True, False, True], 2), method) == pytest.approx(expected)


@pytest.mark.parametrize("method", ["area", "11 points", "101 points"])
def test_every_way_is_that_of_its_definition(method):
    rng = np.random.default_rng(0)
    for _ in range(60):
        is_right = rng.random(rng.integers(1, 40)) < rng.random()
        positives = int(is_right.sum() + rng.integers(0 if is_right.any() else 1, 12))
        expected = on_paper(is_right.tolist(), positives, method)
        result = average_precision(*curve(is_right, positives), method)
        assert result == pytest.approx(float(expected), abs=1e-12)


def test_a_recall_that_is_reached_exactly_counts():
    # 0.3 is a recall of the eleven, and 3 * 0.1 is a little more: 3 of 10 must reach it.
    for right in range(11):
        assert average_precision(*curve([True] * right, 10), "11 points") == pytest.approx(
            (right + 1) / 11 if right else 0
        )
    for right in range(1, 101):
        assert average_precision(*curve([True] * right, 100), "101 points") == pytest.approx(
            (right + 1) / 101
        )


@pytest.mark.parametrize("method", ["area", "11 points", "101 points"])
def test_false_alarms_behind_the_last_right_one_cost_nothing_and_in_front_they_do(method):
    alone = average_precision(*curve([True, True], 3), method)
    assert average_precision(*curve([True, True, False, False], 3), method) == alone
    assert average_precision(*curve([False, True, True], 3), method) < alone


@pytest.mark.parametrize("method", ["area", "11 points", "101 points"])
def test_the_ends_are_0_and_1(method):
    assert average_precision([], [], method) == 0
    assert average_precision(*curve([False, False], 3), method) == 0
    assert average_precision(*curve([True] * 7, 7), method) == 1


def test_detections_are_put_in_the_order_of_their_scores_the_first_of_equal_ones_first():
    precision, recall = precision_recall([0.2, 0.9, 0.2, 0.5], [True, True, False, False], 3)
    np.testing.assert_allclose(precision, [1, 1 / 2, 2 / 3, 2 / 4])
    np.testing.assert_allclose(recall, [1 / 3, 1 / 3, 2 / 3, 2 / 3])


def test_of_many_equal_scores_the_first_stands_first_too():
    is_right = [True] * 20 + [False] * 21
    precision, _ = precision_recall([0.5, 0.4] * 20 + [0.5], is_right, 20)
    np.testing.assert_allclose(precision[[9, 20, 30, 40]], [1, 10 / 21, 20 / 31, 20 / 41])


def test_without_a_detection_there_is_no_point():
    precision, recall = precision_recall([], [], 3)
    assert precision.shape == recall.shape == (0,)


@pytest.mark.parametrize(
    ("threshold", "published"),
    [
        (0.5, [0.41831683168316824, 0.23950241177963946]),
        (0.75, [0, 0.048090523338048086]),
    ],
)
def test_101_points_are_those_of_cocos_tools(threshold, published):
    # pycocotools 2.0.11, COCOeval. On these scenes its rule for second comers changes nothing.
    results = average_precisions(FOUND, TRUTHS, 2, threshold, "101 points")
    np.testing.assert_allclose(results, published, rtol=1e-9)
    mean = mean_average_precision(FOUND, TRUTHS, 2, threshold, "101 points")
    assert mean == pytest.approx(np.mean(published))


def test_cocos_own_number_is_the_mean_over_ten_thresholds():
    means = [
        mean_average_precision(FOUND, TRUTHS, 2, threshold / 100, "101 points")
        for threshold in range(50, 100, 5)
    ]
    assert np.mean(means) == pytest.approx(0.13545636, abs=1e-8)  # pycocotools: stats[0]


def test_a_class_without_a_true_box_does_not_count():
    found, truths = [Detections([(0, 0, 4, 4)] * 2, [0.9, 0.8], [0, 2])], [([(0, 0, 4, 4)], [0])]
    results = average_precisions(found, truths, 3)
    assert results[0] == 1 and isnan(results[1]) and isnan(results[2])
    assert mean_average_precision(found, truths, 3) == 1


def test_method_and_threshold_are_handed_on():
    found = [Detections([(0, 0, 4, 4), (9, 0, 13, 4), (0, 4, 4, 6)], [0.9, 0.8, 0.7], [0, 0, 0])]
    truths = [([(0, 0, 4, 4), (0, 4, 4, 8)], [0, 0])]
    assert mean_average_precision(found, truths, 1) == pytest.approx(5 / 6)
    assert mean_average_precision(found, truths, 1, method="11 points") == pytest.approx(28 / 33)
    assert mean_average_precision(found, truths, 1, 0.51) == pytest.approx(1 / 2)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.5], [1], "auc"), r"method='auc' is not known. Use one of \"area\", \"11 points\""),
        (([0.5], [1, 1]), r"recall has shape \(1,\) and precision \(2,\)"),
        (([[0.5]], [[1]]), r"recall has shape \(1, 1\)"),
        (([1, 0.5], [0.5, 1]), "recall never falls. Got them in another order"),
        (([0.5, 1.5], [1, 1]), "from 0 to 1"),
        (([0.5, 1], [-0.1, 1]), "from 0 to 1"),
        (([0.5, np.nan], [1, 1]), "from 0 to 1"),
        (([0.5], [1j]), "precisions are of complex128, but numbers from 0 to 1 are expected"),
        ((["0.5"], [1]), "recalls are of <U3, but numbers"),
        (([0.5, [1]], [1, 1]), "recalls have rows of different lengths"),
    ],
)
def test_what_is_no_curve_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        average_precision(*arguments)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([0.9, 0.8], [True, True], 1), "2 detections are right, of positives=1 true boxes"),
        (([0.9], [False], 0), "0 detections are right, of positives=0 true boxes. There has to be"),
        (([0.9], [True], 1.5), "positives=1.5"),
        (([0.9], [True], True), "positives=True"),
        (([0.9], [True, False], 3), r"scores have shape \(1,\), but \(2,\)"),
        (([np.nan], [True], 3), r"scores\[0\] is NaN"),
        (
            ([0.9, 0.8], [0, -1], 3),
            r"is_right's values are of int64, but True or False .* take >= 0",
        ),
        (([0.9], [5], 9), "is_right's values are of int64"),
        (([0.9], [np.nan], 9), "is_right's values are of float64"),
        (([0.9], ["yes"], 9), "is_right's values are of <U3"),
        (([0.9], None, 9), "is_right's values are of type NoneType"),
        (([0.9], [[True]], 9), r"is_right has shape \(1, 1\), but True or False for each"),
    ],
)
def test_what_cannot_be_counted_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        precision_recall(*arguments)


@pytest.mark.parametrize(
    ("classes", "message"),
    [
        (("cell", "platelet"), r"classes=\('cell', 'platelet'\), but their number is expected"),
        (0, "classes=0, but their number is expected, at least 1"),
        (True, "classes=True, but their number"),
        (1, "a label is 1, but 1 classes have labels from 0 to 0"),
    ],
)
def test_classes_are_counted(classes, message):
    with pytest.raises(ValueError, match=message):
        mean_average_precision(FOUND, TRUTHS, classes)
    with pytest.raises(ValueError, match=message):
        mean_average_precision([Detections([], [], [])] * 3, TRUTHS, classes)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"method": "voc"}, "method='voc' is not known"),
        ({"iou_threshold": 9}, "iou_threshold=9, but a number from 0 to 1"),
        ({"iou_threshold": "0.5"}, "iou_threshold='0.5', but a number"),
        ({"detections": FOUND[1]}, r"detections are of type Detections, but a list"),
        ({"truths": [([(0, 0, 1, 1)], ["cat"])]}, r"truths\[0\]'s labels are of <U3"),
        ({"truths": [([], [], [])]}, r"truths\[0\] is of type tuple with 3 parts"),
        ({"truths": ([], [])}, "detections of 1 images and truths of 2"),
    ],
)
def test_everything_is_checked_where_there_is_nothing_to_find_too(arguments, message):
    given = {"detections": [Detections([], [], [])], "truths": [([], [])], "classes": 2} | arguments
    for function in (average_precisions, mean_average_precision):
        with pytest.raises(ValueError, match=message):
            function(**given)


def test_the_highest_label_is_told():
    found = [Detections([(0, 0, 1, 1)] * 3, [0.1, 0.2, 0.3], [0, 4, 2]), Detections([], [], [])]
    with pytest.raises(ValueError, match="a label is 4, but 2 classes have labels from 0 to 1"):
        mean_average_precision(found, [([(0, 0, 1, 1)], [0]), ([], [])], 2)
    with pytest.raises(ValueError, match="a label is 3, but 2 classes"):
        mean_average_precision([Detections([], [], [])], [([(0, 0, 1, 1)] * 2, [3, 0])], 2)


def test_without_any_true_box_there_is_nothing_to_say():
    with pytest.raises(ValueError, match="no true box in any image"):
        mean_average_precision([FOUND[1]], [([], [])], 2)
    with pytest.raises(ValueError, match="no true box in any image"):
        mean_average_precision([Detections([], [], [])], [([], [])], 1)
    with pytest.raises(ValueError, match="detections of 0 images and truths of 3"):
        mean_average_precision([], TRUTHS, 2)
