"""The command ``grade``: the notebooks of a class, with the mistakes by name."""

import argparse
from pathlib import Path

from cnn_lessons.commands import values

EXAMPLES = """\
examples:
  python -m cnn_lessons grade class3
      grade the notebooks in class3, and write the new folder class3_graded
  python -m cnn_lessons grade class3 --chapter pooling --output class3_pooling
      the exercises of one chapter only
  python -m cnn_lessons grade class3 --anonymous --output class3_to_show
      the same with numbers for names

FOLDER has a notebook for each student, or a folder for each with notebooks at any depth,
as learning management systems hand them out (unzip what is zipped):
  class3/Kim Minsu.ipynb  class3/Lee Jiwon.ipynb  …
  class3/Kim Minsu/pooling.ipynb  class3/Kim Minsu/convolution.ipynb  …
A file of export_progress() beside a notebook, of the same name or in the same folder, is
shown in the report. Nothing in FOLDER is changed, and nothing leaves this machine.

What counts is the last answer that is handed to exercises.NAME.check(ANSWER). Only what
that answer needs of the notebook is run: no training, no figures. It is run in a sandbox,
where there is no network and none of your files, if bubblewrap starts on this machine; if
not, in a process with limits, and the report says what that means. Only what the answers
return comes out, and it is judged here.

The new folder holds report.html, marks.csv, and in feedback a page for each student.
"""


def add(commands):
    """Add the command.

    Parameters
    ----------
    commands : argparse special action
        What ``add_subparsers`` has returned.
    """
    command = commands.add_parser(
        "grade",
        help="the notebooks of a class, graded, with the mistakes by name",
        description="Grade the notebooks of a class, and name the mistakes.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(load=load, stopped="", refuse=lambda options: None)
    command.add_argument("folder", type=Path, metavar="FOLDER", help="with the notebooks")
    command.add_argument(
        "--output",
        type=values.path,
        metavar="NEW_FOLDER",
        help="for the report (default: FOLDER_graded in the current folder)",
    )
    _add_answers(command)


def _add_answers(command):
    command.add_argument(
        "--chapter",
        action="append",
        dest="chapters",
        default=[],
        metavar="CHAPTER",
        help="grade this chapter's exercises only, such as pooling; may be said several times",
    )
    command.add_argument(
        "--anonymous", action="store_true", help="write numbers for names, in all files"
    )
    for name, default, text in (
        ("seconds", 5.0, "that one answer may take; a minute more if it imports a framework"),
        ("memory", 2.0, "gigabytes that one answer may take; macOS counts none"),
    ):
        said = f"{text} (default: {default:g})"
        command.add_argument(f"--{name}", type=values.rate, default=default, metavar="N", help=said)
    command.add_argument(
        "--site",
        default="",
        metavar="ADDRESS",
        help="where the course's pages are, for the links (default: the project's notebooks)",
    )


def load():
    """Return what the command does and the error that it raises; imported for this command only."""
    from cnn_lessons.grading.command import GradingError, grade

    return grade, GradingError
