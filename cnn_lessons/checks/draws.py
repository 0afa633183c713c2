"""Arrays for the cases of exercises, drawn so that an unequal answer can be read by hand."""

import numpy as np


def whole_numbers(*shape, seed, low=-4, high=5):
    """Return small whole numbers as floats.

    Parameters
    ----------
    *shape : int
        Of the array.
    seed : int
        Of this array alone, so that no other case changes it.
    low, high : int
        From `low` to below `high`.

    Returns
    -------
    numpy.ndarray
        float64, of that shape.

    Examples
    --------
    >>> whole_numbers(2, 3, seed=0)
    array([[ 3.,  1.,  0.],
           [-2., -2., -4.]])
    """
    return np.random.default_rng(seed).integers(low, high, shape).astype(float)
