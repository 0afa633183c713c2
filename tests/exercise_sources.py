"""The answers that the package knows, as source: the solutions, and the mistakes by their names."""

import ast
import inspect
from importlib import import_module

OF_ANSWERS = {
    *("math", "itertools"),
    *("cnn_lessons.operations", "cnn_lessons.blueprints", "cnn_lessons.tasks.boxes"),
}


def solution_sources(chapter, exercises):
    """Return the solutions of a chapter as a reader sees them, with what they import.

    Parameters
    ----------
    chapter : str
        Its stem.
    exercises : dict of str to Exercise
        Its functions to write.

    Returns
    -------
    dict of str to (str, list of str)
        By the exercise's name: its solution, and the solutions that stand before it.
    """
    module = import_module(f"cnn_lessons.exercises.{chapter}")
    imports = [
        ast.unparse(node)
        for node in ast.parse(inspect.getsource(module)).body
        if isinstance(node, ast.ImportFrom) and node.module in OF_ANSWERS
    ]
    before, found = [], {}
    for name, exercise in exercises.items():
        source = "\n".join([*imports, inspect.getsource(exercise.reference)])
        found[name] = source, list(before)
        before.append(source)
    return found


def statements(chapter):
    """Return the statements of a module of exercises, its exercises without all but answers.

    Each runs on its own, so that one which only the cases need may fail.
    """
    tree = ast.parse(inspect.getsource(import_module(f"cnn_lessons.exercises.{chapter}")))
    found = []
    for node in tree.body:
        call = getattr(node, "value", None)
        if isinstance(call, ast.Call):
            kind = ast.unparse(call.func)
            if kind.endswith("Question"):
                continue
            if kind.endswith("Exercise"):
                call.func = ast.Name("Answers")
                call.keywords = [k for k in call.keywords if k.arg in ("reference", "mistakes")]
        if isinstance(node, ast.ImportFrom) and node.module == "cnn_lessons.checks":
            continue
        found.append(ast.unparse(node))
    return found
