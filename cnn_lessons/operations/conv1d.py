"""1-D convolution: a kernel slides along a sequence, in one direction.

A sequence is an image of one row, so `conv2d` does the work. Letters: N sequences of L
steps and C channels; F filters of K weights, C // groups deep.
"""

import numpy as np

from cnn_lessons.operations.convolution import conv2d, conv2d_backward
from cnn_lessons.operations.integers import is_int
from cnn_lessons.operations.padding_stride import window_size
from cnn_lessons.operations.values import check_array


def conv1d(inputs, kernel, bias=None, strides=1, padding="valid", dilation_rate=1, groups=1):
    """Return the feature sequences of a 1-D convolution.

    Parameters
    ----------
    inputs : ndarray, shape (N, L, C)
        A batch of sequences, such as sounds or embedded words, float32 or float64.
    kernel : ndarray, shape (K, C // groups, F)
        The weights of F filters, float32 or float64.
    bias : ndarray, shape (F,), default=None
        Added to each sequence.
    strides, dilation_rate : int, default=1
        Distances between neighbouring windows and kernel weights, in steps.
    padding : {"valid", "same", "causal"}, int or (before, after), default="valid"
        Zeros around the sequence, in steps. ``"causal"`` puts all of them before, so that no
        output sees what comes later [1]_.
    groups : int, default=1
        How many groups channels and filters are cut into, in order.

    Returns
    -------
    ndarray, shape (N, OL, F)
        One sequence for each filter; float64 if `inputs` or `kernel` is.

    Raises
    ------
    TypeError, ValueError
        As `conv2d`.

    References
    ----------
    .. [1] A. van den Oord et al., "WaveNet", 2016, section 2.1.
       https://arxiv.org/abs/1609.03499

    Examples
    --------
    The change from each step to the next:

    >>> sequence = np.array([1.0, 4.0, 9.0, 16.0]).reshape(1, 4, 1)
    >>> conv1d(sequence, np.array([-1.0, 1.0]).reshape(2, 1, 1)).ravel()
    array([3., 5., 7.])
    """
    rows, kernel, window = _as_image(inputs, kernel, strides, padding, dilation_rate)
    return conv2d(rows, kernel, bias, *window, groups)[:, 0]


def conv1d_backward(
    d_outputs, inputs, kernel, strides=1, padding="valid", dilation_rate=1, groups=1
):
    """Return the gradients of a loss with respect to what `conv1d` took.

    Parameters
    ----------
    d_outputs : ndarray, shape (N, OL, F)
        Gradient with respect to the outputs of `conv1d`, rounded to their type.
    inputs, kernel, strides, padding, dilation_rate, groups
        What `conv1d` was called with.

    Returns
    -------
    d_inputs, d_kernel, d_bias : ndarray
        Gradients with respect to the inputs, the kernel and the bias; same shapes.

    Raises
    ------
    TypeError, ValueError
        As `conv1d`; and if `d_outputs` has not the shape of its outputs.
    """
    rows, kernel, window = _as_image(inputs, kernel, strides, padding, dilation_rate)
    check_array(d_outputs, "d_outputs", "(N, OL, F)")
    gradients = conv2d_backward(d_outputs[:, np.newaxis], rows, kernel, *window, groups)
    d_rows, d_kernel, d_bias = gradients
    return d_rows[:, 0], d_kernel[0], d_bias


def _as_image(inputs, kernel, strides, padding, dilation_rate):
    """Return images of one row, a kernel of one row, and the window of `conv2d`."""
    check_array(inputs, "inputs", "(N, L, C)")
    check_array(kernel, "kernel", "(K, C // groups, F)")
    if isinstance(padding, str) and padding == "causal":
        padding = (window_size(len(kernel), dilation_rate) - 1, 0)
    if is_int(padding):
        padding = (padding, padding)
    if not isinstance(padding, str):  # words are for all axes; a row is as high as its kernel
        padding = (0, 0), padding
    window = (1, strides), padding, (1, dilation_rate)
    return inputs[:, np.newaxis], kernel[np.newaxis], window
