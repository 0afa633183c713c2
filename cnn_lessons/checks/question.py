"""Questions: the reader gives a value, and it is compared with the right one."""

import inspect
from dataclasses import replace
from functools import cached_property

from cnn_lessons.checks.comparison import describe
from cnn_lessons.checks.feedback import Feedback, Folded, State, inline_html
from cnn_lessons.checks.mistake import NONE, named_mistakes
from cnn_lessons.checks.progress import remember
from cnn_lessons.checks.slips import formula_slips, quiet
from cnn_lessons.elements.quiz import measured, quiz_html
from cnn_lessons.language import message, said

GENERIC = "This is none of the mistakes we know. Do it step by step on paper, or open a hint."


class Question:
    """What all questions have in common; `NumberQuestion` and the others say what is read.

    The page shows a question as a quiz that needs no kernel; `check` judges the same
    answers in a notebook.

    Parameters
    ----------
    name : str
        Chapter and question: ``"convolution.output_shape"``.
    prompt, explanation : str
        What is asked, and why the answer is what it is. They, the hints and the advice are
        formatted with `inputs`, the explanation also with ``answer``.
    answer : int, float, tuple of int, str or callable
        The right value, or a formula of some of the `inputs`, by their names.
    mistakes : dict
        Known wrong values, or wrong formulas of the inputs, as `named_mistakes` takes them.
    hints : list of str
        At least two.
    inputs : dict, optional
        The numbers that the question is about, by name.
    reread : str, default=""
        The heading of the section that explains it, for all mistakes that name no other.
    """

    kind = ""
    example = ""  # of what `check` takes
    unit = ""
    tolerance = 0
    choices = ()

    def __init__(self, name, prompt, answer, mistakes, hints, explanation, inputs=None, reread=""):
        self.name = name
        self.inputs = inputs or {}
        self.mistakes = [
            replace(mistake, advice=message(mistake.advice, **self.inputs))
            for mistake in named_mistakes(mistakes, reread)
        ]
        self.answer = self.evaluate(answer)
        self._formula = answer
        self.prompt = message(prompt, **self.inputs)
        self.hints = [message(hint, **self.inputs) for hint in hints]
        self.explanation = message(explanation, **self.inputs, answer=self.answer)

    def evaluate(self, value):
        """Return a value as it is, and a formula's value on the inputs that it names.

        Parameters
        ----------
        value : object or callable
            A callable is a formula.
        """
        if not callable(value):
            return value
        return value(**{name: self.inputs[name] for name in inspect.signature(value).parameters})

    @cached_property
    def slips(self):
        """What the answer is often taken for, as mistakes with values of their own."""
        known = [self.answer, *(self.evaluate(mistake.wrong) for mistake in self.mistakes)]
        found = []
        for slip in self._usual_slips():
            wrong = self._read(quiet(self.evaluate, slip.wrong))
            if wrong is not None and not any(self._equal(wrong, other) for other in known):
                known.append(wrong)
                found.append(replace(slip, wrong=wrong))
        return found

    def _usual_slips(self):
        """Return what any answer of this kind, or to this formula, is taken for."""
        return formula_slips(self._formula) if callable(self._formula) else []

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
            return remember(self.name, self.assess(answer))
        except Exception as error:  # a fault of ours must not look like a wrong answer
            return Feedback.cannot_check(error)

    def hint(self):
        """Return the hints, each folded."""
        return Folded.hints(self.hints)

    def solution(self):
        """Return the answer and why it is right, folded."""
        shown = self._shown(self.answer)
        template = "{answer} {explanation}" if shown[-1] == "." else "{answer}. {explanation}"
        text = message(template, answer=shown, explanation=self.explanation)
        return Folded((("Answer", text, False),))

    @property
    def right_answer(self):
        """What `check` has to be given."""
        return self.answer

    def __repr__(self):
        return said(self.prompt)

    def _repr_html_(self):
        """Return the quiz, the same HTML each time: stored outputs are compared."""
        return quiz_html(
            {
                "id": self.name,
                "kind": self.kind,
                "prompt": inline_html(said(self.prompt)),
                "unit": said(self.unit),
                "choices": [inline_html(said(choice)) for choice in self.choices],
                "answer": self._key(self.answer),
                "tolerance": self.tolerance,
                "correct": inline_html(said(self.explanation)),
                "mistakes": [
                    {
                        "name": said(mistake.name),
                        "answer": self._key(self.evaluate(mistake.wrong)),
                        "advice": inline_html(said(mistake.advice)),
                        "reread": said(mistake.reread),
                    }
                    for mistake in self.mistakes
                ],
                "slips": self._slips_by_kind(),
                "generic": inline_html(said(GENERIC)),
                "hints": [inline_html(said(hint)) for hint in self.hints],
            }
        )

    def assess(self, given):
        """Return what `check` says, but remember nothing, and let a fault of ours out.

        Parameters
        ----------
        given : int, float, tuple of int or str
            The reader's answer, as `check` takes it.
        """
        if given is ... or given is None:
            return Feedback(
                State.NOT_ATTEMPTED,
                message("Replace `...` by {example}, and run this cell.", example=self.example),
            )
        answer = self._read(given)
        if answer is None:
            return Feedback(
                State.NOT_ATTEMPTED,
                message(
                    "check() received {value}, expected {example}.",
                    value=describe(given),
                    example=self.example,
                ),
            )
        if self._equal(answer, self.answer):
            return Feedback(State.CORRECT, self.explanation)
        shown = self._shown(answer)
        template = "You answered {answer}" if shown[-1] == "." else "You answered {answer}."
        given = message(template, answer=shown)
        mistake = self.find_mistake(answer)
        advice = mistake.advice or GENERIC
        return Feedback(State.INCORRECT, given, mistake.name, advice, mistake.reread)

    def find_mistake(self, answer):
        """Return the known mistake with this answer, else the slip, else `NONE`."""
        for mistake in [*self.mistakes, *self.slips]:
            if self._equal(answer, self.evaluate(mistake.wrong)):
                return mistake
        return NONE

    def _slips_by_kind(self):
        """Return the slips for the quiz: each kind once, with all its answers."""
        kinds = {}
        for slip in self.slips:
            kinds.setdefault((slip.name, slip.advice), []).append(self._key(slip.wrong))
        return [
            {"name": said(name), "answers": answers, "advice": inline_html(said(advice))}
            for (name, advice), answers in kinds.items()
        ]

    def _key(self, answer):
        """Return an answer as the quiz keeps it."""
        return answer

    def _shown(self, answer):
        return measured(answer, self.unit)

    def _equal(self, answer, other):
        return answer == other
