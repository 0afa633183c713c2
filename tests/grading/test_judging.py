"""What came back from a sandbox is judged as a notebook judges it, whoever wrote it."""

import sys

import numpy as np
import pytest

from cnn_lessons.checks import Exercise
from cnn_lessons.exercises import chapters, exercises_of
from cnn_lessons.grading.answer import run_answer
from cnn_lessons.grading.cases import encode_cases
from cnn_lessons.grading.checks import Check
from cnn_lessons.grading.judging import OUTCOMES, Outcome, error_of, judge

EXERCISES = [each for chapter in chapters() for each in exercises_of(chapter).values()]
ONE_MAP = exercises_of("pooling")["one_map"]


@pytest.fixture
def reply_of(monkeypatch):
    """Return a function that runs an answer as a sandbox does, but in this process."""
    monkeypatch.setitem(sys.modules, "__main__", sys.modules["__main__"])

    def reply(exercise, answer):
        check = Check(exercise.name, compile("answer()", "check", "eval"))
        monkeypatch.setattr("builtins.answer", lambda: answer, raising=False)
        return run_answer(check, encode_cases(exercise))

    return reply


@pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
def test_right_answers_and_known_mistakes_are_judged_as_in_a_notebook(exercise, reply_of):
    answers = [exercise.right_answer, *(each.wrong for each in exercise.mistakes[:2])]
    if not isinstance(exercise, Exercise):
        answers = [exercise.right_answer, *map(exercise.evaluate, answers[1:]), "Q", None, ...]
    for answer in answers:
        result, feedback = judge(exercise, reply_of(exercise, answer)), exercise.assess(answer)
        assert result.outcome == OUTCOMES[feedback.state]
        assert result.feedback.mistake == feedback.mistake
        assert result.feedback.advice == feedback.advice


def writes(feature_map, pool_size, strides):
    feature_map[:] = 0
    return feature_map


def fails(error):
    def max_pool(feature_map, pool_size, strides):
        raise error

    return max_pool


class OwnError(IndexError):
    pass


class TwoError(Exception):
    def __init__(self, one, two):
        super().__init__(f"{one} and {two}")


ERRORS = [
    IndexError("index 5 is out of bounds for axis 0 with size 4"),
    KeyError("rows"),
    OSError(2, "No such file or directory"),
    UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte"),
    np.exceptions.AxisError(3, 2),
    np.linalg.LinAlgError("Singular matrix"),
    OwnError("mine"),
    TwoError(1, 2),
    ModuleNotFoundError("No module named 'torch'", name="torch"),
    NotImplementedError(),
    StopIteration(3),
    SystemExit(3),
    ValueError(),
]


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_an_error_is_judged_as_in_a_notebook(error, reply_of):
    result = judge(ONE_MAP, reply_of(ONE_MAP, fails(error)))
    feedback = ONE_MAP.assess(fails(error))

    assert result.outcome == OUTCOMES[feedback.state]
    assert (result.feedback.mistake, result.feedback.advice) == (feedback.mistake, feedback.advice)
    assert result.feedback.message.startswith(feedback.message.partition(" It happened")[0])


@pytest.mark.parametrize("answer", [writes, 3, "max_pool", np.zeros(3), object(), None, ..., int])
def test_what_else_an_answer_is_or_does_is_judged_as_in_a_notebook(answer, reply_of):
    result, feedback = judge(ONE_MAP, reply_of(ONE_MAP, answer)), ONE_MAP.assess(answer)
    assert result.outcome == OUTCOMES[feedback.state]
    assert result.feedback.advice == feedback.advice


def test_a_printed_line_is_shown_as_in_a_notebook(reply_of):
    def max_pool(*_):
        print("rows")

    result, feedback = judge(ONE_MAP, reply_of(ONE_MAP, max_pool)), ONE_MAP.assess(max_pool)
    assert result.feedback == feedback
    assert ("Printed", "rows") in feedback.details


def test_an_answer_that_is_replayed_leaves_the_cases_as_they_are(reply_of):
    before = [argument.copy() for argument, *_ in ONE_MAP.cases]
    judge(ONE_MAP, reply_of(ONE_MAP, writes))
    for (after, *_), case in zip(ONE_MAP.cases, before, strict=True):
        np.testing.assert_array_equal(after, case)


CALL = {"output": 1, "printed": "", "written": []}
FORGED = [
    {},
    {"calls": None},
    {"calls": 3},
    {"calls": []},
    {"calls": [CALL] * 9},
    {"calls": [3] * 4},
    {"calls": [{}] * 4},
    {"calls": [CALL | {"error": 3}] * 4},
    {"calls": [CALL | {"error": {"kind": "os.abort"}}] * 4},
    {"calls": [CALL | {"written": [["a", 1]]}] * 4},
    {"calls": [CALL | {"output": {"formula": "__import__('os').abort()"}}] * 4},
    {"value": {"formula": "__import__('os').abort()"}},
    {"broken": 3},
    {"broken": {}},
    {"stopped": "no such reason"},
    {"stopped": []},
    {"stopped": ["time"]},
]


@pytest.mark.parametrize("reply", FORGED, ids=str)
def test_a_forged_reply_is_an_answer_that_was_stopped(reply):
    assert judge(ONE_MAP, reply).outcome == Outcome.STOPPED


FORGED_CALLS = [
    CALL | {"output": {"list": [{"list": []}] * 3}},
    CALL | {"output": 10**290},
    CALL | {"output": float("nan")},
    CALL | {"written": [[0, None], [2, 5]]},
    CALL | {"error": {"kind": "Exception", "text": 3}},
    CALL | {"error": {"kind": "int", "text": "a"}},
    CALL | {"error": {"kind": "KeyboardInterrupt", "text": ""}},
    CALL | {"error": {"kind": "", "text": "", "bases": ["eval", "BaseException"]}},
]


@pytest.mark.parametrize("call", FORGED_CALLS, ids=str)
def test_a_reply_that_can_be_read_is_never_right_by_what_it_says(call):
    result = judge(ONE_MAP, {"calls": [call] * 4})
    assert result.outcome in (Outcome.WRONG, Outcome.ERROR, Outcome.STOPPED)


def test_no_kind_but_an_error_is_made():
    for kind in ("KeyboardInterrupt", "GeneratorExit", "eval", "open", "int", "no such"):
        error = error_of({"kind": kind, "text": "said"})
        assert isinstance(error, Exception)
        assert str(error) == "said"


def test_the_limits_are_said():
    said = judge(ONE_MAP, {"stopped": "time"}, seconds=7.0).feedback.message
    assert said == "It ran for more than 7 seconds."
    memory = {"calls": [CALL | {"error": {"kind": "MemoryError", "text": ""}}] * 4}
    result = judge(ONE_MAP, memory, gigabytes=3.0)
    assert result.feedback.message == "It asked for more than 3 GB of memory."
    assert result.label == "too much memory"
