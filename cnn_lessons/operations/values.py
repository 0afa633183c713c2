"""Values: what an operation that goes number by number takes, an array of any shape."""

from math import inf
from numbers import Real

import numpy as np


class NotFiniteError(ValueError):
    """NaN or infinity where a computation needs numbers; the text says where it is first."""


def check_values(array, name):
    """Raise an error that helps, unless `array` holds numbers that our operations take.

    Parameters
    ----------
    array : object
        What came for the parameter `name`.
    name : str
        What the caller's parameter is called.

    Raises
    ------
    TypeError
        If it is not an array, is a masked one, or not of float32 or float64.
    ValueError
        If it is empty or holds NaN.

    Examples
    --------
    >>> check_values([1, 2], "inputs")
    Traceback (most recent call last):
    TypeError: inputs is a list, not an array. Use np.asarray(inputs, dtype="float32").
    """
    if not isinstance(array, np.ndarray | np.floating):
        raise TypeError(
            f"{name} is a {type(array).__name__}, not an array. "
            f'Use np.asarray({name}, dtype="float32").'
        )
    refuse_masked(array, name)
    if array.dtype not in (np.float32, np.float64):
        raise TypeError(
            f"{name} is of {array.dtype}, but float32 or float64 is expected. "
            f'Use {name}.astype("float32").'
        )
    if array.size == 0:
        raise ValueError(
            f"{name} has shape {array.shape}: it is empty. Look at the slice that made it."
        )
    refuse_nan(array, name)


def refuse_masked(array, name):
    """Raise a TypeError if `array` is masked: our operations would compute with what it hides."""
    if isinstance(array, np.ma.MaskedArray):
        raise TypeError(
            f"{name} is a masked array, but its mask would be ignored. Use {name}.filled(number) "
            "with the number that shall stand where nothing is known."
        )


def refuse_nan(array, name):
    """Raise a NotFiniteError where `array` holds NaN; infinity may be meant."""
    if np.isnan(array.min()):  # the smallest is NaN wherever one is
        index = tuple(np.argwhere(np.isnan(array))[0].tolist())
        raise NotFiniteError(
            f"{name} has NaN (not a number), first at {index}. "
            "Find where it arises, often 0 / 0 or an overflow, or replace it with np.nan_to_num."
        )


def refuse_infinity(array, name):
    """Raise a NotFiniteError where `array` holds infinity or NaN, and say which and where."""
    refuse_nan(array, name)
    if np.isinf(array.max()) or np.isinf(array.min()):
        index = tuple(np.argwhere(np.isinf(array))[0].tolist())
        sign = "-" if array[index] < 0 else ""
        raise NotFiniteError(
            f"{name} has {sign}infinity, first at {index}. Find where it overflows, often a "
            "logarithm of 0 or a division by 0, or leave the example out."
        )


def check_gradient(d_outputs, inputs):
    """Check the arguments of a backward function whose outputs have the inputs' shape.

    Parameters
    ----------
    d_outputs, inputs : object
        What came for the parameters of these names.

    Returns
    -------
    ndarray
        `d_outputs` in the type of the inputs.

    Raises
    ------
    TypeError, ValueError
        As `check_values`; and if the shapes differ.

    Examples
    --------
    >>> check_gradient(np.ones(3), np.ones(3, "float32")).dtype
    dtype('float32')
    """
    check_values(inputs, "inputs")
    check_values(d_outputs, "d_outputs")
    if d_outputs.shape != inputs.shape:
        raise ValueError(
            f"d_outputs has shape {d_outputs.shape}, but the outputs have {inputs.shape}, as the "
            "inputs. Use the inputs that the forward function was called with."
        )
    return d_outputs.astype(inputs.dtype, copy=False)


def number_at_least_0(number, name):
    """Return `number` as a Python float, which lets float32 arrays be float32.

    Examples
    --------
    >>> number_at_least_0(-1, "alpha")
    Traceback (most recent call last):
    ValueError: alpha=-1, but a number of at least 0 is expected. 0 makes a ReLU.
    """
    if not isinstance(number, Real) or not 0 <= number < inf:
        raise ValueError(
            f"{name}={number!r}, but a number of at least 0 is expected. 0 makes a ReLU."
        )
    return float(number)
