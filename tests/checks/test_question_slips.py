"""What a question's number or shape is taken for, worked out from what is asked."""

import pytest

from cnn_lessons.checks import NumberQuestion, ShapeQuestion
from cnn_lessons.checks.question_slips import with_numbers_of


def number(prompt, answer, inputs, **settings):
    return NumberQuestion(
        "demo.number", prompt, answer, {}, ["a", "b"], "{answer}.", inputs, **settings
    )


megabytes = number(
    "How many megabytes are {H} × {W} numbers in float32, {N} times?",
    lambda H, W, N: 4 * H * W * N / 10**6,
    {"H": 125, "W": 80, "N": 50},
    tolerance=0.001,
    unit="MB",
)
share = number(
    "How many percent of {pixels} pixels are {objects}?",
    lambda pixels, objects: 100 * objects / pixels,
    {"pixels": 640, "objects": 24},
    tolerance=0.001,
    unit="%",
)
places = number(
    "In how many places does a window of {K} fit, every {S} pixels, on {size} with {F} filters?",
    lambda size, K, S: (size - K) // S + 1,
    {"K": 7, "S": 5, "size": 61, "F": 96},
)
weights = number(
    "How many weights have {F} kernels of 3 × 3 for {C} channels?",
    lambda F, C: 9 * F * C,
    {"F": 64, "C": 48},
)


sides = number(
    "How many pixels are {a} × {a} without the {b} × {b} in the middle, and {c}?",
    lambda a, b, c: (a * a - b * b) * c,
    {"a": 6, "b": 4, "c": 3},
)


@pytest.mark.parametrize(
    ("question", "answer", "name"),
    [
        (megabytes, 2e6, "another unit"),
        (megabytes, 2000, "another unit"),
        (megabytes, 2 / 1.024**2, "1024 for 1000"),
        (megabytes, 16, "bits for bytes"),
        (megabytes, 0.5, "numbers for bytes"),
        (megabytes, 0.04, "a factor left out"),
        (megabytes, 3.3, ""),
        (sides, 16, "a step on the way"),
        (share, 0.0375, "share for percent"),
        (share, 96.25, "the rest"),
        (share, 24, "a number of the question"),
        (share, 7.77, ""),
        (places, 54, "a step on the way"),
        (places, 10.8 + 0.7, "not rounded"),
        (places, 11 + 96, "something more"),
        (places, 11 * 96, "a factor too many"),
        (places, 61, "brackets elsewhere"),
        (places, 11 + 1.5, ""),
        (places, 11000, ""),
        (weights, 9 * 64 * 48 * 64, "a factor too many"),
        (weights, 3 * 64 * 48, "a factor too few"),
        (weights, 9 * 64 * 48 + 64, "something more"),
        (weights, 9 * 64 * 48 + 3, ""),
        (weights, 1 / 9, ""),
    ],
)
def test_a_number_is_named_by_what_it_lacks(question, answer, name):
    assert question.check(answer).mistake == name


maps = ShapeQuestion(
    "demo.maps",
    "Which shape have {N} images of {H} × {W} × {C} behind {F} kernels of {K} × {K}?",
    lambda N, H, W, K, F: (N, H - K + 1, W - K + 1, F),
    {},
    ["a", "b"],
    "That.",
    {"N": 4, "H": 28, "W": 30, "C": 3, "K": 5, "F": 16},
)
kernel = ShapeQuestion(
    "demo.kernel", "Which shape has a 7 × 7 kernel?", (7, 7, 3, 16), {}, ["a", "b"], "That."
)


@pytest.mark.parametrize(
    ("question", "answer", "name"),
    [
        (maps, (4, 16, 24, 26), "channels first"),
        (maps, (24, 26, 16), "an axis too few"),
        (maps, (4, 24, 26), "an axis too few"),
        (maps, (1, 4, 24, 26, 16), "an axis too many"),
        (maps, (4, 23, 25, 16), "a summand left out"),
        (maps, (4, 22, 24, 16), "both sides wrong"),
        (maps, (4, 12, 13, 16), "both sides wrong"),
        (maps, (4, 28, 30, 16), "something ignored"),
        (maps, (4, 24, 26, 3), "a size elsewhere"),
        (maps, (4, 24 * 26 * 16), "flattened"),
        (maps, (4, 20, 26, 16), ""),
        (maps, (9, 9), ""),
        (kernel, (6, 6, 3, 16), "both sides wrong"),
        (kernel, (7, 7, 3, 7), "a size elsewhere"),
    ],
)
def test_a_shape_is_named_by_its_axes(question, answer, name):
    assert question.check(answer).mistake == name


def test_small_numbers_of_a_prompt_are_left_out():
    assert with_numbers_of("A window of 2 × 2 on 28, or 1,024.", {}) == {"28": 28, "1024": 1024}


def test_a_number_that_is_no_number_is_not_read():
    assert places.check(10**400).state == "not attempted"
    assert places.check(float("inf")).state == "not attempted"


def test_the_quiz_holds_each_kind_once_with_all_its_answers():
    kinds = places._slips_by_kind()
    assert len({(kind["name"], kind["advice"]) for kind in kinds}) == len(kinds)
    answers = [answer for kind in kinds for answer in kind["answers"]]
    assert answers
    assert sorted(answers) == sorted(slip.wrong for slip in places.slips)
    assert [kind["between"] for kind in kinds if "between" in kind] == [1]
    assert not any("between" in kind for kind in share._slips_by_kind())
