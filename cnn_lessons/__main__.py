"""The command line: ``python -m cnn_lessons COMMAND``."""

import argparse
import os
import sys

from cnn_lessons import __version__
from cnn_lessons.commands import assignment, cifar10, grade, photos
from cnn_lessons.language import language, message, said, words_of

COMMANDS = photos, cifar10, grade, assignment


def main(arguments=None):
    """Do what the command line says, and return the exit status.

    Parameters
    ----------
    arguments : list of str, optional
        By default those of the process.

    Returns
    -------
    int
        0 where it was done, 1 where it could not be, 130 where somebody stopped it.
    """
    try:
        words_of(language())
    except ValueError as error:  # of a language that there is not
        print(f"Error: {error}", file=sys.stderr)
        return 1
    options = parse(arguments)
    for stream in (sys.stdout, sys.stderr):  # names can hold what a terminal cannot show
        stream.reconfigure(errors="backslashreplace")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    run, refused = options.load()
    try:
        run(options)
    except KeyboardInterrupt:
        stopped = said("Stopped. Nothing is half-written.")
        print(f"\n{stopped}{options.stopped}", file=sys.stderr)
        return 130
    except (refused, OSError) as error:
        print(said(message("Error: {error}", error=error)), file=sys.stderr)
        return 1
    return 0


def parse(arguments):
    """Return what the command line says, or stop with what is wrong with it."""
    top = argparse.ArgumentParser(prog="python -m cnn_lessons", description=__doc__)
    top.add_argument("--version", action="version", version=f"cnn_lessons {__version__}")
    commands = top.add_subparsers(required=True, metavar="COMMAND")
    for command in COMMANDS:
        command.add(commands)
    options = top.parse_args(arguments)
    options.refuse(options)
    return options


if __name__ == "__main__":
    sys.exit(main())
