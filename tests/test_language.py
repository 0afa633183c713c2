"""The reader's language: what is shown is looked up, what is judged stays English."""

import json
import re
import subprocess
import sys

import pytest
from project import ROOT

from cnn_lessons import language
from cnn_lessons.checks import Exercise, State, claim
from cnn_lessons.checks.errors import ADVICE, NAMES
from cnn_lessons.elements.element import ELEMENTS, element_sources
from cnn_lessons.elements.quiz import measured
from cnn_lessons.elements.words import FOUND, PLURAL, SHOWN, STATE, WORDS
from cnn_lessons.exercises import progress, softmax

HANGUL = re.compile("[가-힣]")


@pytest.fixture
def korean(monkeypatch):
    monkeypatch.setenv(language.VARIABLE, "ko")


def perimeter(height, width):
    return 2 * (height + width)


AREA = Exercise(
    "demo.area",
    reference=lambda height, width: height * width,
    cases=[(2, 3), (5, 7)],
    hints=["Count the pixels of one row.", "How many rows are there?"],
    mistakes={"squared": (perimeter, "The question is about the breed.")},
)


def test_a_text_is_its_own_in_english():
    assert language.said("Correct") == "Correct"
    assert language.words_of("en") == {}


def test_a_text_is_looked_up(korean):
    assert language.said("Correct") == "정답입니다"
    assert language.said("a text that nobody has translated") == "a text that nobody has translated"


def test_a_template_is_looked_up_before_its_values_are_filled_in(korean):
    text = language.message("Hint {i}", i=3)
    assert text == "Hint 3"
    assert language.said(text) == "힌트 3"


def test_a_value_that_is_a_text_is_looked_up_too(korean):
    shape = language.message("an array of shape {shape}", shape=(2, 3))
    text = language.message("{returned}, expected {expected}", returned=shape, expected=5)
    assert language.said(text) == "모양이 (2, 3)인 배열, 기대한 값: 5"


def test_an_unknown_language_is_refused(monkeypatch):
    monkeypatch.setenv(language.VARIABLE, "xx")
    with pytest.raises(ValueError, match=r"'xx': there is no such language. Use one of en, ko"):
        language.said("Correct")


def test_feedback_is_shown_in_the_language_and_kept_in_english(korean):
    feedback = AREA.check(perimeter)
    assert feedback.state is State.INCORRECT
    assert feedback.mistake == "squared"
    assert repr(feedback) == (
        "틀렸습니다: <lambda>(2, 3)의 반환값: 10, 기대한 값: 6. "
        "제곱함: 문제가 묻는 것은 품종입니다."
    )


def test_an_answer_gets_the_same_state_in_every_language(korean):
    question = softmax.output_units
    assert question.check(37).state is State.CORRECT
    wrong = question.check(7390)
    assert (wrong.state, wrong.mistake) == (State.INCORRECT, "images counted")
    assert "이미지를 셈: 신경망은 사진마다 새로 답합니다." in repr(wrong)


def test_a_unit_stands_as_the_language_has_it(korean):
    assert language.said(measured(7, "pixels")) == "7픽셀"
    assert language.said(measured(7, "MB")) == "7 MB"


def test_errors_of_python_are_explained_in_the_language(korean):
    feedback = softmax.stable_softmax.check(lambda scores: scores[7])
    assert feedback.state is State.RAISED
    assert "끝을 넘은 인덱스: 0부터 세므로" in repr(feedback)


def test_a_quiz_is_whole_in_the_language(korean):
    html = softmax.softmax_twice._repr_html_()
    shown = re.sub(r"<style>.*?</style>|<script>.*?</script>", "", html, flags=re.DOTALL)
    data = json.loads(re.search(r'<script type="application/json">(.*?)</script>', shown)[1])
    texts = [data["correct"], data["generic"]]
    texts += [m[key] for m in data["mistakes"] for key in ("name", "advice", "reread")]
    texts += [s[key] for s in data["slips"] for key in ("name", "advice")]
    assert all(HANGUL.search(text) for text in texts), texts
    assert not re.search(r"[A-Za-z]{3}", re.sub(r"<script.*?</script>|<[^>]+>", "", shown))


def test_a_quiz_in_english_has_no_words_of_others(monkeypatch):
    english = softmax.softmax_twice._repr_html_()
    monkeypatch.setenv(language.VARIABLE, "ko")
    assert softmax.softmax_twice._repr_html_() != english
    monkeypatch.delenv(language.VARIABLE)
    assert softmax.softmax_twice._repr_html_() == english
    assert not HANGUL.search(english.replace("！-～", ""))


def test_a_claim_and_the_progress_are_shown_in_the_language(korean, capsys):
    with pytest.raises(AssertionError, match="이 실행에서는 다음이 확인되지 않습니다: 2 < 1"):
        claim("2 < 1", False)
    claim("MNIST: 99 % are right", True, data="small digits")
    assert capsys.readouterr().out.startswith("– small digits에 대해서는 주장하지 않습니다: MNIST")
    assert "나의 연습 문제" in progress()._repr_html_()


@pytest.mark.parametrize("name", WORDS)
def test_the_words_of_a_script_stand_in_it(name):
    tag = next(tag for tag, files in ELEMENTS.items() if name in files)
    script = element_sources(tag)[1]
    for piece, (english, places) in WORDS[name].items():
        assert piece in script
        assert english.format(**places) in piece


def test_what_the_scripts_fill_in_by_themselves_stands_in_them():
    assert element_sources("cnn-quiz")[1].count(STATE) == 1
    assert element_sources("cnn-size-calculator")[1].count(PLURAL) == 1
    windows = element_sources("cnn-sliding-window")[1]
    assert all(place in windows for place in (*SHOWN, *FOUND))


def test_a_script_says_nothing_in_english_any_more(korean):
    script = element_sources("cnn-quiz")[1]
    for piece in ("Type a", "Choose an", '"Check"', "Reread", "${state}."):
        assert piece not in script


def test_every_error_that_has_a_name_has_advice():
    assert set(NAMES.values()) == set(ADVICE)


def test_english_reads_no_words():
    code = (
        "import cnn_lessons.language as l; from cnn_lessons.exercises import softmax; "
        "softmax.output_units._repr_html_(); print(l.words_of.cache_info().currsize)"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout == "1\n"  # English's, which are none


def test_a_page_has_the_same_words(korean):
    """The module of the page looks up as the package does."""
    path = ROOT / "book/_editor/on_page/cnn_lessons/language.py"
    space = {}
    exec(path.read_text(encoding="utf-8"), space)
    space["WORDS"].update(language.words_of("ko"))
    for template, values in [
        ("Hint {i}", {"i": 3}),
        ("Correct", {}),
        ("shape {shape}", {"shape": 2}),
        ("`{call}` writes into its argument `{parameter}`.", {"call": "f", "parameter": "size"}),
        ("{returned}, expected {expected}", {"returned": "a number", "expected": 3}),
    ]:
        ours = language.said(language.message(template, **values))
        assert space["said"](space["message"](template, **values)) == ours
