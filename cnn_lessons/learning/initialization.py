"""Initialization: random weights of a size that signals survive.

A sum of many products is larger than its parts. Glorot and He choose the spread of
the weights so that what goes through a layer keeps its size. The rules, and the
truncated normal distribution, are those of Keras.
"""

from math import prod, sqrt

import numpy as np

from cnn_lessons.operations.integers import is_int

# The standard deviation of a normal distribution that is cut off at two of its own.
TRUNCATED_STD = 0.8796256610342398


def glorot_uniform(shape, rng, dtype="float32"):
    """Return weights that keep the size of signals and gradients through a linear layer.

    Their variance is 2 / (fan_in + fan_out): a compromise, for forwards the signal wants
    1 / fan_in and backwards the gradient wants 1 / fan_out.

    Parameters
    ----------
    shape : tuple of int
        (D, F) of a dense kernel, or (KH, KW, C, F) of a convolution's.
    rng : numpy.random.Generator
        Where the numbers come from: ``np.random.default_rng(seed)``.
    dtype : {"float32", "float64"}, default="float32"
        Type of the weights.

    Returns
    -------
    ndarray
        Even between -limit and limit, with limit = sqrt(6 / (fan_in + fan_out)).

    Raises
    ------
    ValueError
        If the shape has fewer than two axes.

    References
    ----------
    .. [1] X. Glorot and Y. Bengio, "Understanding the difficulty of training deep
       feedforward neural networks", 2010, equation 16.
       https://proceedings.mlr.press/v9/glorot10a.html

    Examples
    --------
    >>> weights = glorot_uniform((5, 5, 1, 6), np.random.default_rng(0))
    >>> float(abs(weights).max()) < (6 / (25 * 1 + 25 * 6)) ** 0.5
    True
    """
    limit = sqrt(6 / sum(fans(shape)))
    return rng.uniform(-limit, limit, shape).astype(dtype)


def glorot_normal(shape, rng, dtype="float32"):
    """Return weights as `glorot_uniform`, from a normal distribution cut off at two deviations.

    Parameters, Returns and Raises are those of `glorot_uniform`.
    """
    return _truncated_normal(shape, sqrt(2 / sum(fans(shape))), rng, dtype)


def he_uniform(shape, rng, dtype="float32"):
    """Return weights as `he_normal`, even between -sqrt(6 / fan_in) and sqrt(6 / fan_in).

    Parameters, Returns and Raises are those of `glorot_uniform`.
    """
    limit = sqrt(6 / fans(shape)[0])
    return rng.uniform(-limit, limit, shape).astype(dtype)


def he_normal(shape, rng, dtype="float32"):
    """Return weights that keep the size of signals through a layer with ReLU.

    ReLU sets half of the numbers to 0, so the variance is twice 1 / fan_in. Normal, cut
    off at two standard deviations.

    Parameters, Returns and Raises are those of `glorot_uniform`.

    References
    ----------
    .. [1] K. He et al., "Delving deep into rectifiers", 2015, equation 10.
       https://arxiv.org/abs/1502.01852
    """
    return _truncated_normal(shape, sqrt(2 / fans(shape)[0]), rng, dtype)


def fans(shape):
    """Return how many inputs an output has, and how many outputs an input.

    Parameters
    ----------
    shape : tuple of int
        (D, F) of a dense kernel, or (KH, KW, C, F) of a convolution's.

    Returns
    -------
    fan_in, fan_out : int
        KH·KW·C and KH·KW·F of a convolution.

    Raises
    ------
    ValueError
        If the shape has fewer than two axes, or a size is below 1.

    Examples
    --------
    >>> fans((5, 5, 3, 10))
    (75, 250)
    """
    if len(shape) < 2:
        raise ValueError(
            f"shape={shape} has no inputs and outputs. Use (D, F) or (KH, KW, C, F); "
            "a bias starts from zeros."
        )
    if not all(is_int(size, least=1) for size in shape):
        raise ValueError(f"shape={tuple(shape)}, but every size has to be a whole number above 0.")
    *window, inputs, outputs = shape
    return prod(window) * inputs, prod(window) * outputs


def _truncated_normal(shape, std, rng, dtype):
    numbers = rng.standard_normal(shape)
    while (outside := np.abs(numbers) > 2).any():
        numbers[outside] = rng.standard_normal(outside.sum())
    return (numbers * (std / TRUNCATED_STD)).astype(dtype)
