"""book/_ext: Python's source for MicroPython, and what the page knows of an exercise."""

import doctest

import numpy as np
import page_cases
import page_python
import pytest
from page_cases import NotForThePageError, defined_names, encoded
from page_python import translated


@pytest.mark.parametrize("module", [page_cases, page_python], ids=lambda module: module.__name__)
def test_examples_run(module):
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize(
    ("source", "written_out"),
    [
        ("[*a, b]", "list(a) + [b]"),
        ("(*a, *b)", "tuple(a) + tuple(b)"),
        ("isinstance(a, int | str | list)", "isinstance(a, (int, str, list))"),
        ("zip(a, b, strict=True)", "zip(a, b)"),
        ("f'{a:.2f}{{{b!r}}}'", "'{:.2f}{{{}}}'.format(a, repr(b))"),
        ("x: int = 3", "x = 3"),
        ("text.capitalize()", "text[:1].upper() + text[1:].lower()"),
        ("from enum import StrEnum", ""),
    ],
)
def test_what_micropython_lacks_is_written_out(source, written_out):
    assert translated(f"1\n{source}") == f"1\n{written_out}".rstrip("\n")


def test_a_dataclass_is_written_out():
    source = "@dataclass(frozen=True)\nclass A:\n    a: int\n    b: str = ''\n"
    names = {}
    exec(translated(source), names)
    made = names["A"](3)
    assert (made.a, made.b) == (3, "")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (1.0, {"float": "1.0"}),
        (np.float64("nan"), {"float": "nan"}),
        (np.array([-0.0, 2]), {"array": [{"float": "-0.0"}, 2], "shape": [2], "dtype": "float64"}),
        ({"a": (1, True)}, {"dict": [["a", {"tuple": [1, True]}]]}),
        (IndexError, {"error": "IndexError"}),
        (None, None),
    ],
)
def test_values_are_written_so_that_they_come_back(value, written):
    assert encoded(value) == written


def test_what_the_page_cannot_hold_is_refused():
    with pytest.raises(NotForThePageError, match="a case holds a complex"):
        encoded([1 + 2j])


def test_a_chapters_names_are_known_with_their_imports():
    cells = [
        "%pip install x\nimport numpy as np",
        "from math import ceil, floor\na = b = 1",
        "not python",
    ]
    names, imports = defined_names(cells)
    assert names == ["a", "b", "ceil", "floor", "np"]
    assert imports == ["import numpy as np", "from math import ceil", "from math import floor"]
