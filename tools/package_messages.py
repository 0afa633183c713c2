"""What the package says: the texts of its checks and elements, and of a chapter's exercises."""

import ast
import re
from pathlib import Path

from sources import ROOT

from cnn_lessons.checks import Exercise, Question
from cnn_lessons.elements.words import STATES, TABLES, WORDS
from cnn_lessons.exercises import chapters, exercises_of
from cnn_lessons.language import template_of

LOOKED_UP = {"message", "said"}  # the functions that take a text
NAMED = {"Mistake"}  # and one whose texts are looked up later
SENTENCE = re.compile(r"[a-z]{2,} ")
LABEL = re.compile(r"[A-Z][a-z]+")  # of a value, in the checks
SLIPS = {"question_slips", "slips"}  # modules with tuples of a name, a wrong answer and an advice
# Pieces of what Python says, which are looked for in it.
NOT_SAID = {"NAMES"}
CODE = re.compile(r"(lambda|class) ")
ALL_SAID = (  # modules that say each of their sentences
    *sorted((ROOT / "cnn_lessons/checks").glob("[!_]*.py")),
    ROOT / "cnn_lessons/elements/quiz.py",
    ROOT / "cnn_lessons/exercises/__init__.py",
    ROOT / "book/_editor/on_page/answer.py",
)
LOOKS_UP = re.compile(r"^from cnn_lessons\.language import|^HEAD = ", re.MULTILINE)
ONLY_LOOKED_UP = {"progress_export"}  # but for one of them


def of_package():
    """Return the messages of the package, each with the module that says it."""
    found = {}
    for path in ALL_SAID:
        for text in texts_of(path, only_looked_up=path.stem in ONLY_LOOKED_UP):
            found.setdefault(text, path.stem)
    for path in others():
        for text in texts_of(path, only_looked_up=True):
            found.setdefault(text, path.stem)
    for name, words in WORDS.items():
        for text, _ in words.values():
            found.setdefault(text, name)
    for name, texts in {"quiz.js": STATES, "sliding_window.js": TABLES}.items():
        for text in texts:
            found.setdefault(text, name)
    return found


def others():
    """Return the other modules of the package that look something up, or have a table's head."""
    every = sorted((ROOT / "cnn_lessons").rglob("*.py"))
    return [
        path for path in every if path not in ALL_SAID and LOOKS_UP.search(path.read_text("utf-8"))
    ]


def texts_of(path, only_looked_up=False):
    """Return the texts of a module that a reader may see, or only those that it looks up itself."""
    tree = ast.parse(Path(path).read_text(encoding="utf-8"))
    skipped = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr | ast.Raise) or is_docstring(node) or is_not_said(node):
            skipped |= {id(part) for part in ast.walk(node)}
    looked_up = {id(text) for node in ast.walk(tree) for text in certain(node, path.stem)}
    is_check = path.parent.name == "checks"
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            text = node.value
            if CODE.match(text):
                continue
            is_said = SENTENCE.search(text) or (is_check and LABEL.fullmatch(text))
            is_said = is_said and not only_looked_up
            if id(node) in looked_up or (is_said and id(node) not in skipped):
                found.append(text_of(node, tree))
    return found


def is_docstring(node):
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


def is_not_said(node):
    """Tell whether a node is the table of Python's own words, but not what these are called."""
    is_table = isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict)
    return is_table and ast.unparse(node.targets[0]) in NOT_SAID


def certain(node, module):
    """Return those constants of a node that are said whatever they look like."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", "") in LOOKED_UP | NAMED:
        return node.args[:1]
    if module in SLIPS and isinstance(node, ast.Tuple) and len(node.elts) == 3:
        return node.elts[:1]
    if is_not_said(node):
        return node.value.values
    if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) in ("ADVICE", "HEAD"):
        return [*getattr(node.value, "keys", ()), *getattr(node.value, "elts", ())]
    return []


def text_of(node, tree):
    """Return the text of a constant as it is shown: the states are shown with a capital."""
    states = [each for each in tree.body if getattr(each, "name", "") == "State"]
    is_state = any(node in ast.walk(state) for state in states)
    return node.value.capitalize() if is_state else node.value


def of_exercises(chapter):
    """Return the messages of a chapter's exercises, each with the name of the first that has it.

    Parameters
    ----------
    chapter : str
        Its stem; one without exercises has none.
    """
    found = {}
    for name, exercise in exercises_of(chapter).items() if chapter in chapters() else ():
        for text in said_by(exercise):
            if text and re.search(r"[^\W\d_]{2}", text):
                found.setdefault(template_of(text), f"exercise {name}")
    return found


def said_by(exercise):
    """Yield the texts of an exercise or a question, as a reader meets them."""
    if isinstance(exercise, Question):
        yield exercise.prompt
        yield from exercise.choices
        yield exercise.unit
    yield from exercise.hints
    for mistake in exercise.mistakes:
        yield from (mistake.name, mistake.advice, mistake.reread)
    if not isinstance(exercise, Exercise):
        yield exercise.explanation
