"""What an array's entries are, and what comes out where two kinds meet."""

import struct

from .missing import NotHere


class DType:
    """The type of an array's entries.

    Entries are kept as Python's own numbers; `cast` makes them fit.
    """

    def __init__(self, name, rank, itemsize, python, cast):
        self.name, self.rank, self.itemsize = name, rank, itemsize
        self.kind = name[0]
        self.python, self.cast = python, cast

    def __repr__(self):
        return "dtype('%s')" % self.name

    def __str__(self):
        return self.name

    def __eq__(self, other):
        return self is KNOWN.get(_key(other))

    def __ne__(self, other):
        return self is not KNOWN.get(_key(other))

    def __hash__(self):
        return hash(self.name)

    def type(self, value):
        return self.cast(value)


def _packed(form, value):
    try:
        return struct.unpack(form, struct.pack(form, value))[0]
    except OverflowError:
        return float("inf") if value > 0 else -float("inf")


def single(value):
    """Return a number as a float of 32 bits holds it."""
    return _packed("f", value)


def half(value):
    """Return a number as a float of 16 bits holds it."""
    return _packed("e", value)


def _wrap(value):
    return (int(value) + 2**31) % 2**32 - 2**31


BOOL = DType("bool", 0, 1, bool, bool)
UINT8 = DType("uint8", 1, 1, int, lambda value: int(value) % 256)
INT8 = DType("int8", 1, 1, int, lambda value: (int(value) + 128) % 256 - 128)
INT32 = DType("int32", 2, 4, int, _wrap)
INT64 = DType("int64", 3, 8, int, int)
FLOAT16 = DType("float16", 4, 2, float, half)
FLOAT32 = DType("float32", 5, 4, float, single)
FLOAT64 = DType("float64", 6, 8, float, float)

KNOWN = {d.name: d for d in (BOOL, UINT8, INT8, INT32, INT64, FLOAT16, FLOAT32, FLOAT64)}
KNOWN.update({bool: BOOL, int: INT64, float: FLOAT64, "int": INT64, "float": FLOAT64})
KNOWN.update({"f2": FLOAT16, "f4": FLOAT32, "f8": FLOAT64})
KNOWN.update({"i1": INT8, "i4": INT32, "i8": INT64, "u1": UINT8})


class float16:  # noqa: N801
    """A number as a float of 16 bits holds it."""

    def __new__(cls, value=0.0):
        return half(value)


class float32:  # noqa: N801
    """A number as a float of 32 bits holds it."""

    def __new__(cls, value=0.0):
        return single(value)


class int32:  # noqa: N801
    """A whole number of 32 bits."""

    def __new__(cls, value=0):
        return _wrap(value)


class uint8:  # noqa: N801
    """A whole number from 0 to 255."""

    def __new__(cls, value=0):
        return as_python(value, UINT8)


KNOWN.update({float16: FLOAT16, float32: FLOAT32, int32: INT32, uint8: UINT8})


def _key(dtype):
    return dtype.name if isinstance(dtype, DType) else dtype


def dtype(value):
    """Return the `DType` that a name, a type or a dtype stands for."""
    try:
        return KNOWN[_key(value)]
    except (KeyError, TypeError):
        raise NotHere("the dtype `%s`" % (getattr(value, "__name__", value),)) from None


def dtype_of(value):
    """Return the dtype of one of Python's numbers."""
    if isinstance(value, bool):
        return BOOL
    if isinstance(value, int):
        return INT64
    if isinstance(value, float):
        return FLOAT64
    raise NotHere("an array that holds a `%s`" % type(value).__name__)


def promote(first, second):
    """Return the dtype of what two arrays make together."""
    larger, smaller = (first, second) if first.rank >= second.rank else (second, first)
    # 32 bits of a float do not hold every whole number of 32.
    if larger in (FLOAT16, FLOAT32) and smaller in (INT32, INT64):
        return FLOAT64
    return larger


def promote_number(array_dtype, number):
    """Return the dtype of an array and one of Python's numbers: only its kind counts."""
    own = dtype_of(number)
    rank = {"b": 0, "u": 1, "i": 1, "f": 2}
    if rank[array_dtype.kind] >= rank[own.kind]:
        as_python(number, array_dtype)
        return array_dtype
    return own


def as_python(number, target):
    """Return one of Python's numbers as `target` holds it; NumPy refuses what does not fit."""
    if target in (UINT8, INT8) and isinstance(number, int) and target.cast(number) != number:
        raise OverflowError("Python integer %d out of bounds for %s" % (number, target.name))
    return target.cast(number)
