"""The log of the detectors: whole, plausible, and made by the script that it names."""

import numpy as np
import pytest

from cnn_lessons.datasets import make_scenes
from cnn_lessons.tasks import Detections, load_log


def test_the_log_has_each_setting_of_the_script_from_its_seeds():
    from measure_detector import TRAININGS

    expected = {
        (setting, stride, epochs, seed)
        for setting, (_, stride, epochs, _, seeds) in TRAININGS.items()
        for seed in seeds
    }
    runs = load_log("detectors")
    found = [(run["setting"], run["stride"], run["epochs"], run["seed"]) for run in runs]
    assert len(found) == len(set(found))
    assert set(found) == expected


def test_what_was_measured_are_shares_or_counts():
    for run in load_log("detectors"):
        assert run["data"] in ("Blood cells", "Generated scenes", "my_pictures")
        each = [run[f"test {i}"] for i in range(3)]
        assert np.mean(each) == pytest.approx(run["test"], abs=2e-3)
        shares = [value for name, value in run.items() if name.startswith(("test", "recall"))]
        assert all(np.isnan(share) or 0 <= share <= 1 for share in shares)
        # Whoever counts too many by so much on the mean is off by at least as much.
        # NaN is what was not measured.
        assert not any(run[f"count {i}"] < abs(run[f"too many {i}"]) - 1e-3 for i in range(3))


def test_only_what_forgets_boxes_has_more_of_them_than_it_was_given():
    for run in load_log("detectors"):
        same = run["test, all boxes"] == run["test"]
        assert same == (run["setting"] != "scenes, boxes missing")


def test_the_script_tells_clear_boxes_from_those_that_overlap_or_are_cut_off():
    from measure_detector import recalls

    scene = make_scenes(1, (96, 128), seed=0)
    pair, at_the_edge = [(50, 20, 80, 50), (60, 20, 90, 50)], [(97, 60, 128, 90), (99, 62, 128, 94)]
    boxes = np.array([(9, 9, 30, 30), *pair, *at_the_edge], float)
    truth = type(scene)(scene.images, [boxes], [np.zeros(5, int)])
    # The clear one and one of the pair are found, none at the edge; one is seen where nothing is.
    found = Detections([boxes[0], boxes[2], (5, 60, 30, 90)], [0.9, 0.8, 0.7], [0, 0, 0])
    assert recalls([found], truth, ", x") == {
        "recall clear, x": 1,
        "recall overlapping, x": 0.5,
        "recall at the edge, x": 0,
        "alarms, x": 1,
    }


def test_the_script_forgets_three_boxes_of_ten_in_each_part_and_keeps_the_images():
    from measure_detector import forget_boxes

    from cnn_lessons.datasets import SHAPES, BoxedDataset

    data = BoxedDataset("scenes", *[make_scenes(200, (24, 32), seed) for seed in range(3)], SHAPES)
    less = forget_boxes(data)
    for name in ("train", "validation", "test"):
        before, after = getattr(data, name), getattr(less, name)
        assert after.images is before.images
        assert [len(each) for each in after.boxes] == [len(each) for each in after.labels]
        share = sum(map(len, after.labels)) / sum(map(len, before.labels))
        assert 0.6 < share < 0.8
        for boxes, those in zip(after.boxes, before.boxes, strict=True):
            assert set(map(tuple, boxes.tolist())) <= set(map(tuple, those.tolist()))


def test_the_script_gives_each_image_the_boxes_of_the_next():
    from measure_detector import exchange_boxes

    from cnn_lessons.datasets import SHAPES, BoxedDataset

    data = BoxedDataset("scenes", *[make_scenes(3, (24, 32), seed) for seed in range(3)], SHAPES)
    mixed = exchange_boxes(data)
    assert mixed.train.boxes[0] is data.train.boxes[1]
    assert mixed.train.labels[2] is data.train.labels[0]
    assert mixed.test is data.test
