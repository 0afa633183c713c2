"""The log of the U-Nets: whole, plausible, and made by the script that it names."""

from collections import Counter
from operator import itemgetter

from cnn_lessons.tasks import load_log


def test_each_way_was_tried_with_five_seeds_and_judged_as_it_was_left():
    from train_unets import WAYS

    runs = load_log("unets")
    way = itemgetter("images", "up", "steps")
    seeds = Counter(way(run) for run in runs if run["averages"] != "settled")
    assert seeds == {(kind, up, steps): 5 for kind, up, _, steps in WAYS}
    settled = Counter(way(run) for run in runs if run["averages"] == "settled")
    assert settled == {(k, up, steps): 5 for k, up, m, steps in WAYS if m == 0.99}


def test_its_numbers_are_possible():
    for run in load_log("unets"):
        assert 0 <= run["smallest"] <= run["dice"] <= 1
        assert 0 <= run["pooled"] <= 1
        assert 0 <= run["hazed"] <= 1
        assert 0 < run["threshold"] < 1
        assert 0 <= run["matched"] <= run["found"]


def test_validation_and_learning_have_no_image_in_common():
    from train_unets import split

    learned, held = split(23)
    assert sorted([*learned, *held]) == list(range(23))
    assert len(held) == 5
