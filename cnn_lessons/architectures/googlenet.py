"""GoogLeNet: several sizes of window side by side.

C. Szegedy et al., "Going deeper with convolutions", 2014, table 1 and figure 3.
https://arxiv.org/abs/1409.4842
"""

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Concat, Input, Network
from cnn_lessons.blueprints.layers import (
    Activation,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Pool,
)
from cnn_lessons.blueprints.normalization import BatchNorm, LocalResponseNorm

# Table 1: filters of 1×1; 3×3 reduce, 3×3; 5×5 reduce, 5×5; pool proj.
MODULES = {
    "3a": (64, 96, 128, 16, 32, 32),
    "3b": (128, 128, 192, 32, 96, 64),
    "4a": (192, 96, 208, 16, 48, 64),
    "4b": (160, 112, 224, 24, 64, 64),
    "4c": (128, 128, 256, 24, 64, 64),
    "4d": (112, 144, 288, 32, 64, 64),
    "4e": (256, 160, 320, 32, 128, 128),
    "5a": (256, 160, 320, 32, 128, 128),
    "5b": (384, 192, 384, 48, 128, 128),
}
POOLED = {"3b": "pool3", "4e": "pool4"}  # a max pooling comes after these
AUXILIARY = {"4a": "aux1", "4d": "aux2"}  # a head for training sits on these


def googlenet(
    classes=1000, input_shape=(224, 224, 3), include_top=True, auxiliary=False, torchvision=False
):
    """Return GoogLeNet, as published or as torchvision has it.

    Parameters
    ----------
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, default=(224, 224, 3)
        (H, W, C) of one image.
    include_top : bool, default=True
        Whether the last dense layer is there.
    auxiliary : bool, default=False
        Whether the two heads are there that only training needs: three outputs then.
    torchvision : bool, default=False
        Whether it has batch normalization in place of biases and local response
        normalization, and 3 × 3 where the paper has 5 × 5.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the image is too small, or there are no classes.
    """
    if auxiliary and not include_top:
        raise ValueError("auxiliary=True needs include_top=True: the heads are tops.")
    convolve = _convolve_and_normalize if torchvision else _convolve
    x = Input(input_shape)
    x = convolve(x, 64, 7, "conv1", strides=2)
    x = Pool(3, 2, "same", name="pool1")(x)
    if not torchvision:
        x = LocalResponseNorm(name="norm1")(x)
    x = convolve(x, 64, 1, "conv2_reduce")
    x = convolve(x, 192, 3, "conv2")
    if not torchvision:
        x = LocalResponseNorm(name="norm2")(x)
    x = Pool(3, 2, "same", name="pool2")(x)
    heads = []
    for name, filters in MODULES.items():
        x = inception(x, filters, f"inception_{name}", convolve, 3 if torchvision else 5)
        if auxiliary and name in AUXILIARY:
            heads.append(_auxiliary_head(x, classes, AUXILIARY[name], convolve))
        if name in POOLED:
            size = 2 if torchvision and name == "4e" else 3
            x = Pool(size, 2, "same", name=POOLED[name])(x)
    if include_top:
        x = GlobalPool(name="global_pool")(x)
        x = Dropout(0.2 if torchvision else 0.4, name="dropout")(x)
        x = classify(x, classes, "classifier")
    return large_enough(
        Network("GoogLeNet, torchvision" if torchvision else "GoogLeNet", x, *heads)
    )


def inception(x, filters, name, convolve=None, large=5):
    """Return four branches of an inception module, one behind the other.

    Parameters
    ----------
    x : Node
        Feature maps.
    filters : tuple of int
        A row of `MODULES`.
    name : str
        First part of the layers' names.
    convolve : callable, optional
        By default a convolution and a ReLU.
    large : int, default=5
        Kernel size of the third branch.

    Returns
    -------
    Node
    """
    convolve = convolve or _convolve
    ones, reduce3, threes, reduce5, fives, projected = filters
    branches = [
        convolve(x, ones, 1, f"{name}_1x1"),
        convolve(convolve(x, reduce3, 1, f"{name}_3x3_reduce"), threes, 3, f"{name}_3x3"),
        convolve(convolve(x, reduce5, 1, f"{name}_5x5_reduce"), fives, large, f"{name}_5x5"),
        convolve(Pool(3, 1, "same", name=f"{name}_pool")(x), projected, 1, f"{name}_pool_proj"),
    ]
    return Concat(name=f"{name}_output")(*branches)


def _convolve(x, filters, size, name, strides=1):
    x = Conv(filters, size, strides, "same", name=name)(x)
    return Activation("relu", name=f"{name}_relu")(x)


def _convolve_and_normalize(x, filters, size, name, strides=1):
    x = Conv(filters, size, strides, "same", use_bias=False, name=name)(x)
    x = BatchNorm(name=f"{name}_bn")(x)
    return Activation("relu", name=f"{name}_relu")(x)


def _auxiliary_head(x, classes, name, convolve):
    """Return the head of section 5: pooling, 128 convolutions of 1 × 1, two dense layers."""
    x = Pool(5, 3, operation="average", name=f"{name}_pool")(x)
    x = convolve(x, 128, 1, f"{name}_conv")
    x = Flatten(name=f"{name}_flatten")(x)
    x = Dense(1024, name=f"{name}_fc")(x)
    x = Activation("relu", name=f"{name}_fc_relu")(x)
    x = Dropout(0.7, name=f"{name}_dropout")(x)
    return classify(x, classes, f"{name}_classifier", f"{name}_softmax")
