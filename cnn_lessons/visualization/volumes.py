"""A network without branches as a row of blocks: how its feature maps change their shape."""

from itertools import groupby
from math import cos, degrees, radians, sin
from typing import NamedTuple

import matplotlib.pyplot as plt
from matplotlib.patches import Polygon

from cnn_lessons.blueprints import Conv, Dense, GlobalPool, Pool
from cnn_lessons.blueprints.graph import image_and_steps
from cnn_lessons.blueprints.layer_table import shown_shape
from cnn_lessons.visualization.diagram_layout import KINDS, LETTERS, text_extent
from cnn_lessons.visualization.plots import house_style

WIDTH = 6.4  # inches: a wider figure cannot be read on a phone
TALLEST = 1.6  # inches, the block with most pixels from top to bottom
LOWEST = 0.05
WIDEST, NARROWEST = 0.12, 0.003  # inches for a block of one channel
DEPTH = (0.22, 0.18)  # of the third axis on paper, right and up, for a height of 1
GAP, MARGIN = 0.1, 0.16
SLOPE = radians(45)  # of the labels
KIND_OF = {Conv: "conv", Pool: "pool", GlobalPool: "pool", Dense: "dense"}
INK = "0.25"


class Block(NamedTuple):
    """The output of one layer: its name, (H, W, C), how it is written, and its colour."""

    name: str
    shape: tuple
    label: str
    kind: str


def show_volumes(layers, input_shape=None, title=""):
    """Draw what comes out of each layer as a block, from the image on the left to the answer.

    A block is as high as its maps, to scale, and as wide as the root of the number of its
    channels; a vector is one pixel with many channels. Left out are layers that compute number
    by number, such as an activation, and those that only write the numbers otherwise.
    Neighbours of the same kind and shape have one label.

    Parameters
    ----------
    layers : list of Layer, or Network
        In the order in which an image passes them.
    input_shape : tuple of int, optional
        (H, W, C) of one image; a `Network` has it already.
    title : str, default=""
        Shown above.

    Returns
    -------
    matplotlib Axes
        Its unit is the inch.

    Raises
    ------
    ValueError
        If the network branches, or has too many layers for a figure 6.4 inches wide.

    References
    ----------
    .. [1] Y. LeCun et al., "Gradient-based learning applied to document recognition", 1998,
       figure 2. http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf

    Examples
    --------
    The first layers of LeNet-5 [1]_:

    >>> ax = show_volumes([Conv(6, 5, name="C1"), Pool(2, name="S2")], (32, 32, 1))
    >>> [text.get_text() for text in ax.texts]
    ['image: 32 × 32 × 1', 'C1: 28 × 28 × 6', 'S2: 14 × 14 × 6']
    """
    blocks = _blocks(layers, input_shape)
    sizes, lefts = _sizes(blocks), [MARGIN]
    for width, height in sizes:
        lefts.append(lefts[-1] + width + GAP + 0.5 * DEPTH[0] * height)
    labels = _labels(blocks, sizes, lefts)
    lengths = [text_extent(label)[0] for label, _ in labels]
    bottom = -max(lengths) * sin(SLOPE) - 0.4
    top = max(height * (1 + DEPTH[1]) for _, height in sizes) + 0.1
    total = top - bottom + (0.35 if title else 0)
    with house_style():
        figure = plt.figure(figsize=(WIDTH, total))
        ax = figure.add_axes((0, 0, 1, (top - bottom) / total))
        ax.set_title(title)
    for block, left, size in zip(blocks, lefts, sizes, strict=False):
        draw_block(ax, left, *size, KINDS[block.kind])
    style = {"ha": "left", "va": "top", "rotation": -degrees(SLOPE), "rotation_mode": "anchor"}
    for label, middle in labels:
        ax.text(middle, -0.08, label, fontsize=LETTERS, **style)
    ax.set(xlim=(0, WIDTH), ylim=(bottom, top), aspect="equal")
    ax.set_axis_off()
    return ax


def _blocks(layers, input_shape):
    """Return the image and the layers that make new numbers of it."""
    image_shape, steps = image_and_steps(layers, input_shape)
    blocks, before = [Block("image", image_shape, shown_shape(image_shape), "data")], "input"
    for step in steps:
        if step.inputs != (before,):
            raise ValueError(
                f"{step.name} gets {' and '.join(step.inputs)}: only a network without branches "
                "is a row of blocks. Try show_overview."
            )
        before = step.name
        if kind := KIND_OF.get(type(step.layer)):
            shape = step.output_shape
            full = shape if len(shape) == 3 else (1, 1, *shape)
            blocks.append(Block(step.name, full, shown_shape(shape), kind))
    return blocks


def _sizes(blocks):
    """Return width and height of each block, so that all of them fit side by side."""
    pixel = TALLEST / max(block.shape[0] for block in blocks)
    heights = [max(pixel * block.shape[0], LOWEST) for block in blocks]
    between = GAP * len(blocks) + 0.5 * DEPTH[0] * sum(heights)
    for_last_label = text_extent(f"{blocks[-1].name}: {blocks[-1].label}")[0] * cos(SLOPE) + MARGIN
    roots = [block.shape[2] ** 0.5 for block in blocks]
    channel = min((WIDTH - MARGIN - between - for_last_label) / sum(roots), WIDEST)
    if channel < NARROWEST:
        raise ValueError(
            f"{len(blocks)} blocks do not fit side by side in {WIDTH} inches. Draw a part of "
            "the network, or try show_overview."
        )
    return [(channel * root, height) for root, height in zip(roots, heights, strict=True)]


def _labels(blocks, sizes, lefts):
    """Return the text of each label, and the middle of the blocks that it stands for."""
    labels, last = [], -1
    for (kind, label), run in groupby(blocks, lambda block: (block.kind, block.label)):
        names = [block.name for block in run]
        first, last = last + 1, last + len(names)
        name = names[0] if len(names) == 1 else f"{len(names)} × {kind}"
        labels.append((f"{name}: {label}", (lefts[first] + lefts[last] + sizes[last][0]) / 2))
    return labels


def draw_block(ax, left, width, height, colour, bottom=0):
    """Draw a box in oblique projection: its top, its right side and its front.

    Parameters
    ----------
    ax : matplotlib Axes
        Where to draw.
    left, width, height : float
        Of the front, in the unit of the Axes.
    colour : str
        Of all three faces.
    bottom : float, default=0
        The lower edge of the front.
    """
    right, up = (height * part for part in DEPTH)
    top = bottom + height
    front = [(left, bottom), (left + width, bottom), (left + width, top), (left, top)]
    above = [(left, top), (left + width, top)]
    above += [(x + right, y + up) for x, y in reversed(above)]
    beside = [(left + width, bottom), (left + width, top)]
    beside += [(x + right, y + up) for x, y in reversed(beside)]
    for face in (above, beside, front):
        ax.add_patch(Polygon(face, facecolor=colour, edgecolor=INK, linewidth=0.8))
