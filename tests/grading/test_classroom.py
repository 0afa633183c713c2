"""A class with ten mistakes, and with attacks on the judge: each changes its own mark alone."""

import socket
import sys
from contextlib import redirect_stdout
from io import StringIO

import numpy as np
import pytest
from notebook_files import CHAPTER, NAMES, answered, function_cell, snapshot, write_notebook

from cnn_lessons.exercises import exercises_of
from cnn_lessons.grading.classroom import Classroom, Limits
from cnn_lessons.grading.judging import OUTCOMES, Outcome
from cnn_lessons.grading.results import common_mistakes, exercises_in
from cnn_lessons.grading.sandbox import find_sandbox, weak_sandbox
from cnn_lessons.grading.submissions import find_submissions

LIMITS = Limits(seconds=4, gigabytes=2)
WINDOWS = """
def max_pool(feature_map, pool_size, strides):
    {first}
    rows, columns = [(n - pool_size) // {step} + 1 for n in feature_map.shape]
    outputs = np.zeros((rows, columns))
    for i in range(rows):
        for j in range(columns):
            window = feature_map[i * {step}: i * {step} + pool_size,
                                 j * {step}: j * {step} + pool_size]
            outputs[i, j] = {value}
    return {given}
"""


def max_pool(first="pass", step="strides", value="window.max()", given="outputs"):
    return WINDOWS.format(first=first, step=step, value=value, given=given)


MEANS = "def average_pool(feature_map, pool_size):\n    return "
AVERAGES = "def averages(feature_maps):\n    return feature_maps."
# exercise, answer, and what the teacher should read
MISTAKES = {
    "강민지": ("one_map", max_pool(value="window.mean()"), "mean instead of maximum"),
    "Kim, Do-yun": ("one_map", max_pool(step="pool_size"), "strides ignored"),
    "<b>Lee<br>": ("one_map", max_pool(step="1"), "one pixel at a time"),
    "Ólafur": ("one_map", max_pool(value="max(0, window.max())"), "started from zero"),
    "Иван": ("one_map", max_pool(value="window.argmax()"), "place instead of value"),
    "=2+2": ("means", MEANS + "np.ones_like(feature_map) * feature_map.max()", None),
    "ฉัตรชัย": ("global_average", AVERAGES + "mean(axis=3)", "averaged over the channels"),
    "אבי": ("global_average", AVERAGES + "mean(axis=(1, 2), keepdims=True)", "axes kept"),
    "O'Neill": ("output_shape", (4, 14, 15, 16), None),
    "Zoë": ("head_parameters", 2048 * 1000, "biases forgotten"),
}
# exercise, answer, outcome and label
OTHERS = {
    "not attempted": ("means", MEANS.replace("return ", "..."), Outcome.NOT_ATTEMPTED, ""),
    "an index": (
        "one_map",
        max_pool("feature_map[99]"),
        Outcome.ERROR,
        "an index beyond the end",
    ),
    "no such name": ("one_map", max_pool("window"), Outcome.ERROR, None),
    "no Python": ("one_map", "def max_pool(feature_map:\n    pass", Outcome.ERROR, "SyntaxError"),
    "no mistake that is known": ("one_map", max_pool(value="i * 7 - j"), Outcome.WRONG, ""),
    "an object": ("one_map", max_pool(given="object()"), Outcome.WRONG, ""),
    "itself": ("one_map", max_pool(given="max_pool"), Outcome.WRONG, ""),
    "prints": ("one_map", max_pool(given="print(outputs)"), Outcome.WRONG, ""),
    "writes": ("one_map", max_pool("feature_map[0, 0] = 0"), Outcome.WRONG, ""),
    "no function": ("one_map", "def f(): pass\nf = 3", Outcome.WRONG, ""),
    "all dots": ("head_parameters", ..., Outcome.NOT_ATTEMPTED, ""),
}
# answer, outcome, label
ATTACKS = {
    "exits": ("import os; os._exit(0)", Outcome.STOPPED, "ends Python"),
    "raises SystemExit": ("raise SystemExit", Outcome.ERROR, "SystemExit"),
    "raises KeyboardInterrupt": ("raise KeyboardInterrupt", Outcome.ERROR, "KeyboardInterrupt"),
    "loops": ("while True: pass", Outcome.STOPPED, "does not end"),
    "loops and catches": (
        "while True:\n        try: __import__('time').sleep(9)\n        except BaseException: pass",
        Outcome.STOPPED,
        "does not end",
    ),
    "takes 50 GB": ("np.ones(50 * 2 ** 27)", Outcome.STOPPED, "too much memory"),
    "crashes": ("import ctypes; ctypes.string_at(0)", Outcome.STOPPED, "ends Python"),
    "prints a gigabyte": ("for _ in range(2000): print('x' * 500_000)", Outcome.RIGHT, ""),
    "returns too much": ("return np.zeros((2000, 2000))", Outcome.WRONG, None),
    "replaces the judge": (
        "import cnn_lessons.checks as checks, cnn_lessons.checks.comparison as comparison\n"
        "    comparison.difference = checks.exercise.difference = lambda *a, **k: None\n"
        "    checks.Exercise.check = checks.Exercise.assess = lambda *a: checks.State.CORRECT\n"
        "    return feature_map * 0 + 1",
        Outcome.WRONG,
        None,
    ),
    "asks for the solution": (
        "from cnn_lessons.exercises import pooling; return pooling.max_pool(feature_map, 2, 2)",
        Outcome.ERROR,
        "ModuleNotFoundError",
    ),
    "forges a reply": (
        "import os\n    for pipe in range(3, 9):\n        try: os.write(pipe, "
        '(\'{"value": {"unknown": "x"}, "found": ["pooling.means"]}\' + chr(10)).encode())\n'
        "        except OSError: pass\n    os._exit(0)",
        Outcome.WRONG,  # it may say what it likes of itself
        "",
    ),
}
NEEDS_LINUX = {
    "takes a little more than it may": (
        "np.empty(9 * 2 ** 25)[::512] = 1",  # 2.4 GB, which most machines have
        Outcome.STOPPED,
        "too much memory",
    ),
    "forks": ("import os\n    while True: os.fork()", Outcome.ERROR, "PermissionError"),
    "starts a program": (
        "import subprocess; subprocess.run(['touch', '{folder}/touched'])",
        Outcome.ERROR,
        "PermissionError",
    ),
    "opens a connection": (
        "import socket; socket.create_connection(('127.0.0.1', {port}))",
        Outcome.ERROR,
        "PermissionError",
    ),
    "ends its parent": (
        "import os, signal; os.kill(os.getppid(), signal.SIGKILL)",
        Outcome.ERROR,
        "PermissionError",
    ),
    "writes a file": ("open('written', 'w')", Outcome.ERROR, "PermissionError"),
}
# In a process with limits alone it can be read: that is what the report warns of.
NEEDS_STRONG = {
    "reads a neighbour's": ("open('{folder}/Zoë.ipynb')", Outcome.ERROR, "FileNotFoundError"),
    "writes a neighbour's": (
        "open('{folder}/Zoë.ipynb', 'w')",
        Outcome.ERROR,
        ("FileNotFoundError", "PermissionError"),
    ),
    "removes a neighbour's": (
        "import os; os.remove('{folder}/Zoë.ipynb')",
        Outcome.ERROR,
        "PermissionError",
    ),
}


def cell(name, answer):
    if isinstance(answer, str):
        return function_cell(name, answer)
    return f"exercises.{name}.check({'...' if answer is ... else answer})"


@pytest.fixture(scope="module", params=["bubblewrap", "limits alone"])
def sandbox(request, tmp_path_factory):
    """Each of the two ways; the first is skipped where bubblewrap does not start."""
    if request.param == "limits alone":
        return weak_sandbox("a test wants it so")
    found = find_sandbox(tmp_path_factory.mktemp("nothing"))
    if not found.is_strong:
        pytest.skip(found.why)
    return found


@pytest.fixture(scope="module")
def attacks(sandbox):
    return (
        ATTACKS
        | (NEEDS_LINUX if sys.platform == "linux" else {})
        | (NEEDS_STRONG if sandbox.is_strong else {})
    )


@pytest.fixture(scope="module")
def graded(sandbox, attacks, tmp_path_factory):
    """The class, graded; nothing in its folder has changed, and nobody has called."""
    folder = tmp_path_factory.mktemp("3학년 2반")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.1)
        port = listening.getsockname()[1]
        for student, (name, answer, *_) in {**MISTAKES, **OTHERS}.items():
            write_notebook(folder / f"{student}.ipynb", answered(**{name: cell(name, answer)}))
        for student, (line, *_) in attacks.items():
            line = line.replace("{folder}", str(folder)).replace("{port}", str(port))  # noqa: PLW2901
            cells = answered(one_map=function_cell("one_map", max_pool(line)))
            write_notebook(folder / f"{student}.ipynb", cells)
        before = snapshot(folder)
        found = Classroom(sandbox, LIMITS).grade(find_submissions(folder))
        assert snapshot(folder) == before
        with pytest.raises(TimeoutError):
            listening.accept()
    return {each.name: each for each in found}


def as_in_a_notebook(name, answer):
    """Return what the notebook's own check says of an answer."""
    exercise, given = exercises_of(CHAPTER)[name], answer
    if isinstance(answer, str):
        names = {"np": np}
        exec(answer, names)
        given = names[answer.partition("def ")[2].partition("(")[0]]
    with redirect_stdout(StringIO()):
        return exercise.check(given)


@pytest.mark.parametrize("student", MISTAKES)
def test_a_mistake_has_the_name_that_the_notebook_gives_it(graded, student):
    name, answer, label = MISTAKES[student]
    result, feedback = graded[student].results[f"{CHAPTER}.{name}"], as_in_a_notebook(name, answer)

    assert result.outcome == OUTCOMES[feedback.state] == Outcome.WRONG
    assert result.label == (label or feedback.mistake) == feedback.mistake != ""
    assert result.feedback == feedback


@pytest.mark.parametrize("student", OTHERS)
def test_whatever_else_is_handed_in_has_its_outcome(graded, student):
    name, _, outcome, label = OTHERS[student]
    result = graded[student].results[f"{CHAPTER}.{name}"]

    assert result.outcome == outcome, result.feedback
    assert label is None or result.label == label


@pytest.mark.parametrize("attack", ATTACKS | NEEDS_LINUX | NEEDS_STRONG)
def test_an_attack_has_its_outcome(graded, attacks, attack):
    if attack not in attacks:
        pytest.skip("here nothing keeps it out, and the report says so")
    _, outcome, label = attacks[attack]
    result = graded[attack].results[f"{CHAPTER}.one_map"]

    assert result.outcome == outcome, result.feedback
    assert label is None or result.label in ([label] if isinstance(label, str) else label)


def test_nothing_but_the_one_answer_of_each_is_touched(graded, attacks):
    touched = {student: name for student, (name, *_) in (MISTAKES | OTHERS).items()}
    touched |= dict.fromkeys(attacks, "one_map")
    assert graded.keys() == touched.keys()
    for student, one in touched.items():
        results = graded[student].results
        assert set(results) == {f"{CHAPTER}.{name}" for name in NAMES}
        others = {name for name in NAMES if name != one}
        assert {results[f"{CHAPTER}.{name}"].outcome for name in others} == {Outcome.RIGHT}, student
        assert graded[student].notes == []


def test_a_line_that_raises_is_quoted(graded):
    feedback = graded["an index"].results[f"{CHAPTER}.one_map"].feedback
    assert "`feature_map[99]`" in feedback.message


def test_the_class_is_summed_up(graded):
    all_ = list(graded.values())
    assert exercises_in(all_) == [f"{CHAPTER}.{name}" for name in NAMES]
    counts = [len(mistake.names) for mistake in common_mistakes(all_)]
    assert counts == sorted(counts, reverse=True)
    (mean,) = [each for each in common_mistakes(all_) if each.label == "mean instead of maximum"]
    assert mean.names == ("강민지",)
    assert mean.section == "Keep one number of each window"
