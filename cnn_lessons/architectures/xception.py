"""Xception: channels and places apart, in every layer.

F. Chollet, "Xception: deep learning with depthwise separable convolutions", 2016, figure 5.
https://arxiv.org/abs/1610.02357
"""

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, GlobalPool, Pool
from cnn_lessons.blueprints.normalization import BatchNorm

ENTRY = (128, 256, 728)  # filters of blocks 2 to 4
MIDDLE = 8  # blocks 5 to 12, three separable convolutions each
EXIT = (728, 1024)  # block 13
LAST = (1536, 2048)  # block 14


def xception(classes=1000, input_shape=(299, 299, 3), include_top=True):
    """Return Xception.

    Parameters
    ----------
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, default=(299, 299, 3)
        (H, W, C) of one image.
    include_top : bool, default=True
        Whether the dense layer is there.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the image is too small, or there are no classes.
    """
    x = Input(input_shape)
    for i, (filters, strides) in enumerate([(32, 2), (64, 1)], 1):
        x = Conv(filters, 3, strides, use_bias=False, name=f"block1_conv{i}")(x)
        x = BatchNorm(name=f"block1_conv{i}_bn")(x)
        x = Activation("relu", name=f"block1_conv{i}_relu")(x)
    for block, filters in enumerate(ENTRY, 2):
        x = _shrinking_block(x, (filters, filters), f"block{block}", first_relu=block > 2)
    for block in range(5, 5 + MIDDLE):
        y = x
        for i in (1, 2, 3):
            y = Activation("relu", name=f"block{block}_sepconv{i}_relu")(y)
            y = separable(y, 728, f"block{block}_sepconv{i}")
        x = Add(name=f"block{block}_add")(y, x)
    x = _shrinking_block(x, EXIT, "block13")
    for i, filters in enumerate(LAST, 1):
        x = separable(x, filters, f"block14_sepconv{i}")
        x = Activation("relu", name=f"block14_sepconv{i}_relu")(x)
    if include_top:
        x = GlobalPool(name="global_pool")(x)
        x = classify(x, classes)
    return large_enough(Network("Xception", x))


def separable(x, filters, name):
    """Return a depthwise 3 × 3 convolution, then a pointwise one, normalized.

    Parameters
    ----------
    x : Node
        Feature maps.
    filters : int
        Of the pointwise convolution.
    name : str
        First part of the layers' names.

    Returns
    -------
    Node
    """
    channels = x.shape[-1]
    depthwise = Conv(
        channels, 3, padding="same", groups=channels, use_bias=False, name=f"{name}_depthwise"
    )
    x = depthwise(x)
    x = Conv(filters, 1, use_bias=False, name=f"{name}_pointwise")(x)
    return BatchNorm(name=f"{name}_bn")(x)


def _shrinking_block(x, filters, name, first_relu=True):
    """Return two separable convolutions and a pooling beside a 1 × 1 convolution, added."""
    shortcut = Conv(filters[-1], 1, 2, "same", use_bias=False, name=f"{name}_shortcut")(x)
    shortcut = BatchNorm(name=f"{name}_shortcut_bn")(shortcut)
    y = x
    for i, width in enumerate(filters, 1):
        if i > 1 or first_relu:
            y = Activation("relu", name=f"{name}_sepconv{i}_relu")(y)
        y = separable(y, width, f"{name}_sepconv{i}")
    y = Pool(3, 2, "same", name=f"{name}_pool")(y)
    return Add(name=f"{name}_add")(y, shortcut)
