"""What training is given: examples, labels and a plan, checked before anything is changed.

Letters: N examples, K classes. What is refused is named at its place in the user's arrays, not
in a batch of them.
"""

import numpy as np

from cnn_lessons.operations.integers import is_int
from cnn_lessons.operations.values import check_array, refuse_infinity


def check_examples(inputs, input_shape, name="inputs"):
    """Raise an error that helps, unless `inputs` are examples of a shape.

    Parameters
    ----------
    inputs : object
        What came for a batch or a whole data set, (N, …).
    input_shape : tuple of int
        Shape of one example: (H, W, C) or (D,).
    name : str, default="inputs"
        What the caller's parameter is called.

    Raises
    ------
    TypeError
        If it is not an array, is a masked one, or not of float32 or float64.
    ValueError
        If it is empty, has another shape, or holds NaN or infinity.

    Examples
    --------
    >>> check_examples(np.zeros((5, 3), "uint8"), (3,))
    Traceback (most recent call last):
    TypeError: inputs is of uint8, but floats are expected. Use inputs.astype("float32") / 255.
    """
    if isinstance(inputs, np.ndarray) and inputs.dtype == np.uint8:
        raise TypeError(
            f'{name} is of uint8, but floats are expected. Use {name}.astype("float32") / 255.'
        )
    check_shape(inputs, input_shape, name)
    check_array(inputs, name)
    refuse_infinity(inputs, name)


def check_shape(inputs, input_shape, name="inputs"):
    """Raise an error that helps, unless `inputs` is an array of examples of a shape."""
    if not isinstance(inputs, np.ndarray):
        raise TypeError(
            f"{name} is a {type(inputs).__name__}, not an array. "
            f'Use np.asarray({name}, dtype="float32").'
        )
    if inputs.shape[1:] != input_shape:
        axes = ", ".join(map(str, ("N", *input_shape)))
        advice = f" For one example use {name}[np.newaxis]." if inputs.shape == input_shape else ""
        raise ValueError(f"{name} have shape {inputs.shape}, but ({axes}) is expected.{advice}")


def check_count(number, name):
    """Raise an error that helps, unless `number` is a whole number of at least 1."""
    if not is_int(number, least=1):
        raise ValueError(f"{name}={number!r}, but a whole number of at least 1 is expected.")


def check_labels(labels, N, K, name="labels"):
    """Return labels as an array of N integers from 0 to K - 1.

    Parameters
    ----------
    labels : array_like
        What came: the number of the right class for each example.
    N, K : int
        How many examples and classes there are.
    name : str, default="labels"
        What the caller's parameter is called.

    Returns
    -------
    ndarray of int, shape (N,)

    Raises
    ------
    TypeError
        If they are no integers.
    ValueError
        If there are more or fewer than N, or one is no class.

    Examples
    --------
    >>> check_labels(np.array([[3], [0]]), 2, 10)
    Traceback (most recent call last):
    ValueError: labels have shape (2, 1), but (2,) is expected. Use labels[:, 0].
    """
    labels = np.asarray(labels)
    advice = _way_to_labels(labels, N, name)
    if labels.dtype.kind not in "iu":
        raise TypeError(
            f"{name} are of {labels.dtype}, but integers from 0 to {K - 1} are expected. {advice}"
        )
    if labels.shape != (N,):
        raise ValueError(f"{name} have shape {labels.shape}, but {(N,)} is expected. {advice}")
    wrong = np.flatnonzero((labels < 0) | (labels >= K))
    if len(wrong):
        raise ValueError(
            f"{labels[wrong[0]]} is a label, but {K} logits need labels from 0 to {K - 1}: see "
            f"{name}[{wrong[0]}]. Renumber the classes, or give the network more outputs."
        )
    return labels


def check_pair(network, inputs, labels, names=("inputs", "labels")):
    """Return the labels as integers, unless they or the inputs do not fit the network.

    Parameters
    ----------
    network : Sequential
        Its outputs have to be one score for each class.
    inputs, labels : object
        What came; see `check_examples` and `check_labels`.
    names : (str, str)
        What the caller's parameters are called.

    Returns
    -------
    ndarray of int, shape (N,)
    """
    if len(network.output_shape) != 1:
        raise ValueError(
            f"the network gives {network.output_shape} for an example, but one score for each "
            "class is expected, (K,). Let it end with Flatten() and Dense(K)."
        )
    check_examples(inputs, network.input_shape, names[0])
    return check_labels(labels, len(inputs), *network.output_shape, names[1])


def check_validation(network, validation, patience):
    """Return a validation with its labels as integers, or None where there is none.

    There has to be one where somebody has `patience` to wait for a smaller loss on it.
    """
    if validation is None and patience is not None:
        raise ValueError("patience needs a validation=(inputs, labels) to look at.")
    if validation is None:
        return None
    if not isinstance(validation, tuple | list) or len(validation) != 2:
        raise TypeError(
            f"validation is a {type(validation).__name__}, but a pair (inputs, labels) is "
            "expected. Use validation=(x_validation, y_validation)."
        )
    inputs, labels = validation
    return inputs, check_pair(network, inputs, labels, ("validation[0]", "validation[1]"))


def _way_to_labels(labels, N, name):
    """Return how to make one integer for each of N examples of what came, where that is plain."""
    if labels.dtype.kind not in "biuf":
        return "Number the classes from 0."
    is_table = labels.ndim == 2 and labels.shape[1] > 1
    if is_table and np.isin(labels, (0, 1)).all() and (labels.sum(axis=1) == 1).all():
        return f"They are one-hot: use {name}.argmax(axis=-1)."
    column = "[:, 0]" if labels.shape == (N, 1) else ""
    is_whole = (labels == np.floor(labels.astype(float))).all()
    kind = "" if labels.dtype.kind in "iu" else ".astype(int)"
    if is_whole and (column or (kind and labels.ndim == 1)):
        return f"Use {name}{column}{kind}."
    return "Give one label, the number of a class, for each example."
