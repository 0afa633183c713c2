"""How long a check takes to answer: `python benchmarks/checks.py`.

Every exercise of every chapter is answered with its solution, with each known
mistake, and with something else, as a reader would.
"""

from statistics import median
from time import perf_counter

from cnn_lessons.checks import Exercise
from cnn_lessons.exercises import chapters, exercises_of


def answers(exercise):
    yield exercise.right_answer
    for mistake in exercise.mistakes:
        wrong = (
            mistake.wrong if isinstance(exercise, Exercise) else exercise.evaluate(mistake.wrong)
        )
        yield wrong
    yield lambda *arguments: 12345


def main():
    seconds = []
    for chapter in chapters():
        for exercise in exercises_of(chapter).values():
            for answer in answers(exercise):
                start = perf_counter()
                exercise.check(answer)
                seconds.append(perf_counter() - start)
    print(f"{len(seconds)} checks: median {median(seconds):.4f} s, longest {max(seconds):.4f} s")


main()
