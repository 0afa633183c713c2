"""What the package shows in another language: nothing is English that has a translation."""

import re

import pytest
from package_messages import of_package

from cnn_lessons import blueprints, language
from cnn_lessons.blueprints.network_exercise import NetworkExercise, first_difference, lines_of


@pytest.fixture(autouse=True)
def korean(monkeypatch):
    monkeypatch.setenv(language.VARIABLE, "ko")


def pieces(template):
    """Return what a message says around its places, where that is at least a word."""
    found = (piece.strip(" .:,“”") for piece in re.split(r"\{[^{}]*\}", template))
    return [piece for piece in found if re.search("[A-Za-z]{4}", piece)]


def left_english(text, *modules):
    """Return what stands in a text in English, though it is a message of these modules.

    Parameters
    ----------
    text : str
    *modules : str
        As the catalogue of the package names them beside their messages.
    """
    ours = [message for message, module in of_package().items() if module in modules]
    assert ours
    return [piece for message in ours for piece in pieces(message) if piece in text]


def column(filters):
    """Return a network in which two convolutions are added."""
    x = blueprints.Pool(2)(blueprints.Input((11, 7, 3)))
    x = blueprints.Conv(filters, 3, padding="same")(x)
    x = blueprints.Add()(x, blueprints.Conv(filters, 1)(x))
    return blueprints.Network("column", blueprints.Dense(5)(blueprints.GlobalPool()(x)))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda filters: column(2 * filters), "“1번 층, 2 × 2 max pool: 5 × 3 × 3”까지는 맞는"),
        (
            lambda filters: blueprints.Network("n", blueprints.Flatten()(blueprints.Input((7,)))),
            "첫 층부터 다른 신경망: “끝”, 기대한 것: “1번 층, 2 × 2 max pool",
        ),
        (lambda filters: blueprints.Input((5, 7, 3)), "층 하나의 출력, 기대한 값: Network"),
        (lambda filters: 3, "자료형이 int인 값, 기대한 값: Network"),
    ],
)
def test_networks_are_compared_in_the_language(answer, said):
    exercise = NetworkExercise("demo.column", column, cases=[(7,)], hints=[], mistakes={})
    shown = repr(exercise.check(answer))
    assert said in shown
    assert not left_english(shown, "network_exercise")


def test_a_line_of_a_network_is_said_with_all_its_parts():
    lines = lines_of(column(7))
    told = language.said(first_difference([lines[2]], [lines[3], lines[5]]))
    # 7 · 7 + 7 parameters, 7 · 7 · 5 · 3 multiply-adds; the sum has none
    assert told == (
        "첫 층부터 다른 신경망: “3번 층, conv: 5 × 3 × 7, 매개변수 56개, 곱셈-덧셈 연산 735번”, "
        "기대한 것: “4번 층, add(입력: 2, 3번 층): 5 × 3 × 7”"
    )


def test_a_line_is_the_same_in_english_when_it_is_told(monkeypatch):
    monkeypatch.delenv(language.VARIABLE)
    for line in (*lines_of(column(7)), "layer 1, odd: 1, 2 things, of 3: 4", "a text", "layer "):
        assert (
            first_difference([line], ["b"]) == f"a network that begins with “{line}”, expected “b”"
        )
