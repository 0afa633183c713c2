"""The README's examples run, and its commands exist."""

import doctest
import re

from project import ROOT


def test_the_readmes_examples_give_what_they_show():
    text = re.sub(r"^```.*$", "", (ROOT / "README.md").read_text(encoding="utf-8"), flags=re.M)
    examples = doctest.DocTestParser().get_doctest(text, {}, "README.md", None, None)
    assert examples.examples
    assert doctest.DocTestRunner().run(examples).failed == 0


def test_every_make_target_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.M))
    for name in ("README.md", "CONTRIBUTING.md", "book/index.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        named = set(re.findall(r"(?:`|^)make ([a-z]+)", text, flags=re.M))
        assert named
        assert named <= targets, f"{name} names {named - targets}"
