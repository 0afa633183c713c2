"""Which notebooks there are, whose they are, and what is no notebook."""

import json
import os
import unicodedata

import pytest
from notebook_files import write_notebook

from cnn_lessons.grading import submissions
from cnn_lessons.grading.submissions import NotebookError, find_submissions, read_cells

JI = unicodedata.normalize("NFD", "지민")  # as macOS writes it


def found_in(folder):
    return {
        each.name: sorted(path.relative_to(folder).as_posix() for path in each.notebooks)
        for each in find_submissions(folder)
    }


def test_a_file_is_a_student_and_a_folder_is_one_with_all_that_it_holds(tmp_path):
    for place in ("Zoë.ipynb", "김 민수/a.ipynb", "김 민수/deep/er/b.IPYNB", "Ann_12.ipynb"):
        write_notebook(tmp_path / place, [])
    assert found_in(tmp_path) == {
        "Ann_12": ["Ann_12.ipynb"],
        "Zoë": ["Zoë.ipynb"],
        "김 민수": ["김 민수/a.ipynb", "김 민수/deep/er/b.IPYNB"],
    }


def test_what_jupyter_and_systems_put_there_is_left_out_and_links_are_not_followed(tmp_path):
    kept, outside = tmp_path / "class", tmp_path / "outside"
    for place in (".ipynb_checkpoints/a.ipynb", "__MACOSX/a.ipynb", "b/.hidden.ipynb", "c.ipynb"):
        write_notebook(kept / place, [])
    write_notebook(outside / "d.ipynb", [])
    (kept / "link").symlink_to(outside)
    (kept / "e.ipynb").symlink_to(outside / "d.ipynb")
    (kept / "notes.txt").write_text("no notebook")
    assert found_in(kept) == {"c": ["c.ipynb"]}


def test_two_of_one_name_are_told_apart_and_it_is_said(tmp_path):
    for place in (f"{JI}.ipynb", "지민/a.ipynb", "Ann.ipynb"):
        write_notebook(tmp_path / place, [])
    names = [each.name for each in find_submissions(tmp_path)]
    assert names == ["Ann", "지민 (1)", "지민 (2)"]
    notes = [each.notes for each in find_submissions(tmp_path)]
    assert notes[0] == []
    assert notes[1] == notes[2] == ["2 have the name 지민: they are numbered"]


def test_a_name_is_one_line_that_is_not_too_long(tmp_path):
    write_notebook(tmp_path / "a\nb\u202e.ipynb", [])
    write_notebook(tmp_path / ("x" * 200 + ".ipynb"), [])
    assert list(found_in(tmp_path)) == ["a?b?", "x" * 79 + "…"]


def test_progress_lies_beside_its_notebook(tmp_path):
    write_notebook(tmp_path / "Ann.ipynb", [])
    (tmp_path / "Ann.json").write_text("{}")
    (ann,) = find_submissions(tmp_path)
    assert [path.name for path in ann.exports] == ["Ann.json"]


def test_the_code_cells_are_read_in_their_order_however_their_lines_are_kept(tmp_path):
    cells = [
        {"cell_type": "code", "source": ["a = 1\n", "b = 2"]},
        {"cell_type": "markdown", "source": "# c"},
        {"cell_type": "raw", "source": "d"},
        {"cell_type": "code", "source": "e = 3"},
        {"cell_type": "code", "source": None},
        {"cell_type": "code"},
        "f",
    ]
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps({"nbformat": 4, "cells": cells}), encoding="utf-8")
    assert read_cells(path) == ["a = 1\nb = 2", "e = 3", "", ""]


BROKEN = {
    "": "is no notebook: it is empty",
    "{": "is no notebook: it is cut off, or something else",
    '{"nbformat": 4, "cells": [{"cell_type": "co': "is no notebook: it is cut off",
    "[" * 100_000: "is no notebook: it is cut off, or something else",
    "[]": "is no notebook",
    "3": "is no notebook",
    "{}": "is no notebook",
    '{"nbformat": 3, "worksheets": []}': "has the old format 3: open it in Jupyter and save it",
    '{"nbformat": 4}': "is no notebook: it has no cells",
    '{"nbformat": 4, "cells": {}}': "is no notebook: it has no cells",
}


@pytest.mark.parametrize("text", BROKEN, ids=lambda text: ascii(text[:20]))
def test_what_is_no_notebook_is_said_with_its_reason(tmp_path, text):
    path = tmp_path / "a.ipynb"
    path.write_text(text)
    with pytest.raises(NotebookError, match=f"^{BROKEN[text]}"):
        read_cells(path)


def test_a_picture_is_no_notebook(tmp_path):
    (tmp_path / "a.ipynb").write_bytes(b"\x89PNG\r\n")
    with pytest.raises(NotebookError, match="is no notebook: it is no text in UTF-8"):
        read_cells(tmp_path / "a.ipynb")


def test_a_huge_file_is_not_read(tmp_path):
    with (tmp_path / "a.ipynb").open("wb") as file:
        file.truncate(60_000_000)
    with pytest.raises(NotebookError, match="has 60 MB, and 50 are read: clear its outputs"):
        read_cells(tmp_path / "a.ipynb")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes by name")
def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "a.ipynb")
    with pytest.raises(NotebookError, match="is no file"):
        read_cells(tmp_path / "a.ipynb")
    with pytest.raises(NotebookError, match="cannot be opened: No such file"):
        read_cells(tmp_path / "b.ipynb")


def test_the_bound_is_above_any_notebook_of_the_course():
    from project import notebooks

    assert max(path.stat().st_size for path in notebooks()) < submissions.LARGEST / 5
