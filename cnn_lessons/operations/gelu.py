"""GELU: an input times the share of a normal distribution that lies below it, and backward."""

from math import erfc, pi, sqrt

import numpy as np

from cnn_lessons.operations.activations import sigmoid, sigmoid_backward
from cnn_lessons.operations.values import check_array, check_gradient

TAIL = 40  # beyond this the bell curve is 0 even in float64
ERFC = np.frompyfunc(erfc, 1, 1)  # NumPy has no error function


def gelu(inputs, approximate=False):
    """Return each input times the share of a normal distribution that lies below it.

    The rest is as in `relu`.

    Parameters
    ----------
    approximate : bool, default=False
        Whether to take the paper's formula with tanh instead of the error function, which
        is slow here: NumPy has none, so Python's goes through the numbers one by one.
        ``keras.activations.gelu`` has the same default, ``keras.ops.gelu`` the other.

    References
    ----------
    .. [1] D. Hendrycks and K. Gimpel, "Gaussian error linear units (GELUs)", 2016,
       section 2. https://arxiv.org/abs/1606.08415

    Examples
    --------
    84.13 % of a normal distribution lies below one standard deviation:

    >>> float(gelu(np.array([1.0]))[0].round(4)), float(gelu(np.array([1.0]), True)[0].round(4))
    (0.8413, 0.8412)
    """
    check_array(inputs, "inputs")
    x, share, _ = _gelu_parts(inputs, approximate)
    return (np.maximum(inputs, x) * share).astype(inputs.dtype)


def gelu_backward(d_outputs, inputs, approximate=False):
    """Return the gradient with respect to the inputs of `gelu`.

    The rest is as in `relu_backward`, and in `gelu`.

    Examples
    --------
    >>> gelu_backward(np.array([1.0, 1.0, 1.0]), np.array([-1000.0, 0.0, 1000.0]))
    array([0. , 0.5, 1. ])
    """
    d_outputs = check_gradient(d_outputs, inputs)
    x, share, slope = _gelu_parts(inputs, approximate)
    return (d_outputs * (share + x * slope)).astype(inputs.dtype)


def _gelu_parts(inputs, approximate):
    """Return the inputs within the tails, the share below each, and the share's slope."""
    x = np.clip(inputs.astype(np.float64), -TAIL, TAIL)
    if approximate:
        # (1 + tanh(u)) / 2 is sigmoid(2 * u), which stays exact far to the left.
        bent = sqrt(8 / pi) * (x + 0.044715 * x**3)
        bend = sqrt(8 / pi) * (1 + 3 * 0.044715 * x**2)
        return x, sigmoid(bent), sigmoid_backward(bend, bent)
    # erfc, not 1 + erf: the far left is a small number, not a difference of two ones.
    share = np.asarray(ERFC(-x / sqrt(2)), np.float64) / 2
    return x, share, np.exp(-(x**2) / 2) / sqrt(2 * pi)
