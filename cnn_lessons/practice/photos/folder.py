"""A folder of photographs, one folder inside for each class: what is in it, and what is wrong.

Nothing in the folder is ever written, renamed or removed.
"""

from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from cnn_lessons.language import Name, message, said
from cnn_lessons.practice.photos.class_folders import FolderError, understand
from cnn_lessons.practice.photos.copies import about_near_copies, group_copies, group_equal
from cnn_lessons.practice.photos.folder_layout import find_files, names_within, printable, within
from cnn_lessons.practice.photos.photo import look_at
from cnn_lessons.practice.photos.reading import PhotoError, looks_like_picture, no_picture
from cnn_lessons.practice.photos.report import folder_html, folder_text


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
    layout : str, default=""
        Where the classes are, if they are not the folders in it.
    near_copies : int, default=0
        How many more could be used if photographs that are nearly alike were no copies.
    """

    path: Path
    photos: tuple
    left_out: tuple
    layout: str = ""
    near_copies: int = 0

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
        return folder_text(self)

    def _repr_html_(self):
        return folder_html(self)

    def require_classes(self):
        """Raise a `FolderError` unless there are two classes to tell apart."""
        if len(self.class_names) < 2:
            only = [message("only {name!r}", name=Name(name)) for name in self.class_names]
            found = only[0] if only else message("none")
            text = message(
                "Two classes at least are needed, and there is {found}. Make one folder for "
                "each class in it, with two different photographs or more in each.",
                found=found,
            )
            near = about_near_copies(self.near_copies)
            raise FolderError(f"{said(text)} {said(near)}" if self.near_copies else text)


def check_folder(folder, keep_near_copies=False, progress=False):
    """Look through a folder of photographs, without changing anything in it.

    The classes are the folders in it, or in its ``train``, ``val`` and ``test``; `understand`
    says what else is known, and asks where it can be read in two ways.

    Left out are: what is no picture or cannot be read, what is smaller than 32 pixels or
    shows one colour only, copies in two classes (one of the labels is wrong), training
    photographs that are also test photographs, and classes without two different
    photographs. Copies within a class stay, and are given one group.

    Parameters
    ----------
    folder : str or Path
        Where they are.
    keep_near_copies : bool, default=False
        Whether photographs that are nearly alike are different ones, as those of a camera that
        does not move. Copies are then files of the same bytes only.
    progress : bool, default=False
        Whether to show how far the reading is.

    Returns
    -------
    PhotoFolder
        Printed, it is a report.

    Raises
    ------
    FolderError
        If there is no such folder, or it can be understood in two ways.
    """
    folder = Path(folder)
    pictures, left_out, layout = find_classes(folder)
    photos = []
    for path in _shown(pictures, progress):
        try:
            photos.append(look_at(path, *layout.place(names_within(path, folder))))
        except PhotoError as error:
            left_out.append((error.args[0], within(path, folder)))
    kept, wrong = _settle(photos, group_equal([photo.digest for photo in photos]), folder)
    count = len(kept)
    if not keep_near_copies:
        alike = group_copies([photo.thumbnail for photo in photos]) if photos else []
        kept, wrong = _settle(photos, alike, folder)
    left_out = tuple(sorted(left_out + wrong))
    return PhotoFolder(folder, tuple(kept), left_out, layout.text, count - len(kept))


def find_classes(folder):
    """Return what is in a folder by the names of its files, without reading the photographs.

    Parameters
    ----------
    folder : Path
        Where they are.

    Returns
    -------
    pictures : list of Path
    left_out : list of (str, str)
        Why, and where.
    layout : Layout

    Raises
    ------
    FolderError
        If there is no such folder, or it can be understood in two ways.
    """
    if not folder.is_dir():
        name = Name(printable(folder))
        text = message("{name} does not exist. Name a folder of photographs.", name=name)
        if folder.is_file():
            text = message("{name} is a file. Name a folder of photographs.", name=name)
        raise FolderError(text)
    files, left_out = find_files(folder)
    pictures = [path for path in files if looks_like_picture(path)]
    others = sorted(set(files) - set(pictures))
    left_out += [(no_picture(path).args[0], within(path, folder)) for path in others]
    return pictures, left_out, understand(names_within(path, folder) for path in pictures)


def _settle(photos, groups, folder):
    """Return the photographs in groups, without those that contradict, and these."""
    photos = [replace(p, group=int(g)) for p, g in zip(photos, groups, strict=True)]
    labels, tested = {}, {p.group for p in photos if p.part == "test"}
    for photo in photos:
        labels.setdefault(photo.group, set()).add(photo.label)
    kept, wrong = [], []
    for photo in photos:
        if len(labels[photo.group]) > 1:
            others = ", ".join(sorted(labels[photo.group]))
            wrong.append((message("is in several classes: {others}", others=Name(others)), photo))
        elif photo.part == "train" and photo.group in tested:
            wrong.append((message("is for training, and a copy of it for testing"), photo))
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
    reason = message("has a class without a second, different photograph")
    if is_split:
        reason = message("has a class that is not in both parts")
    kept = [photo for photo in photos if sides_of[photo.label] > 1]
    return kept, [(reason, photo) for photo in photos if sides_of[photo.label] < 2]


def _shown(files, progress):
    if not progress:
        return files
    from tqdm.auto import tqdm

    return tqdm(files, desc=said("looking at the files"), unit=said("file"))
