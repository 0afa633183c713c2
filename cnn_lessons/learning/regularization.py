"""Regularization: making it harder to learn the training set by heart."""

from cnn_lessons.operations.values import at_least_0, check_array, check_dropout_rate


def dropout_mask(shape, rate, rng, dtype="float32"):
    """Return the factors of one training step of dropout: 0, or 1 / (1 - rate).

    What stays is enlarged, so that the mean stays as it is and nothing has to be done
    after training ("inverted" dropout).

    Parameters
    ----------
    shape : tuple of int
        Shape of what is multiplied by the mask.
    rate : float
        Probability that a number is dropped, from 0 to below 1.
    rng : numpy.random.Generator
        Where the choice comes from: ``np.random.default_rng(seed)``.
    dtype : {"float32", "float64"}, default="float32"
        Type of the factors.

    Returns
    -------
    ndarray
        Multiply the inputs by it forwards, and the gradient by the same one backwards.

    Raises
    ------
    ValueError
        If `rate` is outside of its range.

    References
    ----------
    .. [1] N. Srivastava et al., "Dropout: a simple way to prevent neural networks from
       overfitting", 2014, section 10. https://jmlr.org/papers/v15/srivastava14a.html

    Examples
    --------
    >>> import numpy as np
    >>> np.unique(dropout_mask((100,), 0.5, np.random.default_rng(0)))
    array([0., 2.], dtype=float32)
    """
    check_dropout_rate(rate)
    return ((rng.random(shape) >= rate) / (1 - rate)).astype(dtype)


def stochastic_depth_mask(shape, rate, rng, dtype="float32"):
    """Return one factor for each image: 0, or 1 / (1 - rate).

    Where dropout decides for each number, stochastic depth decides for a whole image. It
    multiplies what a block computed, before the shortcut is added.

    Parameters
    ----------
    shape : tuple of int
        (N, ...) of what is multiplied by the mask.
    rate : float
        Probability that an image is dropped, from 0 to below 1.
    rng, dtype
        As in `dropout_mask`.

    Returns
    -------
    ndarray, shape (N, 1, ...)
        Multiply the inputs by it forwards, and the gradient by the same one backwards.

    Raises
    ------
    ValueError
        If `rate` is outside of its range.

    References
    ----------
    .. [1] G. Huang et al., "Deep networks with stochastic depth", 2016, equation 2; that what
       stays is enlarged in training is as in Keras's ConvNeXt. https://arxiv.org/abs/1603.09382

    Examples
    --------
    >>> import numpy as np
    >>> stochastic_depth_mask((5, 8, 8, 3), 0.5, np.random.default_rng(0))[:, 0, 0, 0]
    array([2., 0., 0., 0., 2.], dtype=float32)
    """
    return dropout_mask((shape[0], *(1,) * (len(shape) - 1)), rate, rng, dtype)


def l2_penalty(weights, strength):
    """Return what a weight decay adds to the loss: strength times the sum of squares.

    Parameters
    ----------
    weights : ndarray, any shape
        A kernel, float32 or float64. Biases are usually left alone.
    strength : float
        Factor of at least 0; 1e-4 to 1e-2 is usual.

    Returns
    -------
    float
        Added to the loss.

    Raises
    ------
    TypeError, ValueError
        If `weights` is not an array of floats, or `strength` is negative.

    Examples
    --------
    >>> import numpy as np
    >>> l2_penalty(np.array([3.0, -4.0]), 0.01)
    0.25
    """
    check_array(weights, "weights")
    return float(at_least_0(strength, "strength") * (weights**2).sum())


def l2_penalty_backward(weights, strength):
    """Return the gradient of `l2_penalty`: it pulls every weight towards 0, large ones harder.

    Parameters and Raises are those of `l2_penalty`.

    Returns
    -------
    ndarray
        In the shape and type of the weights.

    Examples
    --------
    >>> import numpy as np
    >>> l2_penalty_backward(np.array([3.0, -4.0]), 0.01)
    array([ 0.06, -0.08])
    """
    check_array(weights, "weights")
    return 2 * at_least_0(strength, "strength") * weights
