"""A whole class: every notebook in its own sandbox, every answer judged here."""

import json
import os
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from threading import Event, Lock

from cnn_lessons.checks.progress_export import ExportError, read_export
from cnn_lessons.grading.box import Box, BoxError
from cnn_lessons.grading.cases import encode_cases
from cnn_lessons.grading.course import find_exercise
from cnn_lessons.grading.judging import Outcome, judge
from cnn_lessons.grading.results import Graded
from cnn_lessons.grading.server import SECONDS_TO_IMPORT
from cnn_lessons.grading.submissions import NotebookError, read_cells, shown

STARTS = 20  # of one notebook's sandbox: each answer that ends it costs one
GIGABYTE = 10**9
TOO_LONG = "takes too long to read: look into it before you open it"
TOO_MUCH = {
    "time": TOO_LONG,
    "size": TOO_LONG,
    "ended": "ends what reads it: look into it before you open it",
}


@dataclass(frozen=True)
class Limits:
    """What one answer may take.

    Parameters
    ----------
    seconds : float, default=5.0
        A framework that it imports may take a minute more.
    gigabytes : float, default=2.0
        Of memory.
    """

    seconds: float = 5.0
    gigabytes: float = 2.0


class Classroom:
    """Grades submissions side by side, one sandbox for each notebook.

    Parameters
    ----------
    sandbox : Sandbox
    limits : Limits
    chapters : collection of str, default=()
        Only their exercises count; by default all.
    """

    def __init__(self, sandbox, limits, chapters=()):
        self.sandbox, self.limits, self.chapters = sandbox, limits, chapters
        self.one_at_a_time = Lock()  # a check catches what is printed in the whole process
        self.stopped = Event()
        self.boxes = set()  # those at work
        self.judged = {}  # equal answers are judged once

    def grade(self, submissions, done=lambda graded: None):
        """Return what is said of each student, in the order of the submissions.

        Parameters
        ----------
        submissions : list of Submission
        done : callable
            Called with each `Graded` as it is ready.

        Returns
        -------
        list of Graded
        """
        pool = ThreadPoolExecutor(os.cpu_count() or 1)
        waiting = [pool.submit(self._grade_one, submission) for submission in submissions]
        try:
            for future in waiting:
                done(future.result())
        except BaseException:
            self.stopped.set()
            for box in list(self.boxes):
                box.kill()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
        return [future.result() for future in waiting]

    def _grade_one(self, submission):
        graded = Graded(submission.name, notes=list(submission.notes))
        for path in submission.notebooks:
            try:
                found = self._grade_notebook(read_cells(path))
            except NotebookError as error:
                graded.notes.append(f"{shown(path.name)} {error}")
                continue
            if not found:
                graded.notes.append(f"{shown(path.name)} holds no exercise of the course")
            _add(graded, found, shown(path.name))
        for path in submission.exports:
            try:
                graded.progress = read_export(path)
            except ExportError as error:
                graded.notes.append(f"{shown(path.name)} {error}")
        return graded

    def _grade_notebook(self, cells):
        """Return the results for a notebook's exercises; a sandbox that breaks is made anew."""
        start = {"cells": cells, "memory": int(self.limits.gigabytes * GIGABYTE)}
        results, names = {}, None
        for _ in range(STARTS):
            if self.stopped.is_set():
                break
            with self._box() as box:
                try:
                    found = box.ask(start, self.limits.seconds).get("found")
                    names = self._known(found) if names is None else names
                except BoxError as error:
                    if names is None:
                        raise NotebookError(TOO_MUCH[str(error)]) from None
                    continue
                self._ask_all(box, names, results)
            if len(results) == len(names):
                break
        for name in names or ():
            results.setdefault(name, self._judge(name, {"stopped": "ended"}))
        return {name: results[name] for name in names or ()}

    @contextmanager
    def _box(self):
        with Box(self.sandbox) as box:
            self.boxes.add(box)
            try:
                yield box
            finally:
                self.boxes.discard(box)

    def _known(self, found):
        found = [name for name in found or () if isinstance(name, str) and find_exercise(name)]
        chosen = self.chapters
        return [name for name in found if not chosen or name.partition(".")[0] in chosen]

    def _ask_all(self, box, names, results):
        """Ask for all answers that have no result yet, until one breaks the sandbox."""
        for name in names:
            if name in results or self.stopped.is_set():
                continue
            asked = {"name": name, "cases": encode_cases(find_exercise(name))}
            try:
                reply = box.ask(
                    asked | {"seconds": self.limits.seconds},
                    self.limits.seconds + SECONDS_TO_IMPORT,
                )
            except BoxError as error:
                results[name] = self._judge(name, {"stopped": str(error)})
                return
            results[name] = self._judge(name, reply)

    def _judge(self, name, reply):
        key = name, sha256(json.dumps(reply).encode()).digest()
        with self.one_at_a_time:
            if key not in self.judged:
                limits = self.limits.seconds, self.limits.gigabytes
                self.judged[key] = judge(find_exercise(name), reply, *limits)
            return self.judged[key]


def _add(graded, found, file):
    """Add a notebook's results; of two answers to one exercise the later attempt counts."""
    twice = [name for name in found if name in graded.results]
    if twice:
        graded.notes.append(f"{file} answers once more: {', '.join(twice)}; it counts if attempted")
    for name, result in found.items():
        if name not in graded.results or result.outcome is not Outcome.NOT_ATTEMPTED:
            graded.results[name] = result
