"""What runs within the sandbox: it reads cells, finds the answers, and runs each in a fork.

It speaks JSON, a line for each message. It judges nothing, and knows no right answer.
"""

import json
import os
import select
import signal
import sys
import tempfile
import time
from pathlib import Path

from cnn_lessons.grading.answer import run_answer
from cnn_lessons.grading.checks import find_checks
from cnn_lessons.grading.limits import limit, limit_answer

REPLY = 4_000_000  # bytes of an answer's reply, at most
FRAMEWORKS = ("tensorflow", "keras", "torch")
SECONDS_TO_IMPORT = 60  # one of these, beside what the answer itself may take


def serve():
    """Answer the messages on standard input, until it ends.

    The first has the ``cells``, and their ``memory`` in bytes; it is answered by the names that
    were ``found``. Each other has the ``name`` of one of these, its ``cases`` and the ``seconds``
    that it may take, and is answered by what `run_answer` returns, or why it was ``stopped``.
    """
    sys.modules["cnn_lessons.exercises"] = None  # the solutions
    tempfile.tempdir = str(Path.cwd())  # what asks for a folder, and need not write there, goes on
    start = json.loads(sys.stdin.readline())
    limit(start["memory"])
    checks = find_checks(start["cells"])
    _say({"found": list(checks)})
    for line in sys.stdin:
        asked = json.loads(line)
        check = checks[asked["name"]]
        if check.error:
            _say({"broken": {"kind": "SyntaxError", "text": check.error}})
        elif not check.is_attempted:
            _say({"stub": True})
        else:
            seconds = asked["seconds"]
            if any(name.split(".")[0] in FRAMEWORKS for name in _modules(check)):
                seconds += SECONDS_TO_IMPORT
            _say(_run(check, asked["cases"], seconds))


def _say(message):
    print(json.dumps(message), flush=True)


def _modules(check):
    """Return the modules that the statements of a check import."""
    for statement in check.statements:
        yield getattr(statement.tree, "module", None) or ""
        yield from (
            alias.name for alias in getattr(statement.tree, "names", ()) if hasattr(alias, "name")
        )


def _run(check, cases, seconds):
    """Run an answer in a fork, and return its reply."""
    ours, its = os.pipe()
    process = os.fork()
    if process == 0:
        os.close(ours)
        _be_the_answer(check, cases, seconds, its)
    os.close(its)
    try:
        reply, stopped = _read(ours, time.monotonic() + seconds)
    finally:
        os.close(ours)
        os.kill(process, signal.SIGKILL)
        _, status = os.waitpid(process, 0)
    if stopped:
        return {"stopped": stopped}
    try:
        return json.loads(reply)
    except (ValueError, RecursionError):
        used_up = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU
        return {"stopped": "time" if used_up else "ended"}


def _be_the_answer(check, cases, seconds, pipe):
    """Run an answer in this process, write its reply into a pipe, and end."""
    try:
        nothing = os.open(os.devnull, os.O_RDWR)
        for stream in (0, 1, 2):  # what the parent reads is not the answer's to write
            os.dup2(nothing, stream)
        limit_answer(seconds)
        reply = json.dumps(run_answer(check, cases)).encode()
        with os.fdopen(pipe, "wb") as file:
            file.write(reply)
    finally:
        os._exit(0)


def _read(pipe, until):
    """Return what comes through a pipe, and why it was not read to its end."""
    parts, size = [], 0
    while size <= REPLY:
        left = until - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            return b"", "time"
        part = os.read(pipe, 1 << 16)
        if not part:
            return b"".join(parts), ""
        parts.append(part)
        size += len(part)
    return b"", "size"
