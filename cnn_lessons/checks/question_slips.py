"""What the right number or shape of a question is often taken for, whatever it is about.

Another unit, one of the question's own numbers too many or too few, a step on the way, an axis
somewhere else: all that can be worked out from the answer, its formula and the question's numbers.
"""

import ast
import math
import numbers
import re

from cnn_lessons.checks import advice, mutations
from cnn_lessons.checks.mistake import Mistake
from cnn_lessons.checks.slips import ADVICE, defined, lambda_of
from cnn_lessons.language import message

UNIT = "That is in another unit: kilo is a thousand, mega a million. Which one is asked for?"
BINARY = (
    "A megabyte is a million bytes here, and not 1024 times 1024 of them; or the other way round. "
    "Which one does the text use?"
)
BITS = "A byte has 8 bits. Which of them is asked for?"
TYPES = (
    "A float32 takes 4 bytes, a float64 8, a uint8 one. Which type is it, and are numbers or bytes "
    "asked for?"
)
MEASURED = ("byte", "mega", "milli", "kilo", "giga", "thousand", "second")
PREFIXED = ("k", "M", "G", "kB", "MB", "GB", "ms")
LARGE = 32  # a number that nobody meets by adding or taking off by chance
ON_THE_WAY = "That is a step on the way. What is still to be done with it?"
GIVEN = "That number stands in the question. What is to be done with it?"
BATCH = "With or without the batch? Say what each axis is."
MANY = "It is multiplied by {number}, or not divided by it. What is this number of?"
FEW = "It is divided by {number}, or not multiplied by it. What is this number of?"
ONCE_MORE = "Is {number} counted once too often?"
ONCE_LESS = "Is {number} still to be counted?"
SPATIAL = "Both sides are wrong in the same way. Do one of them by hand, for a small size."
PLACED = "One axis has a size of the question's that belongs elsewhere. Say what each axis is."


def unit_slips(right, prompt, unit):
    """Return a number in other units.

    Parameters
    ----------
    right : int or float
    prompt, unit : str
        The question and the answer's unit: what is about bytes is also mistaken for bits.

    Returns
    -------
    list of Mistake
    """
    slips, words = [], f"{prompt} {unit}".lower()
    if unit in PREFIXED or any(measure in words for measure in MEASURED):
        slips += [("another unit", right * 1000**k, UNIT) for k in (1, -1, 2, -2, 3, -3)]
    if unit == "%" or "percent" in words:
        slips.insert(0, ("share for percent", right / 100, advice.SHARE))
        slips.append(("the rest", 100 - right, advice.REST))
    if "byte" in words or unit.endswith("B"):
        slips += [("1024 for 1000", right * 1.024**k, BINARY) for k in (-2, 2, -1, 1, -3, 3)]
        slips += [("bits for bytes", right * factor, BITS) for factor in (8, 1 / 8)]
        slips += [("numbers for bytes", right * factor, TYPES) for factor in (1 / 4, 4)]
    return _mistakes(slips)


def power_slips(right):
    """Return a number's square and root, and one divided by it."""
    slips = [("squared", right * right, ADVICE[mutations.POWER])]
    if right > 0:
        slips.append(("root taken", right**0.5, ADVICE[mutations.POWER]))
        slips.append(("upside down", 1 / right, advice.UPSIDE_DOWN))
        slips.append(("the rest", 1 - 1 / right, advice.REST))
    return _mistakes(slips)


def step_slips(formula, inputs):
    """Return the values on the way to a formula's, and the numbers that the question gives.

    Parameters
    ----------
    formula : callable
        A lambda; the value of another has no steps.
    inputs : dict
        The question's numbers by their names.

    Returns
    -------
    list of Mistake
        Their wrong answers are formulas.
    """
    slips = []
    tree = lambda_of(formula) if callable(formula) else None
    for node in ast.walk(tree.body) if tree else []:
        if isinstance(node, ast.BinOp | ast.Call) and node is not tree.body:
            step = ast.Expression(ast.Lambda(tree.args, node))
            slips.append(("a step on the way", defined(step, formula), ON_THE_WAY))
    slips += [("a number of the question", value, GIVEN) for value in numbers_of(inputs)]
    return _mistakes(slips)


def input_slips(right, inputs):
    """Return a number with one of the question's numbers once, or twice, too often or too rarely.

    Parameters
    ----------
    right : int or float
    inputs : dict
        The question's numbers by their names.

    Returns
    -------
    list of Mistake
    """
    slips = []
    for value in numbers_of(inputs):
        said = f"{value:,}" if isinstance(value, int) else f"{value:g}"
        many, few = message(MANY, number=said), message(FEW, number=said)
        for power in (1, 2):
            slips.append(("a factor too many", right * value**power, many))
            slips.append(("a factor too few", right / value**power, few))
        if isinstance(value, int) and value >= LARGE:
            slips.append(("something more", right + value, message(ONCE_MORE, number=said)))
            slips.append(("something less", right - value, message(ONCE_LESS, number=said)))
    return _mistakes(slips)


def numbers_of(inputs):
    """Return the numbers among a question's inputs, each once, but 0 and 1.

    >>> numbers_of({"size": 5, "box": (1, 7), "text": "a"})
    [5, 7]
    """
    found = []
    for value in inputs.values():
        for part in value if isinstance(value, list | tuple) else [value]:
            is_number = isinstance(part, numbers.Real) and not isinstance(part, bool)
            if is_number and part not in (0, 1, *found):
                found.append(part)
    return found


def with_numbers_of(prompt, inputs):
    """Return the inputs, and the whole numbers above 2 that only the prompt names.

    >>> with_numbers_of("A kernel of 3 × 3 on 1,024 maps", {"maps": 1024})
    {'maps': 1024, '3': 3}
    """
    given = numbers_of(inputs)
    written = [int(text.replace(",", "")) for text in re.findall(r"\b\d[\d,]*\b(?!\.?\d)", prompt)]
    return inputs | {str(n): n for n in written if n > 2 and n not in given}


def size_slips(right, inputs):
    """Return a shape with other sizes: without the batch, or with one of the question's numbers.

    Parameters
    ----------
    right : tuple of int
    inputs : dict
        The question's numbers by their names.

    Returns
    -------
    list of Mistake
    """
    given = [value for value in numbers_of(inputs) if isinstance(value, int)]
    slips = [("an axis too few", fewer, BATCH) for fewer in (right[1:], right[:-1])]
    slips += [("an axis too many", (n, *right), BATCH) for n in (1, *given)]
    if len(right) == 4:
        channels_first = (right[0], right[3], right[1], right[2])
        slips.append(("channels first", channels_first, advice.ORDER))
        slips.append(("flattened", (right[0], math.prod(right[1:])), ADVICE["shape"]))
    for first in {max(0, len(right) - 3), 0} if len(right) > 1 else ():
        before, sides, behind = right[:first], right[first : first + 2], right[first + 2 :]
        others = [tuple(map(change, sides)) for change in _changes_of_a_side(given)]
        others += [(one, other) for one in given for other in given]
        slips += [("both sides wrong", (*before, *both, *behind), SPATIAL) for both in others]
    for axis in range(len(right)):
        for value in given:
            slips.append(("a size elsewhere", (*right[:axis], value, *right[axis + 1 :]), PLACED))
    return _mistakes(slips)


def _changes_of_a_side(given):
    """Return what may be done to both sides of an image."""
    near = [lambda side, n=n: side + n for n in (-1, 1, -2, 2)]
    factors = {2, *given}
    more = [lambda side, n=n: side * n for n in factors]
    fewer = [lambda side, n=n: side // n for n in factors if n > 0]
    rounded_up = [lambda side, n=n: -(-side // n) for n in factors if n > 0]
    return [*near, *more, *fewer, *rounded_up]


def _mistakes(slips):
    return [Mistake(name, wrong, advice) for name, wrong, advice in slips]
