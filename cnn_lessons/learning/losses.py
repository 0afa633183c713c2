"""Losses: how wrong a network is, as one number, and where it should move.

Each loss is the mean over the batch, as in Keras, and its backward function
returns the gradient with respect to the first argument. Letters: N examples,
K classes.
"""

import numpy as np

from cnn_lessons.learning.arguments import check_labels
from cnn_lessons.operations.softmax import log_softmax, softmax
from cnn_lessons.operations.values import check_array, share_of_1


def cross_entropy(logits, labels, label_smoothing=0.0):
    """Return the softmax cross-entropy: the mean surprise at the right classes.

    It takes logits, the scores before softmax, because the logarithm of a softmax
    is safe and the logarithm of a probability rounded to 0 is not.

    Parameters
    ----------
    logits : ndarray, shape (N, K)
        One score for each class, float32 or float64; minus infinity is a probability of 0.
    labels : ndarray of int, shape (N,)
        The right classes, from 0 to K - 1.
    label_smoothing : float, default=0.0
        Fraction that is taken from the right class and divided equally among all K,
        as in [1]_; at least 0 and less than 1.

    Returns
    -------
    float
        In nats: 0 for certainty, log K for a guess among K classes.

    Raises
    ------
    TypeError
        If `logits` are not floats or `labels` not integers.
    ValueError
        If shapes do not fit together, or a label is no class.

    References
    ----------
    .. [1] C. Szegedy et al., "Rethinking the Inception architecture for computer
       vision", 2015, section 7. https://arxiv.org/abs/1512.00567

    Examples
    --------
    A network that guesses among ten digits starts near log 10:

    >>> round(cross_entropy(np.zeros((1, 10)), np.array([3])), 4)
    2.3026
    """
    targets = _targets(logits, labels, label_smoothing)
    logs = np.where(targets > 0, log_softmax(logits), 0)  # 0 times -infinity is NaN
    return -float((targets * logs).sum() / len(logits))


def cross_entropy_backward(logits, labels, label_smoothing=0.0):
    """Return the gradient of `cross_entropy` with respect to the logits.

    Softmax and logarithm cancel: what is left is the probability of a class minus
    its target, divided by N.

    Parameters
    ----------
    logits, labels, label_smoothing
        What `cross_entropy` was called with.

    Returns
    -------
    ndarray, shape (N, K)
        The type is that of the logits; each row adds up to 0.

    Raises
    ------
    TypeError, ValueError
        As `cross_entropy`.

    Examples
    --------
    >>> cross_entropy_backward(np.zeros((1, 4)), np.array([0]))
    array([[-0.75,  0.25,  0.25,  0.25]])
    """
    targets = _targets(logits, labels, label_smoothing)
    return (softmax(logits) - targets) / len(logits)


def mean_squared_error(predictions, targets):
    """Return the L2 loss: the mean of the squared errors.

    Parameters
    ----------
    predictions, targets : ndarray, same shape
        What came out and what should have come, float32 or float64.

    Returns
    -------
    float
        In squared units of the targets.

    Raises
    ------
    TypeError, ValueError
        If one is not an array of floats, is empty or holds NaN, or if shapes differ.

    Examples
    --------
    >>> mean_squared_error(np.array([1.0, 2.0]), np.array([1.0, 5.0]))
    4.5
    """
    errors = _errors(predictions, targets)
    return float((errors**2).mean())


def mean_squared_error_backward(predictions, targets):
    """Return the gradient of `mean_squared_error`: large errors pull hard.

    Parameters and Raises are those of `mean_squared_error`.

    Returns
    -------
    ndarray
        In the shape and type of the predictions.

    Examples
    --------
    >>> mean_squared_error_backward(np.array([1.0, 2.0]), np.array([1.0, 5.0]))
    array([ 0., -3.])
    """
    errors = _errors(predictions, targets)
    return 2 * errors / errors.size


def mean_absolute_error(predictions, targets):
    """Return the L1 loss: the mean of the errors without their signs.

    Parameters, Returns and Raises are those of `mean_squared_error`; the unit is the targets'.

    Examples
    --------
    >>> mean_absolute_error(np.array([1.0, 2.0]), np.array([1.0, 5.0]))
    1.5
    """
    return float(np.abs(_errors(predictions, targets)).mean())


def mean_absolute_error_backward(predictions, targets):
    """Return the gradient of `mean_absolute_error`: every error pulls equally; 0 where none is.

    Parameters, Returns and Raises are those of `mean_squared_error_backward`.

    Examples
    --------
    >>> mean_absolute_error_backward(np.array([1.0, 2.0]), np.array([1.0, 5.0]))
    array([ 0. , -0.5])
    """
    errors = _errors(predictions, targets)
    return np.sign(errors) / errors.size


def _targets(logits, labels, label_smoothing):
    """Return the targets of the classes, (N, K)."""
    check_array(logits, "logits")
    if logits.ndim != 2:
        raise ValueError(
            f"logits has shape {logits.shape}, but (N, K) is expected: one score for each class."
        )
    N, K = logits.shape
    labels = check_labels(labels, N, K)
    share_of_1(label_smoothing, "label_smoothing", "0.1 is usual.")
    targets = np.full((N, K), label_smoothing / K, logits.dtype)
    targets[np.arange(N), labels] += 1 - label_smoothing
    return targets


def _errors(predictions, targets):
    check_array(predictions, "predictions")
    check_array(targets, "targets")
    if predictions.shape != targets.shape:
        raise ValueError(
            f"predictions have shape {predictions.shape} and targets {targets.shape}. "
            "Reshape one of them: broadcasting would compare everything with everything."
        )
    return predictions - targets.astype(predictions.dtype, copy=False)
