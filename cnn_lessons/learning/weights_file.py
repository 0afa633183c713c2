"""Weights in a file: plain arrays by name, read back only if all of them fit."""

import os
import secrets
from pathlib import Path

import numpy as np


def write_weights(path, arrays):
    """Write arrays by name to a file, in NumPy's ``.npz`` format.

    Parameters
    ----------
    path : str or Path
        Where to write, exactly: no ending is added.
    arrays : dict of str to ndarray
        The weights.

    Raises
    ------
    OSError
        If nothing can be written there; what was there is left.
    """
    write_whole(path, lambda file: np.savez(file, **arrays))  # a path would get .npz added


def write_whole(path, write):
    """Call ``write(file)`` on a new file, which then takes its place at `path`.

    A crash, a full disk or an interruption half-way leaves what was there, and nothing else.

    Parameters
    ----------
    path : str or Path
        Where.
    write : callable
        Gets a file that is open for bytes.
    """
    path = Path(path).resolve()  # a link stays one
    new = path.with_name(f".{path.name}-{secrets.token_hex(4)}.new")
    try:
        with new.open("xb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    except BaseException:
        new.unlink(missing_ok=True)
        raise


def read_weights(path, expected):
    """Return the arrays that `write_weights` wrote, in the types of those expected.

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
        # Opened here: NumPy leaves a damaged file open.
        with Path(path).open("rb") as file, np.load(file, allow_pickle=False) as arrays:
            return {name: arrays[name] for name in arrays.files}
    except FileNotFoundError:
        raise
    except Exception as error:  # a damaged archive raises a dozen kinds
        # Of pickles NumPy advises to allow them, but they can run any program.
        said = "" if "pickle" in str(error) else f": {error}"
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
