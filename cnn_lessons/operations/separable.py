"""Depthwise separable convolution: look at neighbours first, then mix the channels.

Letters: N images of H x W pixels and C channels; M kernels of KH x KW weights for each
channel; F filters.
"""

from cnn_lessons.operations.convolution import conv2d, conv2d_backward
from cnn_lessons.operations.depthwise import depthwise_conv2d, depthwise_conv2d_backward
from cnn_lessons.operations.values import check_array


def separable_conv2d(
    inputs,
    depthwise_kernel,
    pointwise_kernel,
    bias=None,
    strides=1,
    padding="valid",
    dilation_rate=1,
):
    """Return the feature maps of a depthwise separable convolution.

    First every channel looks at its neighbourhood, then a 1 x 1 convolution mixes the
    channels. With M = 1 that takes 1/F + 1/(KH·KW) of the multiply-adds of `conv2d` [1]_.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch of images or feature maps, float32 or float64.
    depthwise_kernel : ndarray, shape (KH, KW, C, M)
        As the kernel of `depthwise_conv2d`.
    pointwise_kernel : ndarray, shape (1, 1, C * M, F)
        As the kernel of `conv2d`.
    bias : ndarray, shape (F,), default=None
        Added to each feature map at the end.
    strides, padding, dilation_rate
        Of the depthwise part, as in `conv2d`.

    Returns
    -------
    ndarray, shape (N, OH, OW, F)
        One feature map for each filter.

    Raises
    ------
    TypeError, ValueError
        As `conv2d`.

    References
    ----------
    .. [1] A. Howard et al., "MobileNets", 2017, section 3.1. https://arxiv.org/abs/1704.04861

    Examples
    --------
    >>> import numpy as np
    >>> kernels = np.ones((3, 3, 32, 1)), np.ones((1, 1, 32, 64))
    >>> separable_conv2d(np.ones((1, 112, 112, 32)), *kernels, padding="same").shape
    (1, 112, 112, 64)
    """
    _check_pointwise(pointwise_kernel)
    maps = depthwise_conv2d(inputs, depthwise_kernel, None, strides, padding, dilation_rate)
    return conv2d(maps, pointwise_kernel, bias)


def separable_conv2d_backward(
    d_outputs,
    inputs,
    depthwise_kernel,
    pointwise_kernel,
    strides=1,
    padding="valid",
    dilation_rate=1,
):
    """Return the gradients of a loss with respect to what `separable_conv2d` took.

    Parameters
    ----------
    d_outputs : ndarray, shape (N, OH, OW, F)
        Gradient with respect to the outputs of `separable_conv2d`.
    inputs, depthwise_kernel, pointwise_kernel, strides, padding, dilation_rate
        What `separable_conv2d` was called with.

    Returns
    -------
    d_inputs, d_depthwise_kernel, d_pointwise_kernel, d_bias : ndarray
        Gradients with respect to each; same shapes.

    Raises
    ------
    TypeError, ValueError
        As `separable_conv2d`; and if `d_outputs` has not the shape of its outputs.
    """
    _check_pointwise(pointwise_kernel)
    window = strides, padding, dilation_rate
    maps = depthwise_conv2d(inputs, depthwise_kernel, None, *window)
    d_maps, d_pointwise, d_bias = conv2d_backward(d_outputs, maps, pointwise_kernel)
    d_inputs, d_depthwise, _ = depthwise_conv2d_backward(d_maps, inputs, depthwise_kernel, *window)
    return d_inputs, d_depthwise, d_pointwise, d_bias


def _check_pointwise(kernel):
    check_array(kernel, "pointwise_kernel", "(1, 1, C * M, F)")
    if kernel.shape[:2] != (1, 1):
        raise ValueError(
            f"pointwise_kernel has shape {kernel.shape}, but (1, 1, C * M, F) is expected: "
            "the depthwise kernel looks at the neighbours, this one mixes the channels."
        )
