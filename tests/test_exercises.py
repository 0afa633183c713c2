"""Every exercise of every chapter: what the bank promises, it keeps."""

import ast
import builtins
import inspect
import os
import re
from collections import Counter

import numpy as np
import pytest
from page_cases import defined_names
from project import ROOT, notebooks

from cnn_lessons.blueprints.network_exercise import NetworkExercise
from cnn_lessons.checks import Exercise, Question, State
from cnn_lessons.exercises import chapters, exercises_of, progress

ALL = [(chapter, *item) for chapter in chapters() for item in exercises_of(chapter).items()]
FUNCTIONS = [exercise for _, _, exercise in ALL if isinstance(exercise, Exercise)]
QUESTIONS = [question for _, _, question in ALL if isinstance(question, Question)]
MISTAKES = [(exercise, mistake) for _, _, exercise in ALL for mistake in exercise.mistakes]


@pytest.fixture(autouse=True)
def hurried(monkeypatch):
    """Let no test wait for the disk: thousands of answers are remembered here."""
    monkeypatch.setattr(os, "fsync", lambda file: None)


def name_of(value):
    return getattr(value, "name", None)


def answer_with(exercise, mistake):
    """Return the feedback for a mistake, given as a reader would give it."""
    if isinstance(exercise, Exercise):
        return exercise.check(mistake.wrong)
    wrong = exercise.evaluate(mistake.wrong)
    if exercise.kind == "choice":
        wrong = "ABCDEFGH"[exercise.choices.index(wrong)]
    return exercise.check(wrong)


@pytest.mark.parametrize(("chapter", "variable", "exercise"), ALL, ids=name_of)
def test_an_exercise_bears_the_name_of_its_chapter_and_variable(chapter, variable, exercise):
    assert exercise.name == f"{chapter}.{variable}"


@pytest.mark.parametrize("exercise", FUNCTIONS + QUESTIONS, ids=name_of)
def test_the_solution_is_correct(exercise):
    assert exercise.check(exercise.right_answer).state is State.CORRECT


@pytest.mark.parametrize("exercise", FUNCTIONS + QUESTIONS, ids=name_of)
def test_the_starter_is_not_attempted(exercise):
    assert exercise.check(...).state is State.NOT_ATTEMPTED
    if isinstance(exercise, Exercise):
        assert exercise.check(lambda *arguments: ...).state is State.NOT_ATTEMPTED


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=name_of)
def test_a_mistake_is_wrong_and_named_as_itself(exercise, mistake):
    feedback = answer_with(exercise, mistake)
    assert feedback.state in (State.INCORRECT, State.RAISED)
    assert feedback.mistake == mistake.name
    assert mistake.advice in feedback.explanation


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=name_of)
def test_a_mistake_sends_the_reader_back_to_a_section(exercise, mistake):
    chapter, variable = exercise.name.split(".")
    (path,) = (ROOT / "book").glob(f"*/{chapter}.md")
    before = re.split(rf"exercises\.{variable}\b", path.read_text(encoding="utf-8"))[0]
    assert f"\n## {mistake.reread}\n" in before, "there is none, or it comes after the exercise"


def test_the_right_choice_stands_at_each_letter():
    letters = Counter(question.right_answer for question in QUESTIONS if question.kind == "choice")
    assert min(letters[letter] for letter in "ABCD") >= letters.total() / 6, letters


def in_float32(value):
    """Return what a calculation in float32 would hand back."""
    if isinstance(value, list | tuple):
        return type(value)(map(in_float32, value))
    return np.float32(value) if getattr(value, "dtype", type(value)) in (float, "f8") else value


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name_of)
def test_no_mistake_hides_in_the_tolerance_of_float32(exercise):
    right = exercise.outcomes(exercise.reference)
    for mistake in exercise.mistakes:
        with np.errstate(all="ignore"):
            rounded = [in_float32(outcome) for outcome in exercise.outcomes(mistake.wrong)]
        assert not exercise.same(rounded, right), mistake.name


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name_of)
def test_mistakes_can_be_told_apart_on_the_cases(exercise):
    outcomes = [exercise.outcomes(mistake.wrong) for mistake in exercise.mistakes]
    for i, first in enumerate(outcomes):
        for j in range(i):
            names = exercise.mistakes[i].name, exercise.mistakes[j].name
            assert not exercise.same(first, outcomes[j]), names


@pytest.mark.parametrize("question", QUESTIONS, ids=name_of)
def test_a_questions_mistakes_are_different_answers(question):
    answers = [question.evaluate(mistake.wrong) for mistake in question.mistakes]
    assert len({*answers, question.answer}) == len(answers) + 1
    if question.kind == "choice":
        assert {*answers, question.answer} == set(question.choices)


@pytest.mark.parametrize("question", QUESTIONS, ids=name_of)
def test_a_fraction_may_be_rounded_to_three_digits(question):
    if question.kind != "number" or question.answer == int(question.answer):
        pytest.skip("nothing to round")
    assert question.check(float(f"{question.answer:.3g}")).state is State.CORRECT


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name_of)
def test_a_random_wrong_function_gets_general_advice(exercise):
    if isinstance(exercise, NetworkExercise):
        pytest.skip("nothing can be added to a network")
    rng = np.random.default_rng(0)

    def disturbed(*arguments):
        right = exercise.reference(*arguments)
        return right + rng.integers(1, 9, np.shape(right))

    feedback = exercise.check(disturbed)
    assert feedback.state is State.INCORRECT
    assert feedback.mistake == ""
    assert "hint" in feedback.advice


@pytest.mark.parametrize("question", QUESTIONS, ids=name_of)
def test_a_random_wrong_answer_gets_general_advice(question):
    if question.kind == "choice":
        pytest.skip("every wrong choice is known")
    wrong = 12345.67 if question.kind == "number" else (9, 9, 9, 9, 9)
    assert question.check(wrong).mistake == ""
    assert "hint" in question.check(wrong).advice


@pytest.mark.parametrize(("exercise", "mistake"), MISTAKES, ids=name_of)
def test_no_feedback_holds_the_solution(exercise, mistake):
    feedback = answer_with(exercise, mistake)
    if isinstance(exercise, Exercise):
        source = inspect.getsource(exercise.reference)
        result = re.escape(source.strip().splitlines()[-1].strip().removeprefix("return "))
        assert not re.search(rf"(?<![\w.]){result}(?![\w.])", repr(feedback))
    elif exercise.kind != "choice":
        answer = re.escape(str(exercise.answer))
        assert not re.search(rf"(?<![\d.]){answer}(?![\d.])", repr(feedback))


@pytest.mark.parametrize("exercise", FUNCTIONS + QUESTIONS, ids=name_of)
def test_an_exercise_has_hints_and_several_mistakes(exercise):
    assert len(exercise.hints) >= 2
    assert len(exercise.mistakes) >= 2


@pytest.mark.parametrize("exercise", FUNCTIONS + QUESTIONS, ids=name_of)
def test_only_code_is_marked_up(exercise):
    texts = [*exercise.hints, *(mistake.advice for mistake in exercise.mistakes)]
    if isinstance(exercise, Question):
        texts += [exercise.prompt, exercise.explanation, *(exercise.choices or [])]
    prose = re.sub(r"`[^`]+`", "", "\n".join(texts))
    assert not re.search(r"(?<!\S)(\*|_)\w+\1(?!\w)", prose), "a quiz shows the asterisks"


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name_of)
def test_a_solution_runs_in_its_chapter(exercise):
    (path,) = (ROOT / "book").glob(f"*/{exercise.name.split('.')[0]}.md")
    cells = re.findall(r"```\{code-cell\}[^\n]*\n(.*?)\n```", path.read_text("utf-8"), re.DOTALL)
    names, _ = defined_names(cells)
    solution = ast.parse(inspect.getsource(exercise.reference))
    own = {node.arg for node in ast.walk(solution) if isinstance(node, ast.arg)}
    used = {node for node in ast.walk(solution) if isinstance(node, ast.Name)}
    own |= {node.id for node in used if isinstance(node.ctx, ast.Store)}
    own |= {node.name for node in ast.walk(solution) if isinstance(node, ast.FunctionDef)}
    assert {node.id for node in used} <= own | set(names) | set(dir(builtins))


@pytest.mark.parametrize("exercise", FUNCTIONS, ids=name_of)
def test_the_first_case_is_small_enough_to_do_by_hand(exercise):
    numbers = sum(np.size(argument) for argument in exercise.cases[0])
    assert numbers <= 60


@pytest.mark.parametrize("chapter", chapters())
def test_a_chapter_has_three_exercises_and_one_of_them_is_a_function(chapter):
    exercises = exercises_of(chapter).values()
    assert len(exercises) >= 3
    assert any(isinstance(exercise, Exercise) for exercise in exercises)


@pytest.mark.parametrize(("chapter", "variable", "exercise"), ALL, ids=name_of)
def test_an_exercise_is_used_in_its_chapter_and_only_there(chapter, variable, exercise):
    calls = ["check(", "hint()", "solution()"] if isinstance(exercise, Exercise) else ["check("]
    for path in notebooks():
        text = path.with_suffix(".md").read_text(encoding="utf-8")
        used = f"from cnn_lessons.exercises import {chapter} as exercises" in text
        for call in calls:
            found = text.count(f"exercises.{variable}.{call}") if used else 0
            assert found == (path.stem == chapter), f"{path.name}: {variable}.{call}"


def test_progress_counts_what_was_tried_and_solved():
    chapter, _, exercise = ALL[0]
    total = len(exercises_of(chapter))
    assert f"{chapter}: 0 of {total}" in repr(progress())
    exercise.check(exercise.right_answer)
    assert f"{chapter}: 1 of {total} solved, last on 20" in repr(progress())
    assert repr(progress()).splitlines()[-1].startswith(f"in all: 1 of {len(ALL)} solved")
    assert f"<td>1 of {total}</td>" in progress()._repr_html_()
