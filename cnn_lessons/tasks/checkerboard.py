"""The checkerboard that an enlarging layer leaves: how much of it is on a map.

Letters: N images of H x W pixels and C channels.
"""

from math import prod

import numpy as np


def checkerboard_share(maps, strides):
    """Return how much of the energy of maps repeats from stride to stride.

    Every `strides`-th pixel in both directions makes one grid; there are strides · strides of
    them. Without a checkerboard the mean of each is the same. The share is the variance of these
    means over the mean square of all numbers: in the frequency domain, what stands at the
    multiples of 1 / strides, but not at 0.

    Parameters
    ----------
    maps : ndarray, shape (N, H, W, C)
        H and W are multiples of the stride. Give a part without the border.
    strides : int
        In pixels.

    Returns
    -------
    float
        From 0 to 1, over all images and channels together; 0 for maps of zeros.

    Raises
    ------
    ValueError
        If the maps have another shape, hold NaN or infinity, or H or W is no multiple of the
        stride.

    Examples
    --------
    >>> board = np.indices((6, 4)).sum(axis=0) % 2 * 2.0 - 1
    >>> checkerboard_share(board[None, :, :, None], 2), checkerboard_share(np.ones((1, 6, 4, 1)), 2)
    (1.0, 0.0)
    """
    maps = np.asarray(maps, dtype=float)  # whole numbers of a byte would overflow when squared
    if maps.ndim != 4 or not np.isfinite(maps).all():
        raise ValueError(
            f"maps of shape {maps.shape} came, expected (N, H, W, C), without NaN or infinity"
        )
    N, H, W, C = maps.shape
    if H % strides or W % strides:
        raise ValueError(f"the maps have {H} × {W} pixels, expected multiples of {strides}")
    grids = maps.reshape(N, H // strides, strides, W // strides, strides, C)
    means = grids.mean(axis=(1, 3))
    energy = (maps**2).sum() / prod((H, W))
    return float(means.var(axis=(1, 2)).sum() / energy) if energy else 0.0
