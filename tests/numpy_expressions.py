"""Expressions and statements that the small NumPy and the real one have to agree on."""

import re

import numpy as np
import small_numpy
from small_numpy.missing import NotHere

# In each: a (2, 3, 5) and b (3, 1) of floats with some NaN and infinities; c (3, 5) and v (5,) of
# finite floats, w (2, 3, 5) of them; i (3, 5) and k (5,) of whole numbers from 0 to 4; m (3, 5) of
# bools; x a number.
CALLS = """
abs(a) absolute(b) add(a, b) add(i, x) multiply(i, k) subtract(c, i) divide(i, k + 1) divide(c, 0)
true_divide(i, 2) floor_divide(i, k + 1) floor_divide(c, 1.5) mod(i, k + 1) remainder(c, 1.5)
power(i, 2) power(c, 2) power(2.0, i) maximum(a, b) minimum(a, 0) hypot(c, v) arctan2(c, v)
less(a, b) less_equal(a, b) greater(a, b) greater_equal(a, b) equal(i, k) not_equal(i, 2)
logical_and(m, i) logical_or(m, i) logical_xor(m, i) logical_not(i) bitwise_and(i, k)
bitwise_or(m, m[0]) bitwise_xor(i, 3) invert(m) invert(i) negative(a) positive(i) sign(a)
square(i) sqrt(a) exp(a) exp2(c) expm1(c / 1e6) log(a) log2(abs(c)) log10(abs(c)) log1p(c / 1e6)
sin(c) cos(c) tan(c) sinh(c) cosh(c) tanh(a) arctan(a) reciprocal(c) floor(a) ceil(c) trunc(c)
rint(c * 1.5) isnan(a) isinf(a) isfinite(a) round(c / 3, 2) around(c * 1.5) clip(a, -1, 1)
clip(i, 1, None) where(m, c, i) where(c > 0, 1, 0) where(m) isclose(a, b) isclose(c, c + 1e-9)
allclose(c, c) array_equal(i, i) add.reduce(c, axis=1) maximum.accumulate(c, axis=0)
add.outer(v, k) multiply.reduce(i, axis=0, keepdims=True) add.reduce(c, axis=None)

sum(a) sum(w, axis=0) sum(w, axis=(0, 2), keepdims=True) sum(m) sum(m, axis=1) sum(i, dtype=float)
prod(c, axis=1) prod(i) mean(w) mean(w, axis=(1, 2)) mean(i, axis=0, keepdims=True) max(a)
max(w, axis=1) max(i, axis=-1, initial=9) min(w, axis=(0, 1)) min(i) amax(c) amin(c, axis=0)
any(m) any(m, axis=0) all(m, axis=1) all(i > 9) argmax(c) argmax(w, axis=1) argmin(i)
argmin(w, axis=-1) var(w, axis=0) var(v, ddof=1) std(w) std(i, axis=1, keepdims=True) median(c)
median(w, axis=1) percentile(v, 30) quantile(c, 0.25, axis=0) ptp(c, axis=1) average(c)
average(c, axis=1, weights=k + 1) count_nonzero(m) count_nonzero(i, axis=0) cumsum(c)
cumsum(w, axis=1) cumsum(i, axis=0) cumprod(i, axis=1) diff(c) diff(w, axis=0) diff(i, n=2)

sort(c) sort(w, axis=0) sort(c, axis=None) argsort(v, kind="stable")
argsort(w, axis=1, kind="stable") unique(i) unique(i, return_counts=True)
unique(k, return_index=True) unique(k, return_inverse=True) bincount(k)
bincount(k, weights=v, minlength=9) histogram(c, bins=4) histogram(v, bins=[-4, 0, 1, 4])
histogram(c, bins=3, range=(-2, 2), density=True) searchsorted(sort(v), c[0])
searchsorted(sort(k), k, side="right") argwhere(m) flatnonzero(m) nonzero(i) isin(i, [1, 3])
list(ndindex(2, 3)) list(ndenumerate(i)) unravel_index(7, (3, 5)) unravel_index(k, (2, 3))
apply_along_axis(sum, 0, c) apply_along_axis(diff, 1, c) list(ndindex((2,)))

array(c) array(i, dtype=float) array([[1, 2.5], [True, 0]]) array([True, False]) array([])
array(3) array([v, v]) asarray(c) asarray(i, float) zeros((2, 3)) zeros(4, dtype=int)
ones((2,), bool) empty(0) full((2, 2), 7) full((2, 3), [1, 2, 3]) zeros_like(i) ones_like(c)
full_like(i, 2) empty_like(m) * 0 arange(5) arange(2, 9, 3) arange(0, 1, 0.25) arange(5, 0, -2)
linspace(0, 1, 7) linspace(2, 3, 4, endpoint=False) eye(3) eye(2, 4, k=1) eye(3, dtype=int)
identity(2) tri(3, 4, -1) diag(v) diag(c) diag(v, -1) diag(c, 2) meshgrid(v, c[:, 0])
meshgrid(k, v, indexing="ij") indices((2, 3)) copy(c) result_type(i, c)

reshape(w, (5, 6)) reshape(w, -1) ravel(c.T) transpose(w) transpose(w, (1, 2, 0))
swapaxes(w, 0, 2) moveaxis(w, 0, -1) moveaxis(w, (0, 1), (2, 0)) squeeze(w[:1])
squeeze(w[:, :1], axis=1) expand_dims(c, 1) expand_dims(c, (0, 3)) atleast_1d(x) atleast_2d(v)
broadcast_to(b, (2, 3, 5)) broadcast_shapes((3, 1), (2, 1, 5)) take(c, [2, 0], axis=0) take(c, k)
concatenate([c, i], axis=1) concatenate([c, i], axis=None) concatenate([v, k])
stack([c, i], axis=-1) vstack([v, c]) hstack([v, k]) hstack([c, i]) column_stack([v, k])
append(v, 3.0) split(c, [1, 3], axis=1) split(w, 2) repeat(c, 2) repeat(c, [1, 0, 2], axis=0)
tile(c, 2) tile(v, (2, 3)) flip(w) flip(w, 1) flipud(c) fliplr(c) rot90(c) rot90(c, 2)
rot90(w, 3, axes=(1, 2)) roll(c, 2) roll(c, -1, axis=1) roll(w, (1, 2), axis=(0, 2)) pad(c, 1)
pad(i, ((1, 0), (0, 2)), constant_values=9) pad(v, 2, mode="edge")
pad(c, ((0, 1), (2, 1)), mode="reflect") pad(c, 2, mode="symmetric") pad(v, 3, mode="wrap")
ix_([0, 2], m[0])

matmul(c, c.T) matmul(w, c.T) matmul(v, v) matmul(c, v) matmul(i, i.T) dot(c, v) dot(v, 2)
dot(w, c.T) vdot(c, c) inner(c, c) inner(v, v) outer(v, k) tensordot(w, w, axes=([0, 1], [0, 1]))
tensordot(w, c.T, axes=1) tensordot(c, c) einsum("ij,kj->ik", c, c) einsum("nhw->wh", w)
einsum("ij->", c) einsum("ii->i", c[:, :3]) einsum("nhw,hw->n", w, c) einsum("ij,j", i, k)
kron(c, i[:2, :2]) kron(v, k) trace(c) tril(c) triu(c, 1) linalg.norm(c) linalg.norm(c, axis=1)
linalg.norm(v, 1) linalg.norm(c, axis=0, keepdims=True)
lib.stride_tricks.sliding_window_view(c, (2, 3))
lib.stride_tricks.sliding_window_view(w, 2, axis=1) float32(0.1) float64(3) int32(7.9) uint8(200)
(i.astype("int8") + 100) (u.astype("int8") - 100) array([127, -128], "i1")
int64(2.5) bool_(2) float16(0.1) dtype("float32").itemsize
"""
INDEXES = """
a[1] a[-1, 2] a[:, 1:] a[..., 0] a[None] a[:, None, ::2] a[::-1, :, -2::-1] c[1, 3] c[m] c[[2, 0]]
w[[0, 1], [2, 0]] w[:, [0, 2], 1] w[0, :, [1, 1]] w[:, i[:2, :1] % 3] v[k] v[v > 0]
c[c[:, 0] > 0, 1:3] c[i > 2, None] w[..., k] c[[True, False, True]] c[1][2] w[1, ..., 2] c[()]
c[2:2] c[-1:] c[:, [-1, 0]] c[[]]
"""
METHODS = """
c.sum() c.mean(axis=1) c.max(axis=0, keepdims=True) c.min() c.argmax(axis=1) c.argmin() c.any()
c.all(axis=0) c.std(axis=0) c.var() c.prod() c.cumsum(axis=1) c.argsort(axis=0, kind="stable") c.T
c.shape c.ndim c.size c.nbytes c.itemsize i.dtype.name c.astype(int) i.astype(float)
c.astype("float32") c.astype(bool) w.reshape(6, 5) w.reshape(2, -1) w.transpose(2, 0, 1)
w.swapaxes(1, 2) c.ravel() c.T.flatten() c.copy() c.tolist() v.item(2) c[:1, :1].item() c.round(1)
c.clip(0, 1) c.repeat(2, axis=1) c.nonzero() c[:1].squeeze() c.dot(v) c.take([0, 1]) list(c.flat)
len(w) -c +c abs(c) ~m c + v 1 - c c * 2 2 / (i + 1) i // 2 7 // (i + 1) i % 3 5 % (i + 1) c ** 2
2 ** i c @ c.T i & 3 m | m[0] m ^ m[1] 1 & i c < v 2 == i 2 != i x == c c == c c != v i == "x"
3 in i bool(c[0, 0] > 0) int(i[:1, :1].sum()) w.strides i.cumprod(axis=0) (1, 2, 3, 4, 5) * v
[1, 2, 3, 4, 5] + k u + 1 u - u[::-1] u / 2 u * 2.5 f * 2 f + u f + i f * c h * 2 h + f
h.astype(float) str(c) repr(c) str(w) repr(i) repr(m) str(c / 3) repr(f / 3) str(c * 1e9)
str(c / 1e5) repr(v) str(arange(2000)) repr(zeros((0, 3))) str(a)
array2string(c, precision=4, suppress_small=True, threshold=120, edgeitems=3)
array2string(linspace(0, 1, 300), precision=4, threshold=120) array_repr(k)
"""
ERRORS = """
c + array([1.0, 2.0]) c.reshape(4, 4) c.reshape(-1, 4) c[3] c[0, 5] c[1, 2, 3] c @ c matmul(c, 3)
concatenate([c, v]) bool(c) zeros(2.5) sum(c, axis=2) array([[1, 2], [3]]) stack([c, v])
broadcast_to(c, (2, 5)) squeeze(c, axis=0) max([]) c[[5]] c[0.5] len(array(3))
transpose(c, (0, 0)) split(c, 2) i.__iadd__(0.5) u + 300 array(300, "uint8") c.item() argmax([])
i.astype("int8") + 200
lib.stride_tricks.sliding_window_view(c, (4, 4)) unravel_index(15, (3, 5)) power(2, -1 * i - 1)
tensordot(c, w) take(c, 5, axis=1) c.__setitem__((0, 7), 1.0) c.__setitem__(0, [1, 2]) pad(c, -1)
c[c] identity(-1.5) einsum("ijk->i", c) average(c, weights=k)
"""
# What NumPy itself adds up in another order.
ROUNDED = 1e-12


def expressions(text):
    """Return the calls in a text: a blank outside all brackets ends one, but for operators."""
    found, depth = [""], 0
    for character in text:
        depth += (character in "([{") - (character in ")]}")
        if character.isspace() and not depth:
            found.append("")
        else:
            found[-1] += character
    joined = []
    for part in filter(None, found):
        if joined and (OPERATOR.fullmatch(part) or OPERATOR.fullmatch(joined[-1].split(" ")[-1])):
            joined[-1] += f" {part}"
        else:
            joined.append(part)
    return joined


OPERATOR = re.compile(r"[-+*/%@&|^<>=!]+|in")


def arrays(seed):
    """Return the arrays that the expressions name, of multiples of a quarter."""
    rng = np.random.default_rng(seed)

    def quarters(*shape):
        return rng.integers(-16, 17, shape) / 4

    a = quarters(2, 3, 5)
    a[rng.random(a.shape) < 0.1] = np.nan
    a[rng.random(a.shape) < 0.1] = np.inf
    return {
        "a": a,
        "b": quarters(3, 1),
        "c": quarters(3, 5),
        "v": quarters(5),
        "w": quarters(2, 3, 5),
        "i": rng.integers(0, 5, (3, 5)),
        "k": rng.integers(0, 5, 5),
        "m": rng.random((3, 5)) < 0.5,
        "u": rng.integers(0, 200, (3, 5)).astype(np.uint8),
        "f": quarters(3, 5).astype(np.float32),
        "h": quarters(3, 5).astype(np.float16),
        "x": float(rng.integers(1, 9)) / 2,
    }


def small_array(value):
    """Return an array of the small NumPy with the same entries."""
    if not isinstance(value, np.ndarray):
        return value
    dtype = small_numpy.dtype(str(value.dtype))
    return small_numpy.ndarray(value.ravel().tolist(), value.shape, dtype)


def evaluated(expression, module, values):
    """Return what an expression gives, or the error that it raises."""
    names = {name: getattr(module, name) for name in dir(module) if not name.startswith("_")}
    names |= {"list": list, "len": len, "bool": bool, "int": int, "float": float, "str": str}
    try:
        with np.errstate(all="ignore"):
            return eval(expression, names, values)
    except (NotHere, SyntaxError):
        raise
    except Exception as error:
        return error


def assert_same(small, real, what):
    """Compare shapes, dtypes and values; a number's kind is all that is left of its dtype."""
    if isinstance(real, Exception):
        assert isinstance(small, Exception), f"{what}: {small!r}, but NumPy raises {real!r}"
        kinds = [kind.__name__ for kind in type(real).__mro__]  # it has an AxisError of its own
        assert type(small).__name__ in kinds, f"{what}: {small!r}, but NumPy raises {real!r}"
    elif isinstance(small, Exception):
        raise AssertionError(f"{what}: {small!r}, but NumPy gives {real!r}")
    elif isinstance(real, tuple | list):
        assert len(small) == len(real), what
        for one, other in zip(small, real, strict=True):
            assert_same(one, other, what)
    elif isinstance(real, np.ndarray):
        assert isinstance(small, small_numpy.ndarray) or not real.ndim, f"{what}: {small!r}"
        if isinstance(small, small_numpy.ndarray):
            assert (small.shape, small.dtype.name) == (real.shape, real.dtype.name), what
        values = np.reshape(small_numpy.asarray(small).values(), real.shape)
        np.testing.assert_allclose(values.astype(real.dtype), real, ROUNDED, ROUNDED, err_msg=what)
    elif isinstance(real, float | np.floating):
        assert type(small) is float, f"{what}: {small!r}"
        # A number of 32 bits is a Python float here.
        tolerance = 1e-6 if isinstance(real, np.float32 | np.float16) else ROUNDED
        np.testing.assert_allclose(small, float(real), tolerance, ROUNDED, err_msg=what)
    elif isinstance(real, np.dtype):
        assert small.name == real.name, what
    else:
        assert small == real, f"{what}: {small!r}, but NumPy gives {real!r}"


# Separated by |.
WRITES = """
c[1] = v | c[:, 2] = 7 | c[m] = 0 | c[[0, 2], [1, 3]] = [5, 6] | c[...] = c[0] | c[1:, ::2] += 10
w[0] -= c | c *= 2 | c[m] += 1 | i[i > 2] = 2.9 | c.T[0] = 5 | w.reshape(6, 5)[1] = 3
c.ravel()[3] = 4 | c.flatten()[0] = 9 | w.transpose(2, 0, 1)[1] = 8 | c[::-1][0] = v
add.at(v, [1, 1, 3], 2) | c.sort(axis=0) | add.at(c, ([0, 0, 1], [2, 2, 4]), 1)
fill_diagonal(c, 9) | c.fill(3) | c /= 2 | c **= 2 | i //= 2 | i %= 3 | add(c, c, out=c)
flip(c, 1)[0, 0] = 77 | swapaxes(c, 0, 1)[2] = 6 | c[1:2] = [[1, 2, 3, 4, 5]] | m &= i > 1
c[0, 0] = 1e300 | u[0] = 7 | f[:] = 0.1 | broadcast_to(c[0], (5,))[0] = 3
c[0], c[1] = c[1].copy(), c[0].copy()
"""
