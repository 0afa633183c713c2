"""What the docstrings say of parameters, with what they leave to others filled in.

A docstring that says "As in `conv2d`" is short in the code; on its page each parameter has its own
type, unit and default. What a class leaves out, its base class says.
"""

import importlib
import inspect
import pkgutil
import re
import sys
from functools import cache
from typing import NamedTuple

from numpydoc.docscrape import NumpyDocString, Parameter

PACKAGE = "cnn_lessons"
# Each page of the reference, in the order of the house, and what it is about.
ROOMS = (
    *("operations", "blueprints", "learning", "architectures", "datasets", "analysis"),
    *("practice", "practice.photos", "tasks", "visualization", "elements", "exercises", "checks"),
)
NAMED = re.compile(r"`([\w.]+)`")
SOURCE = re.compile(r" \[\d+\]_")  # of another docstring
# "Parameters, Returns and Raises are those of `conv2d`." "The rest is as in `relu`."
ELSEWHERE = re.compile(r"(Parameters|The rest|other parameters)([^`.]*)((?:`[^`]+`[^`.]*)+)")
DEFAULT = re.compile(r",? *(?:default=.*|optional)$")


class Public(NamedTuple):
    """A public name: where it is documented, where it is defined, and what it is."""

    path: str
    module: str
    value: object


@cache
def room(name):
    """Return the public names of a room as `Public`, by the name.

    Those of ``__all__``; where there is none, what is defined in the folder's ``__init__``, and
    what shows itself on a page.
    """
    path = f"{PACKAGE}.{name}"
    door = importlib.import_module(path)
    if hasattr(door, "__all__"):
        found = {each: getattr(door, each) for each in door.__all__}
        return {
            each: Public(f"{path}.{each}", defined_in(each, value, path), value)
            for each, value in found.items()
        }
    modules = [door, *submodules(door)] if name == "elements" else [door]
    return {
        each: Public(f"{module.__name__}.{each}", module.__name__, value)
        for module in modules
        for each, value in vars(module).items()
        if is_ours(value, module.__name__, shown=module is not door)
    }


def submodules(door):
    names = [f"{door.__name__}.{found.name}" for found in pkgutil.iter_modules(door.__path__)]
    return [importlib.import_module(name) for name in names]


def is_ours(value, module, shown):
    """Whether a module defines a public value; of what is shown, only what has a page's HTML."""
    if getattr(value, "__module__", None) != module or value.__name__.startswith("_"):
        return False
    if shown:
        return hasattr(value, "_repr_html_") and not value.__subclasses__()
    return inspect.isfunction(value)


def defined_in(name, value, path):
    """Return the module of a value; a constant does not know its own, and is looked for."""
    module = getattr(value, "__module__", None)
    if str(module).startswith(PACKAGE):
        return module
    assigned = re.compile(rf"^{name} = ", re.MULTILINE)
    modules = [each for each in list(sys.modules) if each.startswith(f"{path}.")]
    return next(each for each in modules if assigned.search(inspect.getsource(sys.modules[each])))


@cache
def homes():
    """Return for each public name the `Public` of every room that has it."""
    found = {}
    for name in ROOMS:
        for each, public in room(name).items():
            found.setdefault(each, []).append(public)
    return found


def find(name, near):
    """Return the `Public` that a docstring means by a name, or None.

    Parameters
    ----------
    name : str
        As the docstring writes it: ``conv2d``, or with its room, ``learning.Dense``.
    near : str
        The module or room that says so: of several, its own are meant.
    """
    *rooms, last = name.split(".")
    found = [each for each in homes().get(last, []) if each.path.endswith(f".{name}")]
    own = [each for each in found if each.path.split(".")[1] == f"{near}.".split(".")[1]]
    if rooms and not name.startswith(PACKAGE) and len(rooms) > 2:
        return None
    return next(iter(own or (found if len(found) == 1 else [])), None)


def signature(value):
    """Return the parameters of a function or class by name, without ``self``."""
    try:
        return dict(inspect.signature(value).parameters)
    except ValueError:  # exceptions
        return {}


@cache
def parameters(value):
    """Return what is said of each parameter of a function or class: a `Parameter` by name."""
    found = written(value)
    others = [parameters(other) for other in elsewhere(value)]
    others += [written(other) for other in methods_beside(value)]
    for name in signature(value).keys() - found.keys():
        if said := next((each[name] for each in others if name in each), None):
            found[name] = copied(said, value)
    order = list(signature(value))
    return dict(sorted(found.items(), key=lambda item: place(item[0].lstrip("*"), order)))


def written(value):
    """Return the parameters that a docstring itself describes, or says as in which function."""
    found = {}
    for entry in NumpyDocString(inspect.getdoc(value) or "")["Parameters"]:
        for name in entry.name.split(", "):
            said = entry if entry.type else said_elsewhere(name, entry.desc, value)
            if said:
                found[name] = Parameter(name, with_default(said.type, name, value), said.desc)
    return found


def methods_beside(value):
    """Return the other methods of a method's class: ``predict`` takes what ``fit`` takes."""
    owner = None if inspect.isclass(value) else owner_of(value)
    beside = vars(owner).values() if owner else ()
    return [other for other in beside if inspect.isfunction(other) and other is not value]


def place(name, order):
    return order.index(name) if name in order else len(order)


def elsewhere(value):
    """Return where the parameters are described that a docstring leaves out.

    Those functions that it names, and the base classes; of a method, the same method of those.
    """
    found = []
    for match in ELSEWHERE.finditer(inspect.getdoc(value) or ""):
        found += meant(match[3], value)
    if inspect.isclass(value):
        return found + list(inspect.getmro(value)[1:-1])
    owner = owner_of(value)
    bases = inspect.getmro(owner)[1:-1] if owner else ()
    found += [vars(base)[value.__name__] for base in bases if value.__name__ in vars(base)]
    return found


def owner_of(function):
    """Return the class of a method, or None."""
    names = function.__qualname__.split(".")
    return getattr(inspect.getmodule(function), names[0], None) if len(names) == 2 else None


def meant(text, value):
    """Return the functions and classes that a text names in single backticks."""
    module = inspect.getmodule(value)
    publics = [(name, find(name, module.__name__)) for name in NAMED.findall(text)]
    found = [each.value if each else getattr(module, name, None) for name, each in publics]
    return [other for other in found if callable(other) and other is not value]


def said_elsewhere(name, description, value):
    """Return what the function that a description names says of a parameter, or None."""
    for other in meant(" ".join(description), value):
        if name in parameters(other):
            return copied(parameters(other)[name], value)
    return None


def copied(said, value):
    """Return what another function says of a parameter, with the default that it has here."""
    kind = with_default(DEFAULT.sub("", said.type), said.name, value)
    return Parameter(said.name, kind, [SOURCE.sub("", line) for line in said.desc])


def with_default(kind, name, value):
    """Return the type of a parameter with the default that this very function has."""
    known = signature(value).get(name.lstrip("*"))
    if known is None or known.default is inspect.Parameter.empty:
        return DEFAULT.sub("", kind)
    return kind if DEFAULT.search(kind) else f"{kind}, default={shown(known.default)}"


def shown(default):
    """Return a default as code writes it."""
    text = getattr(default, "__name__", repr(default))
    return text.replace("'", '"')


def fill_in(app, what, name, value, options, lines):
    """Write each parameter on its own into a docstring, before numpydoc reads it."""
    if what not in ("function", "class", "method"):
        return
    said = NumpyDocString("\n".join(lines))
    found = {part: said[part] for part in ("Returns", "Raises")}
    found = {"Parameters": list(parameters(value).values())} | {
        part: entries or section(part, value) for part, entries in found.items()
    }
    if any(said[part] != entries for part, entries in found.items()):
        for part, entries in found.items():
            said[part] = entries
        lines[:] = str(said).splitlines()


def section(part, value):
    """Return the entries of a section, here or where a docstring says that they are."""
    text = inspect.getdoc(value) or ""
    if found := NumpyDocString(text)[part]:
        return found
    for match in ELSEWHERE.finditer(text):
        if part in match[2] or match[1] == "The rest":
            found = [section(part, other) for other in meant(match[3], value)]
            return next(filter(None, found), [])
    return []
