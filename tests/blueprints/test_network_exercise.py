"""cnn_lessons/blueprints/network_exercise.py: networks are judged by what their layers give."""

import importlib.util
from types import SimpleNamespace

import pytest
from project import ROOT

from cnn_lessons import blueprints
from cnn_lessons.blueprints.network_exercise import NetworkExercise, first_difference, lines_of
from cnn_lessons.checks import State

PATH = ROOT / "book/_editor/on_page/cnn_lessons/blueprints.py"


def of_the_page():
    """Return the page's own half of `cnn_lessons.blueprints`."""
    spec = importlib.util.spec_from_file_location("page_blueprints", PATH)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def block(on_paper, projected_first=False, shortcut_from="image", names=("", "")):
    """Return a residual block with a projection, its branches written in either order."""
    image = on_paper.Input((11, 7, 3))

    def projection():
        return on_paper.Conv(5, 1, 2, use_bias=False)(image)

    shortcut = projection() if projected_first else None
    y = on_paper.Conv(5, 3, 2, padding=1, use_bias=False, name=names[0])(image)
    y = first = on_paper.BatchNorm(name=names[1])(y)
    y = on_paper.Activation("relu")(y)
    y = on_paper.Conv(5, (3, 1), padding="same")(y)
    shortcut = shortcut or (projection() if shortcut_from == "image" else first)
    x = on_paper.Pool(2, padding="same")(on_paper.Add()(y, shortcut))
    x = on_paper.Concat()(x, on_paper.Conv(2, 3, padding="same", groups=1)(x))
    x = on_paper.Dropout(0.5)(on_paper.Flatten()(x))
    return on_paper.Network("block", on_paper.Dense(3, use_bias=False)(x))


LINES = [
    "layer 1, conv: 6 × 4 × 5, 135 parameters, 3,240 multiply-adds",  # 9 · 3 · 5, at 24 places
    "layer 1, conv: 6 × 4 × 5, 15 parameters, 360 multiply-adds",
    "layer 2, batch norm: 6 × 4 × 5, 10 parameters",  # those that are trained
    "layer 3, relu: 6 × 4 × 5",
    "layer 4, conv: 6 × 4 × 5, 80 parameters, 1,800 multiply-adds",  # 3 · 5 · 5 + 5
    "layer 5, add of layers 1, 4: 6 × 4 × 5",
    "layer 6, max pool of 2 × 2: 3 × 2 × 5",
    "layer 7, conv: 3 × 2 × 2, 92 parameters, 540 multiply-adds",
    "layer 8, concat of layers 6, 7: 3 × 2 × 7",
    "layer 9, dense: 3, 126 parameters, 126 multiply-adds",
]


@pytest.mark.parametrize("on_paper", [blueprints, of_the_page()], ids=["package", "page"])
def test_lines_are_counted_by_hand_and_on_the_page_the_same(on_paper):
    assert lines_of(block(on_paper)) == LINES


@pytest.mark.parametrize("changes", [{"projected_first": True}, {"names": ("first", "second")}])
def test_names_and_the_order_of_writing_make_no_difference(changes):
    assert lines_of(block(blueprints, **changes)) == LINES


def test_a_shortcut_from_elsewhere_makes_a_difference():
    wrong = lines_of(block(blueprints, shortcut_from="first"))
    assert [line for line in wrong if "add of" in line] == [
        "layer 5, add of layers 2, 4: 6 × 4 × 5"
    ]


@pytest.mark.parametrize("on_paper", [blueprints, of_the_page()], ids=["package", "page"])
def test_a_function_may_be_written_in_capitals(on_paper):
    networks = [
        on_paper.Network("one", on_paper.Activation(function)(on_paper.Input((5, 7, 3))))
        for function in ("gelu", "GELU", "relu")
    ]
    small, large, other = map(lines_of, networks)
    assert small == large == ["layer 1, gelu: 5 × 7 × 3"]
    assert other != small


@pytest.mark.parametrize("on_paper", [blueprints, of_the_page()], ids=["package", "page"])
def test_what_the_last_layer_gives_is_no_network_and_the_reader_is_told(on_paper):
    exercise = NetworkExercise(
        "demo.build", lambda size: block(blueprints), cases=[(3,), (5,)], hints=[], mistakes={}
    )
    feedback = exercise.check(lambda size: on_paper.Conv(size, 3)(on_paper.Input((5, 7, 3))))
    assert feedback.state is State.INCORRECT
    assert "returned what a layer gives, expected a `Network`" in feedback.message


@pytest.mark.parametrize("value", [None, ..., ValueError, LINES, "a text"])
def test_what_is_no_network_stays_as_it_is(value):
    assert lines_of(value) is value


def test_the_first_line_that_differs_is_told():
    begins = "a network that begins with “b”, expected “a”"
    assert first_difference(["b"], ["a", "b"]) == begins
    ends = "a network that is right up to “a”; then comes “its end”, expected “b”"
    assert first_difference(["a"], ["a", "b"]) == ends
    assert first_difference(lines_of([3]), LINES) == "a value of type list, expected a `Network`"


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (lambda size: block(blueprints, names=("conv", "norm")), State.CORRECT),
        (lambda size: block(blueprints, shortcut_from="first"), State.INCORRECT),
        (print, State.INCORRECT),
        (lambda size: [blueprints.Conv(5, 3)], State.INCORRECT),
        (lambda size: SimpleNamespace(layers=[]), State.INCORRECT),
        (lambda size: blueprints.Flatten(name="input") / size, State.RAISED),
        (lambda size: ..., State.NOT_ATTEMPTED),
    ],
)
def test_an_answer_is_judged_by_its_lines(answer, state):
    def build(size):
        return block(blueprints)

    exercise = NetworkExercise("demo.build", build, cases=[(3,)], hints=[], mistakes={})
    assert exercise.check(answer).state is state


@pytest.mark.parametrize(
    "build",
    [
        lambda on_paper, x: on_paper.Add()(x, on_paper.Conv(3, 1)(x)),
        lambda on_paper, x: on_paper.Concat()(x, on_paper.Pool(2)(x)),
        lambda on_paper, x: on_paper.Conv(3, 11)(x),
        lambda on_paper, x: on_paper.Dense(3)(x),
        lambda on_paper, x: on_paper.Conv(3, 3)(on_paper.GlobalPool()(x)),
        lambda on_paper, x: (
            on_paper.Network("n", *2 * [on_paper.Pool(1, name="p")(x)])
            and on_paper.Network("n", on_paper.Pool(1, name="p")(on_paper.Pool(1, name="p")(x)))
        ),
    ],
)
def test_the_page_refuses_what_the_package_refuses(build):
    messages = []
    for on_paper in (blueprints, of_the_page()):
        with pytest.raises(ValueError) as raised:
            build(on_paper, on_paper.Input((5, 7, 2)))
        messages.append(str(raised.value))
    assert messages[0].split(" (")[0] == messages[1].split(" (")[0]
