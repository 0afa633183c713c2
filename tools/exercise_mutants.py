"""Ask the exercises' cases about small mistakes in their solutions (`make mutants` asks the tests).

A mutant of a solution that passes as right shows a case that is missing; or it computes the same,
and stands with its reason in tests/equivalent_mutants.toml. Of those that are refused, the tool
says how many are named.

    python tools/exercise_mutants.py pooling      one chapter; none: all of them
    python tools/exercise_mutants.py --unnamed    list those that are refused without a name
"""

import argparse
import contextlib
import inspect
import os
import signal
import sys
import tempfile
import tomllib
import warnings
from pathlib import Path

from cnn_lessons.checks import Exercise, State
from cnn_lessons.checks.mutations import mutations
from cnn_lessons.exercises import chapters, exercises_of

LISTED = Path(__file__).parents[1] / "tests" / "equivalent_mutants.toml"
PATIENCE = 2  # seconds for all cases; what takes longer does not end


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("chapters", nargs="*", help=f"some of {', '.join(chapters())}")
    parser.add_argument("--unnamed", action="store_true", help="list what is refused unnamed")
    options = parser.parse_args(arguments)
    survivors, named, refused = [], 0, 0
    with tempfile.TemporaryDirectory() as folder:
        os.environ["CNN_LESSONS_PROGRESS"] = str(Path(folder) / "progress.json")
        for exercise in functions(options.chapters or chapters()):
            for mutation, verdict in verdicts(exercise):
                if verdict is State.CORRECT:
                    survivors.append((exercise, mutation))
                    continue
                refused += 1
                named += bool(verdict)
                if options.unnamed and not verdict:
                    print(told(exercise, mutation))
    survivors = [each for each in survivors if key(*each) not in equivalents()]
    for each in survivors:
        print(f"passes as right: {told(*each)}")
    print(
        f"{refused} mutants refused, {named / refused:.0%} of them named; {len(survivors)} passed."
    )
    return 1 if survivors else 0


def functions(stems):
    """Yield the exercises of some chapters whose answer is a function."""
    for stem in stems:
        for exercise in exercises_of(stem).values():
            if isinstance(exercise, Exercise):
                yield exercise


def verdicts(exercise):
    """Yield each mutant of an exercise's solution, and what becomes of it.

    That is ``State.CORRECT``, or the name of the mistake, or "".
    """
    for mutation in mutations(inspect.getsource(exercise.reference)):
        space = dict(vars(inspect.getmodule(exercise.reference)))
        exec(compile(mutation.source, "<mutant>", "exec"), space)
        function = space[exercise.reference.__name__]
        try:
            with time_limit(PATIENCE), warnings.catch_warnings():
                warnings.simplefilter("ignore")
                feedback = exercise.check(function)
        except TimeoutError:
            yield mutation, ""
        else:
            correct = feedback.state is State.CORRECT
            yield mutation, State.CORRECT if correct else feedback.mistake


@contextlib.contextmanager
def time_limit(seconds):
    """Raise TimeoutError, which no `except Exception` of a check swallows, after some seconds."""

    def stop(*_):
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    except KeyboardInterrupt as error:
        raise TimeoutError from error
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def key(exercise, mutation):
    """Return what names a mutant wherever its lines have gone."""
    return exercise.name, mutation.before, mutation.after


def equivalents():
    """Return the keys of the mutants that compute the same."""
    entries = tomllib.loads(LISTED.read_text(encoding="utf-8")).get("solution", [])
    return {
        (each["exercise"], each["before"], after) for each in entries for after in each["after"]
    }


def told(exercise, mutation):
    return f"{exercise.name}: {mutation.description}"


if __name__ == "__main__":
    sys.exit(main())
