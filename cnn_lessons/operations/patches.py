"""Patches: an image in squares that lie side by side, and the image that they make again."""

import numpy as np

from cnn_lessons.operations.values import check_array
from cnn_lessons.operations.windows import sliding_windows


def cut_patches(inputs, patch_size):
    """Return the patches of each image, row by row: windows that do not overlap.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch of images, float32 or float64.
    patch_size : int or (height, width)
        Size of a patch, in pixels. What is left over at the right and lower edge is not kept.

    Returns
    -------
    ndarray, shape (N, T, PH, PW, C)
        T patches of each image.

    Raises
    ------
    TypeError, ValueError
        As `sliding_windows`.

    Examples
    --------
    The patches of a vision transformer:

    >>> cut_patches(np.zeros((1, 224, 224, 3)), 16).shape
    (1, 196, 16, 16, 3)
    """
    windows = sliding_windows(inputs, patch_size, strides=patch_size)
    N, OH, OW, *patch = windows.shape
    return windows.reshape(N, OH * OW, *patch)


def join_patches(patches, columns):
    """Return the images that patches make, row by row; `cut_patches` turned round.

    Parameters
    ----------
    patches : ndarray, shape (N, T, PH, PW, C)
        T patches of each image.
    columns : int
        How many stand side by side.

    Returns
    -------
    ndarray, shape (N, T // columns * PH, columns * PW, C)

    Raises
    ------
    TypeError, ValueError
        If `patches` is not such an array, or they do not fill the rows.

    Examples
    --------
    >>> join_patches(np.arange(4.0).reshape(1, 4, 1, 1, 1), columns=2)[0, :, :, 0]
    array([[0., 1.],
           [2., 3.]])
    """
    check_array(patches, "patches", "(N, T, PH, PW, C)")
    N, T, PH, PW, C = patches.shape
    if columns < 1 or T % columns:
        raise ValueError(
            f"{T} patches do not fill rows of {columns}. Use as many columns as the image had: "
            "its width divided by that of a patch."
        )
    rows = patches.reshape(N, T // columns, columns, PH, PW, C)
    return np.moveaxis(rows, 3, 2).reshape(N, T // columns * PH, columns * PW, C)
