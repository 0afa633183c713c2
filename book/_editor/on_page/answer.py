"""Judge an answer on the page: with the package's own rules and words, on stored outcomes."""

import builtins
import json
from collections import OrderedDict

import gaps

gaps.fill()

import numpy as np  # noqa: E402
import readers_code  # noqa: E402

from cnn_lessons.checks.exercise import Exercise  # noqa: E402
from cnn_lessons.checks.feedback import Feedback, State  # noqa: E402
from cnn_lessons.checks.mistake import Mistake  # noqa: E402
from cnn_lessons.language import WORDS, message  # noqa: E402

escaped = repr


def letters(value):
    """Return what `repr` returns, with all letters as they are: MicroPython escapes Korean ones."""
    if not isinstance(value, (str, list, tuple, dict, set)):
        return escaped(value)
    pieces = [unescaped(unescaped(p, "\\u", 4), "\\U", 8) for p in escaped(value).split("\\\\")]
    return "\\\\".join(pieces)


def unescaped(text, mark, digits):
    """Return a text with letters instead of a mark and their numbers."""
    first, *others = text.split(mark)
    return first + "".join([chr(int(p[:digits], 16)) + p[digits:] for p in others])


builtins.repr = letters

ELSEWHERE = (
    "Your answer was not judged: this page has a small Python and a small NumPy. In JupyterLab or "
    "on Colab the same cell runs with all of both."
)


def decoded(value):
    """Return a value that `encoded` of ``page_cases.py`` wrote."""
    if isinstance(value, list):
        return [decoded(part) for part in value]
    if not isinstance(value, dict):
        return value
    if "array" in value:
        numbers = [decoded(number) for number in value["array"]]
        return np.array(numbers, value["dtype"]).reshape(value["shape"])
    if "float" in value:
        return float(value["float"])
    if "tuple" in value:
        return tuple([decoded(part) for part in value["tuple"]])
    if "dict" in value:
        return OrderedDict([(decoded(key), decoded(part)) for key, part in value["dict"]])
    if "set" in value:
        return set([decoded(part) for part in value["set"]])
    if "error" in value:
        return getattr(builtins, value["error"], value["error"])
    return Formula(value["formula"])


class Formula:
    """A function of an array that shows its formula."""

    def __init__(self, formula):
        self.formula = formula
        self.function = eval("lambda x: " + formula, {"np": np})

    def __call__(self, x):
        return self.function(x)

    def __eq__(self, other):
        return isinstance(other, Formula) and other.formula == self.formula

    def __repr__(self):
        return "x → " + self.formula


class Reference:
    """The right answer: what it returned, case by case."""

    def __init__(self, name, outputs):
        self.__name__, self.outputs = name, outputs

    def __call__(self, *arguments):
        self.outputs = self.outputs[1:] + self.outputs[:1]
        return self.outputs[-1]


class StoredExercise(Exercise):
    """An exercise whose outcomes are read instead of computed."""

    def __init__(self, name, data):
        self.name, self.hints = name, []
        self.parameters = data["parameters"]
        self.cases = [tuple(decoded(case)) for case in data["cases"]]
        self.reference = Reference(data["function"], decoded(data["expected"]))
        self.mistakes = [
            Mistake(name, outcomes, advice, reread)
            for name, advice, reread, outcomes in data["mistakes"]
        ]
        self.stored_slips = data["slips"]
        self.rtol, self.atol = data["rtol"], data["atol"]

    def slips(self):
        for name, advice, outcomes in self.stored_slips:
            yield Mistake(name, None, advice), (decoded(outcome) for outcome in outcomes)

    def outcomes(self, function):
        return decoded(function)

    def _parameters(self):
        return self.parameters

    def _judge(self, call, right, calls):
        if call.lack:
            return cannot_check(call.lack)
        return super()._judge(call, right, calls)


def exercise_of(name, data):
    """Return an exercise, of the chapter's own kind if it has one."""
    if not data["kind"]:
        return StoredExercise(name, data)
    names = {"Exercise": StoredExercise, "np": np, "message": message}
    exec(data["kind"], names)
    kinds = [value for value in names.values() if isinstance(value, type)]
    (kind,) = [kind for kind in kinds if kind.__name__ in data["kind"].split("class ")[1]]
    return kind(name, data)


def cannot_check(lack):
    """Return the feedback where this page lacks something."""
    return Feedback(
        State.CANNOT_CHECK,
        message("{lack} is not on this page.", lack=_first_upper(lack)),
        "",
        ELSEWHERE,
    )


def _first_upper(text):
    return text[:1].upper() + text[1:]


def raised(error):
    """Return the feedback for text that cannot be run to its end."""
    lack = readers_code.lack_of(error)
    if lack:
        return cannot_check(lack)
    number = readers_code.line_number(error)
    line = readers_code.line_of(error) if number else ""
    error = readers_code.in_pythons_words(error)
    told = "%s: %s." % (type(error).__name__, error)
    if number:
        told = message("Line {number}, `{line}`: {error}", number=number, line=line, error=told)
    return Feedback(State.RAISED, told)


def feedback_on(name, data, source, names):
    """Return the feedback on the function that `source` defines."""
    try:
        readers_code.run(source, names)
    except (Exception, SystemExit) as error:
        return raised(error)
    function = names.get(data["function"])
    if function is None:
        return Feedback(
            State.NOT_ATTEMPTED,
            message(
                "There is no function `{name}`: begin with `def {name}({parameters}):`.",
                name=data["function"],
                parameters=", ".join(data["parameters"]),
            ),
        )
    return exercise_of(name, data).check(function)


def check(text):
    """Return the feedback as JSON.

    `text` is JSON: the exercise's ``name``, its ``chapter`` (as `page_cases.py` writes it), the
    reader's ``source``, and the sources of the answers ``before`` that it calls.
    """
    asked = json.loads(text)
    chapter, name = asked["chapter"], asked["name"]
    WORDS.update(chapter.get("words", {}))
    readers_code.known_names.clear()
    readers_code.known_names.update(chapter["names"])
    names = readers_code.namespace(chapter["imports"])
    for source in asked["before"]:
        try:
            readers_code.run(source, names)
        except (Exception, SystemExit):  # their own Check says so
            pass
    data = chapter["exercises"][name]
    feedback = feedback_on(name, data, asked["source"], names)
    return json.dumps(
        {
            "state": feedback.state,
            "mistake": feedback.mistake,
            "html": feedback._repr_html_(),
            "text": repr(feedback),
            "printed": "".join(readers_code.printed_outside).rstrip(),
        }
    )
