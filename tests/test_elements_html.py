"""The HTML of the interactive elements, judged as text; tests/site judges it in a browser."""

import json
import re
import subprocess
import sys

import pytest

from cnn_lessons.elements import element_html, quiz_html
from cnn_lessons.elements.element import ELEMENTS

DATA = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)
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


def test_data_comes_back_as_it_went_in_and_ends_no_script():
    hostile = {"text": "</script><script>alert(1)</script> <!-- & &lt; \u2028 합성곱 − $x$ \\(y\\)"}
    html = element_html("cnn-quiz", hostile, "")
    assert json.loads(DATA.search(html)[1]) == hostile
    assert html.count("<script") == html.count("</script>") == 2
    assert "<!--" not in html


@pytest.mark.parametrize("tag", ELEMENTS)
def test_element_carries_everything_it_needs_and_asks_no_host(tag):
    html = element_html(tag, {}, "<p>read me</p>")
    assert html.count("<style>") == html.count("</style>") == 1
    assert f'customElements.define("{tag}"' in html
    assert f'if (!customElements.get("{tag}"))' in html
    assert not re.search(r"https?:|//[a-z]|import\b|@import|url\(|fetch\(", html)


@pytest.mark.parametrize("tag", ELEMENTS)
def test_element_is_small(tag):
    # Every output carries it: without comments, and with no other element's script.
    html = element_html(tag, {}, "")
    assert len(html.encode()) <= 22_000
    assert "/*" not in html
    assert not re.search(r"^\s*//", html, re.MULTILINE)


def test_element_is_the_same_in_every_process():
    code = "from cnn_lessons.elements import element_html; print(element_html('cnn-quiz', {}, ''))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout.decode("utf-8").rstrip() == element_html("cnn-quiz", {}, "")


def test_element_html_lists_the_elements_it_knows():
    with pytest.raises(ValueError, match=r"'cnn-quizz' is not known\. Use one of cnn-b.*cnn-q"):
        element_html("cnn-quizz", {}, "")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_element_html_refuses_numbers_that_json_cannot_hold(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        element_html("cnn-quiz", {"answer": number}, "")


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
