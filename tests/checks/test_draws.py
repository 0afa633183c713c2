import numpy as np

from cnn_lessons.checks import whole_numbers


def test_drawn_numbers_are_whole_in_their_range_and_all_of_it():
    numbers = whole_numbers(23, 31, seed=1, low=-2, high=3)
    assert numbers.shape == (23, 31)
    assert numbers.dtype == "float64"
    assert set(np.unique(numbers)) == {-2, -1, 0, 1, 2}


def test_an_array_hangs_on_its_own_seed_only():
    first = whole_numbers(5, 7, seed=1)
    whole_numbers(3, seed=2)
    assert (whole_numbers(5, 7, seed=1) == first).all()
    assert (whole_numbers(5, 7, seed=2) != first).any()
