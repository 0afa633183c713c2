"""Where things live: one stem per chapter, imports from above only, no TensorFlow below."""

import ast
import re
import subprocess
import sys

import pytest
import yaml
from project import ROOT

PACKAGE = ROOT / "cnn_lessons"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__init__.py")
STANDARD = set(sys.stdlib_module_names)

# Row, and what a module may import from outside beside the standard library. The first
# prefix that matches holds. A module imports from rows above it, and in its own folder from
# its own row too.
ROWS = {
    "language": (-1, set()),
    "files": (0, {"numpy"}),
    "palette": (0, set()),
    "elements.element": (0, set()),
    "elements.quiz": (0, set()),
    "elements.drawing_words": (-1, set()),
    "elements.window_words": (-1, set()),
    "elements.words": (0, set()),
    "operations.integers": (0, set()),
    "operations.padding_stride": (0, set()),
    "operations.geometry": (0, set()),
    "checks": (1, {"numpy"}),
    "operations": (1, {"numpy"}),
    "blueprints": (2, set()),
    "learning": (3, {"numpy", "scipy", "threadpoolctl", "tqdm"}),
    "architectures": (3, {"numpy", "keras"}),
    "datasets": (3, {"numpy", "sklearn", "skimage", "keras", "PIL", "defusedxml"}),
    "analysis": (3, {"numpy", "skimage", "keras", "tensorflow"}),
    "practice.schedule": (3, {"keras"}),
    "practice.litert": (4, {"numpy", "tensorflow", "ai_edge_litert"}),
    "practice.onnx": (4, {"numpy", "tensorflow", "tf2onnx", "onnxruntime"}),
    "tasks.arguments": (3, {"numpy"}),
    "tasks.boxes": (3, {"numpy"}),
    "tasks.suppression": (3, {"numpy"}),
    "tasks.detections": (3, {"numpy"}),
    "tasks.average_precision": (3, {"numpy"}),
    "practice.photos.reading": (4, {"numpy", "PIL", "pillow_heif"}),
    "practice": (4, {"numpy", "scipy", "sklearn", "keras", "tensorflow", "torch", "PIL", "tqdm"}),
    "tasks": (4, {"numpy", "scipy", "skimage", "sklearn", "keras", "tensorflow", "tqdm"}),
    "visualization": (4, {"matplotlib", "numpy"}),
    "elements": (4, {"matplotlib", "numpy", "keras"}),
    "exercises": (5, {"numpy", "keras"}),
    "grading": (6, {"numpy", "tqdm"}),
    "commands": (7, set()),
    "__main__": (8, set()),
}
TOWERS = {"learning", "architectures"}
# Chapters whose code lies in another room than their part.
ROOMS = {
    "costs": "blueprints",
    "receptive_field": "blueprints",
    "feature_maps": "analysis",
    "grad_cam": "analysis",
}
# Chapters that need no module of their own: their code is the reader's, in Keras, lies beside each
# layer, or in a module for each paper.
NO_MODULE = {"first_cnn", "backpropagation", "more_networks"}


def dotted(path):
    return ".".join(path.relative_to(PACKAGE).with_suffix("").parts)


def row_of(module):
    for prefix, (row, outside) in ROWS.items():
        if module == prefix or module.startswith(prefix + "."):
            return row, outside
    raise AssertionError(f"cnn_lessons.{module} has no row in tests/test_layout.py: give it one")


def imports_of(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute, not from {'.' * node.level}"
            yield node.module


def chapters():
    """Return the stem of each chapter, as its part and its name, and its title in the sidebar."""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    entries = [chapter for part in parts for chapter in part["chapters"]]
    files = {tuple(entry["file"].split("/")): entry.get("title") for entry in entries}
    return {
        stem: title for stem, title in files.items() if stem[0] not in ("appendix", "reference")
    }


@pytest.mark.parametrize("path", MODULES, ids=dotted)
def test_a_module_imports_only_from_rows_above_it(path):
    module = dotted(path)
    row, outside = row_of(module)
    for name in imports_of(path):
        top, *rest = name.split(".")
        if top != "cnn_lessons":
            assert top in STANDARD | outside, f"{module} (row {row}) may not import {name}"
        elif rest:
            other, _ = row_of(".".join(rest))
            lowest = row if rest[0] == module.split(".")[0] else row - 1
            assert other <= lowest, f"{module} (row {row}) may not import {name} (row {other})"
            assert rest[0] == module.split(".")[0] or not {rest[0], module.split(".")[0]} <= TOWERS


@pytest.mark.parametrize("chapter", chapters(), ids="/".join)
def test_a_chapter_has_one_stem_everywhere(chapter):
    part, stem = chapter
    expected = [
        f"book/{part}/{stem}.md",
        f"book/{part}/{stem}.ipynb",
        f"cnn_lessons/exercises/{stem}.py",
    ]
    if part != "practice" and stem not in NO_MODULE:  # labs may share a module
        room = ROOMS.get(stem, part)
        expected += [f"cnn_lessons/{room}/{stem}.py", f"tests/{room}/test_{stem}.py"]
    missing = [name for name in expected if not (ROOT / name).exists()]
    assert not missing, f"the chapter {stem} lacks {', '.join(missing)}"


def test_every_chapter_text_is_in_the_table_of_contents():
    texts = {
        path.relative_to(ROOT / "book").with_suffix("") for path in ROOT.glob("book/*/*.ipynb")
    }
    assert {"/".join(stem) for stem in chapters()} == {path.as_posix() for path in texts}


@pytest.mark.parametrize(("chapter", "title"), chapters().items(), ids=str)
def test_a_title_begins_as_the_sidebar_says(chapter, title):
    text = (ROOT / "book" / "/".join(chapter)).with_suffix(".md").read_text(encoding="utf-8")
    term, *more = re.search("^# (.+)$", text, re.MULTILINE)[1].split(": ")

    assert more, "a title is the field's word, a colon, and what the reader will do"
    assert term == title or term.startswith(f"{title} and ")


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "misc"])
def test_no_module_is_a_drawer(name):
    drawers = list(PACKAGE.rglob(f"{name}.py"))
    assert not drawers, f"{drawers[0]}: a function without a home is missing a concept"


def loaded_by(statement):
    code = f"import sys; {statement}; print(*sys.modules)"
    command = [sys.executable, "-c", code]
    return set(subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import cnn_lessons",
        "import cnn_lessons.operations",
        "import cnn_lessons.blueprints",
        "import cnn_lessons.analysis",
        "import cnn_lessons.checks",
        "import cnn_lessons.exercises.convolution",
        "import cnn_lessons.visualization",
        "import cnn_lessons.practice",
        "from cnn_lessons.datasets import load_digits, load_photos; load_digits(); load_photos()",
    ],
)
def test_numpys_side_never_loads_tensorflow(statement):
    assert not loaded_by(statement) & {"tensorflow", "keras", "torch"}


def test_the_package_alone_loads_nothing():
    assert "numpy" not in loaded_by("import cnn_lessons")
