"""Entries in order, counted, and where they are."""

from .arrays import as_axis, as_shape, ndarray, size_of
from .creation import array, asarray
from .dtypes import BOOL, INT64
from .elementwise import divide
from .joining import stack
from .reductions import diff, sum_of
from .shapes import moveaxis


def _along(a, axis, function, dtype):
    """Return `function` of each line along an axis, as long as the line."""
    a = asarray(a)
    if axis is None:
        a, axis = a.reshape(-1), 0
    lines, n = moveaxis(a, axis, -1), a.shape[as_axis(axis, a.ndim)]
    values, found = lines.values(), []
    for i in range(0, len(values), max(1, n)):
        found += function(values[i : i + n])
    return moveaxis(ndarray(found, lines.shape, dtype), -1, axis).copy()


def apply_along_axis(func1d, axis, arr):
    """Return what a function makes of each line along an axis."""
    arr = asarray(arr)
    lines = moveaxis(arr, axis, -1)
    rows = lines.reshape(-1, lines.shape[-1])
    made = array([func1d(row) for row in rows])
    lead = lines.shape[:-1]
    if made.ndim == 1:
        return made.reshape(lead)
    return moveaxis(made.reshape(lead + made.shape[1:]), -1, axis)


def _order(values):
    # Equal numbers keep their order, and what is no number comes last.
    keyed = sorted([(v != v, v if v == v else 0, i) for i, v in enumerate(values)])
    return [i for _, _, i in keyed]


def sort(a, axis=-1, kind=None, stable=None):
    return _along(a, axis, lambda v: [v[i] for i in _order(v)], asarray(a).dtype)


def argsort(a, axis=-1, kind=None, stable=None):
    return _along(a, axis, _order, INT64)


def unique(ar, return_index=False, return_inverse=False, return_counts=False):
    """Return the different numbers in order; also where and how often they are."""
    ar = asarray(ar)
    values = ar.values()
    found = sorted(set(values))
    results = [ndarray(found, (len(found),), ar.dtype)]
    if return_index:
        results.append(array([values.index(v) for v in found], int))
    if return_inverse:
        results.append(array([found.index(v) for v in values], int).reshape(ar.shape))
    if return_counts:
        results.append(array([values.count(v) for v in found], int))
    return tuple(results) if len(results) > 1 else results[0]


def bincount(x, weights=None, minlength=0):
    """Return how often each whole number occurs."""
    numbers = asarray(x).values()
    counts = [0 if weights is None else 0.0] * max(minlength, max(numbers, default=-1) + 1)
    each = [1] * len(numbers) if weights is None else asarray(weights).values()
    for number, weight in zip(numbers, each):
        counts[number] += weight
    return array(counts, int if weights is None else float)


def histogram(a, bins=10, range=None, density=False):
    """Return how many numbers lie between neighbouring edges, and the edges."""
    values = asarray(a).values()
    if isinstance(bins, int):
        low, high = range or (min(values), max(values))
        bins = [low + (high - low) * i / bins for i in _counting(bins)] + [high]
    edges = asarray(bins)
    ends = edges.values()
    counts = [0] * (len(ends) - 1)
    for value in values:
        for i in _counting(len(counts)):
            if ends[i] <= value < ends[i + 1] or (value == ends[-1] and i == len(counts) - 1):
                counts[i] += 1
    counts = array(counts, int)
    return (divide(divide(counts, sum_of(counts)), diff(edges)) if density else counts), edges


def _counting(n):
    return [i for i, _ in enumerate([None] * n)]


def searchsorted(a, v, side="left"):
    """Return where numbers would be put into an ordered array."""
    line, v = asarray(a).values(), asarray(v)
    smaller = [
        len([x for x in line if x < value or (side == "right" and x == value)])
        for value in v.values()
    ]
    return array(smaller, int).reshape(v.shape) if v.shape else smaller[0]


def argwhere(a):
    return stack(asarray(a).nonzero(), 1)


def flatnonzero(a):
    return asarray(a).reshape(-1).nonzero()[0]


def isin(element, test_elements):
    known = set(asarray(test_elements).values())
    element = asarray(element)
    return ndarray([v in known for v in element.values()], element.shape, BOOL)


def ndindex(*shape):
    """Return every index of an array of this shape, row after row."""
    found = [()]
    for length in as_shape(shape[0] if len(shape) == 1 else shape):
        found = [index + (i,) for index in found for i in range(length)]
    return iter(found)


def ndenumerate(arr):
    arr = asarray(arr)
    return zip(ndindex(arr.shape), arr.values())


def unravel_index(indices, shape):
    """Return where the entries with these running numbers are."""
    indices, shape, found = asarray(indices), as_shape(shape), []
    values = indices.values()
    if any([not 0 <= v < size_of(shape) for v in values]):
        raise ValueError("index is out of bounds for array with size %d" % size_of(shape))
    for length in reversed(shape):
        found.append([v % length for v in values])
        values = [v // length for v in values]
    if not indices.shape:
        return tuple([line[0] for line in reversed(found)])
    return tuple([array(line, int).reshape(indices.shape) for line in reversed(found)])


def _sort_in_place(self, axis=-1):
    self[...] = sort(self, axis)


ndarray.sort = _sort_in_place
ndarray.argsort = argsort
