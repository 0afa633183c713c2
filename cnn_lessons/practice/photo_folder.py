"""A folder of photographs, one folder inside for each class: what is in it, and what is wrong.

Nothing in the folder is ever written, renamed or removed.
"""

import hashlib
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from cnn_lessons.practice.copies import group_copies
from cnn_lessons.practice.folder_layout import find_files, names_within, parts_of, printable, within
from cnn_lessons.practice.photo_reading import NoPictureError, PhotoError, open_photo, thumbnail

SMALLEST = 32  # pixels of the shorter side
READ_SIDE = 64  # pixels: enough to compare by
PICTURES = {".jpg", ".jpeg", ".png", ".gif", ".webp", ".bmp", ".tif", ".tiff", ".avif", ".heic"}


class FolderError(ValueError):
    """There is no folder to look into, or nothing can be learned from it; the text says why."""


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


@dataclass(frozen=True)
class PhotoFolder:
    """What is in a folder of photographs.

    Parameters
    ----------
    path : Path
        The folder.
    photos : tuple of Photo
        What can be used, in the order of their names.
    left_out : tuple of (str, str)
        Why something is left out, and where it is: paths within the folder.
    """

    path: Path
    photos: tuple
    left_out: tuple

    @property
    def class_names(self):
        """The classes, sorted."""
        return tuple(sorted({photo.label for photo in self.photos}))

    @property
    def labels(self):
        """The index of each photograph's class, (N,)."""
        return np.array([self.class_names.index(photo.label) for photo in self.photos], dtype=int)

    @property
    def groups(self):
        """The number of each photograph's group, (N,): copies have the same."""
        return np.array([photo.group for photo in self.photos], dtype=int)

    @property
    def is_split(self):
        """Whether the folder itself says what is for training and what for testing."""
        return any(photo.part for photo in self.photos)

    def __repr__(self):
        from cnn_lessons.practice.photo_report import folder_text

        return folder_text(self)

    def _repr_html_(self):
        from cnn_lessons.practice.photo_report import folder_html

        return folder_html(self)

    def require_classes(self):
        """Raise a `FolderError` unless there are two classes to tell apart."""
        if len(self.class_names) < 2:
            found = f"only {self.class_names[0]!r}" if self.class_names else "none"
            raise FolderError(
                f"Two classes at least are needed, and there is {found}. Make one folder for "
                "each class in it, with two different photographs or more in each."
            )


def check_folder(folder, progress=False):
    """Look through a folder of photographs, without changing anything in it.

    The folders in it are the classes, with photographs at any depth. If they are called
    ``train`` and ``test`` (or ``val``), the classes are the folders in those.

    Left out are: what is no picture or cannot be read, what is smaller than 32 pixels or
    shows one colour only, copies in two classes (one of the labels is wrong), training
    photographs that are also test photographs, and classes without two different
    photographs. Copies within a class stay, and are given one group.

    Parameters
    ----------
    folder : str or Path
        Where they are.
    progress : bool, default=False
        Whether to show how far the reading is.

    Returns
    -------
    PhotoFolder
        Printed, it is a report.

    Raises
    ------
    FolderError
        If there is no such folder.
    """
    folder = Path(folder)
    if not folder.is_dir():
        what = "is a file" if folder.is_file() else "does not exist"
        raise FolderError(f"{printable(folder)} {what}. Name a folder of photographs.")
    files, left_out = find_files(folder)
    parts = parts_of({names_within(path, folder)[0] for path in files if path.parent != folder})
    photos = []
    for path in _shown(files, progress):
        try:
            photos.append(_look_at(path, folder, parts))
        except PhotoError as error:
            left_out.append((str(error), within(path, folder)))
    photos, wrong = _settle(photos, folder)
    return PhotoFolder(folder, tuple(photos), tuple(sorted(left_out + wrong)))


def _look_at(path, folder, parts):
    names = names_within(path, folder)
    if len(names) < (3 if parts else 2):
        raise PhotoError("is in no class: put it into a folder")
    try:
        picture = open_photo(path, side=READ_SIDE)
    except NoPictureError as error:
        if path.suffix.lower() in PICTURES:
            raise PhotoError("is damaged, or no picture in spite of its name") from None
        raise error
    if min(picture.size) < SMALLEST:
        raise PhotoError(f"is smaller than {SMALLEST} pixels")
    small = thumbnail(picture.image)
    if not small.any():
        raise PhotoError("shows one colour only")
    label = printable(names[1] if parts else names[0])
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Photo(path, label, parts.get(names[0], ""), picture.size, picture.notes, digest, small)


def _settle(photos, folder):
    """Return the photographs in groups, without those that contradict, and these."""
    groups = group_copies([photo.thumbnail for photo in photos]) if photos else []
    photos = [replace(p, group=int(g)) for p, g in zip(photos, groups, strict=True)]
    labels, tested = {}, {p.group for p in photos if p.part == "test"}
    for photo in photos:
        labels.setdefault(photo.group, set()).add(photo.label)
    kept, wrong = [], []
    for photo in photos:
        if len(labels[photo.group]) > 1:
            others = ", ".join(sorted(labels[photo.group]))
            wrong.append((f"is in several classes: {others}", photo))
        elif photo.part == "train" and photo.group in tested:
            wrong.append(("is for training, and a copy of it for testing", photo))
        else:
            kept.append(photo)
    kept, alone = _without_small_classes(kept)
    wrong += alone
    return kept, [(reason, within(photo.path, folder)) for reason, photo in wrong]


def _without_small_classes(photos):
    """Split off the photographs of classes that cannot be both learned and tested."""
    is_split = any(photo.part for photo in photos)
    sides = {(p.label, p.part if is_split else p.group) for p in photos}
    sides_of = Counter(label for label, _ in sides)
    reason = (
        "has a class that is not in both parts"
        if is_split
        else "has a class without a second, different photograph"
    )
    kept = [photo for photo in photos if sides_of[photo.label] > 1]
    return kept, [(reason, photo) for photo in photos if sides_of[photo.label] < 2]


def _shown(files, progress):
    if not progress:
        return files
    from tqdm.auto import tqdm

    return tqdm(files, desc="looking at the files", unit="file")
