"""Bars, judged by what their artists hold."""

import pytest

from cnn_lessons.visualization import show_bars


def test_show_bars_has_a_bar_and_a_number_for_each_quantity():
    ax = show_bars({"VGG-16": 138.4, "LeNet-5": 0.06}, form="{:.1f} M")
    assert [bar.get_width() for bar in ax.patches] == [138.4, 0.06]
    assert [text.get_text() for text in ax.texts] == ["138.4 M", "0.1 M"]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["VGG-16", "LeNet-5"]
    low, high = ax.get_ylim()
    assert low > high, "the first stands on top"


def test_a_number_has_room_behind_the_longest_bar():
    ax = show_bars({"a": 1_234_567, "b": 7})
    ax.figure.canvas.draw()
    edges = [text.get_window_extent().x1 for text in ax.texts]
    assert max(edges) < ax.figure.bbox.x1
    assert show_bars({"nothing": 0}).get_xlim() == (0, 1)


def test_what_cannot_be_a_bar_is_named():
    with pytest.raises(ValueError, match="values is empty"):
        show_bars({})
    with pytest.raises(ValueError, match=r"'a' is -1, expected at least 0\. Try show_runs"):
        show_bars({"a": -1})
