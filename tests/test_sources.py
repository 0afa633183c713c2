"""tools/sources.py: what a notebook's outputs hang on, no less, and not much more."""

import nbformat
import pytest
import sources
from project import notebooks

FILES = {
    "__init__.py": "",
    "operations/__init__.py": "from cnn_lessons.operations.pooling import pool\n"
    "from cnn_lessons.operations.dense import dense as full\n",
    "operations/pooling.py": "def pool():\n"
    "    from cnn_lessons.values import check\n    return 7\n",
    "operations/dense.py": "def dense():\n    return 5\n",
    "operations/table.csv": "2,3",
    "values.py": "def check():\n    return 11\n",
    "exercises/__init__.py": "",
    "exercises/pooling.py": "def right():\n    # a reader sees this\n    return 13\n",
}
CODE = """times = %timeit -o 2 + 3
from cnn_lessons.operations import pool
from cnn_lessons.exercises import pooling as exercises"""


@pytest.fixture
def package(tmp_path):
    for name, text in FILES.items():
        path = tmp_path / "cnn_lessons" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path


def notebook(code=CODE, printed="7\n"):
    output = nbformat.v4.new_output("stream", name="stdout", text=printed)
    cell = nbformat.v4.new_code_cell(code, outputs=[output], execution_count=1)
    cell.metadata["tags"] = ["hide-input"]
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("prose"), cell])


def names(package, code):
    found = sources.package_files(notebook(code), package)
    return [path.relative_to(package / "cnn_lessons").as_posix() for path in found]


def test_imports_are_followed_through_doors_and_into_functions(package):
    assert names(package, CODE) == [
        "exercises/pooling.py",
        "operations/pooling.py",
        "operations/table.csv",
        "values.py",
    ]


@pytest.mark.parametrize(
    ("code", "module"),
    [
        ("from cnn_lessons.operations import full", "operations/dense.py"),
        ("import cnn_lessons.operations.dense as d", "operations/dense.py"),
        ("if True:\n    from cnn_lessons.operations.dense import dense", "operations/dense.py"),
        ("import cnn_lessons.operations", "operations/dense.py"),
        ("from cnn_lessons import operations", "operations/dense.py"),
        ("import cnn_lessons", "__init__.py"),
    ],
)
def test_every_way_to_import_is_followed(package, code, module):
    assert module in names(package, code)


def change(package, name, before, after):
    path = package / "cnn_lessons" / name
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after))


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("operations/pooling.py", "7", "8"),
        ("values.py", "11", "12"),
        ("operations/table.csv", "3", "4"),
        ("exercises/pooling.py", "13", "14"),
        ("exercises/pooling.py", "# a reader sees this", "# a reader sees that"),
        ("operations/pooling.py", "return 7", "return 7)"),
    ],
)
def test_a_change_in_what_is_reached_changes_the_fingerprint(package, name, before, after):
    old = sources.fingerprint(notebook(), package)
    change(package, name, before, after)
    assert sources.fingerprint(notebook(), package) != old


@pytest.mark.parametrize(
    ("name", "before", "after"),
    [
        ("operations/dense.py", "5", "6"),
        ("operations/pooling.py", "pool():", 'pool():\n    """Say seven."""\n    # 7'),
        ("operations/__init__.py", "as full", "as whole"),
    ],
    ids=["not reached", "docstring and comment", "another name at the door"],
)
def test_what_cannot_show_does_not_change_the_fingerprint(package, name, before, after):
    old = sources.fingerprint(notebook(), package)
    change(package, name, before, after)
    assert sources.fingerprint(notebook(), package) == old


def test_cells_their_tags_and_outputs_count_and_prose_does_not(package):
    old = sources.fingerprint(notebook(), package)
    other_tags, other_prose = notebook(), notebook()
    other_tags.cells[1].metadata["tags"] = ["nbval-ignore-output"]
    other_prose.cells[0].source = "other prose"
    assert sources.fingerprint(other_prose, package) == old
    changed = [notebook(CODE + "\n1"), notebook(printed="8\n"), other_tags]
    assert old not in {sources.fingerprint(n, package) for n in changed}


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_a_chapter_hangs_on_its_exercises_and_on_what_draws_them(path):
    files = sources.package_files(nbformat.read(path, 4))
    names = {file.relative_to(sources.ROOT / "cnn_lessons").as_posix() for file in files}
    assert {f"exercises/{path.stem}.py", "checks/exercise.py", "elements/quiz.js"} <= names
