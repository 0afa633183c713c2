"""Draw the picture of a report on the page *Teach with it*: `python tools/draw_report.py`.

The class is invented; the answers are graded as any others.
"""

import inspect
import io
import json
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image
from playwright.sync_api import sync_playwright

from cnn_lessons.checks import Exercise
from cnn_lessons.exercises import exercises_of
from cnn_lessons.grading.classroom import Classroom, Limits
from cnn_lessons.grading.command import pages_of, write_folder
from cnn_lessons.grading.sandbox import find_sandbox
from cnn_lessons.grading.submissions import find_submissions

PICTURE = Path(__file__).parents[1] / "book/assets/class_report.png"
CHOSEN = ("one_map", "means", "output_shape", "global_average")
SIZE = {"width": 760, "height": 820}
# by exercise, pairs of what is changed in the solution
SLIPS = {
    "mean": ("one_map", "window.max()", "window.mean()"),
    "one": ("one_map", "row * strides, column * strides", "row, column"),
    "beyond": ("one_map", "strides + 1", "strides + 2"),
    "maximum": ("means", "mean()", "max()"),
    "channels": ("global_average", "axis=(1, 2)", "axis=3"),
    "axes": ("global_average", "axis=(1, 2)", "axis=(1, 2), keepdims=True"),
}
STUDENTS = {
    "Ada Example": (),
    "Bram Invented": ("channels",),
    "나예시": ("one", "channels"),
    "Dana Sample": ("mean", "channels"),
    "Emil Madeup": ("beyond", "maximum"),
    "Fay Fiction": ("one", "axes"),
}


def cells_of(slips):
    changes = {SLIPS[slip][0]: SLIPS[slip][1:] for slip in slips}
    yield "import numpy as np\nfrom cnn_lessons.exercises import pooling as exercises"
    for name, exercise in exercises_of("pooling").items():
        if name not in CHOSEN:
            continue
        answer = repr(exercise.right_answer)
        if isinstance(exercise, Exercise):
            answer = exercise.reference.__name__
            yield inspect.getsource(exercise.reference).replace(*changes.get(name, ("", "")))
        elif len(slips) > 1:
            answer = "..."
        yield f"exercises.{name}.check({answer})"


def screenshot(path):
    with sync_playwright() as playwright:
        chromium = sys.argv[1] if len(sys.argv) > 1 else "/usr/bin/chromium"
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport=SIZE)
        page.goto(path.as_uri())
        table = page.locator(".wide").first.bounding_box()
        height = table["y"] + table["height"] + 8
        clip = {"x": 0, "y": 0, "width": SIZE["width"], "height": height}
        picture = page.screenshot(clip=clip, full_page=True)
        browser.close()
    return picture


def main():
    with TemporaryDirectory() as place:
        folder = Path(place, "class 2b")
        folder.mkdir()
        for name, slips in STUDENTS.items():
            cells = [{"cell_type": "code", "source": cell} for cell in cells_of(slips)]
            data = {"nbformat": 4, "cells": cells}
            (folder / f"{name}.ipynb").write_text(json.dumps(data), encoding="utf-8")
        sandbox = find_sandbox(folder)
        graded = Classroom(sandbox, Limits()).grade(find_submissions(folder))
        output = Path(place, "graded")
        write_folder(output, pages_of(folder.name, graded, sandbox))
        picture = Image.open(io.BytesIO(screenshot(output / "report.html")))
    picture.convert("RGB").quantize(128).save(PICTURE, optimize=True)
    print(f"{PICTURE}: {PICTURE.stat().st_size / 1000:.0f} kB, {picture.size}")


main()
