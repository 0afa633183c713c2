"""Compare two values: first their structure, then their numbers."""

import math
import numbers

import numpy as np

from cnn_lessons.language import message

USUAL = {np.dtype("int64"), np.dtype("float64")}  # any other is part of the task
SINGLE = np.array([1e-4, 1e-6])  # relative and absolute tolerance of what float32 has computed
LONGEST = 40  # characters of a value that are still shown in a sentence


def difference(returned, expected, rtol=1e-6, atol=1e-8):
    """Return a phrase about the first difference, or None where there is none.

    Shapes come before dtypes and NaN, and these before values, so that the phrase names the
    first thing to repair. Whole numbers are compared exactly, real numbers within
    ``atol + rtol * abs(expected)``, and where they come in float32, with at least 1e-6 and 1e-4.
    The same numbers are the same in a list, a tuple, an array or a tensor, and 27.0 is 27. But
    where an array of another dtype than int64 and float64 is expected, it is a part of the task.

    Parameters
    ----------
    returned, expected : object
        A number, a string, an array, or a list or tuple of these.
    rtol, atol : float
        Relative and absolute tolerance for real numbers.

    Returns
    -------
    str or None
        To be read after "returned".

    Examples
    --------
    >>> difference(2, 1)
    '2, expected 1'
    >>> difference(np.array([1.0, 2.0]), np.array([1.0, 2.5]))
    'an array that differs first at index [1]: 2.0, expected 2.5'
    """
    returned, expected = _plain(returned), _plain(expected)
    if isinstance(expected, np.ndarray):
        return _array_difference(returned, expected, rtol, atol)
    if isinstance(expected, list | tuple):
        return _sequence_difference(returned, expected, rtol, atol)
    if isinstance(expected, numbers.Real) and not isinstance(expected, bool):
        return _number_difference(returned, expected, rtol, atol)
    same = type(returned) is type(expected) and returned == expected
    return None if same else _instead_of(repr(expected), describe(returned))


def _instead_of(expected, returned):
    return message("{returned}, expected {expected}", returned=returned, expected=expected)


def _plain(value):
    """Return a tensor as an array, and an array without axes as a number of NumPy."""
    if hasattr(value, "__array__") and not isinstance(value, np.ndarray | np.generic | type):
        value = np.asarray(value)
    if isinstance(value, np.ndarray) and value.ndim == 0:
        value = value[()]
    return bool(value) if isinstance(value, np.bool_) else value


def describe(value):
    """Return a short noun phrase for any value.

    Examples
    --------
    >>> describe(np.zeros((2, 3))), describe([1, 2]), describe(0.5)
    ('an array of shape (2, 3)', 'a list of 2', '0.5 (a float)')
    """
    if value is None or isinstance(value, bool):
        return repr(value)
    if isinstance(value, np.ndarray):
        return message("an array of shape {shape}", shape=value.shape)
    if isinstance(value, list | tuple):
        return _several(type(value).__name__, len(value))
    noun = _article(type(value).__name__)
    text = repr(value)
    return message("{value} ({noun})", value=text, noun=noun) if len(text) <= LONGEST else noun


def _several(kind, count):
    return message("{kind} of {count}", kind=_article(kind), count=count)


def _article(noun):
    if noun[:1].lower() in "aeiou":
        return message("an {noun}", noun=noun)
    return message("a {noun}", noun=noun)


def _array_difference(returned, expected, rtol, atol):
    array = _as_array(returned)
    if array is None:
        wanted = message("a NumPy array of shape {shape}", shape=expected.shape)
        return _instead_of(wanted, describe(returned))
    if array.shape != expected.shape:
        wanted = message("shape {shape}", shape=expected.shape)
        return _instead_of(wanted, message("an array of shape {shape}", shape=array.shape))
    if not _dtype_fits(array.dtype, expected.dtype):
        return _other_dtype(returned, array, expected)
    rtol, atol = _tolerances(array.dtype, rtol, atol)
    if expected.dtype.kind in "fc":
        same = np.isclose(array, expected, rtol, atol, equal_nan=True)
        nan = np.isnan(array) & ~np.isnan(expected)
        if nan.any():
            return message(
                "an array that holds NaN (not a number) first at index {index}", index=_first(nan)
            )
    else:
        same = array == expected
    if np.all(same):
        return None
    index = _first(~same)
    here, right = array[tuple(index)], expected[tuple(index)]
    return message(
        "an array that differs first at index {index}: {here}, expected {right}",
        index=index,
        here=here,
        right=right,
    )


def _as_array(value):
    if not isinstance(value, np.ndarray | list | tuple | range):
        return None
    try:
        return np.asarray(value)
    except ValueError:  # rows of unequal lengths
        return None


def _dtype_fits(dtype, expected):
    return dtype.kind in "iuf" if expected in USUAL else dtype == expected


def _other_dtype(returned, array, expected):
    """Say which dtype was expected, and how to come by it where nothing else is wrong."""
    found, wanted = array.dtype, expected.dtype
    if array.dtype.kind in "iuf" and (array == expected).all():
        return message(
            "the right numbers in {found}, expected dtype {wanted}: {remedy} makes it",
            found=found,
            wanted=wanted,
            remedy=f'`np.array(…, "{wanted}")`',
        )
    return message("an array of dtype {found}, expected dtype {wanted}", found=found, wanted=wanted)


def _tolerances(dtype, rtol, atol):
    """Return the tolerances, and at least those of float32 for numbers that come in it."""
    return np.maximum((rtol, atol), SINGLE) if dtype == np.float32 else (rtol, atol)


def _first(mask):
    return np.argwhere(mask)[0].tolist()


def _sequence_difference(returned, expected, rtol, atol):
    kind = type(expected).__name__
    is_sequence = isinstance(returned, list | tuple | range | np.ndarray)
    if not is_sequence or len(returned) != len(expected):
        return _instead_of(_several(kind, len(expected)), describe(returned))
    for i, (a, b) in enumerate(zip(returned, expected, strict=True)):
        found = difference(a, b, rtol, atol)
        if found:
            noun = "array" if isinstance(returned, np.ndarray) else type(returned).__name__
            return message(
                "{noun} whose entry [{i}] is {found}", noun=_article(noun), i=i, found=found
            )
    return None


def _number_difference(returned, expected, rtol, atol):
    if isinstance(returned, bool) or not isinstance(returned, numbers.Real):
        return _instead_of("a number", describe(returned))
    if math.isnan(returned) and not math.isnan(expected):
        return _instead_of(expected, "NaN (not a number)")
    if isinstance(expected, numbers.Integral):
        return None if returned == expected else _instead_of(expected, returned)
    rtol, atol = _tolerances(np.asarray(returned).dtype, rtol, atol)
    same = np.isclose(returned, expected, rtol, atol, equal_nan=True)
    return None if same else _instead_of(expected, returned)
