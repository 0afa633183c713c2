"""Answers to questions in a notebook."""

import numpy as np
import pytest

from cnn_lessons.checks import RIGHT, ChoiceQuestion, NumberQuestion, ShapeQuestion, State

number = NumberQuestion(
    "demo.number",
    prompt="How many weights has a kernel of {rows} × {columns}?",
    inputs={"rows": 5, "columns": 7},
    answer=lambda rows, columns: rows * columns,
    mistakes={
        "added": (lambda rows, columns: rows + columns, "It is an area."),
        "one row": (lambda columns: columns, "There are more rows.", "Areas"),
    },
    hints=["Draw it.", "Count the rows."],
    explanation="{rows} · {columns} = {answer}.",
)
ratio = NumberQuestion(
    "demo.ratio",
    prompt="Which share?",
    answer=18 / 25,
    mistakes={"upside down": (25 / 18, "The smaller one first.")},
    hints=["Divide.", "Which by which?"],
    explanation="It is {answer}.",
    tolerance=0.01,
)
shape = ShapeQuestion(
    "demo.shape",
    prompt="Which shape?",
    answer=(2, 64, 114, 32),
    mistakes={"channels first": ((2, 32, 64, 114), "Right in PyTorch.")},
    hints=["Count axes.", "Channels last."],
    explanation="{answer}.",
)
choice = ChoiceQuestion(
    "demo.choice",
    prompt="Which is it?",
    choices={"one": ("too few", "More."), "two": RIGHT, "three": ("too many", "Fewer.")},
    hints=["Count.", "Count again."],
    explanation="Two.",
)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (number, 35), (number, 35.0), (number, np.int64(35)), (number, np.array(35)),
        (ratio, 0.72), (ratio, 0.7201), (ratio, 0.715),
        (shape, (2, 64, 114, 32)), (shape, [2, 64, 114, 32]), (shape, np.array([2, 64, 114, 32])),
        (shape, (None, 2, 64, 114, 32)), (shape, (2.0, 64, 114, 32)),
        (shape, np.array([2.0, 64, 114, 32], "float32")),
        (choice, "B"), (choice, " b "),
    ],
)  # fmt: skip
def test_a_right_answer_is_correct_in_any_form(question, answer):
    feedback = question.check(answer)
    assert feedback.state is State.CORRECT
    assert feedback.message == question.explanation


@pytest.mark.parametrize(
    ("question", "answer", "mistake"),
    [
        (number, 12, "added"), (number, 7, "one row"), (number, 34, "off by one"),
        (number, 35.1, "not rounded"), (number, 37.1, ""),
        (ratio, 1.39, "upside down"), (ratio, 0.70, ""),
        (shape, (2, 32, 64, 114), "channels first"), (shape, (64, 114), ""),
        (choice, "A", "too few"), (choice, "c", "too many"),
    ],
)  # fmt: skip
def test_a_wrong_answer_is_incorrect_and_named_where_it_is_known(question, answer, mistake):
    feedback = question.check(answer)
    assert feedback.state is State.INCORRECT
    assert feedback.mistake == mistake
    assert feedback.advice


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (number, ...), (number, None), (number, "35"), (number, True), (number, float("nan")),
        (number, [35]), (number, 3 + 4j), (shape, 5), (shape, "2, 64"), (shape, (2, None)),
        (shape, (2.5, 64, 114, 32)), (shape, (2, float("nan"))), (shape, (2, float("inf"))),
        (choice, "D"), (choice, ""), (choice, 2), (choice, "AB"), (ratio, float("inf")),
    ],
)  # fmt: skip
def test_what_is_no_answer_is_not_attempted_and_told_what_is(question, answer):
    feedback = question.check(answer)
    assert feedback.state is State.NOT_ATTEMPTED
    assert "check(" in feedback.message


def test_a_wrong_answers_feedback_never_holds_the_right_one():
    for answer in (12, 7, 34):
        assert "35" not in repr(number.check(answer))


def test_prompt_and_explanation_are_filled_in():
    assert repr(number) == "How many weights has a kernel of 5 × 7?"
    assert "35" in number.solution()._repr_html_()
    assert repr(choice) == "Which is it?\nA. one\nB. two\nC. three"


def test_an_answer_that_ends_in_a_full_stop_gets_no_second_one():
    sentence = ChoiceQuestion(
        "demo.sentence",
        prompt="Which?",
        choices={"It is one.": ("too few", "More."), "It is two.": RIGHT},
        hints=["Count.", "Count again."],
        explanation="Two.",
    )
    assert sentence.check("A").message == "You answered A: It is one."
    assert choice.check("A").message == "You answered A: one."
    assert "It is two. Two." in sentence.solution()._repr_html_()


def test_a_fault_of_ours_is_never_a_wrong_answer(monkeypatch):
    monkeypatch.setattr(number, "answer", None)
    monkeypatch.setattr(number, "mistakes", None)
    assert number.check(3).state is State.CANNOT_CHECK


def test_the_example_of_a_shape_has_as_many_axes_as_the_answer():
    for sizes, example in (((5, 7, 3), "check((30, 30, 8))"), ((5,), "check((8,))")):
        question = ShapeQuestion("demo.shape", "Which?", sizes, {}, ["a", "b"], "That.")
        assert f"as in {example}" in repr(question.check(...))
