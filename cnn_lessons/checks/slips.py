"""Slips: what a wrong answer is called that nobody has written down.

A function that gives just what the solution gives with one small change has made that mistake, most
likely: which one, is told by its kind, never where. The same holds of a question's formula, and of
a number that is ten times or a hundredth of the right one.
"""

import ast
import inspect
import textwrap
import warnings
from functools import cache
from pathlib import Path

import numpy as np

from cnn_lessons.checks import advice, mutations, rewritings
from cnn_lessons.checks.mistake import Mistake

ADVICE = {
    mutations.OFF_BY_ONE: advice.OFF_BY_ONE,
    mutations.AXIS: "It goes along another axis than asked. Say what each axis of the array is, "
    "and then along which one it goes.",
    mutations.SIDES: "Height and width, or rows and columns, are exchanged in one place. An "
    "image that is not square shows it.",
    mutations.SIGN: advice.SIGN,
    mutations.OPERATION: "Multiplied, divided, added or raised to a power, where it is something "
    "else. Write the formula down with the numbers of this case.",
    mutations.ROUNDING: advice.ROUNDING,
    mutations.BOUNDARY: "Only what lies just on the boundary is wrong: think of `<` and `<=`.",
    mutations.TURNED: "A condition, or yes and no, is turned round.",
    mutations.EXTREME: "The smallest is taken for the largest, or the other way round.",
    mutations.MEAN: "A sum and a mean are exchanged: divide by how many there are, or do not.",
    mutations.MISSING: "A step or an argument of the solution is missing. Go through the task "
    "sentence by sentence.",
    mutations.POWER: "A power is another, or forgotten: an area is a side squared, and a root "
    "takes it back.",
    rewritings.SUMMAND: "One of the things that are added, or taken off, is missing. Go through "
    "what there is, and count each.",
    rewritings.FACTOR: "One of the things that are multiplied is missing. Ask of each: how many "
    "of these are there?",
    rewritings.DIVISION: "A division is missing, or what is divided. By how many, or by how much?",
    rewritings.STEP: "One step is missing. Say the solution aloud, step by step, and look for "
    "each.",
    rewritings.BOUND: "A slice begins too early, or goes on too long. Write down its first and "
    "its last index for the smallest case.",
    rewritings.CONDITION: "Two cases are treated alike. When does the rule not hold, and what "
    "then?",
    rewritings.RETURN: "It stops in the first round: what follows `return` is never reached. How "
    "far is it indented?",
    rewritings.ROUND: "A loop leaves out its first or its last round. Count the rounds in the "
    "smallest case.",
    rewritings.IGNORED: "One of the things that are given makes no difference, though it should. "
    "Go through them: where is each used?",
    rewritings.BRACKETS: "Brackets stand elsewhere than they should: what is done first, and to "
    "what?",
    rewritings.BACKWARDS: "A loop begins at the wrong end.",
    rewritings.SWAPPED: "Two things stand in each other's place. Which comes first, and which is "
    "divided, or taken off, by which?",
    rewritings.VARIABLE: "In one place stands one of the things that are given for another. What "
    "is each?",
    rewritings.LOGARITHM: advice.LOGARITHM,
    "shape": "The numbers are right, their shape is not: keep the axes, or `reshape`.",
}


@cache
def function_slips(reference):
    """Return a reference's slips as known wrong implementations.

    Parameters
    ----------
    reference : callable
        A function with its source in a file.

    Returns
    -------
    list of Mistake
        None of a lambda; and none of a function that loops until something holds, since with a
        slip it might never end.
    """
    if reference.__code__.co_name == "<lambda>":
        return []
    source = textwrap.dedent(inspect.getsource(reference))
    if any(isinstance(node, ast.While) for node in ast.walk(ast.parse(source))):
        return []
    return _slips(source, reference, reference.__name__)


def _slips(source, original, name):
    """Return what small and larger changes make of a source text that defines `name`."""
    small = [(each.kind, each.source) for each in mutations.mutations(source)]
    larger = rewritings.rewritings(ast.parse(source))
    return [
        Mistake(kind, defined(code, original, name), ADVICE[kind])
        for kind, code in [*small, *larger]
    ]


def formula_slips(formula):
    """Return a formula's slips, as known wrong formulas of the same inputs.

    Parameters
    ----------
    formula : callable
        A lambda.

    Returns
    -------
    list of Mistake
        None of a lambda whose source is in no file, or that shares its line with another.
    """
    found = lambda_of(formula)
    if found is None:
        return []
    return _slips(f"formula = {ast.unparse(found)}\n", formula, "formula")


def lambda_of(formula):
    """Return a lambda as a node of its file's tree; None where it is in no file, or not alone."""
    path = Path(formula.__code__.co_filename)
    line = formula.__code__.co_firstlineno
    nodes = ast.walk(_module_of(path)) if path.is_file() else []
    found = [node for node in nodes if isinstance(node, ast.Lambda) and node.lineno == line]
    return found[0] if len(found) == 1 else None  # two on one line cannot be told apart


@cache
def _module_of(path):
    return ast.parse(path.read_text(encoding="utf-8"))


def defined(code, original, name=""):
    """Return what a text or a tree defines as `name`, among the names that the original sees.

    Without a name it is an expression.
    """
    space = dict(original.__globals__)
    if not name:
        return eval(compile(ast.fix_missing_locations(code), "<slip>", "eval"), space)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of what the compiler finds odd, as `[1, 2][3, 4]`
        exec(compile(code, "<slip>", "exec"), space)
    return space[name]


def number_slips(right):
    """Return what a number is often taken for, whatever it counts or measures.

    Parameters
    ----------
    right : int or float

    Returns
    -------
    list of Mistake
    """
    slips = [
        ("sign turned round", -right, advice.SIGN),
        ("twice as much", 2 * right, advice.TWICE),
        ("half as much", right / 2, advice.HALF),
    ]
    if 0 < right < 1:
        slips.append(("percent for a share", 100 * right, advice.PERCENT))
        slips.append(("the rest", 1 - right, advice.REST))
    if right == int(right):
        slips += [("off by one", right + n, advice.OFF_BY_ONE) for n in (1, -1)]
    else:
        slips.append(("upside down", 1 / right, advice.UPSIDE_DOWN))
    return [Mistake(name, wrong, advice) for name, wrong, advice in slips]


def shape_slips(right):
    """Return what a shape is often taken for: other orders, and a size that is one off.

    Parameters
    ----------
    right : tuple of int

    Returns
    -------
    list of Mistake
    """
    orders = [right[::-1], (right[-1], *right[:-1]), (*right[1:], right[0])]
    near = []
    for i, size in enumerate(right):
        if i:
            orders.append((*right[: i - 1], size, right[i - 1], *right[i + 1 :]))
        near += [(*right[:i], other, *right[i + 1 :]) for other in (size + 1, size - 1)]
    return [
        *(Mistake("another order", wrong, advice.ORDER) for wrong in orders),
        *(Mistake("off by one", wrong, advice.OFF_BY_ONE) for wrong in near),
    ]


def quiet(wrong, *arguments, **named):
    """Return what a slip makes of its arguments, or the type of the error that it raises."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            return wrong(*arguments, **named)
        except Exception as error:
            return type(error)
