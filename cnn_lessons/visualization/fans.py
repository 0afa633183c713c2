"""Fan-in and fan-out: the connections of one output and of one input of a dense layer."""

import numpy as np

from cnn_lessons.visualization.plots import MAIN_COLOUR, house_style, image_grid


def show_fans(inputs=4, outputs=3):
    """Draw a dense layer twice: what one output adds up, and where one input goes.

    Parameters
    ----------
    inputs, outputs : int
        Units on the left and on the right, at least 1.

    Returns
    -------
    list of matplotlib Axes
        Of fan-in and of fan-out.

    Raises
    ------
    ValueError
        If there is no input or no output.

    Examples
    --------
    >>> [ax.get_title() for ax in show_fans(4, 3)]
    ['fan-in 4', 'fan-out 3']
    """
    if inputs < 1 or outputs < 1:
        raise ValueError(f"inputs={inputs} and outputs={outputs}: give at least 1 of each.")
    left, right = (np.arange(count) - (count - 1) / 2 for count in (inputs, outputs))
    axes = image_grid(2, height=2.2)
    for ax, name, count, column in zip(
        axes, ("fan-in", "fan-out"), (inputs, outputs), (1, 0), strict=True
    ):
        for ends in [(i, o) for i in left for o in right]:
            chosen = ends[column] == (left, right)[column][0]
            colour, width = (MAIN_COLOUR, 2) if chosen else ("0.85", 1)
            ax.plot((0, 1), ends, color=colour, linewidth=width, zorder=1 + chosen)
        for x, places in enumerate((left, right)):
            ax.plot(np.full(len(places), x), places, "o", color="black", zorder=3)
        with house_style():
            ax.set_title(f"{name} {count}")
        ax.set(xticks=(0, 1), xticklabels=("inputs", "outputs"), yticks=(), xlim=(-0.3, 1.3))
        ax.invert_yaxis()
        ax.spines[:].set_visible(False)
    return axes
