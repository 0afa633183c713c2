"""The picture of fan-in and fan-out, judged by its lines."""

import pytest

from cnn_lessons.visualization import show_fans


def lines_of(ax):
    """Return the ends of thin and of thick lines."""
    thin, thick = [], []
    for line in ax.lines:
        if line.get_marker() == "None":
            (thick if line.get_linewidth() > 1 else thin).append(tuple(line.get_ydata()))
    return thin, thick


@pytest.mark.parametrize(("inputs", "outputs"), [(5, 3), (2, 7), (1, 1)])
def test_one_outputs_and_one_inputs_connections_are_thick(inputs, outputs):
    fan_in, fan_out = show_fans(inputs, outputs)
    for ax in (fan_in, fan_out):
        thin, thick = lines_of(ax)
        assert len({*thin, *thick}) == inputs * outputs
    into = lines_of(fan_in)[1]
    assert len(into) == len({start for start, _ in into}) == inputs
    assert len({end for _, end in into}) == 1
    out = lines_of(fan_out)[1]
    assert len(out) == len({end for _, end in out}) == outputs
    assert len({start for start, _ in out}) == 1


def test_titles_count_and_every_unit_is_a_dot():
    for ax in show_fans(5, 3):
        left, right = (line for line in ax.lines if line.get_marker() == "o")
        assert (len(left.get_xdata()), len(right.get_xdata())) == (5, 3)
        assert [label.get_text() for label in ax.get_xticklabels()] == ["inputs", "outputs"]
    assert [ax.get_title() for ax in show_fans(5, 3)] == ["fan-in 5", "fan-out 3"]


@pytest.mark.parametrize(("inputs", "outputs"), [(0, 3), (4, 0)])
def test_a_layer_without_units_is_refused(inputs, outputs):
    with pytest.raises(ValueError, match="at least 1 of each"):
        show_fans(inputs, outputs)
