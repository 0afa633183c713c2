"""The glossary and the misconceptions stay in step with the chapters."""

import re

import pytest
from project import ROOT, notebooks

CALLOUTS = {"In this chapter.", "Remember.", "Note.", "Tip.", "Warning."}
BOLD = re.compile(r"\*\*([^*]+)\*\*")
CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[([^\]]+)\]\(\.\./(\w+/\w+)\.ipynb\)")


def rows(name):
    """Return the cells of a page's table, row by row, without its head."""
    lines = (ROOT / "book/appendix" / name).read_text(encoding="utf-8").splitlines()
    table = [line.strip("| ").split(" | ") for line in lines if line.startswith("| ")]
    return table[1:]


def chapter_text(path):
    return CODE.sub("", path.with_suffix(".md").read_text(encoding="utf-8"))


def defined_terms(path):
    return [term for term in BOLD.findall(chapter_text(path)) if term not in CALLOUTS]


@pytest.mark.parametrize("path", notebooks(), ids=lambda path: path.stem)
def test_every_bold_term_is_in_the_glossary(path):
    known = {term for term, *_ in rows("glossary.md")}
    for bold in defined_terms(path):
        term = bold[:1].lower() + bold[1:]
        assert known & {bold, term, term.removesuffix("s"), term.removesuffix("es")}, (
            f"{path.stem} defines “{bold}”: add it to book/appendix/glossary.md"
        )


def test_a_term_is_defined_once_and_the_glossary_is_in_order():
    terms = [term.lower() for term, *_ in rows("glossary.md")]
    assert terms == sorted(set(terms))


@pytest.mark.parametrize("row", rows("glossary.md"), ids=lambda row: row[0])
def test_a_glossary_row_has_korean_a_sentence_and_a_chapter(row):
    _, korean, meaning, chapter = row
    assert re.search("[가-힣]", korean)
    assert meaning.endswith(".")
    ((_, target),) = LINK.findall(chapter)
    assert (ROOT / "book" / f"{target}.md").exists()


@pytest.mark.parametrize("row", rows("misconceptions.md"), ids=lambda row: row[0][:40])
def test_a_misconception_links_to_a_section_that_exists(row):
    _, _, where = row
    ((section, target),) = LINK.findall(where)
    text = (ROOT / "book" / f"{target}.md").read_text(encoding="utf-8")
    assert f"\n## {section}\n" in text
