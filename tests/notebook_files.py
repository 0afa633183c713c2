"""Notebooks of a class, for the tests: cells in, files out."""

import inspect
import json

from cnn_lessons.checks import Exercise
from cnn_lessons.exercises import exercises_of

CHAPTER = "pooling"
NAMES = list(exercises_of(CHAPTER))
HEAD = f"import numpy as np\nfrom cnn_lessons.exercises import {CHAPTER} as exercises"


def write_notebook(path, cells):
    """Write a notebook with these code cells, a text, and an output."""
    texts = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    texts.insert(0, {"cell_type": "markdown", "source": ["# Pooling"], "metadata": {}})
    data = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": texts}
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(data), encoding="utf-8")


def right_cell(name):
    """Return the cell of an exercise of the chapter with its own solution."""
    exercise = exercises_of(CHAPTER)[name]
    if isinstance(exercise, Exercise):
        return function_cell(name, inspect.getsource(exercise.reference))
    return f"exercises.{name}.check({exercise.right_answer!r})"


def function_cell(name, source):
    """Return a cell that defines a function, the first in `source`, and checks it."""
    function = source.partition("def ")[2].partition("(")[0]
    return f"{source}\n\nexercises.{name}.check({function})"


def answered(**cells):
    """Return the cells of a notebook with all answers right, but those given here."""
    return [HEAD, *(cells.get(name, right_cell(name)) for name in NAMES)]


def snapshot(folder):
    """Return what a folder holds, to be compared."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
