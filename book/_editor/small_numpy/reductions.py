"""Many numbers to one, or in another order."""

import math

from .arrays import as_axes, as_axis, ndarray, places, size_of
from .creation import asarray
from .dtypes import BOOL, FLOAT64, INT64
from .dtypes import dtype as find_dtype
from .elementwise import add, divide, multiply, sqrt, subtract
from .missing import refuse_others
from .shapes import broadcast_to, take


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


def added(values):
    """Return the sum, in halves as NumPy adds: the last digits agree more often."""
    half = len(values) // 2
    return sum(values) if half < 8 else added(values[:half]) + added(values[half:])


def _mean(values):
    return added(values) / len(values) if values else math.nan


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
    return _reduced(a, lambda v: added(v) + initial, axis, keepdims, _whole(a, dtype))


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
        squares = added([(v - middle) * (v - middle) for v in values])
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
    elif weights.shape != a.shape:
        raise TypeError("Axis must be specified when shapes of a and weights differ.")
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
}
for _name, _function in METHODS.items():
    setattr(ndarray, _name, _function)
