"""Fold the code of a page that a reader may pass over: imports, long drawings, and claims.

In the notebook it stands open: only the text that Sphinx reads is changed, by the tags and the
prompt that MyST-NB knows.
"""

import ast
import json
import re

MAGIC = re.compile(r"^\s*[%!].*$", re.MULTILINE)
LONG = 8  # lines of a drawing


def is_claim(statement):
    call = getattr(statement, "value", None)
    return isinstance(call, ast.Call) and getattr(call.func, "id", None) == "claim"


def kind_of(source):
    """Return what a code cell is, as ``"imports"``, ``"claim"`` or ``"drawing"``; else None."""
    try:
        body = ast.parse(MAGIC.sub("", source)).body
    except SyntaxError:  # IPython's own: a magic within a block
        return None
    if all(isinstance(statement, ast.Import | ast.ImportFrom) for statement in body):
        return "imports"
    if all(is_claim(statement) for statement in body):
        return "claim"
    drawn = ast.unparse(body[-1]) == "plt.show()"
    return "drawing" if drawn and len(source.splitlines()) >= LONG else None


PROMPTS = {"imports": "Imports", "claim": "How this is checked", "drawing": "Code of the figure"}


def fold(notebook):
    """Tag the cells of a notebook, a dict, whose code is folded on the page."""
    for cell in notebook["cells"]:
        tags = cell["metadata"].setdefault("tags", [])
        shown = cell["cell_type"] == "code" and not {"remove-cell", "remove-input"} & set(tags)
        if shown and (kind := kind_of("".join(cell["source"]))):
            tags += ["hide-input", kind]
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
