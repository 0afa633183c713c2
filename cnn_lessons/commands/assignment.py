"""The command ``assignment``: a chapter's exercises for nbgrader."""

import argparse
from pathlib import Path

EXAMPLES = """\
examples:
  python -m cnn_lessons assignment pooling
      write source/pooling/pooling.ipynb
  python -m cnn_lessons assignment pooling costs --output CNN2027
      the same for two chapters, in the folder of the course CNN2027

These are nbgrader's source versions, with solutions. In the folder of the course
  nbgrader generate_assignment pooling --create
writes the version for the class. A function is worth 2 points and a question 1; change
them in the notebook's cells as you like. An assignment that is there is never replaced.

nbgrader runs what learners have written with your rights: it can read, change and send
your files. Grade in a container or on an account that has nothing to lose, or with
  python -m cnn_lessons grade FOLDER
which keeps each answer in a sandbox.
"""


def add(commands):
    """Add the command.

    Parameters
    ----------
    commands : argparse special action
        What ``add_subparsers`` has returned.
    """
    command = commands.add_parser(
        "assignment",
        help="the exercises of a chapter for nbgrader",
        description="Write the exercises of chapters as assignments for nbgrader.",
        epilog=EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    command.set_defaults(load=load, stopped="", refuse=lambda options: None)
    chapter = "its name, as in pooling, or the path of its notebook"
    command.add_argument("chapters", nargs="+", metavar="CHAPTER", help=chapter)
    folder = "of the course (default: the current one)"
    command.add_argument("--output", type=Path, default=Path(), metavar="FOLDER", help=folder)


def load():
    """Return what the command does and the error that it raises; imported for this command only."""
    from cnn_lessons.grading.assignment import AssignmentError, write_assignments

    def assignment(options):
        for path in write_assignments(options.chapters, options.output):
            print(f"{path}: with solutions, for nbgrader generate_assignment {path.stem}")
        print(
            "nbgrader runs learners' code with your rights; python -m cnn_lessons grade does not."
        )

    return assignment, AssignmentError
