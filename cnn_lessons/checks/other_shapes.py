"""Answers of another shape than the right one: how the one is made of the other."""

from itertools import combinations, permutations, product

import numpy as np

from cnn_lessons.checks.other_values import are_close

MOST_PLACES = 400  # where a block is looked for


def _same_numbers(given, right):
    return given.shape != right.shape and are_close(given.ravel(), right.ravel())


def _turned_table(given, right):
    return given.ndim == right.ndim == 2 and are_close(given.T, right)


def _other_axes(given, right):
    if given.ndim != right.ndim or not 2 < given.ndim < 6:
        return False
    orders = list(permutations(range(given.ndim)))[1:]
    return any(are_close(np.transpose(given, order), right) for order in orders)


def _end(place):
    """Return a relation: the right one stands at one end of a list of such."""

    def holds(given, right):
        return given.ndim == right.ndim + 1 and are_close(given[place], right)

    return holds


def _reduced(reduce):
    """Return a relation: the right one is a sum (mean, maximum …) of the answer along some axes."""

    def holds(given, right):
        if given.size < right.size or given.shape == right.shape:
            return False
        numbers = right.ravel()
        for count in range(1, given.ndim + 1):
            for axes in combinations(range(given.ndim), count):
                sizes = [size for axis, size in enumerate(given.shape) if axis not in axes]
                if int(np.prod(sizes)) == right.size:
                    found = np.asarray(reduce(given, axis=axes), float)
                    if are_close(found.ravel(), numbers):
                        return True
        return False

    return holds


def _turned(holds):
    return lambda given, right: holds(right, given)


def _repeated(given, right):
    """Return whether the answer is the right one several times, along axes of its own."""
    if given.size <= right.size or given.ndim < right.ndim:
        return False
    shape = (1,) * (given.ndim - right.ndim) + right.shape
    first = given[tuple(slice(0, 1) if size == 1 else slice(None) for size in shape)]
    fits = all(size in (1, full) for size, full in zip(shape, given.shape, strict=True))
    return fits and are_close(first.ravel(), right.ravel()) and are_close(given, first + 0 * given)


def _places(given, right):
    """Yield the corners at which the right one stands as a block within the answer."""
    if given.ndim != right.ndim or given.ndim == 0 or given.shape == right.shape:
        return
    room = [large - small for large, small in zip(given.shape, right.shape, strict=True)]
    if min(room) < 0 or int(np.prod([n + 1 for n in room])) > MOST_PLACES:
        return
    for corner in product(*[range(n + 1) for n in room]):
        block = tuple(slice(c, c + n) for c, n in zip(corner, right.shape, strict=True))
        if are_close(given[block], right):
            yield corner, room


def _too_many_behind(given, right):
    return any(sum(corner) == 0 for corner, _ in _places(given, right))


def _too_many_before(given, right):
    return any(list(corner) == room for corner, room in _places(given, right))


def _too_many_around(given, right):
    return any(_places(given, right))


def _every_place(given, right):
    """Return whether the right one is every second, or third, place of the answer."""
    if given.ndim != right.ndim:
        return False
    for step in (2, 3):
        steps = tuple(
            slice(None, None, step if large > small else 1)
            for large, small in zip(given.shape, right.shape, strict=True)
        )
        if given.size > right.size and are_close(given[steps], right):
            return True
    return False


def _begins_alike(given, right):
    """Return whether both have the same numbers from the first on, as far as both go."""
    if given.ndim != right.ndim or given.ndim == 0 or given.shape == right.shape:
        return False
    shared = tuple(slice(0, min(sizes)) for sizes in zip(given.shape, right.shape, strict=True))
    return given[shared].size > 1 and are_close(given[shared], right[shared])


def _others_too(given, right):
    """Return whether the answer holds all rows, or numbers, that it should, and more."""
    if given.size <= right.size or given.ndim == 0 or right.ndim == 0:
        return False
    if right.ndim == 1:
        given = given.ravel()
    elif given.ndim != right.ndim:
        return False
    rows = np.round(given, 6).tolist()
    for row in np.round(right, 6).tolist():
        if row not in rows:
            return False
        rows.remove(row)
    return True


def _mask(given, right):
    """Return whether the right places are marked, in an array of their own, by 1 or True."""
    if right.ndim > 1 or given.ndim == 0 or not np.all((given == 0) | (given == 1)):
        return False
    return given.size > right.size and are_close(np.flatnonzero(given).astype(float), right.ravel())


def _one_hot(given, right):
    """Return whether each row marks, by its only 1, which number is asked for."""
    if given.ndim != right.ndim + 1 or not np.all((given == 0) | (given == 1)):
        return False
    one = np.all(given.sum(axis=-1) == 1)
    return bool(one) and are_close(np.asarray(given.argmax(axis=-1), float), right)


# what it is called, and whether it holds of an answer and the right one
OTHER_SHAPES = [
    ("another shape", _same_numbers),
    ("rows and columns exchanged", _turned_table),
    ("axes in another order", _other_axes),
    ("all of them, not the last", _end(-1)),
    ("all of them, not the first", _end(0)),
    ("a mask for places", _mask),
    ("places for a mask", _turned(_mask)),
    ("one-hot for a number", _one_hot),
    ("a number for one-hot", _turned(_one_hot)),
    ("not added up", _reduced(np.sum)),
    ("not averaged", _reduced(np.mean)),
    ("largest not taken", _reduced(np.max)),
    ("largest not taken", _reduced(np.min)),
    ("only the last", _turned(_end(-1))),
    ("only the first", _turned(_end(0))),
    ("added up too far", _turned(_reduced(np.sum))),
    ("averaged too far", _turned(_reduced(np.mean))),
    ("largest of too many", _turned(_reduced(np.max))),
    ("largest of too many", _turned(_reduced(np.min))),
    ("repeated", _repeated),
    ("every place", _every_place),
    ("too few places", _turned(_every_place)),
    ("too much behind", _too_many_behind),
    ("too much in front", _too_many_before),
    ("a border too many", _too_many_around),
    ("cut off behind", _turned(_too_many_behind)),
    ("cut off in front", _turned(_too_many_before)),
    ("cut off", _turned(_too_many_around)),
    ("ends elsewhere", _begins_alike),
    ("some too many", _others_too),
    ("some missing", _turned(_others_too)),
]
ADVICE = {
    "another shape": "The numbers are right, their shape is not: keep the axes, or `reshape`.",
    "rows and columns exchanged": "It is turned along its diagonal: rows stand where columns "
    "should.",
    "axes in another order": "The axes stand in another order. Say what each axis of the result "
    "is.",
    "all of them, not the last": "What you hand back ends with what is asked for, and holds all "
    "that comes before.",
    "all of them, not the first": "What you hand back begins with what is asked for, and goes on.",
    "a mask for places": "You hand back which ones, as yes and no. Their places are asked for: "
    "`np.flatnonzero` finds them.",
    "places for a mask": "You hand back where they are. A yes or no for each is asked for.",
    "one-hot for a number": "A row of zeros and a one is the number of its one. The number is "
    "asked for.",
    "a number for one-hot": "The number of the class is not its row of zeros and a one.",
    "not added up": "An axis is still there along which it should be added up.",
    "not averaged": "An axis is still there along which the mean should be taken.",
    "largest not taken": "An axis is still there along which the largest, or the smallest, "
    "should be taken.",
    "only the last": "Only the last of them is there. Are all of them kept?",
    "only the first": "Only the first of them is there. Is there a `return` in the loop, or an "
    "index too many?",
    "added up too far": "An axis is gone that should still be there: along which one do you "
    "reduce?",
    "averaged too far": "An axis is gone that should still be there: along which one do you "
    "reduce?",
    "largest of too many": "An axis is gone that should still be there: along which one do you "
    "reduce?",
    "repeated": "That is the right answer, several times over. Which axis should not be there?",
    "every place": "You keep every place, where only some are asked for: think of the steps.",
    "too few places": "You leave out places between those that you keep: think of the steps.",
    "too much behind": "What is asked for is there, and goes on too long. Look at where the "
    "first window, or the loop, begins, and where the last one ends.",
    "too much in front": "What is asked for is there, and begins too early. Look at where the "
    "first window, or the loop, begins, and where the last one ends.",
    "a border too many": "What is asked for is there, with something around it. Look at where "
    "the first window, or the loop, begins, and where the last one ends.",
    "cut off behind": "All that is there is right, but it ends too early. Look at where the "
    "first window, or the loop, begins, and where the last one ends.",
    "cut off in front": "All that is there is right, but it begins too late. Look at where the "
    "first window, or the loop, begins, and where the last one ends.",
    "cut off": "All that is there is right, but some is missing around it. Look at where the "
    "first window, or the loop, begins, and where the last one ends.",
    "ends elsewhere": "It begins rightly, and ends too early or too late. Look at where the "
    "first window, or the loop, begins, and where the last one ends.",
    "some too many": "All that is asked for is there, and others: what leaves these out?",
    "some missing": "All that is there is right, but others are missing: what leaves them out?",
}
