"""tools/timings.py, and the page that it writes: every chapter has its time."""

import re

import pytest
from project import ROOT, notebooks
from timings import PAGE, ROW, RULE, chapters, main, row, with_rows

TITLES = {"operations/images": "Images", "operations/pooling": "Pooling", "tasks/boxes": "Boxes"}
TEXT = f"""# Timings

Measured on a computer with 7 cores and 5 GiB of memory, alone.

| chapter | seconds | memory | measured on |
{RULE}"""


def test_every_chapter_is_on_the_page_in_the_order_of_the_book():
    text = PAGE.read_text(encoding="utf-8")

    assert [found["file"] for found in ROW.finditer(text)] == list(chapters())
    assert {f"book/{file}.ipynb" for file in chapters()} == {
        path.relative_to(ROOT).as_posix() for path in notebooks()
    }


@pytest.mark.parametrize("found", list(ROW.finditer(PAGE.read_text("utf-8"))), ids=lambda f: f[1])
def test_a_row_has_the_title_the_seconds_and_the_day(found):
    _, seconds, memory, day = found[0].strip("| ").split(" | ")

    title = chapters()[found["file"]]
    assert found[0] == row(found["file"], title, int(seconds), float(memory), day)
    assert 0 < int(seconds) < 600
    assert 0 < float(memory) < 8
    assert re.fullmatch(r"20\d\d-[01]\d-[0-3]\d", day)


def test_the_page_says_with_which_machine():
    said = re.search(r"computer with (\d+) cores and (\d+) GiB of memory", PAGE.read_text("utf-8"))

    assert said


def test_rows_stand_in_the_order_of_the_book_and_others_stay():
    boxes = row("tasks/boxes", "Boxes", 11.4, 0.34, "2026-01-02")
    old = with_rows(TEXT, {"tasks/boxes": boxes}, TITLES)
    new = {
        "operations/pooling": row("operations/pooling", "Pooling", 3.6, 1.96, "2026-03-04"),
        "gone/chapter": row("gone/chapter", "Gone", 5, 1, "2026-03-04"),
    }

    text = with_rows(old + "\nWhat follows.\n", new, TITLES)

    assert text.splitlines()[-4:] == [
        "| [Pooling](../operations/pooling.ipynb) | 4 | 2.0 | 2026-03-04 |",
        "| [Boxes](../tasks/boxes.ipynb) | 11 | 0.3 | 2026-01-02 |",
        "",
        "What follows.",
    ]
    assert "7 cores" not in text


def test_a_notebook_is_run_and_its_time_written(tmp_path, monkeypatch, capsys):
    page = tmp_path / "timings.md"
    page.write_text(TEXT)
    monkeypatch.setattr("timings.PAGE", page)
    measured = {"softmax": (7.3, 0.21)}  # and no other
    monkeypatch.setattr("timings.measure", lambda path: measured[path.stem])

    main([str(ROOT / "book/operations/softmax.ipynb")])

    (found,) = ROW.finditer(page.read_text())
    assert found[0].startswith("| [Softmax](../operations/softmax.ipynb) | 7 | 0.2 | 20")
    assert "operations/softmax: 7.3 s, 0.21 GiB" in capsys.readouterr().out
