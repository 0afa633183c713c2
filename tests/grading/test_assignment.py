"""Assignments, judged by nbgrader itself, which grades a class of 30."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT

from cnn_lessons.__main__ import main
from cnn_lessons.checks import Question
from cnn_lessons.exercises import chapters, exercises_of
from cnn_lessons.grading.assignment import AssignmentError, find_notebook, make_assignment

CHAPTER = "pooling"
STUB = "# YOUR CODE HERE\nraise NotImplementedError()"
STUDENTS = [f"student{number:02}" for number in range(28)] + ["김철수", "Zoë O'Neil"]


def sources(notebook):
    return {cell["id"]: "".join(cell["source"]) for cell in notebook["cells"]}


@pytest.mark.parametrize("chapter", chapters())
def test_every_exercise_is_asked_once_and_the_solutions_get_all_points(chapter, capsys):
    notebook = make_assignment(find_notebook(chapter))
    known = exercises_of(chapter)
    points = {
        cell["id"].replace("-", "_"): cell["metadata"]["nbgrader"]["points"]
        for cell in notebook["cells"]
        if "points" in cell["metadata"]["nbgrader"]
    }
    asked = {name: 1 if isinstance(known[name], Question) else 2 for name in known}
    assert points == asked
    assert len(sources(notebook)) == len(notebook["cells"])  # no id twice
    names = {}
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), names)  # the checks raise where an answer is wrong
    assert capsys.readouterr().out.count("Correct: ") == len(known)


def test_a_function_comes_with_its_task_and_a_question_with_its_choices_and_section():
    cells = sources(make_assignment(find_notebook(CHAPTER)))
    assert cells["one-map-text"].startswith("### 1. Max pooling\n\nReturn the max pooling of one")
    assert cells["one-map-answer"].startswith(
        "def max_pool(feature_map, pool_size, strides):\n    ### BEGIN SOLUTION\n    "
    )
    question = exercises_of(CHAPTER)["broken_pixel"]
    for letter, choice in zip("ABCD", question.choices, strict=True):
        assert f"- {letter}. {choice}" in cells["broken-pixel-text"]
    assert "section *Size and stride*" in cells["output-shape-text"]
    assert "<pre>" in cells["corner-text"]  # a table of numbers keeps its lines


def test_imports_are_those_of_the_solutions():
    imports = sources(make_assignment(find_notebook("vision_transformer")))["imports"]
    assert "from cnn_lessons.operations import softmax" in imports
    assert "keras" not in imports


def run_nbgrader(course, *arguments):
    """Run nbgrader in the folder of the course, with nothing of this user's."""
    own = {
        name: str(course.parent / "home")
        for name in ("HOME", "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR")
    }
    programs = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    done = subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env={**os.environ, **own, "PATH": programs, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]


def answers_of(student):
    """Return what a student writes: for each answer a text, whether it is right, and its mistake.

    Every third answer is right, every third a known mistake, and every third is left as it was.
    """
    source = sources(make_assignment(find_notebook(CHAPTER)))
    found = {}
    for place, (name, exercise) in enumerate(exercises_of(CHAPTER).items()):
        kind = (STUDENTS.index(student) + place) % 3
        text = source[f"{name}-answer".replace("_", "-")]
        solution = text.split("### BEGIN SOLUTION\n")[1].split("### END")[0].rstrip()
        if kind == 0:
            found[name] = solution.strip(), True, ""
        elif kind == 1 and isinstance(exercise, Question):
            mistake = exercise.mistakes[0]
            wrong = exercise.evaluate(mistake.wrong)
            letter = "ABCD"[exercise.choices.index(wrong)] if exercise.choices else wrong
            found[name] = f"{name} = {letter!r}", False, mistake.name
        elif kind == 1:
            found[name] = "return np.array(np.nan)", False, ""
    return found


def submit(course, student, release):
    """Write a student's notebook; the first one has put a check of its own in a check's place."""
    notebook = json.loads(release)
    answers = answers_of(student)
    for cell in notebook["cells"]:
        name = cell["id"].removesuffix("-answer").replace("-", "_")
        if cell["id"].endswith("-answer") and name in answers:
            text = "".join(cell["source"])
            stub = next(s for s in (STUB, STUB.replace("\n", "\n    ")) if s in text)
            cell["source"] = text.replace(stub, answers[name][0])
        elif student == STUDENTS[0] and cell["metadata"]["nbgrader"]["grade"]:
            cell["source"] = "assert True"
    target = course / "submitted" / student / CHAPTER / f"{CHAPTER}.ipynb"
    target.parent.mkdir(parents=True)
    target.write_text(json.dumps(notebook), encoding="utf-8")


def test_nbgrader_grades_a_class_of_thirty(tmp_path, progress_file):
    pytest.importorskip("nbgrader")
    from nbgrader.api import Gradebook

    course = tmp_path / "course 1학기"
    assert main(["assignment", CHAPTER, "--output", str(course)]) == 0
    run_nbgrader(course, "generate_assignment", CHAPTER, "--create")
    release = (course / "release" / CHAPTER / f"{CHAPTER}.ipynb").read_text(encoding="utf-8")
    assert "BEGIN SOLUTION" not in release
    assert "window.max()" not in release  # of a solution
    for student in STUDENTS:
        submit(course, student, release)
    run_nbgrader(course, "autograde", CHAPTER, "--create")

    known = exercises_of(CHAPTER)
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as book:
        scores = {
            (submission.student.id, grade.name): grade.score
            for submission in book.assignment_submissions(CHAPTER)
            for grade in submission.notebooks[0].grades
        }
    assert len(scores) == 30 * len(known)
    for student in STUDENTS:
        answers = answers_of(student)
        for name, exercise in known.items():
            points = 1 if isinstance(exercise, Question) else 2
            right = name in answers and answers[name][1]
            assert scores[student, name] == right * points, (student, name)

    run_nbgrader(course, "generate_feedback", CHAPTER, "--student", STUDENTS[1])
    page = course / "feedback" / STUDENTS[1] / CHAPTER / f"{CHAPTER}.html"
    text = page.read_text(encoding="utf-8").lower()
    named = [mistake for _, _, mistake in answers_of(STUDENTS[1]).values() if mistake]
    assert named
    assert all(mistake.lower() in text for mistake in named)


def test_an_assignment_that_is_there_is_left(tmp_path, capsys):
    assert main(["assignment", "costs", "--output", str(tmp_path)]) == 0
    there = tmp_path / "source/costs/costs.ipynb"
    there.write_text("mine")
    assert main(["assignment", "lenet", "costs", "--output", str(tmp_path)]) == 1
    assert "is there already" in capsys.readouterr().err
    assert there.read_text() == "mine"
    assert not (tmp_path / "source/lenet").exists()  # all or none


def test_a_chapter_is_found_below_the_folder_before_the_one_beside_the_package(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    assert find_notebook("lenet") == ROOT / "book/architectures/lenet.ipynb"
    (tmp_path / "notebooks/architectures").mkdir(parents=True)
    mine = tmp_path / "notebooks/architectures/lenet.ipynb"
    mine.write_text("{}")
    assert find_notebook("lenet").resolve() == mine
    assert find_notebook(str(mine)) == mine


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("poolings", "'poolings' is no chapter with exercises. There are: activations, alexnet"),
        ("", "'' is no chapter"),
        ("index", "'index' is no chapter"),
    ],
)
def test_what_is_no_chapter(name, said):
    with pytest.raises(AssignmentError, match=said):
        find_notebook(name)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"cells": [{}]}', '{"worksheets": []}', "\x00"])
def test_what_is_no_notebook(text, tmp_path):
    path = tmp_path / "pooling.ipynb"
    path.write_text(text)
    with pytest.raises(AssignmentError, match=r"pooling\.ipynb cannot be read as a notebook"):
        make_assignment(path)
