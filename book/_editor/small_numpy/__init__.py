"""A small NumPy in plain Python, for MicroPython in a browser.

Enough of it for the exercises, with views, broadcasting and NumPy's own dtypes and errors. What
it lacks raises `NotHere`, which is nobody's mistake. ``tests/test_small_numpy.py`` holds every
function to the real one.
"""

import math

from . import operators
from .arrays import AxisError, ndarray
from .creation import (
    arange,
    array,
    asarray,
    diag,
    empty,
    empty_like,
    eye,
    full,
    full_like,
    identity,
    indices,
    linspace,
    meshgrid,
    ones,
    ones_like,
    result_type,
    tri,
    zeros,
    zeros_like,
)
from .dtypes import dtype, float16, float32, int32, uint8
from .elementwise import abs_of as abs
from .elementwise import (
    absolute,
    add,
    allclose,
    arctan,
    arctan2,
    array_equal,
    bitwise_and,
    bitwise_or,
    bitwise_xor,
    ceil,
    clip,
    cos,
    cosh,
    divide,
    equal,
    exp,
    exp2,
    expm1,
    floor,
    floor_divide,
    greater,
    greater_equal,
    hypot,
    invert,
    isclose,
    isfinite,
    isinf,
    isnan,
    less,
    less_equal,
    log,
    log1p,
    log2,
    log10,
    logical_and,
    logical_not,
    logical_or,
    logical_xor,
    maximum,
    minimum,
    mod,
    multiply,
    negative,
    not_equal,
    positive,
    power,
    reciprocal,
    remainder,
    rint,
    sign,
    sin,
    sinh,
    sqrt,
    square,
    subtract,
    tan,
    tanh,
    true_divide,
    trunc,
    where,
)
from .elementwise import round_to as round
from .indexing import ix_, nonzero
from .joining import (
    append,
    column_stack,
    concatenate,
    flip,
    fliplr,
    flipud,
    hstack,
    pad,
    repeat,
    roll,
    rot90,
    split,
    stack,
    tile,
    vstack,
)
from .missing import OF_NUMPY, NotHere
from .ordering import (
    apply_along_axis,
    argsort,
    argwhere,
    bincount,
    flatnonzero,
    histogram,
    isin,
    ndenumerate,
    ndindex,
    searchsorted,
    sort,
    unique,
    unravel_index,
)
from .printing import array2string, array_repr
from .products import (
    dot,
    einsum,
    fill_diagonal,
    inner,
    kron,
    matmul,
    outer,
    sliding_window_view,
    tensordot,
    trace,
    tril,
    triu,
    vdot,
)
from .products import norm as _norm
from .reductions import all_of as all
from .reductions import any_of as any
from .reductions import (
    argmax,
    argmin,
    average,
    count_nonzero,
    cumprod,
    cumsum,
    diff,
    mean,
    median,
    percentile,
    prod,
    ptp,
    quantile,
    std,
    var,
)
from .reductions import max_of as max
from .reductions import min_of as min
from .reductions import sum_of as sum
from .shapes import (
    atleast_1d,
    atleast_2d,
    broadcast_shapes,
    broadcast_to,
    expand_dims,
    moveaxis,
    ravel,
    reshape,
    squeeze,
    swapaxes,
    take,
    transpose,
)

inf, nan, pi, e, newaxis = math.inf, math.nan, math.pi, math.e, None
bool_, int64, float64, intp, double = bool, int, float, int, float
around, amax, amin, copy = round, max, min, array
ndarray.nonzero = nonzero


def slice_of(start, stop, step):
    """Return a slice."""
    return _Key()[start:stop:step]


class _Key:
    def __getitem__(self, key):
        return key


class generic:  # noqa: N801
    """NumPy's scalars: here they are Python's own numbers, so nothing is one."""


class integer(generic):  # noqa: N801
    """As `generic`."""


class floating(generic):  # noqa: N801
    """As `generic`."""


class _Names:
    """A module within the module."""

    def __init__(self, name, **names):
        self.name = name
        for key, value in names.items():
            setattr(self, key, value)

    def __getattr__(self, name):
        raise NotHere("`np.%s.%s`" % (self.name, name))


class errstate:  # noqa: N801
    """Nothing warns here, so there is nothing to silence."""

    def __init__(self, **settings):
        pass

    def __enter__(self):
        return self

    def __exit__(self, *error):
        return False


linalg = _Names("linalg", norm=_norm)
lib = _Names(
    "lib", stride_tricks=_Names("lib.stride_tricks", sliding_window_view=sliding_window_view)
)
random = _Names("random")
testing = _Names("testing")


def __getattr__(name):
    if name in OF_NUMPY:
        raise NotHere("`np.%s`" % name)
    raise AttributeError("module 'numpy' has no attribute '%s'" % name)
