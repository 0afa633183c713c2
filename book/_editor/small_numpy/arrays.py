"""The array: a list of numbers, and how its axes step through it.

A view shares the list with the array that it was taken from, as in NumPy: who writes into the one
writes into the other.
"""

from .dtypes import FLOAT64, dtype
from .missing import OF_ARRAYS, NotHere


class _Slices:
    def __getitem__(self, key):
        return key


# MicroPython cannot call `slice`, but it writes one.
EVERYTHING = _Slices()[:]
SLICE = type(EVERYTHING)


def size_of(shape):
    """Return how many entries an array of this shape has."""
    size = 1
    for length in shape:
        size *= length
    return size


def steps_of(shape):
    """Return how far apart in the list neighbours along each axis are, row after row."""
    steps, step = [], 1
    for length in reversed(shape):
        steps.append(step)
        step *= length
    return tuple(reversed(steps))


def places(shape, steps, start=0):
    """Return where in the list the entries of an array are, row after row."""
    found = [start]
    for length, step in zip(shape, steps):
        if length != 1:
            found = [place + i * step for place in found for i in range(length)]
    return found


def as_int(value):
    """Return a whole number, where NumPy takes one."""
    if isinstance(value, ndarray):
        if value.size != 1 or value.dtype.kind not in "iu":
            raise TypeError("only integer scalar arrays can be converted to a scalar index")
        return value.item()
    if isinstance(value, int):
        return int(value)
    name = type(value).__name__
    raise TypeError("'%s' object cannot be interpreted as an integer" % name)


def as_shape(shape):
    """Return a shape as a tuple, from a number or a sequence."""
    if isinstance(shape, ndarray):
        shape = shape.tolist()
    lengths = shape if isinstance(shape, (tuple, list)) else (shape,)
    return tuple([as_int(length) for length in lengths])


def as_axis(axis, ndim):
    """Return an axis counted from the first."""
    axis = as_int(axis)
    if not -ndim <= axis < ndim:
        raise AxisError("axis %d is out of bounds for array of dimension %d" % (axis, ndim))
    return axis % ndim


def as_axes(axis, ndim):
    """Return one axis, several, or all (None) as a list."""
    return list(range(ndim)) if axis is None else [as_axis(a, ndim) for a in as_shape(axis)]


class AxisError(ValueError):
    """An axis that the array does not have."""


class ndarray:  # noqa: N801
    """An array.

    Parameters
    ----------
    data : list
        Numbers, shared by all views.
    shape : tuple of int
        Entries along each axis.
    dtype : DType
        What the numbers are.
    steps : tuple of int, optional
        How far apart in `data` neighbours along each axis are.
    start : int, default=0
        Where in `data` the first entry is.
    """

    def __init__(self, data, shape, dtype=FLOAT64, steps=None, start=0):
        self.data, self.shape, self.dtype, self.start = data, tuple(shape), dtype, start
        self.steps = steps_of(self.shape) if steps is None else tuple(steps)

    @property
    def ndim(self):
        return len(self.shape)

    @property
    def size(self):
        return size_of(self.shape)

    @property
    def itemsize(self):
        return self.dtype.itemsize

    @property
    def nbytes(self):
        return self.size * self.dtype.itemsize

    @property
    def strides(self):
        return tuple([step * self.dtype.itemsize for step in self.steps])

    @property
    def flat(self):
        return iter(self.values())

    @property
    def T(self):  # noqa: N802
        return self.transpose()

    def values(self):
        """Return the entries as a list, row after row."""
        if self.steps == steps_of(self.shape):
            return self.data[self.start : self.start + self.size]
        return [self.data[place] for place in places(self.shape, self.steps, self.start)]

    def __len__(self):
        if not self.shape:
            raise TypeError("len() of unsized object")
        return self.shape[0]

    def __iter__(self):
        if not self.shape:
            raise TypeError("iteration over a 0-d array")
        return iter([self[i] for i in range(self.shape[0])])

    def __bool__(self):
        if self.size != 1:
            raise ValueError(
                "The truth value of an array with more than one element is ambiguous. "
                "Use a.any() or a.all()"
            )
        return bool(self.item())

    # No __float__: MicroPython would call it in `0.5 * array`.
    def __int__(self):
        if self.size != 1:  # MicroPython asks for one in `[1, 2] * array`, too
            raise NotHere("`int` of an array, or a list times an array:")
        return int(self.item())

    def __contains__(self, value):
        return bool((self == value).any())

    def __hash__(self):
        raise TypeError("unhashable type: 'numpy.ndarray'")

    def __getattr__(self, name):
        if name in OF_ARRAYS:
            raise NotHere("`.%s` of an array" % name)
        raise AttributeError("'numpy.ndarray' object has no attribute '%s'" % name)

    def item(self, *place):
        """Return an entry as one of Python's numbers."""
        if place:
            place = place[0] if isinstance(place[0], tuple) else place
            return self[place] if len(place) == self.ndim else self.values()[place[0]]
        if self.size != 1:
            raise ValueError("can only convert an array of size 1 to a Python scalar")
        return self.data[self.start]

    def tolist(self):
        """Return the entries as nested lists."""
        if not self.shape:
            return self.item()
        if self.ndim == 1:
            return self.values()
        return [row.tolist() for row in self]

    def copy(self, order="C"):
        """Return an array of its own with the same entries."""
        return ndarray(self.values(), self.shape, self.dtype)

    def astype(self, target, copy=True):
        """Return the entries as another dtype."""
        target = dtype(target)
        values = self.values()
        if target is not self.dtype:
            values = [target.cast(value) for value in values]
        return ndarray(values, self.shape, target)

    def fill(self, value):
        """Write one number into all entries."""
        self[...] = value

    def transpose(self, *axes):
        """Return a view with the axes in another order, reversed if none is given."""
        if len(axes) == 1 and (axes[0] is None or isinstance(axes[0], (tuple, list))):
            axes = axes[0]
        order = (
            [as_axis(a, self.ndim) for a in axes] if axes else list(range(self.ndim - 1, -1, -1))
        )
        if sorted(order) != list(range(self.ndim)):
            raise ValueError("axes don't match array")
        shape = [self.shape[axis] for axis in order]
        steps = [self.steps[axis] for axis in order]
        return ndarray(self.data, shape, self.dtype, steps, self.start)

    def reshape(self, *shape, order="C"):
        """Return the same entries in another shape: a view where that is possible."""
        shape = list(as_shape(shape[0] if len(shape) == 1 else shape))
        if order not in ("C", "A"):
            raise NotHere("`reshape` with `order=`")
        if shape.count(-1) == 1:
            rest = -size_of(shape)
            shape[shape.index(-1)] = self.size // rest if rest and not self.size % rest else -1
        if size_of(shape) != self.size or -1 in shape:
            text = "(%s)" % ",".join([str(length) for length in shape])
            raise ValueError("cannot reshape array of size %d into shape %s" % (self.size, text))
        if self.steps == steps_of(self.shape):
            return ndarray(self.data, shape, self.dtype, None, self.start)
        return ndarray(self.values(), shape, self.dtype)
