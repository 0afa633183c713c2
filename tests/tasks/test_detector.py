"""A detector in use: what it is given, what it answers, and what a file keeps of it."""

import dataclasses

import numpy as np
import pytest

from cnn_lessons.tasks import (
    Detections,
    Detector,
    Grid,
    build_detector,
    count_by_class,
    counting_thresholds,
    decode,
    load_detector,
)

pytestmark = pytest.mark.keras
GRID = Grid((24, 56), 8, [(11, 17), (23, 7)])


@pytest.fixture(scope="module")
def detector():
    """Return one that was never trained, and so sees a little everywhere."""
    model, rng = build_detector(GRID, seed=3), np.random.default_rng(3)
    model.set_weights([w + rng.normal(0, 0.03, w.shape) for w in model.get_weights()])
    return Detector(model, GRID, ("cat", "große Katze"), np.array([0.0, 0.005]), 0.4)


def _of(model):
    return model.get_weights()


def some_images(count):
    return np.random.default_rng(0).random((count, 24, 56, 3)).astype(np.float32)


def test_it_answers_with_what_decode_reads_from_the_outputs(detector):
    images = some_images(11)  # more than a batch
    found = detector.predict(images)
    assert len(found) == 11
    for image, each in zip(images, found, strict=True):
        outputs = detector.model(image[None])[0]
        expected = decode(outputs, GRID, [0.0, 0.005], 0.4)
        np.testing.assert_allclose(each.scores, expected.scores, rtol=1e-4)
        np.testing.assert_allclose(each.boxes, expected.boxes, rtol=1e-3, atol=1e-3)
        np.testing.assert_array_equal(each.labels, expected.labels)


def test_another_threshold_may_be_asked_for(detector):
    image = some_images(1)
    every, few = detector.predict(image, 0.0)[0], detector.predict(image, 0.02)[0]
    assert len(every) > len(few)
    assert all(score >= 0.02 for score in few.scores)


def test_no_images_have_no_answers(detector):
    assert detector.predict(np.empty((0, 24, 56, 3))) == []


@pytest.mark.parametrize(
    ("images", "message"),
    [
        (some_images(1)[0], r"\(24, 56, 3\), but \(N, 24, 56, 3\) .* images\[:1\]"),
        (some_images(2).transpose(0, 2, 1, 3), r"shape \(2, 56, 24, 3\)"),
        (some_images(2)[..., :1], r"shape \(2, 24, 56, 1\)"),
        ((some_images(1) * 255).astype(np.uint8), "uint8 go from 0 to 25.* Divide bytes by 255"),
        (some_images(1) * 255, "floats from 0 to 1 are expected"),
        (some_images(1) - 0.5, "floats from 0 to 1 are expected"),
        (some_images(1) * np.nan, "go from nan"),
    ],
)
def test_images_of_another_kind_are_refused(detector, images, message):
    with pytest.raises(ValueError, match=message):
        detector.predict(images)


def test_a_file_keeps_all_of_it(detector, tmp_path):
    path = tmp_path / "cats.detector"
    detector.save(path)
    loaded = load_detector(path)
    assert [p.name for p in tmp_path.iterdir()] == ["cats.detector"]
    assert loaded.class_names == ("cat", "große Katze")
    assert (loaded.grid.size, loaded.grid.stride) == ((24, 56), 8)
    np.testing.assert_array_equal(loaded.grid.anchors, GRID.anchors)
    images = some_images(3)
    for ours, theirs in zip(detector.predict(images), loaded.predict(images), strict=True):
        np.testing.assert_array_equal(ours.boxes, theirs.boxes)
        np.testing.assert_array_equal(ours.scores, theirs.scores)


def test_a_file_keeps_the_order_of_many_weights(tmp_path):
    grid = Grid((64, 128), 64, [(5, 7)])  # 8 convolutions and more than 40 arrays
    detector = Detector(build_detector(grid, seed=5), grid, ("dot",), np.array([0.5]), 0.5)
    detector.save(tmp_path / "dots")
    for ours, theirs in zip(
        _of(detector.model), _of(load_detector(tmp_path / "dots").model), strict=True
    ):
        np.testing.assert_array_equal(ours, theirs)


def test_a_file_that_is_none_says_so(detector, tmp_path):
    path = tmp_path / "cats"
    detector.save(path)
    whole = path.read_bytes()
    for damaged in (b"", b"cat", whole[: len(whole) // 2]):
        path.write_bytes(damaged)
        with pytest.raises(ValueError, match="not a saved detector, or it is damaged"):
            load_detector(path)
    with path.open("wb") as file:
        np.savez(file, size=np.array([{}], object))
    with pytest.raises(ValueError, match="not a saved detector, or it is damaged"):
        load_detector(path)
    with pytest.raises(FileNotFoundError):
        load_detector(tmp_path / "dogs")


def test_objects_are_counted_by_image_and_class():
    counts = count_by_class([[0, 2, 0], [], np.array([1])], 4)
    assert counts.tolist() == [[2, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 0]]


def test_from_a_threshold_on_as_many_are_found_as_there_are():
    box = (0, 0, 2, 3)
    found = [
        Detections([box] * 4, [0.8, 0.7, 0.3, 0.9], [0, 1, 0, 1]),
        Detections([box] * 3, [0.2, 0.6, 0.4], [0, 0, 1]),
    ]
    # Class 0: 0.8, 0.6, 0.3, 0.2 for three objects. Class 1: 0.9, 0.7, 0.4 for two.
    thresholds = counting_thresholds(found, [[0, 1], [0, 1, 0]], classes=2)
    assert thresholds.tolist() == [0.3, 0.7]
    kept = [each.labels[each.scores >= thresholds[each.labels]] for each in found]
    assert count_by_class(kept, 2).sum(axis=0).tolist() == [3, 2]


def test_what_cannot_be_counted_has_a_threshold_too():
    found = [Detections([(0, 0, 2, 3)] * 2, [0.8, 0.3], [0, 0])]
    # More objects than detections: all are taken. Nothing found, or nothing there: none is.
    assert counting_thresholds(found, [[0] * 5 + [1]], classes=3).tolist() == [0.3, 1, 1]


@pytest.mark.parametrize("labels", [[], [[0], [0]]])
def test_counts_and_detections_are_of_the_same_images(labels):
    found = [Detections([], [], [])] * len(labels[1:])
    with pytest.raises(ValueError, match=r"detections of \d images and labels of \d\. Give both"):
        counting_thresholds(found, labels, classes=1)


@pytest.mark.parametrize(
    ("labels", "message"),
    [
        ([[0], [5]], "a label is 5, but there are 3 classes: labels are from 0 to 2"),
        ([[0, -1]], "labels are as low as -1"),
        ([[0.0, 1.0]], "labels are of float64"),
    ],
)
def test_what_has_no_class_is_not_counted(labels, message):
    with pytest.raises(ValueError, match=message):
        count_by_class(labels, 3)


@pytest.mark.parametrize(("found", "true"), [(0, 2), (2, 0)])
def test_a_threshold_needs_labels_of_the_classes(found, true):
    detections = [Detections([(0, 0, 2, 3)], [0.8], [found])]
    with pytest.raises(ValueError, match="a label is 2, but there are 2 classes"):
        counting_thresholds(detections, [[true]], classes=2)


@pytest.mark.parametrize("threshold", [1.2, -0.1, np.nan, [0.1, 0.2, 0.3], [[0.1, 0.2]], "0.5"])
def test_a_score_threshold_of_another_kind_is_refused(detector, threshold):
    with pytest.raises(ValueError, match=r"score_threshold=.* one for each of the 2 classes"):
        detector.predict(some_images(1), threshold)


@pytest.mark.parametrize(
    "change",
    [
        {"class_names": ("cat",)},
        {"score_thresholds": np.array([0.1, 0.2, 0.3])},
        {"score_thresholds": np.array(0.5)},
        {"score_thresholds": np.array([0.1, 7])},
        {"iou_threshold": 1.5},
    ],
)
def test_a_file_with_facts_that_do_not_fit_is_refused(detector, tmp_path, change):
    dataclasses.replace(detector, **change).save(tmp_path / "cats")
    with pytest.raises(ValueError, match="not a saved detector, or it is damaged"):
        load_detector(tmp_path / "cats")


def test_no_images_have_no_counts():
    assert count_by_class([], 3).shape == (0, 3)
