"""Which files are in a folder, which class each is in, and names that can be printed."""

import os
import unicodedata
from pathlib import Path

PARTS = {"train": "train", "training": "train", "test": "test", "testing": "test"}
VALIDATION = ("val", "valid", "validation")


def find_files(folder):
    """Return the files under a folder, and what is there but is no file to look at.

    Links to files are followed, links to folders are not: they can lead in circles.

    Parameters
    ----------
    folder : Path
        Where to look, at any depth.

    Returns
    -------
    files : list of Path
        In the order of their names, none of them hidden.
    left_out : list of (str, str)
        Why, and where.
    """
    files, left_out = [], []

    def unreadable(error):
        left_out.append(("is a folder that may not be read", within(error.filename, folder)))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        paths = [Path(parent, name) for name in folders + names]
        folders[:] = [name for name in folders if not name.startswith(".")]
        for path in paths:
            reason = _why_not(path)
            if reason:
                left_out.append((reason, within(path, folder)))
            elif not path.is_dir():
                files.append(path)
    return sorted(files), left_out


def names_within(path, folder):
    """Return the names of the folders and the file on the way from a folder, in one spelling."""
    # macOS writes a Hangul syllable as two or three characters, others as one: the same name.
    return [unicodedata.normalize("NFC", name) for name in Path(path).relative_to(folder).parts]


def within(path, folder):
    """Return a path within a folder, as it can be printed."""
    return printable("/".join(names_within(path, folder)) or ".")


def printable(text):
    r"""Return a name without what a terminal would obey, or could not show.

    Examples
    --------
    >>> printable("cat\n.jpg")
    'cat�.jpg'
    """
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in str(text))


def parts_of(names):
    """Return which part each outer folder is, or nothing where these are classes.

    Parameters
    ----------
    names : set of str
        The folders in the folder.

    Returns
    -------
    dict of str to str
        ``"train"`` or ``"test"`` for each. Where there are both, a ``val`` is for training.

    Examples
    --------
    >>> parts_of({"train", "val"}) == {"train": "train", "val": "test"}
    True
    >>> parts_of({"cat", "test"})
    {}
    """
    parts = {name: PARTS.get(name.lower()) for name in names}
    for name in names:
        if name.lower() in VALIDATION:
            parts[name] = "train" if "test" in map(str.lower, names) else "test"
    return parts if set(parts.values()) == {"train", "test"} else {}


def _why_not(path):
    """Return why a path is not looked at, or nothing."""
    if path.name.startswith("."):
        return "is hidden"
    try:
        if path.is_symlink() and path.is_dir():
            return "is a link to a folder"
        if path.is_file() or path.is_dir():
            return ""
    except OSError as error:
        return f"cannot be looked at: {error.strerror}"
    return "is a broken link" if path.is_symlink() else "is no ordinary file"
