"""Bubbles, judged by their areas and by where their names stand."""

import itertools
import re

import matplotlib.pyplot as plt
import numpy as np
import pytest

from cnn_lessons.visualization import house_style, show_bubbles
from cnn_lessons.visualization.bubbles import LARGEST


def test_the_area_of_a_bubble_is_the_third_quantity():
    ax = show_bubbles({"small": (0.3, 72, 2), "large": (15, 74, 50), "middle": (4, 76, 25)})
    (bubbles,) = ax.collections
    areas = zip(bubbles.get_offsets(), bubbles.get_sizes(), strict=True)
    found = {tuple(place): area for place, area in areas}
    assert found == {(0.3, 72): LARGEST * 2 / 50, (15, 74): LARGEST, (4, 76): LARGEST / 2}
    assert ax.get_xscale() == "log"


def test_names_lie_on_no_other_name_and_inside():
    """Thirteen bubbles in a heap, three of them in one place."""
    rng = np.random.default_rng(0)
    places = [*rng.uniform((1, 70), (9, 80), (10, 2)), *[(3, 75)] * 3]
    with house_style():
        _, ax = plt.subplots(figsize=(6.4, 5))
    show_bubbles({f"network {i}": (*place, i) for i, place in enumerate(places)}, ax=ax)
    boxes = [text.get_window_extent() for text in ax.texts]
    assert len(boxes) == 13
    for one, other in itertools.combinations(boxes, 2):
        assert not one.shrunk(0.99, 0.99).overlaps(other)
    inside = ax.get_window_extent().padded(1)
    assert all(inside.containsx(box.x0) and inside.containsx(box.x1) for box in boxes)


def test_a_lonely_name_stands_to_the_right_and_needs_no_line():
    ax = show_bubbles({"a": (1, 1, 1), "b": (1000, 2, 1)})
    assert ax.texts[0].get_position()[0] > 0
    assert ax.texts[0].get_position()[1] == pytest.approx(0)
    assert not ax.lines


def test_a_name_covers_no_line_that_was_drawn_before():
    points = {"a": (1, 1, 1), "bubble with a name": (2, 1, 1), "c": (40, 2, 1)}
    free = show_bubbles(points).texts[1]
    assert free.get_position()[1] == pytest.approx(0)  # at the right, where the line will be
    _, ax = plt.subplots()
    ax.plot([2, 40], [1, 1.02])
    (line,) = ax.lines
    moved = show_bubbles(points, ax=ax).texts[1]
    box = moved.get_window_extent()
    across = ax.transData.transform(np.column_stack([np.geomspace(2, 40, 99), [1.0] * 99]))
    assert not any(box.contains(*point) for point in across)
    assert line in ax.lines


def test_a_name_that_had_to_go_away_has_a_line():
    ax = show_bubbles({f"number {i}": (2, 3, 1) for i in range(12)})
    assert ax.lines


def test_pale_bubbles_are_grey_and_keep_their_places():
    points = {"large": (3, 2, 7), "small": (1, 1, 1), "middle": (2, 3, 5)}
    (bubbles,) = show_bubbles(points, pale=["small"]).collections
    grey = {
        tuple(place): len(set(colour[:3])) == 1
        for place, colour in zip(bubbles.get_offsets(), bubbles.get_facecolors(), strict=True)
    }
    assert grey == {(3, 2): False, (1, 1): True, (2, 3): False}


def test_a_pale_name_that_no_bubble_has_is_refused():
    with pytest.raises(ValueError, match=re.escape("pale has 'b', and no bubble is called so.")):
        show_bubbles({"a": (1, 1, 1)}, pale=["b"])


@pytest.mark.parametrize(
    ("points", "says"),
    [
        ({}, "points is empty"),
        ({"a": (0, 1, 1)}, "'a' has x=0 and area=1: a logarithmic axis takes x above 0"),
        ({"b": (1, 1, -2)}, "'b' has x=1 and area=-2"),
    ],
)
def test_what_cannot_be_a_bubble_is_named(points, says):
    with pytest.raises(ValueError, match=re.escape(says)):
        show_bubbles(points)
