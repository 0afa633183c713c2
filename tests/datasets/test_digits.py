"""Embedded digits, against the package that ships them."""

import numpy as np

from cnn_lessons.datasets import load_digits


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
