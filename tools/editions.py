"""A language's own notebooks: the English ones with other words, and a few outputs made anew.

Code cells are the same, and so are outputs; but what a claim prints is looked up, and a cell that
shows what the package says (quizzes, hints, checks, elements) is executed in that language, with
no more of the notebook than it hangs on.
"""

import ast
import copy
import re

import nbformat
from messages import CLAIM, alt_text, translated
from sources import PLAIN, ROOT, code_cells

from cnn_lessons.elements.element import ELEMENTS
from cnn_lessons.elements.words import WORDS, exchanged
from cnn_lessons.language import VARIABLE, words_of

# How the package's HTML begins; the last are tables of layers and reports on photographs.
SPOKEN = re.compile(
    r"<cnn-|<details>|border-left: 5px solid|"
    r'<div style="overflow-x: auto" tabindex="0" role="group" aria-label="[^"]*"><table><'
    "(thead|caption)>"
)
PAD = "cnn-digit-drawing"  # what it shows hangs on a training
WRITES = {"copy", "mkdir", "move", "rename", "save", "touch", "unlink", "write_bytes", "write_text"}
# Takes long, and is the same in every language. `training_bytes(` and `training_set(` do not learn.
LEARNS = re.compile(r"\.fit\(|\btrain(ed|ing_errors|_\w+)?\(")


def codes():
    """Return the codes of all languages of the book, English first."""
    return ["en", *sorted(file.parent.name for file in ROOT.glob("languages/*/language.toml"))]


def folder_in_site(code):
    """Return the folder of a language in the site: ``""`` or, for example, ``"ko/"``."""
    return "" if code == "en" else f"{code}/"


def setting(code):
    """Return the cell that a translated notebook has before its first code cell."""
    cell = nbformat.v4.new_code_cell(
        f'import os\n\nos.environ["{VARIABLE}"] = "{code}"',
        id="language",
        metadata={"tags": ["remove-cell"]},
    )
    return cell


def translated_notebook(notebook, say, code, outputs=None):
    """Return a notebook in another language.

    Parameters
    ----------
    notebook : NotebookNode
        The English one, with its outputs.
    say : callable
        Takes a message and its kind and returns what stands in its place.
    code : str
        Of the language.
    outputs : dict of str to list, optional
        By the id of a cell, outputs that were made anew; without them, the English ones stand.

    Returns
    -------
    NotebookNode
    """
    notebook = copy.deepcopy(notebook)
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            cell.source = translated(cell.source, say)
            continue
        if alt := alt_text(cell):
            cell.metadata.mystnb.image.alt = say(alt, "alt text")
        for output in cell.outputs:
            if "text" in output:
                output.text = CLAIM.sub(lambda found: f"✓ {say(found[1], 'claim')}", output.text)
        if outputs and cell.id in outputs:
            cell.outputs = outputs[cell.id]
        for output in cell.outputs:
            if f"<{PAD}" in output.get("data", {}).get("text/html", ""):
                output.data["text/html"] = with_pad_in_words(output.data["text/html"], code)
    first = next(i for i, cell in enumerate(notebook.cells) if cell.cell_type == "code")
    notebook.cells.insert(first, setting(code))
    return notebook


def with_pad_in_words(html, code):
    """Return the HTML of a drawing pad with its script's words in another language."""
    words = words_of(code, "package")
    for name in ELEMENTS[PAD]:
        html = exchanged(html, WORDS.get(name, {}), lambda text: words.get(text, text))
    return html


def speaks(cell):
    """Whether a cell shows what the package says: that is another in each language."""
    shown = (output.get("data", {}).get("text/html", "") for output in cell.outputs)
    return any(SPOKEN.search("".join(html)) for html in shown)


def part(notebook, code):
    """Return the part of a notebook that has to be executed in another language.

    Parameters
    ----------
    notebook : NotebookNode
        Whose cells that speak have the outputs to compare with.
    code : str
        Of the language.

    Returns
    -------
    NotebookNode
        The cells that speak and those that they hang on, whose outputs are not compared. A cell
        that hangs on a training stays as it is in English.
    """
    cells = [cell for cell in code_cells(notebook) if cell.id != "language"]
    kept = set()
    for position, cell in enumerate(cells):
        if speaks(cell):
            needed = {position, *hangs_on(cells, position)}
            if not any(LEARNS.search(cells[i].source) for i in needed):
                kept |= needed
    found = copy.deepcopy(notebook)
    found.cells = [setting(code), *(copy.deepcopy(cells[i]) for i in sorted(kept))]
    for cell in found.cells:
        if not speaks(cell):
            cell.outputs = []
            tags = cell.metadata.get("tags", [])
            cell.metadata["tags"] = sorted({*tags, "nbval-ignore-output"})
    return found


def hangs_on(cells, position):
    """Return the positions of those cells before one that make what it uses."""
    wanted, found = names(cells[position])[0], []
    for before in range(position - 1, -1, -1):
        used, made = names(cells[before])
        if made & wanted:
            found.append(before)
            wanted |= used
    return found


def names(cell):
    """Return the names that a cell uses, and those that it makes or changes."""
    used, made, defined = set(), set(), set()
    try:
        tree = ast.parse(PLAIN.transform_cell(cell.source))
    except SyntaxError:
        return used, made
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            (used if isinstance(node.ctx, ast.Load) else made).add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            defined.add(node.name)  # before it is used
        elif isinstance(node, ast.alias):
            made.add((node.asname or node.name).split(".")[0])
        elif isinstance(node, ast.Expr | ast.Assign | ast.AugAssign):
            made |= changed(node)
    return used - defined, made | defined


def changed(statement):
    """Return the names whose values a statement may change: by a method, an index, an attribute.

    What writes a file changes what is in the folders that it names.
    """
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    if isinstance(statement, ast.Expr):
        targets = [getattr(statement.value, "func", None)]
    found = set()
    for target in targets:
        owner = target
        while isinstance(owner, ast.Attribute | ast.Subscript):
            owner = owner.value
        if isinstance(owner, ast.Name) and owner is not target:
            found.add(owner.id)
    call = getattr(statement, "value", None)
    if isinstance(call, ast.Call) and getattr(call.func, "attr", "") in WRITES:
        found |= {node.id for node in ast.walk(call) if isinstance(node, ast.Name)}
    return found - {"np", "plt", "exercises"}
