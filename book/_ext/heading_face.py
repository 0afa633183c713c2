"""Give headings a face with weight: Manrope, cut to the signs that headings have."""

import html
import re
import string
from importlib.util import find_spec
from pathlib import Path

from fonts import cut

FONT = Path(find_spec("font_manrope").origin).parent / "files" / "Manrope-ExtraBold.ttf"
HEADING = re.compile(r"<h([1-4])[^>]*>(.*?)</h\1>", re.DOTALL)


def signs(site):
    """Return the characters of all headings of a built site, and what a keyboard has."""
    found = set(string.printable) - set(string.whitespace) | {" "}
    for page in site.rglob("*.html"):
        for _, heading in HEADING.findall(page.read_text(encoding="utf-8")):
            found |= set(html.unescape(re.sub(r"<[^>]+>", "", heading)))
    return found


def write_face(app, exception):
    if not exception and app.builder.format == "html":
        site = Path(app.outdir)
        cut(FONT, signs(site), site / "_static" / "headings.woff")


def setup(app):
    app.connect("build-finished", write_face)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
