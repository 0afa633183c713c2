"""Pooling: one number for each window of a feature map, channel by channel.

Nothing is learned, and channels are never mixed. Letters: N images of H x W
pixels and C channels; OH x OW windows of KH x KW pixels.
"""

import numpy as np

from cnn_lessons.operations.memory import cut_slabs, has_images_last
from cnn_lessons.operations.padding_stride import (
    conv_output_size,
    explicit_padding,
    height_and_width,
)
from cnn_lessons.operations.windows import check_array, pad_inputs

# Outputs at a time: what is found on the way, as large, is then read from the cache.
SLAB_SIZE = 2**17


def pool2d_loops(inputs, pool_size=2, strides=None, padding="valid", reduce=np.max):
    """Return what `reduce` makes of each window, one window at a time.

    This is the definition of max pooling, and with `np.mean` of average pooling. A
    window that reaches over the edge is cut there: padding has no values.

    Parameters
    ----------
    inputs, pool_size, strides, padding
        As in `max_pool2d`.
    reduce : callable, default=np.max
        Called with what a window holds, (KH, KW, C) or less, and ``axis=(0, 1)``.

    Returns
    -------
    ndarray, shape (N, OH, OW, C)
        One number for each window and channel.

    Examples
    --------
    >>> image = np.array([[1, 3, 2, 0], [5, 2, 1, 1]], "float32").reshape(1, 2, 4, 1)
    >>> pool2d_loops(image).ravel(), pool2d_loops(image, reduce=np.mean).ravel()
    (array([5., 2.], dtype=float32), array([2.75, 1.  ], dtype=float32))
    """
    (KH, KW), (SH, SW), amounts, shape = _check_arguments(inputs, pool_size, strides, padding)
    if not callable(reduce):
        raise TypeError(f"reduce={reduce!r} is not a function. Use np.max or np.mean.")
    (top, _), (left, _) = amounts
    outputs = np.empty(shape, inputs.dtype)
    for n, i, j in np.ndindex(shape[:3]):
        row, column = i * SH - top, j * SW - left  # of the window's first pixel
        window = inputs[n, max(row, 0) : row + KH, max(column, 0) : column + KW]
        outputs[n, i, j] = reduce(window, axis=(0, 1))
    return outputs


def max_pool2d(inputs, pool_size=2, strides=None, padding="valid"):
    """Return the largest value of each window, in every channel.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch of images or feature maps, float32 or float64.
    pool_size : int or (height, width), default=2
        Size of the windows, in pixels.
    strides : int or (height, width), default=None
        Distance between neighbouring windows, in pixels; None means `pool_size`,
        so that they stand side by side.
    padding : {"valid", "same"}, int or ((top, bottom), (left, right)), default="valid"
        A frame that never wins, in pixels; on each side thinner than the window.

    Returns
    -------
    ndarray, shape (N, OH, OW, C)
        As many channels as the inputs have, and their type.

    Raises
    ------
    TypeError
        If `inputs` is not an array of float32 or float64 (or a size not an int).
    ValueError
        If `inputs` has another shape, is empty or holds NaN; if no window fits, or
        one lies on padding alone.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet classification with
       deep convolutional neural networks", 2012, section 3.4.

    Examples
    --------
    The first pooling of VGG, and the first of AlexNet, whose windows overlap:

    >>> max_pool2d(np.zeros((1, 224, 224, 64))).shape
    (1, 112, 112, 64)
    >>> max_pool2d(np.zeros((1, 55, 55, 96)), pool_size=3, strides=2).shape
    (1, 27, 27, 96)
    """
    return _pool(inputs, pool_size, strides, padding, np.maximum, frame=-np.inf)


def max_pool2d_backward(d_outputs, inputs, pool_size=2, strides=None, padding="valid"):
    """Return the gradient of a loss with respect to the inputs of `max_pool2d`.

    A window's gradient goes to the pixel that won it. Of several that are equally
    large the first takes all, row by row, as in TensorFlow. What a pixel wins in
    several windows adds up.

    Parameters
    ----------
    d_outputs : ndarray, shape (N, OH, OW, C)
        Gradient with respect to the outputs of `max_pool2d`, rounded to their type.
    inputs, pool_size, strides, padding
        What `max_pool2d` was called with.

    Returns
    -------
    ndarray, shape (N, H, W, C)
        Gradient with respect to the inputs.

    Raises
    ------
    TypeError, ValueError
        As `max_pool2d`; and if `d_outputs` has not the shape of its outputs.

    Examples
    --------
    >>> image = np.array([[1, 3], [3, 3]], "float32").reshape(1, 2, 2, 1)
    >>> max_pool2d_backward(np.full((1, 1, 1, 1), 5.0), image)[0, :, :, 0]
    array([[0., 5.],
           [0., 0.]], dtype=float32)
    """
    pool_size, strides, amounts, shape = _check_arguments(inputs, pool_size, strides, padding)
    check_array(d_outputs, "d_outputs", "(N, OH, OW, C)", shape)
    padded = pad_inputs(inputs, amounts, -np.inf)
    d_padded = np.zeros_like(padded)
    is_finite = np.isfinite(d_outputs).all()
    for outputs, below in _slabs(padded, shape, pool_size, strides):
        pixels = _pixels(padded[below], pool_size, strides)
        *before, d_last = _pixels(d_padded[below], pool_size, strides)
        largest, left = np.empty_like(pixels[0]), np.empty_like(pixels[0])
        _combine(np.maximum, padded[below], pool_size, strides, out=largest)
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
    return _without_frame(d_padded, amounts)


def average_pool2d(inputs, pool_size=2, strides=None, padding="valid"):
    """Return the mean of each window, in every channel.

    Padding is not counted: at the edge it is the mean of the pixels that are
    there, as in TensorFlow.

    Parameters
    ----------
    inputs, pool_size, strides, padding
        As in `max_pool2d`.

    Returns
    -------
    ndarray, shape (N, OH, OW, C)
        As many channels as the inputs have, and their type.

    Raises
    ------
    TypeError, ValueError
        As `max_pool2d`.

    References
    ----------
    .. [1] Y. LeCun et al., "Gradient-based learning applied to document recognition",
       1998, section II.B: layer S2, which also had a weight and a bias for each map.

    Examples
    --------
    The first pooling of LeNet-5:

    >>> average_pool2d(np.ones((1, 28, 28, 6))).shape
    (1, 14, 14, 6)
    """
    outputs = _pool(inputs, pool_size, strides, padding, np.add, frame=0.0)
    outputs /= _count_pixels(inputs, pool_size, strides, padding)
    return outputs


def average_pool2d_backward(d_outputs, inputs, pool_size=2, strides=None, padding="valid"):
    """Return the gradient of a loss with respect to the inputs of `average_pool2d`.

    The pixels of a window share its gradient equally, whatever their values.

    Parameters
    ----------
    d_outputs, inputs, pool_size, strides, padding
        As in `max_pool2d_backward`.

    Returns
    -------
    ndarray, shape (N, H, W, C)
        Gradient with respect to the inputs.

    Raises
    ------
    TypeError, ValueError
        As `max_pool2d_backward`.

    Examples
    --------
    >>> average_pool2d_backward(np.full((1, 1, 1, 1), 5.0), np.ones((1, 2, 2, 1)))[0, :, :, 0]
    array([[1.25, 1.25],
           [1.25, 1.25]])
    """
    pool_size, strides, amounts, shape = _check_arguments(inputs, pool_size, strides, padding)
    check_array(d_outputs, "d_outputs", "(N, OH, OW, C)", shape)
    shares = d_outputs / _count_pixels(inputs, pool_size, strides, amounts)
    d_padded = np.zeros_like(inputs, shape=_padded_shape(inputs, amounts))
    for outputs, below in _slabs(d_padded, shape, pool_size, strides):
        for d_pixel in _pixels(d_padded[below], pool_size, strides):
            np.add(d_pixel, shares[outputs], out=d_pixel)
    return _without_frame(d_padded, amounts)


def _check_arguments(inputs, pool_size, strides, padding):
    """Return size, strides and padding in full, and the shape of the outputs."""
    check_array(inputs, "inputs", "(N, H, W, C)")
    N, *sizes, C = inputs.shape
    pool_size = height_and_width(pool_size, "pool_size")
    strides = pool_size if strides is None else height_and_width(strides, "strides")
    amounts = explicit_padding(sizes, pool_size, strides, padding)
    if any(max(pair) >= size for pair, size in zip(amounts, pool_size, strict=True)):
        raise ValueError(
            f"padding={padding!r} is too wide for windows of {pool_size} pixels: one would lie "
            "on padding alone, with nothing to pool. Use less than pool_size on each side."
        )
    OH, OW = map(conv_output_size, sizes, pool_size, strides, amounts)
    return pool_size, strides, amounts, (N, OH, OW, C)


def _slabs(padded, shape, pool_size, strides):
    """Yield pieces of the outputs, and of the padded inputs that lie below them."""
    KH, SH = pool_size[0], strides[0]
    N, OH, *row = shape
    if has_images_last(padded):
        slabs = ((images, rows) for rows, images in cut_slabs((OH, N, *row), SLAB_SIZE))
    else:
        slabs = cut_slabs(shape, SLAB_SIZE)
    for images, rows in slabs:
        yield (images, rows), (images, slice(rows.start * SH, (rows.stop - 1) * SH + KH))


def _pixels(padded, size, strides):
    """Return the first pixel of every window, the second, …: views (N, OH, OW, C)."""
    (SH, SW), sizes = strides, padded.shape[1:3]
    OH, OW = map(conv_output_size, sizes, size, strides)
    height, width = (OH - 1) * SH + 1, (OW - 1) * SW + 1  # from the first window to the last
    return [padded[:, i : i + height : SH, j : j + width : SW] for i, j in np.ndindex(size)]


def _pool(inputs, pool_size, strides, padding, combine, frame):
    """Combine the pixels of each window."""
    pool_size, strides, amounts, shape = _check_arguments(inputs, pool_size, strides, padding)
    padded = pad_inputs(inputs, amounts, frame)
    pooled = np.empty_like(inputs, shape=shape)
    for outputs, below in _slabs(padded, shape, pool_size, strides):
        _combine(combine, padded[below], pool_size, strides, out=pooled[outputs])
    return pooled


def _combine(combine, padded, pool_size, strides, out):
    """Combine the pixels of each window: first within its columns, then across."""
    (KH, KW), (SH, SW) = pool_size, strides
    columns = np.empty_like(padded, shape=(*out.shape[:2], *padded.shape[2:]))
    for pixels, result in (
        (_pixels(padded, (KH, 1), (SH, 1)), columns),
        (_pixels(columns, (1, KW), (1, SW)), out),
    ):
        first, *others = pixels
        if not others:
            result[...] = first
        for other in others:
            first = combine(first, other, out=result)


def _count_pixels(inputs, pool_size, strides, padding):
    """Return how many real pixels each window holds, (1, OH, OW, 1)."""
    ones = np.ones_like(inputs[:1, :, :, :1])
    return _pool(ones, pool_size, strides, padding, np.add, frame=0.0)


def _padded_shape(inputs, amounts):
    N, H, W, C = inputs.shape
    return N, H + sum(amounts[0]), W + sum(amounts[1]), C


def _without_frame(padded, amounts):
    (top, bottom), (left, right) = amounts
    return padded[:, top : padded.shape[1] - bottom, left : padded.shape[2] - right]
