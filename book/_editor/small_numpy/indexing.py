"""Reading and writing parts of an array: by numbers, slices, masks and lists of places."""

from .arrays import EVERYTHING, SLICE, as_int, ndarray, places, size_of, steps_of
from .creation import asarray
from .dtypes import INT64, as_python
from .shapes import broadcast_shapes, broadcast_to


def _is_list(key):
    return isinstance(key, list) or (isinstance(key, ndarray) and key.ndim > 0)


def _expanded(key, shape):
    """Return one key for each axis, and a None for each new one."""
    keys, ndim = [], len(shape)
    for part in key if isinstance(key, tuple) else (key,):
        if isinstance(part, list) and not part:
            keys.append(ndarray([], (0,), INT64))
        elif not isinstance(part, (list, ndarray)):
            keys.append(part)
        else:
            listed = asarray(part)
            if listed.dtype.kind == "f":
                raise IndexError("arrays used as indices must be of integer (or boolean) type")
            if listed.dtype.kind == "b":
                if not any([known is ... for known in keys]):
                    axis = len([1 for known in keys if known is not None])
                    _refuse_mask(listed.shape, shape, axis)
                keys += nonzero(listed)
            else:
                keys.append(listed)
    given = len([1 for part in keys if part is not None and part is not ...])
    if given > ndim:
        raise IndexError(
            "too many indices for array: array is %d-dimensional, but %d were indexed"
            % (ndim, given)
        )
    rest = [EVERYTHING] * (ndim - given)
    for i, part in enumerate(keys):
        if part is ...:
            return keys[:i] + rest + keys[i + 1 :]
    return keys + rest


def _refuse_mask(mask, shape, first):
    """Raise NumPy's error where a mask has other sizes than the axes that it chooses from."""
    for axis, (size, own) in enumerate(zip(shape[first:], mask), first):
        if own != size:
            raise IndexError(
                "boolean index did not match indexed array along axis %d; size of axis is %d but "
                "size of corresponding boolean axis is %d" % (axis, size, own)
            )


def _place(index, axis, length):
    index = as_int(index)
    if not -length <= index < length:
        raise IndexError(
            "index %d is out of bounds for axis %d with size %d" % (index, axis, length)
        )
    return index % length


def _number(index):
    if isinstance(index, (int, ndarray)) and not isinstance(index, bool):
        return index
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or "
        "boolean arrays are valid indices"
    )


def _view(self, keys):
    """Return the view of an index that holds numbers, slices and None only."""
    start, shape, steps, axis = self.start, [], [], 0
    for key in keys:
        if key is None:
            shape.append(1)
            steps.append(0)
            continue
        length, step = self.shape[axis], self.steps[axis]
        if isinstance(key, SLICE):
            along = range(*key.indices(length))
            if along:
                start += along[0] * step
            shape.append(len(along))
            steps.append(step * (1 if key.step is None else key.step))
        else:
            start += _place(_number(key), axis, length) * step
        axis += 1
    return ndarray(self.data, shape, self.dtype, steps, start)


def _picked(self, keys):
    """Return the places and the shape of an index that holds arrays."""
    axes, axis = [], 0
    for key in keys:
        axes.append(axis)
        axis += key is not None
    listed = [i for i, key in enumerate(keys) if key is not None and not isinstance(key, SLICE)]
    arrays = [asarray(_number(keys[i])) for i in listed]
    shape = broadcast_shapes(*[part.shape for part in arrays])
    spots = [0] * size_of(shape)
    for i, part in zip(listed, arrays):
        length, step = self.shape[axes[i]], self.steps[axes[i]]
        for n, index in enumerate(broadcast_to(part, shape).values()):
            spots[n] += _place(index, axes[i], length) * step
    # Where lists stand side by side their axes take that place, else they come first.
    together = listed[-1] - listed[0] == len(listed) - 1
    before, lead, after, tail = [self.start], [], [0], []
    for i, key in enumerate(keys):
        if i in listed:
            continue
        along = range(1) if key is None else range(*key.indices(self.shape[axes[i]]))
        step = 0 if key is None else self.steps[axes[i]]
        if together and i < listed[0]:
            before = [place + j * step for place in before for j in along]
            lead.append(len(along))
        else:
            after = [place + j * step for place in after for j in along]
            tail.append(len(along))
    found = [b + spot + a for b in before for spot in spots for a in after]
    return found, tuple(lead) + tuple(shape) + tuple(tail)


def _getitem(self, key):
    if isinstance(key, int) and self.ndim == 1:  # the most frequent one
        return self.data[self.start + _place(key, 0, self.shape[0]) * self.steps[0]]
    keys = _expanded(key, self.shape)
    if any([_is_list(part) for part in keys]):
        found, shape = _picked(self, keys)
        return ndarray([self.data[place] for place in found], shape, self.dtype)
    view = _view(self, keys)
    dots = key is ... or (isinstance(key, tuple) and any([part is ... for part in key]))
    return view if view.shape or dots else view.item()


def _setitem(self, key, value):
    keys = _expanded(key, self.shape)
    if any([_is_list(part) for part in keys]):
        found, shape = _picked(self, keys)
    else:
        view = _view(self, keys)
        found, shape = places(view.shape, view.steps, view.start), view.shape
    data, cast = self.data, self.dtype.cast
    if isinstance(value, (int, float)):
        value = as_python(value, self.dtype)
        for place in found:
            data[place] = value
        return
    value = asarray(value)
    while value.ndim > len(shape) and value.shape[0] == 1:
        value = value.reshape(value.shape[1:])
    for place, entry in zip(found, broadcast_to(value, shape).values()):
        data[place] = cast(entry)


ndarray.__getitem__ = _getitem
ndarray.__setitem__ = _setitem


def ix_(*args):
    """Return lists of places so shaped that they pick every pair."""
    made = []
    for i, places_ in enumerate(args):
        line = asarray(places_)
        line = line.nonzero()[0] if line.dtype.kind == "b" else line
        made.append(line.reshape([-1 if i == j else 1 for j in range(len(args))]))
    return tuple(made)


def nonzero(a):
    """Return where the entries are not 0, an array for each axis."""
    a = asarray(a)
    steps = steps_of(a.shape)
    flat = [i for i, value in enumerate(a.values()) if value]
    return tuple(
        [
            ndarray([i // step % length for i in flat], (len(flat),), INT64)
            for length, step in zip(a.shape, steps)
        ]
    )
