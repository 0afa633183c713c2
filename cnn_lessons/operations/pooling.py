"""Pooling: one number for each window of a feature map, channel by channel.

Nothing is learned, and channels are never mixed. Letters: N images of H x W
pixels and C channels; OH x OW windows of KH x KW pixels.
"""

import numpy as np

from cnn_lessons.operations.geometry import resolve_window
from cnn_lessons.operations.integers import height_and_width
from cnn_lessons.operations.pooling_slabs import (
    combine_windows,
    count_pixels,
    give_to_winners,
    share_equally,
)
from cnn_lessons.operations.values import check_array


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

    Raises
    ------
    TypeError, ValueError
        As `max_pool2d`; and if `reduce` is not a function.

    Examples
    --------
    >>> image = np.array([[1, 3, 2, 0], [5, 2, 1, 1]], "float32").reshape(1, 2, 4, 1)
    >>> pool2d_loops(image).ravel(), pool2d_loops(image, reduce=np.mean).ravel()
    (array([5., 2.], dtype=float32), array([2.75, 1.  ], dtype=float32))
    """
    window = _check_arguments(inputs, pool_size, strides, padding)
    if not callable(reduce):
        raise TypeError(f"reduce={reduce!r} is not a function. Use np.max or np.mean.")
    (KH, KW), (SH, SW), ((top, _), (left, _)) = window.kernel_size, window.strides, window.padding
    outputs = np.empty(_output_shape(inputs, window), inputs.dtype)
    for n, i, j in np.ndindex(outputs.shape[:3]):
        row, column = i * SH - top, j * SW - left  # of the window's first pixel
        pixels = inputs[n, max(row, 0) : row + KH, max(column, 0) : column + KW]
        outputs[n, i, j] = reduce(pixels, axis=(0, 1))
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
    window = _check_arguments(inputs, pool_size, strides, padding)
    return combine_windows(np.maximum, inputs, window, frame=-np.inf)


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
    window = _check_arguments(inputs, pool_size, strides, padding)
    check_array(d_outputs, "d_outputs", "(N, OH, OW, C)", _output_shape(inputs, window))
    return give_to_winners(d_outputs, inputs, window)


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
    window = _check_arguments(inputs, pool_size, strides, padding)
    outputs = combine_windows(np.add, inputs, window, frame=0.0)
    outputs /= count_pixels(window, inputs.dtype)
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
    window = _check_arguments(inputs, pool_size, strides, padding)
    check_array(d_outputs, "d_outputs", "(N, OH, OW, C)", _output_shape(inputs, window))
    return share_equally(d_outputs / count_pixels(window, inputs.dtype), inputs, window)


def _check_arguments(inputs, pool_size, strides, padding):
    """Return the window."""
    check_array(inputs, "inputs", "(N, H, W, C)")
    size = height_and_width(pool_size, "pool_size")
    window = resolve_window(inputs.shape[1:3], size, size if strides is None else strides, padding)
    if any(max(pair) >= length for pair, length in zip(window.padding, size, strict=True)):
        raise ValueError(
            f"padding={padding!r} is too wide for windows of {size} pixels: one would lie "
            "on padding alone, with nothing to pool. Use less than pool_size on each side."
        )
    return window


def _output_shape(inputs, window):
    return len(inputs), *window.output_size, inputs.shape[3]
