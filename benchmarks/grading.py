"""How long a class takes to grade: `python benchmarks/grading.py`, or with a number of students.

Each has a notebook with ten exercises, of which some are right, some wrong in a known way, some
not attempted, and some wrong in a way of their own. Aimed at: 30 in 15 seconds on two cores.
"""

import inspect
import json
import os
import random
import resource
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from cnn_lessons.checks import Exercise
from cnn_lessons.exercises import exercises_of
from cnn_lessons.grading.classroom import Classroom, Limits
from cnn_lessons.grading.command import pages_of, write_folder
from cnn_lessons.grading.results import common_mistakes, exercises_in
from cnn_lessons.grading.sandbox import find_sandbox
from cnn_lessons.grading.submissions import find_submissions

STUDENTS = 30
CHAPTERS = ("pooling", "padding_stride")
EXERCISES = 10
RIGHT, ATTEMPTED = 0.5, 0.9  # shares


def chosen_exercises():
    found = {}
    for chapter in CHAPTERS:
        found |= {(chapter, name): each for name, each in exercises_of(chapter).items()}
    functions = {key: each for key, each in found.items() if isinstance(each, Exercise)}
    return dict(list((functions | found).items())[:EXERCISES])


def cell(chapter, name, exercise, random_number, number):
    call = f"{chapter}.{name}.check"
    if not isinstance(exercise, Exercise):
        wrong = [exercise.evaluate(mistake.wrong) for mistake in exercise.mistakes]
        answer = exercise.right_answer if random_number < RIGHT else wrong[number % len(wrong)]
        return f"{call}({answer!r})" if random_number < ATTEMPTED else f"{call}(...)"
    source, function = inspect.getsource(exercise.reference), exercise.reference.__name__
    if random_number > ATTEMPTED:
        source = source.split(":\n")[0] + ":\n    ...\n"
    elif random_number > RIGHT:
        lines = source.rstrip().split("\n")
        lines[-1] += f" * {number + 2}"
        source = "\n".join(lines) + "\n"
    return f"{source}\n\n{call}({function})"


def write_class(folder, students):
    draws = random.Random(0)
    head = f"import numpy as np\nfrom cnn_lessons.exercises import {', '.join(CHAPTERS)}"
    for number in range(students):
        cells = [
            cell(*key, each, draws.random(), number) for key, each in chosen_exercises().items()
        ]
        texts = [{"cell_type": "code", "source": text} for text in (head, *cells)]
        path = folder / f"student {number:03}.ipynb"
        path.write_text(json.dumps({"nbformat": 4, "cells": texts}), encoding="utf-8")


def main(students=STUDENTS):
    with TemporaryDirectory() as place:
        folder = Path(place, "class")
        folder.mkdir()
        write_class(folder, students)
        start = perf_counter()
        sandbox = find_sandbox(folder)
        graded = Classroom(sandbox, Limits()).grade(find_submissions(folder))
        write_folder(Path(place, "graded"), pages_of("class", graded, sandbox))
        seconds = perf_counter() - start
    kind = "bubblewrap" if sandbox.is_strong else f"limits alone: {sandbox.why}"
    print(f"{students} notebooks × {len(exercises_in(graded))} exercises, {os.cpu_count()} cores")
    print(f"programs that want a core: {os.getloadavg()[0]:.1f} (believe this below 1)")
    print(f"{seconds:.1f} s ({kind}); {len(common_mistakes(graded))} kinds of mistakes")
    own, largest = (
        resource.getrusage(who).ru_maxrss / 1024
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    print(f"memory at most: {own:.0f} MB here, {largest:.0f} MB in the largest child")


main(*map(int, sys.argv[1:]))
