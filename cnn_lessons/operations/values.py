"""Values: the arrays that our operations take, and what is said of those that they do not."""

from math import inf
from numbers import Real

import numpy as np

# What to do about an array that has another number of axes, or another shape.
AXES_ADVICE = {
    ("inputs", 2): "For one grey image use inputs[np.newaxis, :, :, np.newaxis].",
    ("inputs", 3): "Use inputs[np.newaxis] for one image (H, W, C), "
    "or inputs[..., np.newaxis] for grey images (N, H, W).",
    ("kernel", 2): "For one filter on one channel use kernel[:, :, np.newaxis, np.newaxis].",
    ("kernel", 3): "For one filter use kernel[..., np.newaxis].",
}
SHAPE_ADVICE = {
    "bias": "Use one number for each filter.",
    "d_outputs": "Use the arguments that the forward function was called with.",
}


class NotFiniteError(ValueError):
    """NaN or infinity where a computation needs numbers; the text says where it is first."""


def check_array(array, name, axes="", shape=None):
    """Raise an error that helps, unless `array` is one that our operations take.

    Parameters
    ----------
    array : object
        What came for the parameter `name`.
    name : str
        What the caller's parameter is called.
    axes : str, default=""
        Its axes in letters, such as ``"(N, H, W, C)"``; any shape by default.
    shape : tuple of int, default=None
        Its exact shape, where it is known.

    Raises
    ------
    TypeError
        If it is not an array, or not of float32 or float64.
    ValueError
        If it has other axes or another shape, is empty, or holds NaN.

    Examples
    --------
    >>> check_array([[1, 2], [3, 4]], "inputs", "(N, H, W, C)")
    Traceback (most recent call last):
    TypeError: inputs is a list, not an array (N, H, W, C). Use np.asarray(inputs, dtype="float32").
    """
    kinds = np.ndarray if axes else np.ndarray | np.floating
    if not isinstance(array, kinds):
        raise TypeError(
            f"{name} is a {type(array).__name__}, not an array{axes and ' '}{axes}. "
            f'Use np.asarray({name}, dtype="float32").'
        )
    refuse_masked(array, name)
    if axes and array.ndim != len(axes.split(", ")):
        advice = AXES_ADVICE.get((name, array.ndim), f"Reshape {name} to {axes}.")
        raise ValueError(f"{name} has shape {array.shape}, but {axes} is expected. {advice}")
    if shape is not None and array.shape != shape:
        advice = SHAPE_ADVICE.get(name, f"Reshape {name} to {shape}.")
        raise ValueError(
            f"{name} has shape {array.shape}, but {axes} = {shape} is expected. {advice}"
        )
    if array.dtype not in (np.float32, np.float64):
        is_image = axes and name == "inputs" and np.issubdtype(array.dtype, np.integer)
        advice = " / 255 for an image of 0 to 255." if is_image else "."
        raise TypeError(
            f"{name} is of {array.dtype}, but float32 or float64 is expected. "
            f'Use {name}.astype("float32")' + advice
        )
    if array.size == 0:
        entries = f"Every axis of {axes} needs an entry; look" if axes else "Look"
        raise ValueError(
            f"{name} has shape {array.shape}: it is empty. {entries} at the slice that made it."
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
        As `check_array`; and if the shapes differ.

    Examples
    --------
    >>> check_gradient(np.ones(3), np.ones(3, "float32")).dtype
    dtype('float32')
    """
    check_array(inputs, "inputs")
    check_array(d_outputs, "d_outputs")
    if d_outputs.shape != inputs.shape:
        raise ValueError(
            f"d_outputs has shape {d_outputs.shape}, but the outputs have {inputs.shape}, as the "
            "inputs. Use the inputs that the forward function was called with."
        )
    return d_outputs.astype(inputs.dtype, copy=False)


def is_number(value):
    """Return whether `value` is a finite real number, of Python's or NumPy's; a bool is none.

    Examples
    --------
    >>> is_number(2), is_number(np.float32(0.5)), is_number(np.nan), is_number(True)
    (True, True, False, False)
    """
    is_real = isinstance(value, Real) and not isinstance(value, bool)
    return is_real and bool(-inf < value < inf)


def above_0(number, name, advice=""):
    """Return `number` as a Python float, unless it is no number above 0."""
    return _in_range(number, name, lambda n: n > 0, "a number above 0", advice)


def at_least_0(number, name, advice=""):
    """Return `number` as a Python float, which lets float32 arrays be float32.

    Examples
    --------
    >>> at_least_0(-1, "alpha", "0 makes a ReLU.")
    Traceback (most recent call last):
    ValueError: alpha=-1, but a number of at least 0 is expected. 0 makes a ReLU.
    """
    return _in_range(number, name, lambda n: n >= 0, "a number of at least 0", advice)


def from_0_to_1(number, name, advice=""):
    """Return `number` as a Python float, unless it is no number from 0 to 1."""
    return _in_range(number, name, lambda n: 0 <= n <= 1, "a number from 0 to 1", advice)


def share_of_1(number, name, advice=""):
    """Return `number` as a Python float, unless it is no share from 0 to below 1."""
    return _in_range(number, name, lambda n: 0 <= n < 1, "a share from 0 to below 1", advice)


def _in_range(number, name, is_inside, expected, advice):
    if not is_number(number) or not is_inside(number):
        raise ValueError(f"{name}={number!r}, but {expected} is expected. {advice}".rstrip())
    return float(number)


def check_dropout_rate(rate):
    """Raise an error that helps, unless `rate` is a share from 0 to below 1."""
    if not is_number(rate) or not 0 <= rate < 1:
        raise ValueError(
            f"rate={rate!r}, but the share that is dropped is expected, from 0 to below 1."
        )
