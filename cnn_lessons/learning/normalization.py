"""Batch normalization: every channel of a batch to mean 0 and variance 1, then set anew.

Letters: C channels; m numbers of each channel in a batch (N·H·W of feature maps).
The defaults are those of Keras.
"""

import numpy as np

from cnn_lessons.operations.values import at_least_0, check_array, check_gradient, refuse_infinity

EPSILON = 1e-3


def batch_norm(inputs, gamma, beta, epsilon=EPSILON):
    """Return the normalized batch, as in training, with its means and variances.

    Parameters
    ----------
    inputs : ndarray, shape (..., C)
        A batch of vectors or feature maps, float32 or float64.
    gamma, beta : ndarray, shape (C,)
        What the network learns: the new standard deviation and mean of each channel.
    epsilon : float, default=1e-3
        Added to the variances, so that a constant channel is not divided by 0.

    Returns
    -------
    outputs : ndarray, shape (..., C)
        gamma · (inputs - mean) / sqrt(variance + epsilon) + beta.
    mean, variance : ndarray, shape (C,)
        Those of this batch; the variance divides by m, not by m - 1.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of floats, or its shape does not fit.

    References
    ----------
    .. [1] S. Ioffe and C. Szegedy, "Batch normalization", 2015, algorithm 1.
       https://arxiv.org/abs/1502.03167

    Examples
    --------
    >>> x = np.array([[1.0, 10.0], [3.0, 30.0]])
    >>> batch_norm(x, np.ones(2), np.zeros(2), epsilon=1e-12)[0]
    array([[-1., -1.],
           [ 1.,  1.]])
    """
    check_channels(inputs, gamma=gamma, beta=beta)
    mean, variance = _moments(inputs)
    return batch_norm_inference(inputs, gamma, beta, mean, variance, epsilon), mean, variance


def batch_norm_backward(d_outputs, inputs, gamma, epsilon=EPSILON):
    """Return the gradients of a loss with respect to what `batch_norm` took.

    Every number moves the mean and the variance of its channel, and so all numbers of the
    channel: that is why the gradient loses its mean, and its part along the outputs.

    Parameters
    ----------
    d_outputs : ndarray, shape (..., C)
        Gradient with respect to the outputs.
    inputs, gamma, epsilon
        What `batch_norm` was called with.

    Returns
    -------
    d_inputs, d_gamma, d_beta : ndarray
        Gradients with respect to the inputs, gamma and beta; same shapes.

    Raises
    ------
    TypeError, ValueError
        As `batch_norm`; and if `d_outputs` has another shape than `inputs`.
    """
    check_channels(inputs, gamma=gamma)
    d_outputs = check_gradient(d_outputs, inputs)
    axes = tuple(range(inputs.ndim - 1))
    mean, variance = _moments(inputs)
    std = _deviation(variance, epsilon)
    normalized = (inputs - mean) / std
    d_beta = d_outputs.sum(axis=axes)
    d_gamma = (d_outputs * normalized).sum(axis=axes)
    m = inputs.size // inputs.shape[-1]
    d_inputs = gamma / std * (d_outputs - d_beta / m - normalized * (d_gamma / m))
    return d_inputs, d_gamma, d_beta


def batch_norm_inference(inputs, gamma, beta, mean, variance, epsilon=EPSILON):
    """Return the batch, normalized with given means and variances, as after training.

    Parameters
    ----------
    inputs, gamma, beta, epsilon
        As in `batch_norm`.
    mean, variance : ndarray, shape (C,)
        Averages over the batches of the training.

    Returns
    -------
    ndarray, shape (..., C)
        An image gets the same numbers whatever else is in its batch.

    Raises
    ------
    TypeError, ValueError
        As `batch_norm`; and if a variance is negative.
    """
    check_channels(inputs, gamma=gamma, beta=beta, mean=mean, variance=variance)
    scale = gamma / _deviation(variance, epsilon)
    return (inputs - mean) * scale + beta


def batch_norm_inference_backward(d_outputs, inputs, gamma, mean, variance, epsilon=EPSILON):
    """Return the gradients of a loss with respect to what `batch_norm_inference` took.

    Means and variances are given, so that every number moves its own output only.

    Parameters
    ----------
    d_outputs : ndarray, shape (..., C)
        Gradient with respect to the outputs.
    inputs, gamma, mean, variance, epsilon
        What `batch_norm_inference` was called with.

    Returns
    -------
    d_inputs, d_gamma, d_beta : ndarray
        Gradients with respect to the inputs, gamma and beta; same shapes.

    Raises
    ------
    TypeError, ValueError
        As `batch_norm_inference`; and if `d_outputs` has another shape than `inputs`.
    """
    check_channels(inputs, gamma=gamma, mean=mean, variance=variance)
    d_outputs = check_gradient(d_outputs, inputs)
    axes = tuple(range(inputs.ndim - 1))
    std = _deviation(variance, epsilon)
    d_gamma = (d_outputs * ((inputs - mean) / std)).sum(axis=axes)
    return d_outputs * (gamma / std), d_gamma, d_outputs.sum(axis=axes)


def fold_batch_norm(kernel, bias, gamma, beta, mean, variance, epsilon=EPSILON):
    """Return the kernel and bias of a layer that does what it and its batch norm did.

    After training, batch normalization only multiplies each channel and adds to it. The
    filter before it can do that by itself.

    Parameters
    ----------
    kernel : ndarray, shape (KH, KW, C, F) or (D, F)
        The weights of the layer before the batch normalization.
    bias : ndarray, shape (F,), or None
        Its bias; None if it has none.
    gamma, beta, mean, variance, epsilon
        As in `batch_norm_inference`, for F channels.

    Returns
    -------
    kernel, bias : ndarray
        Same shapes; the bias is there now.

    Raises
    ------
    TypeError, ValueError
        As `batch_norm_inference`.

    References
    ----------
    .. [1] B. Jacob et al., "Quantization and training of neural networks for efficient
       integer-arithmetic-only inference", 2017, equation 14. https://arxiv.org/abs/1712.05877
    """
    check_channels(kernel, name="kernel", gamma=gamma, beta=beta, mean=mean, variance=variance)
    scale = gamma / _deviation(variance, epsilon)
    old = 0.0 if bias is None else bias
    return kernel * scale, beta + (old - mean) * scale


def _deviation(variance, epsilon):
    if variance.min() < 0:
        raise ValueError(f"variance is {variance.min():g} at its smallest, but none is negative.")
    squares = variance + at_least_0(epsilon, "epsilon")
    if squares.min() == 0:
        raise ValueError(
            f"channel {squares.argmin()} has variance 0, and epsilon is 0: it would be divided by "
            f"0. Use the usual epsilon={EPSILON}."
        )
    return np.sqrt(squares)


def _moments(inputs):
    axes = tuple(range(inputs.ndim - 1))
    return inputs.mean(axis=axes), inputs.var(axis=axes)


def check_channels(inputs, name="inputs", **channels):
    """Raise an error that helps, unless there is one number for each channel of the inputs.

    Parameters
    ----------
    inputs : object
        What came; an array (..., C) of floats is expected.
    name : str, default="inputs"
        What the caller's parameter is called.
    **channels : object
        What came for the parameters of these names; arrays (C,) are expected.

    Raises
    ------
    TypeError, ValueError
        If one is not an array of floats, holds NaN, or has another shape.
    """
    check_array(inputs, name)
    refuse_infinity(inputs, name)  # its channel's mean would be infinite, the outputs NaN
    if inputs.ndim < 2:
        raise ValueError(
            f"{name} has shape {inputs.shape}, but (..., C) with at least two axes is expected."
        )
    for parameter, array in channels.items():
        check_array(array, parameter)
        if array.shape != inputs.shape[-1:]:
            raise ValueError(
                f"{parameter} has shape {array.shape}, but {inputs.shape[-1:]} is expected: "
                f"one number for each channel of {name}."
            )
