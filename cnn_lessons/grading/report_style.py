"""How the report and the pages for students look: in a light and a dark browser, and on a phone."""

from html import escape

from cnn_lessons import palette
from cnn_lessons.grading.judging import Outcome

SIGNS = {
    Outcome.RIGHT: "✓",
    Outcome.WRONG: "✗",
    Outcome.ERROR: "!",
    Outcome.STOPPED: "■",
    Outcome.NOT_ATTEMPTED: "○",
    Outcome.CANNOT_CHECK: "?",
}
COLOURS = {
    Outcome.RIGHT: palette.GREEN,
    Outcome.WRONG: palette.VERMILLION,
    Outcome.ERROR: palette.ORANGE,
    Outcome.STOPPED: palette.PURPLE,
    Outcome.NOT_ATTEMPTED: palette.GREY,
    Outcome.CANNOT_CHECK: palette.SKY_BLUE,
}
STYLE = """
:root { color-scheme: light dark; }
:root { --ground: #fff; --link: #0a4d9c; --text: #1a1a1a; }
@media (prefers-color-scheme: dark) {
  :root { --ground: #16181c; --link: #8ab8ff; --text: #e8e8e8; }
}
a { color: var(--link); }
body { background: var(--ground); color: var(--text); font: 16px/1.5 system-ui, sans-serif;
  margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
p, li { max-width: 45rem; overflow-wrap: anywhere; }
h1, h2 { line-height: 1.25; overflow-wrap: anywhere; }
.wide { margin-bottom: 1.5rem; overflow-x: auto; position: relative; }
table { border-collapse: collapse; font-size: 0.875rem; }
caption { padding-bottom: 0.3rem; text-align: left; }
th, td { border-bottom: 1px solid #8888; padding: 0.25rem 0.8rem 0.25rem 0.4rem; text-align: left;
  vertical-align: top; }
thead th { vertical-align: bottom; }
td { min-width: 4.5rem; }
.class th[scope="row"] { background: var(--ground); left: 0; max-width: 12rem;
  overflow-wrap: anywhere; position: sticky; }
td[data-is] { border-left: 4px solid transparent; }
.count { text-align: right; }
.number, body:has(#hide-names:checked) .name { display: none; }
body:has(#hide-names:checked) .number { display: inline; }
.unseen { clip-path: inset(50%); height: 1px; overflow: hidden; position: absolute; width: 1px; }
.key { list-style: none; padding: 0; }
.key li { display: inline-block; margin-right: 1.2rem; }
section h2 { font-size: 1.1rem; margin: 2rem 0 0; }
.each td:last-child { min-width: 14rem; }
pre { overflow-x: auto; }
""" + "".join(
    f'[data-is="{outcome}"] {{ border-left-color: {colour} !important; }}\n'
    for outcome, colour in COLOURS.items()
)


def page_of(title, body):
    """Return a page of HTML that needs nothing else.

    Parameters
    ----------
    title : str
        Plain text.
    body : str
        HTML, without the heading.

    Returns
    -------
    str
    """
    title = escape(title)
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta name="generator" content="cnn_lessons grade"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        # nothing on the page runs, nor is fetched, whatever a notebook has put into it
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<style>{STYLE}</style></head><body><main><h1>{title}</h1>\n{body}</main></body></html>\n"
    )


def link_to(text, address):
    """Return a link, or the text alone where there is no address."""
    return f'<a href="{escape(address)}">{escape(text)}</a>' if address else escape(text)


def sentence_of(label):
    """Return a mistake's name as it begins a sentence."""
    return escape(label[:1].upper() + label[1:])
