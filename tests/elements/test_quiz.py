"""The quiz's HTML, judged as text; tests/site judges it in a browser."""

import re

import pytest

from cnn_lessons.elements.quiz import quiz_html

QUESTION = {
    "id": "convolution.output_shape",
    "kind": "shape",
    "prompt": "What is the shape of the output of <code>conv2d</code>?",
    "unit": "",
    "choices": [],
    "answer": [2, 30, 30, 8],
    "tolerance": 0,
    "correct": "A map for each of the 8 kernels.",
    "mistakes": [
        {
            "name": "depth kept",
            "answer": [2, 30, 30, 3],
            "advice": "A kernel sums over the depth.",
            "reread": "A kernel is as deep as its input",
        }
    ],
    "generic": "Do it on paper.",
    "hints": ["Count the places.", "Count the kernels."],
}


def stripped(html):
    """Return what is left where styles, scripts and unknown elements are removed."""
    html = re.sub(r"<(style|script)\b.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"</?cnn-[^>]*>", "", html)


def test_quiz_is_the_same_every_time():
    assert quiz_html(QUESTION) == quiz_html(dict(QUESTION))


def test_quiz_without_scripts_asks_and_folds_hints_and_answer():
    text = stripped(quiz_html(QUESTION))
    assert QUESTION["prompt"] in text
    folded = dict(re.findall(r"<details><summary>(.*?)</summary><p>(.*?)</p></details>", text))
    assert folded == {
        "Hint 1": "Count the places.",
        "Hint 2": "Count the kernels.",
        "Answer": "<strong>(2, 30, 30, 8).</strong> A map for each of the 8 kernels.",
    }


def test_quiz_without_scripts_shows_the_answer_only_where_it_is_folded():
    text = stripped(quiz_html(QUESTION))
    before, _, after = text.partition("<summary>Answer</summary>")
    assert "(2, 30, 30, 8)" not in before
    assert "(2, 30, 30, 8)" in after


@pytest.mark.parametrize(
    ("changes", "answer"),
    [
        ({"kind": "number", "answer": 138_357_544, "unit": "weights"}, "138,357,544 weights"),
        ({"kind": "number", "answer": 0.5}, "0.5"),
        ({"kind": "number", "answer": -4}, "−4"),
        ({"kind": "number", "answer": 1 / 3, "unit": "<s>"}, "0.333333 &lt;s&gt;"),
        ({"answer": [5]}, "(5,)"),
        ({"kind": "choice", "choices": ["a", "<em>b</em>"], "answer": 1}, "B: <em>b</em>"),
    ],
)
def test_quiz_writes_its_answer(changes, answer):
    text = stripped(quiz_html(QUESTION | changes))
    assert f"<p><strong>{answer}.</strong>" in text


def test_quiz_lists_its_choices_with_the_letters_that_check_takes():
    html = quiz_html(QUESTION | {"kind": "choice", "choices": ["one", "two"], "answer": 0})
    assert '<ol type="A"><li>one</li><li>two</li></ol>' in stripped(html)


def test_quiz_shows_a_title_where_it_has_one():
    assert "<strong>Question</strong>" in quiz_html(QUESTION)
    assert "<strong>Question: A &lt; B</strong>" in quiz_html(QUESTION | {"title": "A < B"})


def test_quiz_says_which_kinds_there_are():
    with pytest.raises(ValueError, match=r"kind='number\?' is not known\. Use one of number, sha"):
        quiz_html(QUESTION | {"kind": "number?"})
