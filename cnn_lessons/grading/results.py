"""What is said of each student, and of the class: the exercises that it holds, and its mistakes."""

from collections import defaultdict
from dataclasses import dataclass, field

from cnn_lessons.grading.course import find_exercise, place_of, section_of
from cnn_lessons.grading.judging import Outcome


@dataclass
class Graded:
    """What is said of one student.

    Parameters
    ----------
    name : str
    results : dict of str to Result
        By the exercises' names.
    notes : list of str
        What a teacher should know: files that could not be read, and such.
    progress : ProgressExport or None
        What the student's own file says; nobody has checked it.
    """

    name: str
    results: dict = field(default_factory=dict)
    notes: list = field(default_factory=list)
    progress: object = None

    @property
    def right(self):
        """How many answers are right."""
        return sum(result.outcome is Outcome.RIGHT for result in self.results.values())


@dataclass(frozen=True)
class Mistake:
    """A mistake in one exercise, and who made it.

    Parameters
    ----------
    exercise, label, section, advice : str
        The exercise's name, the mistake's name, the section to teach again, and the advice.
    names : tuple of str
        The students.
    """

    exercise: str
    label: str
    section: str
    advice: str
    names: tuple


def exercises_in(graded):
    """Return the names of the exercises that any notebook holds, in the order of the course."""
    return sorted({name for each in graded for name in each.results}, key=place_of)


def common_mistakes(graded):
    """Return the mistakes that have a name, those first that most students made.

    Parameters
    ----------
    graded : list of Graded

    Returns
    -------
    list of Mistake
    """
    made, first = defaultdict(list), {}
    for each in graded:
        for name, result in each.results.items():
            if result.label:
                made[name, result.label].append(each.name)
                first.setdefault((name, result.label), result.feedback)
    mistakes = [
        Mistake(name, label, section_of(find_exercise(name), first[name, label]),
                first[name, label].advice, tuple(names))
        for (name, label), names in made.items()
    ]  # fmt: skip
    return sorted(
        mistakes, key=lambda each: (-len(each.names), place_of(each.exercise), each.label)
    )
