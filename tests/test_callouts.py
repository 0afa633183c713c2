"""book/_ext/callouts.py: blockquotes that begin with a bold word become boxes."""

import importlib.util

import pytest
from docutils import nodes
from docutils.core import publish_doctree
from myst_parser.parsers.docutils_ import Parser
from project import ROOT

spec = importlib.util.spec_from_file_location("callouts", ROOT / "book" / "_ext" / "callouts.py")
callouts = importlib.util.module_from_spec(spec)
spec.loader.exec_module(callouts)


def read(text):
    doctree = publish_doctree(text, parser=Parser())
    callouts.make_admonitions(None, doctree)
    return doctree


@pytest.mark.parametrize("title", ["Note", "Tip", "Warning", "In this chapter", "Remember"])
def test_blockquote_with_a_known_bold_word_becomes_a_box_with_that_title(title):
    doctree = read(f"> **{title}.** The *window* moves.\n> It stops.\n\nAfter it.")

    box, after = doctree.children
    assert isinstance(box, nodes.admonition)
    assert [child.astext() for child in box] == [title, "The window moves.\nIt stops."]
    assert after.astext() == "After it."


def test_box_keeps_all_that_the_blockquote_holds():
    doctree = read("> **Tip.** First.\n>\n> Second.\n>\n> - an item")

    (box,) = doctree.children
    _, first, second, items = box.children
    assert (first.astext(), second.astext()) == ("First.", "Second.")
    assert isinstance(items, nodes.bullet_list)


def test_bold_word_that_stands_alone_leaves_no_empty_paragraph():
    (box,) = read("> **Note.**\n>\n> The text.").children

    assert [child.astext() for child in box] == ["Note", "The text."]


@pytest.mark.parametrize(
    "text",
    [
        "> A quotation.",
        "> **Bold.** But no known word.",
        "> A **Note.** in the middle.",
        "> - a list",
    ],
)
def test_other_blockquotes_stay_as_they_are(text):
    (quote,) = read(text).children

    assert isinstance(quote, nodes.block_quote)


def test_known_bold_word_outside_a_blockquote_stays_as_it_is():
    (paragraph,) = read("**Note.** Not quoted.").children

    assert isinstance(paragraph, nodes.paragraph)
