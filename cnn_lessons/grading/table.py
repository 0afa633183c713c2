"""The marks as a table that a spreadsheet or a learning management system reads."""

import csv
import io

from cnn_lessons.grading.results import exercises_in

COMMANDS = ("=", "+", "-", "@", "\t", "\r", "\n")  # a spreadsheet runs a cell that begins with one
COLUMNS = ("student", "right", "of", "percent")


def marks_table(graded):
    """Return the marks as CSV, a row for each student.

    Parameters
    ----------
    graded : list of Graded

    Returns
    -------
    bytes
        In UTF-8, with the mark by which spreadsheets know it.
    """
    exercises = exercises_in(graded)
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow([*COLUMNS, *exercises, "notes"])
    for each in graded:
        percent = round(100 * each.right / len(exercises)) if exercises else 0
        results = [_said(each.results.get(name)) for name in exercises]
        row = [each.name, each.right, len(exercises), percent, *results, "; ".join(each.notes)]
        table.writerow([harmless(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig", errors="replace")


def _said(result):
    if result is None:
        return "not handed in"
    return f"{result.outcome}: {result.label}" if result.label else str(result.outcome)


def harmless(cell):
    """Return a text as one that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("Kim"), harmless(7)
    ("'=1+1", 'Kim', 7)
    """
    is_command = isinstance(cell, str) and cell.lstrip(" ").startswith(COMMANDS)
    return f"'{cell}" if is_command else cell
