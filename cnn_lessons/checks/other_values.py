"""Answers with other numbers than the right ones, in the same shape: what was done to these."""

from itertools import product

import numpy as np

from cnn_lessons.checks import advice

MOST_AXES, FAR = 4, 2  # of arrays that are looked at for being moved, and how far


def are_close(one, other):
    """Return whether two arrays of floats have the same shape and, nearly, the same numbers."""
    one, other = np.asarray(one), np.asarray(other)  # on the page an entry is a plain number
    return one.shape == other.shape and bool(np.allclose(one, other, 1e-5, 1e-8, equal_nan=True))


class Pair:
    """A wrong answer, or a part of it, beside the right one: arrays of floats."""

    def __init__(self, given, right, arguments):
        self.given, self.right, self.arguments = given, right, arguments

    def wrong_values(self):
        """Return what was given for what, as texts; all the right numbers where shapes differ."""
        if self.given.shape != self.right.shape:
            return {f"{number:.6g}" for number in self.right.ravel().tolist()}
        pairs = zip(self.given.ravel().tolist(), self.right.ravel().tolist(), strict=True)
        return {f"{one:.6g} {other:.6g}" for one, other in pairs if one != other}


def is_made_by(change):
    """Return a relation: the answer is a change of the right one."""
    return lambda given, right: are_close(given, np.asarray(change(right), float))


def lacks(change):
    """Return a relation: the right one is a change of the answer."""
    return lambda given, right: are_close(np.asarray(change(given), float), right)


def _wrong(given, right):
    return ~np.isclose(given, right, equal_nan=True)


def _same_shape(holds):
    return lambda given, right: given.shape == right.shape and holds(given, right)


def _left_at_zero(given, right):
    if right.ndim == 0:
        return False
    wrong = _wrong(given, right)
    return not wrong.all() and bool(np.all(given[wrong] == 0))


def _not_set_to_zero(given, right):
    return _left_at_zero(right, given)


def _is_turned(given, right):
    """Return whether one axis, or all of them, run the other way."""
    ways = [np.flip(right, axis) for axis in range(right.ndim)]
    return any(are_close(given, way) for way in [*ways, np.flip(right)])


def _is_sorted_otherwise(given, right):
    return right.ndim > 0 and are_close(np.sort(given.ravel()), np.sort(right.ravel()))


def _is_moved(given, right):
    """Return whether everything stands beside where it should, by the same way."""
    if given.shape != right.shape or not 1 <= right.ndim <= MOST_AXES:
        return False
    ways = product(*[range(-min(FAR, n // 2), min(FAR, n // 2) + 1) for n in right.shape])
    for way in ways:
        there = tuple(
            slice(max(d, 0), n + min(d, 0)) for d, n in zip(way, right.shape, strict=True)
        )
        here = tuple(
            slice(max(-d, 0), n - max(d, 0)) for d, n in zip(way, right.shape, strict=True)
        )
        if any(way) and are_close(given[there], right[here]):
            return len({f"{number:.6g}" for number in right[here].ravel().tolist()}) > 2
    return False


def _inner(array):
    return array[tuple(slice(1, -1) if size > 2 else slice(None) for size in array.shape)]


def _only_the_border(given, right):
    if right.ndim == 0:
        return False
    inner = _inner(right)
    wrong = int(_wrong(given, right).sum())
    if not 4 <= inner.size < right.size or 2 * wrong < right.size - inner.size:
        return False
    return are_close(_inner(given), inner)


def _only_place(place):
    """Return a relation: only one end of the first axis is wrong."""

    def holds(given, right):
        if right.ndim == 0 or len(right) < 3:
            return False
        others = slice(1, None) if place == 0 else slice(None, -1)
        return are_close(given[others], right[others])

    return holds


def _not_of_one(given, right):
    """Return whether the answer lacks a division by its sum, along one axis or over all."""
    axes = [None, *range(given.ndim)]
    with np.errstate(all="ignore"):
        return any(are_close(given / given.sum(axis=axis, keepdims=True), right) for axis in axes)


def _adds_up(given, right):
    return right.ndim > 0 and len(right) > 2 and are_close(given, np.cumsum(right, axis=0))


def _is_one_number(given, right):
    return right.size > 2 and are_close(given, np.full(given.shape, given.ravel()[0]))


def _quiet(change):
    def changed(array):
        with np.errstate(all="ignore"):
            return change(array)

    return changed


def _at_least_zero(array):
    return np.maximum(array, 0)


MOVED = [("moved", _is_moved)]
# what it is called, and whether it holds of an answer and the right one
OTHER_VALUES = [
    (name, _same_shape(holds))
    for name, holds in [
        ("all zero", lambda given, right: not given.any()),
        ("the rest", is_made_by(lambda x: 1 - x)),
        ("upside down", is_made_by(_quiet(lambda x: 1 / x))),
        ("another order", _is_turned),
        ("rounded", is_made_by(np.round)),
        ("rounded", is_made_by(np.floor)),
        ("rounded", is_made_by(np.ceil)),
        ("rounded", is_made_by(np.trunc)),
        ("not rounded", lacks(np.round)),
        ("not rounded", lacks(np.floor)),
        ("not rounded", lacks(np.ceil)),
        ("squared", is_made_by(np.square)),
        ("not squared", lacks(np.square)),
        ("a logarithm", is_made_by(_quiet(np.log))),
        ("no logarithm", lacks(_quiet(np.log))),
        ("sign lost", is_made_by(np.abs)),
        ("sign kept", lacks(np.abs)),
        ("cut off at 0", is_made_by(_at_least_zero)),
        ("not cut off at 0", lacks(_at_least_zero)),
        ("not cut off", lacks(lambda x: np.clip(x, 0, 1))),
        ("not cut off", lacks(lambda x: np.clip(x, 0, 255))),
        ("running sums", _adds_up),
        ("not summed up", lambda given, right: _adds_up(right, given)),
        ("not divided by the sum", _not_of_one),
        ("divided by the sum", lambda given, right: _not_of_one(right, given)),
        ("only the first is wrong", _only_place(0)),
        ("only the last is wrong", _only_place(-1)),
        ("only the border is wrong", _only_the_border),
        ("left at 0", _left_at_zero),
        ("not set to 0", _not_set_to_zero),
        ("one number everywhere", _is_one_number),
        ("other places", _is_sorted_otherwise),
    ]
]
ADVICE = {
    "moved": "All stands beside where it should, by the same way. Where does the first one belong?",
    "the rest": advice.REST,
    "upside down": advice.UPSIDE_DOWN,
    "another order": advice.ORDER,
    "rounded": advice.ROUNDING,
    "not rounded": "Rounded up, down or not at all, where it is something else. Look for a case "
    "that does not go without a rest.",
    "squared": "Is there a square or a root too many, or too few? Look at the units, too.",
    "not squared": "Is there a square or a root too many, or too few? Look at the units, too.",
    "a logarithm": "Is there a logarithm or an exponential too many, or too few?",
    "no logarithm": "Is there a logarithm or an exponential too many, or too few?",
    "all zero": "Nothing is written into the result, or all of it is multiplied by 0.",
    "sign lost": "Where it should be negative, it is not.",
    "sign kept": "Where it is negative, it should not be.",
    "cut off at 0": "What is negative belongs to the answer, too.",
    "not cut off at 0": "What is negative has become something else in the right answer.",
    "not cut off": "It goes beyond the limits.",
    "running sums": "To each number those before it are added.",
    "not summed up": "To each number those before it should be added.",
    "not divided by the sum": "The parts should add up to 1. Along which axis?",
    "divided by the sum": "The parts need not add up to 1.",
    "only the first is wrong": "All but the first is right: how does it begin?",
    "only the last is wrong": "All but the last is right: how does it end?",
    "only the border is wrong": "What lies inside is right. What happens at the edge?",
    "left at 0": "What is not 0 is right. Which places are never filled, or multiplied by 0?",
    "not set to 0": "All is right but where 0 should be. What is left out there?",
    "one number everywhere": "All entries are the same. What should differ from place to place?",
    "other places": "The right numbers stand in other places than they should.",
}
