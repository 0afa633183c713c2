"""What a translation has to say in other words: the messages of a text, of a notebook.

A message is a heading, a paragraph, an item of a list or a cell of a table, in one line; the alt
text of a figure; a claim that is printed; a text of an exercise. Code, formulas and outputs stay.
"""

import re

import nbformat
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.myst_blocks import myst_block_plugin

PARSER = MarkdownIt("commonmark").enable("table").use(dollarmath_plugin).use(myst_block_plugin)
WORD = re.compile(r"[^\W\d_]{2}|[가-힣]")  # what has no word needs no translation
# In HTML: what stands between tags, together with the marks that stand within a line.
HTML_TEXT = re.compile(r"(?<=>)[^<>\n]*(?:</?(?:a|b|code|em|strong)\b[^<>]*>[^<>\n]*)*(?=<)")
CLAIM = re.compile(r"^✓ (.+)$", re.MULTILINE)


def blocks(text):
    """Yield what a Markdown text says, block by block.

    Parameters
    ----------
    text : str

    Yields
    ------
    kind : str
        ``"heading"``, ``"text"`` or ``"html"``.
    line : int
        Its first line, from 0.
    content : str
        As the parser gives it: without what makes it a heading, a quote or an item.
    """
    before = ""
    for token in PARSER.parse(text):
        if token.type == "inline" and WORD.search(token.content):
            kind = "heading" if before == "heading_open" else "text"
            yield kind, token.map[0], token.content
        if token.type == "html_block":
            lines = token.content.splitlines()
            for line, content in enumerate(lines, start=token.map[0]):
                for found in HTML_TEXT.findall(content):
                    if WORD.search(found):
                        yield "html", line, found
        before = token.type


def message(content):
    r"""Return the content of a block as one line.

    >>> message("Two sentences.\nIn two lines.")
    'Two sentences. In two lines.'
    """
    return " ".join(line.strip() for line in content.splitlines())


def translated(text, say):
    r"""Return a Markdown text in which every block is replaced.

    Parameters
    ----------
    text : str
    say : callable
        Takes a message and its kind and returns what stands in its place.

    Returns
    -------
    str

    Examples
    --------
    >>> print(translated("# Two\n\n> **A** is\n> here.\n", lambda text, kind: text.upper()))
    # TWO
    <BLANKLINE>
    > **A** IS HERE.
    <BLANKLINE>
    """
    lines, column, last = text.split("\n"), 0, -1
    for kind, line, content in blocks(text):
        column = column if line == last else 0
        last, parts = line, content.split("\n")
        end = line + len(parts) - 1
        start = lines[line].find(parts[0], column)
        if start < 0 or parts[-1] not in lines[end]:
            raise ValueError(f"{parts[0]!r} is not found in its own line: {lines[line]!r}")
        stop = start + len(parts[0])
        if end > line:
            stop = lines[end].rindex(parts[-1]) + len(parts[-1])
        new = say(message(content), kind)
        rest = lines[end][stop:]
        lines[line] = lines[line][:start] + new + rest
        lines[line + 1 : end + 1] = [None] * (end - line)
        column = start + len(new)
    return "\n".join(line for line in lines if line is not None)


def of_text(text):
    """Return the messages of a Markdown text, each with its kind, in their order."""
    found = {}
    for kind, _, content in blocks(text):
        found.setdefault(message(content), kind)
    return found


def of_notebook(notebook):
    """Return the messages of a notebook: of its texts, its alt texts and its claims.

    Parameters
    ----------
    notebook : NotebookNode

    Returns
    -------
    dict of str to str
        The kind of each: ``"heading"``, ``"text"``, ``"html"``, ``"alt text"`` or ``"claim"``.
    """
    found = {}
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for kind, _, content in blocks(cell.source):
                found.setdefault(message(content), kind)
        if alt := alt_text(cell):
            found.setdefault(alt, "alt text")
        for output in cell.get("outputs", []):
            for claim in CLAIM.findall("".join(output.get("text", ""))):
                found.setdefault(claim, "claim")
    return found


def alt_text(cell):
    """Return the alt text of a cell's figure, or ""."""
    return cell.metadata.get("mystnb", {}).get("image", {}).get("alt", "")


def of_page(path):
    """Return the messages of a page of the book, a notebook or a text."""
    if path.suffix == ".ipynb":
        return of_notebook(nbformat.read(path, as_version=4))
    return of_text(path.read_text(encoding="utf-8"))
