"""The command ``grade``, as a teacher runs it: a new folder, whole or not at all."""

import csv
import os
import platform
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from notebook_files import HEAD, answered, function_cell, right_cell, snapshot, write_notebook

from cnn_lessons.__main__ import main
from cnn_lessons.checks.progress_export import export_progress
from cnn_lessons.exercises import exercises_of
from cnn_lessons.grading import command, sandbox
from cnn_lessons.grading.command import GradingError, write_folder

MEAN = """def averages(feature_maps):
    return feature_maps.mean(axis=3)"""
LOOP = "def averages(feature_maps):\n    while True: pass"
COMMAND = [sys.executable, "-m", "cnn_lessons", "grade"]


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A class in the current folder: three who differ, one of them with two notebooks."""
    monkeypatch.chdir(tmp_path)
    for stream in (sys.stdout, sys.stderr):
        monkeypatch.setattr(stream, "reconfigure", lambda **_: None, raising=False)
    wrong = function_cell("global_average", MEAN)
    write_notebook(tmp_path / "반/민수.ipynb", answered())
    write_notebook(tmp_path / "반/<i>Ann.ipynb", answered(global_average=wrong, corner="1 / 0"))
    write_notebook(tmp_path / "반/Bo/1.ipynb", [HEAD, right_cell("corner"), wrong])
    write_notebook(tmp_path / "반/Bo/2.ipynb", [HEAD, right_cell("global_average")])
    return tmp_path


def marks(folder):
    with (folder / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        return {row["student"]: row for row in csv.DictReader(file)}


def test_a_class_gets_a_report_marks_and_a_page_for_each(folder, capsys):
    before = snapshot(folder / "반")
    assert main(["grade", "반"]) == 0

    assert snapshot(folder / "반") == before
    written = folder / "반_graded"
    assert sorted(snapshot(written)) == [
        "feedback/Bo.html",
        "feedback/_i_Ann.html",
        "feedback/민수.html",
        "marks.csv",
        "report.html",
    ]
    rows = marks(written)
    assert {name: row["right"] for name, row in rows.items()} == {
        "<i>Ann": "7",
        "Bo": "2",
        "민수": "9",
    }
    assert rows["<i>Ann"]["pooling.global_average"] == "wrong: averaged over the channels"
    assert rows["<i>Ann"]["pooling.corner"] == "not handed in"
    assert rows["Bo"]["pooling.global_average"] == "right"
    assert rows["Bo"]["notes"].startswith("2.ipynb answers once more: pooling.global_average")
    said = capsys.readouterr().out
    assert "3 students, 9 exercises: 18 of 27 are right." in said
    assert "1 × averaged over the channels (Pooling: global average)" in said


def test_the_report_names_the_mistake_the_section_and_links_to_both_pages(folder):
    main(["grade", "반", "--site", "https://course.example/"])
    text = (folder / "반_graded/report.html").read_text(encoding="utf-8")

    assert "<b>Averaged over the channels</b>, 1 student" in text
    where = "https://course.example/operations/pooling.html#one-number-for-each-map"
    assert f'<a href="{where}">One number for each map</a>' in text
    assert '<a href="feedback/_i_Ann.html">&lt;i&gt;Ann</a>' in text
    assert "<i>" not in text
    page = (folder / "반_graded/feedback/_i_Ann.html").read_text(encoding="utf-8")
    assert "The channels are gone and the pixels are left." in page
    assert where in page
    assert "Not handed in: Pooling: corner." in page
    assert "<script" not in text + page


def test_no_name_is_left_where_none_is_wanted(folder, tmp_path):
    write_notebook(folder / "반/Cy.ipynb", ["no exercise"])
    export_progress(folder / "반/Cy.json", name="Cy Young")
    assert main(["grade", "반", "--anonymous"]) == 0

    written = snapshot(folder / "반_graded")
    everything = "".join(written) + "".join(content.decode() for content in written.values())
    assert not re.search("민수|Ann|Bo|Cy", everything.replace("Book", "").replace("Box", ""))
    assert {row["right"] for row in marks(folder / "반_graded").values()} == {"0", "2", "7", "9"}
    assert "feedback/Student 4.html" in written


def test_only_the_chapters_that_are_named_count(folder):
    cells = ["from cnn_lessons.exercises import dense as exercises", "exercises.head.check(1)"]
    cells = [*cells, "from cnn_lessons.exercises import images", "images.which_task.check('A')"]
    write_notebook(folder / "반/Cy.ipynb", cells)
    assert main(["grade", "반", "--chapter", "images", "--output", "one"]) == 0
    assert [name for name in next(iter(marks(folder / "one").values())) if "." in name] == [
        "images.which_task"
    ]


def test_a_file_that_is_no_notebook_costs_itself_alone(folder):
    for name, text in {"cut": '{"nbformat": 4, "ce', "old": '{"nbformat": 3}', "not": "[]"}.items():
        (folder / f"반/{name}.ipynb").write_text(text)
    with (folder / "반/huge.ipynb").open("wb") as file:
        file.truncate(10**9)
    write_notebook(folder / "반/none.ipynb", ["print('hello')"])
    (folder / "반/none.json").write_text('{"format": "another"}')
    main(["grade", "반"])

    rows = marks(folder / "반_graded")
    assert rows["민수"]["right"] == "9"
    assert rows["none"]["notes"] == (
        "none.ipynb holds no exercise of the course; none.json is no export of progress"
    )
    for name, said in {
        "cut": "cut off",
        "old": "format 3",
        "not": "no notebook",
        "huge": "1,000 MB",
    }.items():
        assert said in rows[name]["notes"]


def test_progress_that_was_exported_is_shown_beside_the_marks(folder):
    exercises_of("dense")["position"].check(lambda *_: 0)
    exercises_of("images")["which_task"].check(exercises_of("images")["which_task"].right_answer)
    export_progress(folder / "반/민수.json")
    main(["grade", "반"])

    text = (folder / "반_graded/report.html").read_text(encoding="utf-8")
    (row,) = re.findall(r"<tr>(?:(?!<tr>).)*?</tr>", text.partition("Their progress</h2>")[2])[1:]
    assert "민수" in row
    assert '<td class="count">1</td><td class="count">1</td>' in row
    assert marks(folder / "반_graded")["민수"]["right"] == "9"


REFUSED = {
    "is no folder": ["nowhere"],
    "holds no notebooks": ["empty"],
    "there is no chapter poolin. There are activations": ["반", "--chapter", "poolin"],
    "is there already, and is not replaced": ["반", "--output", "empty"],
    "there is no folder": ["반", "--output", "no/such"],
}


@pytest.mark.parametrize("said", REFUSED)
def test_what_cannot_be_done_is_said_before_anything_is_run(folder, capsys, monkeypatch, said):
    (folder / "empty").mkdir()
    monkeypatch.setattr(command, "find_sandbox", None)
    before = snapshot(folder)
    assert main(["grade", *REFUSED[said]]) == 1
    assert said in capsys.readouterr().err
    assert snapshot(folder) == before


def test_an_earlier_report_is_never_replaced(folder, capsys):
    main(["grade", "반"])
    before = snapshot(folder)
    assert main(["grade", "반"]) == 1
    assert "반_graded is there already" in capsys.readouterr().err
    assert snapshot(folder) == before


def refuses_calls():
    return sys.platform == "linux" and platform.machine() in ("x86_64", "aarch64")


def test_without_bubblewrap_the_report_warns(folder, capsys, monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda _: None)
    assert main(["grade", "반"]) == 0
    assert "Warning: no sandbox, since bubblewrap is not installed." in capsys.readouterr().out
    text = (folder / "반_graded/report.html").read_text(encoding="utf-8")
    assert "since bubblewrap is not installed." in text
    on_linux = "it cannot change them, nor open a connection"
    assert (on_linux if refuses_calls() else "read, change and remove files") in text


def test_where_the_kernel_refuses_nothing_the_report_says_that_too(folder, monkeypatch):
    monkeypatch.setattr(sandbox.shutil, "which", lambda _: None)
    monkeypatch.setattr(sandbox, "TRY_CALLS", "sys.exit(1)")
    main(["grade", "반"])
    text = (folder / "반_graded/report.html").read_text(encoding="utf-8")
    assert "can do what you can: read, change and remove files" in text


def test_a_bubblewrap_that_does_not_start_is_as_none(tmp_path, monkeypatch):
    program = tmp_path / "bwrap"
    program.write_text(
        "#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1"
    )
    program.chmod(0o755)
    monkeypatch.setattr(sandbox.shutil, "which", lambda _: str(program))
    found = sandbox.find_sandbox(tmp_path)
    assert not found.is_strong
    assert found.why == "bubblewrap does not start here (No permissions to create new namespace)"


@pytest.mark.skipif(sys.platform != "linux", reason="bubblewrap is for Linux")
def test_a_class_that_lies_where_python_is_seen_is_hidden_all_the_same():
    folder = Path(sys.prefix).resolve() / "class"
    words = sandbox._bubblewrap("bwrap", folder)
    assert words[words.index(str(folder)) - 1] == "--tmpfs"
    assert str(folder.parent.parent / "class") not in sandbox._bubblewrap(
        "bwrap", folder.parent.parent / "class"
    )


def test_a_folder_is_written_whole_or_not_at_all(tmp_path):
    class Fails(dict):
        def items(self):
            yield "a/b.html", b"first"
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_folder(tmp_path / "new", Fails())
    assert list(tmp_path.iterdir()) == []
    write_folder(tmp_path / "new", {"a/b.html": b"first"})
    assert snapshot(tmp_path) == {"new/a/b.html": b"first"}


def test_a_folder_that_somebody_has_made_meanwhile_is_left(tmp_path):
    (tmp_path / "new").mkdir()
    with pytest.raises(GradingError, match="is there already"):
        write_folder(tmp_path / "new", {"a/b.html": b"first"})
    assert [path.name for path in tmp_path.rglob("*")] == ["new"]


def test_an_interrupt_leaves_nothing_and_no_process(folder):
    write_notebook(folder / "반/Cy.ipynb", [HEAD, function_cell("global_average", LOOP)])
    before = snapshot(folder)
    # A shell that starts its commands in the background lets them ignore the signal.
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(
        [*COMMAND, "반", "--seconds", "60"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        env=os.environ | {"TMPDIR": str(folder)},
    )
    signal.signal(signal.SIGINT, handler)
    until = time.monotonic() + 60
    while not list(folder.glob("cnn_lessons-*")) and time.monotonic() < until:
        time.sleep(0.1)
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert b"Stopped. Nothing is half-written." in said
    assert snapshot(folder) == before
    assert not list(folder.glob("cnn_lessons-*"))
