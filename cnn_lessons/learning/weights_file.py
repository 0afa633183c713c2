"""Weights in a file: plain arrays by name, read back only if all of them fit."""

import numpy as np

from cnn_lessons.files import DamagedError, read_arrays


def read_weights(path, expected):
    """Return the weights that `write_arrays` wrote, in the types of those expected.

    Nothing in the file is executed: pickled objects are refused.

    Parameters
    ----------
    path : str or Path
        Where they are.
    expected : dict of str to ndarray
        Arrays with the names, shapes and types that the file ought to have.

    Returns
    -------
    dict of str to ndarray
        The same names, finite numbers.

    Raises
    ------
    ValueError
        If the file is damaged, is that of another network, or holds what are no weights.
    FileNotFoundError
        If there is none.
    """
    arrays = _read_all(path)
    for name in sorted(expected.keys() | arrays.keys()):
        here, there = (
            group[name].shape if name in group else "missing" for group in (expected, arrays)
        )
        if here != there:
            raise ValueError(
                f"{path} is of another network: its {name} is {there}, but here it is {here}. "
                "Make the network with the layers that it was saved with."
            )
    return {name: _as_weights(path, name, arrays[name], expected[name]) for name in expected}


def _read_all(path):
    try:
        return read_arrays(path)
    except DamagedError as error:
        said = error.reason and f": {error.reason}"
        raise ValueError(
            f"{path} is not a file of weights, or it is damaged{said}. Save the network again."
        ) from error


def _as_weights(path, name, array, expected):
    if array.dtype.kind != "f":
        raise ValueError(
            f"{path} holds no weights: its {name} is of {array.dtype}, but floats are expected. "
            "Save the network again."
        )
    with np.errstate(over="ignore"):  # what is too large for the type is infinite, and refused
        array = array.astype(expected.dtype)
    if not np.isfinite(array).all():
        raise ValueError(
            f"{path} has infinity or NaN in its {name}. Look at the training that it is from: it "
            "has diverged, or somebody changed the file."
        )
    return array
