"""Products of matrices, and windows."""

from .arrays import as_axes, as_shape, ndarray, places, size_of
from .creation import array, asarray, zeros
from .dtypes import promote
from .elementwise import absolute, multiply, sqrt
from .missing import NotHere
from .ordering import ndindex
from .reductions import added, max_of, sum_of
from .shapes import broadcast_shapes, broadcast_to, swapaxes


def matmul(x1, x2):
    """Return the product of matrices, one for each entry of the axes before the last two."""
    a, b = asarray(x1), asarray(x2)
    if not a.ndim or not b.ndim:
        raise ValueError("matmul: Input operand does not have enough dimensions")
    left = a if a.ndim > 1 else a.reshape(1, -1)
    right = b if b.ndim > 1 else b.reshape(-1, 1)
    if left.shape[-1] != right.shape[-2]:
        raise ValueError(
            "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc "
            "signature (n?,k),(k,m?)->(n?,m?) (size %d is different from %d)"
            % (right.shape[-2], left.shape[-1])
        )
    lead = broadcast_shapes(left.shape[:-2], right.shape[:-2])
    left = broadcast_to(left, lead + left.shape[-2:])
    right = swapaxes(broadcast_to(right, lead + right.shape[-2:]), -1, -2)
    (H, K), W = left.shape[-2:], right.shape[-2]
    dtype, values = promote(a.dtype, b.dtype), []
    for index in ndindex(lead):
        rows, columns = _lines(left[index], K), _lines(right[index], K)
        for row in rows:
            for column in columns:
                values.append(dtype.cast(added([p * q for p, q in zip(row, column)])))
    shape = lead + ((H,) if a.ndim > 1 else ()) + ((W,) if b.ndim > 1 else ())
    return ndarray(values, shape, dtype) if shape else values[0]


def _lines(matrix, length):
    values = matrix.values()
    return [values[i * length : (i + 1) * length] for i in range(matrix.shape[0])]


def tensordot(a, b, axes=2):
    """Return the sum of products over pairs of axes."""
    a, b = asarray(a), asarray(b)
    if isinstance(axes, int):
        axes = (list(range(a.ndim - axes, a.ndim)), list(range(axes)))
    first, second = as_axes(axes[0], a.ndim), as_axes(axes[1], b.ndim)
    if [a.shape[i] for i in first] != [b.shape[i] for i in second]:
        raise ValueError("shape-mismatch for sum")
    rest = [i for i in range(a.ndim) if i not in first]
    others = [i for i in range(b.ndim) if i not in second]
    inner = size_of([a.shape[i] for i in first])
    left = a.transpose(rest + first).reshape(-1, inner)
    right = b.transpose(second + others).reshape(inner, -1)
    shape = [a.shape[i] for i in rest] + [b.shape[i] for i in others]
    made = matmul(left, right)
    return made.reshape(shape) if shape else made.item()


def dot(a, b):
    a, b = asarray(a), asarray(b)
    if not a.ndim or not b.ndim:
        return multiply(a, b)
    return matmul(a, b) if b.ndim < 3 else tensordot(a, b, ([-1], [-2]))


def vdot(a, b):
    return dot(asarray(a).reshape(-1), asarray(b).reshape(-1))


def inner(a, b):
    a, b = asarray(a), asarray(b)
    return tensordot(a, b, ([-1], [-1])) if a.ndim and b.ndim else multiply(a, b)


def outer(a, b):
    return multiply(asarray(a).reshape(-1, 1), asarray(b).reshape(1, -1))


def kron(a, b):
    """Return `b` once for each entry of `a`, that many times as large."""
    a, b = asarray(a), asarray(b)
    ndim = max(a.ndim, b.ndim)
    first = (1,) * (ndim - a.ndim) + a.shape
    second = (1,) * (ndim - b.ndim) + b.shape
    pairs = [(n, 1) for n in first], [(1, n) for n in second]
    x, y = [part.reshape(sum(shape, ())) for part, shape in zip((a, b), pairs)]
    return multiply(x, y).reshape([n * m for n, m in zip(first, second)])


def _letters(subscripts, operands):
    """Return the letters of each operand and of the outcome, and their sizes."""
    inputs, arrow, output = subscripts.replace(" ", "").partition("->")
    if "." in subscripts:
        raise NotHere("`np.einsum` with `...`")
    inputs = inputs.split(",")
    if not arrow:
        every = "".join(inputs)
        output = "".join([c for c in sorted(set(every)) if every.count(c) == 1])
    sizes = {}
    for letters, operand in zip(inputs, operands):
        if len(letters) != operand.ndim:
            raise ValueError(
                "einstein sum subscripts string contains too %s subscripts for operand"
                % ("many" if len(letters) > operand.ndim else "few")
            )
        for letter, length in zip(letters, operand.shape):
            if sizes.get(letter, length) != length:
                raise ValueError("operands could not be broadcast together with remapped shapes")
            sizes[letter] = length
    return inputs, output, sizes


def einsum(subscripts, *operands, **others):
    """Return sums of products, as the letters say."""
    operands = [asarray(operand) for operand in operands]
    inputs, output, sizes = _letters(subscripts, operands)
    summed = [letter for letter in sizes if letter not in output]
    dtype = operands[0].dtype
    outer_places, inner_places = [], []
    for letters, operand in zip(inputs, operands):
        dtype = promote(dtype, operand.dtype)
        steps = dict([(letter, 0) for letter in sizes])
        for letter, step in zip(letters, operand.steps):
            steps[letter] += step
        lengths = [[sizes[c] for c in part] for part in (output, summed)]
        outer_places.append(places(lengths[0], [steps[c] for c in output], operand.start))
        inner_places.append(places(lengths[1], [steps[c] for c in summed]))
    datas, values = [operand.data for operand in operands], []
    for starts in zip(*outer_places):
        terms = []
        for offsets in zip(*inner_places):
            term = 1
            for data, start, offset in zip(datas, starts, offsets):
                term *= data[start + offset]
            terms.append(term)
        values.append(dtype.cast(added(terms)))
    shape = [sizes[c] for c in output]
    return ndarray(values, shape, dtype) if shape else values[0]


def trace(a):
    a = asarray(a)
    return sum_of(array([a[i, i] for i in range(min(a.shape[:2]))], a.dtype))


def tril(m, k=0):
    return _triangle(m, lambda row, column: column - row <= k)


def triu(m, k=0):
    return _triangle(m, lambda row, column: column - row >= k)


def _triangle(m, keeps):
    m = asarray(m)
    made = zeros(m.shape, m.dtype)
    for index in ndindex(m.shape):
        if keeps(index[-2], index[-1]):
            made[index] = m[index]
    return made


def fill_diagonal(a, val):
    for i in range(min(a.shape)):
        a[(i,) * a.ndim] = val


def norm(x, ord=None, axis=None, keepdims=False):
    """Return the length of a vector, or of each along an axis."""
    x = asarray(x)
    if axis is None and ord not in (None, "fro") and x.ndim != 1:
        raise NotHere("`np.linalg.norm` of a matrix with `ord=`")
    if ord in (None, 2, "fro"):
        return sqrt(sum_of(multiply(x, x), axis, keepdims=keepdims))
    if ord == 1:
        return sum_of(absolute(x), axis, keepdims=keepdims)
    if ord == float("inf"):
        return max_of(absolute(x), axis, keepdims)
    raise NotHere("`np.linalg.norm` with `ord=%r`" % (ord,))


def sliding_window_view(x, window_shape, axis=None, writeable=False):
    """Return a view of all windows: their places first, then what is in them."""
    x, window = asarray(x), as_shape(window_shape)
    axes = as_axes(axis, x.ndim)
    if len(axes) != len(window):
        raise ValueError(
            "Must provide matching length window_shape and axis; got %d window_shape elements "
            "and %d axes elements." % (len(window), len(axes))
        )
    shape = list(x.shape)
    for i, length in zip(axes, window):
        shape[i] -= length - 1
        if shape[i] < 1:
            raise ValueError("window shape cannot be larger than input array shape")
    steps = x.steps + tuple([x.steps[i] for i in axes])
    return ndarray(x.data, tuple(shape) + window, x.dtype, steps, x.start)


ndarray.__matmul__ = matmul
ndarray.__rmatmul__ = lambda self, other: matmul(other, self)
ndarray.dot = dot
