"""How arrays are written, as NumPy writes them."""

from .arrays import ndarray
from .creation import asarray

WIDTH = 75  # characters of a line, with its bracket


def _digits(value, precision, cast=float):
    """Return a float as written before and after its point."""
    shortest = "%.*f" % (precision, value)
    if precision > 4:  # not more digits than tell it from its neighbours
        for digits in range(precision + 1):
            text = "%.*f" % (digits, value)
            if cast(float(text)) == cast(float(shortest)):
                shortest = text
                break
    whole, _, rest = shortest.partition(".")
    return whole, rest.rstrip("0")


def _exponent(value, precision):
    """Return a float as written with an exponent: before the point, after it, and that."""
    mantissa, exponent = ("%.*e" % (precision, value)).split("e")
    whole, _, rest = mantissa.partition(".")
    sign, number = exponent[0], exponent[1:]
    return whole, rest.rstrip("0"), "e" + sign + ("0" + number)[-max(2, len(number)) :]


def _float_format(values, precision, suppress_small, cast):
    """Return a function that writes floats so that their points stand in one column."""
    finite = [v for v in values if v == v and abs(v) != float("inf")]
    sizes = [abs(v) for v in finite if v]
    large = bool(sizes) and max(sizes) >= 1e8
    small = bool(sizes) and (min(sizes) < 1e-4 or max(sizes) / min(sizes) > 1000)
    scientific = large or (small and not suppress_small)
    if scientific:
        parts = [_exponent(v, precision) for v in finite]
    else:
        parts = [_digits(v, precision, cast) + ("",) for v in finite]
    left = max([len(part[0]) for part in parts], default=0)
    right = max([len(part[1]) for part in parts], default=0)
    end = max([len(part[2]) for part in parts], default=0)
    others = max([len(_no_number(v)) for v in values if v not in finite], default=0)
    left = max(left, others - right - 1 - end)

    def write(value):
        if value not in finite:
            return _right(_no_number(value), left + 1 + right + end)
        if scientific:
            whole, rest, exponent = _exponent(value, precision)
            return _right(whole, left) + "." + _left(rest, right, "0") + exponent
        whole, rest = _digits(value, precision, cast)
        return _right(whole, left) + "." + _left(rest, right)

    return write


def _no_number(value):
    return "nan" if value != value else "inf" if value > 0 else "-inf"


def _right(text, width):
    return " " * (width - len(text)) + text


def _left(text, width, filled=" "):
    return text + filled * (width - len(text))


def _formatter(values, precision, suppress_small, cast):
    if values and isinstance(values[0], float):
        return _float_format(values, precision, suppress_small, cast)
    width = max([len(str(v)) for v in values], default=0)
    return lambda value: _right(str(value), width)


def _shown(a, edgeitems):
    """Return the values that are written where the middle is left out."""
    values = [a]
    for _ in range(a.ndim):
        rows = []
        for part in values:
            n = len(part)
            rows += [part[i] for i in range(n) if i < edgeitems or i >= n - edgeitems]
        values = rows
    return values


def array2string(a, precision=8, suppress_small=False, separator=" ", threshold=1000,
                 edgeitems=3, prefix="", max_line_width=WIDTH):  # fmt: skip
    """Return an array as text, its columns aligned."""
    a = asarray(a)
    cut = a.size > threshold
    values = _shown(a, edgeitems) if cut else a.values()
    write = _formatter(values, precision, suppress_small, a.dtype.cast)
    if not a.ndim:
        return write(values[0])
    if not a.size:
        return "[]"
    return _rows(a, write, cut and edgeitems, separator, " " * (len(prefix) + 1), max_line_width)


def _rows(a, write, edgeitems, separator, indent, width):
    n = len(a)
    entries = list(range(n))
    if edgeitems and n > 2 * edgeitems:
        entries[edgeitems:-edgeitems] = [None]
    if a.ndim > 1:
        gap = separator.rstrip() + "\n" * (a.ndim - 1) + indent
        rows = [
            "..."
            if i is None
            else _rows(a[i], write, edgeitems, separator, indent + " ", width - 1)
            for i in entries
        ]
        return "[" + gap.join(rows) + "]"
    lines, line = [], indent
    words = ["..." if i is None else write(a[i]) for i in entries]
    for i, word in enumerate(words):
        if len(line) + len(word) >= width and len(line) > len(indent):
            lines.append(line.rstrip())
            line = indent
        line += word + (separator if i < len(words) - 1 else "")
    return "[" + "\n".join(lines + [line])[len(indent) :] + "]"


def array_repr(a):
    """Return an array as the call that makes it."""
    if not a.size and a.shape != (0,):
        return "array([], shape=%s, dtype=%s)" % (a.shape, a.dtype)
    text = array2string(a, separator=", ", prefix="array(", max_line_width=WIDTH - 1)
    plain = a.dtype.name in ("bool", "int64", "float64") and a.size
    if plain:
        return "array(%s)" % text
    ending = "dtype=%s)" % a.dtype
    last = len(("array(%s," % text).split("\n")[-1])
    return "array(%s,%s%s" % (text, " " if last + len(ending) < WIDTH else "\n      ", ending)


ndarray.__repr__ = array_repr
ndarray.__str__ = array2string
