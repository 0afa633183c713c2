"""Functions of each entry alone, as NumPy knows them."""

from .arrays import as_axis, ndarray, steps_of
from .creation import array, asarray
from .dtypes import BOOL, FLOAT64, promote, promote_number
from .missing import refuse_others
from .shapes import broadcast_shapes, broadcast_to, moveaxis


class Ufunc:
    """A function of numbers that takes arrays, too.

    Parameters
    ----------
    name : str
        As in NumPy.
    function : callable
        Of one or two numbers.
    result : DType or str, default=""
        Of the outcome: a dtype, ``"float"``, or that of the operands.
    """

    def __init__(self, name, function, result="", first=None):
        self.name, self.function, self.result, self.first = name, function, result, first
        self.__name__ = name

    def __repr__(self):
        return "<ufunc '%s'>" % self.name

    def dtype_for(self, operands, arrays):
        """Return the dtype of the outcome."""
        if isinstance(self.result, type(BOOL)):
            return self.result
        if len(operands) == 1:
            found = arrays[0].dtype
        else:
            (a, b), (x, y) = operands, arrays
            if isinstance(a, ndarray) and not isinstance(b, (ndarray, list, tuple)):
                found = promote_number(x.dtype, b)
            elif isinstance(b, ndarray) and not isinstance(a, (ndarray, list, tuple)):
                found = promote_number(y.dtype, a)
            else:
                found = promote(x.dtype, y.dtype)
        return FLOAT64 if self.result == "float" and found.kind != "f" else found

    def __call__(self, *operands, out=None, dtype=None, **others):
        refuse_others(others, self.name)
        arrays = [asarray(operand) for operand in operands]
        shape = broadcast_shapes(*[a.shape for a in arrays])
        function, result = self.function, self.dtype_for(operands, arrays)
        if len(arrays) == 1:
            values = [function(v) for v in arrays[0].values()]
        elif not arrays[1].shape:
            right = arrays[1].item()
            values = [function(v, right) for v in arrays[0].values()]
        else:
            x, y = [broadcast_to(a, shape).values() for a in arrays]
            values = [function(v, w) for v, w in zip(x, y)]
        cast = result.cast
        made = ndarray([cast(v) for v in values], shape, result)
        made = made if dtype is None else made.astype(dtype)
        if out is not None:
            out = out[0] if isinstance(out, tuple) else out
            out[...] = made
            return out
        return made if shape else made.item()

    def at(self, a, indices, b):
        """Change the entries at `indices` in place, once for each time that they are named."""
        where = array(list(range(a.size))).reshape(a.shape)[indices]
        where = asarray(where)
        steps = steps_of(a.shape)
        for place, value in zip(where.values(), broadcast_to(asarray(b), where.shape).values()):
            index = tuple([place // step % n for step, n in zip(steps, a.shape)])
            a[index] = self.function(a[index], value)

    def outer(self, a, b):
        """Return the outcome for each pair."""
        a, b = asarray(a), asarray(b)
        return self(a.reshape(a.shape + (1,) * b.ndim), b)

    def reduce(self, a, axis=0, keepdims=False, **others):
        """Return the outcome along an axis."""
        refuse_others(others, self.name + ".reduce")
        last = self.accumulate(a, axis)[..., -1:] if axis is None else None
        a = asarray(a)
        if axis is None:
            return last.item()
        axis = as_axis(axis, a.ndim)
        rows = moveaxis(self.accumulate(a, axis), axis, 0)
        total = rows[-1]
        return total.reshape(a.shape[:axis] + (1,) + a.shape[axis + 1 :]) if keepdims else total

    def accumulate(self, a, axis=0):
        """Return the outcomes so far along an axis."""
        a = asarray(a)
        rows = moveaxis(a, as_axis(axis, a.ndim), 0) if axis is not None else a.reshape(-1)
        total, found = None, []
        for row in rows:
            total = row if total is None else self(total, row)
            found.append(total)
        made = array(found)
        return moveaxis(made, 0, as_axis(axis, a.ndim)) if axis is not None else made
