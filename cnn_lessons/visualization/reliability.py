"""What shares promise against what comes true: a reliability diagram."""

from cnn_lessons import palette
from cnn_lessons.visualization.plots import MAIN_COLOUR, axes_or_new, house_style


def show_reliability(bins, title="", ax=None):
    """Draw, for answers with about the same share, how many of them are right.

    On the dashed line both agree; below it a classifier promises more than it keeps. The lines at
    the dots say how far luck can move them, and the number at a dot how many answers it stands
    for.

    Parameters
    ----------
    bins : sequence of (int, float, float, float, float)
        For each group of answers how many they are, the mean of their shares, how many of them
        are right, from 0 to 1, and the ends of an interval around that: as `practice.photos`'s
        ``reliability`` returns them.
    title : str, default=""
        Shown above.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure, square.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If there is no group.
    """
    if not bins:
        raise ValueError("bins is empty. Give one group of answers at least.")
    is_new = ax is None
    ax = axes_or_new(ax)
    if is_new:
        ax.figure.set_size_inches(4.6, 4.6)
    with house_style():
        ax.plot([0, 1], [0, 1], "--", color=palette.GREY)
        for count, share, right, low, high in bins:
            ax.plot([share, share], [low, high], "-", color=MAIN_COLOUR)
            ax.plot([share], [right], "o", color=MAIN_COLOUR)
            ax.annotate(f"{count}", (share, right), (6, -12), textcoords="offset points")
    ax.set(xlim=(0, 1.08), ylim=(0, 1.04), xlabel="largest share", ylabel="share that is right")
    ax.set_title(title)
    return ax
