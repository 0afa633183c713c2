"""The marks for a spreadsheet, and files for names."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnn_lessons.checks import Feedback, State
from cnn_lessons.grading.file_names import file_names
from cnn_lessons.grading.judging import Outcome, Result
from cnn_lessons.grading.results import Graded
from cnn_lessons.grading.table import marks_table

RIGHT = Result(Outcome.RIGHT, Feedback(State.CORRECT, ""))
FLIPPED = Result(Outcome.WRONG, Feedback(State.INCORRECT, ""), "kernel flipped")


def rows_of(graded):
    return list(csv.reader(io.StringIO(marks_table(graded).decode("utf-8-sig"), newline="")))


def test_each_student_has_a_row_in_the_order_of_the_course():
    rows = rows_of(
        [
            Graded("김", {"pooling.means": RIGHT, "images.crop": FLIPPED}),
            Graded("Lee", {"pooling.means": RIGHT, "pooling.one_map": RIGHT}, ["a", "b, c"]),
        ]
    )
    assert rows == [
        ["student", "right", "of", "percent", "images.crop", "pooling.one_map", "pooling.means",
         "notes"],
        ["김", "1", "3", "33", "wrong: kernel flipped", "not handed in", "right", ""],
        ["Lee", "2", "3", "67", "not handed in", "right", "right", "a; b, c"],
    ]  # fmt: skip


def test_a_spreadsheet_knows_it_as_utf_8():
    assert marks_table([]).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize("name", ["=1+1", "+1", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1"])
def test_a_name_is_no_formula(name):
    notes = [f"{name}.ipynb is no notebook"]
    _, row = rows_of([Graded(name, {"pooling.means": RIGHT}, notes)])
    assert row[0] == f"'{name}"
    assert row[-1] == f"'{notes[0]}"


@given(st.lists(st.text(max_size=90), unique=True))
def test_every_name_has_a_file_of_its_own_on_any_system(names):
    files = list(file_names(names).values())
    assert len({file.casefold() for file in files}) == len(names)
    for file in files:
        assert file == file.strip() != ""
        assert not set(file) & set('/\\:*?"<>|.\0\n')
        assert len(file.encode()) < 200


@pytest.mark.parametrize("name", ["김민수", "ฉัตรชัย", "सुनीता", "אבי", "Ólafur", "Kim Do-yun (2)"])
def test_letters_of_all_scripts_stay(name):
    assert file_names([name]) == {name: name}
