"""Where data sets are looked for, and what takes the place of those that cannot be had."""

import hashlib
import os
import warnings
from pathlib import Path

from cnn_lessons.language import Name, message, said


def classroom_copy(name):
    """Return the path of a file or folder within ``CNN_LESSONS_DATA``, if it is there.

    Parameters
    ----------
    name : str
        Such as ``"mnist.npz"``.

    Returns
    -------
    Path or None
        None where nothing has that name, or no folder is named.

    Raises
    ------
    ValueError
        If ``CNN_LESSONS_DATA`` names something else than a folder.
    """
    folder = os.environ.get("CNN_LESSONS_DATA")
    if not folder:
        return None
    if not Path(folder).is_dir():
        text = message(
            "CNN_LESSONS_DATA is {folder}, which is no folder. Put the path of the folder with "
            "the data there, or unset it to download them.",
            folder=Name(folder),
        )
        raise ValueError(said(text))
    path = Path(folder) / name
    return path if path.exists() else None


def data_or_stand_in(name, local, paths, download, make_stand_in, stacklevel=3):
    """Return what `download` returns; where it fails, a stand-in, and say so.

    Parameters
    ----------
    name : str
        Of the data set.
    local : str
        What a classroom has to have, such as ``"mnist.npz"``.
    paths : list of Path
        Where the data are kept between two uses.
    download : callable
        Without parameters; returns a data set, or raises any error.
    make_stand_in : callable
        Without parameters; returns a data set with a name of its own.
    stacklevel : int, default=3
        How many calls up the reader's line is, to which the warning points: this one,
        ``fetch_*``, and the reader's.

    Returns
    -------
    Dataset, BoxedDataset or MaskedDataset
    """
    try:
        return download()
    except MemoryError:
        raise
    except Exception as error:  # Keras raises a bare Exception where a download fails
        stand_in = make_stand_in()
        text = _lacking(name, local, [path for path in paths if path.exists()], error, stand_in)
        warnings.warn(text, stacklevel=stacklevel)
        return stand_in


def _lacking(name, local, others, error, stand_in):
    """Return what is not there, why, what is used instead, and what to do."""
    lacking = message(
        "{name} is not on this machine, and cannot be downloaded: {error}.", name=name, error=error
    )
    left = (message("{path} is another file, which is left alone.", path=path) for path in others)
    instead = message(
        "From here on it is not {name} that you see, but: {stand_in}. Go online once, or put "
        "{local} into a folder, and its path into CNN_LESSONS_DATA.",
        name=name,
        stand_in=repr(stand_in),
        local=local,
    )
    return " ".join(map(said, (lacking, *left, instead)))


def a_fifth_of(names, skip=0):
    """Return the names that make a fifth, chosen by their hashes.

    So they hang on the names alone, not on an order or a seed: whoever has the same files
    chooses the same.

    Parameters
    ----------
    names : list of str
    skip : int, default=0
        How many fifths come before this one.

    Returns
    -------
    set of str

    Examples
    --------
    >>> names = [f"photo {number}" for number in range(10)]
    >>> sorted(a_fifth_of(names)), sorted(a_fifth_of(names, skip=1))
    (['photo 5', 'photo 9'], ['photo 3', 'photo 6'])
    """
    count = max(1, round(len(names) / 5))
    ranked = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return set(ranked[skip * count : (skip + 1) * count])
