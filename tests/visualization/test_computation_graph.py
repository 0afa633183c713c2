"""Computation graphs, judged by the numbers on them and by where they stand."""

from itertools import combinations

import numpy as np
import pytest
from matplotlib.patches import Circle

from cnn_lessons.visualization import show_computation

# Three inputs, two sums, one output, with numbers that are all different.
INPUTS, D_INPUTS = [1, 2, 0.5], [-7, 3.5, 9]
SUMS, D_SUMS = [[4, -3]], [[12, 0]]
KERNEL = np.array([[2, -1], [0.25, 1], [-9, 8]])
D_KERNEL = np.array([[11, 13], [17, 19], [23, 29]])
COLUMNS = {"inputs": (INPUTS, D_INPUTS), "sums": (SUMS, D_SUMS), "ReLU": (SUMS, D_SUMS)}
COLUMNS["output"] = [42], [1]
WEIGHTS = {"sums": (KERNEL, D_KERNEL), "output": ([[5], [6]], [[31], [37]])}


def pairs(ax):
    """Return value, gradient and place of each unit and weight."""
    texts = [text for text in ax.texts if text.get_text() not in COLUMNS]
    found = []
    for value, slope in zip(texts[::2], texts[1::2], strict=True):
        assert slope.get_text().startswith("← ")
        numbers = [
            float(text.get_text().removeprefix("← ").replace("−", "-")) for text in (value, slope)
        ]
        assert value.get_position()[1] > slope.get_position()[1]
        found.append((*numbers, np.add(value.get_position(), slope.get_position()) / 2))
    return found


def circles(ax):
    return [np.array(patch.center) for patch in ax.patches if isinstance(patch, Circle)]


def test_each_unit_has_its_value_and_its_gradient():
    ax = show_computation(COLUMNS, WEIGHTS)
    units = pairs(ax)[:8]
    values = [*INPUTS, *SUMS[0], *SUMS[0], 42]
    slopes = [*D_INPUTS, *D_SUMS[0], *D_SUMS[0], 1]
    for unit, value, slope, circle in zip(units, values, slopes, circles(ax), strict=True):
        assert unit[:2] == (value, slope)
        np.testing.assert_allclose(unit[2], circle)


def test_each_weight_stands_on_the_line_between_its_units():
    ax = show_computation(COLUMNS, WEIGHTS)
    units, links = circles(ax), pairs(ax)[8:]
    kernel, last = links[:6], links[6:]
    for (i, j), (value, slope, place) in zip(np.ndindex(3, 2), kernel, strict=True):
        assert (value, slope) == (KERNEL[i, j], D_KERNEL[i, j])
        start, end = units[i], units[3 + j]
        along = (place - start) / (end - start) if (start != end).all() else None
        if along is None:
            assert place[1] == pytest.approx(start[1])
        else:
            assert along[0] == pytest.approx(along[1])
            assert 0 < along[0] < 0.5
    assert [link[:2] for link in last] == [(5, 31), (6, 37)]


def test_columns_without_weights_are_linked_unit_by_unit():
    ax = show_computation(COLUMNS, WEIGHTS)
    units = circles(ax)
    lines = {tuple(map(tuple, line.get_xydata().round(6))) for line in ax.lines}
    links = [(i, 3 + j) for i in range(3) for j in range(2)]
    links += [(3 + i, 5 + i) for i in range(2)] + [(5 + i, 7) for i in range(2)]
    assert lines == {(tuple(units[i].round(6)), tuple(units[j].round(6))) for i, j in links}


def test_columns_run_from_left_to_right_under_their_names():
    ax = show_computation(COLUMNS, WEIGHTS, title="two sums")
    names = [text for text in ax.texts if text.get_text() in COLUMNS]
    assert [text.get_text() for text in names] == list(COLUMNS)
    units = circles(ax)
    for text, first in zip(names, (0, 3, 5, 7), strict=True):
        assert text.get_position()[0] == pytest.approx(units[first][0])
        assert text.get_position()[1] > max(unit[1] for unit in units)
    assert units[0][0] < units[3][0] < units[5][0] < units[7][0]


def test_no_number_lies_on_another_and_all_are_inside():
    ax = show_computation(COLUMNS, WEIGHTS, title="two sums")
    ax.figure.canvas.draw()
    assert ax.figure.get_size_inches()[0] <= 6.4
    letters = [text.get_window_extent().shrunk(0.9, 0.75) for text in ax.texts]
    for one, other in combinations(letters, 2):
        assert not one.overlaps(other)
    for thing in [*ax.texts, *ax.patches, ax.title]:
        extent = thing.get_window_extent()
        assert ax.figure.bbox.contains(*extent.min), thing
        assert ax.figure.bbox.contains(*extent.max), thing


def test_without_gradients_each_value_stands_in_the_middle():
    columns = {name: (values, None) for name, (values, _) in COLUMNS.items()}
    ax = show_computation(columns, {name: (kernel, None) for name, (kernel, _) in WEIGHTS.items()})
    texts = [text for text in ax.texts if text.get_text() not in COLUMNS]
    written = [float(text.get_text().replace("−", "-")) for text in texts]
    assert written == [*INPUTS, *SUMS[0], *SUMS[0], 42, *KERNEL.ravel(), 5, 6]
    for text, circle in zip(texts[:8], circles(ax), strict=True):
        np.testing.assert_allclose(text.get_position(), circle)
        assert text.get_va() == "center"


def test_minus_zero_is_zero():
    ax = show_computation({"a": ([-0.0], [-0.0])}, {})
    assert [text.get_text() for text in ax.texts] == ["a", "0", "← 0"]


def test_what_does_not_fit_together_is_named():
    with pytest.raises(ValueError, match=r"'output' has 1 units and no weights, but 2 lead to it"):
        show_computation(COLUMNS, {"sums": WEIGHTS["sums"]})
    with pytest.raises(
        ValueError, match=r"'sums' .* shapes \(2, 3\) and \(3, 2\), expected \(3, 2"
    ):
        show_computation(COLUMNS, WEIGHTS | {"sums": (KERNEL.T, D_KERNEL)})
    with pytest.raises(ValueError, match=r"12 columns do not fit in 6\.4 inches"):
        show_computation({str(i): ([1], [1]) for i in range(12)}, {})
