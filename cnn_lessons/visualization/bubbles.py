"""Three quantities of each of many things: two places and an area, with names that fit."""

from itertools import pairwise

import numpy as np
from matplotlib.transforms import Bbox

from cnn_lessons.visualization.plots import MAIN_COLOUR, axes_or_new, house_style

LARGEST = 1500  # square points: the area of the largest bubble
SMALLEST = 12  # square points: a bubble that can still be seen
LETTERS = 11  # points
DISTANCES = (2, 10, 20, 32, 46, 62)  # points between a bubble and its name, nearest first
ANGLES = np.deg2rad((0, 180, 90, 270, 45, 315, 135, 225))  # right first, then left, above, below


def show_bubbles(points, title="", ax=None, pale=()):
    """Draw a bubble for each thing, over a logarithmic axis, and its name where there is room.

    Parameters
    ----------
    points : dict of str to (float, float, float)
        x above 0, y, and what the area stands for, at least 0, by name.
    title : str, default=""
        Shown above.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure. Its limits must not change afterwards: the
        names were placed for them.
    pale : list of str, default=()
        Which ones are grey: those that are out of the question.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If there is nothing to draw, an x is not above 0, an area is below 0, or a name in `pale`
        is not known.
    """
    if not points:
        raise ValueError('points is empty. Give at least one, as {"name": (x, y, area)}.')
    for name, (x, _, size) in points.items():
        if x <= 0 or size < 0:
            raise ValueError(
                f"{name!r} has x={x} and area={size}: a logarithmic axis takes x above 0, "
                "and an area is at least 0."
            )
    if unknown := [name for name in pale if name not in points]:
        raise ValueError(
            f"pale has {unknown[0]!r}, and no bubble is called so. Use some of points."
        )
    ax = axes_or_new(ax)
    x, y, size = np.array(list(points.values()), float).T
    areas = np.maximum(LARGEST * size / (size.max() or 1), SMALLEST)
    ax.set_xscale("log")
    ax.xaxis.set_major_formatter("{x:g}")
    order = np.argsort(-areas)  # small ones on top
    colours = np.array(["0.6" if name in pale else MAIN_COLOUR for name in points])
    ax.scatter(
        x[order], y[order], areas[order], c=colours[order], alpha=0.55, linewidth=1, edgecolor="w"
    )
    ax.margins(0.12)
    ax.grid(color="0.9")
    ax.set_axisbelow(True)
    with house_style():
        ax.set_title(title)
    place_names(ax, list(points), x, y, areas)
    return ax


def place_names(ax, names, x, y, areas):
    """Write each name beside its bubble, where it covers no bubble, no line and no other name.

    Parameters
    ----------
    ax : matplotlib Axes
        With its final limits.
    names : list of str
        Of the bubbles.
    x, y : ndarray
        Their centres.
    areas : ndarray
        In square points.
    """
    ax.figure.canvas.draw()  # limits and letters have a size only then
    pixel = ax.figure.dpi / 72
    centres = ax.transData.transform(np.column_stack([x, y]))
    radii = np.sqrt(areas / np.pi) * pixel
    taken = [_box(centre, (r, r)) for centre, r in zip(centres, 0.8 * radii, strict=True)]
    taken += [_box(point, (pixel, pixel)) for line in ax.lines for point in _points(line)]
    for i in np.argsort(x):
        style = {"textcoords": "offset points", "ha": "center", "va": "center"}
        text = ax.annotate(names[i], (x[i], y[i]), (0, 0), fontsize=LETTERS, **style)
        letters = text.get_window_extent()
        half = np.array([letters.width, letters.height]) / 2
        shifts = _shifts(radii[i], half, pixel)
        boxes = [_box(centres[i] + shift, half) for shift in shifts]
        covered = [_covered(box, taken, ax.bbox) for box in boxes]
        best = int(np.argmin(covered))  # the first, and so the nearest, of those that cover least
        taken.append(boxes[best].padded(LETTERS / 2 * pixel, 0))  # or two names read as one
        text.set_position(shifts[best] / pixel)
        if best >= len(ANGLES):
            end = centres[i] + shifts[best] * (1 - half[1] / np.hypot(*shifts[best]))
            line = np.array([centres[i], end])
            ax.plot(*ax.transData.inverted().transform(line).T, color="0.6", linewidth=0.8)


def _shifts(radius, half, pixel):
    """Return the places for a name around its bubble, in pixels from its centre."""
    return [
        np.array([np.cos(angle), np.sin(angle)]) * (radius + distance * pixel + half)
        for distance in DISTANCES
        for angle in ANGLES
    ]


def _points(line, between=60):
    """Return points along a line of the Axes, in pixels."""
    corners = line.get_transform().transform(line.get_xydata())
    shares = np.linspace(0, 1, between)[:, np.newaxis]
    return np.concatenate([a + shares * (b - a) for a, b in pairwise(corners)])


def _box(centre, half):
    return Bbox.from_extents(*(centre - np.array(half)), *(centre + np.array(half)))


def _covered(box, taken, inside):
    """Return how many square pixels of a name lie on others or outside of the Axes."""
    area = box.width * box.height
    return sum(_shared(box, other) for other in taken) + area - _shared(box, inside)


def _shared(box, other):
    shared = Bbox.intersection(box, other)
    return shared.width * shared.height if shared else 0.0
