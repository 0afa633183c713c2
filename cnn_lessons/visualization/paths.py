"""The path of an optimizer on a loss surface."""

import numpy as np

from cnn_lessons.visualization.plots import MAIN_COLOUR, WINDOW_COLOUR, axes_or_new, house_style

FINE = 81  # points of the surface along each axis
MARGIN = 0.15  # of the path's width and height


def show_path(surface, path, title="", xlim=None, ylim=None, ax=None):
    """Draw contours of a surface and a path on it, from a circle to a cross.

    Parameters
    ----------
    surface : callable
        ``surface(x, y)`` returns the height; it is called with arrays.
    path : array_like, shape (P, 2)
        The points, x and y, in the order of the steps.
    title : str, default=""
        Shown above.
    xlim, ylim : (float, float), optional
        What is shown; by default the path with a margin. What flies out of it is cut off.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `path` is not a list of points.
    """
    path = np.asarray(path, dtype=float)
    if path.ndim != 2 or path.shape[1] != 2 or not len(path):
        raise ValueError(f"the path has shape {path.shape}, expected points, (P, 2).")
    xlim, ylim = (
        _limits(values) if limits is None else limits
        for values, limits in zip(path.T, (xlim, ylim), strict=True)
    )
    ax = axes_or_new(ax)
    x, y = np.meshgrid(np.linspace(*xlim, FINE), np.linspace(*ylim, FINE))
    with house_style():
        ax.contour(x, y, surface(x, y), 10, colors="0.75", linewidths=1, zorder=1)
        ax.plot(*path.T, marker=".", color=MAIN_COLOUR, linewidth=1.5)
        ax.plot(*path[0], "o", color=MAIN_COLOUR, markersize=8)
        ax.plot(*path[-1], "X", color=WINDOW_COLOUR, markeredgecolor="black", markersize=10)
    ax.set(xlim=xlim, ylim=ylim)
    ax.set_title(title)
    return ax


def _limits(values):
    low, high = values.min(), values.max()
    margin = MARGIN * (high - low) or 1
    return low - margin, high + margin
