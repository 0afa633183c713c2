"""Wide ResNet: fewer blocks than ResNet, and more filters in each.

S. Zagoruyko and N. Komodakis, "Wide residual networks", 2016, table 1.
https://arxiv.org/abs/1605.07146
"""

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.residual_blocks import EPSILON, preactivated_block
from cnn_lessons.blueprints.graph import Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dense, GlobalPool
from cnn_lessons.blueprints.normalization import BatchNorm
from cnn_lessons.operations.integers import check_counts

FILTERS = (16, 32, 64)  # of the three stages, times the width
MOMENTUM = 0.9  # of the moving averages, as in Torch, which the paper used


def wide_resnet(depth=16, width=4, classes=10, input_shape=(32, 32, 3)):
    """Return WRN-`depth`-`width` for small images; it ends with logits.

    Parameters
    ----------
    depth : int, default=16
        6n + 4: one convolution, three stages of n blocks, and three projections, which the
        paper counts, too. The paper has 16, 22, 28 and 40.
    width : int, default=4
        How many times as many filters as the ResNet for small images.
    classes : int, default=10
        How many scores come out.
    input_shape : tuple of int, default=(32, 32, 3)
        (H, W, C) of one image.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the depth is not 6n + 4, or there are no filters or classes.

    Examples
    --------
    Table 1 of the paper has 16, 64, 128 and 256 filters for a width of 4; table 4 has 36.5
    million parameters for WRN-28-10.

    >>> from cnn_lessons.blueprints import count_costs
    >>> count_costs(wide_resnet(28, 10)).trainable
    36479194
    """
    if depth < 10 or depth % 6 != 4:
        raise ValueError(f"depth={depth!r} is not 6n + 4. Use 10, 16, 22, 28 or 40.")
    check_counts(width=width, classes=classes)
    x = Conv(FILTERS[0], 3, padding=1, use_bias=False, name="conv1_conv")(Input(input_shape))
    for stage, filters in enumerate(FILTERS, 2):
        for i in range(1, depth // 6 + 1):
            strides = 2 if stage > 2 and i == 1 else 1
            name = f"conv{stage}_block{i}"
            x = preactivated_block(x, width * filters, strides, name, False, momentum=MOMENTUM)
    x = BatchNorm(EPSILON, MOMENTUM, name="post_bn")(x)
    x = GlobalPool(name="global_pool")(Activation("relu", name="post_relu")(x))
    return large_enough(Network(f"WRN-{depth}-{width}", Dense(classes, name="logits")(x)))
