"""A question as a quiz that needs no kernel."""

import html
import re
import string

from cnn_lessons.elements.element import element_html
from cnn_lessons.language import message, said

KINDS = ("number", "shape", "choice")
JUDGED = ("id", "kind", "unit", "answer", "tolerance", "correct", "mistakes", "slips", "generic")
SIGN = re.compile(r"[A-Z%]+")  # MB, %


def quiz_html(data):
    """Return a question as an interactive quiz, with its hints and its answer folded.

    Without scripts it is still a question with hints and an answer to open.

    Parameters
    ----------
    data : dict
        ``id``, ``title`` (may be missing), ``kind`` (``"number"``, ``"shape"`` or
        ``"choice"``), ``prompt``, ``unit``, ``choices``, ``answer`` (a number, a list
        of ints, or the index of a choice), ``tolerance`` (relative; 0 is exact),
        ``correct``, ``mistakes`` (each with ``name``, ``answer``, ``advice``,
        ``reread``), ``slips`` (may be missing; each with ``name``, ``answers``, ``advice``,
        and ``between`` where all that is nearer to the right number is one), ``generic``
        and ``hints``. Prompt, choices, ``correct``, advice, ``generic`` and hints are HTML;
        the rest is plain text.

    Returns
    -------
    str
        A ``<cnn-quiz>`` with its script and style.

    Raises
    ------
    ValueError
        If the kind is not known.

    Examples
    --------
    >>> question = {
    ...     "id": "demo.places", "kind": "number", "unit": "places", "choices": [],
    ...     "prompt": "In how many places does a window of 5 fit on 32 pixels?",
    ...     "answer": 28, "tolerance": 0, "correct": "32 - 5 + 1 = 28.",
    ...     "mistakes": [], "generic": "Do it on paper.", "hints": [],
    ... }
    >>> "<summary>Answer</summary><p><strong>28 places.</strong>" in quiz_html(question)
    True
    """
    if data["kind"] not in KINDS:
        raise ValueError(f"kind={data['kind']!r} is not known. Use one of {', '.join(KINDS)}.")
    title = f": {html.escape(data['title'])}" if data.get("title") else ""
    parts = [
        f'<p class="title"><strong>{said("Question")}{title}</strong></p>',
        f'<div class="prompt">{data["prompt"]}</div>',
    ]
    if data["kind"] == "choice":
        choices = "".join(f"<li>{choice}</li>" for choice in data["choices"])
        parts.append(f'<ol type="A">{choices}</ol>')
    parts += [
        _folded(said(message("Hint {i}", i=i)), hint)
        for i, hint in enumerate(data["hints"], start=1)
    ]
    parts.append(_folded(said("Answer"), f"<strong>{_answer(data)}.</strong> {data['correct']}"))
    judged = {key: data[key] for key in JUDGED if key in data}
    return element_html("cnn-quiz", judged, "\n".join(parts))


def _folded(title, text):
    return f"<details><summary>{title}</summary><p>{text}</p></details>"


def _answer(data):
    """Return the right answer as HTML."""
    answer = data["answer"]
    if data["kind"] == "choice":
        return f"{string.ascii_uppercase[answer]}: {data['choices'][answer]}"
    if data["kind"] == "shape":
        return str(tuple(answer))
    number = f"{answer:,}" if isinstance(answer, int) else f"{answer:.6g}"
    return html.escape(said(measured(number.replace("-", "−"), data["unit"])))


def measured(number, unit):
    """Return a number with its unit: a sign stands apart, a word as the language has it.

    Examples
    --------
    >>> measured(7, "pixels"), measured(7, "MB"), measured(7, "")
    ('7 pixels', '7 MB', '7')
    """
    if not unit or SIGN.fullmatch(unit):
        return f"{number} {unit}".rstrip()
    return message("{answer} {unit}", answer=number, unit=unit)
