"""What the command ``grade`` does: find the notebooks, grade them, and write a new folder."""

import os
import secrets
import shutil
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from cnn_lessons.exercises import chapters
from cnn_lessons.grading.classroom import Classroom, Limits
from cnn_lessons.grading.file_names import file_names
from cnn_lessons.grading.report import numbers_of, report_page, shown_name
from cnn_lessons.grading.results import Graded, common_mistakes, exercises_in
from cnn_lessons.grading.sandbox import find_sandbox
from cnn_lessons.grading.student_page import student_page
from cnn_lessons.grading.submissions import find_submissions
from cnn_lessons.grading.table import marks_table

TOLD = 3  # mistakes that are said in the terminal


class GradingError(ValueError):
    """What the command refuses to do; its text says why, and what to do instead."""


def grade(options):
    """Grade a folder of notebooks, and write the report, the marks and the feedback.

    Parameters
    ----------
    options : argparse.Namespace
        ``folder``, ``output``, ``chapters``, ``seconds``, ``memory``, ``anonymous`` and ``site``.

    Raises
    ------
    GradingError
        Before anything is run.
    OSError
        If nothing can be written.
    """
    folder, output = _checked(options)
    submissions = find_submissions(folder)
    if not any(each.notebooks for each in submissions):
        raise GradingError(f"{folder} holds no notebooks: no file in it ends with .ipynb.")
    sandbox = find_sandbox(folder)
    if not sandbox.is_strong:
        print(f"Warning: no sandbox, since {sandbox.why}. The report says what that means.")
    limits = Limits(options.seconds, options.memory)
    graded = _graded(Classroom(sandbox, limits, options.chapters), submissions)
    if options.anonymous:
        graded = without_names(graded)
    pages = pages_of(folder.resolve().name, graded, sandbox, options.site)
    write_folder(output, pages)
    _tell(graded, output)


def _checked(options):
    """Return the folder and where the report goes, or refuse either."""
    folder = options.folder
    output = options.output or Path(f"{folder.resolve().name or 'class'}_graded")
    if not hasattr(os, "fork"):
        raise GradingError("grade needs Linux or macOS; on Windows, run it in WSL.")
    if not folder.is_dir():
        raise GradingError(f"{folder} is no folder. Name the one with the notebooks of the class.")
    if unknown := sorted(set(options.chapters) - set(chapters())):
        raise GradingError(
            f"there is no chapter {', '.join(unknown)}. There are {', '.join(chapters())}."
        )
    refuse_what_is_there(output)
    return folder, output


def refuse_what_is_there(output):
    """Refuse to write where something is: a teacher may have added to an earlier report."""
    if output.exists() or output.is_symlink():
        raise GradingError(
            f"{output} is there already, and is not replaced. Name a new folder with --output."
        )
    if not output.absolute().parent.is_dir():
        raise GradingError(f"there is no folder {output.absolute().parent} to write {output} into.")


def _graded(classroom, submissions):
    from tqdm.auto import tqdm

    with tqdm(total=len(submissions), desc="grading", unit="student", file=sys.stderr) as bar:
        return classroom.grade(submissions, lambda graded: bar.update())


def without_names(graded):
    """Return the same of students that have numbers, in their order; what may hold names is left.

    Examples
    --------
    >>> [each.name for each in without_names([Graded("Kim"), Graded("Lee")])]
    ['Student 1', 'Student 2']
    """
    numbers = numbers_of(graded)
    width = len(str(len(graded)))
    hidden = [
        Graded(
            f"Student {numbers[each.name]:0{width}}",
            each.results,
            ["there is a note: it may hold a name, so grade without --anonymous to read it"]
            * bool(each.notes),
            each.progress and replace(each.progress, name=""),
        )
        for each in graded
    ]
    return sorted(hidden, key=lambda each: each.name)


def pages_of(title, graded, sandbox, site=""):
    """Return all files of a report, by their places in its folder.

    Returns
    -------
    dict of str to bytes
    """
    exercises = exercises_in(graded)
    names = file_names(each.name for each in graded)
    files = {name: f"feedback/{file}.html" for name, file in names.items()}
    day = date.today().isoformat()
    report = report_page(f"Report on {title}", graded, sandbox, files, day, site)
    pages = {"report.html": report.encode(errors="replace"), "marks.csv": marks_table(graded)}
    for each in graded:
        page = student_page(each, exercises, site)
        pages[files[each.name]] = page.encode(errors="replace")
    return pages


def write_folder(output, pages):
    """Write a folder of files: all of it, or nothing.

    Parameters
    ----------
    output : Path
        A new folder.
    pages : dict of str to bytes

    Raises
    ------
    GradingError
        If something has come there meanwhile.
    OSError
        If nothing can be written there.
    """
    output = output.absolute()
    new = output.with_name(f".{output.name}-{secrets.token_hex(4)}.new")
    try:
        for place, content in pages.items():
            path = new / place
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        refuse_what_is_there(output)
        new.rename(output)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise


def _tell(graded, output):
    exercises, notes = exercises_in(graded), sum(bool(each.notes) for each in graded)
    right = sum(each.right for each in graded)
    answers = len(graded) * len(exercises)
    print(f"\n{len(graded)} students, {len(exercises)} exercises: {right} of {answers} are right.")
    for mistake in common_mistakes(graded)[:TOLD]:
        print(f"{len(mistake.names)} × {mistake.label} ({shown_name(mistake.exercise)})")
    if notes:
        print(f"{notes} of them have a note: the report says what could not be read, and why.")
    print(f"Saved: {output}, with report.html, marks.csv, and feedback for each student.")
