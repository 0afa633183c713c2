"""A small network with its numbers: values that go forwards, gradients that come back."""

from itertools import pairwise

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Circle

from cnn_lessons.visualization.plots import house_style

WIDEST = 6.4  # inches: a wider figure cannot be read on a phone
ACROSS, DOWN = 1.4, 1.7  # inches between two columns, and between two units
RADIUS = 0.29
BACK = "#B34700"  # of gradients: the house's vermilion, dark enough for letters
ALONG = 0.38  # of a line lies before its numbers: lines cross in the middle


def show_computation(columns, weights, title=""):
    """Draw a network for one example, with a gradient below each value and each weight.

    Gradients have an arrow before them, and a colour of their own; None stands for those that
    are not known yet. There is room for the weights of three units that lead to two.

    Parameters
    ----------
    columns : dict of str to (array_like, array_like or None)
        From the inputs to the loss: the values of a column's units and the loss's gradient by
        them, (D,) or (1, D) both, by what the column is called.
    weights : dict of str to (array_like, array_like or None)
        The weights that lead to a column and their gradients, (D, M) both, by the column's
        name. To a column without weights each unit leads on to its own.
    title : str, default=""
        Shown above.

    Returns
    -------
    matplotlib Axes
        Its unit is the inch.

    Raises
    ------
    ValueError
        If the numbers of units do not fit together, or the figure would be wider than 6.4
        inches.

    Examples
    --------
    The square of 3 times the weight 2:

    >>> columns = {"input": ([3], [24]), "product": ([6], [12]), "loss": ([36], [1])}
    >>> ax = show_computation(columns, {"product": ([[2]], [[36]])})
    >>> [text.get_text() for text in ax.texts]
    ['input', 'product', 'loss', '3', '← 24', '6', '← 12', '36', '← 1', '2', '← 36']
    """
    units = {name: np.reshape(_filled(pair), (2, -1)).T for name, pair in columns.items()}
    names, most = list(units), max(map(len, units.values()))
    across = min(ACROSS, (WIDEST - 0.8) / max(len(names) - 1, 1))
    if across < 2.5 * RADIUS:
        raise ValueError(
            f"{len(names)} columns do not fit in {WIDEST} inches. Draw fewer: a sum and its "
            "activation can be one."
        )
    width, height = across * (len(names) - 1) + 0.8, DOWN * (most - 1) + 1.2
    with house_style():
        figure = plt.figure(figsize=(width, height + (0.4 if title else 0)))
        ax = figure.add_axes((0, 0, 1, height / figure.get_figheight()))
        ax.set_title(title)
    places = {name: _places(i * across, len(units[name])) for i, name in enumerate(names)}
    for i, name in enumerate(names):
        ax.text(i * across, height / 2 - 0.08, name, ha="center", va="top", fontsize=13)
    for name, column in places.items():
        _draw_units(ax, column, units[name])
    for before, name in pairwise(names):
        _draw_links(ax, places[before], places[name], name, weights.get(name))
    ax.set(xlim=(-0.4, width - 0.4), ylim=(-height / 2, height / 2), aspect="equal")
    ax.set_axis_off()
    return ax


def _filled(pair):
    """Return values and gradients, which are NaN where there are none."""
    values, gradients = pair
    return values, np.full(np.shape(values), np.nan) if gradients is None else gradients


def _places(x, count):
    return [(x, DOWN * ((count - 1) / 2 - i) - 0.15) for i in range(count)]


def _draw_units(ax, places, units):
    for place, numbers in zip(places, units, strict=True):
        ax.add_patch(Circle(place, RADIUS, facecolor="white", edgecolor="0.25", zorder=2))
        _write(ax, *place, numbers, 13)


def _draw_links(ax, starts, ends, name, pair):
    """Draw the lines between two columns, with weights and their gradients on them."""
    shape = len(starts), len(ends)
    if pair is None and len(starts) != len(ends):
        raise ValueError(
            f"{name!r} has {shape[1]} units and no weights, but {shape[0]} lead to it: give "
            f"weights of shape {shape}."
        )
    pair = pair and _filled(pair)
    shapes = [np.shape(array) for array in pair or ()]
    if not {*shapes} <= {shape}:
        raise ValueError(
            f"the weights of {name!r} and their gradients have shapes {shapes[0]} and "
            f"{shapes[1]}, expected {shape}."
        )
    for i, j in np.ndindex(shape):
        if not pair and i != j:
            continue
        way = np.array([starts[i], ends[j]])
        ax.plot(*way.T, color="0.7", linewidth=1.4, zorder=1)
        if pair:
            numbers = [np.asarray(array)[i, j] for array in pair]
            _write(ax, *((1 - ALONG) * way[0] + ALONG * way[1]), numbers, 11, back="white")


def _write(ax, x, y, numbers, letters, back="none"):
    """Write a value just above a place, and the gradient just below; else the value there."""
    value, slope = (f"{number + 0.0:.3g}".replace("-", "−") for number in numbers)
    style = {"ha": "center", "fontsize": letters, "zorder": 3}
    style["bbox"] = {"facecolor": back, "edgecolor": "none", "pad": 0.8}
    if np.isnan(numbers[1]):
        ax.text(x, y, value, va="center", **style)
        return
    ax.text(x, y + 0.02, value, va="bottom", **style)
    ax.text(x, y - 0.02, f"← {slope}", va="top", color=BACK, **style)
