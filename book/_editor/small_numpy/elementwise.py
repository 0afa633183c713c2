"""What is done to each entry alone."""

import math

from .arrays import ndarray
from .creation import asarray
from .dtypes import BOOL
from .shapes import broadcast_shapes, broadcast_to
from .ufunc import Ufunc

INFINITE = (math.inf, -math.inf)


def _divide(a, b):
    if b != 0:
        return a / b
    if a == 0 or a != a:
        return math.nan
    return math.copysign(math.inf, a) * math.copysign(1, b)


def _floor_divide(a, b):
    if b != 0:
        return a // b
    return 0 if isinstance(a, int) and isinstance(b, int) else _divide(a, b)


def _remainder(a, b):
    if b != 0:
        return a if b == math.inf and a >= 0 else a % b
    return 0 if isinstance(a, int) and isinstance(b, int) else math.nan


def _power(a, b):
    if isinstance(a, int) and isinstance(b, int):
        if b < 0:
            raise ValueError("Integers to negative integer powers are not allowed.")
        return a**b
    if a == 0 and b < 0:
        return math.inf
    if a < 0 and b != int(b):
        return math.nan
    try:
        return a**b
    except OverflowError:
        return -math.inf if a < 0 and b % 2 else math.inf


def _exp(v):
    try:
        return math.exp(v)
    except (OverflowError, ValueError):  # MicroPython raises the second
        return math.inf


def _log(v):
    return math.log(v) if v > 0 else -math.inf if v == 0 else math.nan if v == v else v


def _log1p(v):
    if abs(v) > 1e-4:
        return _log(1 + v)
    return v - v * v / 2 + v * v * v / 3


def _expm1(v):
    if abs(v) > 1e-4:
        return _exp(v) - 1
    return v + v * v / 2 + v * v * v / 6


def _tanh(v):
    return math.tanh(v) if -20 < v < 20 or v != v else math.copysign(1.0, v)


def _whole(function):
    """Return a rounding that leaves what is no number as it is."""
    return lambda v: v if v != v or v in INFINITE else function(v)


def _sign(v):
    return v if v != v else (v > 0) - (v < 0)


def _rounded(v, decimals=0):
    """Return the nearest number with so many decimals, the even one of two."""
    scaled = v * 10**decimals
    if scaled != scaled or scaled in INFINITE:
        return v
    low = math.floor(scaled)
    rest = scaled - low
    whole = low + (1 if rest > 0.5 or (rest == 0.5 and low % 2) else 0)
    return math.copysign(whole / 10**decimals, v) if isinstance(v, float) else whole // 10**decimals


def _logic(function):
    return lambda a, b: function(bool(a), bool(b))


add = Ufunc("add", lambda a, b: a + b)
subtract = Ufunc("subtract", lambda a, b: a - b)
multiply = Ufunc("multiply", lambda a, b: a * b)
divide = true_divide = Ufunc("divide", _divide, "float")
floor_divide = Ufunc("floor_divide", _floor_divide)
remainder = mod = Ufunc("remainder", _remainder)
power = Ufunc("power", _power)
maximum = Ufunc("maximum", lambda a, b: a if a != a or a >= b else b)
minimum = Ufunc("minimum", lambda a, b: a if a != a or a <= b else b)
arctan2 = Ufunc("arctan2", math.atan2, "float")
hypot = Ufunc("hypot", lambda a, b: math.sqrt(a * a + b * b), "float")
less = Ufunc("less", lambda a, b: a < b, BOOL)
less_equal = Ufunc("less_equal", lambda a, b: a <= b, BOOL)
greater = Ufunc("greater", lambda a, b: a > b, BOOL)
greater_equal = Ufunc("greater_equal", lambda a, b: a >= b, BOOL)
equal = Ufunc("equal", lambda a, b: a == b, BOOL)
not_equal = Ufunc("not_equal", lambda a, b: a != b, BOOL)
logical_and = Ufunc("logical_and", _logic(lambda a, b: a and b), BOOL)
logical_or = Ufunc("logical_or", _logic(lambda a, b: a or b), BOOL)
logical_xor = Ufunc("logical_xor", _logic(lambda a, b: a != b), BOOL)
bitwise_and = Ufunc("bitwise_and", lambda a, b: a & b)
bitwise_or = Ufunc("bitwise_or", lambda a, b: a | b)
bitwise_xor = Ufunc("bitwise_xor", lambda a, b: a ^ b)

absolute = abs_of = Ufunc("absolute", abs)
negative = Ufunc("negative", lambda v: -v)
positive = Ufunc("positive", lambda v: v)
sign = Ufunc("sign", _sign)
square = Ufunc("square", lambda v: v * v)
sqrt = Ufunc("sqrt", lambda v: math.sqrt(v) if v >= 0 else math.nan, "float")
exp = Ufunc("exp", _exp, "float")
exp2 = Ufunc("exp2", lambda v: _power(2.0, v), "float")
expm1 = Ufunc("expm1", _expm1, "float")
log = Ufunc("log", _log, "float")
log2 = Ufunc("log2", lambda v: math.log2(v) if v > 0 else _log(v), "float")
log10 = Ufunc("log10", lambda v: math.log10(v) if v > 0 else _log(v), "float")
log1p = Ufunc("log1p", _log1p, "float")
sin = Ufunc("sin", math.sin, "float")
cos = Ufunc("cos", math.cos, "float")
tan = Ufunc("tan", math.tan, "float")
arctan = Ufunc("arctan", math.atan, "float")
tanh = Ufunc("tanh", _tanh, "float")
cosh = Ufunc("cosh", lambda v: (_exp(v) + _exp(-v)) / 2, "float")
sinh = Ufunc("sinh", lambda v: (_exp(v) - _exp(-v)) / 2, "float")
reciprocal = Ufunc("reciprocal", lambda v: _divide(1.0, v), "float")
floor = Ufunc("floor", _whole(math.floor))
ceil = Ufunc("ceil", _whole(math.ceil))
trunc = Ufunc("trunc", _whole(math.trunc))
rint = Ufunc("rint", _rounded, "float")
logical_not = Ufunc("logical_not", lambda v: not v, BOOL)
isnan = Ufunc("isnan", lambda v: v != v, BOOL)
isinf = Ufunc("isinf", lambda v: v in INFINITE, BOOL)
isfinite = Ufunc("isfinite", lambda v: v == v and v not in INFINITE, BOOL)
invert = Ufunc("invert", lambda v: not v if isinstance(v, bool) else ~v)


def round_to(a, decimals=0):
    """Return the numbers rounded to so many decimals."""
    return Ufunc("round", lambda v: _rounded(v, decimals))(a)


def clip(a, a_min=None, a_max=None):
    """Return the numbers, none of them below `a_min` or above `a_max`."""
    a = a if a_min is None else maximum(a, a_min)
    return a if a_max is None else minimum(a, a_max)


def where(condition, x=None, y=None):
    """Return `x` where the condition holds, else `y`; or where it holds."""
    condition = asarray(condition)
    if x is None:
        return condition.nonzero()
    a, b = asarray(x), asarray(y)
    shape = broadcast_shapes(condition.shape, a.shape, b.shape)
    dtype = Ufunc("where", None).dtype_for((x, y), (a, b))
    chosen, a, b = [broadcast_to(part, shape).values() for part in (condition, a, b)]
    values = [dtype.cast(v if c else w) for c, v, w in zip(chosen, a, b)]
    made = ndarray(values, shape, dtype)
    return made if shape else made.item()


def isclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    """Return where the numbers differ by no more than ``atol + rtol * abs(b)``."""

    def close(x, y):
        if x == y or (equal_nan and x != x and y != y):
            return True
        return abs(y) != math.inf and abs(x - y) <= atol + rtol * abs(y)

    return Ufunc("isclose", close, BOOL)(a, b)


def allclose(a, b, rtol=1e-5, atol=1e-8, equal_nan=False):
    return all(asarray(isclose(a, b, rtol, atol, equal_nan)).values())


def array_equal(a1, a2):
    a1, a2 = asarray(a1), asarray(a2)
    return a1.shape == a2.shape and all(x == y for x, y in zip(a1.values(), a2.values()))


ndarray.round = round_to
ndarray.clip = clip
