"""Questions: the reader gives a number, a shape or a choice."""

import numbers
import string

import numpy as np

from cnn_lessons.checks.comparison import describe
from cnn_lessons.checks.feedback import Feedback, Folded, State, inline_html
from cnn_lessons.checks.progress import record
from cnn_lessons.elements import quiz_html

GENERIC = "This is none of the mistakes we know. Do it step by step on paper, or open a hint."
EXAMPLES = {
    "number": "a number, as in `check(26)`",
    "shape": "a shape, as in `check((2, 30, 30, 8))`",
    "choice": 'a letter, as in `check("B")`',
}


class Question:
    """A number, a shape or a choice for the reader to find.

    The page shows it as a quiz that needs no kernel; `check` judges the same
    answers in a notebook.

    Parameters
    ----------
    name : str
        Chapter and question: ``"convolution.output_shape"``.
    prompt, explanation : str
        What is asked, and why the answer is what it is. Both are formatted with
        `inputs`, the explanation also with ``answer``.
    answer : int, float, tuple of int, str or callable
        The right value, or a formula of `inputs`; for a choice its text.
    mistakes : list of Mistake
        Known wrong values, or wrong formulas of `inputs`. A choice has one for
        every wrong option.
    hints : list of str
        At least two.
    inputs : dict, optional
        The numbers that the question is about, by name, in the order of the formulas.
    choices : list of str, optional
        The options, in the order shown; makes the question a choice.
    tolerance : float, default=0
        Accepted relative error of a real number. Whole numbers are exact.
    unit : str, default=""
        Shown behind the number.

    Examples
    --------
    >>> from cnn_lessons.checks import Mistake
    >>> question = Question(
    ...     "demo.places",
    ...     prompt="In how many places does a window of {window} fit on {size} pixels?",
    ...     inputs={"window": 5, "size": 32},
    ...     answer=lambda window, size: size - window + 1,
    ...     mistakes=[
    ...         Mistake("one too few", lambda window, size: size - window, "Count place 0 too.")
    ...     ],
    ...     hints=["Where is its left edge at first?", "And at last?"],
    ...     explanation="{size} - {window} + 1 = {answer}.",
    ... )
    >>> question.check(27)
    Incorrect: You answered 27. One too few: Count place 0 too.
    """

    def __init__(
        self,
        name,
        prompt,
        answer,
        mistakes,
        hints,
        explanation,
        inputs=None,
        choices=None,
        tolerance=0,
        unit="",
    ):
        self.name = name
        self.inputs = inputs or {}
        self.choices = choices or []
        self.mistakes = mistakes
        self.hints = hints
        self.tolerance = tolerance
        self.unit = unit
        self.answer = self.evaluate(answer)
        self.prompt = prompt.format(**self.inputs)
        self.explanation = explanation.format(**self.inputs, answer=self.answer)

    @property
    def kind(self):
        """``"choice"``, ``"shape"`` or ``"number"``."""
        if self.choices:
            return "choice"
        return "shape" if isinstance(self.answer, tuple) else "number"

    def evaluate(self, value):
        """Return a value as it is, and a formula's value on the question's inputs."""
        return value(*self.inputs.values()) if callable(value) else value

    def check(self, answer):
        """Compare `answer` with the right one.

        Parameters
        ----------
        answer : int, float, tuple of int or str
            The reader's answer; a choice is given by its letter.

        Returns
        -------
        Feedback
            It never holds the right answer unless the reader gave it.
        """
        try:
            return self._check(answer)
        except Exception as error:  # a fault of ours must not look like a wrong answer
            return Feedback.cannot_check(error)

    def hint(self):
        """Return the hints, each folded."""
        return Folded.hints(self.hints)

    def solution(self):
        """Return the answer and why it is right, folded."""
        return Folded((("Answer", f"{self._shown(self.answer)}. {self.explanation}", False),))

    @property
    def right_answer(self):
        """What `check` has to be given: the value, or the letter of the right choice."""
        if self.kind == "choice":
            return string.ascii_uppercase[self.choices.index(self.answer)]
        return self.answer

    def __repr__(self):
        choices = "".join(
            f"\n{letter}. {choice}"
            for letter, choice in zip(string.ascii_uppercase, self.choices, strict=False)
        )
        return f"{self.prompt}{choices}"

    def _repr_html_(self):
        """Return the quiz, the same HTML each time: stored outputs are compared."""
        return quiz_html(
            {
                "id": self.name,
                "kind": self.kind,
                "prompt": inline_html(self.prompt),
                "unit": self.unit,
                "choices": [inline_html(choice) for choice in self.choices],
                "answer": self._key(self.answer),
                "tolerance": self.tolerance,
                "correct": inline_html(self.explanation),
                "mistakes": [
                    {
                        "name": mistake.name,
                        "answer": self._key(self.evaluate(mistake.wrong)),
                        "advice": inline_html(mistake.advice),
                        "reread": mistake.reread,
                    }
                    for mistake in self.mistakes
                ],
                "generic": inline_html(GENERIC),
                "hints": [inline_html(hint) for hint in self.hints],
            }
        )

    def _key(self, answer):
        """Return an answer as the quiz keeps it: a number, a list or an index."""
        if self.kind == "choice":
            return self.choices.index(answer)
        return list(answer) if self.kind == "shape" else answer

    def _shown(self, answer):
        if self.kind == "choice":
            return f"{string.ascii_uppercase[self.choices.index(answer)]}: {answer}"
        return f"{answer} {self.unit}".rstrip()

    def _check(self, given):
        if given is ... or given is None:
            return Feedback(
                State.NOT_ATTEMPTED, f"Replace `...` by {EXAMPLES[self.kind]}, and run this cell."
            )
        answer = self._read(given)
        if answer is None:
            return Feedback(
                State.NOT_ATTEMPTED,
                f"check() received {describe(given)}, expected {EXAMPLES[self.kind]}.",
            )
        if self._equal(answer, self.answer):
            return Feedback(State.CORRECT, self.explanation, advice=record(self.name))
        message = f"You answered {self._shown(answer)}."
        for mistake in self.mistakes:
            if self._equal(answer, self.evaluate(mistake.wrong)):
                return Feedback(
                    State.INCORRECT, message, mistake.name, mistake.advice, mistake.reread
                )
        return Feedback(State.INCORRECT, message, advice=GENERIC)

    def _read(self, given):
        """Return `given` as a number, a tuple of int or a choice's text, or None."""
        if self.kind == "choice":
            options = dict(zip(string.ascii_uppercase, self.choices, strict=False))
            return options.get(given.strip().upper()) if isinstance(given, str) else None
        if self.kind == "shape":
            sizes = given if isinstance(given, list | tuple | np.ndarray) else ()
            real = all(isinstance(size, numbers.Real) for size in sizes)
            whole = real and all(float(size).is_integer() for size in sizes)
            return tuple(map(int, sizes)) or None if whole else None
        if isinstance(given, np.ndarray | np.generic) and given.ndim == 0:
            given = given.item()
        real = isinstance(given, numbers.Real) and not isinstance(given, bool)
        return given if real and np.isfinite(given) else None

    def _equal(self, answer, other):
        if self.kind == "number" and self.tolerance:
            return bool(np.isclose(answer, other, rtol=self.tolerance, atol=0))
        return answer == other
