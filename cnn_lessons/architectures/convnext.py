"""ConvNeXt: a ResNet with the choices of a vision transformer, and nothing but convolutions.

Z. Liu et al., "A ConvNet for the 2020s", 2022, section 3, table 9 and figure 4.
https://arxiv.org/abs/2201.03545
How ResNet-50 becomes it, one step at a time, is in `modernization`.
"""

import numpy as np

from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dropout, GlobalPool
from cnn_lessons.blueprints.normalization import LayerNorm, LayerScale

SIZES = {  # blocks and filters of the four stages: section 3
    "Tiny": ((3, 3, 9, 3), (96, 192, 384, 768)),
    "Small": ((3, 3, 27, 3), (96, 192, 384, 768)),
    "Base": ((3, 3, 27, 3), (128, 256, 512, 1024)),
    "Large": ((3, 3, 27, 3), (192, 384, 768, 1536)),
    "XLarge": ((3, 3, 27, 3), (256, 512, 1024, 2048)),
}
EXPANSION = 4  # the wide maps of a block
EPSILON = 1e-6  # of layer normalization, as in the authors' code
# How often training skips the last block: table 5; of XLarge, on ImageNet-22K.
DROP_BLOCKS = {"Tiny": 0.1, "Small": 0.4, "Base": 0.5, "Large": 0.5, "XLarge": 0.2}


def convnext(size="Tiny", classes=1000, input_shape=(224, 224, 3), include_top=True, drop=None):
    """Return ConvNeXt.

    Parameters
    ----------
    size : {"Tiny", "Small", "Base", "Large", "XLarge"} or tuple, default="Tiny"
        Which of the paper's; or the (blocks, filters) of your own stages.
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, default=(224, 224, 3)
        (H, W, C) of one image. With weights of `keras.applications` each colour has the mean 0
        and the standard deviation 1 of ImageNet: there the network does that by itself.
    include_top : bool, default=True
        Whether the global pooling, its normalization and the dense layer are there.
    drop : float, optional
        Share of the images for which training skips the last block; the first is never
        skipped, and those between by and by more often. By default as in the paper's training;
        as in Tiny's for stages of your own.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the size is not known, the image is too small, or there are no classes.

    Examples
    --------
    >>> from cnn_lessons.blueprints import count_costs
    >>> count_costs(convnext()).parameters
    28589128
    """
    blocks, filters = _read(size)
    drop = DROP_BLOCKS.get(size, DROP_BLOCKS["Tiny"]) if drop is None else drop
    rates = iter(np.linspace(0, drop, sum(blocks)).tolist())
    x = Conv(filters[0], 4, 4, name="stem")(Input(input_shape))
    x = LayerNorm(EPSILON, name="stem_norm")(x)
    for stage, (count, channels) in enumerate(zip(blocks, filters, strict=True), 1):
        if stage > 1:
            x = LayerNorm(EPSILON, name=f"down{stage}_norm")(x)
            x = Conv(channels, 2, 2, name=f"down{stage}")(x)
        for i in range(1, count + 1):
            x = convnext_block(x, f"stage{stage}_block{i}", next(rates))
    if include_top:
        x = GlobalPool(name="global_pool")(x)
        x = LayerNorm(EPSILON, name="head_norm")(x)
        x = classify(x, classes)
    name = f"-{size}" if isinstance(size, str) else f" {blocks}, {filters}"
    return Network(f"ConvNeXt{name}", x)


def convnext_block(x, name, drop=0.0):
    """Return a block of ConvNeXt: depthwise 7 × 7, wide, narrow, and added to what came in.

    Parameters
    ----------
    x : Node
        Feature maps; as many come out.
    name : str
        First part of the layers' names.
    drop : float, default=0.0
        Share of the images for which training skips the block.

    Returns
    -------
    Node
    """
    C = x.shape[-1]
    y = Conv(C, 7, padding="same", groups=C, name=f"{name}_depthwise")(x)
    y = LayerNorm(EPSILON, name=f"{name}_norm")(y)
    y = Conv(EXPANSION * C, 1, name=f"{name}_expand")(y)
    y = Activation("gelu", name=f"{name}_gelu")(y)
    y = Conv(C, 1, name=f"{name}_project")(y)
    y = LayerScale(name=f"{name}_scale")(y)
    if drop:
        y = Dropout(drop, whole=True, name=f"{name}_drop")(y)
    return Add(name=f"{name}_add")(x, y)


def _read(size):
    """Return the blocks and the filters of the stages."""
    if isinstance(size, tuple) and len(size) == 2 and len(size[0]) == len(size[1]) > 0:
        return size
    if not isinstance(size, str) or size not in SIZES:
        raise ValueError(
            f"size={size!r} is not known. Use one of {', '.join(SIZES)}, or a tuple (blocks, "
            "filters) with a number for each stage."
        )
    return SIZES[size]
