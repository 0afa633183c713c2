"""The fast way of a convolution: matrix products of pieces that the cache can hold.

The rows of a piece, a slab, are windows; `memory` says how the batch lies. What is computed,
`conv2d_loops` and `conv2d_backward_loops` say. All arguments have been checked.
"""

import numpy as np

from cnn_lessons.operations.geometry import resolve_window
from cnn_lessons.operations.memory import (
    arrange,
    by_place,
    cut_slabs,
    empty_maps,
    has_images_last,
)
from cnn_lessons.operations.windows import add_frame, flatten_windows, view_windows

# Numbers copied out of the windows at a time: half a megabyte (float32) is still in the cache
# when the matrix product reads it. But a product prepares the kernel first, and that is worth
# its time for so many windows at least.
SLAB_SIZE, FEWEST_WINDOWS = 2**17, 2**8


def multiply_windows(inputs, kernel, window, groups):
    """Return the products of all windows with all filters.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch, of the kernel's type.
    kernel : ndarray, shape (KH, KW, C // groups, F)
        The weights.
    window : Window
        Of the kernel, on the inputs.
    groups : int
        How many groups channels and filters are cut into.

    Returns
    -------
    ndarray, shape (N, OH, OW, F)
        Few maps of many images do not lie in memory in the order of the axes.
    """
    C, F = inputs.shape[3], kernel.shape[3]
    padded = add_frame(arrange(inputs), window.padding)
    images_last = has_images_last(padded)
    windows = view_windows(padded, window)
    outputs = empty_maps((*windows.shape[:3], F), inputs.dtype, images_last)
    windows, sums = by_place(windows, images_last), by_place(outputs, images_last)
    weights = kernel.reshape(-1, F)
    for slab in cut_slabs(windows.shape, _slab_size(kernel)):
        slab_sums = sums[slab].reshape(-1, F)  # a view
        for channels, filters in _groups(C, F, groups):
            rows = flatten_windows(windows[slab][..., channels])
            np.matmul(rows, weights[:, filters], out=slab_sums[:, filters])
    return outputs


def spread_gradients(d_outputs, inputs, kernel, window, groups, needs_d_inputs):
    """Return the gradients of `multiply_windows`, and of a bias that is added to its outputs.

    Parameters
    ----------
    d_outputs : ndarray, shape (N, OH, OW, F)
        Gradient with respect to the outputs, of the kernel's type.
    inputs, kernel, window, groups
        As in `multiply_windows`.
    needs_d_inputs : bool
        Whether the gradient with respect to the inputs is computed; None stands in its place.

    Returns
    -------
    d_inputs, d_kernel, d_bias : ndarray
        Same shapes as the inputs, the kernel, and (F,).
    """
    C, F = inputs.shape[3], kernel.shape[3]
    back = _window_back(window) if needs_d_inputs and F <= 2 * C else None
    if back is not None:  # with many more filters than channels, that would copy more
        d_inputs = multiply_windows(d_outputs, _flip(kernel, groups), back, groups)
        _, *others = spread_gradients(d_outputs, inputs, kernel, window, groups, False)
        return d_inputs, *others
    padded = add_frame(arrange(inputs), window.padding)
    d_padded = np.zeros_like(padded)
    images_last = has_images_last(padded)
    windows = by_place(view_windows(padded, window), images_last)
    d_windows = by_place(view_windows(d_padded, window, writeable=True), images_last)
    d_sums = by_place(d_outputs, images_last)
    weights = kernel.reshape(-1, F)
    d_weights = np.zeros_like(weights)
    for slab in cut_slabs(windows.shape, _slab_size(kernel)):
        slab_d_sums = d_sums[slab].reshape(-1, F)
        for channels, filters in _groups(C, F, groups):
            d_slab = slab_d_sums[:, filters]
            rows = flatten_windows(windows[slab][..., channels])
            d_weights[:, filters] += rows.T @ d_slab
            if needs_d_inputs:
                d_rows = np.matmul(d_slab, weights[:, filters].T, out=np.empty_like(rows))
                _add_up(d_rows, d_windows[slab][..., channels])
    rows, columns = window.inside()
    d_inputs = d_padded[:, rows, columns] if needs_d_inputs else None
    d_sums = d_sums.reshape(-1, F)
    d_bias = np.ones(len(d_sums), d_sums.dtype) @ d_sums  # faster than to add up an axis
    return d_inputs, d_weights.reshape(kernel.shape), d_bias


def _window_back(window):
    """Return the window that slides over the outputs' gradients, or None where none does.

    At a stride of 1 a pixel gathers from the outputs around it, as an output from pixels.
    """
    padding = tuple(
        (span - 1 - before, span - 1 - after)
        for span, (before, after) in zip(window.spans, window.padding, strict=True)
    )
    if window.strides != (1, 1) or min(map(min, padding)) < 0:
        return None
    size, kernel_size, dilation_rate = window.output_size, window.kernel_size, window.dilation_rate
    return resolve_window(size, kernel_size, 1, padding, dilation_rate)


def _flip(kernel, groups):
    """Return the kernel that slides back: upside down, left to right, filters for channels."""
    KH, KW, depth, F = kernel.shape
    flipped = kernel[::-1, ::-1].reshape(KH, KW, depth, groups, F // groups)
    return flipped.transpose(0, 1, 4, 3, 2).reshape(KH, KW, F // groups, groups * depth)


def _slab_size(kernel):
    return max(SLAB_SIZE, FEWEST_WINDOWS * (kernel.size // kernel.shape[3]))


def _add_up(d_rows, d_pixels):
    """Add the rows' gradients to the pixels that they were copied from."""
    d_rows = d_rows.reshape(d_pixels.shape)
    KH, KW = d_pixels.shape[3:5]
    for i, j in np.ndindex(KH, KW):  # windows overlap, but not at one and the same weight
        d_pixels[:, :, :, i, j] += d_rows[:, :, :, i, j]


def _groups(C, F, groups):
    """Yield the channels and the filters of each group."""
    for group in range(groups):
        yield tuple(slice(group * n // groups, (group + 1) * n // groups) for n in (C, F))
