"""What a network does, at a glance: an image goes in, layers work on it, scores come out."""

import matplotlib.pyplot as plt
from matplotlib.patches import Rectangle

from cnn_lessons import palette
from cnn_lessons.visualization.plots import MAIN_COLOUR, house_style

WIDTH, HEIGHT = 6.4, 1.9  # inches: a wider figure cannot be read on a phone
MIDDLE, CAPTION = 1.25, 0.55  # inches from below: of everything, and the captions' upper edge
TALLEST, WIDEST = 1.2, 1.6  # inches: the image
BOX, GAP = (0.58, 1.0), 0.25  # inches: a layer, and an arrow
ROW, LONGEST, NAME = 0.35, 0.5, 0.8  # inches: a bar's row, the longest bar, and room for its class
LETTERS = 13


def show_class_scores(image, scores, layers=3, title=""):
    """Draw an image, a chain of layers, and the scores that they make of it.

    Parameters
    ----------
    image : ndarray, shape (H, W, 3)
        uint8 from 0 to 255, or float from 0 to 1.
    scores : dict of str to float
        For each class a positive number; the first stands on top.
    layers : int, default=3
        How many layers the chain has, at most 3.
    title : str, default=""
        Shown above.

    Returns
    -------
    matplotlib Axes
        Its unit is an inch.

    Raises
    ------
    ValueError
        If there are more layers or classes than fit, or a score is not positive.

    Examples
    --------
    >>> import numpy as np
    >>> ax = show_class_scores(np.ones((7, 12, 3)), {"cat": 4.5, "dog": 1.5}, layers=1)
    >>> [text.get_text() for text in ax.texts if text.get_text() in ("layer", "cat", "dog")]
    ['layer', 'cat', 'dog']
    """
    if not 1 <= layers <= 3 or not 1 <= len(scores) <= 4:
        raise ValueError(
            f"there are {layers} layers and {len(scores)} classes, expected 1 to 3 and 1 to 4: "
            "more do not fit beside the image."
        )
    if min(scores.values()) <= 0:
        raise ValueError(f"scores={scores} are not all positive, so they have no bars.")
    with house_style():
        figure = plt.figure(figsize=(WIDTH, HEIGHT + (0.35 if title else 0)))
        ax = figure.add_axes((0, 0, 1, HEIGHT / figure.get_figheight()))
        ax.set_title(title)
        right = _draw_image(ax, image)
        right = _draw_layers(ax, right, layers)
        _draw_scores(ax, right, scores)
    ax.set(xlim=(0, WIDTH), ylim=(0, HEIGHT))  # its aspect is the image's: equal
    ax.set_axis_off()
    return ax


def _draw_image(ax, image):
    height, width, _ = image.shape
    inch = min(TALLEST / height, WIDEST / width)
    middle, across = 0.05 + WIDEST / 2, width * inch / 2
    half = height * inch / 2
    ax.imshow(image, extent=(middle - across, middle + across, MIDDLE - half, MIDDLE + half))
    _write(ax, " × ".join(map(str, image.shape)) + "\nnumbers", middle)
    return 0.05 + WIDEST


def _draw_layers(ax, left, count):
    start = left
    for _ in range(count):
        left = _draw_arrow(ax, left)
        corner = left, MIDDLE - BOX[1] / 2
        ax.add_patch(Rectangle(corner, *BOX, facecolor=palette.ORANGE, edgecolor="0.3"))
        _write(ax, "layer", left + BOX[0] / 2, MIDDLE)
        left += BOX[0]
    _write(ax, "weights\nin each layer", (start + left + GAP) / 2)
    return _draw_arrow(ax, left)


def _draw_scores(ax, left, scores):
    top, largest = MIDDLE + ROW * len(scores) / 2, max(scores.values())
    for row, (name, score) in enumerate(scores.items()):
        y = top - (row + 0.5) * ROW
        ax.text(left + NAME - 0.08, y, name, ha="right", va="center", fontsize=LETTERS)
        length = LONGEST * score / largest
        corner = left + NAME, y - 0.3 * ROW
        ax.add_patch(Rectangle(corner, length, 0.6 * ROW, facecolor=MAIN_COLOUR))
        x = left + NAME + length + 0.06
        ax.text(x, y, f"{score:g}", va="center", fontsize=LETTERS)
    _write(ax, "a score for\neach class", left + (NAME + LONGEST) / 2 + 0.15)


def _draw_arrow(ax, left):
    style = {"arrowstyle": "-|>", "color": "0.3", "linewidth": 1.5, "shrinkA": 2, "shrinkB": 2}
    ax.annotate("", (left + GAP, MIDDLE), (left, MIDDLE), arrowprops=style)
    return left + GAP


def _write(ax, words, x, y=CAPTION):
    ax.text(x, y, words, ha="center", va="top" if y == CAPTION else "center", fontsize=LETTERS)
