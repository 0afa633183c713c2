"""Bring to life what the first page shows: elements and pictures that chapters have stored.

In ``index.md`` a comment names what stands in its place: ``<!-- element: CHAPTER TAG -->`` the
first element of a tag in a chapter's notebook, ``<!-- quiz: CHAPTER ID -->`` one of its questions,
``<!-- picture: CHAPTER N -->`` its picture number N, counted from 0, cut to a thumbnail.
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

PLACE = re.compile(r"<!-- (element|quiz|picture): (\S+) (\S+) -->")
THUMBNAIL = (480, 270)  # pixels: twice as many as are shown, for fine screens


def outputs_of(notebook):
    cells = nbformat.read(notebook, as_version=4).cells
    return [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]


def element(notebook, tag):
    """Return the HTML of the first element of a tag, with its style and script."""
    texts = (output.get("text/html", "") for output in outputs_of(notebook))
    return next((text for text in texts if f"<{tag} " in text), None)


def quiz(notebook, name):
    """Return the HTML of a question, by its id."""
    texts = (output.get("text/html", "") for output in outputs_of(notebook))
    return next((text for text in texts if f'"id":"{name}"' in text.replace(": ", ":")), None)


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
        found = {"element": element, "quiz": quiz, "picture": thumbnail}[kind](notebook, name)
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
