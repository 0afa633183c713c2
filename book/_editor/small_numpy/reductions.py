"""Many numbers to one, or in another order."""

import math

from .arrays import as_axes, as_axis, as_shape, ndarray, places, size_of
from .creation import array, asarray
from .dtypes import BOOL, FLOAT64, INT64
from .dtypes import dtype as find_dtype
from .elementwise import add, divide, maximum, minimum, multiply, sqrt, subtract
from .missing import refuse_others
from .shapes import broadcast_to, moveaxis, stack, take


def _reduced(a, function, axis, keepdims, dtype):
    """Return `function` of the entries along some axes."""
    a = asarray(a)
    axes = as_axes(axis, a.ndim)
    kept = [i for i in range(a.ndim) if i not in axes]
    starts = places([a.shape[i] for i in kept], [a.steps[i] for i in kept], a.start)
    along = places([a.shape[i] for i in axes], [a.steps[i] for i in axes])
    if 0 in [a.shape[i] for i in axes]:
        along = []
    data, values = a.data, []
    for start in starts if 0 not in [a.shape[i] for i in kept] else []:
        values.append(dtype.cast(function([data[start + place] for place in along])))
    shape = [1 if i in axes else n for i, n in enumerate(a.shape) if keepdims or i in kept]
    return ndarray(values, shape, dtype) if shape else values[0]


def _added(values):
    """Return the sum, in halves as NumPy adds: the last digits agree more often."""
    half = len(values) // 2
    return sum(values) if half < 8 else _added(values[:half]) + _added(values[half:])


def _mean(values):
    return _added(values) / len(values) if values else math.nan


def _largest(values):
    _refuse_none(values, "maximum")
    return math.nan if any([v != v for v in values]) else max(values)


def _smallest(values):
    _refuse_none(values, "minimum")
    return math.nan if any([v != v for v in values]) else min(values)


def _refuse_none(values, name):
    if not values:
        raise ValueError("zero-size array to reduction operation %s which has no identity" % name)


def _first_of(choose, name):
    def place(values):
        if not values:
            raise ValueError("attempt to get %s of an empty sequence" % name)
        nan = [i for i, v in enumerate(values) if v != v]
        return nan[0] if nan else values.index(choose(values))

    return place


def _whole(a, dtype):
    if dtype is not None:
        return find_dtype(dtype)
    own = asarray(a).dtype
    return own if own.kind == "f" else INT64


def _real(a):
    own = asarray(a).dtype
    return own if own.kind == "f" else FLOAT64


def sum_of(a, axis=None, dtype=None, keepdims=False, initial=0, **others):
    refuse_others(others, "sum")
    return _reduced(a, lambda v: _added(v) + initial, axis, keepdims, _whole(a, dtype))


def prod(a, axis=None, dtype=None, keepdims=False):
    return _reduced(a, size_of, axis, keepdims, _whole(a, dtype))


def mean(a, axis=None, dtype=None, keepdims=False, **others):
    refuse_others(others, "mean")
    return _reduced(a, _mean, axis, keepdims, find_dtype(dtype) if dtype else _real(a))


def max_of(a, axis=None, keepdims=False, initial=None, **others):
    refuse_others(others, "max")
    more = [] if initial is None else [initial]
    return _reduced(a, lambda v: _largest(v + more), axis, keepdims, asarray(a).dtype)


def min_of(a, axis=None, keepdims=False, initial=None, **others):
    refuse_others(others, "min")
    more = [] if initial is None else [initial]
    return _reduced(a, lambda v: _smallest(v + more), axis, keepdims, asarray(a).dtype)


def any_of(a, axis=None, keepdims=False):
    return _reduced(a, any, axis, keepdims, BOOL)


def all_of(a, axis=None, keepdims=False):
    return _reduced(a, all, axis, keepdims, BOOL)


def argmax(a, axis=None, keepdims=False):
    return _reduced(a, _first_of(max, "argmax"), axis, keepdims, INT64)


def argmin(a, axis=None, keepdims=False):
    return _reduced(a, _first_of(min, "argmin"), axis, keepdims, INT64)


def var(a, axis=None, ddof=0, keepdims=False):
    def variance(values):
        middle = _mean(values)
        squares = _added([(v - middle) * (v - middle) for v in values])
        return squares / (len(values) - ddof) if len(values) > ddof else math.nan

    return _reduced(a, variance, axis, keepdims, _real(a))


def std(a, axis=None, ddof=0, keepdims=False):
    return sqrt(var(a, axis, ddof, keepdims))


def median(a, axis=None, keepdims=False):
    def middle(values):
        values, half = sorted(values), len(values) // 2
        return (values[half] + values[-half - 1]) / 2

    return _reduced(a, middle, axis, keepdims, _real(a))


def percentile(a, q, axis=None):
    """Return the number below which `q` percent lie, between neighbours where need be."""

    def at(values):
        values, place = sorted(values), (len(values) - 1) * q / 100
        low = int(place)
        return values[low] + (values[min(low + 1, len(values) - 1)] - values[low]) * (place - low)

    return _reduced(a, at, axis, False, _real(a))


def quantile(a, q, axis=None):
    return percentile(a, 100 * q, axis)


def ptp(a, axis=None):
    return subtract(max_of(a, axis), min_of(a, axis))


def average(a, axis=None, weights=None):
    if weights is None:
        return mean(a, axis)
    a, weights = asarray(a), asarray(weights)
    if axis is not None and weights.ndim == 1:
        lengths = [1] * a.ndim
        lengths[as_axis(axis, a.ndim)] = len(weights)
        weights = weights.reshape(lengths)
    weighted = sum_of(multiply(a, weights), axis)
    return divide(weighted, sum_of(broadcast_to(weights, a.shape), axis))


def count_nonzero(a, axis=None, keepdims=False):
    return _reduced(a, lambda v: len([x for x in v if x]), axis, keepdims, INT64)


def cumsum(a, axis=None):
    a = asarray(a)
    return add.accumulate(a.astype(_whole(a, None)), axis)


def cumprod(a, axis=None):
    a = asarray(a)
    return multiply.accumulate(a.astype(_whole(a, None)), axis)


def diff(a, n=1, axis=-1):
    """Return by how much neighbours differ."""
    a = asarray(a)
    axis = as_axis(axis, a.ndim)
    for _ in range(n):
        inner = list(range(1, a.shape[axis]))
        a = subtract(take(a, inner, axis), take(a, [i - 1 for i in inner], axis))
    return a


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
    edges = asarray(bins).astype(float)
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


METHODS = {
    "sum": sum_of,
    "prod": prod,
    "mean": mean,
    "max": max_of,
    "min": min_of,
    "any": any_of,
    "all": all_of,
    "argmax": argmax,
    "argmin": argmin,
    "var": var,
    "std": std,
    "cumsum": cumsum,
    "cumprod": cumprod,
    "argsort": argsort,
}
for _name, _function in METHODS.items():
    setattr(ndarray, _name, _function)
ndarray.sort = lambda self, axis=-1: self.__setitem__(..., sort(self, axis))
