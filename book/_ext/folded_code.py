"""Fold the code of a page that a reader may pass over: imports, long drawings, and claims.

In the notebook it stands open: only the text that Sphinx reads is changed. Cells of imports that
follow each other become one, the claims at the end of a cell one of their own; what is folded has
the tags and the prompt that MyST-NB knows.
"""

import ast
import json
import re

from cnn_lessons.language import said

MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)
LONG = 8  # lines of a drawing
CLAIMED = ("✓ ", "– not claimed of ")  # how the lines begin that `claim` prints
SILENT = ast.Assign | ast.AnnAssign | ast.AugAssign | ast.FunctionDef


def is_claim(statement):
    call = getattr(statement, "value", None)
    return isinstance(call, ast.Call) and getattr(call.func, "id", None) == "claim"


def is_import(statement):
    """Tell whether a statement is an import, or silences what was imported."""
    silences = isinstance(statement, ast.Expr) and "setLevel(" in ast.unparse(statement)
    return silences or isinstance(statement, ast.Import | ast.ImportFrom)


def are_claims(body):
    """Tell whether statements begin with a claim and show nothing else: they may compute."""
    return is_claim(body[0]) and all(is_claim(s) or isinstance(s, SILENT) for s in body)


def kind_of(source):
    """Return what a code cell is, as ``"imports"``, ``"claim"`` or ``"drawing"``; else None."""
    try:
        body = ast.parse(MAGIC.sub("", source)).body
    except SyntaxError:  # IPython's own: a magic within a block
        return None
    if all(is_import(statement) for statement in body):
        return "imports"
    if are_claims(body):
        return "claim"
    drawn = ast.unparse(body[-1]) == "plt.show()"
    return "drawing" if drawn and len(source.splitlines()) >= LONG else None


def shown(cell):
    hidden = {"remove-cell", "remove-input"} & set(cell["metadata"].get("tags", []))
    return cell["cell_type"] == "code" and not hidden


def line_of_claims(source):
    """Return the line, from 0, at which the claims at the end of a cell begin, or None.

    What is only computed between them belongs to them, and so do the comments above.
    """
    try:
        body = ast.parse(MAGIC.sub("", source)).body
    except SyntaxError:
        return None
    first = next((n for n, statement in enumerate(body) if is_claim(statement)), None)
    if not first or not are_claims(body[first:]):
        return None
    lines, line = source.splitlines(), body[first].lineno - 1
    while not lines[line - 1].strip() or lines[line - 1].startswith("#"):
        line -= 1
    return line


def printed(outputs, claims):
    """Return what claims have printed, or all other outputs."""
    kept = []
    for output in outputs:
        if output["output_type"] != "stream":
            kept += [] if claims else [output]
            continue
        lines = "".join(output["text"]).splitlines(keepends=True)
        lines = [line for line in lines if line.startswith(CLAIMED) == claims]
        kept += [output | {"text": lines}] if lines else []
    return kept


def split(cell):
    """Return a cell in two where it ends with claims; else alone."""
    source = "".join(cell["source"])
    line = line_of_claims(source) if shown(cell) else None
    if line is None:
        return [cell]
    lines = source.splitlines(keepends=True)
    parts = []
    for claims, text in enumerate(["".join(lines[:line]).rstrip(), "".join(lines[line:])]):
        outputs = printed(cell["outputs"], claims=bool(claims))
        metadata = {"tags": [*cell["metadata"].get("tags", [])]} if claims else cell["metadata"]
        parts.append(cell | {"source": text, "outputs": outputs, "metadata": metadata})
    if "id" in cell:
        parts[1]["id"] = f"{cell['id']}-claims"
    return parts


def join_imports(cells):
    """Return the cells with those of imports that follow each other made one."""
    joined = []
    for cell in cells:
        source = "".join(cell["source"])
        imports = shown(cell) and kind_of(source) == "imports"
        if imports and joined and shown(joined[-1]) and kind_of(joined[-1]["source"]) == "imports":
            joined[-1]["source"] += f"\n\n{source}"
        else:
            joined.append(cell | {"source": source})
    return joined


PROMPTS = {
    "imports": said("Imports"),
    "claim": said("How this is checked"),
    "drawing": said("Code of the figure"),
}


def fold(notebook):
    """Tag the cells of a notebook, a dict, whose code is folded on the page."""
    notebook["cells"] = join_imports([part for cell in notebook["cells"] for part in split(cell)])
    for cell in notebook["cells"]:
        if shown(cell) and (kind := kind_of(cell["source"])):
            cell["metadata"].setdefault("tags", []).extend(["hide-input", kind])
            settings = cell["metadata"].setdefault("mystnb", {})
            settings |= dict.fromkeys(["code_prompt_show", "code_prompt_hide"], PROMPTS[kind])


def fold_page(app, docname, source):
    if app.env.doc2path(docname).endswith(".ipynb"):
        notebook = json.loads(source[0])
        fold(notebook)
        source[0] = json.dumps(notebook)


def setup(app):
    app.connect("source-read", fold_page)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
