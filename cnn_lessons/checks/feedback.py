"""What a check answers, as HTML, as Markdown and as plain text."""

import html
import re
from dataclasses import dataclass
from enum import StrEnum

from cnn_lessons import palette
from cnn_lessons.language import message, said


class State(StrEnum):
    """The five outcomes of a check."""

    NOT_ATTEMPTED = "not attempted"
    CORRECT = "correct"
    INCORRECT = "incorrect"
    RAISED = "your code raised an error"
    CANNOT_CHECK = "cannot check here"


SIGNS = {
    State.NOT_ATTEMPTED: "○",
    State.CORRECT: "✓",
    State.INCORRECT: "✗",
    State.RAISED: "!",
    State.CANNOT_CHECK: "?",
}
COLOURS = {
    State.NOT_ATTEMPTED: palette.GREY,
    State.CORRECT: palette.GREEN,
    State.INCORRECT: palette.VERMILLION,
    State.RAISED: palette.ORANGE,
    State.CANNOT_CHECK: palette.SKY_BLUE,
}


def inline_html(text):
    r"""Return `text` escaped for HTML, with code between backticks marked up.

    Examples
    --------
    >>> inline_html("`a < b`")
    '<code>a &lt; b</code>'
    >>> inline_html("`a` holds\n`1 2\n3 4`")  # lines of code are a block
    '<code>a</code> holds\n<pre>1 2\n3 4</pre>'
    """
    escaped = html.escape(text, quote=False)

    def marked(match):
        code = match.group(1)
        tag = "pre" if "\n" in code else "code"
        return f"<{tag}>{code}</{tag}>"

    return re.sub(r"`([^`]+)`", marked, escaped)


def upper_first(text):
    """Return `text` with a capital first letter and all others unchanged."""
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class Feedback:
    """The answer of a check.

    Parameters
    ----------
    state : State
        One of the five outcomes.
    message : str
        What was found, in a sentence or two.
    mistake, advice, reread : str
        The name of a known mistake, what to do, and the section to reread; each
        may be empty.
    details : tuple of (str, str)
        Labelled values: the inputs, what was returned, what was expected.
    """

    state: State
    message: str
    mistake: str = ""
    advice: str = ""
    reread: str = ""
    details: tuple[tuple[str, str], ...] = ()

    @classmethod
    def cannot_check(cls, error):
        """Return the feedback for a fault that is not the reader's.

        Parameters
        ----------
        error : Exception
            What was raised.

        Returns
        -------
        Feedback
        """
        return cls(
            State.CANNOT_CHECK,
            f"{type(error).__name__}: {error}.",
            advice="Your answer was not judged. If a package is missing, install it; "
            "otherwise please tell us what you ran.",
        )

    @property
    def headline(self):
        """The state with its sign: ``"✗ Incorrect"``."""
        return f"{SIGNS[self.state]} {said(self.state.capitalize())}"

    @property
    def explanation(self):
        """The mistake, the advice and the section as one paragraph."""
        advice = said(self.advice)
        advice = f"{upper_first(said(self.mistake))}: {advice}" if self.mistake else advice
        reread = said(message("Reread “{heading}”.", heading=self.reread)) if self.reread else ""
        return " ".join(part for part in (advice, reread) if part)

    def __repr__(self):
        sentences = f"{self.headline[2:]}: {said(self.message)} {self.explanation}".rstrip()
        blocks = [f"{said(label)}:\n{value}" for label, value in self.details]
        return "\n".join([sentences, *blocks]).replace("`", "")

    def _repr_markdown_(self):
        paragraphs = [f"**{self.headline}.** {said(self.message)}", self.explanation]
        blocks = [f"{said(label)}:\n\n```\n{value}\n```" for label, value in self.details]
        return "\n\n".join(part for part in (*paragraphs, *blocks) if part)

    def _repr_html_(self):
        explanation = f"<p>{inline_html(self.explanation)}</p>" if self.explanation else ""
        details = "".join(
            f"<p>{inline_html(said(label))}:</p><pre>{html.escape(value)}</pre>"
            for label, value in self.details
        )
        return (
            f'<div style="border-left: 5px solid {COLOURS[self.state]}; padding: 0 1em">'
            f"<p><strong>{self.headline}.</strong> {inline_html(said(self.message))}</p>"
            f"{explanation}{details}</div>"
        )


@dataclass(frozen=True)
class Folded:
    """Texts that the reader opens one by one: hints, a solution.

    Parameters
    ----------
    parts : tuple of (str, str, bool)
        For each, its title, its text, and whether the text is code.
    """

    parts: tuple[tuple[str, str, bool], ...]

    @classmethod
    def hints(cls, hints):
        """Return numbered hints, each folded."""
        return cls(
            tuple((message("Hint {i}", i=i), hint, False) for i, hint in enumerate(hints, start=1))
        )

    def __repr__(self):
        return "\n\n".join(f"{title}:\n{text}" for title, text, _ in self._said())

    def _said(self):
        """Return the parts in the reader's language: code stays as it is."""
        return [
            (said(title), text if code else said(text), code) for title, text, code in self.parts
        ]

    def _repr_html_(self):
        return "".join(
            f"<details><summary>{html.escape(title)}</summary>"
            + (f"<pre>{html.escape(text)}</pre>" if code else f"<p>{inline_html(text)}</p>")
            + "</details>"
            for title, text, code in self._said()
        )
