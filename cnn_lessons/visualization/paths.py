"""Paths over one surface, each on a map of its own."""

import numpy as np

from cnn_lessons.visualization.plots import MAIN_COLOUR, house_style, image_grid

CONTOURS, GRID = 9, 61
MARGIN = 0.15  # of the paths' extent


def show_paths(height, paths, x_range=None, y_range=None):
    """Draw paths over the contours of a surface, two maps side by side and to one scale.

    A path begins at the square and ends at the dot.

    Parameters
    ----------
    height : callable
        ``height(x, y)`` for two arrays, (G, G), returns the surface's height there.
    paths : dict of str to array_like, shape (T, 2)
        x and y at the start and after each step, by the title of the map.
    x_range, y_range : (low, high), optional
        The area of the maps; by default that of all paths, and a margin.

    Returns
    -------
    list of matplotlib Axes
        For the names of the axes: ``axes[0].set(xlabel="weight")``.

    Raises
    ------
    ValueError
        If there is no path, or one is not of shape (T, 2).

    Examples
    --------
    >>> axes = show_paths(lambda x, y: x**2 + y**2, {"halving": [(4, 1), (2, 0.5), (1, 0.25)]})
    >>> axes[0].get_title()
    'halving'
    """
    if not paths:
        raise ValueError('paths is empty. Give at least one, as {"name": [(x, y), (x, y)]}.')
    paths = {name: np.asarray(path, float) for name, path in paths.items()}
    for name, path in paths.items():
        if path.ndim != 2 or path.shape[1] != 2:
            raise ValueError(f"{name!r} has shape {path.shape}, expected (T, 2): x and y by step.")
    points = np.concatenate(list(paths.values()))
    ranges = [
        _around(values) if given is None else given
        for values, given in zip(points.T, (x_range, y_range), strict=True)
    ]
    x, y = (np.linspace(*limits, GRID) for limits in ranges)
    surface = height(*np.meshgrid(x, y))
    low, high = surface.min(), surface.max()
    levels = low + (high - low) * (np.arange(1, CONTOURS + 1) / (CONTOURS + 1)) ** 2
    axes = image_grid(len(paths), height=2.7)
    for ax, (name, path) in zip(axes, paths.items(), strict=True):
        ax.contour(x, y, surface, levels, colors="0.8", linewidths=1)
        ax.plot(*path.T, "-", color=MAIN_COLOUR, linewidth=1.2)
        for point, marker in ((path[0], "s"), (path[-1], "o")):
            ax.plot(*point, marker, color="black")
        ax.set(xlim=ranges[0], ylim=ranges[1])
        with house_style():
            ax.set_title(name)
    return axes


def _around(values):
    """Return limits around some numbers, with a margin."""
    low, high = values.min(), values.max()
    margin = MARGIN * ((high - low) or 1)
    return low - margin, high + margin
