"""AlexNet: the network that won ILSVRC 2012 by ten points.

A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet classification with deep convolutional
neural networks", 2012, section 3.5. A. Krizhevsky, "One weird trick for parallelizing
convolutional neural networks", 2014, for the one tower. https://arxiv.org/abs/1404.5997
"""

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dense, Dropout, Flatten, Pool
from cnn_lessons.blueprints.normalization import LocalResponseNorm

# Filters, kernel size, strides, padding, groups, normalized, pooled.
GROUPED = [
    (96, 11, 4, 0, 1, True, True),
    (256, 5, 1, 2, 2, True, True),
    (384, 3, 1, 1, 1, False, False),
    (384, 3, 1, 1, 2, False, False),
    (256, 3, 1, 1, 2, False, True),
]
ONE_TOWER = [
    (64, 11, 4, 2, 1, False, True),
    (192, 5, 1, 2, 1, False, True),
    (384, 3, 1, 1, 1, False, False),
    (256, 3, 1, 1, 1, False, False),
    (256, 3, 1, 1, 1, False, True),
]


def alexnet(classes=1000, input_shape=None, include_top=True, one_tower=False):
    """Return AlexNet, in two groups as published or in one tower.

    Parameters
    ----------
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, optional
        (H, W, C) of one image. By default (227, 227, 3), which gives the paper's sizes without
        padding and without rounding up, though it says 224; (224, 224, 3) in one tower.
    include_top : bool, default=True
        Whether the dense layers are there.
    one_tower : bool, default=False
        Whether it is torchvision's, after the author's variant of 2014: fewer filters, no groups
        and, unlike the author's own configuration, no normalization. His footnote has 384 filters
        in the fourth convolution.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the image is too small, or there are no classes.
    """
    x = Input(input_shape or ((224, 224, 3) if one_tower else (227, 227, 3)))
    table = ONE_TOWER if one_tower else GROUPED
    for i, (filters, size, strides, padding, groups, normalized, pooled) in enumerate(table, 1):
        x = Conv(filters, size, strides, padding, groups=groups, name=f"conv{i}")(x)
        x = Activation("relu", name=f"relu{i}")(x)
        if normalized:
            x = LocalResponseNorm(name=f"norm{i}")(x)
        if pooled:
            x = Pool(3, 2, name=f"pool{i}")(x)
    if include_top:
        x = Flatten(name="flatten")(x)
        for i in (6, 7):
            x = Dense(4096, name=f"fc{i}")(x)
            x = Activation("relu", name=f"relu{i}")(x)
            x = Dropout(0.5, name=f"drop{i}")(x)
        x = classify(x, classes, "fc8")
    return large_enough(Network("AlexNet, one tower" if one_tower else "AlexNet", x))
