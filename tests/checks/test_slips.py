"""Slips: wrong answers that nobody has written down, called by their kind."""

import numpy as np
import pytest

from cnn_lessons.checks import Exercise, NumberQuestion, ShapeQuestion, State
from cnn_lessons.checks.mutations import mutations
from cnn_lessons.checks.slips import ADVICE, function_slips


def half_sums(image, steps):
    """Add up rows, `steps` apart, and halve."""
    sums = np.zeros(image.shape[0] // steps)
    for row in range(len(sums)):
        if image[row * steps].max() > 0:
            sums[row] = image[row * steps].sum(axis=0) / 2
    return sums


CASES = [
    (np.array([[3.0, -1, 2], [5, 0, 1], [-2, 0, -1], [4, 4, 0], [1, 7, 2], [0, 1, 0]]), 2),
    (np.arange(35.0).reshape(7, 5) - 9, 3),
]
exercise = Exercise("demo.half_sums", half_sums, CASES, ["a", "b"], {})


def wrong(image, steps, rows=None, add=np.sum, divisor=2, least=0, most=np.max):
    """Do it another way, with one thing changed."""
    chosen = image[::steps][: len(image) // steps] if rows is None else rows(image)
    return np.array([add(row) / divisor if most(row) > least else 0.0 for row in chosen])


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"divisor": 3}, "off by one"),
        ({"add": np.mean}, "sum or mean"),
        ({"most": np.min}, "smallest for largest"),
        ({"divisor": 1 / 2}, "another operation"),
    ],
)
def test_a_slip_is_named_by_its_kind_however_it_is_written(changed, kind):
    assert exercise.check(wrong).state is State.CORRECT
    feedback = exercise.check(lambda image, steps: wrong(image, steps, **changed))
    assert (feedback.state, feedback.mistake) == (State.INCORRECT, kind)
    assert feedback.advice == ADVICE[kind]


def test_a_mistake_that_is_known_goes_before_the_slip():
    known = {"a third": (lambda image, steps: wrong(image, steps, divisor=3), "Halve it.")}
    named = Exercise("demo.half_sums", half_sums, CASES, ["a", "b"], known)
    feedback = named.check(lambda image, steps: wrong(image, steps, divisor=3))
    assert feedback.mistake == "a third"


@pytest.mark.parametrize(
    ("changed", "name"),
    [
        (lambda sums: 100 * sums, "percent for a share"),
        (lambda sums: sums / 100, "share for percent"),
        (lambda sums: (-sums).tolist(), "sign turned round"),
        (lambda sums: sums[::-1], "another order"),
        (lambda sums: sums**3 + 7, ""),
    ],
)
def test_what_was_done_to_the_right_result_is_named(changed, name):
    feedback = exercise.check(lambda image, steps: changed(half_sums(image, steps)))
    assert (feedback.state, feedback.mistake) == (State.INCORRECT, name)


def test_rows_for_columns_and_another_shape_are_named():
    def table(size):
        return np.arange(2.0 * size).reshape(2, size)

    tables = Exercise("demo.table", table, [(3,), (5,)], ["a", "b"], {})
    assert tables.check(lambda size: table(size).T).mistake == "rows and columns exchanged"
    assert tables.check(lambda size: table(size).ravel()).mistake == "another shape"


def test_what_no_small_change_explains_has_no_name():
    assert exercise.check(lambda image, steps: image[::steps, 0]).mistake == ""
    assert exercise.check(lambda image, steps: np.sin(image[:, 0])).mistake == ""


def count_down(number):
    while number > 3:
        number -= 2
    return number


def test_a_loop_that_might_never_end_has_no_slips():
    assert function_slips(count_down) == []
    assert len(function_slips(half_sums)) > 5


def test_each_kind_of_slip_has_its_advice():
    source = "def f(x, H, W):\n    x = x.sum(axis=0)[1:] // H if H < W and min(x) else -x\n"
    kinds = {mutation.kind for mutation in mutations(source)}
    assert kinds <= set(ADVICE)
    assert len(kinds) >= 8


area = NumberQuestion(
    "demo.weights",
    prompt="How many weights has a kernel of {K} × {K} for {C} channels, with a bias?",
    inputs={"K": 3, "C": 7},
    answer=lambda K, C: K**2 * C + 1,
    mistakes={"bias forgotten": (lambda K, C: K**2 * C, "Who adds the constant?")},
    hints=["a", "b"],
    explanation="{answer}.",
)


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (63, "bias forgotten"),
        (65, "off by one"),
        (128, "twice as much"),
        (32, "half as much"),
        (-64, "sign turned round"),
        (3 * 2 * 7 + 1, "another power"),  # the square forgotten
        (2 * 2 * 2 * 2 * 7, ""),
    ],
)
def test_a_number_is_named_by_its_formula_or_by_what_people_do_to_numbers(answer, name):
    assert area.check(answer).mistake == name


@pytest.mark.parametrize(
    ("answer", "name"),
    [(25, "percent for a share"), (0.75, "the rest"), (4, "upside down"), (0.26, "")],
)
def test_a_share_is_named_too(answer, name):
    share = NumberQuestion("demo.share", "Which?", 0.25, {}, ["a", "b"], "A quarter.")
    assert share.check(answer).mistake == name


@pytest.mark.parametrize(
    ("answer", "name"),
    [
        ((8, 30, 31), "another order"),
        ((31, 30, 8), "another order"),
        ((30, 31, 7), "off by one"),
        ((30, 8), ""),
    ],
)
def test_a_shape_is_named_by_its_order_or_a_size(answer, name):
    shape = ShapeQuestion("demo.shape", "Which?", (30, 31, 8), {}, ["a", "b"], "That.")
    assert shape.check(answer).mistake == name


def test_no_slip_is_the_right_answer_or_stands_twice():
    values = [area.answer, *(area.evaluate(each.wrong) for each in area.mistakes)]
    values += [slip.wrong for slip in area.slips]
    assert len(set(values)) == len(values)
