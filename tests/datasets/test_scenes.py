"""Scenes: boxes and objects are exactly what is drawn."""

import numpy as np
import pytest

from cnn_lessons.datasets import SHAPES, make_masked_scenes, make_scenes
from cnn_lessons.datasets.scenes import boxes_around


@pytest.mark.parametrize("size", [(43, 67), (71, 37)])
def test_a_box_goes_around_the_pixels_of_its_object(size):
    scenes, objects = make_masked_scenes(29, size, seed=5, most=5)
    assert scenes.images.shape == (29, *size, 3)
    assert objects.shape == (29, *size)
    for boxes, labels, owner in zip(scenes.boxes, scenes.labels, objects, strict=True):
        assert len(boxes) == len(labels) == owner.max()
        for number, (left, top, right, bottom) in enumerate(boxes.astype(int), start=1):
            inside = owner[top:bottom, left:right] == number
            assert inside.sum() == (owner == number).sum() > 0
            assert inside[[0, -1]].any(axis=1).all()
            assert inside[:, [0, -1]].any(axis=0).all()


def test_an_object_is_of_one_colour_that_differs_from_the_ground():
    scenes, objects = make_masked_scenes(23, (43, 67), seed=1, noise=0)
    for image, owner in zip(scenes.images, objects, strict=True):
        colours = [image[owner == number] for number in range(owner.max() + 1)]
        assert all(np.ptp(colour, axis=0).max() == 0 for colour in colours)
        assert all(np.abs(colour[0] - colours[0][0]).max() > 0.3 for colour in colours[1:])


def test_shapes_fill_their_boxes_as_their_names_say():
    """An ellipse fills π/4 of its box, a rectangle all, a triangle half."""
    scenes, objects = make_masked_scenes(99, (149, 211), seed=2)
    shares = {kind: [] for kind in range(3)}
    for boxes, labels, owner in zip(scenes.boxes, scenes.labels, objects, strict=True):
        areas = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
        for number, (area, label) in enumerate(zip(areas, labels, strict=True), start=1):
            shares[label].append((owner == number).sum() / area)
    expected = {"ellipse": np.pi / 4, "rectangle": 1, "triangle": 0.5}
    for kind, name in enumerate(SHAPES):
        assert np.mean(shares[kind]) == pytest.approx(expected[name], abs=0.02)


def test_scenes_hang_on_the_seed_alone_and_have_as_many_shapes_as_asked():
    first, again, other = (make_scenes(31, (43, 67), seed=seed) for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.images, again.images)
    assert (first.images != other.images).any()
    assert {len(boxes) for boxes in first.boxes} == {1, 2, 3, 4}
    assert {len(boxes) for boxes in make_scenes(31, (43, 67), most=1).boxes} == {1}
    assert {len(boxes) for boxes in make_scenes(31, (143, 167), fewest=2, most=3).boxes} == {2, 3}
    assert set(np.concatenate(first.labels)) == {0, 1, 2}


def test_the_masked_scenes_are_the_same_scenes():
    scenes, _ = make_masked_scenes(5, (43, 67), 7, 2, 3, 0.1)
    plain = make_scenes(5, (43, 67), 7, 2, 3, 0.1)
    np.testing.assert_array_equal(scenes.images, plain.images)
    np.testing.assert_array_equal(scenes.boxes[4], plain.boxes[4])


def test_noise_is_what_was_asked_for():
    scenes, objects = make_masked_scenes(41, (43, 67), noise=0.05)
    middle = [
        image[owner == 0][:, channel]
        for image, owner in zip(scenes.images, objects, strict=True)
        for channel in range(3)
        if 0.3 < image[owner == 0][:, channel].mean() < 0.7  # nothing is cut off at 0 or 1
    ]
    assert np.mean([values.std() for values in middle]) == pytest.approx(0.05, rel=0.05)
    assert scenes.images.min() >= 0
    assert scenes.images.max() <= 1
    assert scenes.images.dtype == np.float32


def test_shapes_are_not_crowded_in_where_there_is_no_room():
    scenes, objects = make_masked_scenes(7, (24, 31), most=99, fewest=99)
    for boxes, owner in zip(scenes.boxes, objects, strict=True):
        assert 1 < len(boxes) < 99
        assert len(np.unique(owner)) == len(boxes) + 1


@pytest.mark.parametrize(
    "wrong", [{"count": 0}, {"size": (23, 99)}, {"fewest": 0}, {"fewest": 5}, {"noise": -0.1}]
)
def test_numbers_out_of_range_are_an_error(wrong):
    with pytest.raises(ValueError, match=r"expected at least one image of 24 × 24 pixels"):
        make_scenes(**{"count": 2, **wrong})


def test_boxes_around_nothing_are_none():
    assert boxes_around(np.zeros((3, 5), int), 0).shape == (0, 4)
