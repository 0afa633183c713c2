"""Dense layers: every output looks at every number of the input.

A dense layer takes vectors, so feature maps are flattened before. Letters: N examples of D
numbers; F units. `convolution_matrix` writes a convolution as the dense layer it is.
"""

from math import prod

import numpy as np

from cnn_lessons.operations.convolution import conv2d
from cnn_lessons.operations.integers import height_and_width
from cnn_lessons.operations.values import check_array


def dense(inputs, kernel, bias=None):
    """Return the outputs of a dense layer, also called fully connected.

    Parameters
    ----------
    inputs : ndarray, shape (N, D)
        A batch of vectors, float32 or float64.
    kernel : ndarray, shape (D, F)
        One weight for each input and each of F units, float32 or float64.
    bias : ndarray, shape (F,), default=None
        Added to each unit's sum.

    Returns
    -------
    ndarray, shape (N, F)
        inputs @ kernel + bias; float64 if `inputs` or `kernel` is.

    Raises
    ------
    TypeError
        If an argument is not an array of float32 or float64.
    ValueError
        If shapes do not fit together, an array is empty, or it holds NaN.

    Examples
    --------
    The first dense layer of VGG-16 has 7 · 7 · 512 inputs and 4,096 units, and so
    102,760,448 weights. A small one:

    >>> dense(np.array([[1.0, 2.0]]), np.array([[3.0, 0.0, 1.0], [4.0, 1.0, 0.0]]), np.ones(3))
    array([[12.,  3.,  2.]])
    """
    inputs, kernel = _check_arguments(inputs, kernel, bias)
    outputs = inputs @ kernel
    return outputs if bias is None else outputs + bias.astype(outputs.dtype, copy=False)


def dense_backward(d_outputs, inputs, kernel):
    """Return the gradients of a loss with respect to what `dense` took.

    Parameters
    ----------
    d_outputs : ndarray, shape (N, F)
        Gradient with respect to the outputs of `dense`, rounded to their type.
    inputs, kernel
        What `dense` was called with.

    Returns
    -------
    d_inputs, d_kernel, d_bias : ndarray
        Gradients with respect to the inputs, the kernel and the bias; same shapes.

    Raises
    ------
    TypeError, ValueError
        As `dense`; and if `d_outputs` has not the shape of its outputs.

    Examples
    --------
    >>> d_inputs, d_kernel, d_bias = dense_backward(
    ...     np.array([[1.0, 10.0]]), np.array([[2.0, 3.0]]), np.eye(2)
    ... )
    >>> d_kernel
    array([[ 2., 20.],
           [ 3., 30.]])
    """
    inputs, kernel = _check_arguments(inputs, kernel, None)
    shape = len(inputs), kernel.shape[1]
    check_array(d_outputs, "d_outputs", "(N, F)", shape)
    d_outputs = d_outputs.astype(inputs.dtype, copy=False)
    return d_outputs @ kernel.T, inputs.T @ d_outputs, d_outputs.sum(axis=0)


def flatten(inputs):
    """Return feature maps as vectors, row by row, channels together.

    Nothing is lost but the shape: `flatten_backward` puts every number back.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch of images or feature maps, float32 or float64.

    Returns
    -------
    ndarray, shape (N, H * W * C)
        The same numbers in the same order, without a copy where memory allows.

    Raises
    ------
    TypeError, ValueError
        If `inputs` is not such an array, is empty or holds NaN.

    Examples
    --------
    >>> flatten(np.arange(4.0).reshape(1, 2, 2, 1))
    array([[0., 1., 2., 3.]])
    """
    check_array(inputs, "inputs", "(N, H, W, C)")
    return inputs.reshape(len(inputs), -1)


def flatten_backward(d_outputs, inputs):
    """Return the gradient with respect to the inputs of `flatten`: the same, in their shape.

    Parameters
    ----------
    d_outputs : ndarray, shape (N, H * W * C)
        Gradient with respect to the outputs of `flatten`.
    inputs : ndarray, shape (N, H, W, C)
        What `flatten` was called with.

    Returns
    -------
    ndarray, shape (N, H, W, C)
        Gradient with respect to the inputs.

    Raises
    ------
    TypeError, ValueError
        As `flatten`; and if `d_outputs` has not the shape of its outputs.
    """
    check_array(inputs, "inputs", "(N, H, W, C)")
    check_array(d_outputs, "d_outputs", "(N, H * W * C)", flatten(inputs).shape)
    return d_outputs.reshape(inputs.shape)


def convolution_matrix(kernel, input_size, strides=1, padding="valid", dilation_rate=1, groups=1):
    """Return the kernel of the dense layer that does what a convolution does.

    Its column for an output holds the filter's weights at the pixels of the window, and
    zeros everywhere else; every place has the same weights. It is far too large to compute
    with, and is here to be looked at.

    Parameters
    ----------
    kernel : ndarray, shape (KH, KW, C // groups, F)
        The weights of F filters.
    input_size : int or (height, width)
        Size of the image, in pixels.
    strides, padding, dilation_rate, groups
        As in `conv2d`.

    Returns
    -------
    ndarray, shape (H * W * C, OH * OW * F)
        ``flatten(conv2d(x, kernel))`` equals ``dense(flatten(x), matrix)``.

    Raises
    ------
    TypeError, ValueError
        As `conv2d`.

    References
    ----------
    .. [1] V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep learning",
       2016, section 4.1. https://arxiv.org/abs/1603.07285

    Examples
    --------
    A kernel of 3 x 3 on 4 x 4 pixels, as in the guide: 16 numbers in, 4 out, and 9 weights
    that stand in the matrix four times each:

    >>> matrix = convolution_matrix(np.ones((3, 3, 1, 1)), (4, 4))
    >>> matrix.shape, int(matrix.sum())
    ((16, 4), 36)
    """
    check_array(kernel, "kernel", "(KH, KW, C // groups, F)")
    shape = *height_and_width(input_size, "input_size"), kernel.shape[2] * groups
    # Row by row: what comes out where one number of the input is 1 and all others are 0.
    ones = np.eye(prod(shape), dtype=kernel.dtype).reshape(-1, *shape)
    return flatten(conv2d(ones, kernel, None, strides, padding, dilation_rate, groups))


def _check_arguments(inputs, kernel, bias):
    check_array(inputs, "inputs", "(N, D)")
    check_array(kernel, "kernel", "(D, F)")
    if kernel.shape[0] != inputs.shape[1]:
        raise ValueError(
            f"kernel has shape {kernel.shape}: it is for {kernel.shape[0]} inputs, but there are "
            f"{inputs.shape[1]}. Use the shape ({inputs.shape[1]}, F), one row for each input."
        )
    if bias is not None:
        check_array(bias, "bias", "(F,)", kernel.shape[1:])
    dtype = np.result_type(inputs, kernel)
    return inputs.astype(dtype, copy=False), kernel.astype(dtype, copy=False)
