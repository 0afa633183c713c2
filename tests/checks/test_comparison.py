"""The first difference between two values, structure before numbers."""

import numpy as np
import pytest

from cnn_lessons.checks.comparison import describe, difference


class Tensor:
    """What another library returns."""

    def __init__(self, values):
        self.values = values

    def __array__(self, dtype=None, copy=None):
        return np.array(self.values, dtype)


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
        ([1, 2], (1, 2)),
        ((1, 2), [1, 2]),
        (np.array([1, 2]), (1, 2)),
        (range(1, 3), [1, 2]),
        (27.0, 27),
        (np.float32(27), 27),
        ([[1, 2], [3, 4]], np.array([[1, 2], [3, 4]])),
        ((1, 2.0), np.array([1, 2])),
        (np.array([1, 2], "uint8"), np.array([1, 2])),
        (np.array([1.0, 2.0]), np.array([1, 2])),
        (np.array([1, 2]), np.array([1.0, 2.0])),
        (np.array([2, 3], "uint8"), np.array([2, 3], "uint8")),
        (np.array([True, False]), np.array([True, False])),
        (Tensor([0.5, 1]), np.array([0.5, 1])),
        (Tensor(3), 3),
        (np.array(True), True),
        (np.array([1 / 3], "float32"), np.array([1 / 3])),
        (np.float32(1 / 3), 1 / 3),
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
        (3.5, 3, "3.5, expected 3"),
        (True, 1, "True, expected a number"),
        (1, True, "1 (an int), expected True"),
        (None, 4, "None, expected a number"),
        (float("nan"), 0.5, "NaN (not a number), expected 0.5"),
        (0.5, 0.25, "0.5, expected 0.25"),
        (1, (1, 2), "1 (an int), expected a tuple of 2"),
        ([1, 2, 3], (1, 2), "a list of 3, expected a tuple of 2"),
        ([1, 3], (1, 2), "a list whose entry [1] is 3, expected 2"),
        (
            np.ones((2, 3)),
            [1, 2],
            "an array whose entry [0] is an array of shape (3,), expected a number",
        ),
        ([[1, 2], [3]], np.ones((2, 2)), "a list of 2, expected a NumPy array of shape (2, 2)"),
        ([1, 2], np.ones(3), "an array of shape (2,), expected shape (3,)"),
        (
            np.array([7, 9]),
            np.array([7, 9], "uint8"),
            'the right numbers in int64, expected dtype uint8: `np.array(…, "uint8")` makes it',
        ),
        (
            np.array([7, 8]),
            np.array([7, 9], "uint8"),
            "an array of dtype int64, expected dtype uint8",
        ),
        (
            np.array([1, 0]),
            np.array([True, False]),
            'the right numbers in int64, expected dtype bool: `np.array(…, "bool")` makes it',
        ),
        ((1, 3), (1, 2), "a tuple whose entry [1] is 3, expected 2"),
        (np.ones(3), 3, "an array of shape (3,), expected a number"),
        (
            np.ones(3, bool),
            np.ones(3),
            "an array of dtype bool, expected dtype float64",
        ),
        (
            np.array([1, 2]),
            np.array([1, 3]),
            "an array that differs first at index [1]: 2, expected 3",
        ),
        (
            np.array(["a"]),
            np.array([1.0]),
            "an array of dtype <U1, expected dtype float64",
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


@pytest.mark.parametrize("kind", ["array", "number"])
def test_float32_is_judged_by_what_it_can_keep_and_no_looser(kind):
    def differs(error, dtype):
        value = np.array([3.0]) * (1 + error)
        returned = value.astype(dtype) if kind == "array" else value.astype(dtype)[0]
        return difference(returned, np.array([3.0]) if kind == "array" else 3.0)

    assert differs(5e-5, "float32") is None
    assert differs(5e-5, "float64")
    assert differs(5e-4, "float32")
