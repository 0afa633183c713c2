"""tools/notebooks.py: the text is the source, and outputs are never older than their code."""

import shutil
import sys

import compare
import nbformat
import notebooks
import pytest
import records

HEADER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

"""
PROSE = "# A chapter\n\nSome prose.\n\n"
# Appends to a file, so that the file counts the executions.
CODE = """```{code-cell} ipython3
with open("runs", "a") as runs:
    print("run", file=runs)
print("seven")
```

"""


@pytest.fixture(scope="module", autouse=True)
def nothing_is_known(tmp_path_factory):
    """Keep this machine's records of its notebooks out of the tests, and the tests out of them."""
    folder = tmp_path_factory.mktemp("records")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "FILE", folder / "notebooks.json")
        patch.setattr(compare, "TIMES", folder / "times.jsonl")
        yield


@pytest.fixture(scope="module")
def executed(tmp_path_factory):
    """Return the folder of a chapter that was executed once: for all tests, to be copied."""
    folder = tmp_path_factory.mktemp("executed")
    text = folder / "chapter.md"
    text.write_text(HEADER + PROSE + CODE)
    assert notebooks.main([str(text)]) == 0
    return folder


@pytest.fixture
def chapter(executed, tmp_path):
    """Return the text of a chapter that was executed once."""
    shutil.copytree(executed, tmp_path, dirs_exist_ok=True)
    # The copy is as much our own as what was copied.
    records.record(tmp_path / "chapter.ipynb", **records.recorded(executed / "chapter.ipynb"))
    return tmp_path / "chapter.md"


def runs(chapter):
    return (chapter.parent / "runs").read_text().count("run")


def stored(chapter):
    return nbformat.read(chapter.with_suffix(".ipynb"), as_version=4)


def test_new_notebook_is_executed_in_its_folder_and_stored_with_its_outputs(chapter):
    prose, code = stored(chapter).cells

    assert runs(chapter) == 1
    assert prose.source == "# A chapter\n\nSome prose."
    assert [output.text for output in code.outputs] == ["seven\n"]
    assert code.execution_count == 1


def test_stored_notebook_tells_nothing_of_the_machine_that_executed_it(executed, chapter):
    notebook = stored(chapter)

    assert "version" not in notebook.metadata.language_info
    assert [cell.id for cell in notebook.cells] == ["cell-0", "cell-1"]
    assert all(cell.metadata == {} for cell in notebook.cells)
    assert str(executed) not in chapter.with_suffix(".ipynb").read_text()


def test_unchanged_text_is_not_executed_again_and_its_notebook_not_written(chapter, capsys):
    before = chapter.with_suffix(".ipynb").stat().st_mtime_ns
    chapter.touch()

    notebooks.main([str(chapter)])

    assert runs(chapter) == 1
    assert chapter.with_suffix(".ipynb").stat().st_mtime_ns == before
    assert capsys.readouterr().out.endswith("chapter: no code changed, nothing to write\n")


def test_changed_prose_reaches_the_notebook_and_keeps_the_outputs(chapter):
    chapter.write_text(HEADER + PROSE.replace("Some", "Other") + CODE)

    notebooks.main([str(chapter)])

    assert runs(chapter) == 1
    assert stored(chapter).cells[0].source.endswith("Other prose.")
    assert stored(chapter).cells[1].outputs[0].text == "seven\n"


def test_changed_alt_text_reaches_the_notebook_and_keeps_the_outputs(chapter):
    alt = "---\nmystnb:\n  image:\n    alt: A seven\n---\n"
    chapter.write_text(HEADER + PROSE + CODE.replace("with open", f"{alt}with open"))

    notebooks.main([str(chapter)])

    assert runs(chapter) == 1
    assert stored(chapter).cells[1].metadata.mystnb.image.alt == "A seven"


@pytest.mark.parametrize(
    "changed",
    [
        CODE.replace("seven", "eight"),
        CODE.replace("with open", ":tags: [raises-exception]\n\nwith open"),
        CODE + "```{code-cell} ipython3\nprint('one more')\n```\n",
    ],
    ids=["source", "tags", "one more cell"],
)
def test_changed_code_is_executed(chapter, changed):
    chapter.write_text(HEADER + PROSE + changed)

    notebooks.main([str(chapter)])

    assert runs(chapter) == 2
    assert notebooks.difference(chapter) is None


def test_cell_that_was_never_executed_is_executed(chapter):
    notebook = stored(chapter)
    notebook.cells[1].execution_count = None
    nbformat.write(notebook, chapter.with_suffix(".ipynb"))

    notebooks.main([str(chapter)])

    assert runs(chapter) == 2


def test_all_executes_what_did_not_change_and_writes_the_same_bytes(chapter):
    before = chapter.with_suffix(".ipynb").read_bytes()

    notebooks.main(["--all", str(chapter)])

    assert runs(chapter) == 2
    assert chapter.with_suffix(".ipynb").read_bytes() == before


def test_failing_cell_is_named_and_the_old_notebook_stays(chapter, capsys):
    before = chapter.with_suffix(".ipynb").read_bytes()
    chapter.write_text(HEADER + PROSE + CODE.replace('print("seven")', "1 / 0"))

    status = notebooks.main([str(chapter)])

    said = capsys.readouterr().err
    assert status == 1
    assert "chapter.md: cell 2 ('with open" in said
    assert "ZeroDivisionError: division by zero" in said
    assert "\x1b" not in said
    assert chapter.with_suffix(".ipynb").read_bytes() == before


def test_failing_chapter_does_not_stop_the_others(chapter, capsys):
    failing = chapter.with_name("failing.md")
    failing.write_text(HEADER + "```{code-cell} ipython3\n1 / 0\n```\n")

    status = notebooks.main([str(failing), str(chapter)])

    assert status == 1
    assert capsys.readouterr().out.endswith(
        "failing: FAILED\nchapter: no code changed, nothing to write\n"
    )
    assert not failing.with_suffix(".ipynb").exists()


def test_output_of_an_installation_is_refused(tmp_path, capsys):
    text = tmp_path / "installs.md"
    install = (
        "try:\n    import no_such_package\nexcept ModuleNotFoundError:\n    %pip install --version"
    )
    text.write_text(f"{HEADER}```{{code-cell}} ipython3\n{install}\n```\n")

    status = notebooks.main([str(text)])

    assert status == 1
    assert "installs.md: cell 1 installed something." in capsys.readouterr().err
    assert not text.with_suffix(".ipynb").exists()


def test_environment_of_an_execution_is_fixed(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "random")
    monkeypatch.setenv("MPLBACKEND", "pdf")
    monkeypatch.setenv("CNN_LESSONS_PROGRESS", str(tmp_path / "mine.json"))
    text = tmp_path / "environment.md"
    names = '"PYTHONHASHSEED", "MPLBACKEND", "CNN_LESSONS_PROGRESS"'
    code = f"import os\nfor name in ({names}):\n    print(name, os.environ.get(name))"
    text.write_text(f"{HEADER}```{{code-cell}} ipython3\n{code}\n```\n")

    notebooks.main([str(text)])

    printed = stored(text).cells[0].outputs[0].text
    assert "PYTHONHASHSEED 0\n" in printed
    assert "pdf" not in printed
    assert "mine.json" not in printed


def test_damaged_notebook_is_written_anew(chapter):
    chapter.with_suffix(".ipynb").write_text('{"cells": [')

    notebooks.main([str(chapter)])

    assert notebooks.difference(chapter) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (PROSE + CODE.replace("seven", "eight"), "cell 2 differs in its source: 'with open"),
        (PROSE.replace("Some", "Other") + CODE, "cell 1 differs in its source: '# A chapter'"),
        (
            PROSE + CODE.replace("with", ":tags: [hide-cell]\n\nwith"),
            "cell 2 differs in its metadata",
        ),
        (PROSE + CODE + "More prose.\n", "the text has 3 cells, the notebook 2"),
    ],
    ids=["code", "prose", "tags", "length"],
)
def test_difference_names_the_first_cell_that_differs(chapter, text, said):
    assert notebooks.difference(chapter) is None

    chapter.write_text(HEADER + text)

    assert said in notebooks.difference(chapter)


def test_difference_says_that_a_notebook_is_missing(chapter):
    chapter.with_suffix(".ipynb").unlink()

    assert notebooks.difference(chapter) == "chapter.ipynb is missing"


def test_chapters_are_the_texts_with_a_kernel(tmp_path):
    (tmp_path / "part").mkdir()
    (tmp_path / "part" / "chapter.md").write_text(HEADER + PROSE)
    (tmp_path / "index.md").write_text("# A page\n\n---\n\nkernelspec: is a word here\n\n---\n")

    assert notebooks.find_chapters(tmp_path) == [tmp_path / "part" / "chapter.md"]


def test_plain_page_is_not_taken_for_a_chapter(tmp_path, capsys):
    page = tmp_path / "page.md"
    page.write_text("# A page\n")

    assert notebooks.main([str(page)]) == 1
    assert "page.md: no kernelspec in its header" in capsys.readouterr().err


def require(chapter, package):
    """Let the header of a chapter's text say that it needs `package`."""
    text = chapter.read_text().replace("\n---\n\n#", f"\nrequires: [{package}]\n---\n\n#", 1)
    chapter.write_text(text)


def test_chapter_whose_package_is_there_is_executed_and_says_what_it_needs(chapter):
    require(chapter, "nbformat")
    notebooks.main(["--all", str(chapter)])
    assert runs(chapter) == 2
    assert stored(chapter).metadata.requires == ["nbformat"]
    assert notebooks.difference(chapter) is None


def test_chapter_whose_package_is_missing_keeps_its_outputs(chapter, capsys):
    require(chapter, "no_such_package")
    assert notebooks.main([str(chapter)]) == 0
    assert notebooks.main(["--all", str(chapter)]) == 0
    assert runs(chapter) == 1
    assert stored(chapter).cells[1].outputs[0].text == "seven\n"
    assert "not executed, needs no_such_package, nothing to write" in capsys.readouterr().out


def test_changed_chapter_whose_package_is_missing_is_refused(chapter, capsys):
    before = chapter.with_suffix(".ipynb").read_bytes()
    require(chapter, "no_such_package")
    chapter.write_text(chapter.read_text().replace("seven", "eight"))
    assert notebooks.main([str(chapter)]) == 1
    assert "chapter.md needs no_such_package to be executed. See" in capsys.readouterr().err
    assert chapter.with_suffix(".ipynb").read_bytes() == before


def test_notebook_whose_package_is_missing_is_not_compared_and_says_so(tmp_path, capsys):
    assert compared(tmp_path, "6\n", requires=["nbformat", "no_such_package"]) == 0
    assert "chapter.ipynb: skipped, needs no_such_package (" in capsys.readouterr().out


def prints_five(tmp_path, stored_output="5\n", **metadata):
    """Write a notebook whose cell prints 5 and which has stored `stored_output`."""
    output = nbformat.v4.new_output("stream", name="stdout", text=stored_output)
    cell = nbformat.v4.new_code_cell("print(2 + 3)", outputs=[output], execution_count=1)
    path = tmp_path / "chapter.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=metadata), path)
    return path


def compared(tmp_path, stored_output, **metadata):
    return compare.main([str(prints_five(tmp_path, stored_output, **metadata))])


def test_a_notebook_that_agrees_is_compared_in_silence(tmp_path, capsys):
    assert compared(tmp_path, "5\n") == 0
    assert "chapter.ipynb: 1 passed" in capsys.readouterr().out


def test_a_notebook_that_does_not_agree_is_named_with_what_differs(tmp_path, capsys):
    assert compared(tmp_path, "6\n") == 1
    text = capsys.readouterr().out
    assert "mismatch 'stdout'" in text
    assert "chapter.ipynb: does not agree" in text


def test_a_run_that_does_not_end_is_killed_and_repeated_once(tmp_path, capsys, monkeypatch):
    started = tmp_path / "started"
    hang_once = (
        f"import pathlib, time; path = pathlib.Path({str(started)!r}); first = not path.exists();"
        "path.touch(); print('3 passed in 1s', flush=True); time.sleep(60 * first)"
    )
    monkeypatch.setattr(compare, "NBVAL", [sys.executable, "-c", hang_once])
    assert compare.compare(prints_five(tmp_path), limit=2)
    text = capsys.readouterr().out
    assert "chapter.ipynb: not over after 2 s, killed; once more." in text
    assert "chapter.ipynb: 3 passed, " in text


def test_a_run_that_never_ends_fails(tmp_path, monkeypatch):
    monkeypatch.setattr(compare, "NBVAL", [sys.executable, "-c", "import time; time.sleep(60)"])
    assert not compare.compare(prints_five(tmp_path), limit=0.5)
