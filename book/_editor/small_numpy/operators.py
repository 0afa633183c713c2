"""The operators of arrays."""

from .arrays import ndarray
from .creation import asarray, full
from .elementwise import (
    absolute,
    add,
    bitwise_and,
    bitwise_or,
    bitwise_xor,
    divide,
    equal,
    floor_divide,
    greater,
    greater_equal,
    invert,
    less,
    less_equal,
    multiply,
    negative,
    not_equal,
    positive,
    power,
    remainder,
    subtract,
)
from .missing import NotHere

OPERATORS = {
    "add": add,
    "sub": subtract,
    "mul": multiply,
    "truediv": divide,
    "floordiv": floor_divide,
    "mod": remainder,
    "pow": power,
    "and": bitwise_and,
    "or": bitwise_or,
    "xor": bitwise_xor,
}
COMPARISONS = {
    "lt": less,
    "le": less_equal,
    "gt": greater,
    "ge": greater_equal,
    "eq": equal,
    "ne": not_equal,
}


def _comparable(other):
    return isinstance(other, (ndarray, int, float, list, tuple))


# Functions, since only they become methods.
def _operator(ufunc):
    def operate(self, other):
        return ufunc(self, other)

    return operate


def _of_itself(ufunc):
    def operate(self):
        return ufunc(self)

    return operate


def _swapped(ufunc):
    return lambda self, other: ufunc(other, self)


def _comparison(ufunc):
    def compare(self, other):
        if not _comparable(other):
            if ufunc in (equal, not_equal):
                return full(self.shape, ufunc is not_equal)
            raise NotHere("a comparison of an array and a `%s`" % type(other).__name__)
        return ufunc(self, other)

    return compare


def _in_place(ufunc):
    def write(self, other):
        made = asarray(ufunc(self, other))
        if made.dtype.kind == "f" and self.dtype.kind != "f":
            raise TypeError(
                "Cannot cast ufunc '%s' output from dtype('%s') to dtype('%s') "
                "with casting rule 'same_kind'" % (ufunc.name, made.dtype, self.dtype)
            )
        if made.shape != self.shape:
            raise ValueError(
                "non-broadcastable output operand with shape %s doesn't match the broadcast "
                "shape %s" % (str(self.shape).replace(" ", ""), str(made.shape).replace(" ", ""))
            )
        self[...] = made
        return self

    return write


for _name, _ufunc in OPERATORS.items():
    setattr(ndarray, "__%s__" % _name, _operator(_ufunc))
    setattr(ndarray, "__r%s__" % _name, _swapped(_ufunc))
    setattr(ndarray, "__i%s__" % _name, _in_place(_ufunc))
for _name, _ufunc in COMPARISONS.items():
    setattr(ndarray, "__%s__" % _name, _comparison(_ufunc))
for _name, _ufunc in {"neg": negative, "pos": positive, "abs": absolute, "invert": invert}.items():
    setattr(ndarray, "__%s__" % _name, _of_itself(_ufunc))
