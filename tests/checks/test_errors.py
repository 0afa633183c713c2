"""Errors: Python's and NumPy's own words, and what they mean."""

import math

import numpy as np
import pytest
import small_numpy

from cnn_lessons.checks import Exercise, State
from cnn_lessons.checks.errors import ADVICE, NAMES, meaning

RAISING = {
    "np.ones((2, 3)) + np.ones((2, 4))": "shapes that do not fit",
    "put(np.zeros((2, 3)), np.ones(4))": "no place for it",
    "np.ones((2, 3)) @ np.ones((2, 3))": "shapes of a product",
    "np.dot(np.ones((2, 3)), np.ones((2, 3)))": "shapes of a product",
    "np.sum(np.ones((2, 3)), axis=2)": "no such axis",
    "np.transpose(np.ones((2, 3)), (0, 1, 2))": "no such axis",
    "np.ones((2, 3))[0, 0, 0]": "too many indices",
    "np.ones((2, 3))[5]": "an index beyond the end",
    "[1, 2][5]": "an index beyond the end",
    "np.ones(3)[np.array([True, False])]": "a mask of another shape",
    "np.array([1], 'uint8') + 300": "no room in the type",
    "1 if np.ones(2) > 0 else 2": "a yes or no for many",
    "np.array([[1, 2], [3]])": "rows of unequal length",
    "np.ones(6).reshape(4, 2)": "a shape of another size",
    "np.ones(6)[np.array([0.5])]": "an index that is not whole",
    "np.ones(6)[1.5]": "an index that is not whole",
    "[1, 2][1.5]": "an index that is not whole",
    "range(2.5)": "a size that is not whole",
    "np.concatenate([np.ones((2, 3)), np.ones((2, 4))])": "shapes that cannot be joined",
    "np.stack([np.ones(2), np.ones(3)])": "shapes that cannot be joined",
    "np.ones(0).max()": "an empty window",
    "math.sqrt(-1)": "no such root or logarithm",
    "1 / 0": "divided by 0",
    "1 // 0": "divided by 0",
    "None + 1": "nothing is there",
    "[1, 2] * 1.5": "a list for an array",
    "(3)(4)": "round brackets for square ones",
    "(3)[0]": "a number for an array",
    "list(3)": "a number for several",
    "nothing": "an unknown name",
    "math.ceil()": "another number of arguments",
    "np.ones(2).means()": "an unknown attribute",
    "(lambda a, b: a)(1)": "another number of arguments",
}


def put(array, value):
    array[0] = value


def raised(text, numpy):
    with pytest.raises(Exception) as error:
        eval(text, {"np": numpy, "math": math, "put": put})
    return error.value


@pytest.mark.filterwarnings("ignore::SyntaxWarning")
@pytest.mark.parametrize(("text", "name"), RAISING.items())
def test_an_error_is_explained_there_and_on_the_page(text, name):
    for numpy in (np, small_numpy):
        error = raised(text, numpy)
        assert meaning(error).name == name, f"{type(error).__name__}: {error}"


def test_an_error_that_nobody_knows_has_no_meaning():
    assert meaning(ValueError("the reader's own words")).name == ""


def test_each_name_has_its_advice():
    assert set(NAMES.values()) == set(ADVICE)


def shifted(rows, step):
    return rows + step


def test_the_meaning_stands_behind_pythons_own_words():
    cases = [(np.ones((2, 3)), 1), (np.ones((3, 2)), 2)]
    exercise = Exercise("demo.shifted", shifted, cases, ["a", "b"], {})
    feedback = exercise.check(lambda rows, step: rows + np.ones(5))
    assert feedback.state is State.RAISED
    assert "could not be broadcast together" in feedback.message
    assert feedback.mistake == "shapes that do not fit"


def test_a_slip_that_raises_in_a_case_is_named_by_its_kind():
    def halves(rows, step):
        return rows[step] / (rows[step - 1] + 1)

    cases = [([1, 2, 7], 2), ([3, 5, 8, 9], 1), ([1, 4], 1)]
    exercise = Exercise("demo.halves", halves, cases, ["a", "b"], {})
    feedback = exercise.check(lambda rows, step: rows[step] / (rows[step] + 1))
    assert feedback.mistake == "off by one"
    feedback = exercise.check(lambda rows, step: rows[step + 1] / (rows[step - 1] + 1))
    assert feedback.state is State.RAISED
    assert feedback.mistake == "an index beyond the end"
