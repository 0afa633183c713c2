"""Layer and group normalization: each image by itself, whatever else is in its batch.

Letters: C channels, G groups of them. Batch normalization brings a channel of the whole batch to
mean 0 and variance 1; here it is all channels of one place, or a group of channels of one image.
The defaults are those of Keras.
"""

import numpy as np

from cnn_lessons.learning.normalization import EPSILON, check_channels
from cnn_lessons.operations.integers import check_groups
from cnn_lessons.operations.values import at_least_0, check_gradient


def layer_norm(inputs, gamma, beta, epsilon=EPSILON):
    """Return each place normalized over its channels, as ``LayerNormalization`` of Keras does.

    Parameters
    ----------
    inputs : ndarray, shape (..., C)
        A batch of vectors or feature maps, float32 or float64. The C numbers of one place have
        a mean and a variance together.
    gamma, beta : ndarray, shape (C,)
        What the network learns: a factor and a summand for each channel.
    epsilon : float, default=1e-3
        Added to the variances, so that a place of equal numbers is not divided by 0.

    Returns
    -------
    ndarray, shape (..., C)
        gamma · (inputs - mean) / sqrt(variance + epsilon) + beta; the same in training and
        afterwards.

    Raises
    ------
    TypeError, ValueError
        If an argument is not an array of floats, or its shape does not fit.

    References
    ----------
    .. [1] J. L. Ba, J. R. Kiros and G. E. Hinton, "Layer normalization", 2016, equation 3.
       https://arxiv.org/abs/1607.06450

    Examples
    --------
    >>> x = np.array([[1.0, 3.0], [10.0, 30.0]])
    >>> layer_norm(x, np.ones(2), np.zeros(2), epsilon=1e-12)
    array([[-1.,  1.],
           [-1.,  1.]])
    """
    check_channels(inputs, gamma=gamma, beta=beta)
    normalized, _ = _normalized(inputs, -1, epsilon)
    return gamma * normalized + beta


def layer_norm_backward(d_outputs, inputs, gamma, epsilon=EPSILON):
    """Return the gradients of a loss with respect to what `layer_norm` took.

    Parameters
    ----------
    d_outputs : ndarray, shape (..., C)
        Gradient with respect to the outputs.
    inputs, gamma, epsilon
        What `layer_norm` was called with.

    Returns
    -------
    d_inputs, d_gamma, d_beta : ndarray
        Gradients with respect to the inputs, gamma and beta; same shapes.

    Raises
    ------
    TypeError, ValueError
        As `layer_norm`; and if `d_outputs` has another shape than `inputs`.
    """
    check_channels(inputs, gamma=gamma)
    d_outputs = check_gradient(d_outputs, inputs)
    normalized, std = _normalized(inputs, -1, epsilon)
    return _gradients(d_outputs, normalized, std, gamma, -1)


def group_norm(inputs, gamma, beta, groups=32, epsilon=EPSILON):
    """Return each image normalized over its places and a group of channels.

    Parameters
    ----------
    inputs : ndarray, shape (N, ..., C)
        A batch of vectors or feature maps, float32 or float64.
    gamma, beta, epsilon
        As in `layer_norm`.
    groups : int, default=32
        How many groups of neighbouring channels there are; a divisor of C. With as many groups
        as channels it is instance normalization.

    Returns
    -------
    ndarray, shape (N, ..., C)
        As ``GroupNormalization`` of Keras.

    Raises
    ------
    TypeError, ValueError
        As `layer_norm`; and if `groups` does not divide the channels.

    References
    ----------
    .. [1] Y. Wu and K. He, "Group normalization", 2018, section 3.
       https://arxiv.org/abs/1803.08494

    Examples
    --------
    >>> x = np.array([[1.0, 3.0, 10.0, 30.0]])
    >>> group_norm(x, np.ones(4), np.zeros(4), groups=2, epsilon=1e-12)
    array([[-1.,  1., -1.,  1.]])
    """
    check_channels(inputs, gamma=gamma, beta=beta)
    normalized, _ = _normalized(_grouped(inputs, groups), (1, 3), epsilon)
    return gamma * normalized.reshape(inputs.shape) + beta


def group_norm_backward(d_outputs, inputs, gamma, groups=32, epsilon=EPSILON):
    """Return the gradients of a loss with respect to what `group_norm` took.

    The rest is as in `layer_norm_backward`, and the groups are those of `group_norm`.
    """
    check_channels(inputs, gamma=gamma)
    d_outputs = check_gradient(d_outputs, inputs)
    normalized, std = _normalized(_grouped(inputs, groups), (1, 3), epsilon)
    arrays = _grouped(d_outputs, groups), normalized, std, gamma.reshape(groups, -1)
    d_inputs, d_gamma, d_beta = _gradients(*arrays, (1, 3))
    return d_inputs.reshape(inputs.shape), d_gamma.ravel(), d_beta.ravel()


def _grouped(inputs, groups):
    """Return the inputs as (N, places, G, C // G)."""
    check_groups(groups, inputs.shape[-1], inputs.shape[-1])
    return inputs.reshape(len(inputs), -1, groups, inputs.shape[-1] // groups)


def _normalized(inputs, axes, epsilon):
    """Return the inputs with mean 0 and variance 1 over the axes, and what they were divided by."""
    squares = inputs.var(axis=axes, keepdims=True) + at_least_0(epsilon, "epsilon")
    if squares.min() == 0:
        raise ValueError(
            "numbers that are normalized together are all equal, and epsilon is 0: they would be "
            f"divided by 0. Use the usual epsilon={EPSILON}."
        )
    std = np.sqrt(squares)
    return (inputs - inputs.mean(axis=axes, keepdims=True)) / std, std


def _gradients(d_outputs, normalized, std, gamma, axes):
    """Return what reaches the inputs, gamma and beta; all means go over the axes.

    Gamma changes within what is normalized together: it comes before the means, where batch
    normalization may leave it to the end.
    """
    shared = tuple(range(d_outputs.ndim - gamma.ndim))
    d_normalized = d_outputs * gamma
    mean = d_normalized.mean(axis=axes, keepdims=True)
    along = (d_normalized * normalized).mean(axis=axes, keepdims=True)
    d_inputs = (d_normalized - mean - normalized * along) / std
    return d_inputs, (d_outputs * normalized).sum(axis=shared), d_outputs.sum(axis=shared)
