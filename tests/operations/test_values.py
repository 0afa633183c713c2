"""What an operation takes: arrays of floats, and what is said of all others."""

import re

import numpy as np
import pytest

from cnn_lessons.operations.values import (
    NotFiniteError,
    check_gradient,
    check_values,
    number_at_least_0,
    refuse_infinity,
    refuse_nan,
)
from cnn_lessons.operations.windows import check_array

WRONG = {
    "a list": ([1.0, 2.0], TypeError, "x is a list, not an array"),
    "a number": (1.0, TypeError, "x is a float, not an array"),
    "integers": (np.ones(3, int), TypeError, "x is of int64, but float32 or float64 is expected. "),
    "half precision": (np.ones(3, "float16"), TypeError, "x is of float16"),
    "nothing": (np.ones((3, 0)), ValueError, "x has shape (3, 0): it is empty"),
    "a masked array": (
        np.ma.masked_less(np.zeros(3), 1),
        TypeError,
        "x is a masked array, but its mask would be ignored. Use x.filled(number)",
    ),
    "NaN": (
        np.array([[1, 2], [np.nan, 3]]),
        NotFiniteError,
        "x has NaN (not a number), first at (1",
    ),
}


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_no_array_of_floats_is_named(kind):
    values, error, text = WRONG[kind]
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        check_values(values, "x")


@pytest.mark.parametrize("kind", WRONG)
def test_batches_are_named_in_the_same_words(kind):
    values, error, text = WRONG[kind]
    if isinstance(values, np.ndarray) and values.size:
        values = values.reshape(1, values.shape[0], -1, 1)
        start = text.split(", first at")[0].split(". Use")[0]
        with pytest.raises(error, match=f"^{re.escape(start)}"):
            check_array(values, "x", "(N, H, W, C)")


@pytest.mark.parametrize("values", [np.float32(1), np.zeros(()), np.full((2, 3), -np.inf)])
def test_floats_of_any_shape_and_infinity_are_taken(values):
    check_values(values, "x")


def test_not_finite_is_a_value_error():
    assert issubclass(NotFiniteError, ValueError)


@pytest.mark.parametrize(
    ("place", "value", "said"),
    [
        ((1, 4), np.inf, "x has infinity, first at (1, 4)"),
        ((2, 0), -np.inf, "x has -infinity, first at (2, 0)"),
        ((0, 3), np.nan, "x has NaN (not a number), first at (0, 3)"),
    ],
)
def test_infinity_and_nan_are_told_apart_with_their_first_place(place, value, said):
    values = np.arange(15.0).reshape(3, 5)
    refuse_infinity(values, "x")
    values[place] = value
    values[2, 4] = value
    with pytest.raises(NotFiniteError, match=re.escape(said)):
        refuse_infinity(values, "x")
    if not np.isnan(value):
        refuse_nan(values, "x")


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_the_largest_floats_are_finite(dtype):
    largest = np.finfo(dtype).max
    refuse_infinity(np.array([largest, -largest], dtype), "x")


def test_a_gradient_comes_in_the_type_of_the_inputs_and_in_their_shape():
    inputs = np.ones((2, 3), "float32")
    assert check_gradient(np.ones((2, 3)), inputs).dtype == np.float32
    with pytest.raises(
        ValueError, match=r"d_outputs has shape \(3, 2\), but the outputs have \(2,"
    ):
        check_gradient(np.ones((3, 2)), inputs)
    with pytest.raises(TypeError, match="inputs is a list"):
        check_gradient(np.ones(2), [1.0, 1.0])
    with pytest.raises(TypeError, match="d_outputs is a list"):
        check_gradient([1.0, 1.0], np.ones(2))


@pytest.mark.parametrize("number", [-1, -0.5, np.inf, np.nan, "1", None])
def test_numbers_below_0_and_what_is_none_are_named(number):
    with pytest.raises(ValueError, match=r"alpha=.*, but a number of at least 0 is expected"):
        number_at_least_0(number, "alpha")


def test_0_is_a_number_of_at_least_0_and_numbers_become_python_floats():
    assert [number_at_least_0(number, "alpha") for number in (0, 2, np.float32(0.5))] == [0, 2, 0.5]
    assert type(number_at_least_0(np.float64(1), "alpha")) is float
