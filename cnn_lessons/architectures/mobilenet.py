"""MobileNet: networks for a telephone.

A. Howard et al., "MobileNets: efficient convolutional neural networks for mobile vision
applications", 2017, table 1. https://arxiv.org/abs/1704.04861
M. Sandler et al., "MobileNetV2: inverted residuals and linear bottlenecks", 2018, table 2.
https://arxiv.org/abs/1801.04381
"""

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dropout, GlobalPool
from cnn_lessons.blueprints.normalization import BatchNorm

V1 = [  # filters, strides of each depthwise separable convolution
    (64, 1),
    (128, 2),
    (128, 1),
    (256, 2),
    (256, 1),
    (512, 2),
    *[(512, 1)] * 5,
    (1024, 2),
    (1024, 1),
]
# Of the depthwise convolutions, as in keras.applications: not "same" where a map is odd.
V1_PADDING = {1: "same", 2: ((0, 1), (0, 1))}
V2 = [  # expansion, filters, blocks, strides of the first: table 2
    (1, 16, 1, 1),
    (6, 24, 2, 2),
    (6, 32, 3, 2),
    (6, 64, 4, 2),
    (6, 96, 3, 1),
    (6, 160, 3, 2),
    (6, 320, 1, 1),
]


def mobilenet(alpha=1.0, classes=1000, input_shape=(224, 224, 3), include_top=True):
    """Return MobileNet.

    Parameters
    ----------
    alpha : float, default=1.0
        Width: every layer has so many times the filters.
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
        If alpha is not above 0, the image is too small, or there are no classes.
    """
    _check(alpha)
    x = _convolve(Input(input_shape), int(32 * alpha), 3, "conv1", strides=2)
    for i, (filters, strides) in enumerate(V1, 1):
        padding = V1_PADDING[strides]
        x = _convolve(x, x.shape[-1], 3, f"conv_dw_{i}", strides, depthwise=True, padding=padding)
        x = _convolve(x, int(filters * alpha), 1, f"conv_pw_{i}")
    if include_top:
        x = GlobalPool(name="global_pool")(x)
        x = Dropout(1e-3, name="dropout")(x)
        x = classify(x, classes)
    return large_enough(Network("MobileNet" if alpha == 1 else f"MobileNet {alpha:g}", x))


def mobilenet_v2(alpha=1.0, classes=1000, input_shape=(224, 224, 3), include_top=True):
    """Return MobileNetV2.

    Parameters, Returns and Raises are those of `mobilenet`.
    """
    _check(alpha)
    x = _convolve(Input(input_shape), round_to_eight(32 * alpha), 3, "conv1", strides=2)
    number = 0
    for expansion, filters, blocks, strides in V2:
        width = round_to_eight(filters * alpha)
        for i in range(blocks):
            x = inverted_residual(x, width, strides if i == 0 else 1, expansion, f"block{number}")
            number += 1
    last = round_to_eight(1280 * alpha) if alpha > 1 else 1280
    x = _convolve(x, last, 1, "conv_last")
    if include_top:
        x = GlobalPool(name="global_pool")(x)
        x = classify(x, classes)
    return large_enough(Network("MobileNetV2" if alpha == 1 else f"MobileNetV2 {alpha:g}", x))


def inverted_residual(x, filters, strides, expansion, name):
    """Return wide in the middle, narrow at both ends: 1 × 1, depthwise 3 × 3, 1 × 1.

    Parameters
    ----------
    x : Node
        Feature maps, few.
    filters : int
        How many come out, through no activation: the linear bottleneck.
    strides : int
        Of the depthwise convolution.
    expansion : int
        How many times as many feature maps there are in the middle.
    name : str
        First part of the layers' names.

    Returns
    -------
    Node
    """
    y = x
    if expansion > 1:
        y = _convolve(y, expansion * x.shape[-1], 1, f"{name}_expand")
    y = _convolve(y, y.shape[-1], 3, f"{name}_depthwise", strides, depthwise=True)
    y = _convolve(y, filters, 1, f"{name}_project", relu=False)
    return Add(name=f"{name}_add")(x, y) if x.shape == y.shape else y


def _convolve(x, filters, size, name, strides=1, depthwise=False, relu=True, padding="same"):
    groups = filters if depthwise else 1
    x = Conv(filters, size, strides, padding, groups=groups, use_bias=False, name=name)(x)
    x = BatchNorm(name=f"{name}_bn")(x)
    return Activation("relu6", name=f"{name}_relu")(x) if relu else x


def round_to_eight(filters):
    """Return the nearest multiple of 8, and not more than a tenth below."""
    rounded = max(8, int(filters + 4) // 8 * 8)
    return rounded + 8 if rounded < 0.9 * filters else rounded


def _check(alpha):
    if not alpha > 0:
        raise ValueError(f"alpha={alpha!r}, but a width above 0 is expected, such as 0.5.")
