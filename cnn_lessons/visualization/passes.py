"""A network's two passes in one picture: forwards from layer to layer, and back again."""

import matplotlib.pyplot as plt

from cnn_lessons.visualization.computation_graph import BACK
from cnn_lessons.visualization.plots import house_style

WIDEST = 6.4  # inches: a wider figure cannot be read on a phone
WIDTH, HEIGHT, BETWEEN = 0.88, 0.62, 0.32  # inches, of a box and between two
LETTERS = 11
INK = "0.25"


def show_passes(layers):
    """Draw layers in a row, with arrows forwards above and backwards below.

    Parameters
    ----------
    layers : dict of str to str
        From the first layer to the loss, by name: what comes out below it on the way back, such
        as the gradients of its weights, or "" where it has none.

    Returns
    -------
    matplotlib Axes
        Its unit is the inch.

    Raises
    ------
    ValueError
        If the figure would be wider than 6.4 inches.

    Examples
    --------
    >>> ax = show_passes({"dense": "d_kernel", "loss": ""})
    >>> [text.get_text() for text in ax.texts if text.get_text()]
    ['forward', 'dense', 'd_kernel', 'loss', 'backward']
    """
    width = len(layers) * (WIDTH + BETWEEN) + BETWEEN
    if width > WIDEST:
        raise ValueError(f"{len(layers)} layers do not fit in {WIDEST} inches. Draw fewer.")
    below = 0.75 if any(layers.values()) else 0.25
    height = HEIGHT + below + 0.45
    with house_style():
        ax = plt.figure(figsize=(width, height)).add_axes((0, 0, 1, 1))
    ax.text(0, HEIGHT + 0.12, "forward", va="bottom", color=INK, fontsize=LETTERS)
    for i, (name, given) in enumerate(layers.items()):
        _draw_layer(ax, BETWEEN + i * (WIDTH + BETWEEN), name, given, i == len(layers) - 1)
    style = {"ha": "right", "va": "top", "color": BACK, "fontsize": LETTERS}
    ax.text(width - 0.06, -0.12, "backward", **style)
    ax.set(xlim=(-0.02, width - 0.02), ylim=(-below - 0.05, height - below - 0.05))
    ax.set(aspect="equal")
    ax.set_axis_off()
    return ax


def _draw_layer(ax, left, name, given, is_last):
    """Draw a box, the arrows that enter it, and what it gives on the way back."""
    style = {"fc": "white", "ec": INK, "lw": 1.4}
    ax.add_patch(plt.Rectangle((left, 0), WIDTH, HEIGHT, **style))
    middle = left + WIDTH / 2
    words = {"ha": "center", "fontsize": LETTERS}
    ax.text(middle, HEIGHT / 2, name, va="center", **words)
    _draw_arrow(ax, (left - BETWEEN, 0.72 * HEIGHT), (left, 0.72 * HEIGHT), INK)
    _draw_arrow(ax, (left, 0.28 * HEIGHT), (left - BETWEEN, 0.28 * HEIGHT), BACK)
    if given:
        _draw_arrow(ax, (middle, 0), (middle, -0.34), BACK)
        ax.text(middle, -0.38, given, va="top", color=BACK, **words)


def _draw_arrow(ax, start, end, colour):
    arrow = {"arrowstyle": "-|>", "color": colour, "lw": 1.4, "shrinkA": 0, "shrinkB": 0}
    ax.annotate("", end, start, arrowprops=arrow)
