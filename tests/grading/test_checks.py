"""Which answers a notebook holds, and what of it they need."""

import sys

import pytest

from cnn_lessons.grading.answer import run_answer
from cnn_lessons.grading.checks import find_checks

IMPORT = "from cnn_lessons.exercises import pooling as exercises"
WORK = "exercises.one_map.check(work)"


@pytest.fixture(autouse=True)
def own_main(monkeypatch):
    """An answer takes the place of the module ``__main__``: that of the tests comes back."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])


def value_of(*cells, head=IMPORT, name="pooling.one_map"):
    """Return what the answer of the notebook is or, if it is a function, gives for 3."""
    check = find_checks([head, *cells])[name]
    told = run_answer(check, [[3]])
    return told["calls"][0]["output"] if "calls" in told else told.get("value", told)


@pytest.mark.parametrize(
    ("head", "call"),
    [
        (IMPORT, "exercises.one_map.check(7)"),
        (IMPORT, "feedback = exercises.one_map.check(7)"),
        (IMPORT, "if True:\n    print(exercises.one_map.check(7))"),
        ("from cnn_lessons.exercises import pooling", "pooling.one_map.check(7)"),
        ("from cnn_lessons.exercises import dense, pooling as p", "p.one_map.check(7)"),
        ("from cnn_lessons.exercises.pooling import one_map as o", "o.check(7)"),
        ("import cnn_lessons.exercises.pooling as p", "p.one_map.check(7)"),
        ("import cnn_lessons.exercises.pooling", "cnn_lessons.exercises.pooling.one_map.check(7)"),
        ("from cnn_lessons import exercises as e", "e.pooling.one_map.check(7)"),
        ("%matplotlib inline\n" + IMPORT, "exercises.one_map.check(7)"),
        ("try:\n    import no\nexcept ImportError:\n    %pip install no\n" + IMPORT,
         "exercises.one_map.check(7)"),
        (IMPORT, "%%time\nexercises.one_map.check(7)"),
        (IMPORT, "x = 7\nx?\n!ls\nexercises.one_map.check(x)"),
    ],
)  # fmt: skip
def test_a_check_is_found_however_it_is_called(head, call):
    assert value_of(call, head=head) == 7


@pytest.mark.parametrize(
    "cells",
    [
        ["exercises.one_map.check(7)"],
        [IMPORT, "%%html\nexercises.one_map.check(7)"],
        [IMPORT, "# exercises.one_map.check(7)"],
        [IMPORT, "text = 'exercises.one_map.check(7)'"],
        [IMPORT, "exercises.one_map.hint()"],
        ["import exercises", "exercises.one_map.check(7)"],
        [],
    ],
)
def test_what_is_no_check_of_the_course_is_not_found(cells):
    assert find_checks(cells) == {}


def test_two_chapters_may_have_one_name_after_the_other():
    cells = [IMPORT, "exercises.means.check(1)", IMPORT.replace("pooling", "dense")]
    assert list(find_checks([*cells, "exercises.position.check(2)"])) == [
        "pooling.means",
        "dense.position",
    ]


def test_an_exercise_that_has_moved_has_its_new_name():
    cells = ["from cnn_lessons.exercises import pooling", "pooling.gradient.check(1)"]
    assert list(find_checks(cells)) == ["backpropagation.pooling"]


def test_what_the_answer_needs_is_run_and_nothing_else():
    assert value_of(
        "import math\nSIZE = 5",
        "SIZE += 2\ntable = [0, 0]\ntable[1] = 30",
        "training = [run_for_ever() for _ in iter(int, 1)]\nwhile True: pass",
        "def helper(x):\n    return math.floor(x) + SIZE\nlater = 1 / 0",
        "def work(x):\n    later = helper(x)\n    return later + table[1]",
        WORK,
    ) == 40  # fmt: skip


def test_a_definition_below_counts_where_there_is_none_above():
    assert value_of("def work(x): return helper(x)", WORK, "def helper(x): return x + 1") == 4
    below = "def helper(x): return 99"
    assert value_of("def helper(x): return x", "def work(x): return helper(x)", WORK, below) == 3


def test_a_name_has_the_value_that_it_has_at_the_check():
    assert value_of("def work(x): return 1", WORK, "def work(x): return 2") == 1
    assert value_of("def work(x): return 1", "def work(x): return 2", WORK) == 2


def test_the_last_check_with_an_answer_counts():
    assert value_of("exercises.one_map.check(1)", "exercises.one_map.check(2)") == 2
    assert value_of("exercises.one_map.check(1)", "exercises.one_map.check(...)") == 1
    stub = 'def work(x):\n    """Return."""\n    ...\n'
    assert value_of("exercises.one_map.check(1)", stub + WORK) == 1
    assert value_of(stub + WORK, "exercises.one_map.check(1)") == 1
    assert not find_checks([IMPORT, stub + WORK])["pooling.one_map"].is_attempted
    assert value_of(stub + "work = 3\n" + WORK) == 3


def test_a_star_import_is_run():
    assert value_of("from math import *", "def work(x): return floor(x + 0.5)", WORK) == 3


def test_a_line_above_that_fails_is_told():
    told = run_answer(find_checks([IMPORT, "size = 1 / 0", "def work(x): return size",
                                   WORK])["pooling.one_map"], [[3]])  # fmt: skip
    assert told["earlier"]["kind"] == "ZeroDivisionError"
    assert told["earlier"]["line"] == "size = 1 / 0"
    assert told["calls"][0]["error"]["kind"] == "NameError"


def test_a_cell_that_is_no_python_is_told_unless_another_has_an_answer():
    broken = "def work(x:\n    return 1\n" + WORK
    check = find_checks([IMPORT, broken])["pooling.one_map"]
    assert check.error.startswith("SyntaxError: ")
    assert value_of("exercises.one_map.check(1)", broken) == 1
    assert find_checks([IMPORT, "exercises.one_map.check(...)", broken])["pooling.one_map"].error
    assert find_checks([IMPORT + "\nx = = 1", broken])["pooling.one_map"].error


@pytest.mark.parametrize("cell", ["(" * 5000, "x = '\0'", "-" * 100_000 + "1"])
def test_a_cell_that_python_cannot_read_costs_itself_alone(cell):
    assert value_of(cell, "exercises.one_map.check(7)") == 7


def test_what_it_does_beside_returning_is_told():
    cell = "def work(x):\n    x[0] = 5\n    print('a' * 9000)\n    return x\n" + WORK
    (call,) = run_answer(find_checks([IMPORT, cell])["pooling.one_map"], [[{"list": [3]}]])["calls"]
    assert call["written"] == [[0, {"list": [5]}]]
    assert set(call["printed"]) == {"a"}
    assert len(call["printed"]) < 1000
