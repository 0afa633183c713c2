"""Typeset every formula when the site is built: KaTeX writes MathML, which browsers draw.

A page loads no script for its formulas, only a font cut to the signs that occur. A formula that
KaTeX does not understand stops the build. Where QuickJS is missing (Intel Macs), MathJax typesets
the formulas in the page, and `make` says so.
"""

import html
import json
import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from docutils import nodes
from fonts import cut
from sphinx.errors import ExtensionError

KATEX = Path(find_spec("sphinxcontrib.katex").origin).parent / "katex.min.js"
FONT = Path(find_spec("ziamath").origin).parent / "fonts" / "STIXTwoMath-Regular.ttf"
CUT = "formulas.woff"
FORMULA = re.compile(r"<math .*?</math>", re.DOTALL)
LETTER = re.compile("(?:LATIN|GREEK) (SMALL|CAPITAL) LETTER (.+)")
BROWSER = "var self = globalThis, window = globalThis, document = {compatMode: 'CSS1Compat'};"
# A string that KaTeX has joined cannot be handed over before JSON has made it one.
TYPESET = """(formula, display) => JSON.stringify(katex.renderToString(formula,
    {displayMode: display, output: "mathml", throwOnError: true, strict: "error"}))"""


@cache
def katex():
    """Return KaTeX's function of a formula and whether it stands alone."""
    import quickjs

    context = quickjs.Context()
    context.eval(BROWSER + KATEX.read_text(encoding="utf-8"))
    return context.eval(TYPESET)


@cache
def mathml(formula, display):
    """Return a formula as HTML that holds MathML and its source.

    Parameters
    ----------
    formula : str
        In LaTeX.
    display : bool
        Whether it stands in a line of its own.

    Raises
    ------
    ValueError
        If KaTeX does not understand it: with what it says.
    """
    import quickjs

    try:
        return json.loads(katex()(formula, display))
    except quickjs.JSException as error:
        said = str(error).split("\n")[0].split(" at position ")[0]
        raise ValueError(said.removeprefix("ParseError: KaTeX parse error: ")) from None


def typeset(node, display):
    try:
        return mathml(node.astext().strip(), display)
    except ValueError as error:
        page = node.document["source"]
        message = f"{page}: the formula {node.astext()} cannot be typeset. {error}"
        raise ExtensionError(message) from None


def visit_inline(visitor, node):
    visitor.body.append(f'<span class="math">{typeset(node, display=False)}</span>')
    raise nodes.SkipNode


def visit_block(visitor, node):
    visitor.body.append(f'<div class="math">{typeset(node, display=True)}</div>\n')
    raise nodes.SkipNode


def signs(site):
    """Return the characters of all formulas of a built site, and the root, which is a tag."""
    found = {"√"}
    for page in site.rglob("*.html"):
        for formula in FORMULA.findall(page.read_text(encoding="utf-8")):
            shown = re.sub(r"<annotation.*?</annotation>|<[^>]+>", "", formula, flags=re.DOTALL)
            found |= set(html.unescape(shown))
    return found


def italic(sign):
    """Return the character with which browsers draw ``<mi>x</mi>``: a letter's is another."""
    letter = LETTER.fullmatch(unicodedata.name(sign, ""))
    if sign == "h" or not letter:
        return "ℎ" if sign == "h" else sign
    return unicodedata.lookup(f"MATHEMATICAL ITALIC {letter[1]} {letter[2]}")


def cut_font(app, exception):
    """Write the font of the formulas with the signs that occur, and their italics."""
    if exception or app.builder.format != "html":
        return
    found = signs(Path(app.outdir))
    shown = found | {italic(sign) for sign in found}
    cut(FONT, shown, Path(app.outdir) / "_static" / CUT)


def setup(app):
    if find_spec("quickjs"):
        app.add_html_math_renderer("mathml", (visit_inline, None), (visit_block, None))
        app.connect("build-finished", cut_font)
    else:
        app.setup_extension("sphinx-mathjax-offline")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
