"""Which files are in a folder, and names that can be printed."""

import os
import unicodedata
from pathlib import Path

from cnn_lessons.language import message

SYSTEM = {"__MACOSX", "@eaDir", "$RECYCLE.BIN"}  # small copies of photographs, and rubbish


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
        reason = message("is a folder that may not be read")
        left_out.append((reason, within(error.filename, folder)))

    for parent, folders, names in os.walk(folder, onerror=unreadable):
        paths = [Path(parent, name) for name in folders + names]
        folders[:] = [n for n in folders if not n.startswith(".") and n not in SYSTEM]
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


def _why_not(path):
    """Return why a path is not looked at, or nothing."""
    if path.name.startswith("."):
        return message("is hidden")
    if path.name in SYSTEM:
        return message("is a folder of the system")
    try:
        if path.is_symlink() and path.is_dir():
            return message("is a link to a folder")
        if path.is_file() or path.is_dir():
            return ""
    except OSError as error:
        return message("cannot be looked at: {error}", error=error.strerror)
    return message("is a broken link") if path.is_symlink() else message("is no ordinary file")
