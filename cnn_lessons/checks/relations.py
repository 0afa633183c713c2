"""Relations: what a wrong answer has to do with the right one, in every case in which it is wrong.

A path where its end is asked for, an axis that was not summed, a border too many, everything twice:
whoever sees both answers sees what happened, however the function is written. An answer of several
parts, such as a tuple of arrays, is looked at as a whole, and then part by part.
"""

import numpy as np

from cnn_lessons.checks.comparison import difference
from cnn_lessons.checks.mistake import Mistake
from cnn_lessons.checks.multiples import multiple
from cnn_lessons.checks.other_shapes import ADVICE as OF_SHAPES
from cnn_lessons.checks.other_shapes import OTHER_SHAPES
from cnn_lessons.checks.other_values import ADVICE as OF_VALUES
from cnn_lessons.checks.other_values import MOVED, OTHER_VALUES, Pair, are_close
from cnn_lessons.language import message

ADVICE = OF_SHAPES | OF_VALUES

NOT_A_NUMBER = Mistake(
    "not a number",
    None,
    "There is NaN where a number is expected. 0/0, ∞ − ∞, and the root or the logarithm of a "
    "negative number give it; `np.exp` gives ∞ from 710 on. Print what stands before that step.",
)
INFINITE = Mistake(
    "infinite",
    None,
    "There is ∞ where a number is expected: something is divided by 0, the logarithm of 0 is "
    "taken, or `np.exp` gets more than 709.",
)
ALWAYS_THE_SAME = Mistake(
    "the same each time",
    None,
    "Wherever it is wrong it is the same, and should not be. Is there a fixed number in it that "
    "should come from the arguments, or does something cancel?",
)
EMPTY = Mistake(
    "empty",
    None,
    "In one of the cases nothing is left. Does a slice end before it begins, or is a mask nowhere "
    "true?",
)
NEARLY = Mistake(
    "nearly right",
    None,
    "It is right to three digits or more. Is a constant rounded, a type too coarse, or something "
    "small added?",
)
ENDS = (
    (-1, "all of them, not the last", "The last of them is asked for."),
    (0, "all of them, not the first", "The first of them is asked for."),
)
ONLY_THE_DTYPE = Mistake("", None, "Nothing else is wrong.")


def of_another_shape(calls):
    """Return what the answers are of which the right ones are a part, or the other way round.

    Parameters
    ----------
    calls : list of (object, object, dict)
        For each case in which the answer is wrong, the answer, the right one, and the arguments
        by their names.

    Returns
    -------
    Mistake or None
    """
    if calls and all(_only_the_dtype(given, right) for given, right, _ in calls):
        return ONLY_THE_DTYPE
    if any(_is_empty(given) and not _is_empty(right) for given, right, _ in calls):
        return EMPTY
    for place, name, text in ENDS:
        if calls and all(_at(place, given, right) for given, right, _ in calls):
            return Mistake(name, None, text)
    for pairs in _readings(calls):
        if unchanged := _unchanged(pairs):
            return unchanged
    return _named(calls, OTHER_SHAPES)


def of_other_values(calls):
    """Return what was done to the right answers that the same numbers, or as many, came out.

    Parameters and what is returned are those of `of_another_shape`.
    """
    readings = list(_readings(calls))
    if any(all(_is_near(pair) for pair in pairs) for pairs in readings):
        return NEARLY
    if _same_everywhere(calls):
        return ALWAYS_THE_SAME
    if moved := _named(calls, MOVED):
        return moved
    for pairs in readings:
        if found := multiple(pairs):
            return found
    return _named(calls, OTHER_VALUES)


def not_finite(calls, how_many=all):
    """Return what to say of answers that hold NaN or ∞ where the right ones do not, or None."""
    for test, mistake in ((np.isnan, NOT_A_NUMBER), (np.isinf, INFINITE)):
        found = [has(test, given) and not has(test, right) for given, right, _ in calls]
        if found and how_many(found):
            return mistake
    return None


def has(test, value):
    """Return whether `test` holds of any number of a value."""
    if isinstance(value, list | tuple):
        return any(has(test, part) for part in value)
    array = as_floats(value)
    return array is not None and bool(np.any(test(array)))


def as_floats(value):
    """Return numbers as an array of floats; None for anything else, and for rows of unequal length.

    >>> as_floats((1, True))
    array([1., 1.])
    """
    if isinstance(value, str | dict | set | type) or value is None or callable(value):
        return None
    try:
        return np.asarray(value, float)
    except Exception:  # not even NumPy can make numbers of it
        return None


def _only_the_dtype(given, right):
    """Return whether the same numbers stand at the same places of two arrays."""
    if not (hasattr(given, "dtype") and hasattr(right, "dtype")):
        return False
    kinds = given.dtype.kind + right.dtype.kind
    pair = as_floats(given), as_floats(right)
    return "b" not in kinds and given.dtype != right.dtype and are_close(*pair)


def _is_empty(value):
    return getattr(value, "size", 1) == 0 or (isinstance(value, list | tuple) and not value)


def _at(place, given, right):
    """Return whether the right answer stands at that place of a list."""
    is_list = isinstance(given, list | tuple) and not isinstance(right, list | tuple)
    return is_list and bool(given) and difference(given[place], right) is None


def _named(calls, relations):
    """Return the first relation that holds of all answers, or of all their parts that are wrong."""
    for pairs in _readings(calls):
        if len({value for pair in pairs for value in pair.wrong_values()}) == 1:
            continue  # it may be so by chance
        for name, holds in relations:
            if all(holds(pair.given, pair.right) for pair in pairs):
                return Mistake(name, None, ADVICE[name])
    return None


def _readings(calls):
    """Yield the answers as pairs of arrays: whole, and then their wrong parts."""
    for parts in (_whole, _parts):
        pairs = []
        for given, right, arguments in calls:
            found = parts(given, right)
            if not found:
                break
            pairs += [Pair(*pair, arguments) for pair in found]
        else:
            if pairs:
                yield pairs


def _whole(given, right):
    arrays = as_floats(given), as_floats(right)
    return [] if any(each is None or each.size == 0 for each in arrays) else [arrays]


def _parts(given, right):
    """Return the pairs of parts that differ, each as arrays; none where one is not of numbers."""
    if not isinstance(right, list | tuple) or not isinstance(given, list | tuple):
        return []
    if len(given) != len(right):
        return []
    wrong = [
        _whole(one, other)
        for one, other in zip(given, right, strict=True)
        if difference(one, other) is not None
    ]
    return [pair for part in wrong for pair in part] if all(wrong) else []


def _is_near(pair):
    same_shape = pair.given.shape == pair.right.shape
    return same_shape and bool(np.allclose(pair.given, pair.right, 1e-3, 0))


def _same_everywhere(calls):
    """Return whether several calls that should differ give the same."""
    first = calls[0] if calls else None
    return len(calls) > 1 and all(
        as_floats(given) is not None
        and difference(given, first[0]) is None
        and difference(right, first[1]) is not None
        for given, right, _ in calls[1:]
    )


def _unchanged(pairs):
    """Return which argument is handed back as it came, if one is."""
    for name in pairs[0].arguments:
        given = [as_floats(pair.arguments.get(name)) for pair in pairs]
        if all(
            one is not None and one.size > 1 and are_close(one, pair.given)
            for one, pair in zip(given, pairs, strict=True)
        ):
            return Mistake(
                message("`{name}` as it came", name=name),
                None,
                "What you hand back is the argument, unchanged. Is the result written to another "
                "name, or thrown away?",
            )
    return None
