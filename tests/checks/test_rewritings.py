"""Rewritings: a whole step done otherwise."""

import ast

import pytest

from cnn_lessons.checks import rewritings as kinds
from cnn_lessons.checks.rewritings import rewritings
from cnn_lessons.checks.slips import ADVICE


def made(source):
    return {(kind, ast.unparse(tree)) for kind, tree in rewritings(ast.parse(source))}


@pytest.mark.parametrize(
    ("source", "kind", "other"),
    [
        ("y = a + b", kinds.SUMMAND, "y = b"),
        ("y = a * b", kinds.FACTOR, "y = a"),
        ("y = a // b", kinds.DIVISION, "y = a"),
        ("y = a ** 2", kinds.POWER, "y = a"),
        ("y = (a + 1, b + 1)", kinds.SUMMAND, "y = (a, b)"),
        ("y = np.sqrt(a) / np.sqrt(b)", kinds.STEP, "y = a / b"),
        ("y = a.sum() + 1", kinds.STEP, "y = a + 1"),
        ("y = max(a, 0)", kinds.STEP, "y = a"),
        ("y = a[1:]", kinds.STEP, "y = a"),
        ("y = a[i:i + n]", kinds.BOUND, "y = a[i:]"),
        ("y = a[i:i + n]", kinds.SUMMAND, "y = a[i:n]"),
        ("y = a if b else c", kinds.CONDITION, "y = a"),
        ("y = a and b and c", kinds.CONDITION, "y = a and c"),
        ("y = [a for a in b if a > 2]", kinds.CONDITION, "y = [a for a in b]"),
        ("y = a - b", kinds.SWAPPED, "y = b - a"),
        ("y = f(a, b)", kinds.SWAPPED, "y = f(b, a)"),
        ("y = (a > 0) * b", kinds.TURNED, "y = (a < 0) * b"),
        ("y = np.log(a)", kinds.LOGARITHM, "y = np.log2(a)"),
        ("y = np.sqrt(a) + b", kinds.BRACKETS, "y = np.sqrt(a + b)"),
        ("y = np.sqrt(a + b)", kinds.BRACKETS, "y = np.sqrt(a) + b"),
        ("y = a / (b * c)", kinds.BRACKETS, "y = a / b * c"),
        ("y = a * b + c", kinds.BRACKETS, "y = a * (b + c)"),
        ("f = lambda a, b: a * b", kinds.IGNORED, "f = lambda a, b: 1 * b"),
        ("f = lambda a, b: a * b", kinds.VARIABLE, "f = lambda a, b: b * b"),
        ("y = [a for a in b]", kinds.ROUND, "y = [a for a in list(b)[1:]]"),
        ("y = [a for a in b]", kinds.ROUND, "y = [a for a in list(b)[:-1]]"),
        ("y = [a for a in b]", kinds.BACKWARDS, "y = [a for a in list(b)[::-1]]"),
        (
            "def f(x):\n    y = 0\n    for a in x:\n        y += a\n    return y",
            kinds.RETURN,
            "def f(x):\n    y = 0\n    for a in x:\n        y += a\n        return y\n    return y",
        ),
    ],
)
def test_a_step_is_done_otherwise(source, kind, other):
    assert (kind, other) in made(source)
    assert source not in {text for _, text in made(source)}


def test_what_is_said_stays_and_so_does_the_source():
    source = 'def f(a):\n    """Add 1 + 1."""\n    raise ValueError("1 + 1")\n'
    tree = ast.parse(source)
    before = ast.dump(tree)
    assert {kind for kind, _ in rewritings(tree)} <= {kinds.IGNORED}
    assert ast.dump(tree) == before


def test_each_rewriting_is_python_and_has_its_advice():
    source = """
def f(x, y, n=2):
    total = np.zeros(x.shape)
    for i, row in enumerate(x):
        if row.max() > 0 and not n == i:
            total[i] = -np.log(row / (y + 1) ** n).sum(axis=0, keepdims=True)
    return total[::2], [j for j in range(len(x)) if j % n] if n else min(x, y)
"""
    found = list(rewritings(ast.parse(source)))
    for kind, tree in found:
        compile(tree, "<test>", "exec")
        assert kind in ADVICE
    assert len({kind for kind, _ in found}) > 10
