"""The cells of an assignment, with what nbgrader has to know of each.

https://nbgrader.readthedocs.io/en/stable/contributor_guide/metadata.html describes it.
"""

import ast
import inspect
import string
import textwrap
from importlib import import_module

from cnn_lessons.checks import Question
from cnn_lessons.checks.feedback import inline_html
from cnn_lessons.exercises import exercises_of

FUNCTION, QUESTION = 2, 1  # points
HEAD = """# {title}

Put each answer in place of `raise NotImplementedError()`: the body of a function, or a line that \
gives an answer its name, such as `answer = 26`. The cell below checks it: run it as often as you \
like. Where an answer is wrong, it says what is wrong with it, and what to read again in the \
chapter."""
CHECK = """feedback = exercises.{name}.check({given})
print(feedback)
assert feedback.state == "correct", feedback.headline"""
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"


def head_cells(title, chapter):
    """Return the title, and what the answers import."""
    return [_markdown("title", HEAD.format(title=title)), _code("imports", _imports(chapter))]


def _imports(chapter):
    """Return what the answers may need: NumPy, and what the solutions of the chapter call."""
    module = import_module(f"cnn_lessons.exercises.{chapter}")
    functions = [
        ast.parse(textwrap.dedent(inspect.getsource(exercise.reference)))
        for exercise in exercises_of(chapter).values()
        if not isinstance(exercise, Question)
    ]
    used = {node.id for tree in functions for node in ast.walk(tree) if isinstance(node, ast.Name)}
    lines = ["import numpy as np"]
    for node in ast.parse(inspect.getsource(module)).body:
        if isinstance(node, ast.ImportFrom):
            node.names = [each for each in node.names if (each.asname or each.name) in used]
            lines += [ast.unparse(node)] if node.names else []
    return "\n".join([*lines, f"from cnn_lessons.exercises import {chapter} as exercises"])


def function_cells(exercise, starter, before, source):
    """Return the cells of a function to write."""
    text = before[before.rfind("### ") :]
    head = source[: starter.start()].rstrip().removesuffix("...").rstrip()
    written = textwrap.dedent(inspect.getsource(exercise.reference))
    first = ast.parse(written).body[0].body[0].lineno
    body = textwrap.dedent("\n".join(written.splitlines()[first - 1 :]))
    solution = textwrap.indent(f"{BEGIN}\n{body}\n{END}", "    ")
    return _graded(starter[1], starter[2], text, f"{head}\n{solution}", FUNCTION)


def question_cells(question, name, section):
    """Return the cells of a question: its answer gets its name."""
    options = "".join(
        f"\n- {letter}. {inline_html(choice)}"
        for letter, choice in zip(string.ascii_uppercase, question.choices, strict=False)
    )
    asked = f"### {name.replace('_', ' ').capitalize()}\n\n{inline_html(question.prompt)}\n"
    text = f"{asked}{options}\n\nIt is asked in the section *{section}* of the chapter."
    solution = f"{name} = ...\n{BEGIN}\n{name} = {question.right_answer!r}\n{END}"
    return _graded(name, name, text, solution, QUESTION)


def _graded(name, given, text, answer, points):
    return [
        _markdown(f"{name}_text", text),
        _code(f"{name}_answer", answer, solution=True),
        _code(name, CHECK.format(name=name, given=given), points),
    ]


def _markdown(grade_id, source):
    return {
        "cell_type": "markdown",
        "id": grade_id.replace("_", "-"),
        "metadata": {"nbgrader": _metadata(grade_id)},
        "source": source,
    }


def _code(grade_id, source, points=None, solution=False):
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": grade_id.replace("_", "-"),
        "metadata": {"nbgrader": _metadata(grade_id, points, solution)},
        "outputs": [],
        "source": source,
    }


def _metadata(grade_id, points=None, solution=False):
    """Return what nbgrader has to know of a cell; one with points is run to grade the answer."""
    graded = {} if points is None else {"points": points}
    return {
        "schema_version": 3,
        "grade_id": grade_id,
        "grade": points is not None,
        "solution": solution,
        "locked": not solution,
        "task": False,
        **graded,
    }
