"""Relations: what a wrong answer has to do with the right one, however it came about."""

import numpy as np
import pytest

from cnn_lessons.checks import Exercise, State
from cnn_lessons.checks.other_shapes import ADVICE as OF_SHAPES
from cnn_lessons.checks.other_shapes import OTHER_SHAPES
from cnn_lessons.checks.other_values import ADVICE as OF_VALUES
from cnn_lessons.checks.other_values import MOVED, OTHER_VALUES

RNG = np.random.default_rng(0)
MAPS = [(RNG.normal(size=(4, 6, 3)), 2), (RNG.normal(size=(5, 7, 2)), 3)]


def check(answer, reference=lambda maps, count: maps, cases=MAPS):
    return Exercise("demo.maps", reference, cases, ["a", "b"], {}).check(answer)


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (lambda right: right[np.newaxis], "another shape"),
        (lambda right: right.ravel(), "another shape"),
        (lambda right: right.transpose(2, 0, 1), "axes in another order"),
        (lambda right: np.array([right + 1, right]), "all of them, not the last"),
        (lambda right: [right, right + 1], "all of them, not the first"),
        (lambda right: np.stack([right / 3, 2 * right / 3]), "not added up"),
        (lambda right: np.stack([right - 1, right + 1]), "not averaged"),
        (lambda right: np.stack([right - 1, right, right - 2]), "largest not taken"),
        (lambda right: right[-1], "only the last"),
        (lambda right: right[0], "only the first"),
        (lambda right: right.sum(axis=-1), "added up too far"),
        (lambda right: right.mean(axis=(0, 1)), "averaged too far"),
        (lambda right: right.max(), "largest of too many"),
        (lambda right: np.repeat(right, 2, axis=0), "every place"),
        (lambda right: right[::2, ::2], "too few places"),
        (lambda right: np.pad(right, ((0, 1), (0, 1), (0, 0))), "too much behind"),
        (lambda right: np.pad(right, ((1, 0), (0, 0), (0, 0))), "too much in front"),
        (lambda right: np.pad(right, ((1, 1), (1, 1), (0, 0))), "a border too many"),
        (lambda right: right[:-1], "cut off behind"),
        (lambda right: right[1:, 1:], "cut off in front"),
        (lambda right: right[1:-1], "cut off"),
        (lambda right: np.pad(right[:-1], ((0, 0), (0, 2), (0, 0))), "ends elsewhere"),
        (lambda right: right[[0, 2]], "some missing"),
        (lambda right: right[:0], "empty"),
        (lambda right: np.roll(right, 1, axis=0), "moved"),
        (lambda right: -right, "sign turned round"),
        (lambda right: 100 * right, "percent for a share"),
        (lambda right: 2 * right, "twice as much"),
        (lambda right: right / np.log(2), "another logarithm"),
        (lambda right: 0.3 * right, "a factor of its own"),
        (lambda right: right + 1, "off by one"),
        (lambda right: right - 0.25, "something less"),
        (lambda right: 1 - right, "the rest"),
        (lambda right: 1 / right, "upside down"),
        (lambda right: right[::-1], "another order"),
        (lambda right: right[..., ::-1], "another order"),
        (np.round, "rounded"),
        (np.square, "squared"),
        (np.abs, "sign lost"),
        (lambda right: np.maximum(right, 0), "cut off at 0"),
        (lambda right: np.cumsum(right, axis=0), "running sums"),
        (lambda right: right / right.sum(axis=-1, keepdims=True), "divided by the sum"),
        (np.zeros_like, "all zero"),
        (lambda right: np.full_like(right, 0.7), "one number everywhere"),
        (lambda right: np.sort(right.ravel()).reshape(right.shape), "other places"),
        (lambda right: np.where(right == right[0], 0.3, right), "only the first is wrong"),
        (lambda right: np.where(right < right.mean(), 0, right), "left at 0"),
        (lambda right: np.where(right > 0, np.nan, right), "not a number"),
        (lambda right: np.where(right > 0, np.inf, right), "infinite"),
        (lambda right: right + 0.1 * np.sin(np.arange(right.size)).reshape(right.shape), ""),
        (lambda right: right**3, ""),
        (lambda right: right[:, :, :1] * 1.1, ""),
        (lambda right: "maps", ""),
        (lambda right: {"maps": right}, ""),
        (lambda right: [right, "maps"], "all of them, not the first"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_named_by_what_it_has_to_do_with_the_right_one(change, name):
    feedback = check(lambda maps, count: change(np.tanh(maps)), lambda maps, count: np.tanh(maps))
    assert (feedback.state, feedback.mistake) == (State.INCORRECT, name)
    assert feedback.advice


@pytest.mark.parametrize(
    ("right", "given", "name"),
    [
        (lambda x, n: x[x > 0], lambda x, n: x, "`x` as it came"),
        (lambda x, n: np.round(0.3 * x), lambda x, n: 0.3 * x, "not rounded"),
        (lambda x, n: np.square(x), lambda x, n: x - 0.0, "`x` as it came"),
        (lambda x, n: np.square(x - 1), lambda x, n: np.abs(x - 1), "not squared"),
        (lambda x, n: np.log(x + 9), lambda x, n: x + 9, "no logarithm"),
        (lambda x, n: np.abs(x - 3), lambda x, n: 3 - x, "sign kept"),
        (lambda x, n: np.maximum(x - 3, 0), lambda x, n: x - 3, "not cut off at 0"),
        (lambda x, n: np.cumsum(x + 1), lambda x, n: x + 1, "not summed up"),
        (lambda x, n: x**2 / np.sum(x**2), lambda x, n: x**2, "not divided by the sum"),
        (lambda x, n: x**3 / n, lambda x, n: x**3, "a factor too many"),
        (lambda x, n: x**3 * len(x), lambda x, n: x**3, "a factor too few"),
        (lambda x, n: x**3 + n, lambda x, n: x**3, "something less"),
        (lambda x, n: np.flatnonzero(x > 2), lambda x, n: x > 2, "a mask for places"),
        (lambda x, n: x > 2, lambda x, n: np.flatnonzero(x > 2), "places for a mask"),
        (lambda x, n: x.argmax(), lambda x, n: (x == x.max()) * 1, "a mask for places"),
        (lambda x, n: np.where(x > 2, 0, x), lambda x, n: 1.0 * x, "`x` as it came"),
        (lambda x, n: np.where(x > 2, 0, x + 2), lambda x, n: x + 2, "not set to 0"),
        (lambda x, n: float(n) ** 2, lambda x, n: 3, "the same each time"),
        (lambda x, n: x[::-1].copy(), lambda x, n: np.array([x[-1]] * n), ""),
        (lambda x, n: (x + 1, x**3), lambda x, n: (x + 1, -(x**3)), "sign turned round"),
        (lambda x, n: np.sort(x + 2)[:n], lambda x, n: np.sort(x + 2), "too much behind"),
    ],
)
def test_a_step_too_few_is_named(right, given, name):
    rows = [np.array([2.5, -1, 4.25, 3.5, 2]), np.array([6, 0.25, 2.75, -3]), np.arange(6.0) - 2]
    cases = [(row, count) for row, count in zip(rows, (2, 3, 5), strict=True)]
    assert check(given, right, cases).mistake == name


def test_a_number_is_no_relation_by_chance():
    """One pair of numbers is always a multiple, a sum, and often a square."""
    assert check(lambda n: 9, lambda n: n, [(3,)]).mistake == ""
    assert check(lambda n: n / 2, lambda n: n, [(4,), (6,)]).mistake == ""
    assert check(lambda n: n / 2, lambda n: n, [(4,), (6,), (8,)]).mistake == "half as much"


def test_what_may_be_so_by_chance_is_not_named():
    once = np.array([0, 0, 0, 0, 4.0])
    assert check(lambda n: once / 2, lambda n: once, [(1,)]).mistake == ""
    assert check(lambda n: 4, lambda n: 7, [(1,), (2,)]).mistake == ""
    assert check(lambda n: once[::-1], lambda n: once, [(1,)]).mistake == "another order"


def test_a_factor_that_is_always_the_same_is_no_argument():
    cases = [(np.array([2.0, 3, 5]), 3), (np.array([1.0, 7]), 3)]
    assert check(lambda x, n: x**3, lambda x, n: x**3 / n, cases).mistake == "a factor of its own"


def test_nearly_right_is_called_so():
    def near(maps, count, factor=1 + 1e-4):
        return np.tanh(maps) * factor

    right = lambda maps, count: np.tanh(maps)  # noqa: E731, a lambda has no slips
    assert check(near, right).mistake == "nearly right"
    assert check(lambda *case: near(*case, 1 + 4e-6), right).mistake == "nearly right"
    assert check(lambda *case: near(*case, 1.01), right).mistake == "a factor of its own"


def rooted(rows, step):
    return np.sqrt(rows + 2 * step)


@pytest.mark.filterwarnings("ignore:invalid value")
def test_nan_in_some_cases_hides_no_slip_and_nan_in_all_is_told():
    some = [(np.array([-1.0, 3]), 1), (np.array([4.0, 2.5, 7]), 3)]
    assert check(lambda rows, step: np.sqrt(rows), rooted, some).mistake == "a summand left out"
    every = [(np.array([-1.0, 3]), 1), (np.array([-4.0, 2.5, 7]), 3)]
    assert check(lambda rows, step: np.sqrt(rows), rooted, every).mistake == "not a number"


def test_what_some_answers_are_is_named_though_a_later_call_raises():
    def cut(rows, step):
        return rooted(rows, step)[: -1 if step < 3 else "none"]

    cases = [(np.array([4.0, 2, 7]), 1), (np.array([4.0, 3, 7, 9]), 2), (np.array([5.0, 6]), 3)]
    feedback = check(cut, rooted, cases)
    assert (feedback.state, feedback.mistake) == (State.INCORRECT, "cut off behind")


def test_little_of_the_border_is_not_the_border():
    def little(maps, count):
        result = np.tanh(maps)
        result[0, 1], result[2, 0] = 5, 7
        return result

    cases = [(RNG.normal(size=(7, 8)), 2), (RNG.normal(size=(9, 6)), 2)]
    assert check(little, lambda maps, count: np.tanh(maps), cases).mistake == ""


def test_only_the_border_is_wrong():
    def bordered(maps, count):
        result = np.tanh(maps)
        result[0], result[-1], result[:, 0], result[:, -1] = 5, 7, 6, 8
        return result

    cases = [(RNG.normal(size=(7, 8)), 2), (RNG.normal(size=(9, 6)), 2)]
    named = check(bordered, lambda maps, count: np.tanh(maps), cases).mistake
    assert named == "only the border is wrong"


def test_where_only_the_dtype_is_wrong_nothing_else_is_said():
    right = lambda maps, count: (maps * 9).astype("int8")  # noqa: E731, a lambda has no slips
    feedback = check(lambda maps, count: (maps * 9).astype("int8").astype(int), right)
    assert 'np.array(…, "int8")' in feedback.message
    assert (feedback.mistake, feedback.advice) == ("", "Nothing else is wrong.")


def test_a_known_mistake_goes_before_a_relation():
    known = {"both signs": (lambda maps, count: -maps, "Which sign?")}
    exercise = Exercise("demo.maps", lambda maps, count: maps, MAPS, ["a", "b"], known)
    assert exercise.check(lambda maps, count: -maps).mistake == "both signs"


def test_each_relation_has_its_advice():
    assert {name for name, _ in OTHER_SHAPES} == set(OF_SHAPES)
    assert {name for name, _ in [*OTHER_VALUES, *MOVED]} == set(OF_VALUES)
