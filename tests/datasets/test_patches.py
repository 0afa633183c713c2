"""Patches of photographs: from separate halves, as many as asked for, and always the same."""

import numpy as np
import pytest

from cnn_lessons.datasets import load_patches, load_photos, patches
from cnn_lessons.datasets.photos import PHOTOS


def map_of_places(height, width):
    """Return an image whose every pixel says where it is, row and column in two bytes."""
    row, column = np.mgrid[:height, :width]
    return np.stack([row % 256, column % 256, column // 256], axis=-1).astype(np.uint8)


def rows_of(images):
    return np.rint(images[..., 0] * 255).astype(int)


def columns_of(images):
    channels = np.rint(images * 255).astype(int)
    return channels[..., 1] + 256 * channels[..., 2]


@pytest.mark.parametrize("size", [(97, 131), (211, 301), (53, 698)])
def test_no_pixel_is_in_both_parts_and_a_gap_lies_between_them(monkeypatch, size):
    monkeypatch.setattr(patches, "read_photo", lambda name: map_of_places(*size))
    data = load_patches("cat", "coffee", per_class=89, test_per_class=83)
    train, test = columns_of(data.x_train), columns_of(data.x_test)
    assert train.max() + patches.GAP < test.min()


@pytest.mark.parametrize("size", [(131, 197), (211, 301), (253, 153)])
def test_for_a_validation_the_left_half_is_divided_and_the_right_one_not_seen(monkeypatch, size):
    monkeypatch.setattr(patches, "read_photo", lambda name: map_of_places(*size))
    options = {"per_class": 89, "test_per_class": 83}
    data = load_patches("cat", "coffee", **options, validation=True)
    test = load_patches("cat", "coffee", **options)
    seen = np.concatenate([data.x_train, data.x_test])
    assert columns_of(seen).max() + patches.GAP < columns_of(test.x_test).min()
    assert rows_of(data.x_train).max() + patches.GAP < rows_of(data.x_test).min()


@pytest.mark.parametrize(("height", "width"), [(33, 131), (83, 99)])  # wider, and taller
def test_every_place_of_a_half_can_be_had_and_no_more(monkeypatch, height, width):
    monkeypatch.setattr(patches, "read_photo", lambda name: map_of_places(height, width))
    end, begin = width // 2 - 16, width // 2 + 16  # of the left part, and of the right one
    rows = height - 31
    places = {"per_class": rows * (end - 31), "test_per_class": rows * (width - begin - 31)}
    data = load_patches("cat", "coffee", **places)
    np.testing.assert_array_equal(np.unique(columns_of(data.x_train)), np.arange(end))
    np.testing.assert_array_equal(np.unique(columns_of(data.x_test)), np.arange(begin, width))
    for name, count in places.items():
        with pytest.raises(ValueError, match=rf"{count + 1} patches of each .* at most {count}:"):
            load_patches("cat", "coffee", **{**places, name: count + 1})


def test_one_patch_of_each_photograph_is_enough():
    data = load_patches("cat", "coffee", "rocket", per_class=1, test_per_class=1)
    assert sorted(data.y_train) == sorted(data.y_test) == [0, 1, 2]


def test_what_is_not_said_is_as_documented():
    said = load_patches("cat", "coffee", per_class=100, test_per_class=50, seed=0, validation=False)
    unsaid = load_patches("cat", "coffee")
    for one, other in zip(vars(said).values(), vars(unsaid).values(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_the_places_for_training_and_for_testing_are_drawn_apart(monkeypatch):
    monkeypatch.setattr(patches, "read_photo", lambda name: map_of_places(61, 166))
    data = load_patches("cat", "coffee", per_class=7, test_per_class=7)  # halves of equal size
    places = []
    for images, first in ((data.x_train, 0), (data.x_test, 83 + 16)):
        corners = zip(rows_of(images)[:, 0, 0], columns_of(images)[:, 0, 0] - first, strict=True)
        places.append(set(corners))
    assert len(places[0] & places[1]) < 7


def test_patches_are_cut_from_their_photograph_and_none_twice(monkeypatch):
    monkeypatch.setattr(patches, "read_photo", lambda name: map_of_places(41, 137))
    data = load_patches("cat", "coffee", per_class=53)
    for images in (data.x_train, data.x_test):
        corners = np.rint(images[:, 0, 0] * 255).astype(int)
        for image, (row, column, _) in zip(images, corners, strict=True):
            cut = map_of_places(41, 137)[row : row + 32, column : column + 32]
            np.testing.assert_allclose(image * 255, cut, atol=1e-4)
    for part, labels in ((data.x_train, data.y_train), (data.x_test, data.y_test)):
        for label in (0, 1):
            assert len(np.unique(part[labels == label], axis=0)) == (labels == label).sum()


def test_the_class_is_the_photograph():
    data = load_patches("rocket", "cat", per_class=3, test_per_class=2, seed=1)
    assert data.class_names == ("rocket", "cat")
    for label, name in enumerate(data.class_names):
        photo = load_photos(name)[0]
        windows = np.lib.stride_tricks.sliding_window_view(photo, (32, 32), axis=(0, 1))
        for patch in (*data.x_train[data.y_train == label], *data.x_test[data.y_test == label]):
            pixels = np.rint(patch * 255).astype(np.uint8)
            begins_alike = (windows[..., 0, 0] == pixels[0, 0]).all(axis=-1)
            found = windows[begins_alike].transpose(0, 2, 3, 1) == pixels
            assert found.all(axis=(1, 2, 3)).any()


def test_every_photograph_gives_as_many_patches_as_asked_for():
    data = load_patches(per_class=7, test_per_class=11)
    assert data.class_names == tuple(PHOTOS)
    np.testing.assert_array_equal(np.bincount(data.y_train), [7] * 10)
    np.testing.assert_array_equal(np.bincount(data.y_test), [11] * 10)
    assert data.x_train.shape == (70, 32, 32, 3)
    assert data.x_train.dtype == np.float32
    assert data.y_train.dtype == np.int64
    assert data.x_train.min() >= 0
    assert 0.9 < data.x_train.max() <= 1
    assert (np.diff(data.y_train) < 0).any(), "the classes stand one after the other"


def test_the_places_follow_from_the_seed_and_the_test_set_from_nothing_else():
    first, again = load_patches(per_class=5, seed=3), load_patches(per_class=20, seed=3)
    np.testing.assert_array_equal(first.x_test, again.x_test)
    np.testing.assert_array_equal(first.y_test, again.y_test)
    np.testing.assert_array_equal(first.x_train, load_patches(per_class=5, seed=3).x_train)
    assert (first.x_test != load_patches(seed=4).x_test).any()


@pytest.mark.parametrize(
    ("names", "options", "message"),
    [
        (("cat",), {}, r"1 photographs were given, cat; expected at least two"),
        (("cat", "coffee", "cat"), {}, r"cat, coffee, cat; expected at least two, all different"),
        (("cat", "dog"), {}, r"No photograph is called 'dog'\. There are"),
        ((), {"per_class": 0}, r"0 patches of each .* at least 1 and at most"),
        # The right half of the cat: 300 × (451 - 225 - 16), so 269 × 179 places.
        (("cat", "coffee"), {"test_per_class": 48_152}, r"at most 48151: .* 300 × 210 pixels"),
    ],
)
def test_what_cannot_be_cut_is_said(names, options, message):
    with pytest.raises(ValueError, match=message):
        load_patches(*names, **options)
