"""The fast way of pooling: all windows at once, pixel by pixel, in pieces for the cache.

The first pixel of every window is one view of the inputs, the second another, and NumPy combines
whole views. What is computed, `pool2d_loops` says. All arguments have been checked.
"""

import numpy as np

from cnn_lessons.operations.memory import cut_slabs, has_images_last
from cnn_lessons.operations.windows import add_frame

# Outputs at a time: what is found on the way, as large, is then read from the cache.
SLAB_SIZE = 2**17


def combine_windows(combine, inputs, window, frame):
    """Return what a function of two arrays makes of the pixels of each window.

    Parameters
    ----------
    combine : ufunc
        `numpy.maximum` or `numpy.add`.
    inputs : ndarray, shape (N, H, W, C)
        A batch.
    window : Window
        What slides over it.
    frame : float
        What the padding holds.

    Returns
    -------
    ndarray, shape (N, OH, OW, C)
    """
    padded = add_frame(inputs, window.padding, frame)
    pooled = np.empty_like(inputs, shape=(len(inputs), *window.output_size, inputs.shape[3]))
    for outputs, below in _slabs(padded, window):
        _combine(combine, padded[below], window, out=pooled[outputs])
    return pooled


def count_pixels(window, dtype):
    """Return how many real pixels each window holds, an array (OH, OW, 1).

    Examples
    --------
    >>> from cnn_lessons.operations.geometry import resolve_window
    >>> count_pixels(resolve_window((1, 3), (1, 2), padding="same"), float).ravel()
    array([2., 2., 1.])
    """
    rows, columns = map(
        _pixels_inside,
        window.input_size,
        window.kernel_size,
        window.strides,
        window.padding,
        window.output_size,
    )
    return np.multiply.outer(rows, columns)[:, :, np.newaxis].astype(dtype)


def _pixels_inside(size, kernel_size, stride, padding, places):
    """Return, along one axis, how much of each window lies on the input."""
    firsts = np.arange(places) * stride - padding[0]
    return np.minimum(firsts + kernel_size, size) - np.maximum(firsts, 0)


def give_to_winners(d_outputs, inputs, window):
    """Return the gradient of the inputs where the largest pixel of a window takes all.

    Parameters
    ----------
    d_outputs : ndarray, shape (N, OH, OW, C)
        Gradient with respect to what `combine_windows` gives with `numpy.maximum`.
    inputs, window
        As there.

    Returns
    -------
    ndarray, shape (N, H, W, C)
    """
    padded = add_frame(inputs, window.padding, -np.inf)
    d_padded = np.zeros_like(padded)
    is_finite = np.isfinite(d_outputs).all()
    for outputs, below in _slabs(padded, window):
        pixels = _pixels_of_slab(padded[below], window)
        *before, d_last = _pixels_of_slab(d_padded[below], window)
        largest, left = np.empty_like(pixels[0]), np.empty_like(pixels[0])
        _combine(np.maximum, padded[below], window, out=largest)
        left[...] = d_outputs[outputs]  # what nobody has won yet
        for pixel, d_pixel in zip(pixels, before, strict=False):
            wins = pixel == largest
            if is_finite:  # products are three times as fast, but infinity * 0 is NaN
                won = left * wins
                left -= won
            else:
                won, left = np.where(wins, left, 0), np.where(wins, 0, left)
            np.add(d_pixel, won, out=d_pixel)
        np.add(d_last, left, out=d_last)
    return d_padded[:, *window.inside()]


def share_equally(shares, inputs, window):
    """Return the gradient of the inputs where every pixel of a window gets the same.

    Parameters
    ----------
    shares : ndarray, shape (N, OH, OW, C)
        What each pixel of a window gets.
    inputs, window
        As in `combine_windows`.

    Returns
    -------
    ndarray, shape (N, H, W, C)
    """
    N, _, _, C = inputs.shape
    d_padded = np.zeros_like(inputs, shape=(N, *window.padded_size, C))
    for outputs, below in _slabs(d_padded, window):
        for d_pixel in _pixels_of_slab(d_padded[below], window):
            np.add(d_pixel, shares[outputs], out=d_pixel)
    return d_padded[:, *window.inside()]


def _slabs(padded, window):
    """Yield pieces of the outputs, and of the padded inputs that lie below them."""
    (KH, _), (SH, _), (OH, OW) = window.kernel_size, window.strides, window.output_size
    N, _, _, C = padded.shape
    if has_images_last(padded):
        slabs = ((images, rows) for rows, images in cut_slabs((OH, N, OW, C), SLAB_SIZE))
    else:
        slabs = cut_slabs((N, OH, OW, C), SLAB_SIZE)
    for images, rows in slabs:
        yield (images, rows), (images, slice(rows.start * SH, (rows.stop - 1) * SH + KH))


def _pixels_of_slab(padded, window):
    """Return the first pixel of every window of a slab, the second, …: views (n, rows, OW, C)."""
    (KH, _), (SH, _) = window.kernel_size, window.strides
    rows = (padded.shape[1] - KH) // SH + 1
    return _pixels(padded, window.kernel_size, window.strides, (rows, window.output_size[1]))


def _pixels(padded, size, strides, places):
    SH, SW = strides
    height, width = ((n - 1) * stride + 1 for n, stride in zip(places, strides, strict=True))
    return [padded[:, i : i + height : SH, j : j + width : SW] for i, j in np.ndindex(size)]


def _combine(combine, padded, window, out):
    """Combine the pixels of each window: first within its columns, then across."""
    (KH, KW), (SH, SW) = window.kernel_size, window.strides
    rows, columns = out.shape[1], padded.shape[2]
    within = np.empty_like(padded, shape=(*out.shape[:2], *padded.shape[2:]))
    for pixels, result in (
        (_pixels(padded, (KH, 1), (SH, 1), (rows, columns)), within),
        (_pixels(within, (1, KW), (1, SW), (rows, out.shape[2])), out),
    ):
        first, *others = pixels
        if not others:
            result[...] = first
        for other in others:
            first = combine(first, other, out=result)
