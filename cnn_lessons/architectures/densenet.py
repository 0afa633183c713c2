"""DenseNet: each layer sees the feature maps of all layers before it.

G. Huang, Z. Liu, L. van der Maaten and K. Weinberger, "Densely connected convolutional
networks", 2016, table 1. https://arxiv.org/abs/1608.06993
"""

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Concat, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, GlobalPool, Pool
from cnn_lessons.blueprints.normalization import BatchNorm

LAYERS = {  # in each of the four blocks, table 1
    121: (6, 12, 24, 16),
    169: (6, 12, 32, 32),
    201: (6, 12, 48, 32),
}
GROWTH = 32  # feature maps that each layer adds
EPSILON = 1.001e-5  # as in keras.applications


def densenet(depth=121, classes=1000, input_shape=(224, 224, 3), include_top=True):
    """Return DenseNet-BC with a growth rate of 32.

    Parameters
    ----------
    depth : {121, 169, 201}, default=121
        Which column of the paper's table.
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, default=(224, 224, 3)
        (H, W, C) of one image.
    include_top : bool, default=True
        Whether the dense layer is there.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the depth is not in the table, the image is too small, or there are no classes.
    """
    if depth not in LAYERS:
        raise ValueError(f"depth={depth!r} is not in DenseNet's table. Use 121, 169 or 201.")
    x = Conv(64, 7, 2, 3, use_bias=False, name="conv1")(Input(input_shape))
    x = _activated(x, "conv1")
    x = Pool(3, 2, 1, name="pool1")(x)
    for block, layers in enumerate(LAYERS[depth], 1):
        x = dense_block(x, layers, f"block{block}")
        if block < 4:
            x = transition(x, f"transition{block}")
    x = _activated(x, "last")
    if include_top:
        x = GlobalPool(name="global_pool")(x)
        x = classify(x, classes)
    return large_enough(Network(f"DenseNet-{depth}", x))


def dense_block(x, layers, name, growth=GROWTH):
    """Return the input with `growth` new feature maps from each of several layers.

    Parameters
    ----------
    x : Node
        Feature maps.
    layers : int
        How many layers the block has: each a bottleneck of 1 × 1, then 3 × 3.
    name : str
        First part of the layers' names.
    growth : int, default=32
        Feature maps that each layer adds.

    Returns
    -------
    Node
    """
    for i in range(1, layers + 1):
        y = _activated(x, f"{name}_layer{i}_0")
        y = Conv(4 * growth, 1, use_bias=False, name=f"{name}_layer{i}_1")(y)
        y = _activated(y, f"{name}_layer{i}_1")
        y = Conv(growth, 3, padding=1, use_bias=False, name=f"{name}_layer{i}_2")(y)
        x = Concat(name=f"{name}_layer{i}_concat")(x, y)
    return x


def transition(x, name):
    """Return half as many feature maps of half the size."""
    x = _activated(x, name)
    x = Conv(x.shape[-1] // 2, 1, use_bias=False, name=f"{name}_conv")(x)
    return Pool(2, operation="average", name=f"{name}_pool")(x)


def _activated(x, name):
    x = BatchNorm(EPSILON, name=f"{name}_bn")(x)
    return Activation("relu", name=f"{name}_relu")(x)
