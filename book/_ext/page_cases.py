"""What the page has to know of an exercise: its cases, what is right, and what each mistake gives.

With these an answer is judged, and its mistake named, without NumPy and without the reference,
which stays folded in its cell.
"""

import ast
import inspect
import math
from importlib import import_module

import numpy as np
from page_python import translated

from cnn_lessons.checks import Exercise
from cnn_lessons.exercises import exercises_of


class NotForThePageError(Exception):
    """A value that JSON and the small NumPy cannot hold."""


def encoded(value):  # noqa: PLR0911, each kind of value in its turn
    """Return a value as JSON can hold it; ``answer.py`` reads it.

    >>> encoded((2, [0.5, 1.0]))
    {'tuple': [2, [0.5, {'float': '1.0'}]]}
    >>> encoded(np.eye(2))
    {'array': [1, 0, 0, 1], 'shape': [2, 2], 'dtype': 'float64'}
    """
    if isinstance(value, np.ndarray):
        numbers = [short(number) for number in value.ravel().tolist()]
        return {"array": numbers, "shape": list(value.shape), "dtype": str(value.dtype)}
    if isinstance(value, np.generic):
        value = value.item()
    if value is None or isinstance(value, bool | int | str):
        return value
    if isinstance(value, float):  # JavaScript would write 1.0 as 1
        is_plain = math.isfinite(value) and not value.is_integer()
        return value if is_plain else {"float": str(value)}
    if isinstance(value, tuple):
        return {"tuple": [encoded(part) for part in value]}
    if isinstance(value, list):
        return [encoded(part) for part in value]
    if isinstance(value, dict):
        return {"dict": [[encoded(key), encoded(part)] for key, part in value.items()]}
    if isinstance(value, set | frozenset):
        return {"set": [encoded(part) for part in sorted(value)]}
    if isinstance(value, type) and issubclass(value, BaseException):
        return {"error": value.__name__}
    if callable(value) and isinstance(getattr(value, "formula", None), str):
        return {"formula": value.formula}
    raise NotForThePageError(f"a case holds a {type(value).__name__}")


def short(number):
    """Return an entry of an array, whole numbers without a point: the dtype says what they are."""
    if not isinstance(number, float):
        return number
    if not math.isfinite(number) or str(number) == "-0.0":  # JavaScript would write 0
        return {"float": str(number)}
    return int(number) if number.is_integer() and abs(number) < 1e15 else number


def exercise_cases(exercise):
    """Return one exercise for the page."""
    expected = exercise.outcomes(exercise.reference)
    return {
        "kind": source_of_kind(type(exercise)),
        "function": exercise.reference.__name__,
        "parameters": list(inspect.signature(exercise.reference).parameters),
        "cases": [[encoded(argument) for argument in case] for case in exercise.cases],
        "expected": [encoded(output) for output in expected],
        "rtol": exercise.rtol,
        "atol": exercise.atol,
        "mistakes": [
            [m.name, m.advice, m.reread, [encoded(o) for o in exercise.outcomes(m.wrong)]]
            for m in exercise.mistakes
        ],
        "slips": [[slip.name, slip.advice, made] for slip, made in told_apart(exercise)],
    }


def told_apart(exercise):
    """Yield the slips with outcomes that are neither right nor those of another mistake."""
    known = [exercise.outcomes(m.wrong) for m in exercise.mistakes]
    known.append(exercise.outcomes(exercise.reference))
    for slip, outcomes in exercise.slips():
        made = list(outcomes)
        if any(exercise.same(made, other) for other in known):
            continue
        known.append(made)
        try:
            yield slip, [encoded(outcome) for outcome in made]
        except NotForThePageError:
            continue


def source_of_kind(kind):
    """Return what an exercise of a chapter's own kind is made of, and nothing for the others."""
    if kind is Exercise:
        return ""
    functions = vars(import_module(kind.__module__)) | {"message": None}  # the page has it
    parts, named = [inspect.getsource(kind)], named_in(kind)
    while named:
        function = functions.get(named.pop())
        if inspect.isfunction(function) and inspect.getsource(function) not in parts:
            parts.insert(0, inspect.getsource(function))
            named |= named_in(function)
    return translated("\n\n".join(parts))


def named_in(value):
    """Return the names that the source of a class or a function contains."""
    nodes = ast.walk(ast.parse(inspect.getsource(value)))
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def defined_names(cells):
    """Return the names that code cells define, and their import statements.

    >>> defined_names(["from math import sqrt", "root = sqrt(2)"])
    (['root', 'sqrt'], ['from math import sqrt'])
    """
    names, imports = set(), []
    for cell in cells:
        lines = [line for line in cell.splitlines() if not line.lstrip().startswith(("%", "!"))]
        try:
            tree = ast.parse("\n".join(lines))
        except SyntaxError:
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                imports += [one_import(node, alias) for alias in node.names]
                names |= {alias.asname or alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.FunctionDef | ast.ClassDef):
                names.add(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                names.add(node.id)
    return sorted(names), imports


def one_import(node, alias):
    """Return one name's share of an import statement: it may work where another does not."""
    if isinstance(node, ast.Import):
        return ast.unparse(ast.Import([alias]))
    return ast.unparse(ast.ImportFrom(node.module, [alias], 0))


def function_exercises(chapter):
    """Return the functions to write of a chapter, by their names in its module."""
    found = exercises_of(chapter).items()
    return {name: exercise for name, exercise in found if isinstance(exercise, Exercise)}


def chapter_cases(chapter, cells):
    """Return all that the page has to know of a chapter.

    Parameters
    ----------
    chapter : str
        Its stem.
    cells : list of str
        The sources of its code cells: what they define, an answer may use.

    Returns
    -------
    cases : dict
        For JSON.
    left_out : dict of str to str
        Exercises that the page cannot judge, and why.
    """
    names, imports = defined_names(cells)
    exercises, left_out = {}, {}
    for name, exercise in function_exercises(chapter).items():
        try:
            exercises[name] = exercise_cases(exercise)
        except NotForThePageError as reason:
            left_out[name] = str(reason)
    own = {data["function"] for data in exercises.values()}
    names = [name for name in names if name not in own]
    return {"names": names, "imports": imports, "exercises": exercises}, left_out
