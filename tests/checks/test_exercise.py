"""What a reader can hand in, and what comes back."""

import sys

import numpy as np
import pytest

from cnn_lessons.checks import Exercise, State


def double_rows(image, factor):
    return factor * image.repeat(2, axis=0)


exercise = Exercise(
    "demo.double_rows",
    reference=double_rows,
    cases=[
        (np.arange(6.0).reshape(2, 3), 2),
        (np.ones((3, 2)), 5),
    ],
    hints=["Look at repeat.", "Which axis?"],
    mistakes={
        "columns doubled": (lambda i, f: f * i.repeat(2, axis=1), "Rows are axis 0."),
        "factor forgotten": (lambda i, f: i.repeat(2, axis=0), "Multiply.", "Factors"),
        "matrix product": (lambda i, f: (i @ i).repeat(2, axis=0), "Use `*`."),
    },
)


def check(function):
    feedback = exercise.check(function)
    for text in (repr(feedback), feedback._repr_html_(), feedback._repr_markdown_()):
        assert "Traceback" not in text
    return feedback


def test_the_reference_is_correct():
    feedback = check(double_rows)
    assert feedback.state is State.CORRECT
    assert repr(feedback) == "Correct: double_rows is right on all 2 cases."


def placeholder(image, factor):
    """Double the rows."""
    ...


def not_implemented(image, factor):
    raise NotImplementedError("later")


@pytest.mark.parametrize(
    "starter",
    [..., placeholder, not_implemented, lambda image, factor: None, lambda image, factor: ...],
)
def test_a_starter_is_not_attempted(starter):
    assert check(starter).state is State.NOT_ATTEMPTED


def test_a_known_mistake_is_named_with_its_advice_and_section():
    feedback = check(
        lambda image, factor: (
            np.concatenate([image, image])[[0, 2, 1, 3][: 2 * len(image)]]
            if len(image) == 2
            else np.ones((6, 2))
        )
    )
    assert feedback.mistake == "factor forgotten"
    assert "Factor forgotten: Multiply. Reread “Factors”." in repr(feedback)


def test_an_unknown_mistake_shows_the_case_both_outputs_and_the_first_difference():
    def off_by_one(image, factor):
        outputs = double_rows(image, factor)
        outputs[1, 2:] += 1
        return outputs

    feedback = check(off_by_one)
    assert feedback.state is State.INCORRECT
    assert feedback.mistake == ""
    assert "differs first at index [1, 2]: 5.0, expected 4.0" in feedback.message
    assert [label for label, _ in feedback.details] == [
        "`image`", "`factor`", "Returned", "Expected",
    ]  # fmt: skip


def test_an_error_of_the_reader_is_shown_with_its_line_and_the_arguments():
    def indexes(image, factor):
        return image[0] + image[factor]

    feedback = check(indexes)
    assert feedback.state is State.RAISED
    assert "IndexError: index 2 is out of bounds" in feedback.message
    assert "`return image[0] + image[factor]`" in feedback.message
    assert dict(feedback.details)["`factor`"] == "2"


def test_an_error_that_a_known_mistake_raises_too_is_named():
    feedback = check(lambda image, factor: image @ image)
    assert feedback.state is State.RAISED
    assert feedback.mistake == "matrix product"


def test_leaving_by_exit_does_not_end_the_session():
    assert check(lambda image, factor: sys.exit()).state is State.RAISED


def test_a_keyboard_interrupt_passes_through():
    def interrupted(image, factor):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        exercise.check(interrupted)


def test_none_asks_for_a_return():
    def forgets(image, factor):
        double_rows(image, factor)

    feedback = check(forgets)
    assert feedback.state is State.INCORRECT
    assert "returned None, expected a NumPy array of shape (4, 3)" in feedback.message
    assert "`return`" in feedback.advice


def test_printing_instead_of_returning_is_named(capsys):
    feedback = check(lambda image, factor: print("answer", factor))
    assert "prints its result" in feedback.advice
    assert ("Printed", "answer 2") in feedback.details
    assert capsys.readouterr().out == ""


def test_writing_into_an_argument_is_named():
    def writes(image, factor):
        image *= factor
        return image.repeat(2, axis=0)

    feedback = check(writes)
    assert feedback.state is State.INCORRECT
    assert "writes into its argument `image`" in feedback.message


@pytest.mark.parametrize("other", [list, tuple, lambda rows: rows.tolist(), np.float32])
def test_the_right_numbers_are_right_in_another_container(other):
    assert check(lambda i, f: other(double_rows(i, f))).state is State.CORRECT


@pytest.mark.parametrize(
    ("function", "message"),
    [
        (lambda i, f: double_rows(i, f).astype(bool), "dtype bool, expected dtype float64"),
        (lambda i, f: double_rows(i, f)[:-1], "shape (3, 3), expected shape (4, 3)"),
        (lambda i, f: double_rows(i, f) * np.nan, "holds NaN (not a number) first at index [0, 0]"),
        (lambda i, f: "rows", "'rows' (a str), expected a NumPy array"),
    ],
)
def test_a_wrong_structure_is_described(function, message):
    feedback = check(function)
    assert feedback.state is State.INCORRECT
    assert message in feedback.message


@pytest.mark.parametrize("value", [3, None, np.zeros((2, 2)), "double_rows"])
def test_something_that_is_no_function_is_told_how_to_pass_one(value):
    feedback = check(value)
    assert feedback.state is State.INCORRECT
    assert "expected a function" in feedback.message
    assert "check(double_rows)" in feedback.advice


def test_a_wrong_number_of_parameters_shows_the_call():
    feedback = check(lambda image: image)
    assert feedback.state is State.RAISED
    assert "double_rows(image, factor)" in feedback.message


def test_a_fault_of_the_reference_is_never_a_wrong_answer():
    def broken(size):
        raise RuntimeError("no TensorFlow")

    faulty = Exercise("demo.faulty", reference=broken, cases=[(1,)], hints=[], mistakes={})
    feedback = faulty.check(lambda size: size)
    assert feedback.state is State.CANNOT_CHECK
    assert "no TensorFlow" in feedback.message


def test_a_missing_framework_in_the_readers_code_cannot_be_checked_here():
    def imports(image, factor):
        raise ModuleNotFoundError("No module named 'tensorflow'", name="tensorflow")

    assert check(imports).state is State.CANNOT_CHECK


def test_short_arguments_stand_in_the_call():
    sizes = Exercise(
        "demo.sizes", reference=lambda size: size + 1, cases=[(3,)], hints=[], mistakes={}
    )
    sizes.reference.__name__ = "grow"
    assert "`grow(3)` returned 3, expected 4." in sizes.check(lambda size: size).message


def test_hints_and_solution_are_folded():
    assert exercise.hint()._repr_html_().count("<details>") == 2
    assert "image.repeat(2, axis=0)" in exercise.solution()._repr_html_()


def test_html_is_escaped():
    feedback = check(lambda image, factor: "<script>alert(1)</script>")
    assert "<script>" not in feedback._repr_html_()


def test_arrays_are_shown_with_their_own_shape_and_type():
    feedback = check(lambda image, factor: (factor * image.repeat(2, axis=0) + 1).astype("float32"))
    shown = dict(feedback.details)
    assert shown.keys() == {"`image`", "`factor`", "Returned", "Expected"}
    assert shown["`image`"] == "[[0. 1. 2.]\n [3. 4. 5.]]\nshape (2, 3), float64"
    assert shown["`factor`"] == "2"
    assert shown["Returned"].endswith("]\nshape (4, 3), float32")
    assert shown["Expected"].endswith("]\nshape (4, 3), float64")


def test_an_array_without_axes_is_shown_as_its_number():
    halved = Exercise(
        "demo.halved",
        reference=lambda number: number / 2,
        cases=[(np.array(3.0),)],
        hints=["One.", "Two."],
        mistakes={},
    )
    assert dict(halved.check(lambda number: number).details)["`number`"] == "3."


def test_what_is_long_is_shown_with_three_numbers_at_each_edge():
    rows = Exercise(
        "demo.rows", lambda row: row.sum(), [(np.arange(121.0),)], ["One.", "Two."], mistakes={}
    )
    shown = dict(rows.check(lambda row: 0.5).details)["`row`"]
    assert shown == "[  0.   1.   2. ... 118. 119. 120.]\nshape (121,), float64"
