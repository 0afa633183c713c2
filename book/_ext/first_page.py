"""Bring to life what the first page shows: elements and pictures that chapters have stored.

In ``index.md`` a comment names what stands in its place: ``<!-- output: CHAPTER MARK -->`` the
first output of a chapter's notebook that has the mark in it, an element's tag or a question's id;
``<!-- picture: CHAPTER N -->`` its picture number N, counted from 0, as a thumbnail.
"""

import re
from base64 import b64decode
from html import escape
from io import BytesIO
from pathlib import Path

import nbformat
from docutils import nodes
from PIL import Image, ImageOps
from sphinx.errors import ExtensionError

PLACE = re.compile(r"<!-- (output|picture): (\S+) (\S+) -->")
THUMBNAIL = (480, 270)  # pixels: twice as many as are shown, for fine screens


def output(notebook, mark):
    """Return the first HTML that a notebook has stored with `mark` in it: a tag, or an id."""
    cells = nbformat.read(notebook, as_version=4).cells
    stored = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    return next((html for data in stored if mark in (html := data.get("text/html", ""))), None)


def thumbnail(notebook, number):
    """Return a stored picture of a notebook, small, on white, and the first sentence about it."""
    stored = []
    for cell in nbformat.read(notebook, as_version=4).cells:
        words = cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")
        for data in (output.get("data", {}) for output in cell.get("outputs", [])):
            if picture := data.get("image/png") or data.get("image/jpeg"):
                stored.append((picture, words))
    if int(number) >= len(stored):
        return None
    data, words = stored[int(number)]
    with Image.open(BytesIO(b64decode(data))) as picture:
        white = Image.new("RGBA", picture.size, "white")
        white.alpha_composite(picture.convert("RGBA"))
    small = ImageOps.pad(white.convert("RGB"), THUMBNAIL, color="white")
    return small, words.split(". ")[0]


def fill(app, doctree):
    """Put into the first page what its comments name."""
    if app.env.docname != app.config.root_doc:
        return
    static = Path(app.outdir).parent / "first_page"

    def filled(place):
        kind, chapter, name = place.groups()
        notebook = Path(app.srcdir) / f"{chapter}.ipynb"
        app.env.note_dependency(notebook)
        found = (thumbnail if kind == "picture" else output)(notebook, name)
        if found is None:
            raise ExtensionError(f"index.md: {chapter} has no {kind} {name}")
        if kind != "picture":
            return found
        file = f"{Path(chapter).stem}-{name}.webp"
        small, words = found
        small.save(static / file, quality=80, method=4)
        return (
            f'<img src="_static/{file}" alt="{escape(words)}" width="240" height="135" '
            'loading="lazy" />'
        )

    for block in list(doctree.findall(nodes.raw)):
        text = PLACE.sub(filled, block.astext())
        block.replace_self(nodes.raw("", text, format="html"))


def make_folder(app):
    folder = Path(app.outdir).parent / "first_page"
    folder.mkdir(parents=True, exist_ok=True)
    app.config.html_static_path.append(str(folder))


def setup(app):
    app.connect("builder-inited", make_folder)
    app.connect("doctree-read", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
