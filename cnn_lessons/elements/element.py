"""Interactive elements as HTML that carries its own script and style.

Stored in a notebook, such an output works on the site, from a file, in
JupyterLab and on Colab, and asks no other host for anything.
"""

import json
import re
from functools import cache
from importlib.resources import files

from cnn_lessons.elements.words import in_readers_language

WINDOW = (
    "stepped_element.js",
    "stepped_element.css",
    "axis.js",
    "written.js",
    "window_tables.js",
    "sliding_window.css",
)
GATHERING = (*WINDOW, "sliding_window_arithmetic.js")
START = "sliding_window.js"  # last: the element begins to live
ELEMENTS = {
    "cnn-box-overlap": ("boxes.js", "written.js", "box_overlap.js", "box_overlap.css"),
    "cnn-channels-window": (*GATHERING, "several_channels.js", "several_channels.css", START),
    "cnn-digit-drawing": ("digit_network.js", "digit_drawing.js", "digit_drawing.css"),
    "cnn-optimizer-path": (
        "stepped_element.js",
        "stepped_element.css",
        "written.js",
        "optimizer_path.js",
        "optimizer_path.css",
    ),
    "cnn-pooling-window": (*GATHERING, "pooling_arithmetic.js", START),
    "cnn-quiz": ("quiz_answers.js", "quiz.js", "quiz.css"),
    "cnn-score-threshold": (
        "boxes.js",
        "written.js",
        "score_threshold.js",
        "score_threshold.css",
    ),
    "cnn-size-calculator": ("axis.js", "size_calculator.js", "size_calculator.css"),
    "cnn-sliding-window": (*GATHERING, START),
    "cnn-transposed-window": (*WINDOW, "transposed_arithmetic.js", START),
}
# MathJax looks for $ in outputs, and a question about code may hold one.
ATTRIBUTES = 'class="mathjax_ignore tex2jax_ignore"'


def element_html(tag, data, fallback):
    """Return one interactive element as self-contained HTML.

    The same arguments give the same text, so that stored outputs can be compared.

    Parameters
    ----------
    tag : str
        The custom element, one of `ELEMENTS`.
    data : dict
        What its script reads; anything that JSON can hold.
    fallback : str
        HTML that is read where scripts are stripped, and until they run.

    Returns
    -------
    str
        A style, the element with its data and its fallback, and a script that
        defines the element unless the page already has it.

    Raises
    ------
    ValueError
        If `tag` is not known, or `data` holds a NaN or an infinity.

    Examples
    --------
    >>> html = element_html("cnn-quiz", {"answer": 28}, "<p>How many places?</p>")
    >>> '<script type="application/json">{"answer":28}</script>' in html
    True
    """
    style, script = element_sources(tag)
    return (
        f"<style>{style}</style>\n"
        f"<{tag} {ATTRIBUTES}>"
        f'<script type="application/json">{_json(data)}</script>\n'
        f"{fallback}\n</{tag}>\n"
        f'<script>(() => {{ "use strict";\nif (!customElements.get("{tag}")) {{\n{script}\n}}\n'
        f'for (const element of document.querySelectorAll("{tag}")) element.start?.();\n'
        "})();</script>"
    )


def _json(data):
    """Return `data` as JSON in which nothing can end the script element around it."""
    text = json.dumps(data, allow_nan=False, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", r"\u0026").replace("<", r"\u003c").replace(">", r"\u003e")


def element_sources(tag):
    """Return the style and the script of an element, this in the reader's language.

    Parameters
    ----------
    tag : str
        The custom element, one of `ELEMENTS`.

    Returns
    -------
    tuple of (str, str)
        CSS, and JavaScript that defines the element; to be run once for a page.

    Raises
    ------
    ValueError
        If `tag` is not known.
    """
    if tag not in ELEMENTS:
        raise ValueError(f"tag={tag!r} is not known. Use one of {', '.join(sorted(ELEMENTS))}.")
    texts = {name: _squeezed(name) for name in ("theme.css", "lesson_element.js", *ELEMENTS[tag])}
    texts = {name: in_readers_language(name, text) for name, text in texts.items()}
    style = "\n".join(text for name, text in texts.items() if name.endswith(".css"))
    script = "\n".join(text for name, text in texts.items() if name.endswith(".js"))
    return style.replace("cnn-element", tag), script.replace("cnn-element", tag)


@cache
def _squeezed(name):
    """Return a source without comments and indentation: every output carries it."""
    text = (files("cnn_lessons.elements") / name).read_text(encoding="utf-8")
    comment = r"/\*.*?\*/" if name.endswith(".css") else r"^\s*//.*?$"
    text = re.sub(comment, "", text, flags=re.MULTILINE | re.DOTALL)
    if name.endswith(".css"):
        text = re.sub(r"\s*([{};,])\s*|(?<=:)\s+", r"\1", text)
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
