"""The first difference between two values, structure before numbers."""

import numpy as np
import pytest

from cnn_lessons.checks.comparison import describe, difference


@pytest.mark.parametrize(
    ("returned", "expected"),
    [
        (3, 3),
        (np.int64(3), 3),
        (np.array(3), 3),
        (0.1 + 0.2, 0.3),
        (1, 1.0),
        (np.float32(0.1), 0.1),
        (float("nan"), float("nan")),
        (True, True),
        ("a", "a"),
        ((1, 2), (1, 2)),
        ([1, [2]], [1, [2.0]]),
        (np.ones((2, 3), np.float32), np.ones((2, 3))),
        (np.array([np.nan, 1]), np.array([np.nan, 1])),
    ],
)
def test_equal_values_have_no_difference(returned, expected):
    assert difference(returned, expected) is None


@pytest.mark.parametrize(
    ("returned", "expected", "phrase"),
    [
        (2, 1, "2, expected 1"),
        (3.0, 3, "3.0 (a float), expected a whole number (an int)"),
        (True, 1, "True, expected a number"),
        (1, True, "1 (an int), expected True"),
        (None, 4, "None, expected a number"),
        (float("nan"), 0.5, "NaN (not a number), expected 0.5"),
        (0.5, 0.25, "0.5, expected 0.25"),
        ([1, 2], (1, 2), "a list of 2, expected a tuple of 2"),
        ((1, 2, 3), (1, 2), "a tuple of 3, expected 2 entries"),
        ((1, 3), (1, 2), "a tuple whose entry [1] is 3, expected 2"),
        (np.ones(3), 3, "an array of shape (3,), expected a number"),
        (
            np.ones(3, bool),
            np.ones(3),
            "an array of dtype bool, expected a float dtype such as float64",
        ),
        (
            np.array([1, 2]),
            np.array([1, 3]),
            "an array that differs first at index [1]: 2, expected 3",
        ),
        (
            np.array(["a"]),
            np.array([1.0]),
            "an array of dtype <U1, expected a float dtype such as float64",
        ),
    ],
)
def test_the_first_difference_is_put_in_words(returned, expected, phrase):
    assert difference(returned, expected) == phrase


def test_real_numbers_are_compared_within_the_stated_tolerance():
    assert difference(1.009, 1.0, rtol=0.01, atol=0) is None
    assert difference(1.011, 1.0, rtol=0.01, atol=0)
    assert difference(10**9 + 1, 10**9, rtol=0.01), "counts are exact"


def test_a_long_value_is_described_by_its_type():
    assert describe("x" * 200) == "a str"
