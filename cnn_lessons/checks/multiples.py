"""Answers that are the right ones times a number, or plus a number: which one, and where from."""

import numpy as np

from cnn_lessons.checks import advice
from cnn_lessons.checks.mistake import Mistake
from cnn_lessons.language import message

FACTORS = [
    (-1, "sign turned round", advice.SIGN),
    (100, "percent for a share", advice.PERCENT),
    (1 / 100, "share for percent", advice.SHARE),
    (1 / np.log(2), "another logarithm", advice.LOGARITHM),
    (1 / np.log(10), "another logarithm", advice.LOGARITHM),
    (2, "twice as much", advice.TWICE),
    (1 / 2, "half as much", advice.HALF),
]
MORE = ("something more", "It is more than it should be by {what}, in each case.")
LESS = ("something less", "It is less than it should be by {what}, in each case.")
ALL_MORE = "Each number is {by:.4g} more than it should be, wherever it is wrong."
ALL_LESS = "Each number is {by:.4g} less than it should be, wherever it is wrong."
ENOUGH = 3  # single numbers: fewer may be multiples by chance


def multiple(pairs):
    """Return by which number the right answers are multiplied or raised, as a mistake, or None.

    The number is a constant, or an argument of the call, or the size of an axis of one.
    """
    factors = [_factor(pair) for pair in pairs]
    summands = [_summand(pair) for pair in pairs]
    different = {value for pair in pairs for value in pair.wrong_values()}
    if len(different) < (2 if any(pair.right.ndim for pair in pairs) else ENOUGH):
        return None
    for found, which in ((factors, _of_factors), (summands, _of_summands)):
        if None not in found:
            return which(found, pairs)
    return None


def _factor(pair):
    """Return the one number that an answer is a multiple of the right one by, or None."""
    given, right = pair.given, pair.right
    if given.shape != right.shape or not np.any(right != 0) or not np.all(np.isfinite(given)):
        return None
    size = float(np.sum(right * right))
    factor = float(np.sum(given * right)) / size if size and np.isfinite(size) else 0
    fits = factor != 0 and np.allclose(given, factor * right, 1e-5, 1e-8)
    return factor if fits else None


def _summand(pair):
    given, right = pair.given, pair.right
    if given.shape != right.shape or not np.all(np.isfinite(given)):
        return None
    apart = np.asarray(given - right)
    summand = float(apart.ravel()[0])
    return summand if np.allclose(apart, summand, 1e-5, 1e-8) else None


def _of_factors(factors, pairs):
    for factor, name, text in FACTORS:
        if np.allclose(factors, factor, 1e-5):
            return Mistake(name, None, text)
    for what, sizes in _quantities(pairs):
        for power, times in ((1, what), (2, message("{what}, twice", what=what))):
            if np.allclose(factors, sizes**power, 1e-5):
                return _multiplied(times)
            if np.allclose(factors, 1 / sizes**power, 1e-5):
                return _divided(times)
    if not np.allclose(factors, factors[0], 1e-5):
        return None
    return Mistake(
        "a factor of its own",
        None,
        message(
            "Each number is {factor:.4g} times what it should be, wherever it is wrong. Where "
            "does this factor come from?",
            factor=factors[0],
        ),
    )


def _multiplied(what):
    return Mistake(
        "a factor too many",
        None,
        message(
            "It is multiplied by {what}, and should not be; or a division by it is missing.",
            what=what,
        ),
    )


def _divided(what):
    return Mistake(
        "a factor too few",
        None,
        message(
            "It is divided by {what}, and should not be; or a multiplication by it is missing.",
            what=what,
        ),
    )


def _of_summands(summands, pairs):
    for what, sizes in _quantities(pairs):
        for sign, name, text in ((1, *MORE), (-1, *LESS)):
            if np.allclose(summands, sign * sizes, 1e-5):
                return Mistake(name, None, message(text, what=what))
    if not np.allclose(summands, summands[0], 1e-5):
        return None
    if abs(abs(summands[0]) - 1) < 1e-6:
        return Mistake("off by one", None, advice.OFF_BY_ONE)
    name, text = ("something more", ALL_MORE) if summands[0] > 0 else ("something less", ALL_LESS)
    return Mistake(name, None, message(text, by=abs(summands[0])))


def _quantities(pairs):
    """Yield what the arguments give, in words, and as one number a pair that is not constant."""
    for name in pairs[0].arguments:
        values = [pair.arguments.get(name) for pair in pairs]
        if all(isinstance(value, int | float) for value in values):
            found = [(f"`{name}`", values)]
        else:
            found = list(_sizes(name, values))
        for what, sizes in found:
            each = np.array(sizes, float)
            if np.all(each != 0) and not np.allclose(each, each[0]):
                yield what, each


def _sizes(name, values):
    """Yield the lengths of arrays and lists, along each axis and in all."""
    if all(isinstance(value, np.ndarray) for value in values):
        for axis in range(min(value.ndim for value in values)):
            what = message("the size of axis {axis} of `{name}`", axis=axis, name=name)
            yield what, [value.shape[axis] for value in values]
        what = message("the number of entries of `{name}`", name=name)
        yield what, [value.size for value in values]
    elif all(isinstance(value, list | tuple) for value in values):
        yield message("the number of `{name}`", name=name), [len(value) for value in values]
