"""What goes into a sandbox and comes back, as JSON: plain values and arrays, and never a pickle.

Who wrote the answer may have written what comes back, too: `decode` takes nothing but what
`encode` makes, and runs nothing.
"""

import base64
import math

import numpy as np

ARRAY_BYTES = 1_000_000  # a larger array is named, not sent; right ones are below a tenth of it
ENTRIES = 20_000  # of lists in lists, all together
TEXT = 10_000  # characters of a text
DIGITS = 10**300  # a whole number below this is sent
DEEPEST = 20  # lists in lists
NUMBERS = "biufc"  # kinds of arrays that are sent


class Unknown:
    """Stands for a value that is not sent: it equals nothing, and is told by its type's name."""

    def __repr__(self):
        return f"a value of type {type(self).__name__}, which does not leave the sandbox"


def encode(value):
    """Return a value for `json.dumps`; of what cannot be sent, the type's name.

    Parameters
    ----------
    value : object
        Numbers, texts, arrays, tensors, and lists, tuples, sets and dicts of these; a `Network`
        goes as its lines.

    Returns
    -------
    object

    Examples
    --------
    >>> encode((2, [0.5, None]))
    {'tuple': [2, {'list': [0.5, None]}]}
    >>> encode(object())
    {'unknown': 'object'}
    """
    try:
        return _encode(value, [ENTRIES], 0)
    except Exception:  # the value is the reader's: its methods raise what they like
        return _unknown(value)


def _encode(value, left, depth):  # noqa: PLR0911, each kind of value in its turn
    left[0] -= 1
    if left[0] < 0 or depth > DEEPEST:
        raise OverflowError("too much to send")
    if value is None or isinstance(value, bool | float):
        return value if value is None or isinstance(value, bool) else float(value)
    if isinstance(value, int):
        return int(value) if abs(value) < DIGITS else _unknown(value)
    if isinstance(value, str):
        return str(value)[:TEXT]
    if value is ...:
        return {"dots": True}
    for kind, types in (("tuple", tuple), ("list", list | range), ("set", set | frozenset)):
        if isinstance(value, types):
            return {kind: [_encode(part, left, depth + 1) for part in value]}
    if isinstance(value, dict):
        pairs = value.items()
        return {"dict": [[_encode(each, left, depth + 1) for each in pair] for pair in pairs]}
    return _encode_object(value)


def _encode_object(value):
    if type(value).__module__ == "cnn_lessons.blueprints.graph":
        from cnn_lessons.blueprints.network_exercise import lines_of

        lines = lines_of(value)
        return {"list": lines} if isinstance(lines, list) else lines
    if not hasattr(value, "__array__") or isinstance(value, type):
        return _unknown(value)
    array = np.asarray(value)
    if array.dtype.kind not in NUMBERS or array.nbytes > ARRAY_BYTES:
        return _unknown(value)
    data = base64.b64encode(array.tobytes()).decode()
    return {"array": data, "dtype": array.dtype.str, "shape": list(array.shape)}


def _unknown(value):
    return {"unknown": type(value).__name__[:40]}


def decode(data):
    """Return the value that `encode` has made this of.

    Parameters
    ----------
    data : object
        From `json.loads`.

    Returns
    -------
    object
        What could not be sent is an `Unknown`, which equals nothing.

    Raises
    ------
    ValueError
        If it is nothing that `encode` makes.

    Examples
    --------
    >>> decode(encode((2, np.eye(2), {"rate": 0.1})))
    (2, array([[1., 0.],
           [0., 1.]]), {'rate': 0.1})
    """
    if data is None or isinstance(data, bool | int | float | str):
        return data
    kind = next(iter(data), None) if isinstance(data, dict) else None
    if kind not in READERS:
        raise ValueError(f"{str(data)[:40]!r} is nothing that a sandbox sends")
    try:
        return READERS[kind](data)
    except (TypeError, KeyError, AttributeError, OverflowError) as error:
        raise ValueError(f"a {kind} that cannot be read: {error}") from error


def _decode_array(data):
    dtype, shape = np.dtype(str(data["dtype"])), [int(size) for size in data["shape"]]
    if dtype.kind not in NUMBERS or min(shape, default=0) < 0 or len(shape) > DEEPEST:
        raise ValueError("an array that is none of numbers")
    if math.prod(shape) * dtype.itemsize > ARRAY_BYTES:
        raise ValueError("an array that is too large")
    array = np.frombuffer(base64.b64decode(data["array"]), dtype).reshape(shape).copy()
    return array if shape else array[()]


def _decode_unknown(data):
    name = "".join(letter for letter in str(data["unknown"])[:40] if letter.isidentifier())
    return type(name or "value", (Unknown,), {})()


READERS = {
    "dots": lambda data: ...,
    "tuple": lambda data: tuple(map(decode, data["tuple"])),
    "list": lambda data: list(map(decode, data["list"])),
    "set": lambda data: set(map(decode, data["set"])),
    "dict": lambda data: {decode(key): decode(part) for key, part in data["dict"]},
    "array": _decode_array,
    "unknown": _decode_unknown,
}
