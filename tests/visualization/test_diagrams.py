"""Diagrams, judged by where their boxes, arrows and labels stand."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch

from cnn_lessons.visualization import Branches, Step, show_diagram, show_diagrams
from cnn_lessons.visualization.diagram_layout import Layout
from cnn_lessons.visualization.diagrams import BETWEEN, MARGIN

NORM = Step("batch norm, ReLU", kind="norm")
BLOCKS = {
    "inception": [
        Step("input", "28 × 28 × 192", "data"),
        Branches(
            [("1 × 1, 64", "", "conv")],
            [("1 × 1, 96", "", "conv"), ("3 × 3, 128", "", "conv")],
            [("1 × 1, 16", "", "conv"), ("5 × 5, 32", "", "conv")],
            [("3 × 3 max", "", "pool"), ("1 × 1, 32", "", "conv")],
            join="concat",
            size="28 × 28 × 256",
        ),
    ],
    "residual": [
        "x",
        Branches(
            [("3 × 3, stride 2", "", "conv"), NORM, ("3 × 3", "", "conv")],
            [("1 × 1, stride 2", "", "conv")],
        ),
        ("ReLU", "28 × 28 × 128"),
    ],
    "dense": ["x"] + 3 * [Branches([NORM, ("3 × 3 conv, 32", "", "conv")], [], join="concat")],
    "squeeze and excitation": [
        ("x", "H × W × C"),
        Branches(["global average", "dense", "ReLU", "dense", ("sigmoid", "C")], [], join="×"),
    ],
    "inverted residual": [
        "x",
        Branches(["1 × 1 conv", "ReLU6", ("3 × 3 depthwise", "× 6"), "ReLU6", "1 × 1 conv"], []),
    ],
    "nested": ["x", Branches(["a", Branches(["b"], ["c"], ["long label"])], ["d\ne"], [])],
}


def boxes(ax):
    return [patch for patch in ax.patches if isinstance(patch, FancyBboxPatch)]


def arrows(ax):
    """Return the first and the last point of every arrow."""
    found = [patch for patch in ax.patches if isinstance(patch, FancyArrowPatch)]
    return [patch._path_original.vertices[[0, -1]] for patch in found]


def on_the_edge(point, box):
    left, bottom, width, height = box.get_x(), box.get_y(), box.get_width(), box.get_height()
    inside = np.subtract(point, (left + width / 2, bottom + height / 2))
    far = np.abs(inside) / (width / 2, height / 2)
    return far.max() == pytest.approx(1)


def count(steps):
    """Return how many boxes and how many arrows a description has, joins included."""
    found, arrows_in = 0, 0
    for step in steps:
        if isinstance(step, Branches):
            parts = [count(path) for path in step.paths]
            found += 1 + sum(part[0] for part in parts)
            arrows_in += len(parts) + sum(part[1] for part in parts)
        else:
            found, arrows_in = found + 1, arrows_in + 1
    return found, arrows_in


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("direction", ["down", "right"])
def test_every_step_has_a_box_and_an_arrow_that_leads_to_it(name, direction, monkeypatch):
    monkeypatch.setattr("cnn_lessons.visualization.diagrams.WIDEST", 20)
    ax = show_diagram(BLOCKS[name], direction=direction)
    in_all, arrows_in = count(BLOCKS[name])
    assert len(boxes(ax)) == in_all
    leaves = name in ("inception", "residual")  # with a size
    assert len(arrows(ax)) == arrows_in - 1 + leaves
    for _, end in arrows(ax)[: arrows_in - 1]:
        assert any(on_the_edge(end, box) for box in boxes(ax))
    for start, _ in arrows(ax):
        assert any(on_the_edge(start, box) for box in boxes(ax))


@pytest.mark.parametrize("name", BLOCKS)
@pytest.mark.parametrize("direction", ["down", "right"])
def test_boxes_and_sizes_stand_apart_and_inside_the_figure(name, direction, monkeypatch):
    monkeypatch.setattr("cnn_lessons.visualization.diagrams.WIDEST", 20)
    ax = show_diagram(BLOCKS[name], direction=direction)
    ax.figure.canvas.draw()
    renderer = ax.figure.canvas.get_renderer()
    labels = {box: text for box, text in zip(boxes(ax), ax.texts, strict=False)}
    sizes = ax.texts[len(labels) :]
    extents = [box.get_window_extent(renderer) for box in boxes(ax)]
    for one, other in combinations(extents + [s.get_window_extent(renderer) for s in sizes], 2):
        assert not one.overlaps(other)
    for box, text in labels.items():
        inner, outer = (thing.get_window_extent(renderer) for thing in (text, box))
        assert outer.x0 <= inner.x0, text
        assert inner.x1 <= outer.x1, text
    for extent in extents:
        assert ax.figure.bbox.contains(*extent.min)
        assert ax.figure.bbox.contains(*extent.max)


def test_a_shortcut_leaves_the_line_beside_the_longest_box():
    ax = show_diagram(["x", Branches(["a very wide label"], [])])
    wide = boxes(ax)[1]
    (shortcut,) = [
        patch._path_original.vertices
        for patch in ax.patches
        if isinstance(patch, FancyArrowPatch) and len(patch._path_original.vertices) > 5
    ]
    assert shortcut[:, 0].max() > wide.get_x() + wide.get_width()


def test_of_two_branches_the_first_is_in_line_and_of_more_the_middle():
    def middle(box):
        return box.get_x() + box.get_width() / 2

    first, one, other, join = boxes(show_diagram(["x", Branches(["a"], ["b"])]))
    assert middle(first) == middle(one) == middle(join)
    assert middle(other) > middle(one)
    first, *branches, join = boxes(show_diagram(["x", Branches(["a"], ["bb"], ["c c"])]))
    assert middle(first) == middle(join) == pytest.approx(middle(branches[1]))


def test_a_size_stands_beside_the_arrow_that_leaves_its_step():
    ax = show_diagram([("input", "32 × 32 × 1"), ("conv", "28 × 28 × 6")])
    box_in, box_conv = boxes(ax)
    *_, before, after = ax.texts
    assert (before.get_text(), after.get_text()) == ("32 × 32 × 1", "28 × 28 × 6")
    assert box_conv.get_y() + box_conv.get_height() < before.get_position()[1] < box_in.get_y()
    assert after.get_position()[1] < box_conv.get_y()


def test_a_size_stands_over_the_arrow_that_runs_to_the_right():
    ax = show_diagram([("input", "32 × 32"), ("conv", "28 × 28")], direction="right")
    for text, (start, end) in zip(ax.texts[2:], arrows(ax), strict=True):
        x, y = text.get_position()
        assert start[0] < x < end[0]
        assert 0 < y - start[1] < 0.1  # inches
        assert text.get_va() == "bottom"


def test_a_word_that_joins_many_branches_is_as_broad_as_they_are():
    *branches, join = boxes(show_diagram([Branches(["a"], ["b"], ["c"], join="concat")]))
    for branch in branches:
        middle = branch.get_x() + branch.get_width() / 2
        assert join.get_x() < middle < join.get_x() + join.get_width()
    *_, sign = boxes(show_diagram([Branches(["a"], ["b"], ["c"], join="+")]))
    assert sign.get_width() == pytest.approx(sign.get_height())


def test_a_figure_is_as_wide_as_its_diagrams_and_what_is_between():
    one, other = ["3 × 3 conv"], ["x", Branches(["a"], ["b"])]
    alone = [show_diagram(steps).figure.get_size_inches()[0] for steps in (one, other)]
    width, _ = show_diagrams({"a": one, "b": other})[0].figure.get_size_inches()
    assert width == pytest.approx(sum(alone) - 2 * MARGIN + BETWEEN)


@pytest.mark.parametrize("space", [0.1, 0.5])
def test_boxes_stand_as_far_apart_as_is_asked(space):
    layout = Layout(["x", Branches(["a", "b"], []), "y"], to_the_right=True, space=space)
    x, a, b, join, y = ((along, along + length) for _, along, _, length, _ in layout.boxes)
    assert [a[0] - x[1] - space, b[0] - a[1], join[0] - b[1], y[0] - join[1]] == pytest.approx(
        [space] * 4
    )  # a fork has a way before it and one behind it
    assert layout.extent[0] == pytest.approx(y[1])


def test_a_kind_has_a_colour_and_text_has_no_box():
    ax = show_diagram([("a", "", "conv"), ("b", "", "dense"), ("c", "", "text"), "d"])
    colours = [box.get_facecolor() for box in boxes(ax)]
    assert len(set(colours)) == len(colours) == 3
    assert [text.get_text() for text in ax.texts] == ["a", "b", "c", "d"]


def test_several_diagrams_have_one_scale():
    ident = ["x", Branches(["3 × 3 conv", "3 × 3 conv"], [])]
    axes = show_diagrams({"plain": ["x", "3 × 3 conv"], "a much longer title": ident})
    assert [ax.get_title() for ax in axes] == ["plain", "a much longer title"]
    axes[0].figure.canvas.draw()
    scales = [ax.bbox.height / np.ptp(ax.get_ylim()) for ax in axes]
    assert scales == pytest.approx([axes[0].figure.dpi] * 2)
    tops = [ax.get_position().y1 for ax in axes]
    assert tops[0] == pytest.approx(tops[1])
    titles = [ax.title.get_window_extent() for ax in axes]
    assert not titles[0].overlaps(titles[1])


def test_a_figure_is_legible_on_a_phone_or_says_why_not():
    for name, steps in BLOCKS.items():
        width, _ = show_diagram(steps, name).figure.get_size_inches()
        assert width <= 6.4
    with pytest.raises(ValueError, match=r"inches wide, expected at most 6\.4"):
        show_diagram(12 * ["3 × 3 conv"], direction="right")


def test_what_cannot_be_drawn_is_told_how_to_describe_it():
    with pytest.raises(ValueError, match="there are no steps"):
        show_diagram([])
    with pytest.raises(ValueError, match=r"kind 'convolution'\. Use one of data, conv"):
        show_diagram([("a", "", "convolution")])
    with pytest.raises(ValueError, match=r"got 1 path.*empty list"):
        Branches(["a"])
    with pytest.raises(ValueError, match="direction='up'"):
        show_diagram(["a"], direction="up")
