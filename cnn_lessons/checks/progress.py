"""Remember which exercises were tried and solved, in one small local file.

Nothing is sent anywhere. The file is ``~/.cnn_lessons/progress.json``, or the one
that the environment variable ``CNN_LESSONS_PROGRESS`` names.
"""

import json
import os
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path

from cnn_lessons.checks.feedback import State
from cnn_lessons.checks.moved import MOVED
from cnn_lessons.files import write_whole
from cnn_lessons.language import message

STATES = ("tried", "solved")
JUDGED = {State.CORRECT: "solved", State.INCORRECT: "tried", State.RAISED: "tried"}


@dataclass(frozen=True)
class Record:
    """What a reader did with one exercise.

    Parameters
    ----------
    state : {"tried", "solved"}
        What was solved once stays solved.
    day : str, default=""
        When it was solved, or tried last, as in ``"2026-11-29"``; empty where an older
        file does not say.
    mistakes : tuple of str
        The names of the known mistakes that were met, in their order.
    """

    state: str
    day: str = ""
    mistakes: tuple[str, ...] = ()

    def __post_init__(self):
        if self.state not in STATES:
            raise ValueError(f"state={self.state!r} is not known. Use one of {', '.join(STATES)}.")


def progress_file():
    """Return the path of the progress file."""
    return Path(
        os.environ.get("CNN_LESSONS_PROGRESS") or Path.home() / ".cnn_lessons/progress.json"
    )


def records():
    """Return what was done with each exercise that was tried.

    A file that cannot be read as progress is put aside under a name that ends in
    ``.damaged``, so that nothing is lost and counting starts anew.

    Returns
    -------
    dict of str to Record
        By names such as ``"convolution.output_shape"``.
    """
    path = progress_file()
    try:
        return records_in(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError, AttributeError):
        path.replace(path.with_name(path.name + ".damaged"))
        return {}


def completed():
    """Return the names of the exercises that were answered rightly.

    Returns
    -------
    set of str
        Names such as ``"convolution.output_shape"``.
    """
    return {name for name, record in records().items() if record.state == "solved"}


def remember(name, feedback):
    """Add what a check said of the exercise `name` to the progress file.

    The new file is written beside the old one and then takes its place, so that
    a crash half-way leaves the old file whole.

    Returns
    -------
    Feedback
        The same. If it praises what could not be saved, it also says so: a check does
        not fail for it.
    """
    if feedback.state not in JUDGED:
        return feedback
    try:
        before = records()
        after = before | {name: _added(before.get(name), feedback)}
        if after != before:
            _write(after)
    except OSError as error:
        if feedback.state is State.CORRECT:
            advice = message("Your progress could not be saved: {error}.", error=error)
            return replace(feedback, advice=advice)
    return feedback


def _added(record, feedback):
    """Return the record of an exercise after one more answer."""
    mistakes = record.mistakes if record else ()
    if feedback.mistake and feedback.mistake not in mistakes:
        mistakes = (*mistakes, feedback.mistake)
    if record and record.state == "solved":
        return replace(record, mistakes=mistakes)
    return Record(JUDGED[feedback.state], date.today().isoformat(), mistakes)


def records_in(data):
    """Return the records of a file; an older one has the names of what was solved alone."""
    if "completed" in data:
        return _renamed({str(name): Record("solved") for name in data["completed"]})
    return _renamed(
        {
            name: Record(kept["state"], str(kept["day"]), tuple(map(str, kept["mistakes"])))
            for name, kept in data["exercises"].items()
        }
    )


def _renamed(all_records):
    """Give what has moved its new name; of two records of one exercise, keep the better."""
    pairs = sorted(all_records.items(), key=lambda pair: STATES.index(pair[1].state))
    return {MOVED.get(name, name): record for name, record in pairs}


def _write(all_records):
    path = progress_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = {name: asdict(all_records[name]) for name in sorted(all_records)}
    text = json.dumps({"exercises": kept}, indent=1, ensure_ascii=False)
    write_whole(path, lambda file: file.write(text.encode()))
