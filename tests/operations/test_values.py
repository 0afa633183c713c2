"""What an operation takes: arrays of floats, and what is said of all others."""

import re

import numpy as np
import pytest

from cnn_lessons.operations.values import (
    NotFiniteError,
    above_0,
    at_least_0,
    check_array,
    check_dropout_rate,
    check_gradient,
    from_0_to_1,
    is_number,
    refuse_infinity,
    refuse_nan,
    share_of_1,
)

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
        check_array(values, "x")


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
    check_array(values, "x")


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


NO_NUMBERS = [np.inf, -np.inf, np.nan, True, False, np.True_, "1", None, [1], np.array(1.0), 1j]


@pytest.mark.parametrize("value", NO_NUMBERS, ids=repr)
def test_what_is_no_finite_number_is_refused_in_every_range(value):
    assert not is_number(value)
    for in_range in (above_0, at_least_0, from_0_to_1, share_of_1):
        with pytest.raises(ValueError, match=r"alpha=.*, but a .* is expected\.$"):
            in_range(value, "alpha")
    with pytest.raises(ValueError, match="the share that is dropped is expected, from 0 to below"):
        check_dropout_rate(value)


# The range, what it calls what is in it, and numbers just inside and just outside.
RANGES = [
    (above_0, "a number above 0", (1e-9, 7), (0, -1e-9)),
    (at_least_0, "a number of at least 0", (0, 7), (-1e-9, -1)),
    (from_0_to_1, "a number from 0 to 1", (0, 1), (-1e-9, 1 + 1e-9)),
    (share_of_1, "a share from 0 to below 1", (0, 1 - 1e-9), (-1e-9, 1)),
]


@pytest.mark.parametrize(("in_range", "words", "inside", "outside"), RANGES)
def test_a_range_ends_where_its_words_say(in_range, words, inside, outside):
    assert [in_range(number, "alpha") for number in inside] == list(inside)
    for number in outside:
        expected = f"alpha={number!r}, but {words} is expected. Use 0.1."
        with pytest.raises(ValueError, match=re.escape(expected) + "$"):
            in_range(number, "alpha", "Use 0.1.")


def test_numbers_become_python_floats():
    for number in (1, np.float32(0.5), np.float64(0.5), np.int8(1)):
        assert is_number(number)
        assert type(at_least_0(number, "alpha")) is float


def test_a_dropout_rate_is_from_0_to_below_1():
    for rate in (0, 0.5, np.float32(0.999)):
        check_dropout_rate(rate)
    for rate in (-0.1, 1, 50):
        with pytest.raises(ValueError, match=f"rate={rate}, but the share that is dropped"):
            check_dropout_rate(rate)


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_check_array_accepts_what_the_operations_take(dtype):
    inputs = np.full((2, 7, 5, 3), np.inf, dtype)
    inputs.flags.writeable = False
    check_array(inputs, "inputs", "(N, H, W, C)")
    check_array(inputs[:, ::2], "inputs", "(N, H, W, C)", (2, 4, 5, 3))


IMAGE = np.ones((1, 4, 5, 3))


@pytest.mark.parametrize(
    ("name", "axes", "array", "error", "message"),
    [
        (
            "inputs",
            "(N, H, W, C)",
            IMAGE.tolist(),
            TypeError,
            'inputs is a list, not an array (N, H, W, C). Use np.asarray(inputs, dtype="float32").',
        ),
        (
            "kernel",
            "(KH, KW, C, F)",
            None,
            TypeError,
            "kernel is a NoneType, not an array (KH, KW, C, F). Use np.asarray(kernel, ",
        ),
        (
            "inputs",
            "(N, H, W, C)",
            IMAGE[0, :, :, 0],
            ValueError,
            "inputs has shape (4, 5), but (N, H, W, C) is expected. "
            "For one grey image use inputs[np.newaxis, :, :, np.newaxis].",
        ),
        (
            "inputs",
            "(N, H, W, C)",
            IMAGE[0],
            ValueError,
            "inputs has shape (4, 5, 3), but (N, H, W, C) is expected. "
            "Use inputs[np.newaxis] for one image (H, W, C), "
            "or inputs[..., np.newaxis] for grey images (N, H, W).",
        ),
        (
            "inputs",
            "(N, H, W, C)",
            IMAGE[np.newaxis],
            ValueError,
            "inputs has shape (1, 1, 4, 5, 3), but (N, H, W, C) is expected. "
            "Reshape inputs to (N, H, W, C).",
        ),
        (
            "kernel",
            "(KH, KW, C, F)",
            np.ones((3, 2)),
            ValueError,
            "kernel has shape (3, 2), but (KH, KW, C, F) is expected. "
            "For one filter on one channel use kernel[:, :, np.newaxis, np.newaxis].",
        ),
        (
            "kernel",
            "(KH, KW, C, F)",
            np.ones((3, 2, 1)),
            ValueError,
            "For one filter use kernel[..., np.newaxis].",
        ),
        (
            "inputs",
            "(N, H, W, C)",
            np.full((1, 4, 5, 3), 255, "uint8"),
            TypeError,
            "inputs is of uint8, but float32 or float64 is expected. "
            'Use inputs.astype("float32") / 255 for an image of 0 to 255.',
        ),
        (
            "inputs",
            "(N, H, W, C)",
            IMAGE.astype("float16"),
            TypeError,
            "inputs is of float16, but float32 or float64 is expected. "
            'Use inputs.astype("float32").',
        ),
        (
            "kernel",
            "(KH, KW, C, F)",
            np.ones((3, 2, 1, 1), int),
            TypeError,
            'kernel is of int64, but float32 or float64 is expected. Use kernel.astype("float32").',
        ),
        (
            "inputs",
            "(N, H, W, C)",
            IMAGE[1:],
            ValueError,
            "inputs has shape (0, 4, 5, 3): it is empty. "
            "Every axis of (N, H, W, C) needs an entry; look at the slice that made it.",
        ),
        (
            "inputs",
            "(N, H, W, C)",
            np.where(np.arange(60).reshape(1, 4, 5, 3) >= 37, np.nan, 1.0),
            ValueError,
            "inputs has NaN (not a number), first at (0, 2, 2, 1). Find where it arises, "
            "often 0 / 0 or an overflow, or replace it with np.nan_to_num.",
        ),
    ],
)
def test_check_array_says_what_to_do(name, axes, array, error, message):
    with pytest.raises(error, match=re.escape(message)):
        check_array(array, name, axes)


def test_check_array_names_the_exact_shape_where_it_is_known():
    message = "bias has shape (3,), but (F,) = (4,) is expected. Use one number for each filter."
    with pytest.raises(ValueError, match=re.escape(message)):
        check_array(np.ones(3), "bias", "(F,)", (4,))
    message = "gamma has shape (3,), but (C,) = (4,) is expected. Reshape gamma to (4,)."
    with pytest.raises(ValueError, match=re.escape(message)):
        check_array(np.ones(3), "gamma", "(C,)", (4,))
