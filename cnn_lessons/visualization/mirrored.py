"""Two quantities along one axis: bars upwards and bars downwards."""

import numpy as np

from cnn_lessons.palette import VERMILLION
from cnn_lessons.visualization.plots import MAIN_COLOUR, axes_or_new, house_style

COLOURS = (MAIN_COLOUR, VERMILLION)  # of the style sheet; not the sliding window's orange
ROOM = 1.1  # of the longest bar on each side


def show_mirrored(up, down, names=("", ""), title="", ax=None):
    """Draw where along a sequence two quantities are, as shares of their totals.

    Parameters
    ----------
    up, down : array_like, shape (P,)
        What each of P members of the sequence has of the one and of the other; at least 0.
    names : tuple of str, default=("", "")
        Of the two quantities.
    title : str, default=""
        Shown above.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes
        Its unit is the per cent; what points down has negative places.

    Raises
    ------
    ValueError
        If the two do not have the same number of members, or one has nothing to share.

    Examples
    --------
    >>> ax = show_mirrored([1, 3], [6, 2], ("parameters", "multiply-adds"))
    >>> [float(bar.get_height()) for bar in ax.patches]
    [25.0, 75.0, -75.0, -25.0]
    """
    up, down = np.asarray(up, float), np.asarray(down, float)
    if up.shape != down.shape or up.ndim != 1:
        raise ValueError(
            f"up and down have shapes {up.shape} and {down.shape}, expected one shape, (P,)."
        )
    for name, values in (("up", up), ("down", down)):
        if (values < 0).any() or values.sum() <= 0:
            raise ValueError(f"{name} has to hold numbers of at least 0 that are not all 0.")
    ax = axes_or_new(ax)
    shares = 100 * up / up.sum(), -100 * down / down.sum()
    places = np.arange(1, len(up) + 1)
    for values, name, colour in zip(shares, names, COLOURS, strict=True):
        ax.bar(places, values, width=0.8, color=colour, label=name)
    longest = ROOM * max(map(np.max, map(np.abs, shares)))
    ax.set(ylim=(-longest, longest), xlim=(0, len(up) + 1))
    ax.axhline(0, color="0.25", linewidth=1)
    ax.yaxis.set_major_formatter(lambda value, _: f"{abs(value):g} %")
    with house_style():
        ax.set_title(title)
        for name, height, colour in zip(names, (0.95, 0.05), COLOURS, strict=True):
            style = {"color": colour, "transform": ax.transAxes, "fontweight": "bold"}
            ax.text(0.03, height, name, va="top" if height > 0.5 else "bottom", **style)
    return ax
