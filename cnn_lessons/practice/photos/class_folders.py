"""Which folders are the classes, and which are for training or testing: by their names only.

What can be read in two ways is refused with a question: a class that is none would look like
a good result.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field

from cnn_lessons.language import Spoken, message
from cnn_lessons.practice.photos.folder_layout import printable
from cnn_lessons.practice.photos.folder_questions import (
    class_or_classes,
    is_a_class,
    one_class,
    split_text,
    which_class,
)
from cnn_lessons.practice.photos.reading import PhotoError

PARTS = {
    "train": ("train", "training", "trainval"),
    "val": ("val", "valid", "validation", "dev"),
    "test": ("test", "tests", "testing", "eval", "evaluation"),
}
THINGS = "set|data|dataset|images?|imgs?|photos?|pictures?"  # "training_set", "test images"
PLAIN = {"image", "images", "img", "imgs", "jpg", "jpeg", "photo", "photos", "pictures"}
NO_CLASS = {"image", "images", "img", "imgs", "mask", "masks", "annotations"}


class FolderError(Spoken, ValueError):
    """There is no folder to look into, or nothing can be learned from it; the text says why."""


@dataclass(frozen=True)
class Layout:
    """How a folder of photographs is understood.

    Parameters
    ----------
    classes : dict of tuple of str to (str, str)
        For each class folder, by the names of the folders on the way to it, the class, and
        ``"train"`` or ``"test"``; ``""`` where the folder does not say which.
    left_out : dict of tuple of str to str
        Why the photographs in a folder are not used.
    text : str
        All that in a sentence; nothing to say of class folders and nothing else.
    """

    classes: dict
    left_out: dict
    text: str = ""

    def place(self, names):
        """Return class and part of a photograph, or raise a `PhotoError` that says why not.

        Parameters
        ----------
        names : sequence of str
            Of the folders on the way to it, and its own.
        """
        outer = [tuple(names[:end]) for end in range(len(names))]
        for path in outer:
            if path in self.classes:
                return self.classes[path]
            if path in self.left_out:
                raise PhotoError(self.left_out[path])
        raise PhotoError(message("is in no class: put it into a folder"))


@dataclass
class _Folder:
    path: tuple
    photos: int = 0
    inside: dict = field(default_factory=dict)

    @property
    def name(self):
        return printable(self.path[-1])

    def __str__(self):
        return printable("/".join(self.path))


def understand(pictures):
    """Return which folders are the classes, or ask.

    The classes are the folders with photographs in them, all in one folder, at any depth. Where
    this has ``train`` and ``val`` or ``test`` in it, under their usual names, the classes are
    the folders in those. A ``val`` beside a ``test`` is for training as well: the strength of the
    head is found by a cross-validation, and needs no photographs of its own. A ``val`` or
    ``test`` without class folders is left out.

    A photograph's class is the name of its folder, but for two exceptions: where a class has
    photographs, those in a folder in it belong to it; and a class may hold one folder of its own
    name, or one such as ``images``, and nothing else.

    Parameters
    ----------
    pictures : iterable of sequence of str
        For each photograph the names of the folders on the way to it, and its own.

    Returns
    -------
    Layout

    Raises
    ------
    FolderError
        If it can be read in two ways; the text asks, and says what to do.
    """
    top = _unwrap(_tree(pictures))
    parts = defaultdict(list)
    for folder in top.inside.values():
        parts[_part(folder.path[-1])].append(folder)
    if parts["train"] and (parts["val"] or parts["test"]):
        layout = _split(parts)
    else:
        classes = {folder.path: (name, "") for name, folder in _classes_in(top)}
        text = split_text([top], (), ()) if top.path else ""
        layout = Layout(classes, {}, text)
    _refuse_names_alike({(path[-1], label) for path, (label, _) in layout.classes.items()})
    return layout


def _tree(pictures):
    top = _Folder(())
    for names in pictures:
        folder = top
        for name in names[:-1]:
            folder = folder.inside.setdefault(name, _Folder((*folder.path, name)))
        folder.photos += 1
    return top


def _unwrap(folder):
    """Go into a folder as long as it has nothing but one folder, which has only folders."""
    while len(folder.inside) == 1:
        (only,) = folder.inside.values()
        if only.photos:
            break
        folder = only
    return folder


def _part(name):
    """Return "train", "val" or "test" for a folder that is called so, else nothing."""
    for part, words in PARTS.items():
        # "1.Training", "test2", "training_set", and "testA" beside "testB".
        called = rf"[\W\d_]*({'|'.join(words)})[\W_]*({THINGS})?[\W\d_]*[a-z]?"
        if re.fullmatch(called, name.lower()):
            return part
    return ""


def _split(parts):
    """Return the layout of folders for training, validation and testing."""
    learned = {part.path: list(_classes_in(_unwrap(part))) for part in parts["train"]}
    for part in parts["train"]:
        if NO_CLASS.issuperset(name.lower() for name in _unwrap(part).inside):
            raise FolderError(which_class(parts["train"], part))
    known = {name.casefold() for found in learned.values() for name, _ in found}

    def has_classes(part):
        return any(name.casefold() in known for name in _unwrap(part).inside)

    beside = message("is in no class: it is beside the parts, not in one")
    left_out = {folder.path: beside for folder in parts[""]}
    for part in parts["val"] + parts["test"]:
        if not has_classes(part):
            left_out[part.path] = message(
                "is in no class: {folder} has no folders of the classes", folder=part
            )
    val, test = ([p for p in parts[kind] if has_classes(p)] for kind in ("val", "test"))
    train = parts["train"] + (val if test else [])
    test = test or val
    classes = {}
    for chosen, side in ((train, "train" if test else ""), (test, "test")):
        for part in chosen:
            for name, folder in _classes_in(_unwrap(part)):
                classes[folder.path] = (name, side)
    without = [
        part for kind in ("val", "test", "") for part in parts[kind] if part.path in left_out
    ]
    return Layout(classes, left_out, split_text(train, test, without))


def _classes_in(folder):
    """Yield the classes in a folder, name and folder, or ask."""
    names = list(folder.inside)
    words = [set(re.findall(r"[^\W\d_]+", name.lower())) for name in names]
    mixed = [any(w & set(PARTS["train"]) for w in words)]
    mixed += [any(w & {*PARTS["val"], *PARTS["test"]} for w in words)]
    doubtful = [n for n in names if all(mixed) or _part(n) in ("val", "test")]
    doubtful += [n for n in names if n.lower() in NO_CLASS]
    doubtful += [n for n in names if _part(n) == "train" and folder.inside[n].inside]
    if doubtful and len(names) > 1:
        raise FolderError(is_a_class(names, doubtful[0], folder))
    for inner in folder.inside.values():
        _ask_unless_class(inner)
        yield inner.name, inner


def _ask_unless_class(folder):
    """Raise a `FolderError` where a folder may hold the classes, instead of being one."""
    own = {folder.path[-1].casefold(), *PLAIN}
    here, photos = folder, 0
    while here.inside:
        names, photos = list(here.inside), photos + here.photos
        one = len(names) == 1 and not _part(names[0]) and (photos or names[0].casefold() in own)
        if not one:
            raise FolderError(class_or_classes(folder, names))
        (here,) = here.inside.values()


def _refuse_names_alike(names):
    """Ask where two classes differ in nothing that one would see: (name, as it is printed)."""
    groups = defaultdict(set)
    for name, label in names:
        groups[label.casefold().strip()].add(name)
    for alike in groups.values():
        if len(alike) > 1:
            raise FolderError(one_class(alike))
