"""Networks to one scale, judged by the corners of their blocks."""

from itertools import pairwise

import pytest

from cnn_lessons.visualization import show_scaled_volumes
from cnn_lessons.visualization.scaled_volumes import WIDTH


def fronts(ax):
    """Return left, width, bottom and height of each front."""
    corners = [patch.get_xy() for patch in ax.patches[2::3]]
    return [(c[0, 0], c[1, 0] - c[0, 0], c[0, 1], c[2, 1] - c[1, 1]) for c in corners]


def test_all_rows_have_one_scale():
    ax = show_scaled_volumes({"base": [(6, 5, 9), (3, 2, 36)], "larger": [(12, 10, 9)]})
    (_, wide, _, high), (_, wider, _, lower), (_, same, _, twice) = fronts(ax)
    assert wider == pytest.approx(2 * wide)  # the root of four times the channels
    assert (wide, twice) == (pytest.approx(same), pytest.approx(2 * high))
    assert lower == pytest.approx(high / 2)
    assert [text.get_text() for text in ax.texts] == ["base", "larger"]


def test_rows_lie_below_each_other_and_within_the_figure():
    ax = show_scaled_volumes({"a": [(6, 6, 4)] * 20, "b": [(6, 6, 4)]}, numbers=True)
    blocks = fronts(ax)
    assert all(left > x + wide for (x, wide, *_), (left, *_) in pairwise(blocks[:20]))
    assert max(patch.get_xy()[:, 0].max() for patch in ax.patches) < WIDTH
    assert blocks[20][2] + blocks[20][3] < blocks[0][2]
    assert [text.get_text() for text in ax.texts].count("4") == 21


def test_too_many_blocks_are_named():
    with pytest.raises(ValueError, match="long has 200 blocks, which do not fit"):
        show_scaled_volumes({"short": [(6, 6, 4)], "long": [(6, 6, 4)] * 200})
