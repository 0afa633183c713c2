"""The HTML of the interactive elements, judged as text; tests/site judges it in a browser."""

import json
import re
import subprocess
import sys

import pytest

from cnn_lessons.elements.element import ELEMENTS, element_html

DATA = re.compile(r'<script type="application/json">(.*?)</script>', re.DOTALL)


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
    assert len(html.encode()) <= 23_000
    assert "/*" not in html
    assert not re.search(r"^\s*//", html, re.MULTILINE)


def test_element_is_the_same_in_every_process():
    code = (
        "from cnn_lessons.elements import element; print(element.element_html('cnn-quiz', {}, ''))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True)
    assert run.stdout.decode("utf-8").rstrip() == element_html("cnn-quiz", {}, "")


def test_element_html_lists_the_elements_it_knows():
    with pytest.raises(ValueError, match=r"'cnn-quizz' is not known\. Use one of cnn-b.*cnn-q"):
        element_html("cnn-quizz", {}, "")


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_element_html_refuses_numbers_that_json_cannot_hold(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        element_html("cnn-quiz", {"answer": number}, "")
