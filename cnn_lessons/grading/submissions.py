"""The notebooks of a class: which there are, whose they are, and the texts of their cells."""

import json
import stat
import unicodedata
from collections import Counter
from dataclasses import dataclass, field

LARGEST = 50_000_000  # bytes of a notebook; its pictures count, too
NAME = 80  # characters of a name that are shown
HIDDEN = (".", "__MACOSX")  # what a system or Jupyter has put there


class NotebookError(ValueError):
    """A file that is no notebook whose cells can be read; its text says why."""


@dataclass
class Submission:
    """What one student has handed in.

    Parameters
    ----------
    name : str
        As it is shown; no other has it.
    notebooks, exports : list of Path
        Notebooks, and files that `export_progress` may have written.
    notes : list of str
        What a teacher should know of it.
    """

    name: str
    notebooks: list = field(default_factory=list)
    exports: list = field(default_factory=list)
    notes: list = field(default_factory=list)


def find_submissions(folder):
    """Return what is in a folder, by student.

    A folder in it is a student, with whatever it holds at any depth; a file beside these is one,
    too, by its name without the ending. Links are not followed, and what is hidden is left out.

    Parameters
    ----------
    folder : Path

    Returns
    -------
    list of Submission
        In the order of their names.
    """
    found = {}
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        ending = path.suffix.lower()
        if ending not in (".ipynb", ".json") or any(part.startswith(HIDDEN) for part in parts):
            continue
        if any(each.is_symlink() for each in (path, *path.parents) if folder in each.parents):
            continue
        key = (len(parts) > 1, parts[0] if len(parts) > 1 else path.stem)
        here = found.setdefault(key, Submission(shown(key[1])))
        (here.notebooks if ending == ".ipynb" else here.exports).append(path)
    submissions = sorted(found.values(), key=lambda each: each.name)
    _tell_apart(submissions)
    return submissions


def shown(name):
    """Return a name as one line: macOS writes é as two characters, and names hold anything."""
    name = unicodedata.normalize("NFC", name.encode(errors="replace").decode())
    name = "".join(c if c.isprintable() else "?" for c in name).strip()
    return (name if len(name) <= NAME else f"{name[: NAME - 1]}…") or "?"


def _tell_apart(submissions):
    """Give each of those with one name a number behind it."""
    counts, numbers = Counter(each.name for each in submissions), Counter()
    for each in submissions:
        if counts[each.name] > 1:
            each.notes.append(f"{counts[each.name]} have the name {each.name}: they are numbered")
            numbers[each.name] += 1
            each.name = f"{each.name} ({numbers[each.name]})"


def read_cells(path):
    """Return the texts of a notebook's code cells.

    Parameters
    ----------
    path : Path

    Returns
    -------
    list of str

    Raises
    ------
    NotebookError
        If it is none, is too large, or of a format that is older than 4.
    """
    data = _read_json(path)
    if not isinstance(data, dict) or "nbformat" not in data:
        raise NotebookError("is no notebook")
    if data["nbformat"] != 4:
        raise NotebookError(
            f"has the old format {str(data['nbformat'])[:10]}: open it in Jupyter and save it"
        )
    cells = data.get("cells")
    if not isinstance(cells, list):
        raise NotebookError("is no notebook: it has no cells")
    return [
        _text(cell) for cell in cells if isinstance(cell, dict) and cell.get("cell_type") == "code"
    ]


def _text(cell):
    source = cell.get("source", "")
    if isinstance(source, list):
        source = "".join(map(str, source))
    return source if isinstance(source, str) else ""


def _read_json(path):
    data = _read_bytes(path)
    try:
        return json.loads(data)
    except UnicodeDecodeError:
        raise NotebookError("is no notebook: it is no text in UTF-8") from None
    except (ValueError, RecursionError, MemoryError):
        said = "it is cut off, or something else" if data else "it is empty"
        raise NotebookError(f"is no notebook: {said}") from None


def _read_bytes(path):
    try:
        status = path.lstat()
        if not stat.S_ISREG(status.st_mode):
            raise NotebookError("is no file")
        if status.st_size > LARGEST:
            raise NotebookError(
                f"has {status.st_size / 1e6:,.0f} MB, and {LARGEST / 1e6:.0f} are read: clear its "
                "outputs, and save it"
            )
        return path.read_bytes()
    except OSError as error:
        raise NotebookError(f"cannot be opened: {error.strerror}") from None
