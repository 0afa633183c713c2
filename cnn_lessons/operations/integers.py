"""Whole numbers: sizes and counts, one for each spatial axis, and what to say if they are none."""

from math import gcd, inf
from numbers import Integral


def height_and_width(value, name):
    """Return `value` as a pair of ints: one int stands for both axes.

    Parameters
    ----------
    value : int or (height, width)
        What came for the parameter `name`; ints of at least 1.
    name : str
        What the caller's parameter is called, for the error's text.

    Returns
    -------
    tuple of int
        ``(height, width)``.

    Raises
    ------
    ValueError, TypeError
        If `value` is neither an int of at least 1 nor a pair of them.

    Examples
    --------
    >>> height_and_width(2, "strides"), height_and_width((2, 1), "strides")
    ((2, 2), (2, 1))
    """
    pair = value if isinstance(value, (tuple, list)) else (value, value)
    if not is_pair(pair):
        raise ValueError(
            f"{name}={value!r} has {len(pair)} entries. Use one int, or a pair (height, width)."
        )
    height, width = (whole_number(entry, name, least=1) for entry in pair)
    return height, width


def check_counts(**counts):
    """Raise an error that helps, unless each of `counts` is an int of at least 1."""
    for name, number in counts.items():
        whole_number(number, name, least=1)


def check_groups(groups, channels, filters):
    """Raise an error that helps, unless `groups` divides the numbers of channels and filters."""
    if not is_int(groups, least=1) or channels % groups or filters % groups:
        raise ValueError(
            f"groups={groups!r} does not divide {channels} channels and {filters} filters. "
            f"Use a common divisor, at most {gcd(channels, filters)}."
        )


def whole_number(value, name, least):
    """Return `value` as a Python int of at least `least`, or raise an error that helps.

    Examples
    --------
    >>> whole_number(0, "strides", least=1)
    Traceback (most recent call last):
    ValueError: strides=0 is too small. Use an int of at least 1.
    """
    if not is_int(value):
        raise TypeError(
            f"{name}={value!r} is not an int but a {type(value).__name__}. "
            f"Use an int of at least {least} (// divides without leaving the ints)."
        )
    if value < least:
        raise ValueError(f"{name}={value} is too small. Use an int of at least {least}.")
    return int(value)


def is_int(value, least=-inf):
    """Return whether `value` is an int of Python's or NumPy's, at least `least`; a bool is none.

    Examples
    --------
    >>> is_int(0), is_int(0, least=1), is_int(True), is_int(1.0)
    (True, False, False, False)
    """
    # The type comes first: asking for an Integral takes ten times as long.
    whole = type(value) is int or (isinstance(value, Integral) and not isinstance(value, bool))
    return whole and bool(value >= least)


def is_pair(value):
    """Return whether `value` is a tuple or a list of two entries."""
    return isinstance(value, (tuple, list)) and len(value) == 2
