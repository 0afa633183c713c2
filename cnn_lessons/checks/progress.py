"""Remember which exercises were answered rightly, in one small local file.

Nothing is sent anywhere. The file is ``~/.cnn_lessons/progress.json``, or the one
that the environment variable ``CNN_LESSONS_PROGRESS`` names.
"""

import json
import os
from pathlib import Path

from cnn_lessons.files import write_whole


def progress_file():
    """Return the path of the progress file."""
    return Path(
        os.environ.get("CNN_LESSONS_PROGRESS") or Path.home() / ".cnn_lessons/progress.json"
    )


def completed():
    """Return the names of the exercises that were answered rightly.

    A file that cannot be read as progress is put aside under a name that ends in
    ``.damaged``, so that nothing is lost and counting starts anew.

    Returns
    -------
    set of str
        Names such as ``"convolution.output_shape"``.
    """
    path = progress_file()
    try:
        names = json.loads(path.read_text(encoding="utf-8"))["completed"]
        return {str(name) for name in names}
    except FileNotFoundError:
        return set()
    except (ValueError, KeyError, TypeError):
        path.replace(path.with_name(path.name + ".damaged"))
        return set()


def record(name):
    """Add `name` to the completed exercises.

    The new file is written beside the old one and then takes its place, so that
    a crash half-way leaves the old file whole.

    Returns
    -------
    str
        Empty, or why the progress could not be saved. A check does not fail for it.
    """
    try:
        names = completed()
        if name not in names:
            path = progress_file()
            path.parent.mkdir(parents=True, exist_ok=True)
            text = json.dumps({"completed": sorted(names | {name})}, indent=1)
            write_whole(path, lambda file: file.write(text.encode()))
    except OSError as error:
        return f"Your progress could not be saved: {error}."
    return ""
