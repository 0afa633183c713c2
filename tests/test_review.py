"""The page Review asks every question of the book, as its chapter has it stored."""

import re
from types import SimpleNamespace

import pytest
import yaml
from docutils import nodes
from project import ROOT
from review import link_review, quizzes, review

from cnn_lessons.checks import Question
from cnn_lessons.exercises import chapters, exercises_of

TOC = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def parts():
    return review(ROOT / "book", TOC)["parts"]


def test_every_question_and_function_is_there_once_in_the_order_of_the_book(parts):
    asked = [chapter for part in parts for chapter in part["chapters"]]
    names = [(c["stem"], {e["id"] for e in c["questions"] + c["functions"]}) for c in asked]
    expected = [(name, {e.name for e in exercises_of(name).values()}) for name, _ in names]
    assert names == expected
    assert sorted(name for name, _ in names) == chapters()
    assert parts[0]["caption"] == "Part 1 · Operations"
    assert asked[0]["page"] == "operations/images"
    ids = [question["id"] for chapter in asked for question in chapter["questions"]]
    assert len(ids) == len(set(ids))


def test_a_question_is_the_stored_quiz_without_its_script(parts):
    pooling = next(c for part in parts for c in part["chapters"] if c["stem"] == "pooling")
    questions = [e for e in exercises_of("pooling").values() if isinstance(e, Question)]
    for question in questions:
        (html,) = (q["html"] for q in pooling["questions"] if q["id"] == question.name)
        assert html in question._repr_html_()
        assert re.fullmatch(r"(?s)<cnn-quiz .*</cnn-quiz>", html)
        assert html.count("<script") == 1  # its data
    assert len(quizzes(ROOT / "book/operations/pooling.ipynb")) == len(questions)


def test_the_link_stands_at_the_end_of_the_exercises_of_a_chapter():
    app = SimpleNamespace(env=SimpleNamespace(docname="operations/pooling"))
    section = nodes.section("", nodes.title("", "Exercises"), ids=["exercises"])
    document = nodes.Element("", section, nodes.section("", ids=["sources"]))
    link_review(app, document)
    assert 'href="../appendix/review.html"' in section[-1].astext()
    app.env.docname = "appendix/notation"
    link_review(app, document)
    assert len(section) == 2
