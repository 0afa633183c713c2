"""Curves and runs as figures: how a quantity goes, and how far apart several runs are.

Series are told apart by line and marker as well as by colour.
"""

from itertools import cycle

import numpy as np

from cnn_lessons.visualization.plots import MAIN_COLOUR, axes_or_new, house_style

LINES = ("-", "--", "-.", ":")
MARKERS = "osD^vP"
MOST_MARKED = 25  # points: of a longer curve only the line is drawn


def show_curves(series, x=None, title="", legend=True, ax=None):
    """Draw a line for each series, with a band where a series has several runs.

    Parameters
    ----------
    series : dict of str to array_like, shape (P,) or (R, P)
        Values at P points by name. Of R runs the line is the mean, and the band reaches
        from the least to the greatest.
    x : array_like, shape (P,), optional
        Where the points are; by default 0, 1, 2, …
    title : str, default=""
        Shown above.
    legend : bool or dict, default=True
        Whether several series are named, or how: ``{"loc": "lower right", "ncols": 2}``.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes
        For labels and limits: ``.set(xlabel="epoch", ylabel="loss")``.

    Raises
    ------
    ValueError
        If there is no series, or one has another number of points than `x`.
    """
    if not series:
        raise ValueError('series is empty. Give at least one, as {"name": values}.')
    ax = axes_or_new(ax)
    for (name, values), line, marker in zip(
        series.items(), cycle(LINES), cycle(MARKERS), strict=False
    ):
        runs = np.atleast_2d(np.asarray(values, dtype=float))
        points = range(runs.shape[1]) if x is None else x
        if len(points) != runs.shape[1]:
            raise ValueError(
                f"{name!r} has {runs.shape[1]} points, but x has {len(points)}. "
                "Runs stand in rows: (R, P)."
            )
        mark = marker if runs.shape[1] <= MOST_MARKED else ""
        (drawn,) = ax.plot(points, runs.mean(axis=0), line, marker=mark, label=name)
        if len(runs) > 1:
            low, high = runs.min(axis=0), runs.max(axis=0)
            ax.fill_between(points, low, high, color=drawn.get_color(), alpha=0.2, linewidth=0)
    ax.set_title(title)
    if legend and len(series) > 1:
        choices = legend if isinstance(legend, dict) else {}
        with house_style():  # a legend takes its size of letters when it is made
            ax.legend(frameon=False, **choices)
    return ax


def show_runs(groups, title="", ax=None):
    """Draw every run as a dot, and the mean of each group as a line across.

    Parameters
    ----------
    groups : dict of str to array_like, shape (R,)
        The results of R runs by name; the first stands on top.
    title : str, default=""
        Shown above.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes
        For the name of the quantity: ``.set_xlabel("accuracy")``.

    Raises
    ------
    ValueError
        If there is no group.
    """
    if not groups:
        raise ValueError('groups is empty. Give at least one, as {"name": values}.')
    ax = axes_or_new(ax)
    for row, values in enumerate(groups.values()):
        mean, place = np.mean(values), np.full(np.size(values), row)
        ax.plot([mean, mean], [row - 0.3, row + 0.3], color="0.4", zorder=1)
        ax.plot(values, place, "o", color=MAIN_COLOUR, alpha=0.7, zorder=2)
    ax.set_yticks(range(len(groups)), list(groups))
    ax.set_ylim(len(groups) - 0.5, -0.5)
    ax.grid(axis="x", color="0.9")
    ax.set_title(title)
    return ax


def show_history(history, quantity="loss", title="", ax=None):
    """Draw the learning curves of one training: the training set and, if there, the validation.

    Parameters
    ----------
    history : dict of str to list of float
        What `fit` returns, or Keras's ``.history``: of a validation it has ``"val_loss"``.
    quantity : str, default="loss"
        Which entry, for example ``"accuracy"``.
    title : str, default=""
        Shown above.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If the history has no such quantity.
    """
    if quantity not in history:
        raise ValueError(f"the history has no {quantity!r}, but {', '.join(history)}.")
    series = {"training": history[quantity]}
    if f"val_{quantity}" in history:
        series["validation"] = history[f"val_{quantity}"]
    epochs = range(1, len(history[quantity]) + 1)
    ax = show_curves(series, epochs, title, ax=ax)
    ax.set(xlabel="epoch", ylabel=quantity)
    return ax
