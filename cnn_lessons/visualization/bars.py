"""Quantities side by side, as bars with their numbers."""

from cnn_lessons.visualization.plots import MAIN_COLOUR, axes_or_new, house_style

ROOM = 1.35  # of the longest bar: its number stands behind it


def show_bars(values, title="", form="{:,.0f}", ax=None):
    """Draw a bar for each quantity, with the number behind it.

    Parameters
    ----------
    values : dict of str to float
        Quantities of at least 0, by name; the first stands on top.
    title : str, default=""
        Shown above.
    form : str, default="{:,.0f}"
        How a number is written: ``"{:.0f} %"``, ``"{:.2f}"``.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If there is no quantity, or one is negative.
    """
    if not values:
        raise ValueError('values is empty. Give at least one, as {"name": number}.')
    for name, value in values.items():
        if value < 0:
            raise ValueError(f"{name!r} is {value}, expected at least 0. Try show_runs.")
    ax = axes_or_new(ax)
    with house_style():  # the letters behind the bars take their size from it
        bars = ax.barh(list(values), list(values.values()), color=MAIN_COLOUR)
        ax.bar_label(bars, [form.format(value) for value in values.values()], padding=3)
    ax.set(xlim=(0, ROOM * max(values.values()) or 1), ylim=(len(values) - 0.5, -0.5), xticks=[])
    ax.spines["bottom"].set_visible(False)
    ax.set_title(title)
    return ax
