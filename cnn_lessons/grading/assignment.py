"""A chapter's exercises as an assignment for nbgrader, with solutions and points.

It is what nbgrader calls the source version: ``nbgrader generate_assignment`` takes the
solutions out.
"""

import itertools
import json
import re
from pathlib import Path

from cnn_lessons.checks import Question
from cnn_lessons.exercises import chapters, exercises_of
from cnn_lessons.files import write_whole
from cnn_lessons.grading.assignment_cells import function_cells, head_cells, question_cells

PLACES = ("book/*", "notebooks/*", "notebooks")  # in a clone, and in an unpacked bundle
STARTER = re.compile(r"\s*^exercises\.(\w+)\.check\((\w+)\)\s*\Z", re.MULTILINE)
SECTION = re.compile(r"^## (.+)", re.MULTILINE)
ASKED = re.compile(r"exercises\.(\w+)")


class AssignmentError(ValueError):
    """A chapter of which no assignment can be written."""


def write_assignments(names, course):
    """Write an assignment for each of some chapters: for all of them, or none.

    Parameters
    ----------
    names : list of str
        Stems of chapters, as ``"pooling"``, or paths of their notebooks.
    course : str or Path
        The folder of the course. The assignments are put into the folder ``source`` in it.

    Returns
    -------
    list of Path
        The notebooks.

    Raises
    ------
    AssignmentError
        If a chapter is not known, its notebook is not found or cannot be read, or if there is
        an assignment of this name already.
    OSError
        If nothing can be written there.
    """
    made = {}
    for notebook in map(find_notebook, names):
        path = Path(course, "source", notebook.stem, notebook.name)
        if path.exists():
            raise AssignmentError(
                f"{path} is there already, and may have changes of yours. Remove it, or name "
                "another folder with --output."
            )
        made[path] = json.dumps(make_assignment(notebook), ensure_ascii=False, indent=1) + "\n"
    for path, text in made.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, lambda file, text=text: file.write(text.encode()))
    return list(made)


def find_notebook(name):
    """Return the path of a chapter's notebook.

    Parameters
    ----------
    name : str
        A stem, which is looked for below this folder and beside the package, or a path.

    Returns
    -------
    Path

    Raises
    ------
    AssignmentError
        If it names no chapter with exercises, or the notebook is not there.
    """
    stem = Path(name).stem
    if stem not in chapters():
        raise AssignmentError(
            f"{stem!r} is no chapter with exercises. There are: {', '.join(chapters())}."
        )
    if Path(name).suffix == ".ipynb" and Path(name).is_file():
        return Path(name)
    roots = Path(), Path(__file__).parents[2]
    found = (path for root in roots for at in PLACES for path in root.glob(f"{at}/{stem}.ipynb"))
    if path := next(found, None):
        return path
    raise AssignmentError(
        f"The notebook of {stem!r} is not here. Go to the folder of the course that has book or "
        f"notebooks in it, or give its path, as in {stem}.ipynb."
    )


def make_assignment(notebook):
    """Return a chapter's exercises and questions as a notebook for nbgrader.

    Parameters
    ----------
    notebook : Path
        The chapter's, with its texts. A function to write is worth 2 points, a question 1.

    Returns
    -------
    dict
        Notebook format 4.5, without outputs.

    Raises
    ------
    AssignmentError
        If the file is no notebook of format 4.
    OSError
        If it cannot be read.
    """
    cells = _read_cells(notebook)
    known = exercises_of(notebook.stem)
    section, asked = "", []
    for (_, before), (kind, source) in itertools.pairwise(cells):
        section = (SECTION.findall(before) or [section])[-1]
        starter, question = STARTER.search(source), ASKED.fullmatch(source)
        if kind == "code" and starter and starter[1] in known:
            asked += function_cells(known[starter[1]], starter, before, source)
        elif kind == "code" and question and isinstance(known.get(question[1]), Question):
            asked += question_cells(known[question[1]], question[1], section)
    title = cells[0][1].strip().splitlines()[0].lstrip("# ")
    return {
        "cells": head_cells(title, notebook.stem) + asked,
        "metadata": {
            "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _read_cells(notebook):
    """Return kind and text of each cell."""
    try:
        return [
            (cell["cell_type"], "".join(cell["source"]))
            for cell in json.loads(notebook.read_text(encoding="utf-8"))["cells"]
        ]
    except (ValueError, KeyError, TypeError) as error:
        raise AssignmentError(
            f"{notebook} cannot be read as a notebook: {type(error).__name__}: {error}. Take it "
            "from the course anew."
        ) from None
