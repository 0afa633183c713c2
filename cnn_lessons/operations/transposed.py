"""Transposed convolution: the backward pass of a convolution, used forwards.

Where a convolution gathers a window into a number, this spreads a number over a window.
Letters: N images of H x W pixels and C channels; F filters of KH x KW weights; the
outputs have OH x OW pixels, which a convolution of the same sizes takes to H x W.
"""

import numpy as np

from cnn_lessons.operations.geometry import explicit_padding, resolve_window
from cnn_lessons.operations.integers import height_and_width
from cnn_lessons.operations.padding_stride import window_size
from cnn_lessons.operations.slabs import multiply_windows, spread_gradients
from cnn_lessons.operations.values import check_array
from cnn_lessons.operations.windows import view_windows


def conv2d_transpose(
    inputs, kernel, bias=None, strides=1, padding="valid", dilation_rate=1, output_size=None
):
    """Return the feature maps of a transposed convolution.

    Every number is multiplied by each filter's kernel, and the products are laid over the
    outputs, `strides` pixels apart, and added up. It is no inverse of the convolution: it
    has its sizes turned round, not its numbers.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch of feature maps, float32 or float64.
    kernel : ndarray, shape (KH, KW, F, C)
        The weights of F filters: the kernel of the convolution that goes the other way,
        from F channels to C.
    bias : ndarray, shape (F,), default=None
        Added to each feature map.
    strides : int or (height, width), default=1
        Distance between the places that neighbouring inputs are spread over, in pixels.
    padding : {"valid", "same"}, int or ((top, bottom), (left, right)), default="valid"
        The frame of the convolution that goes the other way, in pixels; cut off here.
    dilation_rate : int or (height, width), default=1
        Distance between neighbouring kernel weights, in pixels.
    output_size : int or (height, width), default=None
        With a stride, several sizes OH x OW come down to H x W. None takes H · stride
        for ``"same"``; for ``"valid"`` as much more as the kernel is longer than its stride,
        as Keras does; and for numbers the smallest, as PyTorch does.

    Returns
    -------
    ndarray, shape (N, OH, OW, F)
        One feature map for each filter; float64 if `inputs` or `kernel` is.

    Raises
    ------
    TypeError
        If an argument is not an array of float32 or float64 (or a size not an int).
    ValueError
        If shapes do not fit together, or no convolution leads from `output_size` to the inputs.

    References
    ----------
    .. [1] V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning",
       2016, chapter 4. https://arxiv.org/abs/1603.07285

    Examples
    --------
    Figures 4.1 and 4.5 of the guide: a 3 x 3 kernel takes 2 x 2 to 4 x 4, and with a stride
    of 2 to 5 x 5:

    >>> conv2d_transpose(np.ones((1, 2, 2, 1)), np.ones((3, 3, 1, 1)))[0, :, :, 0]
    array([[1., 2., 2., 1.],
           [2., 4., 4., 2.],
           [2., 4., 4., 2.],
           [1., 2., 2., 1.]])
    >>> conv2d_transpose(np.ones((1, 2, 2, 1)), np.ones((3, 3, 1, 1)), strides=2).shape
    (1, 5, 5, 1)
    """
    inputs, kernel = _check_arguments(inputs, kernel, bias)
    N, H, W, _ = inputs.shape
    KH, KW, F, _ = kernel.shape
    window = _window_back((H, W), (KH, KW), strides, padding, dilation_rate, output_size)
    padded = np.zeros((N, *window.padded_size, F), inputs.dtype)
    windows = view_windows(padded, window, writeable=True)
    for i, j in np.ndindex(KH, KW):
        pixels = windows[:, :, :, i, j]  # weight (i, j) goes to these
        pixels += inputs @ kernel[i, j].T
    rows, columns = window.inside()
    outputs = padded[:, rows, columns]
    return outputs if bias is None else outputs + bias.astype(outputs.dtype, copy=False)


def conv2d_transpose_backward(
    d_outputs, inputs, kernel, strides=1, padding="valid", dilation_rate=1, output_size=None
):
    """Return the gradients of a loss with respect to what `conv2d_transpose` took.

    The backward pass of a backward pass goes forwards: the gradient with respect to the
    inputs is the convolution.

    Parameters
    ----------
    d_outputs : ndarray, shape (N, OH, OW, F)
        Gradient with respect to the outputs of `conv2d_transpose`, rounded to their type.
    inputs, kernel, strides, padding, dilation_rate, output_size
        What `conv2d_transpose` was called with.

    Returns
    -------
    d_inputs, d_kernel, d_bias : ndarray
        Gradients with respect to the inputs, the kernel and the bias; same shapes.

    Raises
    ------
    TypeError, ValueError
        As `conv2d_transpose`; and if `d_outputs` has not the shape of its outputs.
    """
    inputs, kernel = _check_arguments(inputs, kernel, None)
    N, H, W, _ = inputs.shape
    KH, KW, F, _ = kernel.shape
    window = _window_back((H, W), (KH, KW), strides, padding, dilation_rate, output_size)
    check_array(d_outputs, "d_outputs", "(N, OH, OW, F)", (N, *window.input_size, F))
    d_outputs = d_outputs.astype(inputs.dtype, copy=False)
    d_inputs = multiply_windows(d_outputs, kernel, window, groups=1)
    _, d_kernel, _ = spread_gradients(inputs, d_outputs, kernel, window, 1, needs_d_inputs=False)
    return d_inputs, d_kernel, d_outputs.sum(axis=(0, 1, 2))


def _window_back(input_size, kernel_size, strides, padding, dilation_rate, output_size):
    """Return the window of the convolution that leads from the outputs back to the inputs."""
    strides = height_and_width(strides, "strides")
    dilation_rate = height_and_width(dilation_rate, "dilation_rate")
    spans = tuple(map(window_size, kernel_size, dilation_rate))
    covered = [
        (length - 1) * stride + span
        for length, stride, span in zip(input_size, strides, spans, strict=True)
    ]
    if output_size is not None:
        size = height_and_width(output_size, "output_size")
    elif isinstance(padding, str) and padding == "same":
        size = tuple(length * stride for length, stride in zip(input_size, strides, strict=True))
    elif isinstance(padding, str) and padding == "valid":
        rest = (max(stride - span, 0) for stride, span in zip(strides, spans, strict=True))
        size = tuple(length + more for length, more in zip(covered, rest, strict=True))
    else:
        frame = explicit_padding(covered, kernel_size, strides, padding, dilation_rate)
        size = tuple(length - sum(pair) for length, pair in zip(covered, frame, strict=True))
    if min(size) < 1:
        raise ValueError(
            f"padding={padding!r} cuts off more than the outputs have, {tuple(covered)} pixels, "
            "so that nothing is left. Use a smaller padding."
        )
    window = resolve_window(size, kernel_size, strides, padding, dilation_rate)
    if window.output_size != input_size:
        raise ValueError(
            f"output_size={size}, but the convolution would take that to {window.output_size} "
            f"places and not to the inputs' {input_size}. Leave output_size out, or add less than "
            "the stride."
        )
    return window


def _check_arguments(inputs, kernel, bias):
    check_array(inputs, "inputs", "(N, H, W, C)")
    check_array(kernel, "kernel", "(KH, KW, F, C)")
    C = inputs.shape[3]
    _, _, F, depth = kernel.shape
    if depth != C:
        raise ValueError(
            f"kernel has shape {kernel.shape}: its last axis is {depth}, but inputs have {C} "
            "channels. Use the shape (KH, KW, F, C): filters first, for the kernel is that of "
            "the convolution which goes the other way."
        )
    if bias is not None:
        check_array(bias, "bias", "(F,)", (F,))
    dtype = np.result_type(inputs, kernel)
    return inputs.astype(dtype, copy=False), kernel.astype(dtype, copy=False)
