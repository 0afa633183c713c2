"""A reliability diagram: a dot, its interval and its count for each group."""

import numpy as np
import pytest

from cnn_lessons.visualization import show_reliability

BINS = [(7, 0.31, 0.57, 0.25, 0.84), (11, 0.9, 0.73, 0.43, 0.9)]


def test_a_dot_stands_at_what_is_promised_and_kept():
    ax = show_reliability(BINS, "kept")
    diagonal, *lines = (line.get_xydata() for line in ax.lines)
    np.testing.assert_array_equal(diagonal, [[0, 0], [1, 1]])
    np.testing.assert_allclose(lines[0], [[0.31, 0.25], [0.31, 0.84]])
    np.testing.assert_allclose(lines[1], [[0.31, 0.57]])
    np.testing.assert_allclose(lines[3], [[0.9, 0.73]])
    assert [text.get_text() for text in ax.texts] == ["7", "11"]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("largest share", "share that is right")
    assert ax.get_title() == "kept"


def test_it_draws_where_it_is_told():
    import matplotlib.pyplot as plt

    _, ax = plt.subplots()
    assert show_reliability(BINS, ax=ax) is ax


def test_nothing_cannot_be_drawn():
    with pytest.raises(ValueError, match="bins is empty"):
        show_reliability([])
