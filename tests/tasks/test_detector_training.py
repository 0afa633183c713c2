"""Training a detector: mirrors by pixels, thresholds by search, and a folder of one's own."""

import dataclasses
from itertools import pairwise

import numpy as np
import pytest
from PIL import Image

from cnn_lessons.datasets import BoxedDataset, BoxedImages, read_voc_folder
from cnn_lessons.tasks import (
    Grid,
    choose_thresholds,
    decode,
    grid_targets,
    match_detections,
    mean_average_precision,
    mirror,
    train_detector,
    usual_sizes,
)
from cnn_lessons.tasks.detector_training import batches

GRID = Grid((24, 56), 8, [(9, 5), (13, 11)])


def squares(count, seed, size=(24, 56)):
    """Return images with one or two rectangles: bright wide ones are 0, dark high ones are 1."""
    rng = np.random.default_rng(seed)
    images = rng.uniform(0.45, 0.55, (count, *size, 3)).astype(np.float32)
    boxes, labels = [], []
    for image in images:
        kinds = rng.permutation(2)[: rng.integers(1, 3)]
        here = []
        for place, kind in enumerate(kinds):  # one in the left half, one in the right half
            width, height = rng.integers(9, 14), rng.integers(5, 9)
            width, height = (width, height) if kind == 0 else (height, width)
            left = rng.integers(0, 28 - width) + 28 * place
            top = rng.integers(0, 24 - height)
            image[top : top + height, left : left + width] = 0.9 - 0.8 * kind
            here.append((left, top, left + width, top + height))
        boxes.append(np.array(here, np.float32))
        labels.append(np.array(kinds, np.int64))
    return BoxedImages(images, boxes, labels)


def dataset(count=96):
    return BoxedDataset("squares", squares(count, 0), squares(30, 1), squares(41, 2), ("a", "b"))


@pytest.mark.parametrize(("up_down", "left_right"), [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_mirrored_boxes_go_around_mirrored_pixels(up_down, left_right):
    image = np.zeros((23, 41, 1))
    boxes = np.array([(3, 5, 10, 7), (20, 11, 41, 23)])
    for value, (left, top, right, bottom) in enumerate(boxes, 1):
        image[top:bottom, left:right] = value
    mirrored, moved = mirror(image, boxes, up_down, left_right)
    assert np.array_equal(mirrored, image) == (not (up_down or left_right))
    for value, box in enumerate(moved, 1):
        rows, columns = np.nonzero(mirrored[..., 0] == value)
        corners = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
        assert box.tolist() == list(corners)


def test_a_mirror_takes_an_image_without_boxes():
    assert mirror(np.zeros((5, 7, 3)), np.empty((0, 4)), True, True)[1].shape == (0, 4)


def test_usual_sizes_are_geometric_means_of_each_class():
    boxes = [[(0, 0, 2, 3), (1, 1, 6, 8)], [], [(4, 4, 12, 7)]]
    sizes = usual_sizes(boxes, [[0, 1], [], [0]], 2)
    np.testing.assert_allclose(sizes, [(np.sqrt(2 * 8), np.sqrt(3 * 3)), (5, 7)])


def test_a_class_without_a_box_is_named():
    with pytest.raises(ValueError, match="no box is of class 1, of which there are 3 from 0"):
        usual_sizes([[(0, 0, 2, 3)]], [[0]], 3)


def test_labels_go_with_the_boxes_of_their_image():
    boxes = [[(0, 0, 2, 3), (1, 1, 6, 8)], [(4, 4, 12, 7)]]
    with pytest.raises(ValueError, match=r"labels have shape \(1,\), but \(2,\) is expected"):
        usual_sizes(boxes, [[0], [1, 0]], 2)
    with pytest.raises(ValueError, match="a label is 2, but there are 2 classes"):
        usual_sizes(boxes, [[0, 1], [2]], 2)


@pytest.mark.keras
def test_validation_images_are_looked_at_before_the_training():
    data = dataset(9)
    bright = dataclasses.replace(data.validation, images=data.validation.images * 255)
    with pytest.raises(ValueError, match="floats from 0 to 1 are expected"):
        train_detector(dataclasses.replace(data, validation=bright), stride=8)


@pytest.mark.keras
def test_a_training_goes_through_the_images_at_least_once():
    with pytest.raises(ValueError, match="epochs=0, but at least 1"):
        train_detector(dataset(9), stride=8, epochs=0)


def test_batches_go_through_all_images_in_a_new_order_each_time():
    boxed = squares(21, 0)
    images = boxed.images.copy()
    images[:, 0, 0] = np.arange(21)[:, None] / 21  # a mark that tells them apart
    boxed = dataclasses.replace(boxed, images=images)
    given = batches(boxed, GRID, upside_down=False, rng=np.random.default_rng(0))
    epochs = []
    for _ in range(3):
        seen = []
        for _ in range(2):  # of eight; five wait for the next time
            x, targets = next(given)
            assert x.shape == (8, 24, 56, 3)
            assert targets.shape == (8, *GRID.shape)
            for image, target in zip(x, targets, strict=True):
                marks = np.stack([image[0, 0], image[0, -1]])
                i = next(i for i in range(21) if np.isclose(marks, i / 21, atol=1e-6).all(1).any())
                flipped = not np.array_equal(image, images[i])
                expected = mirror(images[i], boxed.boxes[i], False, flipped)
                np.testing.assert_array_equal(image, expected[0])
                np.testing.assert_array_equal(
                    target, grid_targets(expected[1], boxed.labels[i], GRID)
                )
                seen.append((i, flipped))
        epochs.append(seen)
    numbers = [[i for i, _ in seen] for seen in epochs]
    assert all(len(set(each)) == 16 for each in numbers)
    assert all(a != b for a, b in pairwise(numbers))
    assert 10 < sum(flipped for seen in epochs for _, flipped in seen) < 38


def test_images_are_turned_upside_down_only_if_that_is_allowed():
    boxed = squares(8, 0)
    for allowed in (False, True):
        given = batches(boxed, GRID, allowed, np.random.default_rng(1))
        upright = {tuple(boxed.images[i].sum((1, 2))) for i in range(8)}
        rows = [tuple(image.sum((1, 2))) for _ in range(3) for image in next(given)[0]]
        turned = sum(not np.isclose(list(upright), row, rtol=1e-4).all(1).any() for row in rows)
        assert (turned > 4) == allowed


def test_fewer_images_than_a_batch_are_one():
    x, _ = next(batches(squares(5, 0), GRID, True, np.random.default_rng(0)))
    assert len(x) == 5


def noisy_outputs(boxed, seed=0):
    """Return outputs that are right on the whole: scores overlap, and boxes double."""
    rng = np.random.default_rng(seed)
    targets = np.stack(
        [grid_targets(*each, GRID) for each in zip(boxed.boxes, boxed.labels, strict=True)]
    )
    outputs = targets + rng.normal(0, 0.15, targets.shape)
    outputs[..., 0] = 4 * targets[..., 0] - 3 + rng.normal(0, 1.2, targets.shape[:-1])
    return outputs


def test_the_thresholds_are_the_best_of_those_tried():
    boxed = squares(37, 4)
    outputs, truths = noisy_outputs(boxed), list(zip(boxed.boxes, boxed.labels, strict=True))
    score_thresholds, iou_threshold = choose_thresholds(outputs, boxed, GRID)
    precisions = [
        mean_average_precision([decode(each, GRID, 0.02, t) for each in outputs], truths, 2)
        for t in (0.3, 0.4, 0.5, 0.6)
    ]
    assert iou_threshold == (0.3, 0.4, 0.5, 0.6)[int(np.argmax(precisions))]
    for label in (0, 1):

        def f1(threshold, label=label):
            right = found = 0
            for each, truth in zip(outputs, truths, strict=True):
                detections = decode(each, GRID, threshold, iou_threshold)
                of_class = detections.labels == label
                found += of_class.sum()
                right += (match_detections(detections, truth)[of_class] >= 0).sum()
            true = sum((labels == label).sum() for labels in boxed.labels)
            return 2 * right / (found + true)

        best = max(f1(t) for t in np.linspace(0.02, 0.98, 49))
        assert f1(score_thresholds[label]) >= best
        assert best > f1(0.02) + 0.1


def test_without_anything_to_choose_by_the_thresholds_are_half():
    boxed = squares(2, 0)
    empty = dataclasses.replace(
        boxed, boxes=[np.empty((0, 4))] * 2, labels=[np.empty(0, np.int64)] * 2
    )
    scores, iou = choose_thresholds(noisy_outputs(boxed), empty, GRID)
    assert (scores.tolist(), iou) == ([0.5, 0.5], 0.5)
    blind = np.full((2, *GRID.shape), -20.0)  # finds nothing, but there is something
    assert choose_thresholds(blind, boxed, GRID)[0].tolist() == [0.5, 0.5]


@pytest.mark.keras
def test_a_detector_learns_from_images_with_boxes(capsys):
    data = dataset()
    detector = train_detector(data, stride=8, epochs=25, seed=1)
    truths = list(zip(data.test.boxes, data.test.labels, strict=True))
    found = detector.predict(data.test.images, 0.02)
    assert mean_average_precision(found, truths, 2) > 0.8
    assert detector.class_names == ("a", "b")
    assert detector.grid.stride == 8
    lines = capsys.readouterr().out.splitlines()
    losses = [float(line.split("loss ")[1]) for line in lines]
    assert len(losses) == 25
    assert losses[-1] < losses[0] / 4
    assert lines[4].startswith("epoch  5: loss ")


@pytest.mark.keras
def test_the_same_seed_trains_the_same_detector_in_silence(capsys):
    data = dataset(16)
    first, again, other = (
        train_detector(data, 8, epochs=1, seed=seed, progress=False).model.get_weights()[0]
        for seed in (1, 1, 2)
    )
    np.testing.assert_allclose(first, again, atol=1e-5)
    assert np.abs(first - other).max() > 0.01
    assert capsys.readouterr().out == ""


@pytest.mark.keras
@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"images": squares(4, 0).images * 255}, "Divide bytes by 255"),
        ({"images": squares(4, 0).images[:, :, :50]}, "do not fill an image"),
        ({"labels": [np.zeros(len(each), int) for each in squares(4, 0).labels]}, "class 1"),
    ],
)
def test_what_cannot_be_learned_from_is_refused_before_the_training(change, message):
    train = dataclasses.replace(squares(4, 0), **change)
    data = BoxedDataset("wrong", train, squares(2, 1), squares(2, 2), ("a", "b"))
    with pytest.raises(ValueError, match=message):
        train_detector(data, 8, epochs=1, progress=False)


def write_voc(folder, boxed, names):
    """Write images and Pascal VOC's files, as a labelling program does."""
    for i, image in enumerate(boxed.images):
        H, W = image.shape[:2]
        Image.fromarray((image * 255).round().astype(np.uint8)).save(folder / f"photo {i:02}.png")
        objects = "".join(
            f"<object><name>{names[label]}</name><bndbox><xmin>{box[0]:g}</xmin><ymin>{box[1]:g}"
            f"</ymin><xmax>{box[2]:g}</xmax><ymax>{box[3]:g}</ymax></bndbox></object>"
            for box, label in zip(boxed.boxes[i], boxed.labels[i], strict=True)
        )
        (folder / f"photo {i:02}.xml").write_text(
            f"<annotation><filename>photo {i:02}.png</filename><size><width>{W}</width>"
            f"<height>{H}</height><depth>3</depth></size>{objects}</annotation>",
            encoding="utf-8",
        )


@pytest.mark.keras
def test_a_folder_of_voc_files_becomes_a_detector(tmp_path):
    write_voc(tmp_path, squares(110, 7), ["dog", "car"])
    data = read_voc_folder(tmp_path, size=(24, 56))
    assert data.class_names == ("car", "dog")
    detector = train_detector(data, stride=8, epochs=30, upside_down=True, progress=False)
    truths = list(zip(data.test.boxes, data.test.labels, strict=True))
    found = detector.predict(data.test.images, 0.02)
    assert mean_average_precision(found, truths, 2) > 0.7


@pytest.mark.keras
@pytest.mark.data("CNN_LESSONS_DATA/blood_cells")
def test_white_cells_are_found_after_a_short_training():
    from cnn_lessons.datasets import fetch_blood_cells

    data = fetch_blood_cells(size=(96, 128))
    detector = train_detector(data, stride=8, epochs=6, upside_down=True, progress=False)
    truths = [
        (boxes[labels == 1], np.zeros((labels == 1).sum(), int))
        for boxes, labels in zip(data.test.boxes, data.test.labels, strict=True)
    ]
    found = [
        dataclasses.replace(
            each,
            boxes=each.boxes[each.labels == 1],
            scores=each.scores[each.labels == 1],
            labels=each.labels[each.labels == 1] - 1,
        )
        for each in detector.predict(data.test.images, 0.02)
    ]
    assert mean_average_precision(found, truths, 1) > 0.5
