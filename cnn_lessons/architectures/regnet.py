"""RegNet: the widths of all blocks follow from four numbers.

I. Radosavovic, R. P. Kosaraju, R. Girshick, K. He and P. Dollár, "Designing network design
spaces", 2020, equations 2 to 4, figures 4 and 16. https://arxiv.org/abs/2003.13678
"""

from itertools import groupby
from math import log

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.residual_blocks import Style
from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, GlobalPool

LINES = {  # blocks, first width, slope, factor, width of a group: pycls, configs/dds_baselines
    "X-200MF": (13, 24, 36.44, 2.49, 8),
    "X-400MF": (22, 24, 24.48, 2.54, 16),
    "X-3.2GF": (25, 88, 26.31, 2.25, 48),
    "Y-200MF": (13, 24, 36.44, 2.49, 8),
    "Y-400MF": (16, 48, 27.89, 2.09, 8),
}
STEM = 32


def regnet_stages(depth, first, slope, factor, group_width=8):
    """Return how wide the stages are, and how many blocks each of them has.

    Block j is to be ``first + slope * j`` wide. That is rounded to the nearest of the widths
    ``first * factor**k``, by its exponent, and then to a multiple of 8, so that neighbouring blocks
    are equally wide: a stage. At last the width has to be a multiple of the groups'.

    Parameters
    ----------
    depth : int
        Blocks in all.
    first, slope : float
        Of the line, in feature maps and feature maps for each block.
    factor : float
        How much wider each stage is than the one before, above 1.
    group_width : int, default=8
        Feature maps in one group of a convolution.

    Returns
    -------
    list of (int, int)
        Width and blocks of each stage.

    Raises
    ------
    ValueError
        If the factor is not above 1.

    Examples
    --------
    >>> regnet_stages(*LINES["X-200MF"])
    [(24, 1), (56, 1), (152, 4), (368, 7)]
    """
    if factor <= 1:
        raise ValueError(f"factor={factor!r}, but a stage is wider than the one before: above 1.")
    widths = []
    for j in range(depth):
        exponent = round(log((first + slope * j) / first) / log(factor))
        widths.append(_multiple(first * factor**exponent, 8))
    stages = [(width, len(list(blocks))) for width, blocks in groupby(widths)]
    # A group may be no wider than its stage.
    return [(_multiple(width, min(group_width, width)), blocks) for width, blocks in stages]


def regnet_x(stages, group_width, classes=1000, input_shape=(224, 224, 3), name="RegNetX"):
    """Return RegNetX: blocks of 1 × 1, grouped 3 × 3 and 1 × 1, none of them narrower inside.

    Parameters
    ----------
    stages : list of (int, int)
        Width and blocks of each, from `regnet_stages`; the first block of each has a stride.
    group_width : int
        Feature maps in one group of the 3 × 3 convolutions.
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, default=(224, 224, 3)
        (H, W, C) of one image.
    name : str, default="RegNetX"
        Of the network.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If a width is no multiple of the group's, the image is too small, or there are no classes.
    """
    style = Style()
    x = style.convolve(Input(input_shape), STEM, 3, "stem", strides=2)
    for number, (width, blocks) in enumerate(stages, 1):
        if width % group_width:
            raise ValueError(
                f"a stage of {width} feature maps has no groups of {group_width}. Use widths from "
                "regnet_stages, with the same group_width."
            )
        for i in range(blocks):
            strides = 2 if i == 0 else 1
            x = _block(x, width, strides, width // group_width, f"s{number}_b{i + 1}", style)
    x = GlobalPool(name="global_pool")(x)
    return large_enough(Network(name, classify(x, classes)))


def _block(x, width, strides, groups, name, style):
    """Return what a block makes of its input (figure 4)."""
    y = style.convolve(x, width, 1, f"{name}_1")
    y = style.convolve(y, width, 3, f"{name}_2", strides, groups=groups)
    y = style.convolve(y, width, 1, f"{name}_3", relu=False)
    if x.shape != y.shape:
        x = style.convolve(x, width, 1, f"{name}_0", strides, relu=False)
    return Activation("relu", name=f"{name}_out")(Add(name=f"{name}_add")(x, y))


def _multiple(width, of):
    """Return the nearest multiple; between two, as Python rounds: the even one."""
    return int(round(width / of) * of)
