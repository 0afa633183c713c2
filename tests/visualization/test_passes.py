"""Both passes through a network, judged by where boxes, arrows and words stand."""

from itertools import combinations

import matplotlib.pyplot as plt
import pytest

from cnn_lessons.visualization import show_passes
from cnn_lessons.visualization.computation_graph import BACK

LAYERS = {"conv": "d_kernel\nd_bias", "ReLU": "", "pooling": "", "dense": "d_kernel", "loss": ""}


def boxes(ax):
    return [patch for patch in ax.patches if isinstance(patch, plt.Rectangle)]


def arrows(ax):
    """Return start, end and colour of each arrow."""
    found = [text for text in ax.texts if getattr(text, "arrow_patch", None)]
    return [(text.xyann, text.xy, text.arrowprops["color"]) for text in found]


def words(ax):
    return [text for text in ax.texts if text.get_text()]


def test_layers_stand_in_their_order_with_what_comes_out_below_them():
    ax = show_passes(LAYERS)
    named = {text.get_text(): text.get_position() for text in words(ax)}
    assert set(named) == {"forward", "backward", *LAYERS, *filter(None, LAYERS.values())}
    for box, (name, given) in zip(boxes(ax), LAYERS.items(), strict=True):
        middle = box.get_x() + box.get_width() / 2
        assert named[name][0] == pytest.approx(middle)
        if given:
            assert named[given][0] == pytest.approx(middle)
            assert named[given][1] < 0
    lefts = [box.get_x() for box in boxes(ax)]
    assert lefts == sorted(lefts)


def test_arrows_go_forwards_above_and_come_back_below():
    ax = show_passes(LAYERS)
    found = arrows(ax)
    down = [a for a in found if a[0][0] == a[1][0]]
    forwards = [a for a in found if a[0][0] < a[1][0]]
    backwards = [a for a in found if a[0][0] > a[1][0]]
    assert len(down) == 2
    assert len(forwards) == len(backwards) == len(LAYERS)
    assert {colour for *_, colour in down + backwards} == {BACK}
    assert BACK not in {colour for *_, colour in forwards}
    for (start, end, _), (other, goal, _) in zip(forwards, backwards, strict=True):
        assert (start[0], end[0]) == (goal[0], other[0])
        assert start[1] > other[1]


def test_no_word_lies_on_another_and_all_are_inside():
    ax = show_passes(LAYERS)
    ax.figure.canvas.draw()
    assert ax.figure.get_size_inches()[0] <= 6.4
    extents = [text.get_window_extent() for text in words(ax)]
    for one, other in combinations(extents, 2):
        assert not one.overlaps(other)
    for extent in extents:
        assert ax.figure.bbox.contains(*extent.min)
        assert ax.figure.bbox.contains(*extent.max)


def test_too_many_layers_are_refused():
    with pytest.raises(ValueError, match=r"6 layers do not fit in 6\.4 inches"):
        show_passes(dict.fromkeys("abcdef", ""))
