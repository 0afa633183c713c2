"""What the texts of the book hold, found with the parser that makes the pages of them."""

from itertools import pairwise

from markdown_it.renderer import RendererHTML
from maths import mathml
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import default_slugify
from myst_parser.parsers.mdit import create_md_parser

PARSER = create_md_parser(MdParserConfig(enable_extensions={"amsmath", "dollarmath"}), RendererHTML)


def parts(text):
    """Yield (line, token) for every block and inline token of a text."""
    line = 1
    for token in PARSER.parse(text):
        line = token.map[0] + 1 if token.map else line
        yield line, token
        breaks = 0
        for child in token.children or []:
            breaks += child.type in ("softbreak", "hardbreak")
            yield line + breaks, child


def links(text):
    """Yield (line, target) for every link and picture of a text."""
    for line, token in parts(text):
        target = token.attrGet("href") or token.attrGet("src")
        if target:
            yield line, target


def formulas(text):
    """Yield (line, formula) for every formula of a text."""
    for line, token in parts(text):
        if token.type.startswith(("math", "amsmath")):
            yield line, token.content.strip()


def anchors(text):
    """Return the anchors of a text: those of its headings, down to the third level."""
    tokens = PARSER.parse(text)
    return {
        default_slugify(
            "".join(t.content for t in inline.children if t.type in ("text", "code_inline"))
        )
        for heading, inline in pairwise(tokens)
        if heading.type == "heading_open" and heading.tag in ("h1", "h2", "h3")
    }


def complaint(formula):
    """Return what KaTeX, which typesets the site's formulas, has against one, or None."""
    try:
        mathml(formula, display=True)
    except ValueError as error:
        return str(error)
