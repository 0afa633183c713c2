"""What an answer did, as its sandbox tells it, judged by the exercise itself.

The exercise's own ``assess`` is asked, with a function that does once more what the answer did.
"""

import builtins
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np

from cnn_lessons.checks import Exercise, Feedback, State
from cnn_lessons.checks.errors import meaning
from cnn_lessons.grading.values import decode

MEMORY_ERRORS = ("MemoryError", "_ArrayMemoryError")
STOPPED = {
    "time": (
        "does not end",
        "It ran for more than {seconds:g} seconds.",
        "Does each loop change what its condition asks? Is anything computed that nobody needs?",
    ),
    "memory": (
        "too much memory",
        "It asked for more than {gigabytes:g} GB of memory.",
        "Which array is that large? Print the `shape` of each, for the smallest case.",
    ),
    "ended": (
        "ends Python",
        "It ended Python, without an answer.",
        "A function hands its result back with `return`, and leaves Python running.",
    ),
    "size": (
        "too large an answer",
        "What it returned is far larger than what was asked for.",
        "Print the `shape` of what you return, for the smallest case.",
    ),
}


class Outcome(StrEnum):
    """What is said of an answer in the report."""

    RIGHT = "right"
    WRONG = "wrong"
    ERROR = "error"
    STOPPED = "stopped"
    NOT_ATTEMPTED = "not attempted"
    CANNOT_CHECK = "cannot be checked here"


OUTCOMES = {
    State.CORRECT: Outcome.RIGHT,
    State.INCORRECT: Outcome.WRONG,
    State.RAISED: Outcome.ERROR,
    State.NOT_ATTEMPTED: Outcome.NOT_ATTEMPTED,
    State.CANNOT_CHECK: Outcome.CANNOT_CHECK,
}


@dataclass(frozen=True)
class Result:
    """What is said of one answer.

    Parameters
    ----------
    outcome : Outcome
    feedback : Feedback
        As ``check`` gives it in a notebook.
    label : str, default=""
        The name of the mistake, or of the error; empty for a wrong answer that has none.
    """

    outcome: Outcome
    feedback: Feedback
    label: str = ""


def judge(exercise, reply, seconds=5.0, gigabytes=2.0):
    """Return the result for one answer.

    Parameters
    ----------
    exercise : Exercise or Question
    reply : dict
        What came from the sandbox. The answer may have forged it: it is then judged as what
        the answer gives, and whatever cannot be read is an answer that was stopped.
    seconds, gigabytes : float
        The limits that it ran under, for the texts.

    Returns
    -------
    Result
    """
    try:
        reason = reply.get("stopped") or _memory(reply)
        if reason:
            return _stopped(STOPPED.get(reason, STOPPED["ended"]), seconds, gigabytes)
        if reply.get("broken"):
            return _broken(reply["broken"], reply.get("earlier"))
        answer = _answer(exercise, reply)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return _stopped(STOPPED["ended"], seconds, gigabytes)
    try:
        feedback = exercise.assess(answer)
    except Exception as error:  # numbers beyond all bounds: nothing is said about the answer
        feedback = Feedback.cannot_check(error)
    return _result(feedback, _first_error(reply))


def _memory(reply):
    told = [reply.get("broken"), *(call.get("error") for call in reply.get("calls", ()))]
    return "memory" if any(each and each.get("kind") in MEMORY_ERRORS for each in told) else ""


def _stopped(texts, seconds, gigabytes):
    label, message, advice = texts
    message = message.format(seconds=seconds, gigabytes=gigabytes)
    return Result(Outcome.STOPPED, Feedback(State.RAISED, message, label, advice), label)


def _broken(told, earlier):
    """Return the result where there is no function, since the cell, or one above, fails."""
    message = f"{told['kind']}: {told['text']}.{_line(told)}"
    if earlier:
        message += f" Before that, {earlier['kind']}: {earlier['text']}.{_line(earlier)}"
    mistake = meaning(Exception(told["text"]))
    feedback = Feedback(State.RAISED, message, mistake.name, mistake.advice)
    return Result(Outcome.ERROR, feedback, mistake.name or str(told["kind"]))


def _line(told):
    line = str(told.get("line", "")).replace("`", "'")
    return f" It happened in this line: `{line}`" if line else ""


def _answer(exercise, reply):
    """Return what the exercise has to assess."""
    if reply.get("stub"):
        return ...
    if "value" in reply:
        return decode(reply["value"])
    calls = reply["calls"]
    if not isinstance(exercise, Exercise) or len(calls) != len(exercise.cases):
        raise ValueError("a reply that does not fit the exercise")
    return Replay(calls)


def _first_error(reply):
    return next((call["error"] for call in reply.get("calls", ()) if call.get("error")), {})


def _result(feedback, error):
    if feedback.state is State.RAISED:
        feedback = replace(feedback, message=feedback.message + _line(error))
        return Result(Outcome.ERROR, feedback, feedback.mistake or str(error["kind"]))
    return Result(OUTCOMES[feedback.state], feedback, feedback.mistake)


class Replay:
    """A function that does what another did, call by call: returns, prints, raises, and writes.

    Parameters
    ----------
    calls : list of dict
        From `run_answer`.

    Raises
    ------
    ValueError
        If they cannot be read.
    """

    def __init__(self, calls):
        self.done = iter([_read_call(call) for call in calls])

    def __call__(self, *arguments):
        """Do what the next call did."""
        output, error, printed, written = next(self.done)
        print(printed, end="")
        for index, after in written:
            _write_into(arguments[index], after)
        if error is not None:
            raise error
        return output


def _read_call(call):
    error = error_of(call["error"]) if call.get("error") else None
    written = [(int(index), decode(after)) for index, after in call["written"]]
    return decode(call.get("output")), error, str(call["printed"]), written


def error_of(told):
    """Return an error of the kind and with the text that were told; nothing else is run.

    >>> error_of({"kind": "IndexError", "text": "out of range", "arguments": ["out of range"]})
    IndexError('out of range')
    """
    kinds = [_known_error(name) for name in (told["kind"], *told.get("bases", ()))]
    kind = kinds[0] or type(str(told["kind"]), (next(filter(None, kinds), Exception),), {})
    error = kind.__new__(kind)
    for arguments in (tuple(told.get("arguments", ())), (told["text"],)):
        try:
            error = kind(*arguments)
        except TypeError:  # a kind that is made of other things
            continue
        if str(error) == told["text"]:
            break
    if str(error) != told["text"]:
        text = str(told["text"])
        kind = type(kind.__name__, (kind,), {"__str__": lambda _: text})
        error = kind.__new__(kind)
    if isinstance(error, ImportError):
        error.name = told.get("name")
    return error


def _known_error(name):
    here = getattr(builtins, str(name), None) or getattr(np.exceptions, str(name), None)
    here = here or getattr(np.linalg, str(name), None)
    is_error = isinstance(here, type) and issubclass(here, Exception | SystemExit)
    return here if is_error else None


def _write_into(argument, after):
    if isinstance(argument, np.ndarray) and np.shape(after) == argument.shape:
        argument[...] = after
    elif isinstance(argument, list) and isinstance(after, list):
        argument[:] = after
    elif isinstance(argument, dict | set) and isinstance(after, type(argument)):
        argument.clear()
        argument.update(after)
