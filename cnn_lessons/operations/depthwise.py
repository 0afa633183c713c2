"""Depthwise convolution: every channel has kernels of its own, and nothing is mixed.

Followed by a 1 x 1 convolution, which mixes channels and looks at no neighbours, it is the
depthwise separable convolution of Xception and MobileNet. Letters: N images of H x W
pixels and C channels; M kernels of KH x KW weights for each channel; F filters.
"""

import numpy as np

from cnn_lessons.operations.geometry import resolve_window
from cnn_lessons.operations.values import check_array
from cnn_lessons.operations.windows import add_frame, view_windows


def depthwise_conv2d(inputs, kernel, bias=None, strides=1, padding="valid", dilation_rate=1):
    """Return the feature maps of a depthwise convolution.

    The same as `conv2d` with as many groups as channels, but faster. A window meets so few
    weights that a matrix product has nothing to win; `numpy.einsum` multiplies and adds in
    one go, along the channels, without a copy of the windows.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch of images or feature maps, float32 or float64.
    kernel : ndarray, shape (KH, KW, C, M)
        M kernels for each channel, float32 or float64.
    bias : ndarray, shape (C * M,), default=None
        Added to each feature map.
    strides, padding, dilation_rate
        As in `conv2d`.

    Returns
    -------
    ndarray, shape (N, OH, OW, C * M)
        The M maps of the first channel, then those of the second, and so on; float64 if
        `inputs` or `kernel` is.

    Raises
    ------
    TypeError, ValueError
        As `conv2d`.

    References
    ----------
    .. [1] A. Howard et al., "MobileNets", 2017, section 3.1. https://arxiv.org/abs/1704.04861

    Examples
    --------
    The first depthwise layer of MobileNet halves nothing and mixes nothing; the second
    has a stride of 2:

    >>> depthwise_conv2d(np.ones((1, 112, 112, 32)), np.ones((3, 3, 32, 1)), padding=1).shape
    (1, 112, 112, 32)
    >>> depthwise_conv2d(np.ones((1, 112, 112, 64)), np.ones((3, 3, 64, 1)), None, 2, 1).shape
    (1, 56, 56, 64)
    """
    inputs, weights = _check_arguments(inputs, kernel, bias)
    window = resolve_window(inputs.shape[1:3], kernel.shape[:2], strides, padding, dilation_rate)
    outputs = _slide(add_frame(inputs, window.padding), weights, window)
    if bias is not None:
        outputs += bias
    return outputs


def depthwise_conv2d_backward(
    d_outputs, inputs, kernel, strides=1, padding="valid", dilation_rate=1
):
    """Return the gradients of a loss with respect to what `depthwise_conv2d` took.

    Parameters
    ----------
    d_outputs : ndarray, shape (N, OH, OW, C * M)
        Gradient with respect to the outputs of `depthwise_conv2d`, rounded to their type.
    inputs, kernel, strides, padding, dilation_rate
        What `depthwise_conv2d` was called with.

    Returns
    -------
    d_inputs, d_kernel, d_bias : ndarray
        Gradients with respect to the inputs, the kernel and the bias; same shapes.

    Raises
    ------
    TypeError, ValueError
        As `depthwise_conv2d`; and if `d_outputs` has not the shape of its outputs.

    Examples
    --------
    With windows side by side each pixel meets one weight, and each weight 4 pixels:

    >>> d_inputs, d_kernel, d_bias = depthwise_conv2d_backward(
    ...     np.ones((1, 2, 2, 3)), np.ones((1, 4, 4, 3)), np.full((2, 2, 3, 1), 5.0), strides=2
    ... )
    >>> float(d_inputs[0, 0, 0, 0]), float(d_kernel[0, 0, 0, 0]), float(d_bias[0])
    (5.0, 4.0, 4.0)
    """
    inputs_shape, kernel_shape = np.shape(inputs), np.shape(kernel)
    inputs, weights = _check_arguments(inputs, kernel, None)
    window = resolve_window(inputs.shape[1:3], kernel_shape[:2], strides, padding, dilation_rate)
    windows = view_windows(add_frame(inputs, window.padding), window)
    check_array(d_outputs, "d_outputs", "(N, OH, OW, C * M)", windows.shape[:3] + inputs.shape[3:])
    d_outputs = d_outputs.astype(inputs.dtype, copy=False)
    d_weights = np.einsum("nhwijc,nhwc->nijc", windows, d_outputs).sum(axis=0)
    d_inputs = _gather(d_outputs, weights, window)
    if kernel_shape[3] > 1:
        d_inputs = d_inputs.reshape(*inputs_shape, kernel_shape[3]).sum(axis=-1)
    return d_inputs, d_weights.reshape(kernel_shape), d_outputs.sum(axis=(0, 1, 2))


def _gather(d_outputs, weights, window):
    """Return the gradient of the inputs: a pixel gathers what its windows got.

    Weight by weight from the last: slide the kernel, turned round, over gradients that stand
    as far apart as the windows did.
    """
    (N, OH, OW, C), (SH, SW) = d_outputs.shape, window.strides
    top, left = (span - 1 for span in window.spans)
    H, W = window.padded_size
    apart = np.zeros((N, H + top, W + left, C), d_outputs.dtype)
    apart[:, top::SH, left::SW][:, :OH, :OW] = d_outputs
    turned = resolve_window(
        apart.shape[1:3], window.kernel_size, dilation_rate=window.dilation_rate
    )
    rows, columns = window.inside()
    return _slide(apart, weights[::-1, ::-1], turned)[:, rows, columns]


def _slide(padded, weights, window):
    """Return the feature maps of padded inputs and weights (KH, KW, C)."""
    windows = view_windows(padded, window)
    if window.strides[1] > 1:
        return np.einsum("nhwijc,ijc->nhwc", windows, weights)
    # Side by side, a row of windows is one run of memory: channels of pixel after pixel.
    N, OH, OW, KH, KW, C = windows.shape
    rows = windows.transpose(0, 1, 3, 4, 2, 5).reshape(N, OH, KH, KW, OW * C)  # still a view
    outputs = np.einsum("nhijx,ijx->nhx", rows, np.tile(weights, (1, 1, OW)))
    return outputs.reshape(N, OH, OW, C)


def _check_arguments(inputs, kernel, bias):
    """Return inputs with each channel M times, and one kernel for each: (KH, KW, C * M)."""
    check_array(inputs, "inputs", "(N, H, W, C)")
    check_array(kernel, "kernel", "(KH, KW, C, M)")
    KH, KW, depth, M = kernel.shape
    C = inputs.shape[3]
    if depth != C:
        raise ValueError(
            f"kernel has shape {kernel.shape}: it is for {depth} channels, but inputs have {C}. "
            f"Use the shape (KH, KW, {C}, M), with M kernels for each channel."
        )
    if bias is not None:
        check_array(bias, "bias", "(C * M,)", (C * M,))
    dtype = np.result_type(inputs, kernel)
    inputs, kernel = inputs.astype(dtype, order="C", copy=False), kernel.astype(dtype, copy=False)
    return np.repeat(inputs, M, axis=3) if M > 1 else inputs, kernel.reshape(KH, KW, C * M)
