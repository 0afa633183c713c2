"""The README's examples run, and its commands exist."""

import doctest
import re
import shutil
import subprocess

import pytest
from project import ROOT


@pytest.mark.parametrize("name", ["README.md", "README.ko.md"])
def test_the_readmes_examples_give_what_they_show(name, monkeypatch):
    monkeypatch.setenv("CNN_LESSONS_LANGUAGE", "en")  # which an example may change
    text = re.sub(r"^```.*$", "", (ROOT / name).read_text(encoding="utf-8"), flags=re.M)
    examples = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    assert examples.examples
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_every_make_target_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.M))
    for name in ("README.md", "README.ko.md", "CONTRIBUTING.md", "book/index.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        named = set(re.findall(r"(?:`|^)make ([a-z]+)", text, flags=re.M))
        assert named
        assert named <= targets, f"{name} names {named - targets}"


def commands(text):
    """Return the words of each command in a text, without where its Python lies."""
    text = text.replace("\\\n", " ").replace("$PWD", str(ROOT))
    lines = re.sub(r"\S*/bin/|\bpython\S* (-m )?", "", text).splitlines()
    return [set(line.split()) for line in lines if line.strip()]


@pytest.mark.skipif(not shutil.which("make"), reason="there is no make")
def test_the_commands_for_those_without_make_are_those_of_make():
    make = ["make", "--dry-run", "--assume-new=pyproject.toml", "test", "PYTHON=python3"]
    done = subprocess.run(make, cwd=ROOT, capture_output=True, text=True, check=True)
    made = commands(done.stdout)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    first, second = re.search(
        r"^Without `make`.*?```\n(.*?)```.*?```\n(.*?)```", readme, re.M | re.S
    ).groups()
    assert len(commands(first + second)) == 12
    for wanted in commands(first + second):
        if wanted not in ({"venv", ".venv"}, {"source", "activate"}):  # Make needs no activation
            assert any(wanted <= line for line in made), f"make does not run {sorted(wanted)}"
    named = [str(sorted(line)) for line in made]
    for tool in ("ruff", "pytest", "compare.py", "jupyter-book"):
        ours = sum(tool in line for line in named)
        assert ours == (first + second).count(tool), f"make runs {tool} {ours} times"
