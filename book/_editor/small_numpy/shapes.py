"""Other shapes of the same numbers: views where NumPy gives views."""

from .arrays import as_axes, as_axis, as_int, as_shape, ndarray, places
from .creation import asarray


def _compact(shape):
    return "(%s%s)" % (",".join([str(n) for n in shape]), "," if len(shape) == 1 else "")


def broadcast_shapes(*shapes):
    """Return the shape that arrays of these shapes have together."""
    if len(shapes) == 1 or all([shape == shapes[0] for shape in shapes]):
        return shapes[0]
    ndim = max([len(shape) for shape in shapes])
    made = [1] * ndim
    for shape in shapes:
        for axis, length in enumerate(shape, ndim - len(shape)):
            if made[axis] == 1:
                made[axis] = length
            elif length not in (1, made[axis]):
                raise ValueError(
                    "operands could not be broadcast together with shapes "
                    + " ".join([_compact(shape) for shape in shapes])
                    + " "
                )
    return tuple(made)


def broadcast_to(array, shape):
    """Return a view in which axes of one entry repeat it."""
    array, shape = asarray(array), as_shape(shape)
    if array.shape == shape:
        return array
    lead = len(shape) - array.ndim
    fits = lead >= 0 and all([n in (1, m) for n, m in zip(array.shape, shape[lead:])])
    if not fits:
        raise ValueError(
            "could not broadcast input array from shape %s into shape %s"
            % (_compact(array.shape), _compact(shape))
        )
    steps = [step if n == m else 0 for n, m, step in zip(array.shape, shape[lead:], array.steps)]
    return ndarray(array.data, shape, array.dtype, [0] * lead + steps, array.start)


def reshape(a, shape=None, order="C"):
    return asarray(a).reshape(shape, order=order)


def ravel(a, order="C"):
    return asarray(a).reshape(-1, order=order)


def transpose(a, axes=None):
    return asarray(a).transpose(axes)


def swapaxes(a, axis1, axis2):
    a = asarray(a)
    order = list(range(a.ndim))
    axis1, axis2 = as_axis(axis1, a.ndim), as_axis(axis2, a.ndim)
    order[axis1], order[axis2] = axis2, axis1
    return a.transpose(order)


def moveaxis(a, source, destination):
    """Return a view with some axes in other places, and the rest in order."""
    a = asarray(a)
    source, destination = as_axes(source, a.ndim), as_axes(destination, a.ndim)
    order = [axis for axis in range(a.ndim) if axis not in source]
    for target, axis in sorted(zip(destination, source)):
        order.insert(target, axis)
    return a.transpose(order)


def squeeze(a, axis=None):
    """Return a view without axes of one entry."""
    a = asarray(a)
    dropped = as_axes(axis, a.ndim)
    if axis is None:
        dropped = [i for i in dropped if a.shape[i] == 1]
    if any([a.shape[i] != 1 for i in dropped]):
        raise ValueError("cannot select an axis to squeeze out which has size not equal to one")
    kept = [i for i in range(a.ndim) if i not in dropped]
    shape, steps = [a.shape[i] for i in kept], [a.steps[i] for i in kept]
    return ndarray(a.data, shape, a.dtype, steps, a.start)


def expand_dims(a, axis):
    """Return a view with new axes of one entry."""
    a = asarray(a)
    shape, steps = list(a.shape), list(a.steps)
    for i in sorted(as_axes(axis, a.ndim + len(as_shape(axis)))):
        shape.insert(i, 1)
        steps.insert(i, 0)
    return ndarray(a.data, shape, a.dtype, steps, a.start)


def atleast_1d(a):
    a = asarray(a)
    return a if a.ndim else a.reshape(1)


def atleast_2d(a):
    a = asarray(a)
    return a if a.ndim > 1 else a.reshape(1, -1)


def take(a, indices, axis=None):
    """Return the entries at these places along an axis."""
    a = asarray(a)
    if axis is None:
        a, axis = a.reshape(-1), 0
    axis, indices = as_axis(axis, a.ndim), asarray(indices)
    length, step = a.shape[axis], a.steps[axis]
    along = []
    for index in indices.values():
        if not -length <= as_int(index) < length:
            text = "index %d is out of bounds for axis %d with size %d" % (index, axis, length)
            raise IndexError(text)
        along.append(index % length * step)
    before = places(a.shape[:axis], a.steps[:axis], a.start)
    after = places(a.shape[axis + 1 :], a.steps[axis + 1 :])
    values = [a.data[b + i + c] for b in before for i in along for c in after]
    shape = a.shape[:axis] + indices.shape + a.shape[axis + 1 :]
    return ndarray(values, shape, a.dtype) if shape else values[0]


ndarray.swapaxes = swapaxes
ndarray.squeeze = squeeze
ndarray.take = take
ndarray.ravel = ravel
ndarray.flatten = lambda self, order="C": self.copy().reshape(-1, order=order)
