"""One photograph of a folder: what it is called, where it came from, what copies of it share."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from cnn_lessons.practice.photos.reading import PhotoError, find_fault, open_photo, thumbnail

READ_SIDE = 64  # pixels: enough to compare by


@dataclass(frozen=True)
class Photo:
    """A photograph that can be used.

    Parameters
    ----------
    path : Path
        Where it is.
    label : str
        Its class: the name of the folder.
    part : str
        ``"train"`` or ``"test"`` where the folder is split already, else ``""``.
    size : (int, int)
        Height and width, upright, in pixels.
    notes : tuple of str
        What had to be done to read it.
    digest : str
        Of the file's bytes: equal files have the same.
    thumbnail : ndarray of float32, shape (768,)
        What copies share.
    group : int
        Copies of each other have the same number.
    """

    path: Path
    label: str
    part: str
    size: tuple
    notes: tuple
    digest: str
    thumbnail: np.ndarray = field(repr=False, compare=False)
    group: int = -1


def look_at(path, label, part):
    """Return a photograph in a file as a `Photo`, in no group yet.

    Parameters
    ----------
    path : Path
        Where it is.
    label, part : str
        As in `Photo`.

    Returns
    -------
    Photo

    Raises
    ------
    PhotoError
        If the file cannot be read as a photograph, or the photograph teaches nothing.
    """
    picture = open_photo(path, side=READ_SIDE)
    if fault := find_fault(picture):
        raise PhotoError(fault)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    small = thumbnail(picture.image)
    return Photo(path, label, part, picture.size, picture.notes, digest, small)
