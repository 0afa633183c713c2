"""Making arrays."""

import math

from .arrays import as_shape, ndarray, size_of
from .dtypes import BOOL, FLOAT64, INT64, as_python, dtype_of, promote
from .dtypes import dtype as find_dtype


def _nested(value):
    """Return the shape of nested sequences, their numbers in a list, and their dtypes."""
    if isinstance(value, ndarray):
        return value.shape, value.values(), {value.dtype}
    if not isinstance(value, (list, tuple, range)):
        return (), [value], {dtype_of(value)}
    parts = [_nested(part) for part in value]
    if not parts:
        return (0,), [], set()
    numbers, dtypes = [], set()
    for shape, found, kinds in parts:
        if shape != parts[0][0]:
            raise ValueError(
                "setting an array element with a sequence. "
                "The requested array has an inhomogeneous shape"
            )
        numbers += found
        dtypes |= kinds
    return (len(parts),) + tuple(parts[0][0]), numbers, dtypes


def array(value, dtype=None, copy=True):
    """Return an array of its own, from an array, a number or nested sequences."""
    shape, numbers, dtypes = _nested(value)
    if dtype is not None:
        dtype = find_dtype(dtype)
    else:
        found = list(dtypes)
        dtype = found[0] if found else FLOAT64
        for other in found[1:]:
            dtype = promote(dtype, other)
    if dtypes != {dtype}:
        plain = not isinstance(value, ndarray)
        numbers = [as_python(n, dtype) if plain else dtype.cast(n) for n in numbers]
    return ndarray(list(numbers), shape, dtype)


def result_type(*arrays):
    """Return the dtype of what arrays make together."""
    found = BOOL
    for a in arrays:
        found = promote(found, asarray(a).dtype)
    return found


def asarray(value, dtype=None):
    """Return `value` as an array, itself if it is one already."""
    if isinstance(value, ndarray) and (dtype is None or value.dtype == dtype):
        return value
    return array(value, dtype)


def full(shape, fill_value, dtype=None):
    """Return an array with the same number everywhere."""
    shape = as_shape(shape)
    if isinstance(fill_value, (ndarray, list, tuple)):
        made = full(shape, 0, dtype or asarray(fill_value).dtype)
        made[...] = fill_value
        return made
    dtype = dtype_of(fill_value) if dtype is None else find_dtype(dtype)
    return ndarray([dtype.cast(fill_value)] * size_of(shape), shape, dtype)


def zeros(shape, dtype=float):
    return full(shape, 0, dtype)


def ones(shape, dtype=float):
    return full(shape, 1, dtype)


def empty(shape, dtype=float):
    return full(shape, 0, dtype)


def full_like(a, fill_value, dtype=None, shape=None):
    a = asarray(a)
    return full(a.shape if shape is None else shape, fill_value, dtype or a.dtype)


def zeros_like(a, dtype=None, shape=None):
    return full_like(a, 0, dtype, shape)


def ones_like(a, dtype=None, shape=None):
    return full_like(a, 1, dtype, shape)


def empty_like(a, dtype=None, shape=None):
    return full_like(a, 0, dtype, shape)


def arange(start, stop=None, step=1, dtype=None):
    """Return numbers from `start` to below `stop`."""
    if stop is None:
        start, stop = 0, start
    if dtype is None:
        whole = all([isinstance(number, int) for number in (start, stop, step)])
        dtype = INT64 if whole else FLOAT64
    count = max(0, math.ceil((stop - start) / step))
    return array([start + i * step for i in range(count)], dtype)


def linspace(start, stop, num=50, endpoint=True):
    """Return numbers at equal distances from `start` to `stop`."""
    gaps = max(1, num - 1 if endpoint else num)
    step = (stop - start) / gaps
    numbers = [start + i * step for i in range(num)]
    if endpoint and num > 1:
        numbers[-1] = stop
    return array(numbers, FLOAT64)


def eye(N, M=None, k=0, dtype=float):
    """Return ones on a diagonal."""
    columns = N if M is None else M
    rows = [[column - row == k for column in range(columns)] for row in range(N)]
    return array(rows, BOOL).reshape(N, columns).astype(dtype)


def identity(n, dtype=float):
    return eye(n, dtype=dtype)


def tri(N, M=None, k=0, dtype=float):
    """Return ones on a diagonal and below it."""
    columns = N if M is None else M
    rows = [[column - row <= k for column in range(columns)] for row in range(N)]
    return array(rows, BOOL).reshape(N, columns).astype(dtype)


def diag(v, k=0):
    """Return a matrix with this diagonal, or the diagonal of a matrix."""
    v = asarray(v)
    if v.ndim == 1:
        size = len(v) + abs(k)
        made = zeros((size, size), v.dtype)
        for i, value in enumerate(v.values()):
            made[i + max(0, -k), i + max(0, k)] = value
        return made
    if v.ndim != 2:
        raise ValueError("Input must be 1- or 2-d.")
    H, W = v.shape
    pairs = [(row, row + k) for row in range(H) if 0 <= row + k < W]
    return array([v[pair] for pair in pairs], v.dtype)


def meshgrid(*axes, indexing="xy"):
    """Return the coordinates of a grid, an array for each axis."""
    axes = [asarray(axis).reshape(-1) for axis in axes]
    n = len(axes)
    order = list(range(n))
    if indexing == "xy" and n > 1:
        order[:2] = [1, 0]
    shape = [axes[i].size for i in order]
    grids = []
    for i, axis in enumerate(axes):
        lengths = [1] * n
        lengths[order.index(i)] = axis.size
        grids.append(full(shape, 0, axis.dtype))
        grids[-1][...] = axis.reshape(lengths)
    return tuple(grids)


def indices(dimensions, dtype=int):
    """Return for each axis the index of each entry."""
    grids = meshgrid(*[arange(length) for length in as_shape(dimensions)], indexing="ij")
    return array(list(grids), dtype)
