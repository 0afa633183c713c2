"""Let the search find each term of the glossary, English or Korean, where it is defined.

A term becomes an entry of Sphinx's index, which its search puts before all other findings; the
entry leads to the bold word in the chapter that the glossary names.
"""

import re
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes

GLOSSARY = Path(__file__).parents[1] / "appendix/glossary.md"
LINK = re.compile(r"\]\(\.\./(?P<chapter>\w+/\w+)\.ipynb")
LAST_BRACKET = re.compile(r"^(?P<name>.+) \((?P<other>[^()]+)\)$")


class Term(NamedTuple):
    """A row of the glossary: its term, all names to find it by, and its chapter."""

    term: str
    names: list
    chapter: str


def names_of(cell):
    """Return the names in a cell: ``밀집층 (완전 연결층)`` has two."""
    if found := LAST_BRACKET.match(cell):
        return [found["name"], found["other"]]
    return [" ".join(re.sub(r"\([^()]*\)", " ", cell).split())]


def glossary_terms(text):
    """Return the terms of the glossary's text as a list of `Term`."""
    cells = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| ")]
    return [
        Term(term, [term, *names_of(korean)], LINK.search(link)["chapter"])
        for term, korean, _, link in cells[1:]
    ]


def definition(doctree, names):
    """Return the bold word of a chapter that defines a term, its plural included, or None."""
    bold = re.compile(f"({'|'.join(map(re.escape, names))})(s|es)?", re.IGNORECASE)
    strong = doctree.findall(nodes.strong)
    found = (node for node in strong if bold.fullmatch(node.astext().replace("’", "'")))
    return next(found, None)


def index_terms(app, doctree):
    """Put the terms that a chapter defines into the index of its page."""
    app.env.note_dependency(GLOSSARY)
    for term, names, chapter in glossary_terms(GLOSSARY.read_text(encoding="utf-8")):
        if chapter != app.env.docname:
            continue
        place = "term-" + nodes.make_id(term)
        if bold := definition(doctree, names):
            bold["ids"].append(place)
        entries = [("single", name, place if bold else "", "main", None) for name in names]
        doctree.insert(0, addnodes.index(entries=entries))


def setup(app):
    app.connect("doctree-read", index_terms)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
