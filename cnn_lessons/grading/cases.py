"""The arguments that an answer is called with, on their way into the sandbox."""

import numpy as np

from cnn_lessons.grading.values import decode, encode


class Formula:
    """A function of an array that shows its formula; two are equal where their formulas are."""

    def __init__(self, formula):
        self.formula = formula
        self.function = eval("lambda x: " + formula, {"np": np})  # an exercise's own text

    def __call__(self, x):
        """Return the value at the point `x`."""
        return self.function(x)

    def __eq__(self, other):
        return isinstance(other, Formula) and other.formula == self.formula

    def __hash__(self):
        return hash(self.formula)

    def __repr__(self):
        return f"x → {self.formula}"


def encode_cases(exercise):
    """Return the cases of an `Exercise` for `json.dumps`, and none of a question.

    Examples
    --------
    >>> from cnn_lessons.checks import Exercise
    >>> encode_cases(Exercise("demo.next", lambda n: n + 1, [(2,), (5,)], [], {}))
    [[2], [5]]
    """
    return [[_encode(value) for value in case] for case in getattr(exercise, "cases", ())]


def decode_case(data):
    """Return the arguments of a case.

    Parameters
    ----------
    data : list
        From `encode_cases`; a formula in it is run, so it must not come from an answer.

    Returns
    -------
    tuple
    """
    return tuple(_decode(value) for value in data)


def _encode(value):
    if callable(value) and isinstance(getattr(value, "formula", None), str):
        return {"formula": value.formula}
    return encode(value)


def _decode(data):
    is_formula = isinstance(data, dict) and "formula" in data
    return Formula(data["formula"]) if is_formula else decode(data)
