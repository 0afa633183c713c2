"""Embedded photographs, against the packages that ship them and Keras."""

import numpy as np
import pytest

from cnn_lessons.datasets import load_photos, load_squares
from cnn_lessons.datasets.photos import PHOTOS


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


def test_load_squares_keeps_the_middle_square_and_its_brightness():
    cat = load_photos("cat", size=(300, 300))[0] / 255
    (square,) = load_squares("cat", size=100)
    assert square.dtype == np.float32
    blocks = cat.reshape(100, 3, 100, 3, 3).mean(axis=(1, 3))  # three pixels become one
    assert np.abs(square - blocks).mean() < 0.01
    assert load_squares("coffee", "china", size=31).shape == (2, 31, 31, 3)
