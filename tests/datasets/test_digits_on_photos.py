"""Digits on photographs: blended as published, and no digit or patch in two parts."""

import numpy as np
import pytest

from cnn_lessons.datasets import digits_on_photos, load_digits, load_digits_on_photos, load_patches


def found_again(image, patch, digits):
    """Return which of the digits lies on a patch, tried at every place."""
    for number, digit in enumerate(digits):
        large = np.kron(digit[:, :, 0], np.ones((3, 3)))[..., np.newaxis]
        for top in range(9):
            for left in range(9):
                on_digit = np.pad(large, ((top, 8 - top), (left, 8 - left), (0, 0)))
                if np.allclose(image, abs(patch - on_digit), atol=1e-6):
                    return number
    raise AssertionError("no digit gives this image")


@pytest.mark.parametrize("validation", [False, True])
def test_an_image_is_the_absolute_difference_of_its_digit_and_its_patch(validation):
    data = load_digits_on_photos(per_class=2, seed=3, validation=validation)
    patches = load_patches(per_class=2, test_per_class=36, seed=3, validation=validation)
    digits = load_digits(seed=3)
    for image, label, patch in zip(data.x_train[:7], data.y_train, patches.x_train, strict=False):
        number = found_again(image, patch, digits.x_train[:60])
        assert digits.y_train[number] == label
    x, y = (digits.x_train, digits.y_train) if validation else (digits.x_test, digits.y_test)
    for i in (0, 11, 359):
        here = slice(len(x) - 360 + i, len(x) - 360 + i + 1)
        assert found_again(data.x_test[i], patches.x_test[i], x[here]) == 0
        assert data.y_test[i] == y[here][0]


@pytest.mark.parametrize("per_class", [1, 7, 80])
def test_there_are_as_many_of_each_class_as_asked_for(per_class):
    data = load_digits_on_photos(per_class)
    np.testing.assert_array_equal(np.bincount(data.y_train), [per_class] * 10)
    assert data.x_train.shape == (10 * per_class, 32, 32, 3)
    assert data.x_test.shape == (360, 32, 32, 3)
    assert min(data.x_train.min(), data.x_test.min()) >= 0
    assert max(data.x_train.max(), data.x_test.max()) <= 1


def test_classes_come_in_random_order_and_everything_follows_from_the_seed():
    one, again, other = (load_digits_on_photos(5, seed) for seed in (1, 1, 2))
    np.testing.assert_array_equal(one.x_train, again.x_train)
    np.testing.assert_array_equal(one.x_test, again.x_test)
    assert (one.x_train != other.x_train).any()
    assert (np.diff(one.y_train) < 0).sum() > 10


def test_digits_stand_everywhere_on_their_patches():
    dark = np.zeros((360, 32, 32, 3), np.float32)
    rng = np.random.default_rng(0)
    bright = np.ones((360, 8, 8, 1), np.float32)
    images = digits_on_photos._blend(bright, dark, rng)
    corners = {tuple(np.argwhere(image[..., 0])[0]) for image in images}
    assert {row for row, _ in corners} == {column for _, column in corners} == set(range(9))
    assert images.sum(axis=(1, 2, 3)) == pytest.approx(24 * 24 * 3)


@pytest.mark.parametrize("per_class", [0, 81])
def test_a_number_that_is_not_there_is_refused(per_class):
    with pytest.raises(ValueError, match=f"{per_class} digits of each class .* expected 1 to 80"):
        load_digits_on_photos(per_class)
