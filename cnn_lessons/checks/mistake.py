"""A wrong answer that people really give, so that it can be named."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Mistake:
    """A known wrong answer.

    Parameters
    ----------
    name : str
        What went wrong, in a few words: ``"kernel flipped"``.
    wrong : callable or value
        The mistake itself. For an `Exercise`, a wrong implementation with the
        reference's parameters. For a `Question`, the wrong value, or a wrong
        formula of the question's inputs.
    advice : str
        Why it is wrong and what to look at, without giving the answer away.
        Text between backticks is shown as code.
    reread : str, default=""
        The heading of the chapter's section that explains it.
    """

    name: str
    wrong: Any
    advice: str
    reread: str = ""


NONE = Mistake("", None, "")  # none that is known


def named_mistakes(mistakes, reread=""):
    """Return mistakes as a list.

    Parameters
    ----------
    mistakes : dict
        By the mistake's name: what is wrong and the advice, and the heading to reread where it
        is not `reread`.
    reread : str, default=""
        The heading for all other mistakes.

    Returns
    -------
    list of Mistake

    Examples
    --------
    >>> (mistake,) = named_mistakes({"added": (12, "It is an area.")}, "Areas")
    >>> mistake.wrong, mistake.advice, mistake.reread
    (12, 'It is an area.', 'Areas')
    """
    return [
        Mistake(name, wrong, advice, *(other or [reread]))
        for name, (wrong, advice, *other) in mistakes.items()
    ]
