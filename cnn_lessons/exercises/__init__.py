"""The exercises of every chapter, one module each, and the reader's progress.

A chapter imports its own: ``from cnn_lessons.exercises import convolution as exercises``.
"""

import pkgutil
from dataclasses import dataclass
from importlib import import_module

from cnn_lessons.checks import Exercise, Question, completed


def chapters():
    """Return the stems of the chapters that have exercises, in alphabetical order."""
    return sorted(module.name for module in pkgutil.iter_modules(__path__))


def exercises_of(chapter):
    """Return the exercises and questions of one chapter.

    Parameters
    ----------
    chapter : str
        Its stem, for example ``"convolution"``.

    Returns
    -------
    dict of str to Exercise or Question
        By variable name, in the order of the module.
    """
    module = import_module(f"{__name__}.{chapter}")
    return {
        name: value
        for name, value in vars(module).items()
        if isinstance(value, Exercise | Question)
    }


@dataclass(frozen=True)
class Progress:
    """How many exercises of each chapter were answered rightly.

    Parameters
    ----------
    counts : tuple of (str, int, int)
        Chapter, exercises done, exercises in all.
    """

    counts: tuple[tuple[str, int, int], ...]

    def __repr__(self):
        return "\n".join(f"{chapter}: {done} of {total}" for chapter, done, total in self.counts)

    def _repr_html_(self):
        rows = "".join(
            f'<tr><th scope="row">{chapter}</th>'
            f'<td><progress value="{done}" max="{total}">{done}</progress></td>'
            f"<td>{done} of {total}</td></tr>"
            for chapter, done, total in self.counts
        )
        return f"<table><caption>Exercises answered rightly</caption><tbody>{rows}</tbody></table>"


def progress():
    """Return how far the reader has come, from a file on this computer.

    Returns
    -------
    Progress
        It shows itself as a table.
    """
    done = completed()
    counts = []
    for chapter in chapters():
        names = {exercise.name for exercise in exercises_of(chapter).values()}
        counts.append((chapter, len(names & done), len(names)))
    return Progress(tuple(counts))
