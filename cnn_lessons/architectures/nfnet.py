"""NFNet: residual blocks without batch normalization.

A. Brock, S. De, S. L. Smith and K. Simonyan, "High-performance large-scale image recognition
without normalization", 2021, sections 2.1, 4.1 and 5, table 1. https://arxiv.org/abs/2102.06171
"""

from itertools import pairwise

import numpy as np

STAGES = [(256, 1), (512, 2), (1536, 6), (1536, 3)]  # width and blocks of F0
STEM = (3, 16, 32, 64, 128)  # channels between its four 3 × 3 convolutions
GROUP_WIDTH = 128
EPSILON = 1e-4
SMALLEST_NORM = 1e-3  # of weights, so that those of 0 can begin to move


def standardize_kernel(kernel):
    """Return a kernel whose filters have mean 0, and variance one by their number of inputs.

    Then a filter gives about as large numbers as it gets, and what is added to all of its inputs
    adds nothing to its outputs.

    Parameters
    ----------
    kernel : ndarray, shape (KH, KW, C, F)

    Returns
    -------
    ndarray, shape (KH, KW, C, F)
        The network multiplies each filter by a number that it learns, its gain.
    """
    KH, KW, C, _ = kernel.shape
    mean = kernel.mean(axis=(0, 1, 2))
    variance = kernel.var(axis=(0, 1, 2))
    return (kernel - mean) / np.sqrt(np.maximum(variance * KH * KW * C, EPSILON))


def clip_gradient(d_kernel, kernel, limit=0.01):
    """Return a kernel's gradient, shortened for each filter in which it is too long.

    It may be `limit` times as long as the filter's weights.

    Parameters
    ----------
    d_kernel, kernel : ndarray, shape (KH, KW, C, F)
    limit : float, default=0.01
        Above 0.

    Returns
    -------
    ndarray, shape (KH, KW, C, F)
        In the same direction, filter by filter.
    """
    weights = np.maximum(np.sqrt((kernel**2).sum(axis=(0, 1, 2))), SMALLEST_NORM)
    length = np.sqrt((d_kernel**2).sum(axis=(0, 1, 2)))
    longest = limit * weights
    return d_kernel * np.where(length > longest, longest / np.maximum(length, 1e-12), 1)


def nfnet_parameters(scale=0, classes=1000):
    """Return the parameters of NFNet-F0 to F6.

    Parameters
    ----------
    scale : int, default=0
        Each stage has one more than so many times the blocks of F0.
    classes : int, default=1000
        How many scores come out.

    Returns
    -------
    int

    Examples
    --------
    >>> nfnet_parameters()
    71489284
    """
    total = sum(_conv(*pair) for pair in pairwise(STEM))
    channels = STEM[-1]
    for width, blocks in STAGES:
        total += _conv(channels, width, 1)  # in the shortcut of the first block
        for _ in range((scale + 1) * blocks):
            total += _block(channels, width)
            channels = width
    total += _conv(channels, 2 * channels, 1)
    return total + (2 * channels + 1) * classes


def _conv(channels, filters, size=3, groups=1):
    """Return the weights of a convolution, and a gain and a bias for each filter."""
    return size**2 * channels // groups * filters + 2 * filters


def _block(channels, width):
    """Return the parameters of 1 × 1, twice a grouped 3 × 3, 1 × 1, a gate and the block's gain."""
    half = width // 2
    convolutions = _conv(channels, half, 1) + _conv(half, width, 1)
    convolutions += 2 * _conv(half, half, groups=half // GROUP_WIDTH)
    gate = (width + 1) * half + (half + 1) * width
    return convolutions + gate + 1
