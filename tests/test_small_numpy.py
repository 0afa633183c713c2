"""The small NumPy of the page, held to the real one function by function."""

import inspect
import re

import numpy as np
import pytest
import small_numpy
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy_expressions import (
    CALLS,
    ERRORS,
    INDEXES,
    METHODS,
    WRITES,
    arrays,
    assert_same,
    evaluated,
    expressions,
    small_array,
)
from small_numpy.missing import OF_ARRAYS, NotHere


@pytest.mark.parametrize(
    "expression", expressions(CALLS) + expressions(INDEXES) + expressions(METHODS)
)
@given(st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_it_gives_what_numpy_gives(expression, seed):
    values = arrays(seed)
    small = {name: small_array(value) for name, value in values.items()}
    real = evaluated(expression, np, values)
    assert_same(evaluated(expression, small_numpy, small), real, expression)
    for name, value in values.items():  # nothing was written into
        assert_same(small[name], value, f"{name} after {expression}")


@pytest.mark.parametrize("expression", expressions(ERRORS))
def test_it_raises_what_numpy_raises(expression):
    values = arrays(0)
    small = {name: small_array(value) for name, value in values.items()}
    found, real = evaluated(expression, small_numpy, small), evaluated(expression, np, values)
    assert isinstance(real, Exception), f"{expression} gives {real!r}"
    assert_same(found, real, expression)


@pytest.mark.parametrize(
    "expression",
    ["c + array([1.0, 2.0])", "c[3]", "c[1, 2, 3]", "c @ c", "bool(c)", "array([[1, 2], [3]])"],
)
def test_its_errors_have_numpys_words(expression):
    values = arrays(0)
    small = {name: small_array(value) for name, value in values.items()}
    real = str(evaluated(expression, np, values))
    assert str(evaluated(expression, small_numpy, small)) in real


@pytest.mark.parametrize("statement", [s.strip() for s in re.split(r"\||\n", WRITES) if s.strip()])
@given(st.integers(0, 2**32))
@settings(max_examples=5, deadline=None)
def test_it_writes_where_numpy_writes(statement, seed):
    values = arrays(seed)
    small = {name: small_array(value) for name, value in values.items()}
    for module, names in ((np, values), (small_numpy, small)):
        functions = {name: getattr(module, name) for name in ("add", "flip", "swapaxes")}
        functions |= {"fill_diagonal": module.fill_diagonal, "broadcast_to": module.broadcast_to}
        if module is np and "broadcast_to" in statement:
            continue  # NumPy's is read-only; nothing else is
        exec(statement, functions, names)
    if "broadcast_to" in statement:
        return
    for name, value in values.items():
        assert_same(small[name], value, f"{name} after {statement}")


def test_every_function_is_held_to_numpy():
    tried = set(re.findall(r"\w+", CALLS + METHODS + ERRORS + WRITES))
    public = {
        name
        for name, value in vars(small_numpy).items()
        if not name.startswith("_") and (callable(value)) and not inspect.ismodule(value)
    }
    ours = {"AxisError", "NotHere", "slice_of", "errstate", "generic", "integer", "floating"}
    types = {"ndarray", "double", "intp"}
    assert public - tried - ours - types == set()


def test_every_method_is_held_to_numpy_or_said_to_be_missing():
    real = {name for name in dir(np.ndarray) if not name.startswith("_")} - {"dtype", "shape"}
    tried = set(re.findall(r"\.(\w+)", METHODS + WRITES)) | {"max", "min", "sum"}
    here = {name for name in dir(small_numpy.ndarray) if not name.startswith("_")}
    assert real - here - OF_ARRAYS == set()
    assert (here & real) - tried - {"flat"} == set()
    assert OF_ARRAYS & here == set()


@pytest.mark.parametrize(
    "expression",
    ["c.view()", "max(c, where=m)", "linalg.svd(c)", "random.default_rng()", "zeros(2, 'complex')"],
)
def test_what_it_lacks_is_nobodys_mistake(expression):
    small = {name: small_array(value) for name, value in arrays(0).items()}
    with pytest.raises(NotHere):
        evaluated(expression, small_numpy, small)


def test_what_numpy_does_not_have_it_does_not_have_either():
    with pytest.raises(AttributeError, match="has no attribute 'avarage'"):
        small_numpy.avarage  # noqa: B018
    with pytest.raises(AttributeError, match="has no attribute 'summ'"):
        small_numpy.zeros(3).summ  # noqa: B018
