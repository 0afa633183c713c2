"""2-D convolution: a kernel slides over an image and answers at every place.

As in every deep-learning library the kernel is not flipped: the exact name of
the operation is cross-correlation. Letters: N images of H x W pixels and C
channels; F filters of KH x KW weights, C // groups deep; OH x OW windows.
"""

from math import gcd
from numbers import Integral

import numpy as np

from cnn_lessons.operations.memory import (
    arrange,
    by_place,
    cut_slabs,
    empty_maps,
    has_images_last,
)
from cnn_lessons.operations.padding_stride import (
    conv_output_size,
    explicit_padding,
    height_and_width,
)
from cnn_lessons.operations.windows import (
    check_array,
    flatten_windows,
    pad_inputs,
    view_windows,
)

# Numbers copied out of the windows at a time. 2 MB (float32) are still in the
# cache when the matrix product reads them, and memory stays small.
SLAB_SIZE = 2**19


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
    inputs, kernel = _check_arguments(inputs, kernel, bias, groups)
    N, H, W, _ = inputs.shape
    KH, KW, depth, F = kernel.shape
    SH, SW = height_and_width(strides, "strides")
    DH, DW = height_and_width(dilation_rate, "dilation_rate")
    rows, columns = explicit_padding((H, W), (KH, KW), strides, padding, dilation_rate)
    padded = pad_inputs(inputs, (rows, columns))
    OH = conv_output_size(H, KH, SH, rows, DH)
    OW = conv_output_size(W, KW, SW, columns, DW)
    outputs = np.zeros((N, OH, OW, F), inputs.dtype)
    for n, i, j, f in np.ndindex(N, OH, OW, F):
        group = f // (F // groups)
        channels = slice(group * depth, (group + 1) * depth)
        window = padded[n, i * SH :: DH, j * SW :: DW, channels][:KH, :KW]
        outputs[n, i, j, f] = np.sum(window * kernel[..., f])
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
        One feature map for each filter; float64 if `inputs` or `kernel` is. Few maps of many
        images need not lie in memory in the order of the axes.

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
    inputs, kernel = _check_arguments(inputs, kernel, bias, groups)
    H, W, C = inputs.shape[1:]
    KH, KW, _, F = kernel.shape
    amounts = explicit_padding((H, W), (KH, KW), strides, padding, dilation_rate)
    padded = pad_inputs(arrange(inputs), amounts)
    images_last = has_images_last(padded)
    windows = view_windows(padded, (KH, KW), strides, dilation_rate)
    outputs = empty_maps((*windows.shape[:3], F), inputs.dtype, images_last)
    windows, sums = by_place(windows, images_last), by_place(outputs, images_last)
    weights = kernel.reshape(-1, F)
    for slab in cut_slabs(windows.shape, SLAB_SIZE):
        slab_sums = sums[slab].reshape(-1, F)  # a view
        for channels, filters in _groups(C, F, groups):
            rows = flatten_windows(windows[slab][..., channels])
            np.matmul(rows, weights[:, filters], out=slab_sums[:, filters])
    if bias is not None:
        outputs += bias
    return outputs


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
    inputs, kernel = _check_arguments(inputs, kernel, None, groups)
    H, W, C = inputs.shape[1:]
    KH, KW, _, F = kernel.shape
    amounts = explicit_padding((H, W), (KH, KW), strides, padding, dilation_rate)
    padded = pad_inputs(arrange(inputs), amounts)
    d_padded = np.zeros_like(padded)
    windows = view_windows(padded, (KH, KW), strides, dilation_rate)
    d_windows = view_windows(d_padded, (KH, KW), strides, dilation_rate, writeable=True)
    check_array(d_outputs, "d_outputs", "(N, OH, OW, F)", (*windows.shape[:3], F))
    d_outputs = d_outputs.astype(inputs.dtype, copy=False)
    images_last = has_images_last(padded)
    windows, d_windows = by_place(windows, images_last), by_place(d_windows, images_last)
    d_sums = by_place(d_outputs, images_last)
    weights = kernel.reshape(-1, F)
    d_weights = np.zeros_like(weights)
    for slab in cut_slabs(windows.shape, SLAB_SIZE // 2):  # and as much for their gradients
        slab_d_sums = d_sums[slab].reshape(-1, F)
        for channels, filters in _groups(C, F, groups):
            d_slab = slab_d_sums[:, filters]
            rows = flatten_windows(windows[slab][..., channels])
            d_weights[:, filters] += rows.T @ d_slab
            if not needs_d_inputs:
                continue
            d_rows = np.matmul(d_slab, weights[:, filters].T, out=np.empty_like(rows))
            d_pixels = d_windows[slab][..., channels]
            d_rows = d_rows.reshape(d_pixels.shape)
            for i, j in np.ndindex(KH, KW):
                d_pixels[:, :, :, i, j] += d_rows[:, :, :, i, j]  # weight (i, j) met these
    (top, _), (left, _) = amounts
    d_inputs = d_padded[:, top : top + H, left : left + W] if needs_d_inputs else None
    d_sums = d_sums.reshape(-1, F)
    d_bias = np.ones(len(d_sums), d_sums.dtype) @ d_sums  # faster than to add up an axis
    return d_inputs, d_weights.reshape(kernel.shape), d_bias


def _groups(C, F, groups):
    """Yield the channels and the filters of each group."""
    for group in range(groups):
        yield tuple(slice(group * n // groups, (group + 1) * n // groups) for n in (C, F))


def _check_arguments(inputs, kernel, bias, groups):
    check_array(inputs, "inputs", "(N, H, W, C)")
    check_array(kernel, "kernel", "(KH, KW, C // groups, F)")
    C = inputs.shape[3]
    _, _, depth, F = kernel.shape
    if not isinstance(groups, Integral) or groups < 1 or C % groups or F % groups:
        raise ValueError(
            f"groups={groups!r} does not divide {C} channels and {F} filters. "
            f"Use a common divisor, at most {gcd(C, F)}."
        )
    if depth != C // groups:
        raise ValueError(
            f"kernel has shape {kernel.shape}: it is {depth} deep, but {C} channels in "
            f"{groups} group(s) need a kernel {C // groups} deep. "
            "Use the shapes (N, H, W, C) and (KH, KW, C // groups, F)."
        )
    if bias is not None:
        check_array(bias, "bias", "(F,)", (F,))
    dtype = np.result_type(inputs, kernel)
    return inputs.astype(dtype, copy=False), kernel.astype(dtype, copy=False)
