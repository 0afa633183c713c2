"""Embedded digits, against the package that ships them."""

from difflib import SequenceMatcher
from itertools import pairwise

import numpy as np

from cnn_lessons.datasets import load_digits
from cnn_lessons.datasets.digits import FORMS


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


def test_a_form_is_always_the_same_sequence_of_digits_with_a_few_left_out():
    from sklearn.datasets import load_digits as load

    written = "".join(map(str, load().target))
    forms = [written[a:b] for a, b in pairwise((*FORMS, len(written)))]
    whole = max(forms, key=forms.count)
    assert forms.count(whole) == 8
    assert all(form[:9] in ("012345678", "123456789") for form in forms)
    for form in forms:
        same = SequenceMatcher(None, whole, form, autojunk=False).get_matching_blocks()
        assert len(form) - sum(block.size for block in same) <= 4
        assert 120 <= len(form) <= len(whole) == 130


def test_load_digits_by_writers_tests_on_whole_forms_in_the_order_of_the_file():
    from sklearn.datasets import load_digits as load

    images = load().images
    digits = load_digits(test_fraction=0.3, by_writers=True)
    np.testing.assert_array_equal(digits.x_train[..., 0] * 16, images[:1287])
    np.testing.assert_array_equal(digits.x_test[..., 0] * 16, images[1287:])  # 4 of 14
    np.testing.assert_array_equal(digits.y_test, load().target[1287:])
    assert repr(digits).startswith("Digits by writers: 1287 training")


def test_load_digits_by_writers_goes_through_all_forms_with_the_seed():
    tested = [load_digits(0.5, seed, by_writers=True).x_test for seed in (0, 1, 2)]
    assert [len(images) for images in tested] == [1797 - 906, 906, 1797 - 906]
    before = load_digits(0.2, 1, by_writers=True)
    np.testing.assert_array_equal(
        before.x_test, load_digits(0.5, 0, by_writers=True).x_test[123:509]
    )
    assert len(load_digits(0.01, by_writers=True).y_test) == 130
    assert len(load_digits(0.99, by_writers=True).y_train) == 130


def test_a_data_set_shows_its_name_and_sizes():
    assert repr(load_digits()) == "Digits: 1437 training and 360 test images, 8 × 8 × 1"
