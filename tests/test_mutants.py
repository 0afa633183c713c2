"""tools/mutants.py: small mistakes, and whether it sees who notices them."""

import ast

import mutants
import pytest

from cnn_lessons.checks.mutations import mutations

MODULE = '''"""Sizes, at least 1."""

from math import ceil

__all__ = ["places"]


def places(size, strides=1, *, wide: int = 5):
    """Return 3 words that stay."""
    if size < 0:
        raise ValueError(f"size={size + 1} is below 0. Use 1.")
    H, W = size.shape[1:3]
    total = ceil(H / strides)  # at least 1
    total -= W
    return sum(total, axis=1) and not wide
'''


def made(source):
    return {(mutation.before, mutation.after) for mutation in mutations(source)}


def test_every_kind_of_mistake_is_made():
    found = made(MODULE)
    expected = {
        "def places(size, strides=2, *, wide: int = 5):",
        "def places(size, strides=0, *, wide: int = 5):",
        "def places(size, strides=1, *, wide: int = 6):",
        "def places(size, strides=1, *, wide: int = 4):",
        "if (size <= 0):",
        "if (size >= 0):",
        "if size < 1:",
        "if size < (-1):",
        "pass",
        "H, W = size.shape[2:3]",
        "H, W = size.shape[0:3]",
        "H, W = size.shape[1:4]",
        "H, W = size.shape[1:2]",
        "W, W = size.shape[1:3]",
        "H, H = size.shape[1:3]",
        "total = ceil(W / strides) # at least 1",
        "total = ceil((H * strides)) # at least 1",
        "total = ceil((H // strides)) # at least 1",
        "total += W",
        "total -= H",
        "return (sum(total, axis=1) or not wide)",
        "return sum(total) and not wide",
        "return sum(total, axis=2) and not wide",
        "return sum(total, axis=0) and not wide",
        "return sum(total, axis=1) and (wide)",
    }
    assert {after for _, after in found} == expected


def test_a_mutant_is_the_source_with_one_change_that_python_can_read():
    lines = MODULE.splitlines()
    for mutation in mutations(MODULE):
        ast.parse(mutation.source)
        changed = [
            (old, new)
            for old, new in zip(lines, mutation.source.splitlines(), strict=True)
            if old != new
        ]
        ((old, new),) = changed
        assert old == lines[mutation.line - 1]
        assert mutation.after == " ".join(new.split())
        assert mutation.function == "places"


def test_statements_of_several_lines_and_other_alphabets_are_mutated_in_place():
    source = 'x = ["é", (2\n  # why\n  + 3), 4]\n'
    found = {mutation.source for mutation in mutations(source)}
    assert 'x = ["é", (2\n  # why\n  + 3), 5]\n' in found
    assert 'x = ["é", ((2 - 3)), 4]\n' in found


def test_the_mistakes_that_once_passed_are_made():
    assert ("gradient[shape[1]]", "gradient[shape[2]]") in made("gradient[shape[1]]\n")
    assert ("y = 1e3 * min(x)", "y = (1000.0 + min(x))") in made("y = 1e3 * min(x)\n")
    assert ("y = x if x > 1 else 0", "y = x if x > 2 else 0") in made("y = x if x > 1 else 0\n")
    assert ("y = np.argmin(x)", "y = np.argmax(x)") in made("y = np.argmin(x)\n")


def test_what_decides_no_result_is_left_alone():
    assert not made('x.astype(kind, copy=False, order="C")\n'.replace("x.", "y = x."))


def test_a_mutant_draws_its_lot_whatever_becomes_of_others():
    all_of_pooling = mutants.sample(["pooling"], None, "0")
    assert mutants.sample(["pooling"], 7, "0") == mutants.sample(["pooling"], 7, "0")
    assert mutants.sample(["pooling"], 7, "0") != mutants.sample(["pooling"], 7, "1")
    both = mutants.sample(["pooling", "windows"], None, "0")
    assert [pair for pair in both if pair[0].stem == "pooling"] == all_of_pooling
    half = {mutants.lot("0", *pair) for pair in mutants.sample(["pooling"], 20, "0")}
    assert max(half) < min({mutants.lot("0", *pair) for pair in all_of_pooling} - half)


def test_an_unknown_module_is_named():
    with pytest.raises(SystemExit, match="No module of the package is called poling"):
        mutants.sample(["poling"], 1, "0")


def test_no_listed_mutant_is_stale_and_each_has_a_reason():
    assert mutants.stale_entries(mutants.equivalents()) == []
    listed = mutants.tomllib.loads((mutants.ROOT / mutants.LISTED).read_text("utf-8"))
    assert all(entry["reason"].strip().endswith(".") for entry in listed.get("equivalent", []))


CODE = """
def area(side, frame=0):
    return side * side + frame
"""
TESTS = """
from cnn_lessons.operations.area import area

def test_area():
    assert area(3) == 9
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Return a project of one module, whose tests leave a parameter out."""
    for name, text in {
        "cnn_lessons/__init__.py": "",
        "cnn_lessons/operations/__init__.py": "",
        "cnn_lessons/operations/area.py": CODE,
        "tests/operations/test_area.py": TESTS,
        "tests/equivalent_mutants.toml": "",
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--import-mode=importlib"\n',
    }.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    monkeypatch.setattr(mutants, "ROOT", tmp_path)
    monkeypatch.setattr(mutants, "PRELOADED", ["pytest"])
    monkeypatch.setattr(mutants, "PATIENCE", 1)
    monkeypatch.setenv("PYTHONPATH", "")  # put back afterwards
    return tmp_path


def test_survivors_are_shown_until_they_are_listed_and_the_project_is_left_alone(project, capsys):
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert mutants.main(["area"]) == 1
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before
    shown = capsys.readouterr().out
    assert (
        "cnn_lessons/operations/area.py:3: survived, in area\n"
        "  - return side * side + frame\n"
        "  + return (side * side - frame)\n"
    ) in shown
    assert "\n5 mutants: 4 killed, 0 equivalent, 1 survived.\n" in shown
    (project / mutants.LISTED).write_text(
        "[[equivalent]]\nmodule = 'cnn_lessons/operations/area.py'\nfunction = 'area'\n"
        "before = 'return side * side + frame'\nafter = ['return (side * side - frame)']\n"
        "reason = 'It is.'\n"
    )
    assert mutants.main(["area"]) == 0
    (project / "cnn_lessons/operations/area.py").write_text(CODE.replace(" + frame", ""))
    assert mutants.main(["area", "--count", "1"]) == 1
    assert "no such mutant any more, take it out:\n  - return side" in capsys.readouterr().out


def test_a_mutant_that_never_ends_has_not_survived(project):
    code = "def area(side):\n    total = 0\n    while total < side**2:\n        total += 1\n"
    (project / "cnn_lessons/operations/area.py").write_text(code + "    return total\n")
    judge = mutants.Judge(project.with_name("copy"))
    (endless,) = [each for each in mutations(code) if each.after == "total -= 1"]
    assert not judge.survives(mutants.Path("cnn_lessons/operations/area.py"), endless)


def test_tests_that_fail_without_a_mutation_judge_nothing(project):
    (project / "tests/operations/test_area.py").write_text(TESTS.replace("== 9", "== 10"))
    with pytest.raises(SystemExit, match="fail without any mutation"):
        mutants.main(["area", "--count", "1"])


def test_a_module_has_its_own_tests_or_those_that_import_it():
    path = mutants.Path("cnn_lessons", "operations", "pooling.py")
    assert mutants.tests_of(path) == ["tests/operations/test_pooling.py", str(path)]
    path = mutants.Path("cnn_lessons", "blueprints", "layer.py")
    *tests, doctests = mutants.tests_of(path)
    assert doctests == str(path)
    assert len(tests) == len(
        list((mutants.ROOT / "tests/blueprints").glob("test_*.py"))
    )  # none does
    path = mutants.Path("cnn_lessons", "architectures", "published.py")
    assert mutants.tests_of(path) == ["tests/architectures/test_ledger.py", str(path)]
    path = mutants.Path("cnn_lessons", "__main__.py")
    assert mutants.tests_of(path)[0] == "tests/practice/photos/test_command.py"
