"""What Python has and MicroPython lacks, as far as an exercise may need it."""

import builtins
import collections
import functools
import itertools
import math
import sys

import fuller_math
import numpy


class Module:
    """A module whose names can be added to."""

    def __init__(self, module, *functions, **names):
        for name in dir(module):
            if not name.startswith("__"):
                setattr(self, name, getattr(module, name))
        for function in functions:
            setattr(self, function.__name__, function)
        for name, value in names.items():
            setattr(self, name, value)


def product(*iterables, repeat=1):
    found = [()]
    for pool in [list(iterable) for iterable in iterables] * repeat:
        found = [chosen + (value,) for chosen in found for value in pool]
    return iter(found)


def permutations(iterable, r=None):
    pool = list(iterable)
    r = len(pool) if r is None else r
    indices = product(range(len(pool)), repeat=r)
    return iter([tuple([pool[i] for i in chosen]) for chosen in indices if len(set(chosen)) == r])


def combinations(iterable, r):
    pool = list(iterable)
    indices = product(range(len(pool)), repeat=r)
    return iter(
        [
            tuple([pool[i] for i in chosen])
            for chosen in indices
            if sorted(set(chosen)) == list(chosen)
        ]
    )


def pairwise(iterable):
    values = list(iterable)
    return zip(values, values[1:])


def takewhile(predicate, iterable):
    for value in iterable:
        if not predicate(value):
            return
        yield value


def dropwhile(predicate, iterable):
    dropping = True
    for value in iterable:
        dropping = dropping and predicate(value)
        if not dropping:
            yield value


def zip_longest(*iterables, fillvalue=None):
    lists = [list(iterable) for iterable in iterables]
    for i in range(max([len(values) for values in lists], default=0)):
        yield tuple([values[i] if i < len(values) else fillvalue for values in lists])


def groupby(iterable, key=None):
    group, before = [], None
    for value in iterable:
        now = value if key is None else key(value)
        if group and now != before:
            yield before, iter(group)
            group = []
        group.append(value)
        before = now
    if group:
        yield before, iter(group)


def stable_sorted(iterable, key=None, reverse=False):
    """Sort so that equal values keep their order, as Python does and MicroPython does not."""
    values = list(iterable)
    sign = -1 if reverse else 1
    keyed = [(v if key is None else key(v), sign * i) for i, v in enumerate(values)]
    return [values[abs(i)] for _, i in sorted(keyed, reverse=reverse)]


class Counter(collections.OrderedDict):
    """How often each value occurs."""

    def __init__(self, iterable=()):
        super().__init__()
        for value in iterable:
            self[value] = self.get(value, 0) + 1

    def most_common(self, n=None):
        found = stable_sorted(self.items(), key=lambda item: -item[1])
        return found if n is None else found[:n]


def cache(function):
    known = {}

    def remembered(*arguments):
        if arguments not in known:
            known[arguments] = function(*arguments)
        return known[arguments]

    return remembered


def strict_zip(*iterables, strict=False):
    if strict:
        iterables = [list(iterable) for iterable in iterables]
        if len(set([len(values) for values in iterables])) > 1:
            raise ValueError("zip() arguments have different lengths")
    return zip(*iterables)


class Slice:
    """`slice`, which MicroPython can write but not call."""

    def __new__(cls, start, stop=..., step=None):
        if stop is ...:
            start, stop = None, start
        return numpy.slice_of(start, stop, step)


class ModuleNotFoundError(ImportError):
    """What `import` raises; MicroPython's has no name."""

    name = ""


class RecursionError(RuntimeError):
    """MicroPython raises a plain RuntimeError."""


def fill():
    """Put all this where Python has it."""
    sys.modules["math"] = Module(
        math,
        *fuller_math.ADDED,
        log1p=numpy.log1p,
        expm1=numpy.expm1,
        exp2=numpy.exp2,
        sinh=numpy.sinh,
        cosh=numpy.cosh,
        factorial=fuller_math.perm,
    )
    sys.modules["itertools"] = Module(
        itertools,
        product,
        permutations,
        combinations,
        pairwise,
        takewhile,
        dropwhile,
        zip_longest,
        groupby,
    )
    sys.modules["collections"] = Module(collections, Counter)
    sys.modules["functools"] = Module(functools, cache, lru_cache=lambda maxsize=None: cache)
    for name in ("lib.stride_tricks", "lib", "linalg"):
        part = numpy
        for step in name.split("."):
            part = getattr(part, step)
        sys.modules["numpy." + name] = part
    builtins.ModuleNotFoundError = ModuleNotFoundError
    builtins.RecursionError = RecursionError
    builtins.slice = Slice
