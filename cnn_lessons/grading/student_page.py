"""The page for one student: what ``check`` says of each answer."""

from dataclasses import replace
from html import escape

from cnn_lessons.grading.course import address_of, find_exercise, place_of, section_of, title_of
from cnn_lessons.grading.judging import Outcome
from cnn_lessons.grading.report import shown_name
from cnn_lessons.grading.report_style import SIGNS, link_to, page_of

DONE = (Outcome.RIGHT, Outcome.NOT_ATTEMPTED)


def student_page(graded, exercises, site=""):
    """Return the feedback for one student.

    Parameters
    ----------
    graded : Graded
    exercises : list of str
        The names of all exercises of the class.
    site : str, default=""
        Where the pages of the course are.

    Returns
    -------
    str
        HTML that needs nothing else.
    """
    parts = [f"<p>{graded.right} of {len(exercises)} are right.</p>"]
    parts += [f"<p>{escape(note)}.</p>" for note in graded.notes]
    parts += [_section(name, graded.results[name], site) for name in ordered(graded)]
    missing = [shown_name(name) for name in exercises if name not in graded.results]
    if missing:
        parts.append(f"<p>Not handed in: {escape(', '.join(missing))}.</p>")
    return page_of(graded.name, "\n".join(parts))


def ordered(graded):
    """Return the names of a student's exercises, in the order of the course."""
    return sorted(graded.results, key=place_of)


def _section(name, result, site):
    reread = ""
    if result.outcome not in DONE:
        chapter = name.partition(".")[0]
        section = section_of(find_exercise(name), result.feedback)
        link = link_to(section or title_of(chapter), address_of(chapter, section, site))
        reread = f"<p>Reread: {link}.</p>"
    feedback = replace(result.feedback, reread="")._repr_html_()
    feedback = feedback.replace("<pre>", '<pre tabindex="0">')  # a wide one is scrolled by keys
    return (
        f"<section><h2>{SIGNS[result.outcome]} "
        f"{escape(shown_name(name))}</h2>{feedback}{reread}</section>"
    )
