"""A judge for height and width: what is turned on its side goes in, and comes out, turned."""

import numpy as np


def turned(array):
    """Return a batch (N, H, W, …) whose images lie on their side: rows become columns."""
    return np.swapaxes(array, 1, 2)


def turned_kernel(kernel):
    """Return a kernel (KH, KW, …) on its side."""
    return np.swapaxes(kernel, 0, 1)


def assert_equal_on_their_side(results, expected, turns):
    """Compare what came for turned images with what came for upright ones, one by one."""
    for result, upright, turn in zip(results, expected, turns, strict=True):
        np.testing.assert_allclose(result, turn(upright), rtol=1e-11, atol=1e-11)
