"""A full convolution above a depthwise separable one, with every weight as a small square."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyArrowPatch, Rectangle

from cnn_lessons import palette
from cnn_lessons.visualization.plots import house_style

WIDTH = 6.4  # inches: a wider figure cannot be read on a phone
COLOURS = palette.SKY_BLUE, palette.GREEN, palette.PURPLE, palette.YELLOW  # of the channels
MAP = 0.42  # inches, a map, and a kernel
PITCH = 0.52  # inches, from one channel or filter to the next
ARROW = 0.5  # inches, between two columns
LETTERS = 12  # points
INK = "0.25"


def show_separable(channels=3, filters=4, size=3):
    """Draw the weights of a full convolution, and below them those of a separable one.

    A row is a channel that comes in, a column a filter; its sum is one map that goes out. A full
    convolution has a kernel for each pair of them. The separable one has a kernel for each
    channel, then one weight for each pair.

    Parameters
    ----------
    channels : int, default=3
        Maps that come in, at most 4.
    filters : int, default=4
        Maps that go out, at most 4.
    size : int, default=3
        Height and width of a kernel.

    Returns
    -------
    matplotlib Axes
        Its unit is the inch.

    Raises
    ------
    ValueError
        If there are more channels or filters than have room.

    Examples
    --------
    >>> ax = show_separable()
    >>> [text.get_text() for text in ax.texts if "=" in text.get_text()]
    ['3 × 3 × 3 × 4 = 108 weights', '3 × 3 × 3 = 27 weights', '3 × 4 = 12 weights']
    """
    if not (1 <= channels <= len(COLOURS) and 1 <= filters <= 4):
        raise ValueError(
            f"{channels} channels and {filters} filters do not fit. Use at most {len(COLOURS)} "
            "channels and 4 filters."
        )
    tall = channels * PITCH + 1.25
    with house_style():
        figure = plt.figure(figsize=(WIDTH, 2 * tall))
        ax = figure.add_axes((0, 0, 1, 1))
    window, first = f"{size} × {size}", 0.35 + MAP + ARROW
    for bottom in (tall, 0):
        _draw_maps(ax, 0.35, bottom, channels)
    _draw_weights(ax, first, tall, (channels, filters), size)
    _write(ax, first, 2 * tall, "full convolution", window, channels, filters, size * size)
    _draw_weights(ax, first, 0, (channels, 1), size, summed=False)
    _write(ax, 0.35, tall, "depthwise", window, channels, 1, size * size)
    between = first + MAP + ARROW
    _draw_maps(ax, between, 0, channels)
    last = between + MAP + ARROW
    _draw_weights(ax, last, 0, (channels, filters), 1)
    _write(ax, last, tall, "pointwise (1 × 1)", "", channels, filters, 1)
    ax.set(xlim=(0, WIDTH), ylim=(0, 2 * tall), aspect="equal")
    ax.set_axis_off()
    return ax


def _row(bottom, channels, channel):
    """Return the lower edge of a channel's row."""
    return bottom + 0.66 + (channels - 1 - channel) * PITCH


def _draw_maps(ax, left, bottom, channels):
    """Draw a column of maps, each with an arrow to the weights on its right."""
    for channel in range(channels):
        low = _row(bottom, channels, channel)
        _draw_square(ax, left, low, MAP, COLOURS[channel])
        _draw_arrow(ax, left + MAP, low)


def _draw_weights(ax, left, bottom, counts, size, summed=True):
    """Draw a kernel for each pair of a channel and a filter, and what a filter's sum gives."""
    channels, filters = counts
    cell = MAP / max(size, 3)
    middle = (MAP - size * cell) / 2
    for channel, place, i, j in np.ndindex(channels, filters, size, size):
        x = left + place * PITCH + middle + j * cell
        y = _row(bottom, channels, channel) + middle + i * cell
        _draw_square(ax, x, y, cell, COLOURS[channel], width=0.6)
    if not summed:
        for channel in range(channels):
            _draw_arrow(ax, left + MAP, _row(bottom, channels, channel))
        return
    for place in range(filters):
        _draw_square(ax, left + place * PITCH, bottom + 0.1, MAP, "0.85")
    beside = left + filters * PITCH, bottom + 0.1 + MAP / 2
    ax.text(*beside, "maps out", va="center", fontsize=LETTERS)


def _draw_arrow(ax, left, low):
    """Draw an arrow from a square to its right neighbour."""
    ends = [(left + x, low + MAP / 2) for x in (0.05, ARROW - 0.05)]
    style = {"arrowstyle": "-|>", "mutation_scale": 9, "color": INK}
    ax.add_patch(FancyArrowPatch(*ends, shrinkA=0, shrinkB=0, **style))


def _draw_square(ax, left, low, side, colour, width=1.0):
    square = Rectangle((left, low), side, side, facecolor=colour, edgecolor=INK, linewidth=width)
    ax.add_patch(square)


def _write(ax, left, top, name, window, channels, filters, pixels):
    """Write what a block of weights is called, and how many there are."""
    factors = [window] * bool(window) + [str(channels)] + [str(filters)] * (filters > 1)
    count = f"{' × '.join(factors)} = {pixels * channels * filters} weights"
    ax.text(left, top - 0.08, name, va="top", fontsize=LETTERS, weight="bold")
    ax.text(left, top - 0.3, count, va="top", fontsize=LETTERS)
