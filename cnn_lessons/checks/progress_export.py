"""Progress in a file for somebody else, such as a teacher: no name in it unless it is added."""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from cnn_lessons.checks.progress import Record, records, records_in
from cnn_lessons.files import write_whole
from cnn_lessons.language import message, said

MARK = "cnn_lessons progress"
LARGEST = 1_000_000  # bytes
TEXT = 100  # characters of a name


class ExportError(ValueError):
    """A file that `export_progress` has not written; its text says why."""


@dataclass(frozen=True)
class ProgressExport:
    """What a file says of somebody's progress.

    Parameters
    ----------
    records : dict of str to Record
        By the exercises' names.
    name : str, default=""
        Whose it is, if they have said so.
    """

    records: dict[str, Record]
    name: str = ""


def export_progress(path="progress.json", name=""):
    """Write your progress into a file that you may hand on.

    It holds which exercises you have tried and solved, on which day, and which mistakes you met.
    It holds no name, unless you add one.

    Parameters
    ----------
    path : str or Path, default="progress.json"
        Where.
    name : str, default=""
        Whatever the file's reader knows you by.

    Raises
    ------
    FileExistsError
        If something else is there, which is not replaced.
    OSError
        If nothing can be written there.

    Examples
    --------
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     path = Path(folder, "progress.json")
    ...     export_progress(path)
    ...     read_export(path).name
    ''
    """
    path = Path(path)
    if path.exists():
        try:
            read_export(path)
        except ExportError as error:
            text = message(
                "{path} {reason}, and is not replaced. Name another file.",
                path=path,
                reason=error.args[0],
            )
            raise FileExistsError(said(text)) from None
    kept = {each: asdict(record) for each, record in sorted(records().items())}
    data = {"format": MARK, "name": name, "exercises": kept}
    text = json.dumps(data, indent=1, ensure_ascii=False)
    write_whole(path, lambda file: file.write(text.encode()))


def read_export(path):
    """Return what a file of `export_progress` says. It is its writer's word, and no more.

    Parameters
    ----------
    path : str or Path

    Returns
    -------
    ProgressExport

    Raises
    ------
    ExportError
        If it is another file.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST:
            raise ExportError(message("is too large for an export of progress"))
        data = json.loads(path.read_text(encoding="utf-8"))
        if data["format"] != MARK:
            raise ExportError(message("is no export of progress"))
        return ProgressExport(records_in(data), str(data["name"])[:TEXT])
    except OSError as error:
        raise ExportError(message("cannot be opened: {error}", error=error.strerror)) from None
    except ExportError:
        raise
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ExportError(message("is no export of progress")) from None
