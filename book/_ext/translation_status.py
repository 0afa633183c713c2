"""Show on a page how far the translations are.

The comment ``<!-- translations -->`` stands, for each language, for how many pages somebody has
begun and how many messages are ready, and for a table of the pages that have some left.
"""

import sys
from html import escape
from pathlib import Path

from docutils import nodes

from cnn_lessons.language import message, said

TOOLS = Path(__file__).parents[2] / "tools"
PLACE = "<!-- translations -->"
REFERENCE = "reference/"  # in English only
OTHERS = {"package": message("The package"), "site": message("The site")}
HEAD = (message("page"), message("ready"), message("to be translated"))


def rows(language):
    """Return for each catalogue of a language its name, what is ready and what is left."""
    import catalogues

    found = []
    for name in (*OTHERS, *language.pages()):
        counts = catalogues.counted(catalogues.read(language.catalogue_path(name)))
        left = sum(counts.values()) - counts["ready"]
        found.append((OTHERS.get(name, name), counts["ready"], left))
    return found


def table(language, pages):
    """Return as HTML how much of a language is ready, and a table of what is left, if anything."""
    found = rows(language)
    ready, left = (sum(row[i] for row in found) for i in (1, 2))
    name = f'<span lang="{language.code}">{escape(language.name)}</span>'
    told = said(
        message(
            "{name}: {begun} of {pages} pages begun, {ready} messages ready, {left} to be "
            "translated",
            name=name,
            begun=len(language.pages()),
            pages=len(pages),
            ready=f"{ready:,}",
            left=f"{left:,}",
        )
    )
    if not left:
        return f"<p>{told}.</p>"
    head = "".join(f'<th scope="col">{said(text)}</th>' for text in HEAD)
    body = "".join(
        f'<tr><th scope="row">{escape(said(name)).replace("/", "/<wbr>")}</th><td>{ready}</td>'
        f"<td>{left}</td></tr>"
        for name, ready, left in found
        if left
    )
    return (
        f'<table class="table"><caption>{told}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def fill(app, doctree):
    """Put the tables where the comment stands."""
    places = [raw for raw in doctree.findall(nodes.raw) if PLACE in raw.astext()]
    if not places:
        return
    from translations import languages, pages

    found = languages()
    for language in found:
        for name in (*OTHERS, *language.pages()):
            app.env.note_dependency(language.catalogue_path(name))
    own = [page for page in pages() if not page.startswith(REFERENCE)]
    html = "\n".join(table(language, own) for language in found)
    for raw in places:
        raw.replace_self(nodes.raw("", raw.astext().replace(PLACE, html), format="html"))


def setup(app):
    if str(TOOLS) not in sys.path:
        sys.path.append(str(TOOLS))
    app.connect("doctree-read", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
