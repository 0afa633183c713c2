"""A term is used once it is defined, or beside a link that leads ahead to where it is."""

import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

import pytest
import yaml
from project import ROOT
from test_appendix import LINK, rows
from texts import PARSER

from cnn_lessons.checks import NumberQuestion, Question
from cnn_lessons.exercises import chapters as chapters_with_exercises
from cnn_lessons.exercises import exercises_of

BOX = "In this chapter."
# What a reader brings along: terms that are also words in another sense, and stand in that sense
# before they are defined.
BROUGHT = {
    "code": "what Python runs",
    "in place": "where something stands: counted in places",
    "pooled": "what a pooling has done",
    "rank": "of a tensor, the number of its axes",
    "vector": "a row of numbers, as in linear algebra",
}


class Paragraph(NamedTuple):
    """What a chapter says in one paragraph, list item or cell of a table."""

    line: int
    text: str
    bold: list
    links: list


ASKED = re.compile(r"^exercises\.(\w+)(?:\.hint\(\))?$", re.MULTILINE)


def words_of(exercise):
    """Return what an exercise shows in its place, before it is answered, and its explanation."""
    words = list(exercise.hints)
    if isinstance(exercise, Question):
        words += [exercise.prompt, *exercise.choices, exercise.explanation]
    return re.sub("`[^`]*`", "", " ".join(words))


def paragraphs(text, exercises=None):
    """Yield the paragraphs of a chapter up to its sources, without headings and its first box.

    What is said by its `exercises`, a dict by their names, stands in place of their cells.
    """
    for before, token in pairwise(PARSER.parse(text)):
        if token.type == "fence":
            for name in ASKED.findall(token.content):
                yield Paragraph(token.map[0] + 1, words_of((exercises or {})[name]), [], [])
        if token.type != "inline":
            continue
        if before.type == "heading_open":
            if token.content == "Sources":
                return
            continue
        paragraph = read_paragraph(token)
        if BOX not in paragraph.bold:
            yield paragraph


def read_paragraph(token):
    """Return what one paragraph says, without code."""
    said, bold, links, in_bold = "", [], [], False
    for child in token.children:
        word = " " if child.type.endswith("break") else child.content
        if child.type == "strong_open":
            in_bold = True
            bold.append("")
        elif child.type == "strong_close":
            in_bold = False
        elif child.type == "link_open":
            links.append(child.attrGet("href"))
        elif child.type in ("text", "softbreak", "hardbreak"):
            said += word
            if in_bold:
                bold[-1] += word
    return Paragraph(token.map[0] + 1, said, bold, links)


@cache
def pattern(term):
    """Return what finds a term and its plural; small letters may be capital at the front."""
    first = f"[{term[0].upper()}{term[0]}]" if term.islower() else re.escape(term[0])
    return re.compile(rf"(?<![\w-]){first}{re.escape(term[1:])}(?:s|es)?(?![\w-])")


def defines(paragraph, term):
    return any(pattern(term).fullmatch(bold) for bold in paragraph.bold)


def uses(paragraph, term, terms):
    """Return whether a paragraph has a term, and not only within a longer one."""
    text, found = paragraph.text, pattern(term)
    if not found.search(text):
        return False
    for other in terms:
        if other != term and found.search(other):
            text = pattern(other).sub("", text)
    return bool(found.search(text))


def used_too_early(term, homes, chapters):
    """Return the first use of a term, if it has no right to be there.

    Parameters
    ----------
    term : str
        As the glossary writes it.
    homes : dict of str to str
        For every term the stem of the chapter that defines it.
    chapters : dict of str to list of Paragraph
        In the order of the book.

    Returns
    -------
    tuple of str and Paragraph, or None
        The chapter, and what it says. None if the term is in bold before or there, or a link
        there leads to the chapter that defines it.
    """
    for chapter, said in chapters.items():
        for paragraph in said:
            if defines(paragraph, term):
                return None
            if uses(paragraph, term, homes):
                ahead = re.compile(rf"(^|/){homes[term]}\.ipynb")
                allowed = any(ahead.search(link) for link in paragraph.links)
                return None if allowed else (chapter, paragraph)
    return None


@cache
def glossary():
    """Return for each term the stem of the chapter that defines it."""
    return {term: LINK.findall(link)[0][1].split("/")[1] for term, *_, link in rows("glossary.md")}


@cache
def book():
    """Return the paragraphs of each chapter, in the order of the book."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    files = [chapter["file"] for part in contents for chapter in part["chapters"]]
    files = [file for file in files if not file.startswith(("appendix", "reference"))]
    texts = {file: (ROOT / f"book/{file}.md").read_text(encoding="utf-8") for file in files}
    stems = set(chapters_with_exercises())
    asked = {file: exercises_of(stem) for file in files if (stem := file.split("/")[1]) in stems}
    return {file: list(paragraphs(text, asked.get(file))) for file, text in texts.items()}


@pytest.mark.parametrize("term", sorted(glossary().keys() - BROUGHT.keys()))
def test_a_term_is_not_used_before_it_is_defined(term):
    if early := used_too_early(term, glossary(), book()):
        chapter, paragraph = early
        pytest.fail(
            f"book/{chapter}.md:{paragraph.line}: “{term}” is defined in {glossary()[term]}: say "
            f"it otherwise, or link to that chapter here.\n{paragraph.text}",
            pytrace=False,
        )


@pytest.mark.parametrize("term", BROUGHT)
def test_a_word_that_is_brought_along_is_needed(term):
    assert used_too_early(term, glossary(), book()), "it is used in no other sense: take it out"


TEXT = """---
kernelspec: {name: stride}
---

# Stride

> **In this chapter.** *You will* choose a stride.

## A stride

LINE
The same **kernel** everywhere.

```
stride
```

## Sources

- A guide to strides.
"""


@pytest.mark.parametrize(
    ("line", "early"),
    [
        ("Strides are long.", ["stride"]),
        ("Nothing strides-like or bestride.", []),
        ("See [a stride](padding_stride.ipynb#steps).", []),
        ("See [a stride](stride.ipynb).", ["stride"]),
        ("A kernel, then, in the very paragraph.", []),
        ("A **Stride** of 2 is a stride.", []),
        ("A **local receptive field** and `stride`.", []),
        ("Receptive fields, **local receptive fields**.", ["receptive field"]),
        ("A map, and map.", []),
        ("The mAP.", ["mAP"]),
    ],
)
def test_a_use_before_the_definition_is_found(line, early):
    homes = {"stride": "padding_stride", "receptive field": "receptive_field", "mAP": "boxes"}
    homes |= {"local receptive field": "dense", "kernel": "convolution"}
    chapters = {"first": list(paragraphs(TEXT.replace("LINE", line)))}
    found = {term: used_too_early(term, homes, chapters) for term in homes}
    assert [term for term, where in found.items() if where] == early
    for chapter, paragraph in filter(None, found.values()):
        assert (chapter, paragraph.line) == ("first", 11)


@pytest.mark.parametrize(
    ("prompt", "hint", "early"),
    [
        ("Which stride?", "A long one.", True),
        ("How far?", "As far as the stride.", True),
        ("How far?", "As far as `stride` says.", False),
    ],
)
def test_what_a_question_says_is_read_where_it_is_asked(prompt, hint, early):
    steps = NumberQuestion(
        "first.steps", prompt=prompt, answer=2, mistakes={}, hints=[hint], explanation="Two."
    )
    text = TEXT.replace("LINE", "```\nexercises.steps\n```\n\nA **stride**.")

    found = used_too_early(
        "stride", {"stride": "first"}, {"first": list(paragraphs(text, {"steps": steps}))}
    )

    assert bool(found) == early
    if early:
        assert found[1].line == 11
