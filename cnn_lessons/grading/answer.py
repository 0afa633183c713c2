"""Runs one answer, in a process of its own within the sandbox, and judges nothing."""

import copy
import inspect
import io
import linecache
import sys
import traceback
from contextlib import redirect_stdout
from types import ModuleType

from cnn_lessons.checks.call import is_stub
from cnn_lessons.checks.comparison import difference
from cnn_lessons.grading.cases import decode_case
from cnn_lessons.grading.values import encode

KEPT = 600  # characters of what is printed, and of an error's text
ARGUMENTS = 5  # of an error, that are kept


class Printed(io.StringIO):
    """Keeps the first characters of what is printed, and counts the rest as printed."""

    def write(self, text):
        """Keep what there is room for."""
        super().write(text[: max(0, KEPT - self.tell())])
        return len(text)


def run_answer(check, cases):
    """Return what an answer is, and what it does on the cases.

    Parameters
    ----------
    check : Check
        The answer, and the statements that it needs.
    cases : list of list
        From `encode_cases`; none for a question.

    Returns
    -------
    dict
        For `json.dumps`: ``broken`` where the answer cannot be had, ``stub`` where it is one,
        ``value`` if it is no function, else ``calls``, one for each case.
    """
    names, earlier = _namespace(), None
    with redirect_stdout(Printed()):
        for statement in check.statements:
            try:
                exec(statement.code, names)
            except BaseException as error:
                earlier = earlier or _told(error)
        try:
            answer = eval(check.answer, names)
        except BaseException as error:
            return {"broken": _told(error), "earlier": earlier}
    if is_stub(answer):
        return {"stub": True}
    if not cases or not callable(answer):
        return {"value": encode(answer)}
    return {"calls": [_call(answer, decode_case(case)) for case in cases], "earlier": earlier}


def _namespace():
    main = ModuleType("__main__")
    sys.modules["__main__"] = main
    main.__dict__["display"] = print
    return main.__dict__


def _call(function, case):
    """Return what one call gives, prints, and writes into its arguments."""
    arguments, printed, told = copy.deepcopy(case), Printed(), {}
    with redirect_stdout(printed):
        try:
            told["output"] = encode(function(*arguments))
        except BaseException as error:
            told |= {"error": _told(error)}
    told["printed"] = printed.getvalue()
    told["written"] = [
        [index, encode(after)]
        for index, (before, after) in enumerate(zip(case, arguments, strict=True))
        if difference(after, before, rtol=0, atol=0)
    ]
    return told


def _told(error):
    """Return an error as values: its kind, its text, and the reader's line that raised it."""
    frames = traceback.extract_tb(error.__traceback__)
    own = [frame for frame in frames if frame.filename.startswith("<cell ")]
    line = linecache.getline(own[-1].filename, own[-1].lineno).strip() if own else ""
    arguments = [each for each in error.args[:ARGUMENTS] if isinstance(each, str | int | float)]
    return {
        "kind": type(error).__name__[:KEPT],
        "bases": [base.__name__ for base in inspect.getmro(type(error))[1:-1]][:ARGUMENTS],
        "text": _text(error)[:KEPT],
        "arguments": [str(a)[:KEPT] if isinstance(a, str) else a for a in arguments],
        "name": str(getattr(error, "name", None) or "")[:KEPT],
        "line": line[:KEPT],
    }


def _text(error):
    try:
        return str(error)
    except Exception:  # its class is the reader's
        return ""
