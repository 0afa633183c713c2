"""What a notebook's outputs hang on: its code cells, and the package's files that they reach.

Imports are followed by name, also those inside functions, through a folder's ``__init__`` to the
module that it hands on. So a change in ``pooling.py`` concerns the chapters that reach it, and no
others. What lies beside a module and is no Python (scripts, style sheets, weights) belongs to it.
Comments and docstrings do not count, but in the exercises, whose source a reader sees.
"""

import ast
import hashlib
import json
from functools import cache
from pathlib import Path

from IPython.core.inputtransformer2 import TransformerManager

ROOT = Path(__file__).resolve().parents[1]
PACKAGE = "cnn_lessons"
PLAIN = TransformerManager()  # turns IPython's magics into Python


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def fingerprint(notebook, root=ROOT):
    """Return a hash of a notebook's code cells, their outputs, and the files they hang on.

    Parameters
    ----------
    notebook : NotebookNode
        As it is stored.
    root : Path
        The folder that holds the package.

    Returns
    -------
    str
        The same as long as another execution has no reason to give another output.
    """
    cells = [
        (cell.source, cell.metadata.get("tags", []), cell.outputs) for cell in code_cells(notebook)
    ]
    files = [
        (path.relative_to(root).as_posix(), digest(path, path.read_bytes()))
        for path in package_files(notebook, root)
    ]
    return hashlib.sha256(json.dumps([cells, files], sort_keys=True).encode()).hexdigest()


def package_files(notebook, root=ROOT):
    """Return the files of the package that the code of a notebook reaches, sorted."""
    code = "\n".join(PLAIN.transform_cell(cell.source) for cell in code_cells(notebook))
    found, names = set(), set(imported_names(code))
    while names:
        path = module_of(names.pop(), root)
        if path and path not in found:
            found.add(path)
            names |= imported_names(path.read_text(encoding="utf-8"))
    folders = {path.parent for path in found}
    beside = {file for folder in folders for file in folder.iterdir() if file.is_file()}
    return sorted(found | {file for file in beside if file.suffix not in {".py", ".pyc"}})


@cache
def imported_names(code):
    """Return the dotted names that `code` imports from the package, anywhere in it."""
    names = set()
    for node in ast.walk(parse(code)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return {name for name in names if name.split(".")[0] == PACKAGE}


def module_of(name, root):
    """Return the file where `name` is defined, or None where there is none."""
    folder, parts = root, name.split(".")
    while parts and (folder / parts[0]).is_dir():
        folder, parts = folder / parts[0], parts[1:]
    if parts and (folder / f"{parts[0]}.py").is_file():
        return folder / f"{parts[0]}.py"
    door = folder / "__init__.py"
    if not door.is_file():
        return None
    handed_on = handed_on_by(door, door.stat().st_mtime_ns)
    return module_of(handed_on[parts[0]], root) if parts and parts[0] in handed_on else door


@cache
def handed_on_by(door, changed):
    """Return what a folder's ``__init__`` imports, by the name under which it hands it on."""
    return {
        alias.asname or alias.name: f"{node.module}.{alias.name}"
        for node in parse(door.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(PACKAGE)
        for alias in node.names
    }


@cache
def digest(path, content):
    """Return a hash of what counts in a file."""
    if path.suffix == ".py" and path.parent.name != "exercises":
        tree = parse(content)
        for node in ast.walk(tree):
            if has_docstring(node):
                node.body = node.body[1:]
        content = ast.dump(tree).encode() if tree.body else content
    return hashlib.sha256(content).hexdigest()


def parse(code):
    """Return a syntax tree, empty where there is an error: whoever runs the code will say so."""
    try:
        return ast.parse(code)
    except SyntaxError:
        return ast.Module([], [])


def has_docstring(node):
    """Whether a node of a syntax tree has a docstring."""
    has_one = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    return isinstance(node, has_one) and ast.get_docstring(node, clean=False) is not None
