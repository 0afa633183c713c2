"""Gradients by brute force: nudge each number, and look how the loss answers.

The judge of every backward function in this package; far too slow to train with.
"""

import numpy as np


def numerical_gradient(function, array, step=1e-5):
    """Return the gradient of a function by central differences.

    Each number of the array is moved up and down by `step`, and the difference of the
    two results, divided by twice the step, is its slope. The error shrinks with the
    square of the step until rounding takes over; so the arithmetic must be float64.

    Parameters
    ----------
    function : callable
        Takes an array like `array` and returns a number.
    array : ndarray of float64, any shape
        Where the gradient is wanted. It is not changed.
    step : float, default=1e-5
        How far each number is moved.

    Returns
    -------
    ndarray of float64
        One slope for each number of `array`.

    Raises
    ------
    TypeError
        If `array` is not of float64.
    ValueError
        If the function does not return one finite number.

    References
    ----------
    .. [1] I. Goodfellow, Y. Bengio and A. Courville, "Deep Learning", 2016,
       section 11.5. https://www.deeplearningbook.org/contents/guidelines.html

    Examples
    --------
    >>> numerical_gradient(lambda x: (x**2).sum(), np.array([1.0, -3.0])).round(6)
    array([ 2., -6.])
    """
    if not isinstance(array, np.ndarray) or array.dtype != np.float64:
        kind = array.dtype if isinstance(array, np.ndarray) else type(array).__name__
        raise TypeError(
            f"array is {kind}, but an array of float64 is expected: in float32 the difference of "
            'two losses is mostly rounding. Use np.asarray(array, "float64").'
        )
    moved = array.copy()
    gradient = np.empty_like(array)
    for index in np.ndindex(array.shape):
        moved[index] = array[index] + step
        above = _number(function(moved))
        moved[index] = array[index] - step
        below = _number(function(moved))
        moved[index] = array[index]
        gradient[index] = (above - below) / (2 * step)
    return gradient


def relative_error(gradient, expected):
    """Return how far two gradients are apart, as a share of their size.

    The largest difference divided by the largest number of both, so that numbers near 0
    do not count as wrong. In float64, 1e-7 and less is agreement with a numerical
    gradient; 1e-2 and more is a mistake.

    Parameters
    ----------
    gradient, expected : ndarray, same shape
        The gradients to compare.

    Returns
    -------
    float
        0 if they are equal, at most 2.

    Raises
    ------
    ValueError
        If the shapes differ.

    Examples
    --------
    >>> relative_error(np.array([2.0, 0.0]), np.array([2.0, 1.0]))
    0.5
    """
    if gradient.shape != expected.shape:
        raise ValueError(
            f"gradient has shape {gradient.shape}, but {expected.shape} is expected: a gradient "
            "has the shape of what it belongs to."
        )
    largest = max(np.abs(gradient).max(), np.abs(expected).max())
    return float(np.abs(gradient - expected).max() / largest) if largest else 0.0


def _number(result):
    if np.ndim(result) != 0 or not np.isfinite(result):
        raise ValueError(
            f"function returned {result!r}, but one finite number is expected, a loss. "
            "Add the outputs up, each times a fixed weight."
        )
    return float(result)
