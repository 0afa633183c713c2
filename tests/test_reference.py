"""The reference says of each public name all that a caller needs: `book/_ext/docstrings.py`."""

import ast
import inspect
import textwrap
from enum import Enum

import docstrings
import pytest
from docstrings import ROOMS, parameters, room, section, signature
from project import ROOT

PAGES = [name.split(".")[-1] for name in ROOMS]
PUBLIC = {public.path: public.value for name in ROOMS for public in room(name).values()}
CLASSES = {path: value for path, value in PUBLIC.items() if inspect.isclass(value)}
FUNCTIONS = {path: value for path, value in PUBLIC.items() if inspect.isfunction(value)}
METHODS = {
    f"{path}.{name}": method
    for path, value in CLASSES.items()
    for name, found in vars(value).items()
    if inspect.isfunction(method := getattr(found, "__func__", found)) and name[0] != "_"
}
CALLED = FUNCTIONS | METHODS | CLASSES
OWN = {"self", "cls"}


def short(path):
    return path.removeprefix("cnn_lessons.")


def each(values):
    return pytest.mark.parametrize("value", values.values(), ids=map(short, values))


def named(value):
    """Return the names of the parameters of a function or class that has them named."""
    known = signature(value)
    variable = [name for name, found in known.items() if found.kind in (2, 4)]
    plain = known.keys() - OWN
    return plain - set(variable) if inspect.isclass(value) else plain


@each(CALLED)
def test_every_parameter_is_described_with_its_type(value):
    if inspect.isclass(value) and issubclass(value, Enum | Exception):
        return
    found = {name.lstrip("*"): said for name, said in parameters(value).items()}

    assert named(value) - found.keys() == set(), "say in the docstring what they are"
    assert found.keys() - signature(value).keys() - inherited(value) == set(), "no such parameters"
    assert [name for name, said in found.items() if not said.type] == []


def inherited(value):
    """Return the parameters that a class hands on to its base class."""
    bases = inspect.getmro(value)[1:-1] if inspect.isclass(value) else ()
    return set().union(*(signature(base) for base in bases))


@each(CALLED)
def test_a_default_is_the_one_of_the_code(value):
    known = signature(value)
    for name, said in parameters(value).items():
        default = known[name].default if name in known else inspect.Parameter.empty
        if default is inspect.Parameter.empty:
            continue
        stated = said.type.partition("default=")[2]
        assert stated in ("", docstrings.shown(default)) or same(stated, default, value), name


def same(text, default, value):
    """Whether a text stands for a default: as a literal, by its name, or as a constant's."""
    try:
        return ast.literal_eval(text) == default
    except (SyntaxError, ValueError):
        constant = getattr(inspect.getmodule(value), text, None)
        return constant is default or text.split(".")[-1] == getattr(default, "__name__", None)


def own_statements(function):
    """Yield what a function's own code holds, without that of functions within."""
    tree = ast.parse(textwrap.dedent(inspect.getsource(function))).body[0]
    waiting = list(tree.body)
    while waiting:
        node = waiting.pop()
        yield node
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ClassDef):
            waiting.extend(ast.iter_child_nodes(node))


@each(FUNCTIONS)
def test_what_is_returned_and_raised_is_said(value):
    nodes = list(own_statements(value))
    returns = any(isinstance(node, ast.Return) and node.value for node in nodes)
    raises = any(isinstance(node, ast.Raise) for node in nodes)

    assert not returns or section("Returns", value)
    assert not raises or section("Raises", value)


@each(CALLED)
def test_a_public_name_has_a_sentence(value):
    said = inspect.getdoc(value)

    assert said
    assert said.split("\n\n")[0].rstrip().endswith((".", ":"))


def test_every_room_has_its_page():
    pages = {path.stem for path in (ROOT / "book/reference").glob("*.md")} - {"index"}
    contents = (ROOT / "_toc.yml").read_text(encoding="utf-8")

    assert pages == set(PAGES)
    assert [page for page in PAGES if f"file: reference/{page}\n" not in contents] == []


def test_a_folder_of_the_package_that_hands_on_names_is_a_room():
    doors = (ROOT / "cnn_lessons").rglob("__init__.py")
    handing_on = [door for door in doors if "\n__all__ = " in door.read_text(encoding="utf-8")]
    names = {door.parent.relative_to(ROOT / "cnn_lessons").as_posix() for door in handing_on}

    assert len(names) > 8
    assert names - {name.replace(".", "/") for name in ROOMS} == set()
