"""Global pooling: one number for each whole feature map, whatever its size.

The pooling window is as large as the map, so that what remains of a batch
(N, H, W, C) is one row of C numbers for each image.
"""

import numpy as np

from cnn_lessons.operations.values import check_array


def global_max_pool2d(inputs):
    """Return the largest value of each feature map.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch of images or feature maps, float32 or float64.

    Returns
    -------
    ndarray, shape (N, C)
        One number for each map, whatever its size.

    Raises
    ------
    TypeError, ValueError
        If `inputs` are not such an array, or hold NaN.

    Examples
    --------
    >>> global_max_pool2d(np.arange(12.0).reshape(1, 2, 3, 2))
    array([[10., 11.]])
    """
    check_array(inputs, "inputs", "(N, H, W, C)")
    return inputs.max(axis=(1, 2))


def global_max_pool2d_backward(d_outputs, inputs):
    """Return the gradient of a loss with respect to the inputs of `global_max_pool2d`.

    The first maximum of a map takes all, as in `max_pool2d_backward`. (Keras shares
    it among equal maxima here, though not in its max pooling.)

    Parameters
    ----------
    d_outputs : ndarray, shape (N, C)
        Gradient with respect to the outputs, rounded to their type.
    inputs : ndarray, shape (N, H, W, C)
        What `global_max_pool2d` was called with.

    Returns
    -------
    ndarray, shape (N, H, W, C)
        Gradient with respect to the inputs.

    Raises
    ------
    TypeError, ValueError
        As `global_max_pool2d`; and if `d_outputs` has not the shape of its outputs.

    Examples
    --------
    >>> global_max_pool2d_backward(np.array([[5.0]]), np.array([[[[1.0], [3.0], [3.0]]]])).ravel()
    array([0., 5., 0.])
    """
    _check_global(d_outputs, inputs)
    N, H, W, C = inputs.shape
    pixels = inputs.reshape(N, H * W, C)
    winners = pixels.argmax(axis=1)[:, np.newaxis]
    d_pixels = np.zeros(pixels.shape, inputs.dtype)
    np.put_along_axis(d_pixels, winners, d_outputs[:, np.newaxis], axis=1)
    return d_pixels.reshape(N, H, W, C)


def global_average_pool2d(inputs):
    """Return the mean of each feature map.

    Parameters
    ----------
    inputs
        As in `global_max_pool2d`.

    Returns
    -------
    ndarray, shape (N, C)
        One number for each map, whatever its size.

    Raises
    ------
    TypeError, ValueError
        As `global_max_pool2d`.

    References
    ----------
    .. [1] M. Lin, Q. Chen and S. Yan, "Network in network", 2013, section 3.2.
       https://arxiv.org/abs/1312.4400

    Examples
    --------
    The last pooling of ResNet-50, from 100,352 numbers to 2,048:

    >>> global_average_pool2d(np.ones((1, 7, 7, 2048))).shape
    (1, 2048)
    """
    check_array(inputs, "inputs", "(N, H, W, C)")
    return inputs.mean(axis=(1, 2))


def global_average_pool2d_backward(d_outputs, inputs):
    """Return the gradient of a loss with respect to the inputs of `global_average_pool2d`.

    Parameters
    ----------
    d_outputs, inputs
        As in `global_max_pool2d_backward`.

    Returns
    -------
    ndarray, shape (N, H, W, C)
        Gradient with respect to the inputs: the same for every pixel of a map.

    Raises
    ------
    TypeError, ValueError
        As `global_max_pool2d_backward`.

    Examples
    --------
    >>> global_average_pool2d_backward(np.array([[8.0]]), np.ones((1, 1, 4, 1))).ravel()
    array([2., 2., 2., 2.])
    """
    _check_global(d_outputs, inputs)
    _, H, W, _ = inputs.shape
    d_inputs = np.empty(inputs.shape, inputs.dtype)
    d_inputs[:] = (d_outputs / (H * W))[:, np.newaxis, np.newaxis]
    return d_inputs


def _check_global(d_outputs, inputs):
    check_array(inputs, "inputs", "(N, H, W, C)")
    N, _, _, C = inputs.shape
    check_array(d_outputs, "d_outputs", "(N, C)", (N, C))
