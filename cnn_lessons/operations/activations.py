"""Activations: what bends the straight line between two linear layers.

Each takes an array of any shape, and goes number by number (`softmax` does
not). Backward, the gradient that arrives is multiplied by the slope at the input.
The one that needs an error function has a module of its own, `gelu`.
"""

import numpy as np

from cnn_lessons.operations.values import at_least_0, check_array, check_gradient

IS_RELU = "0 makes a ReLU."  # what is said of a slope that is refused


def relu(inputs):
    """Return the inputs with 0 in place of all that is negative.

    Parameters
    ----------
    inputs : ndarray, any shape
        What a linear layer gave, float32 or float64.

    Returns
    -------
    ndarray
        Same shape and type.

    Raises
    ------
    TypeError
        If `inputs` is not an array of float32 or float64.
    ValueError
        If it is empty or holds NaN; if a slope is not a number of at least 0.

    References
    ----------
    .. [1] X. Glorot, A. Bordes and Y. Bengio, "Deep sparse rectifier neural networks",
       2011, section 3.1. https://proceedings.mlr.press/v15/glorot11a.html

    Examples
    --------
    Around zero, "50% of the hidden units' continuous output values are real zeros" [1]_:

    >>> outputs = relu(np.random.default_rng(0).normal(size=100_000))
    >>> round(float((outputs == 0).mean()), 2)
    0.5
    """
    check_array(inputs, "inputs")
    return np.maximum(inputs, 0)


def relu_backward(d_outputs, inputs):
    """Return the gradient with respect to the inputs of `relu`: it passes, or it is stopped.

    Parameters
    ----------
    d_outputs : ndarray
        Gradient with respect to the outputs, in their shape; rounded to their type.
    inputs : ndarray, any shape
        What `relu` was called with.

    Returns
    -------
    ndarray
        Same shape and type as `inputs`.

    Raises
    ------
    TypeError, ValueError
        As `relu`; and if `d_outputs` has another shape than `inputs`.

    Examples
    --------
    >>> relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-1.0, 0.0, 2.0]))
    array([0., 0., 5.])
    """
    d_outputs = check_gradient(d_outputs, inputs)
    d_inputs = d_outputs * (inputs > 0)  # 0 at 0, as in Keras
    d_inputs += 0.0  # makes 0 of -0
    return d_inputs


def leaky_relu(inputs, negative_slope=0.2):
    """Return the inputs, with those below 0 multiplied by `negative_slope`.

    Parameters
    ----------
    negative_slope : float, default=0.2
        At least 0; the default is that of ``keras.activations``. The rest is as in `relu`.

    References
    ----------
    .. [1] A. Maas, A. Hannun and A. Ng, "Rectifier nonlinearities improve neural network
       acoustic models", 2013, equation 2: there the slope is 0.01.

    Examples
    --------
    >>> leaky_relu(np.array([-100.0, 3.0]), negative_slope=0.01)
    array([-1.,  3.])
    """
    check_array(inputs, "inputs")
    negative_slope = at_least_0(negative_slope, "negative_slope", IS_RELU)
    return np.maximum(inputs, 0) + negative_slope * np.minimum(inputs, 0)


def leaky_relu_backward(d_outputs, inputs, negative_slope=0.2):
    """Return the gradient with respect to the inputs of `leaky_relu`.

    The rest is as in `relu_backward`, and in `leaky_relu`.

    Examples
    --------
    >>> leaky_relu_backward(np.array([5.0, 5.0, 5.0]), np.array([-1.0, 0.0, 2.0]))
    array([1., 1., 5.])
    """
    d_outputs = check_gradient(d_outputs, inputs)
    negative_slope = at_least_0(negative_slope, "negative_slope", IS_RELU)
    return np.where(inputs > 0, d_outputs, negative_slope * d_outputs)


def elu(inputs, alpha=1.0):
    """Return the inputs, with those below 0 bent towards ``-alpha``.

    Parameters
    ----------
    alpha : float, default=1.0
        At least 0. The rest is as in `relu`.

    References
    ----------
    .. [1] D.-A. Clevert, T. Unterthiner and S. Hochreiter, "Fast and accurate deep network
       learning by exponential linear units", 2015, equation 15. https://arxiv.org/abs/1511.07289

    Examples
    --------
    >>> elu(np.array([-1000.0, 0.0, 3.0]))
    array([-1.,  0.,  3.])
    """
    check_array(inputs, "inputs")
    alpha = at_least_0(alpha, "alpha", IS_RELU)
    return np.maximum(inputs, 0) + alpha * np.expm1(np.minimum(inputs, 0))


def elu_backward(d_outputs, inputs, alpha=1.0):
    """Return the gradient with respect to the inputs of `elu`.

    The rest is as in `relu_backward`, and in `elu`.

    Examples
    --------
    >>> elu_backward(np.array([5.0, 5.0, 5.0]), np.array([-1000.0, 0.0, 3.0]))
    array([0., 5., 5.])
    """
    d_outputs = check_gradient(d_outputs, inputs)
    alpha = at_least_0(alpha, "alpha", IS_RELU)
    return d_outputs * np.where(inputs > 0, 1, alpha * np.exp(np.minimum(inputs, 0)))


def sigmoid(inputs):
    """Return ``1 / (1 + exp(-inputs))``: from 0 to 1, without an overflow at -1000.

    The rest is as in `relu`.

    Examples
    --------
    >>> sigmoid(np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    check_array(inputs, "inputs")
    return np.exp(np.minimum(inputs, 0)) / (1 + np.exp(-np.abs(inputs)))


def sigmoid_backward(d_outputs, inputs):
    """Return the gradient with respect to the inputs of `sigmoid`; the slope is at most 1/4.

    The rest is as in `relu_backward`.

    Examples
    --------
    >>> sigmoid_backward(np.array([1.0, 1.0]), np.array([0.0, 1000.0]))
    array([0.25, 0.  ])
    """
    d_outputs = check_gradient(d_outputs, inputs)
    small = np.exp(-np.abs(inputs))
    return d_outputs * small / (1 + small) ** 2


def tanh(inputs):
    """Return the hyperbolic tangent: a sigmoid from -1 to 1, with slope 1 at 0.

    The rest is as in `relu`.

    References
    ----------
    .. [1] Y. LeCun, L. Bottou, G. Orr and K.-R. Müller, "Efficient BackProp", 1998,
       section 4.4: 1.7159 tanh(2/3 x) is 1 at 1.

    Examples
    --------
    >>> (1.7159 * tanh(np.array([-2 / 3, 2 / 3]))).round(3)
    array([-1.,  1.])
    """
    check_array(inputs, "inputs")
    return np.tanh(inputs)


def tanh_backward(d_outputs, inputs):
    """Return the gradient with respect to the inputs of `tanh`; the slope is at most 1.

    The rest is as in `relu_backward`.

    Examples
    --------
    >>> tanh_backward(np.array([1.0, 1.0]), np.array([0.0, 1000.0]))
    array([1., 0.])
    """
    d_outputs = check_gradient(d_outputs, inputs)
    return d_outputs * (1 - np.tanh(inputs) ** 2)
