"""What the texts of the book hold, found with the parser that makes the pages of them."""

from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path

import quickjs
from markdown_it.renderer import RendererHTML
from myst_parser.config.main import MdParserConfig
from myst_parser.mdit_to_docutils.base import default_slugify
from myst_parser.parsers.mdit import create_md_parser

PARSER = create_md_parser(MdParserConfig(enable_extensions={"amsmath", "dollarmath"}), RendererHTML)
MATHJAX = Path(find_spec("sphinx-mathjax-offline").origin).parent / "static" / "mathjax"
SCRIPTS = ["loader.js", "core.js", "adaptors/liteDOM.js", "input/tex.js"]
# The site's packages, but the one that shows an unknown command in red instead of refusing it.
COMPLAINT = """
MathJax._.handlers.html_ts.RegisterHTMLHandler(MathJax._.adaptors.liteAdaptor.liteAdaptor());
const jax = new MathJax._.input.tex_ts.TeX({
  packages: ["base", "ams", "newcommand"],
  formatError: (jax, error) => { throw error; },
});
const page = MathJax._.mathjax.mathjax.document("", {InputJax: jax});
function complaint(formula) {
  try { page.convert(formula, {end: MathJax._.core.MathItem.STATE.COMPILED}); }
  catch (error) { return error.message; }
}
"""


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


def mathjax():
    """Return a function that says what the site's MathJax has against a formula, or None."""
    context = quickjs.Context()
    context.set_max_stack_size(8 << 20)
    context.eval("var MathJax = {};")
    for script in SCRIPTS:
        context.eval((MATHJAX / script).read_text(encoding="utf-8") + ";0")
    context.eval(COMPLAINT)
    return context.get("complaint")
