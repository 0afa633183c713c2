"""EfficientNet: depth, width and resolution grow together.

M. Tan and Q. Le, "EfficientNet: rethinking model scaling for convolutional neural networks",
2019, table 1. https://arxiv.org/abs/1905.11946
"""

from math import ceil

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.mobilenet import round_to_eight
from cnn_lessons.architectures.senet import squeeze_and_excite
from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dropout, GlobalPool
from cnn_lessons.blueprints.normalization import BatchNorm, Rescale

STAGES = [  # expansion, kernel size, filters, blocks, strides of the first: table 1
    (1, 3, 16, 1, 1),
    (6, 3, 24, 2, 2),
    (6, 5, 40, 2, 2),
    (6, 3, 80, 3, 2),
    (6, 5, 112, 3, 1),
    (6, 5, 192, 4, 2),
    (6, 3, 320, 1, 1),
]
# Width, depth, resolution, dropout. The authors' code has this table; it is not the powers
# of the paper's formula, by which B1 would be wider than B0.
SCALES = {
    "B0": (1.0, 1.0, 224, 0.2),
    "B1": (1.0, 1.1, 240, 0.2),
    "B2": (1.1, 1.2, 260, 0.3),
    "B3": (1.2, 1.4, 300, 0.3),
    "B4": (1.4, 1.8, 380, 0.4),
    "B5": (1.6, 2.2, 456, 0.4),
    "B6": (1.8, 2.6, 528, 0.5),
    "B7": (2.0, 3.1, 600, 0.5),
}
SQUEEZE = 4  # the squeeze is a quarter of what the block got, before its expansion
DROP_BLOCKS = 0.2  # of the last block; the first ones are dropped less often


def efficientnet(scale="B0", classes=1000, input_shape=None, include_top=True):
    """Return EfficientNet.

    Parameters
    ----------
    scale : {"B0", …, "B7"} or tuple, default="B0"
        How far it is scaled up; or a (width, depth, resolution, dropout) of your own.
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, optional
        (H, W, C) of one image, with values from 0 to 255; by default the resolution that
        belongs to the scale.
    include_top : bool, default=True
        Whether the dense layer is there.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the scale is not known, the image is too small, or there are no classes.
    """
    width, depth, resolution, dropout = _read(scale)
    x = Rescale(name="rescale")(Input(input_shape or (resolution, resolution, 3)))
    x = _convolve(x, round_to_eight(32 * width), 3, "stem", strides=2)
    stages = [(*stage, ceil(depth * stage[3])) for stage in STAGES]
    total, number = sum(stage[-1] for stage in stages), 0
    for stage, (expansion, size, filters, _, strides, blocks) in enumerate(stages, 1):
        for i in range(blocks):
            step, drop = (strides if i == 0 else 1), DROP_BLOCKS * number / total
            name = f"stage{stage}_block{i + 1}"
            x = mbconv(x, round_to_eight(filters * width), size, step, expansion, drop, name)
            number += 1
    x = _convolve(x, round_to_eight(1280 * width), 1, "head")
    if include_top:
        x = GlobalPool(name="global_pool")(x)
        x = Dropout(dropout, name="dropout")(x)
        x = classify(x, classes)
    name = f"-{scale}" if scale in SCALES else f" {width:g} × {depth:g}, {resolution}"
    return large_enough(Network(f"EfficientNet{name}", x))


def mbconv(x, filters, size, strides, expansion, drop, name):
    """Return an inverted residual with squeeze and excitation.

    Parameters
    ----------
    x : Node
        Feature maps.
    filters : int
        How many come out.
    size, strides : int
        Of the depthwise convolution.
    expansion : int
        How many times as many feature maps there are in the middle.
    drop : float
        Share of the images for which training skips the block.
    name : str
        First part of the layers' names.

    Returns
    -------
    Node
    """
    y = x
    if expansion > 1:
        y = _convolve(y, expansion * x.shape[-1], 1, f"{name}_expand")
    y = _convolve(y, y.shape[-1], size, f"{name}_depthwise", strides, depthwise=True)
    y = squeeze_and_excite(y, f"{name}_se", SQUEEZE * expansion, "swish")
    y = _convolve(y, filters, 1, f"{name}_project", swish=False)
    if x.shape != y.shape:
        return y
    if drop:
        y = Dropout(drop, whole=True, name=f"{name}_drop")(y)
    return Add(name=f"{name}_add")(y, x)


def _read(scale):
    """Return width, depth, resolution and dropout."""
    if isinstance(scale, tuple) and len(scale) == 4 and min(scale[:3]) > 0:
        return scale
    if scale not in SCALES:
        raise ValueError(
            f"scale={scale!r} is not known. Use one of {', '.join(SCALES)}, or a tuple "
            "(width, depth, resolution, dropout) of numbers above 0."
        )
    return SCALES[scale]


def _convolve(x, filters, size, name, strides=1, depthwise=False, swish=True):
    groups = filters if depthwise else 1
    x = Conv(filters, size, strides, "same", groups=groups, use_bias=False, name=name)(x)
    x = BatchNorm(name=f"{name}_bn")(x)
    return Activation("swish", name=f"{name}_swish")(x) if swish else x
