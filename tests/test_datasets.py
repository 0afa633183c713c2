"""Embedded photographs and digits, against the packages that ship them and Keras."""

import numpy as np
import pytest

from cnn_lessons.datasets import PHOTOS, load_digits, load_photos, load_squares


def test_load_photos_returns_china_and_flower_in_this_order():
    from sklearn.datasets import load_sample_images

    np.testing.assert_array_equal(load_photos(), load_sample_images().images)


@pytest.mark.parametrize("name", PHOTOS)
def test_every_photograph_loads_offline_as_a_colour_image(name):
    photos = load_photos(name)
    assert photos.shape[0] == 1
    assert photos.shape[3] == 3
    assert photos.dtype == np.uint8
    assert photos.std() > 20, "not one even colour"


@pytest.mark.keras
@pytest.mark.parametrize("size", [(70, 120), (71, 119), (300, 451), (1, 1)])
def test_load_photos_cuts_from_the_centre_as_keras_does(size):
    import keras

    expected = keras.layers.CenterCrop(*size)(load_photos("cat").astype("float32"))
    np.testing.assert_array_equal(load_photos("cat", size=size), expected)


def test_an_unknown_photograph_lists_those_there_are():
    with pytest.raises(ValueError, match=r"No photograph is called 'dog'\. There are: china, fl"):
        load_photos("dog")


def test_photographs_of_different_sizes_need_a_size():
    with pytest.raises(ValueError, match=r"different sizes, \[\(300, 451\), \(427, 640\)\].*size="):
        load_photos("cat", "china")


@pytest.mark.parametrize("size", [(301, 10), (10, 452), (0, 5)])
def test_a_size_that_cannot_be_cut_says_what_can(size):
    with pytest.raises(ValueError, match=r"images of 300 × 451.*height from 1 to 300"):
        load_photos("cat", size=size)


def test_load_digits_returns_all_digits_once():
    from sklearn.datasets import load_digits as load

    digits = load_digits()
    images = np.concatenate([digits.x_train, digits.x_test])[..., 0] * 16
    ours = sorted(map(bytes, images.astype(np.uint8)))
    assert ours == sorted(map(bytes, load().images.astype(np.uint8)))
    assert digits.x_train.dtype == np.float32
    assert (digits.x_train.min(), digits.x_train.max()) == (0, 1)


def test_load_digits_splits_every_class_alike_and_by_the_seed():
    digits = load_digits(test_fraction=0.25, seed=3)
    train, test = np.bincount(digits.y_train), np.bincount(digits.y_test)
    np.testing.assert_allclose(test / (train + test), 0.25, atol=0.01)
    np.testing.assert_array_equal(digits.y_test, load_digits(0.25, seed=3).y_test)
    assert (digits.y_test != load_digits(0.25, seed=4).y_test).any()


def test_load_digits_by_writers_keeps_the_order_of_the_file():
    from sklearn.datasets import load_digits as load

    digits = load_digits(test_fraction=0.3, by_writers=True)
    assert len(digits.y_test) == 540  # 30 % of 1,797, rounded up
    images = np.concatenate([digits.x_train, digits.x_test])[..., 0]
    np.testing.assert_array_equal(images * 16, load().images)
    np.testing.assert_array_equal(np.concatenate([digits.y_train, digits.y_test]), load().target)
    assert repr(digits).startswith("Digits by writers: 1257 training")


def test_a_data_set_shows_its_name_and_sizes():
    assert repr(load_digits()) == "Digits: 1437 training and 360 test images, 8 × 8 × 1"


def test_load_squares_keeps_the_middle_square_and_its_brightness():
    cat = load_photos("cat", size=(300, 300))[0] / 255
    (square,) = load_squares("cat", size=100)
    assert square.dtype == np.float32
    blocks = cat.reshape(100, 3, 100, 3, 3).mean(axis=(1, 3))  # three pixels become one
    assert np.abs(square - blocks).mean() < 0.01
    assert load_squares("coffee", "china", size=31).shape == (2, 31, 31, 3)
