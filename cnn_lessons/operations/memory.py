"""How a batch lies in memory: its order, and pieces that the cache can hold.

The shape is (N, H, W, C) in any order, and only the time tells the difference. NumPy is
fast where many neighbours in memory are treated alike. Of many channels the neighbours are
those of one pixel, as in Keras. Of few, they are one channel of one pixel in all images.
"""

from math import prod

import numpy as np

MANY = 32  # channels


def arrange(batch):
    """Return a batch in the order that suits its channels: they come last, or images do.

    Parameters
    ----------
    batch : ndarray, shape (N, H, W, C)
        In any order.

    Returns
    -------
    ndarray, shape (N, H, W, C)
        A copy, or `batch` itself if it lies so already.

    Examples
    --------
    From one image to the next is a step of 8 bytes, one float64:

    >>> arrange(np.zeros((32, 28, 28, 6))).strides
    (8, 7168, 256, 200704)
    """
    if batch.shape[3] < MANY:
        return np.ascontiguousarray(batch.transpose(3, 1, 2, 0)).transpose(3, 1, 2, 0)
    return np.ascontiguousarray(batch)


def has_images_last(batch):
    """Return whether the neighbours in memory are in different images.

    Examples
    --------
    >>> batch = np.zeros((32, 28, 28, 6))
    >>> has_images_last(batch), has_images_last(arrange(batch))
    (False, True)
    """
    return batch.strides[0] < batch.strides[1]


def by_place(windows, images_last):
    """Return a view whose first three axes, (N, OH, OW), are in the order of memory.

    Examples
    --------
    >>> by_place(np.zeros((32, 28, 28, 6)), images_last=True).shape
    (28, 28, 32, 6)
    """
    return np.moveaxis(windows, 0, 2) if images_last else windows


def empty_maps(shape, dtype, images_last):
    """Return an array for what a convolution gives, which `by_place` makes a matrix without a copy.

    Parameters
    ----------
    shape : tuple of int
        (N, OH, OW, F).
    dtype : dtype
        Type of the numbers.
    images_last : bool
        Whether the inputs have their images last.

    Returns
    -------
    ndarray, shape (N, OH, OW, F)
        Not filled yet.

    Examples
    --------
    >>> maps = empty_maps((32, 28, 28, 6), "float32", images_last=True)
    >>> np.shares_memory(by_place(maps, images_last=True).reshape(-1, 6), maps)
    True
    """
    N, OH, OW, F = shape
    if not images_last:
        return np.empty(shape, dtype)
    if F < MANY:
        return np.empty((F, OH, OW, N), dtype).transpose(3, 1, 2, 0)
    return np.empty((OH, OW, N, F), dtype).transpose(2, 0, 1, 3)


def cut_slabs(shape, size):
    """Cut a batch into pieces that the cache can hold.

    Parameters
    ----------
    shape : tuple of int
        (N, OH, …): what is cut, into whole images or, if one is too large, into rows;
        or any two axes, the outer one first.
    size : int
        How many numbers a piece may have; one row at least.

    Yields
    ------
    images, rows : slice
        Of the first two axes.

    Examples
    --------
    >>> [(rows.start, rows.stop) for _, rows in cut_slabs((1, 10, 32, 6), size=1000)]
    [(0, 5), (5, 10)]
    """
    N, OH, *row = shape
    rows = max(1, size // prod(row))
    images = max(1, size // (OH * prod(row)))
    for n in range(0, N, images):
        for top in range(0, OH, rows):
            yield slice(n, n + images), slice(top, min(top + rows, OH))
