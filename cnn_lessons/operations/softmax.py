"""Softmax: scores of classes in, probabilities out.

Unlike the functions of `activations`, softmax looks at all scores along an axis.
"""

import numpy as np

from cnn_lessons.operations.integers import is_int
from cnn_lessons.operations.values import NotFiniteError, check_array, check_gradient


def softmax(inputs, axis=-1):
    """Return probabilities that grow exponentially with the scores, and add up to 1.

    Only differences between scores count, so the largest is subtracted first: then
    no exponential is larger than 1, and none overflows [1]_.

    Parameters
    ----------
    inputs : ndarray, any shape
        Scores, float32 or float64; minus infinity gives a probability of 0.
    axis : int or tuple of int, default=-1
        The axes along which probabilities add up to 1: the classes.

    Returns
    -------
    ndarray
        Same shape and type.

    Raises
    ------
    TypeError
        If `inputs` is not an array of float32 or float64, or `axis` not an int.
    ValueError
        If `inputs` is empty, holds NaN, or its largest scores are infinite; if it
        lacks `axis`.

    References
    ----------
    .. [1] I. Goodfellow, Y. Bengio and A. Courville, "Deep Learning", 2016,
       section 4.1. https://www.deeplearningbook.org/contents/numerical.html

    Examples
    --------
    The example of https://en.wikipedia.org/wiki/Softmax_function, and a shift:

    >>> scores = np.array([1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0])
    >>> softmax(scores).round(3)
    array([0.024, 0.064, 0.175, 0.475, 0.024, 0.064, 0.175])
    >>> softmax(scores + 1000).round(3)
    array([0.024, 0.064, 0.175, 0.475, 0.024, 0.064, 0.175])
    """
    exponentials = np.exp(_below_the_largest(inputs, axis))
    return exponentials / exponentials.sum(axis=axis, keepdims=True)


def softmax_backward(d_outputs, inputs, axis=-1):
    """Return the gradient with respect to the inputs of `softmax`.

    A probability that grows takes from the others: what counts is how far its gradient
    lies above their average, weighted with the probabilities.

    Parameters
    ----------
    d_outputs : ndarray
        Gradient with respect to the outputs, in their shape; rounded to their type.
    inputs, axis
        What `softmax` was called with.

    Returns
    -------
    ndarray
        Same shape and type as `inputs`; its sum along `axis` is 0.

    Raises
    ------
    TypeError, ValueError
        As `softmax`; and if `d_outputs` has another shape than `inputs`.

    Examples
    --------
    >>> softmax_backward(np.array([1.0, 0.0]), np.array([0.0, 0.0]))
    array([ 0.25, -0.25])
    """
    d_outputs = check_gradient(d_outputs, inputs)
    outputs = softmax(inputs, axis)
    average = (d_outputs * outputs).sum(axis=axis, keepdims=True)
    return (d_outputs - average) * outputs


def log_softmax(inputs, axis=-1):
    """Return the logarithm of `softmax`, finite where the probability is rounded to 0.

    Parameters, Returns and Raises are those of `softmax`.

    Examples
    --------
    >>> log_softmax(np.array([0.0, -1000.0]))
    array([    0., -1000.])
    """
    scores = _below_the_largest(inputs, axis)
    return scores - np.log(np.exp(scores).sum(axis=axis, keepdims=True))


def log_softmax_backward(d_outputs, inputs, axis=-1):
    """Return the gradient with respect to the inputs of `log_softmax`.

    Parameters, Returns and Raises are those of `softmax_backward`.

    Examples
    --------
    >>> log_softmax_backward(np.array([1.0, 0.0]), np.array([0.0, 0.0]))
    array([ 0.5, -0.5])
    """
    d_outputs = check_gradient(d_outputs, inputs)
    return d_outputs - softmax(inputs, axis) * d_outputs.sum(axis=axis, keepdims=True)


def _below_the_largest(inputs, axis):
    """Return the checked scores minus the largest along `axis`."""
    check_array(inputs, "inputs")
    for each in axis if isinstance(axis, tuple) else (axis,):
        if not is_int(each):
            raise TypeError(f"axis={axis!r} is not known. Use an int, or a tuple of ints.")
        if not -inputs.ndim <= each < inputs.ndim:
            raise ValueError(
                f"axis={axis!r}, but inputs have shape {inputs.shape}. "
                f"Use an axis below {inputs.ndim}, or -1 for the last one."
            )
    largest = inputs.max(axis=axis, keepdims=True)
    if not np.isfinite(largest).all():
        raise NotFiniteError(
            "the largest score is infinite, so that softmax would be infinity / infinity. "
            "Find where inputs overflow; -inf may stand beside a finite score only."
        )
    with np.errstate(over="ignore"):  # a score of less than all floats: its probability is 0
        return inputs - largest
