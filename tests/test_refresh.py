"""tools/notebooks.py: when an output may be old, it is made anew; nobody's work is overwritten."""

import os
import subprocess

import execution
import nbformat
import notebooks
import pytest
import records
import sources
from test_tools import CODE, HEADER, PROSE

CODE = CODE.replace("with open", "import cnn_lessons.seven\nwith open")


@pytest.fixture
def executions(tmp_path, monkeypatch):
    """Return the list of executed texts; executing takes no kernel here."""
    done = []

    def execute(notebook, text):
        done.append(text.stem)
        for cell in sources.code_cells(notebook):
            cell.execution_count = 1
            cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="seven\n")]

    monkeypatch.setattr(notebooks, "execute", execute)
    return done


@pytest.fixture
def course(tmp_path, monkeypatch, executions):
    """Return a folder with a chapter and the module it shows, committed to git."""
    monkeypatch.setattr(records, "FILE", tmp_path / ".cache" / "notebooks.json")
    monkeypatch.setattr(notebooks, "ROOT", tmp_path)
    for function in (sources.fingerprint, sources.package_files):
        monkeypatch.setattr(function, "__defaults__", (tmp_path,))
    (tmp_path / ".gitignore").write_text(".cache\n")
    (tmp_path / "cnn_lessons").mkdir()
    (tmp_path / "cnn_lessons" / "seven.py").write_text("SEVEN = 7\n")
    (tmp_path / "chapter.md").write_text(HEADER + PROSE + CODE)
    git(tmp_path, "init", "-q")
    assert refresh(tmp_path) == 0
    commit(tmp_path)
    records.FILE.unlink()  # as in a fresh clone
    executions.clear()
    return tmp_path


def git(course, *arguments):
    names = ["-c", "user.name=Reader", "-c", "user.email=reader@example.org"]
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    subprocess.run(["git", "-C", course, *names, *arguments], check=True, env=clean)


def commit(course):
    git(course, "add", "-A")
    git(course, "commit", "-q", "--no-verify", "-m", "as it stands")


def refresh(course, *arguments):
    return notebooks.main([*arguments, str(course / "chapter.md")])


def replace(path, before, after):
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))


def test_a_fresh_clone_executes_nothing(course, executions):
    assert refresh(course) == 0
    assert executions == []


def test_a_changed_module_executes_the_chapter_that_shows_it_once(course, executions, capsys):
    replace(course / "cnn_lessons" / "seven.py", "7", "8")
    assert refresh(course) == refresh(course) == 0
    assert executions == ["chapter"]
    assert "for cnn_lessons/seven.py changed, nothing to write" in capsys.readouterr().out


def test_a_comment_in_the_package_executes_nothing(course, executions):
    replace(course / "cnn_lessons" / "seven.py", "7", "7  # days")
    refresh(course)
    assert executions == []


def test_a_change_that_was_committed_is_taken_as_right_until_it_differs(course, executions, capsys):
    replace(course / "cnn_lessons" / "seven.py", "7", "8")
    commit(course)
    refresh(course)
    assert executions == []

    path = course / "chapter.ipynb"
    records.record(path, differs=sources.fingerprint(nbformat.read(path, 4)))
    refresh(course)
    assert executions == ["chapter"]
    assert "for the last comparison found another output" in capsys.readouterr().out
    refresh(course)
    assert executions == ["chapter"]


def test_an_edited_notebook_is_left_alone_and_named(course, executions, capsys):
    path = course / "chapter.ipynb"
    replace(path, "Some prose", "My prose")
    replace(course / "chapter.md", "Some prose", "Other prose")
    before = path.read_bytes()

    assert refresh(course) == refresh(course, "--all") == 1

    said = capsys.readouterr().err
    assert "chapter.ipynb is left alone" in said
    assert "cell 1 differs in its source: '# A chapter'" in said
    assert "Move what is worth keeping into chapter.md" in said
    assert "`make lab`" in said
    assert path.read_bytes() == before
    assert executions == []


def test_a_notebook_that_was_run_elsewhere_and_saved_is_left_alone(course, capsys):
    replace(course / "chapter.ipynb", '"seven\\n"', '"eleven\\n"')
    assert refresh(course) == 1
    assert "its outputs are new" in capsys.readouterr().err


def test_a_restored_notebook_is_written_again(course):
    replace(course / "chapter.ipynb", "Some prose", "My prose")
    git(course, "restore", "chapter.ipynb")
    replace(course / "chapter.md", "Some prose", "Other prose")
    assert refresh(course) == 0
    assert notebooks.difference(course / "chapter.md") is None


def test_what_was_written_here_may_be_written_again_uncommitted(course):
    for prose in ("Other prose", "Third prose"):
        text = HEADER + PROSE.replace("Some prose", prose) + CODE
        (course / "chapter.md").write_text(text)
        assert refresh(course) == 0
        assert notebooks.difference(course / "chapter.md") is None


def test_without_git_a_notebook_that_is_not_its_text_is_left_alone(course, monkeypatch):
    monkeypatch.setenv("PATH", "")
    assert refresh(course) == 0
    replace(course / "chapter.ipynb", "Some prose", "My prose")
    assert refresh(course) == 1


@pytest.mark.parametrize(
    "printed",
    [
        "Digits, enlarged (stand-in for MNIST): 1437 training and 360 test images",
        "WARNING: MobileNet's weights are not in models.\n\nDigits take its place.",
        "backbone\nWARNING: MobileNetV2 cannot be had here.",
    ],
)
@pytest.mark.parametrize("kind", ["execute_result", "stream"])
def test_a_stand_in_is_not_stored_for_the_real_data(printed, kind):
    said = {"text": printed} if kind == "stream" else {"data": {"text/plain": printed}}
    output = nbformat.v4.new_output(kind, **said)
    cell = nbformat.v4.new_code_cell("data", outputs=[output], execution_count=1)
    with pytest.raises(execution.NotebookError, match=r"cell 5 ran on a stand-in, and .* online"):
        execution.refuse(cell, "mnist.md: cell 5")
