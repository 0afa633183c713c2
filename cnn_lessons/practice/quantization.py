"""Numbers in eight bits: one scale and one zero point for many of them.

This is the arithmetic of LiteRT's files [1]_: ``value = scale * (number - zero_point)``.

References
----------
.. [1] B. Jacob et al., "Quantization and training of neural networks for efficient
   integer-arithmetic-only inference", 2017, equation 1. https://arxiv.org/abs/1712.05877
"""

import numpy as np

LOWEST, HIGHEST = -128, 127  # of int8


def quantize(values, scale, zero_point=0):
    """Return the nearest numbers of eight bits.

    Parameters
    ----------
    values : array_like of float
    scale : float or ndarray
        What one step is worth; an array broadcasts, one entry for each filter for example.
    zero_point : int or ndarray, default=0
        The number that stands for 0.

    Returns
    -------
    ndarray of int8, same shape
        What lies beyond the range becomes -128 or 127.

    Raises
    ------
    ValueError
        If a scale is not above 0.

    Examples
    --------
    >>> quantize([-1.0, 0.0, 0.26, 99.0], scale=0.5, zero_point=10)
    array([  8,  10,  11, 127], dtype=int8)
    """
    scale = np.asarray(scale)
    if not (scale > 0).all():
        raise ValueError(f"scale is {scale.min()}, expected above 0. A range needs two ends.")
    numbers = np.round(np.asarray(values) / scale) + zero_point
    return np.clip(numbers, LOWEST, HIGHEST).astype(np.int8)


def dequantize(numbers, scale, zero_point=0):
    """Return the values that numbers of eight bits stand for.

    Parameters
    ----------
    numbers : array_like of int
    scale, zero_point
        As in `quantize`.

    Returns
    -------
    ndarray of float32, same shape

    Examples
    --------
    >>> dequantize([8, 10, 11, 127], scale=0.5, zero_point=10)
    array([-1. ,  0. ,  0.5, 58.5], dtype=float32)
    """
    # Wider first: in int8 the difference of -128 and 1 is 127.
    return np.float32(scale) * (np.asarray(numbers, np.int32) - zero_point).astype(np.float32)


def choose_range(low, high):
    """Return the scale and the zero point that spread 256 numbers over a range.

    The range is widened to hold 0: a padding of zeros must be exact.

    Parameters
    ----------
    low, high : float
        The smallest and the largest value that came.

    Returns
    -------
    scale : float
    zero_point : int

    Raises
    ------
    ValueError
        If both are 0, or `low` is above `high`.

    Examples
    --------
    The bytes of a photograph, as LiteRT finds them:

    >>> choose_range(0.0, 255.0)
    (1.0, -128)
    """
    low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        raise ValueError(f"the range goes from {low} to {high}. Show more examples.")
    scale = (high - low) / (HIGHEST - LOWEST)
    return scale, int(np.round(LOWEST - low / scale))


def kernel_scales(kernel, axis=-1):
    """Return one scale for each filter of a kernel, with zero point 0.

    Parameters
    ----------
    kernel : ndarray, shape (KH, KW, C, F)
    axis : int or None, default=-1
        Where the filters are; LiteRT has them first in a convolution. With None, one scale
        for the whole kernel.

    Returns
    -------
    ndarray
        Shape (F,), or () for None: the largest absolute weight becomes 127 or -127. A filter
        of zeros has scale 1.
    """
    if axis is None:
        largest = np.abs(kernel).max()
    else:
        others = tuple(i for i in range(kernel.ndim) if i != axis % kernel.ndim)
        largest = np.abs(kernel).max(axis=others)
    return np.where(largest > 0, largest / HIGHEST, 1.0)
