"""Arrays out of several, or of several copies; and with a margin."""

from .arrays import as_axes, as_axis, as_int, as_shape, ndarray
from .creation import asarray, full, zeros
from .dtypes import promote
from .missing import NotHere
from .shapes import atleast_1d, atleast_2d, broadcast_to, expand_dims, moveaxis, swapaxes, take


def concatenate(arrays, axis=0):
    """Return arrays one after the other along an axis."""
    parts = [asarray(part) for part in arrays]
    if not parts:
        raise ValueError("need at least one array to concatenate")
    if axis is None:
        parts, axis = [part.reshape(-1) for part in parts], 0
    if not parts[0].ndim:
        raise ValueError("zero-dimensional arrays cannot be concatenated")
    axis, dtype = as_axis(axis, parts[0].ndim), parts[0].dtype
    for part in parts:
        dtype = promote(dtype, part.dtype)
        others = [p.shape[:axis] + p.shape[axis + 1 :] for p in (part, parts[0])]
        if part.ndim != parts[0].ndim or others[0] != others[1]:
            raise ValueError(
                "all the input array dimensions except for the concatenation axis must match "
                "exactly"
            )
    # With that axis in front, the entries of the parts follow one another.
    values = []
    for part in parts:
        values += [dtype.cast(value) for value in moveaxis(part, axis, 0).values()]
    first = parts[0].shape
    shape = (sum([part.shape[axis] for part in parts]),) + first[:axis] + first[axis + 1 :]
    return moveaxis(ndarray(values, shape, dtype), 0, axis).copy()


def stack(arrays, axis=0):
    """Return arrays side by side along a new axis."""
    parts = [asarray(part) for part in arrays]
    if any([part.shape != parts[0].shape for part in parts]):
        raise ValueError("all input arrays must have the same shape")
    axis = as_axis(axis, parts[0].ndim + 1)
    return concatenate([expand_dims(part, axis) for part in parts], axis)


def vstack(arrays):
    return concatenate([atleast_2d(part) for part in arrays])


def hstack(arrays):
    parts = [atleast_1d(part) for part in arrays]
    return concatenate(parts, 0 if parts[0].ndim == 1 else 1)


def column_stack(arrays):
    parts = [asarray(part) for part in arrays]
    return concatenate([p.reshape(-1, 1) if p.ndim < 2 else p for p in parts], 1)


def append(arr, values, axis=None):
    return concatenate([asarray(arr), asarray(values)], axis)


def split(ary, indices_or_sections, axis=0):
    """Return equal parts of an array, or those between the given places."""
    ary = asarray(ary)
    axis = as_axis(axis, ary.ndim)
    length = ary.shape[axis]
    if isinstance(indices_or_sections, int):
        if length % indices_or_sections:
            raise ValueError("array split does not result in an equal division")
        each = length // indices_or_sections
        bounds = list(range(0, length + 1, each))
    else:
        bounds = [0] + [as_int(i) for i in indices_or_sections] + [length]
    return [take(ary, list(range(a, b)), axis) for a, b in zip(bounds, bounds[1:])]


def repeat(a, repeats, axis=None):
    """Return each entry several times."""
    a = asarray(a)
    if axis is None:
        a, axis = a.reshape(-1), 0
    length = a.shape[as_axis(axis, a.ndim)]
    counts = broadcast_to(repeats, (length,)).values()
    return take(a, [i for i, count in enumerate(counts) for _ in range(count)], axis)


def tile(A, reps):
    """Return an array several times along each axis."""
    A, reps = asarray(A), as_shape(reps)
    ndim = max(A.ndim, len(reps))
    A = A.reshape((1,) * (ndim - A.ndim) + A.shape)
    for axis, count in enumerate((1,) * (ndim - len(reps)) + reps):
        A = take(A, list(range(A.shape[axis])) * count, axis)
    return A


def flip(m, axis=None):
    """Return a view with the order along some axes reversed."""
    m = asarray(m)
    steps, start = list(m.steps), m.start
    for i in as_axes(axis, m.ndim):
        start += max(0, m.shape[i] - 1) * steps[i]
        steps[i] = -steps[i]
    return ndarray(m.data, m.shape, m.dtype, steps, start)


def flipud(m):
    return flip(m, 0)


def fliplr(m):
    return flip(m, 1)


def rot90(m, k=1, axes=(0, 1)):
    """Return a view turned by quarters, from the first axis towards the second."""
    k %= 4
    if k == 1:
        return swapaxes(flip(m, axes[1]), axes[0], axes[1])
    if k == 3:
        return flip(swapaxes(m, axes[0], axes[1]), axes[1])
    return flip(m, axes) if k else flip(m, ())


def roll(a, shift, axis=None):
    """Return the entries further on along an axis; what falls off comes in again."""
    a = asarray(a)
    if axis is None:
        return roll(a.reshape(-1), shift, 0).reshape(a.shape)
    axes = as_axes(axis, a.ndim)
    for i, by in zip(axes, broadcast_to(shift, (len(axes),)).values()):
        length = a.shape[i]
        a = take(a, [(place - by) % length for place in range(length)], i)
    return a


def _pad_widths(pad_width, ndim):
    if isinstance(pad_width, dict):
        raise NotHere("`np.pad` with a dict")
    return broadcast_to(pad_width, (ndim, 2)).tolist()


def _outside(mode, i, n):
    """Return which entry stands at place `i`, where `n` are."""
    if mode == "edge":
        return min(max(i, 0), n - 1)
    if mode == "wrap":
        return i % n
    if mode == "reflect":
        i %= max(1, 2 * n - 2)
        return i if i < n else 2 * n - 2 - i
    if mode == "symmetric":
        i %= 2 * n
        return i if i < n else 2 * n - 1 - i
    raise NotHere("`np.pad` with `mode=%r`" % (mode,))


def pad(array, pad_width, mode="constant", constant_values=0):
    """Return an array with a margin."""
    array = asarray(array)
    widths = _pad_widths(pad_width, array.ndim)
    if any([width < 0 for pair in widths for width in pair]):
        raise ValueError("index can't contain negative values")
    if mode == "constant":
        if not isinstance(constant_values, (int, float)):
            raise NotHere("`np.pad` with several `constant_values`")
        shape = [n + sum(pair) for n, pair in zip(array.shape, widths)]
        made = full(shape, constant_values, array.dtype) if array.ndim else zeros((), array.dtype)
        start = sum([pair[0] * step for pair, step in zip(widths, made.steps)])
        inner = ndarray(made.data, array.shape, made.dtype, made.steps, start)
        inner[...] = array
        return made
    for axis, (before, after) in enumerate(widths):
        n = array.shape[axis]
        array = take(array, [_outside(mode, i, n) for i in range(-before, n + after)], axis)
    return array


ndarray.repeat = repeat
