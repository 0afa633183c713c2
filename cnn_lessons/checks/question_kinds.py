"""The kinds of questions: a number, a shape or a choice."""

import numbers
import string

import numpy as np

from cnn_lessons.checks.mistake import NONE, Mistake
from cnn_lessons.checks.question import Question
from cnn_lessons.checks.question_slips import (
    input_slips,
    power_slips,
    size_slips,
    step_slips,
    unit_slips,
    with_numbers_of,
)
from cnn_lessons.checks.slips import number_slips, shape_slips
from cnn_lessons.language import message, said

UNROUNDED = Mistake("not rounded", None, "A whole number is asked for. Up or down, and why?")
LARGEST = 1e300  # number that is read
#: In the place of a mistake, beside the right option of a choice.
RIGHT = "right"


class NumberQuestion(Question):
    """A number for the reader to find.

    Parameters
    ----------
    name, prompt, answer, mistakes, hints, explanation, inputs, reread
        As in `Question`.
    tolerance : float, default=0
        Accepted relative error of a real number. Whole numbers are exact.
    unit : str, default=""
        Shown behind the number.

    Examples
    --------
    >>> question = NumberQuestion(
    ...     "demo.places",
    ...     prompt="In how many places does a window of {window} fit on {size} pixels?",
    ...     inputs={"window": 5, "size": 32},
    ...     answer=lambda window, size: size - window + 1,
    ...     mistakes={"one too few": (lambda window, size: size - window, "Count place 0 too.")},
    ...     hints=["Where is its left edge at first?", "And at last?"],
    ...     explanation="{size} - {window} + 1 = {answer}.",
    ... )
    >>> question.check(27)
    Incorrect: You answered 27. One too few: Count place 0 too.
    """

    kind = "number"
    example = "a number, as in `check(26)`"

    def __init__(self, *arguments, tolerance=0, unit="", **options):
        self.tolerance = tolerance
        self.unit = unit
        super().__init__(*arguments, **options)

    def _usual_slips(self):
        return [
            *number_slips(self.answer),
            *unit_slips(self.answer, self.prompt, self.unit),
            *super()._usual_slips(),
            *step_slips(self._formula, self.inputs),
            *power_slips(self.answer),
            *input_slips(self.answer, with_numbers_of(self.prompt, self.inputs)),
        ]

    def _read(self, given):
        if isinstance(given, np.ndarray | np.generic) and given.ndim == 0:
            given = given.item()
        real = isinstance(given, numbers.Real) and not isinstance(given, bool)
        return given if real and abs(given) < LARGEST else None

    def _equal(self, answer, other):
        return abs(answer - other) <= self.tolerance * abs(other)

    def find_mistake(self, answer):
        """Return what `Question` does; and between two whole numbers, that one is asked for."""
        found = super().find_mistake(answer)
        is_whole = self.tolerance == 0 and self.answer == int(self.answer)
        if found is NONE and is_whole and 0 < abs(answer - self.answer) < 1:
            return UNROUNDED
        return found

    def _slips_by_kind(self):
        if self.tolerance or self.answer != int(self.answer):
            return super()._slips_by_kind()
        name, advice = said(UNROUNDED.name), said(UNROUNDED.advice)
        between = {"name": name, "answers": [], "between": 1, "advice": advice}
        return [*super()._slips_by_kind(), between]


class ShapeQuestion(Question):
    """A shape for the reader to find, a tuple of ints; Parameters are those of `Question`."""

    kind = "shape"

    @property
    def example(self):
        """What `check` takes: a shape with as many axes as the right one."""
        sizes = (2, 30, 30, 8)[-len(self.answer) :]
        return message("a shape, as in `check({sizes})`", sizes=sizes)

    def _read(self, given):
        sizes = given if isinstance(given, list | tuple | np.ndarray) else ()
        if len(sizes) > 1 and sizes[0] is None:  # Keras's batch of any size
            sizes = sizes[1:]
        real = all(isinstance(size, numbers.Real) for size in sizes)
        whole = real and all(float(size).is_integer() for size in sizes)
        return tuple(map(int, sizes)) or None if whole else None

    def _usual_slips(self):
        return [
            *shape_slips(self.answer),
            *super()._usual_slips(),
            *size_slips(self.answer, with_numbers_of(self.prompt, self.inputs)),
        ]

    def _key(self, answer):
        return list(answer)


class ChoiceQuestion(Question):
    """One option of several for the reader to choose.

    Parameters
    ----------
    name, prompt, hints, explanation, inputs
        As in `Question`.
    choices : dict
        The options in the order shown. Beside the right one stands `RIGHT`, beside every
        other the mistake that it is: its name, advice and, where it is not `reread`, the
        heading of the section that explains it.
    reread : str, default=""
        The heading for all other mistakes.

    Examples
    --------
    >>> question = ChoiceQuestion(
    ...     "demo.largest",
    ...     prompt="Which map is larger?",
    ...     choices={"28 × 28": RIGHT, "26 × 30": ("perimeters compared", "Count the pixels.")},
    ...     hints=["How many pixels has each?", "Multiply."],
    ...     explanation="784 pixels are more than 780.",
    ... )
    >>> question.check("B")
    Incorrect: You answered B: 26 × 30. Perimeters compared: Count the pixels.
    """

    kind = "choice"
    example = 'a letter, as in `check("B")`'

    def __init__(self, name, prompt, choices, hints, explanation, inputs=None, reread=""):
        self.choices = list(choices)
        (answer,) = (option for option, mistake in choices.items() if mistake is RIGHT)
        mistakes = {
            name: (option, *said) for option, (name, *said) in choices.items() if option != answer
        }
        super().__init__(name, prompt, answer, mistakes, hints, explanation, inputs, reread)

    @property
    def right_answer(self):
        """What `check` has to be given: the letter."""
        return string.ascii_uppercase[self.choices.index(self.answer)]

    def __repr__(self):
        lettered = zip(string.ascii_uppercase, self.choices, strict=False)
        options = (f"\n{letter}. {said(choice)}" for letter, choice in lettered)
        return super().__repr__() + "".join(options)

    def _read(self, given):
        options = dict(zip(string.ascii_uppercase, self.choices, strict=False))
        return options.get(given.strip().upper()) if isinstance(given, str) else None

    def _key(self, answer):
        return self.choices.index(answer)

    def _shown(self, answer):
        letter = string.ascii_uppercase[self.choices.index(answer)]
        return message("{letter}: {choice}", letter=letter, choice=answer)
