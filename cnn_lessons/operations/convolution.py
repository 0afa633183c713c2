"""2-D convolution: a kernel slides over an image and answers at every place.

As in every deep-learning library the kernel is not flipped: the exact name of
the operation is cross-correlation. Letters: N images of H x W pixels and C
channels; F filters of KH x KW weights, C // groups deep; OH x OW windows.
"""

import numpy as np

from cnn_lessons.operations.geometry import resolve_window
from cnn_lessons.operations.integers import check_groups
from cnn_lessons.operations.slabs import multiply_windows, spread_gradients
from cnn_lessons.operations.values import check_array
from cnn_lessons.operations.windows import add_frame


def conv2d_loops(inputs, kernel, bias=None, strides=1, padding="valid", dilation_rate=1, groups=1):
    """Return the feature maps of a convolution, one window at a time.

    This is the definition: lay a filter on the image, multiply what lies on top
    of each other, add everything up, move on. `conv2d` is the fast way.

    Parameters
    ----------
    inputs, kernel, bias, strides, padding, dilation_rate, groups
        As in `conv2d`.

    Returns
    -------
    ndarray, shape (N, OH, OW, F)
        One feature map for each filter.

    References
    ----------
    .. [1] I. Goodfellow, Y. Bengio and A. Courville, "Deep Learning", 2016,
       equations 9.6 to 9.8. https://www.deeplearningbook.org/contents/convnets.html

    Examples
    --------
    LeNet-5 turns 32 x 32 pixels into 6 feature maps of 28 x 28:

    >>> conv2d_loops(np.ones((1, 32, 32, 1)), np.ones((5, 5, 1, 6))).shape
    (1, 28, 28, 6)
    """
    inputs, kernel, window = _checked(inputs, kernel, bias, groups, strides, padding, dilation_rate)
    padded = add_frame(inputs, window.padding)
    outputs = np.zeros((len(inputs), *window.output_size, kernel.shape[3]), inputs.dtype)
    for n, i, j, f in np.ndindex(outputs.shape):
        pixels = _pixels_met(padded[n], kernel, window, groups, i, j, f)
        outputs[n, i, j, f] = np.sum(pixels * kernel[..., f])
    if bias is not None:
        outputs += bias
    return outputs


def conv2d(inputs, kernel, bias=None, strides=1, padding="valid", dilation_rate=1, groups=1):
    """Return the feature maps of a convolution.

    Every window is written down as one row of a matrix and every filter as one
    column of another. Their product holds all the sums at once [1]_. The rows
    repeat each pixel up to KH * KW times, so only a slab of them exists at a time.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch of images or feature maps, float32 or float64.
    kernel : ndarray, shape (KH, KW, C // groups, F)
        The weights of F filters, float32 or float64.
    bias : ndarray, shape (F,), default=None
        Added to each feature map, which keeps its type: see Returns.
    strides : int or (height, width), default=1
        Distance between neighbouring windows, in pixels.
    padding : {"valid", "same"}, int or ((top, bottom), (left, right)), default="valid"
        Zeros around the image, in pixels: see `explicit_padding`.
    dilation_rate : int or (height, width), default=1
        Distance between neighbouring kernel weights, in pixels.
    groups : int, default=1
        How many groups channels and filters are cut into, in order. The filters
        of a group see the channels of that group only.

    Returns
    -------
    ndarray, shape (N, OH, OW, F)
        One feature map for each filter; float64 if `inputs` or `kernel` is.

    Raises
    ------
    TypeError
        If an argument is not an array of float32 or float64 (or a size not an int).
    ValueError
        If shapes do not fit together, an array is empty, or it holds NaN.

    References
    ----------
    .. [1] K. Chellapilla, S. Puri and P. Simard, "High performance convolutional
       neural networks for document processing", 2006, "unrolling convolution".
       https://hal.inria.fr/inria-00112631

    Examples
    --------
    Figure 1.1 of Dumoulin and Visin, https://arxiv.org/abs/1603.07285:

    >>> image = [[3, 3, 2, 1, 0], [0, 0, 1, 3, 1], [3, 1, 2, 2, 3],
    ...          [2, 0, 0, 2, 2], [2, 0, 0, 0, 1]]
    >>> inputs = np.array(image, "float32").reshape(1, 5, 5, 1)
    >>> kernel = np.array([[0, 1, 2], [2, 2, 0], [0, 1, 2]], "float32").reshape(3, 3, 1, 1)
    >>> conv2d(inputs, kernel)[0, :, :, 0]
    array([[12., 12., 17.],
           [10., 17., 19.],
           [ 9.,  6., 14.]], dtype=float32)
    """
    inputs, kernel, window = _checked(inputs, kernel, bias, groups, strides, padding, dilation_rate)
    outputs = multiply_windows(inputs, kernel, window, groups)
    if bias is not None:
        outputs += bias
    return outputs


def conv2d_backward_loops(
    d_outputs, inputs, kernel, strides=1, padding="valid", dilation_rate=1, groups=1
):
    """Return the gradients of a loss with respect to what `conv2d` took, one window at a time.

    This is the chain rule of `conv2d_loops`: an output is a sum of products, weight times
    pixel, so the gradient of a product is the other factor times the output's gradient, and
    what a weight or a pixel gets in several windows adds up. `conv2d_backward` is the fast way.

    Parameters
    ----------
    d_outputs, inputs, kernel, strides, padding, dilation_rate, groups
        As in `conv2d_backward`.

    Returns
    -------
    d_inputs, d_kernel, d_bias : ndarray
        Gradients with respect to the inputs, the kernel and the bias; same shapes.

    Examples
    --------
    Two windows of two weights; the pixel in the middle lies in both:

    >>> row, kernel = np.ones((1, 1, 3, 1)), np.array([2.0, 5.0]).reshape(1, 2, 1, 1)
    >>> d_row, d_kernel, d_bias = conv2d_backward_loops(np.ones((1, 1, 2, 1)), row, kernel)
    >>> d_row.ravel(), d_kernel.ravel(), d_bias
    (array([2., 7., 5.]), array([2., 2.]), array([2.]))
    """
    inputs, kernel, window = _checked(inputs, kernel, None, groups, strides, padding, dilation_rate)
    d_outputs = _check_gradient(d_outputs, inputs, kernel, window)
    padded = add_frame(inputs, window.padding)
    d_padded, d_kernel = np.zeros(padded.shape, padded.dtype), np.zeros(kernel.shape, kernel.dtype)
    for n, i, j, f in np.ndindex(d_outputs.shape):
        pixels, d_pixels = (
            _pixels_met(image[n], kernel, window, groups, i, j, f) for image in (padded, d_padded)
        )
        d_kernel[..., f] += d_outputs[n, i, j, f] * pixels
        d_pixels += d_outputs[n, i, j, f] * kernel[..., f]
    rows, columns = window.inside()
    return d_padded[:, rows, columns], d_kernel, d_outputs.sum(axis=(0, 1, 2))


def conv2d_backward(
    d_outputs,
    inputs,
    kernel,
    strides=1,
    padding="valid",
    dilation_rate=1,
    groups=1,
    needs_d_inputs=True,
):
    """Return the gradients of a loss with respect to what `conv2d` took.

    An output is a sum of products, weight times pixel. So each weight gathers
    the pixels it has met, times the gradient of the output they went to; and
    each pixel gathers the weights it has met, times the same gradient.

    Parameters
    ----------
    d_outputs : ndarray, shape (N, OH, OW, F)
        Gradient with respect to the outputs of `conv2d`, rounded to their type.
    inputs, kernel, strides, padding, dilation_rate, groups
        What `conv2d` was called with.
    needs_d_inputs : bool, default=True
        Whether to compute `d_inputs`, more than half of the work. Nothing comes before a
        network's first layer that could learn from it; None is returned in its place.

    Returns
    -------
    d_inputs, d_kernel, d_bias : ndarray
        Gradients with respect to the inputs, the kernel and the bias; same shapes.

    Raises
    ------
    TypeError, ValueError
        As `conv2d`; and if `d_outputs` has not the shape of its outputs.

    References
    ----------
    .. [1] I. Goodfellow, Y. Bengio and A. Courville, "Deep Learning", 2016,
       equations 9.11 to 9.13. https://www.deeplearningbook.org/contents/convnets.html

    Examples
    --------
    In LeNet-5's first layer a weight meets 28 * 28 pixels, and a pixel in the
    middle meets 25 weights of each of the 6 filters:

    >>> d_inputs, d_kernel, d_bias = conv2d_backward(
    ...     np.ones((1, 28, 28, 6)), np.ones((1, 32, 32, 1)), np.ones((5, 5, 1, 6))
    ... )
    >>> float(d_inputs[0, 16, 16, 0]), float(d_kernel[0, 0, 0, 0]), float(d_bias[0])
    (150.0, 784.0, 784.0)
    """
    inputs, kernel, window = _checked(inputs, kernel, None, groups, strides, padding, dilation_rate)
    d_outputs = _check_gradient(d_outputs, inputs, kernel, window)
    return spread_gradients(d_outputs, inputs, kernel, window, groups, needs_d_inputs)


def _pixels_met(image, kernel, window, groups, i, j, f):
    """Return the pixels of a padded image that filter `f` meets at output (i, j), a view."""
    (SH, SW), (DH, DW) = window.strides, window.dilation_rate
    KH, KW, depth, F = kernel.shape
    group = f // (F // groups)
    pixels = image[i * SH :: DH, j * SW :: DW, group * depth : (group + 1) * depth]
    return pixels[:KH, :KW]


def _check_gradient(d_outputs, inputs, kernel, window):
    shape = (len(inputs), *window.output_size, kernel.shape[3])
    check_array(d_outputs, "d_outputs", "(N, OH, OW, F)", shape)
    return d_outputs.astype(inputs.dtype, copy=False)


def _checked(inputs, kernel, bias, groups, *geometry):
    """Return inputs and kernel in one type, and the window."""
    check_array(inputs, "inputs", "(N, H, W, C)")
    check_array(kernel, "kernel", "(KH, KW, C // groups, F)")
    C = inputs.shape[3]
    KH, KW, depth, F = kernel.shape
    check_groups(groups, C, F)
    if depth != C // groups:
        raise ValueError(
            f"kernel has shape {kernel.shape}: it is {depth} deep, but {C} channels in "
            f"{groups} group(s) need a kernel {C // groups} deep. "
            "Use the shapes (N, H, W, C) and (KH, KW, C // groups, F)."
        )
    if bias is not None:
        check_array(bias, "bias", "(F,)", (F,))
    dtype = np.result_type(inputs, kernel)
    window = resolve_window(inputs.shape[1:3], (KH, KW), *geometry)
    return inputs.astype(dtype, copy=False), kernel.astype(dtype, copy=False), window
