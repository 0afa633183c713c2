"""Which exercises a notebook answers: the calls of ``check`` in its cells."""

import ast
import linecache
import re
from dataclasses import dataclass

from cnn_lessons.checks.moved import MOVED
from cnn_lessons.grading.source import needed, python_text, statements_of

EXERCISE = re.compile(r"cnn_lessons\.exercises\.(\w+)\.(\w+)")
CALL = re.compile(r"([\w.]+)\.check\(")
IMPORT = re.compile(r"from\s+cnn_lessons\.exercises\s+import\s+(\w+)(?:\s+as\s+(\w+))?")
NOT_PYTHON = (SyntaxError, ValueError, RecursionError, MemoryError)


@dataclass
class Check:
    """A call of ``check``.

    Parameters
    ----------
    name : str
        Of the exercise, such as ``"pooling.one_map"``.
    answer : code or None
        The expression that is checked.
    statements : list of Statement
        What has to be run first.
    is_attempted : bool
        Whether there is more than the three dots.
    error : str, default=""
        Why the cell is no Python.
    """

    name: str
    answer: object = None
    statements: tuple = ()
    is_attempted: bool = True
    error: str = ""


def find_checks(cells):
    """Return the check that counts for each exercise: the last one with an answer.

    Parameters
    ----------
    cells : list of str
        The texts of a notebook's code cells.

    Returns
    -------
    dict of str to Check
        In the order of the notebook.
    """
    read, broken = _read(cells)
    statements = [statement for cell in read for statement in cell]
    found, aliases = {}, {}
    for index, statement in enumerate(statements):
        aliases |= _imported(statement.tree)
        for name, call in _calls(statement.tree, aliases):
            check = _check(name, call, statements[:index], statements[index + 1 :])
            _keep(found, check)
    for text, error in broken:
        aliases |= {
            alias or name: f"cnn_lessons.exercises.{name}" for name, alias in IMPORT.findall(text)
        }
        for dotted in CALL.findall(text):
            if name := _exercise(dotted, aliases):
                found[name] = _better(found.get(name), Check(name, error=error))
    return found


def _read(cells):
    """Return the statements of each cell, and the cells that are no Python with the reason."""
    read, broken = [], []
    for number, cell in enumerate(cells, start=1):
        place, text = f"<cell {number}>", cell
        try:
            text = python_text(cell)
            linecache.cache[place] = (len(text), None, text.splitlines(keepends=True), place)
            read.append(statements_of(text, place))
        except NOT_PYTHON as error:
            broken.append((text, f"{type(error).__name__}: {error}".replace(f"{place}, ", "")))
    return read, broken


def _keep(found, check):
    before = found.get(check.name)
    if before is None or check.is_attempted or not before.is_attempted:
        found[check.name] = check


def _better(before, broken):
    """Return the check in a broken cell only where no other has an answer."""
    return before if before and before.is_attempted else broken


def _check(name, call, before, after):
    tree = ast.fix_missing_locations(
        ast.Expression(call.args[0] if call.args else ast.Constant(...))
    )
    answer = compile(tree, "<check>", "eval")
    statements = needed(answer, before, after)
    return Check(name, answer, statements, not _is_stub(tree.body, statements))


def _is_stub(answer, statements):
    """Return whether an answer is ``...``, or a function without a body of its own."""
    if isinstance(answer, ast.Constant):
        return answer.value is ...
    if not isinstance(answer, ast.Name):
        return False
    trees = [each.tree for each in statements if answer.id in each.binds]
    return (
        bool(trees)
        and isinstance(trees[-1], ast.FunctionDef)
        and all(
            isinstance(line, ast.Pass)
            or (isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant))
            for line in trees[-1].body
        )
    )


def _imported(tree):
    """Return what the imports in a statement stand for, by the names that they give."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            for alias in node.names:
                found[alias.asname or alias.name] = f"{node.module}.{alias.name}"
        elif isinstance(node, ast.Import):
            for alias in node.names:
                top = alias.name.split(".")[0]
                found[alias.asname or top] = alias.name if alias.asname else top
    return found


def _calls(tree, aliases):
    """Yield the exercise and the call for each check in a statement."""
    for node in ast.walk(tree):
        is_check = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_check and node.func.attr == "check":
            name = _exercise(_dotted(node.func.value), aliases)
            if name:
                yield name, node


def _dotted(node):
    if isinstance(node, ast.Attribute):
        return f"{_dotted(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _exercise(dotted, aliases):
    """Return the name of the exercise that a dotted name stands for, or nothing."""
    first, _, rest = dotted.partition(".")
    match = EXERCISE.fullmatch(f"{aliases.get(first, first)}.{rest}".rstrip("."))
    name = f"{match[1]}.{match[2]}" if match else ""
    return MOVED.get(name, name)
