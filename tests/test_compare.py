"""tools/compare.py: what agreed here need not run again, and what runs long starts first."""

import json
import sys
from pathlib import Path

import compare
import nbformat
import pytest
import records
import sources

# Stands for nbval: writes down that it ran, and ends as the notebook's one cell says.
FAKE = """import json, pathlib, sys
path = pathlib.Path(sys.argv[-1])
with open(path.with_name("runs"), "a") as runs:
    print(path.stem, file=runs)
print("1 passed in 1s")
exec("".join(json.loads(path.read_text())["cells"][0]["source"]))"""


@pytest.fixture(autouse=True)
def course(tmp_path, monkeypatch):
    """Return a folder with three notebooks, of a course of which nothing is known."""
    for name in ("CI", "FRESH"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "requirements.txt").write_text("numpy==2\n")
    (tmp_path / "cnn_lessons").mkdir()
    (tmp_path / "cnn_lessons" / "__init__.py").write_text("")
    (tmp_path / "cnn_lessons" / "data.py").write_text('FOLDER = "CNN_LESSONS_DATA"\n')
    (tmp_path / "cnn_lessons" / "other.py").write_text("5\n")
    for module in (compare, sources):
        monkeypatch.setattr(module, "ROOT", tmp_path)
    for function in (sources.fingerprint, sources.package_files):
        monkeypatch.setattr(function, "__defaults__", (tmp_path,))
    monkeypatch.setattr(records, "FILE", tmp_path / ".cache" / "notebooks.json")
    monkeypatch.setattr(compare, "TIMES", tmp_path / "_build" / "times.jsonl")
    monkeypatch.setattr(compare, "NBVAL", [sys.executable, "-c", FAKE])
    monkeypatch.setattr(compare, "AT_ONCE", 1)
    for stem in ("apple", "pear", "plum"):
        write(tmp_path, stem)
    return tmp_path


def write(course, stem, code="5"):
    path = course / "book" / "fruit" / f"{stem}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    cell = nbformat.v4.new_code_cell(code, execution_count=1)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


def ran(course):
    """Compare, and return the status and which notebooks ran, in alphabetical order."""
    status, stems = ran_in_order(course)
    return status, sorted(stems)


def ran_in_order(course):
    runs = course / "book" / "fruit" / "runs"
    runs.unlink(missing_ok=True)
    status = compare.main([])
    return status, runs.read_text().split() if runs.exists() else []


def test_what_agreed_does_not_run_again(course, capsys):
    assert ran(course) == (0, ["apple", "pear", "plum"])
    assert ran(course) == (0, [])
    assert "3 of 3: unchanged since the last agreement (FRESH=1" in capsys.readouterr().out


@pytest.mark.parametrize("name", ["CI", "FRESH"])
def test_everything_runs_where_it_is_asked_for(course, monkeypatch, name):
    ran(course)
    monkeypatch.setenv(name, "1")
    assert ran(course) == (0, ["apple", "pear", "plum"])


def test_a_changed_cell_runs_again(course):
    ran(course)
    write(course, "pear", "7")
    assert ran(course) == (0, ["pear"])


def test_a_changed_module_runs_the_notebooks_that_reach_it(course):
    write(course, "pear", "import cnn_lessons.other")
    ran(course)
    (course / "cnn_lessons" / "other.py").write_text("7\n")
    assert ran(course) == (0, ["pear"])


def test_another_lock_runs_everything(course):
    ran(course)
    (course / "requirements.txt").write_text("numpy==3\n")
    assert ran(course) == (0, ["apple", "pear", "plum"])


def test_another_setting_runs_everything(course, monkeypatch):
    ran(course)
    monkeypatch.setenv("OPENBLAS_CORETYPE", "Nehalem")
    assert ran(course) == (0, ["apple", "pear", "plum"])


def test_other_data_run_the_notebooks_that_read_them(course, monkeypatch):
    write(course, "pear", "import cnn_lessons.data")
    monkeypatch.setenv("CNN_LESSONS_DATA", str(course / "data"))
    monkeypatch.setenv("KERAS_HOME", str(course / "keras"))
    ran(course)
    (course / "data").mkdir()
    (course / "data" / "mnist.npz").write_text("digits")
    assert ran(course) == (0, ["pear"])


def test_what_did_not_agree_runs_again_and_is_known_to_differ(course, capsys):
    write(course, "pear", "sys.exit(1)")
    assert ran(course) == (1, ["apple", "pear", "plum"])
    assert ran(course) == (1, ["pear"])
    assert "`make chapter NAME=pear`" in capsys.readouterr().out
    path = course / "book" / "fruit" / "pear.ipynb"
    assert records.recorded(path)["differs"] == sources.fingerprint(nbformat.read(path, 4))


def test_a_run_that_was_killed_is_named_so_and_says_nothing_of_its_cells(course, capsys):
    write(course, "pear", "import os; os.kill(os.getpid(), 9)")
    assert ran(course)[0] == 1
    said = capsys.readouterr().out
    assert "pear.ipynb: killed from outside (SIGKILL" in said
    assert "does not agree" not in said
    assert not records.recorded(course / "book" / "fruit" / "pear.ipynb")


def test_the_longest_run_starts_first(course):
    for stem, seconds in [("apple", 2), ("pear", 11), ("plum", 5)]:
        records.record(course / "book" / "fruit" / f"{stem}.ipynb", seconds=seconds)
    assert ran_in_order(course)[1] == ["pear", "plum", "apple"]


def test_what_was_never_timed_is_judged_by_its_folder():
    parts = ["operations", "practice", "learning"]
    paths = [Path(f"book/{part}/new.ipynb") for part in parts]
    paths.sort(key=compare.seconds_of, reverse=True)
    assert [path.parent.name for path in paths] == ["practice", "learning", "operations"]


def test_each_run_is_written_down_with_its_time(course):
    ran(course)
    lines = [json.loads(line) for line in compare.TIMES.read_text().splitlines()]
    assert [(line["step"], line["what"]) for line in lines] == [
        ("compare", str(Path("book", "fruit", f"{stem}.ipynb")))
        for stem in ("apple", "pear", "plum")
    ]
    assert all(line["seconds"] >= 0 for line in lines)


def test_a_damaged_record_costs_only_time(course):
    ran(course)
    records.FILE.write_text('{"half')
    assert ran(course) == (0, ["apple", "pear", "plum"])
    assert ran(course) == (0, [])
