"""Curves, judged by what their artists hold."""

import numpy as np
import pytest

from cnn_lessons.visualization import show_curves, show_history, show_runs


def test_show_curves_draws_each_series_in_its_own_manner():
    ax = show_curves({"dense": [3.0, 1.0, 2.0], "conv": [1.0, 5.0, 4.0]}, x=[1, 10, 100])
    one, other = ax.lines
    assert one.get_xydata().tolist() == [[1, 3], [10, 1], [100, 2]]
    assert other.get_ydata().tolist() == [1, 5, 4]
    for look in ("get_color", "get_linestyle", "get_marker"):
        assert getattr(one, look)() != getattr(other, look)(), look
    assert [text.get_text() for text in ax.get_legend().texts] == ["dense", "conv"]


def test_show_curves_draws_the_mean_of_several_runs_and_their_range():
    ax = show_curves({"runs": [[1.0, 2.0], [3.0, 2.5], [8.0, 9.0]]})
    (line,) = ax.lines
    np.testing.assert_allclose(line.get_xydata(), [[0, 4], [1, 4.5]])
    (band,) = ax.collections
    corners = {tuple(corner) for corner in band.get_paths()[0].vertices}
    assert {(0, 1), (0, 8), (1, 2), (1, 9)} <= corners
    assert ax.get_legend() is None, "one series needs no legend"


def test_a_legend_can_be_left_out_or_placed():
    assert show_curves({"a": [1], "b": [2]}, legend=False).get_legend() is None
    legend = show_curves({"a": [1], "b": [2]}, legend={"ncols": 2}).get_legend()
    assert legend._ncols == 2


def test_show_curves_draws_long_curves_without_markers():
    (short,) = show_curves({"a": np.zeros(25)}).lines
    (long,) = show_curves({"a": np.zeros(26)}).lines
    assert (short.get_marker(), long.get_marker()) == ("o", "")


def test_show_runs_has_a_dot_for_each_run_and_a_line_at_the_mean():
    ax = show_runs({"with": [0.5, 0.75, 1.0], "without": [0.25, 0.5]})
    mean, dots, other_mean, other_dots = ax.lines
    assert dots.get_xydata().tolist() == [[0.5, 0], [0.75, 0], [1, 0]]
    assert mean.get_xdata().tolist() == [0.75, 0.75]
    assert other_dots.get_ydata().tolist() == [1, 1]
    assert other_mean.get_xdata().tolist() == [0.375, 0.375]
    assert [label.get_text() for label in ax.get_yticklabels()] == ["with", "without"]
    low, high = ax.get_ylim()
    assert low > high, "the first stands on top"


def test_show_history_draws_the_validation_where_there_is_one():
    ax = show_history({"loss": [2.0, 1.0], "val_loss": [2.5, 1.5]})
    assert [line.get_label() for line in ax.lines] == ["training", "validation"]
    assert ax.lines[1].get_xydata().tolist() == [[1, 2.5], [2, 1.5]]
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("epoch", "loss")


def test_wrong_series_are_named():
    with pytest.raises(ValueError, match="series is empty"):
        show_curves({})
    with pytest.raises(ValueError, match="groups is empty"):
        show_runs({})
    with pytest.raises(ValueError, match="'a' has 3 points, but x has 2"):
        show_curves({"a": [1, 2, 3]}, x=[1, 2])
    with pytest.raises(ValueError, match="no 'accuracy', but loss, lr"):
        show_history({"loss": [1], "lr": [1]}, "accuracy")
