"""Repair what the theme gets wrong, give pages a description, and Korean words their language.

The theme is pinned (``requirements.txt``), and ``tests/site`` fails without each repair.
"""

import re
from html import escape
from itertools import zip_longest
from pathlib import Path
from textwrap import shorten

from docutils import nodes

from cnn_lessons.language import said

REPAIRS = {
    # Sphinx writes a viewport, and the theme another.
    r'\s*<meta name="viewport" content="width=device-width, initial-scale=1" ?/>': "",
    # Font Awesome's JavaScript is 540 kB; its web font alone shows every icon of the theme.
    r"\s*<script[^>]*/fontawesome[^>]*></script>": "",
    # Browsers refuse a font that is preloaded from a file; the style sheet loads it anyway.
    r'\s*<link rel="preload" as="font"[^>]*>': "",
    # "Search" names a button that reads "Search Ctrl + K": who speaks what they see is not heard.
    r'(<button class="btn search-button-field[^>]*) title="[^"]*" aria-label="[^"]*"': r"\1",
    # "Toggle hidden content" names a line that reads otherwise.
    r'<summary aria-label="Toggle hidden content">': "<summary>",
    # What unfolds a page's own pages in the sidebar has an icon and no word.
    r'<summary>(?=<span class="toctree-toggle")': '<summary aria-label="Its pages">',
    # A list has items; the role that sources have is out of use.
    r' role="doc-biblioentry"': ' role="listitem"',
    # The sidebar holds the title of the site outside every landmark.
    r'<div (?=class="bd-sidebar-primary)': '<div role="complementary" '
    f'aria-label="{said("Site")}" ',
}
# What search shows of a page is the article, not the list of its contents before it; and of a term
# the sentence in which it is defined.
SEARCH = {
    "querySelector('[role=\"main\"]')": "querySelector('.bd-article')",
    "anchorContent.textContent": 'anchorContent.closest("p, li, td, section").textContent',
}
KOREAN = re.compile(r"([가-힣](?:[가-힣 ()·-]*[가-힣)])?)")


def describe_page(app, pagename, templatename, context, doctree):
    """Add the page's first paragraph as its description, for search engines."""
    paragraph = doctree.next_node(nodes.paragraph) if doctree else None
    text = paragraph.astext() if paragraph else f"{app.config.html_title}: {pagename}"
    description = shorten(text, width=160, placeholder=" …")
    tag = f'\n<meta name="description" content="{escape(description)}" />'
    context["metatags"] = context.get("metatags", "") + tag


def mark_korean(app, doctree):
    """Say of Korean words that they are Korean: for those who hear them, and for fonts."""
    if app.config.language == "ko":
        return
    for text in list(doctree.findall(nodes.Text)):
        parts = KOREAN.split(text.astext())
        if len(parts) > 1 and not isinstance(text.parent, nodes.FixedTextElement | nodes.literal):
            spans = [f'<span lang="ko">{escape(part)}</span>' for part in parts[1::2]]
            korean = [nodes.raw("", span, format="html") for span in spans]
            others = [nodes.Text(part) for part in parts[::2]]
            mixed = [node for pair in zip_longest(others, korean) for node in pair if node]
            text.parent.replace(text, mixed)


def repair_pages(app, exception):
    """Rewrite the pages that this build wrote."""
    if exception or app.builder.format != "html":
        return
    for page in Path(app.outdir).rglob("*.html"):
        if "_static" in page.parts:
            continue
        found = page.read_text(encoding="utf-8")
        repaired = found
        for pattern, replacement in REPAIRS.items():
            repaired = re.sub(pattern, replacement, repaired)
        if repaired != found:
            page.write_text(repaired, encoding="utf-8")
    script = Path(app.outdir) / "_static" / "searchtools.js"
    found = script.read_text(encoding="utf-8")
    for theirs, ours in SEARCH.items():
        found = found.replace(theirs, ours)
    script.write_text(found, encoding="utf-8")


def setup(app):
    app.connect("doctree-read", mark_korean)
    app.connect("html-page-context", describe_page)
    app.connect("build-finished", repair_pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
