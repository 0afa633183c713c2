"""What callers give, as arrays of numbers, or an error that says what was expected instead."""

import numpy as np

from cnn_lessons.operations.values import is_number


def as_array(values, name, expected, kinds="iuf"):
    """Return values as an array of numbers, unless they are something else.

    Parameters
    ----------
    values : array_like
        What the caller gave. An empty list is of any kind.
    name : str
        What the caller's parameter is called, in the plural.
    expected : str
        What it should be: the error's last words.
    kinds : str, default="iuf"
        NumPy's letters for the kinds of numbers allowed; ``"b"`` is bool.

    Returns
    -------
    ndarray
        Of any shape; not a copy where `values` are an array already.

    Raises
    ------
    ValueError
        If rows are of different lengths, or the values are of another kind.

    Examples
    --------
    >>> as_array([0.5, "a"], "scores", "numbers, one a box")
    Traceback (most recent call last):
    ValueError: scores are of <U32, but numbers, one a box are expected.
    """
    try:
        array = np.asarray(values)
    except ValueError:
        raise ValueError(
            f"{name} have rows of different lengths, but {expected} are expected."
        ) from None
    if array.size and array.dtype.kind not in kinds:
        got = f"of {array.dtype}" if array.ndim else f"of type {type(values).__name__}"
        raise ValueError(f"{name} are {got}, but {expected} are expected.")
    return array


def check_noise(noise):
    """Raise an error that helps, unless `noise` is a standard deviation, a number from 0."""
    if not is_number(noise) or noise < 0:
        raise ValueError(f"noise={noise}, expected a standard deviation, a number from 0.")
