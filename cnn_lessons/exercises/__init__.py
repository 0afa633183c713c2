"""The exercises of every chapter, one module each, and the reader's progress.

A chapter imports its own: ``from cnn_lessons.exercises import convolution as exercises``.
"""

import pkgutil
from importlib import import_module

from cnn_lessons.checks import ChapterProgress, Exercise, Progress, Question, records
from cnn_lessons.checks.progress_export import export_progress
from cnn_lessons.language import Name, message

__all__ = ["chapters", "exercises_of", "export_progress", "progress"]


def chapters():
    """Return the stems of the chapters that have exercises, in alphabetical order.

    Returns
    -------
    list of str
    """
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


def progress():
    """Return what the reader has tried and solved, from a file on this computer.

    Returns
    -------
    Progress
        It shows itself as a table.
    """
    names = {
        chapter: {exercise.name for exercise in exercises_of(chapter).values()}
        for chapter in chapters()
    }
    done = records()
    return Progress(
        tuple(ChapterProgress.of(Name(chapter), names[chapter], done) for chapter in names),
        ChapterProgress.of(message("in all"), set().union(*names.values()), done),
    )
