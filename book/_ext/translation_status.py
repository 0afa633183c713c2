"""Show on a page how far the translations are.

The comment ``<!-- translations -->`` stands for a table: for each language, the pages that
somebody has begun, with how many of their messages are ready and how many are left.
"""

import sys
from html import escape
from pathlib import Path

from docutils import nodes

TOOLS = Path(__file__).parents[2] / "tools"
PLACE = "<!-- translations -->"
OTHERS = {"package": "The package", "site": "The site"}
HEAD = ("page", "ready", "to be translated")


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
    """Return the table of a language as HTML, and how many pages nobody has begun."""
    head = "".join(f'<th scope="col">{text}</th>' for text in HEAD)
    body = "".join(
        f'<tr><th scope="row">{escape(name)}</th><td>{ready}</td><td>{left}</td></tr>'
        for name, ready, left in rows(language)
    )
    begun = len(language.pages())
    return (
        f'<table class="table"><caption><span lang="{language.code}">{escape(language.name)}</span>'
        f": {begun} of {len(pages)} pages begun</caption>"
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
    html = "\n".join(table(language, pages()) for language in found)
    for raw in places:
        raw.replace_self(nodes.raw("", raw.astext().replace(PLACE, html), format="html"))


def setup(app):
    if str(TOOLS) not in sys.path:
        sys.path.append(str(TOOLS))
    app.connect("doctree-read", fill)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
