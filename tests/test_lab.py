"""tools/work_copies.py: the reader works on copies, and nobody's answers are ever lost."""

import json

import nbformat
import pytest
import work_copies


def write(path, *sources, printed="7\n"):
    """Write a notebook of code cells that all have printed the same."""
    output = nbformat.v4.new_output("stream", name="stdout", text=printed)
    cells = [nbformat.v4.new_code_cell(s, outputs=[output], execution_count=1) for s in sources]
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)


def sources(path):
    return [cell.source for cell in nbformat.read(path, 4).cells]


@pytest.fixture
def course(tmp_path):
    """Return the folders of a course with one chapter and one page, and of a lab made of it."""
    book = tmp_path / "book"
    write(book / "operations" / "pooling.ipynb", "first", "def pool(): ...")
    (book / "operations" / "pooling.md").write_text("its text")
    (book / "appendix").mkdir()
    (book / "appendix" / "glossary.md").write_text("# Glossary")
    assert work_copies.lay_out(book, tmp_path / "lab") == []
    return book / "operations" / "pooling.ipynb", tmp_path / "lab" / "operations" / "pooling.ipynb"


def renew(course):
    book, mine = (path.parents[1] for path in course)
    return work_copies.lay_out(book, mine)


def test_the_lab_has_every_notebook_and_what_it_links_to(course):
    theirs, mine = course
    assert mine.read_bytes() == theirs.read_bytes()
    assert (mine.parents[1] / "appendix" / "glossary.md").read_text() == "# Glossary"
    assert not mine.with_suffix(".md").exists()


def test_a_copy_that_was_only_run_is_renewed_with_the_course(course):
    theirs, mine = course
    write(mine, "first", "def pool(): ...", printed="8\n")
    write(theirs, "better", "def pool(): ...")
    assert renew(course) == []
    assert mine.read_bytes() == theirs.read_bytes()


def test_a_new_output_of_the_course_reaches_a_copy_without_answers_only(course):
    theirs, mine = course
    write(theirs, "first", "def pool(): ...", printed="8\n")
    renew(course)
    assert mine.read_bytes() == theirs.read_bytes()

    write(mine, "first", "def pool(): return 5")
    write(theirs, "first", "def pool(): ...", printed="9\n")
    assert renew(course) == []
    assert sources(mine) == ["first", "def pool(): return 5"]
    assert [path.name for path in mine.parent.iterdir()] == ["pooling.ipynb"]


def test_answers_survive_while_the_course_is_the_same(course):
    _, mine = course
    write(mine, "first", "def pool(): return 5")
    before = mine.read_bytes()
    assert renew(course) == []
    assert mine.read_bytes() == before


def test_a_changed_chapter_is_put_beside_answers_and_never_over_them(course):
    theirs, mine = course
    write(mine, "first", "def pool(): return 5")
    answers = mine.read_bytes()
    write(theirs, "second", "def pool(): ...")

    (line,) = renew(course)

    assert "the new one is operations/pooling-2.ipynb" in line
    assert mine.read_bytes() == answers
    beside = mine.with_stem("pooling-2")
    assert sources(beside) == ["second", "def pool(): ..."]

    write(theirs, "third", "def pool(): ...")  # nobody has worked in the second: it is renewed
    renew(course)
    assert sources(beside) == ["third", "def pool(): ..."]

    write(beside, "third", "def pool(): return 3")  # somebody has
    write(theirs, "fourth", "def pool(): ...")
    renew(course)
    assert mine.read_bytes() == answers
    assert sources(beside) == ["third", "def pool(): return 3"]
    assert sources(mine.with_stem("pooling-3")) == ["fourth", "def pool(): ..."]
    assert renew(course) == []


def test_a_removed_copy_comes_back_fresh(course):
    theirs, mine = course
    write(mine, "spoiled")
    mine.unlink()
    renew(course)
    assert mine.read_bytes() == theirs.read_bytes()


def test_answers_survive_a_lost_list_of_what_was_delivered(course):
    _, mine = course
    write(mine, "first", "def pool(): return 5")
    (mine.parents[1] / work_copies.DELIVERED).write_text('{"half')
    renew(course)
    assert sources(mine) == ["first", "def pool(): return 5"]


def test_a_copy_that_cannot_be_read_is_not_overwritten(course):
    theirs, mine = course
    mine.write_text('{"cells": [{"so')
    write(theirs, "second")
    (mine.parents[1] / work_copies.DELIVERED).unlink()
    renew(course)
    assert mine.read_text() == '{"cells": [{"so'
    assert sources(mine.with_stem("pooling-2")) == ["second"]


def test_git_ignores_the_lab():
    ignored = (work_copies.ROOT / ".gitignore").read_text().splitlines()
    assert "lab/" in ignored


def test_a_cell_is_the_same_whoever_splits_its_lines(tmp_path):
    one, other = tmp_path / "one.ipynb", tmp_path / "other.ipynb"
    cell = {"cell_type": "code", "source": "a\nb", "metadata": {}, "outputs": []}
    one.write_text(json.dumps({"cells": [cell]}))
    other.write_text(json.dumps({"cells": [cell | {"source": ["a\n", "b"]}]}))
    assert work_copies.cells_of(one) == work_copies.cells_of(other)
