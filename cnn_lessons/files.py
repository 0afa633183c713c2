"""Files that are written whole or not at all, and files of plain arrays, ``.npz``, read back."""

import os
import secrets
from pathlib import Path

import numpy as np


class DamagedError(ValueError):
    """A file that cannot be read as arrays.

    Attributes
    ----------
    reason : str
        What its reader met; empty for pickles, which NumPy advises to allow: they can run any
        program.
    """

    def __init__(self, path, reason):
        self.reason = reason
        super().__init__(
            f"{path} cannot be read: it is damaged, or no file of np.savez with plain arrays "
            f"only{reason and ': '}{reason}. Write it anew."
        )


def write_whole(path, write):
    """Call ``write(file)`` on a new file, which then takes its place at `path`.

    A crash, a full disk or an interruption half-way leaves what was there, and nothing else.

    Parameters
    ----------
    path : str or Path
        Where.
    write : callable
        Gets a file that is open for bytes.

    Raises
    ------
    OSError
        If nothing can be written there; what was there is left.
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


def write_arrays(path, arrays):
    """Write arrays by name to a file, in NumPy's ``.npz`` format: all of it, or nothing.

    Parameters
    ----------
    path : str or Path
        Where to write, exactly: no ending is added.
    arrays : dict of str to array_like
        Numbers and texts, of any shape.

    Raises
    ------
    OSError
        If nothing can be written there; what was there is left.
    """
    write_whole(path, lambda file: np.savez(file, **arrays))  # a path would get .npz added


def read_arrays(path):
    """Return all arrays in an ``.npz`` file, by name.

    Nothing in the file is executed: pickled objects are refused.

    Parameters
    ----------
    path : str or Path
        Where they are.

    Returns
    -------
    dict of str to ndarray

    Raises
    ------
    DamagedError
        If the file is damaged, is something else, or holds objects.
    OSError
        If it cannot be opened; FileNotFoundError if there is none.
    """
    with Path(path).open("rb") as file:  # opened here: NumPy leaves a damaged file open
        try:
            with np.load(file, allow_pickle=False) as arrays:
                return {name: arrays[name] for name in arrays.files}
        except Exception as error:  # a damaged archive raises a dozen kinds
            raise DamagedError(path, "" if "pickle" in str(error) else str(error)) from error
