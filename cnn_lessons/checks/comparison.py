"""Compare two values: first their structure, then their numbers."""

import math
import numbers

import numpy as np

KINDS = {"b": "bool", "i": "integer", "u": "integer", "f": "float", "c": "complex"}
LONGEST = 40  # characters of a value that are still shown in a sentence


def difference(returned, expected, rtol=1e-6, atol=1e-8):
    """Return a phrase about the first difference, or None where there is none.

    Types and shapes come before dtypes and NaN, and these before values, so that
    the phrase names the first thing to repair. Whole numbers are compared
    exactly, real numbers within ``atol + rtol * abs(expected)``.

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
    if isinstance(expected, np.ndarray) and expected.ndim > 0:
        return _array_difference(returned, expected, rtol, atol)
    if isinstance(expected, list | tuple):
        return _sequence_difference(returned, expected, rtol, atol)
    if isinstance(returned, np.ndarray | np.generic) and returned.ndim == 0:
        returned = returned.item()
    if isinstance(expected, np.ndarray | np.generic):
        expected = expected.item()
    if isinstance(expected, numbers.Real) and not isinstance(expected, bool):
        return _number_difference(returned, expected, rtol, atol)
    same = type(returned) is type(expected) and returned == expected
    return None if same else f"{describe(returned)}, expected {expected!r}"


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
        return f"an array of shape {value.shape}"
    if isinstance(value, list | tuple):
        return f"a {type(value).__name__} of {len(value)}"
    noun = _article(type(value).__name__)
    text = repr(value)
    return f"{text} ({noun})" if len(text) <= LONGEST else noun


def _article(noun):
    return f"{'an' if noun[:1].lower() in 'aeiou' else 'a'} {noun}"


def _array_difference(returned, expected, rtol, atol):
    if not isinstance(returned, np.ndarray):
        remedy = ": `np.array(…)` makes one" if isinstance(returned, list | tuple) else ""
        return f"{describe(returned)}, expected a NumPy array of shape {expected.shape}{remedy}"
    if returned.shape != expected.shape:
        return f"an array of shape {returned.shape}, expected shape {expected.shape}"
    kind, expected_kind = (KINDS.get(a.dtype.kind, str(a.dtype)) for a in (returned, expected))
    if kind != expected_kind:
        return (
            f"an array of dtype {returned.dtype}, "
            f"expected {_article(expected_kind)} dtype such as {expected.dtype}"
        )
    if kind in ("float", "complex"):
        same = np.isclose(returned, expected, rtol, atol, equal_nan=True)
        nan = np.isnan(returned) & ~np.isnan(expected)
        if nan.any():
            return f"an array that holds NaN (not a number) first at index {_first(nan)}"
    else:
        same = returned == expected
    if np.all(same):
        return None
    index = _first(~same)
    here, right = returned[tuple(index)], expected[tuple(index)]
    return f"an array that differs first at index {index}: {here}, expected {right}"


def _first(mask):
    return np.argwhere(mask)[0].tolist()


def _sequence_difference(returned, expected, rtol, atol):
    kind = type(expected).__name__
    if not isinstance(returned, type(expected)):
        return f"{describe(returned)}, expected {_article(kind)} of {len(expected)}"
    if len(returned) != len(expected):
        return f"a {kind} of {len(returned)}, expected {len(expected)} entries"
    for i, (a, b) in enumerate(zip(returned, expected, strict=True)):
        found = difference(a, b, rtol, atol)
        if found:
            return f"a {kind} whose entry [{i}] is {found}"
    return None


def _number_difference(returned, expected, rtol, atol):
    if isinstance(returned, bool) or not isinstance(returned, numbers.Real):
        return f"{describe(returned)}, expected a number"
    if math.isnan(returned) and not math.isnan(expected):
        return f"NaN (not a number), expected {expected}"
    if isinstance(expected, numbers.Integral):
        if not isinstance(returned, numbers.Integral):
            return f"{describe(returned)}, expected a whole number (an int)"
        return None if returned == expected else f"{returned}, expected {expected}"
    same = np.isclose(returned, expected, rtol, atol, equal_nan=True)
    return None if same else f"{returned}, expected {expected}"
