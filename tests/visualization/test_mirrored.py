"""Mirrored bars, judged by what their artists hold."""

import pytest

from cnn_lessons.visualization import show_mirrored


def test_each_side_adds_up_to_100_per_cent():
    ax = show_mirrored([1, 0, 4], [7, 21, 28], ("weights", "work"), "network")
    heights = [float(bar.get_height()) for bar in ax.patches]
    assert heights == pytest.approx([20, 0, 80, -12.5, -37.5, -50])
    assert [bar.get_x() + bar.get_width() / 2 for bar in ax.patches] == [1, 2, 3] * 2
    assert [text.get_text() for text in ax.texts] == ["weights", "work"]
    assert ax.get_title() == "network"


def test_both_sides_have_one_scale_and_no_minus():
    ax = show_mirrored([9, 1], [1, 1])
    low, high = ax.get_ylim()
    assert -low == high > 90
    ax.figure.canvas.draw()
    labels = [label.get_text() for label in ax.get_yticklabels()]
    assert "50 %" in labels
    assert not any("−" in label or "-" in label for label in labels)


@pytest.mark.parametrize(
    ("up", "down", "says"),
    [
        ([1, 2], [1, 2, 3], r"shapes \(2,\) and \(3,\), expected one shape"),
        ([1, -2], [1, 2], "up has to hold numbers of at least 0"),
        ([1, 2], [0, 0], "down has to hold numbers of at least 0 that are not all 0"),
    ],
)
def test_what_cannot_be_shared_is_named(up, down, says):
    with pytest.raises(ValueError, match=says):
        show_mirrored(up, down)
