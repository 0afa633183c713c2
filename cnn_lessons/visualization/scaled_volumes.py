"""Several networks or blocks to one scale: which of them is wide, deep, or has large maps."""

import matplotlib.pyplot as plt

from cnn_lessons.visualization.diagram_layout import KINDS, LETTERS
from cnn_lessons.visualization.plots import house_style
from cnn_lessons.visualization.volumes import DEPTH, draw_block

WIDTH = 6.4  # inches: a wider figure cannot be read on a phone
TALLEST = 0.95  # inches, the block with most pixels from top to bottom
WIDEST = 0.1  # inches, a block of one channel
NARROWEST = 0.002
GAP, MARGIN, LABEL = 0.06, 0.16, 0.3


def show_scaled_volumes(networks, numbers=False):
    """Draw the feature maps of several networks as rows of blocks, all to one scale.

    Parameters
    ----------
    networks : dict of str to list of tuple of int
        The shapes (H, W, C) of the maps on the way through each, by its name. A block is as high
        as its maps, and as wide as the root of the number of its channels.
    numbers : bool, default=False
        Whether the channels are written below the blocks.

    Returns
    -------
    matplotlib Axes
        Its unit is the inch.

    Raises
    ------
    ValueError
        If a row has too many blocks for a figure 6.4 inches wide.

    Examples
    --------
    Four times the channels are drawn twice as wide:

    >>> ax = show_scaled_volumes({"base": [(8, 8, 16)], "wider": [(8, 8, 64)]})
    >>> widths = [front.get_xy()[1, 0] - front.get_xy()[0, 0] for front in ax.patches[2::3]]
    >>> float(round(widths[1] / widths[0], 3))
    2.0
    """
    highest = max(shape[0] for shapes in networks.values() for shape in shapes)
    pixel = TALLEST / highest
    channel = min(_channel(name, shapes, pixel) for name, shapes in networks.items())
    tallest = [pixel * max(shape[0] for shape in shapes) for shapes in networks.values()]
    around = LABEL + (0.34 if numbers else 0.14)
    total = sum(around + height * (1 + DEPTH[1]) for height in tallest)
    with house_style():
        figure = plt.figure(figsize=(WIDTH, total))
        ax = figure.add_axes((0, 0, 1, 1))
    top = total
    for (name, shapes), height in zip(networks.items(), tallest, strict=True):
        ax.text(MARGIN, top - 0.06, name, va="top", fontsize=LETTERS + 1)
        middle = top - LABEL - height * (1 + DEPTH[1]) / 2
        _draw_row(ax, shapes, middle, (pixel, channel), numbers)
        top -= around + height * (1 + DEPTH[1])
    ax.set(xlim=(0, WIDTH), ylim=(0, total), aspect="equal")
    ax.set_axis_off()
    return ax


def _draw_row(ax, shapes, middle, scale, numbers):
    """Draw the blocks of one network around a height; the scale is of a pixel and a channel."""
    pixel, channel = scale
    left = MARGIN
    for height, _, channels in shapes:
        wide, high = channel * channels**0.5, pixel * height
        low = middle - high * (1 + DEPTH[1]) / 2
        draw_block(ax, left, wide, high, KINDS["conv"], low)
        if numbers:
            ax.text(left + wide / 2, low - 0.05, channels, ha="center", va="top", fontsize=11)
        left += wide + GAP + DEPTH[0] * high


def _channel(name, shapes, pixel):
    """Return how wide a block of one channel may be, so that a row fits."""
    between = sum(GAP + DEPTH[0] * pixel * height for height, *_ in shapes)
    channel = (WIDTH - 2 * MARGIN - between) / sum(channels**0.5 for *_, channels in shapes)
    if channel < NARROWEST:
        raise ValueError(
            f"{name} has {len(shapes)} blocks, which do not fit side by side in {WIDTH} inches. "
            "Leave some out."
        )
    return min(channel, WIDEST)
