"""ResNet: a block learns what to add to its input.

K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", 2015,
table 1 and section 4.2. https://arxiv.org/abs/1512.03385
The same, "Identity mappings in deep residual networks", 2016, for version 2.
https://arxiv.org/abs/1603.05027
S. Xie et al., "Aggregated residual transformations for deep neural networks", 2016, table 1,
for ResNeXt. https://arxiv.org/abs/1611.05431
"""

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.residual_blocks import (
    EPSILON,
    Style,
    basic_block,
    bottleneck,
    preactivated_block,
)
from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Input, Network
from cnn_lessons.blueprints.layers import Activation, GlobalPool, Pool
from cnn_lessons.blueprints.normalization import BatchNorm

FILTERS = (64, 128, 256, 512)  # of the 3 × 3 convolutions in conv2_x to conv5_x
BLOCKS = {  # in conv2_x to conv5_x, table 1
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}
CIFAR_FILTERS = (16, 32, 64)  # for maps of 32, 16 and 8 pixels, section 4.2


def resnet(
    depth=50,
    classes=1000,
    input_shape=(224, 224, 3),
    include_top=True,
    use_bias=False,
    shortcuts=True,
    batch_norm=True,
    strided_kernel=1,
):
    """Return ResNet, or the plain network that it is compared with.

    Parameters
    ----------
    depth : {18, 34, 50, 101, 152}, default=50
        Which column of the paper's table; from 50 on with bottlenecks.
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, default=(224, 224, 3)
        (H, W, C) of one image.
    include_top : bool, default=True
        Whether the dense layer is there.
    use_bias : bool, default=False
        Whether convolutions have biases, which the batch normalization behind them takes
        away again: `keras.applications` has them.
    shortcuts : bool, default=True
        False gives the plain network of figure 3.
    batch_norm : bool, default=True
        False leaves it out, to see what it does; the convolutions have biases then.
    strided_kernel : {1, 3}, default=1
        Which convolution of a bottleneck takes its stride: the first 1 × 1, as in the paper and
        in Keras, or the 3 × 3, as in PyTorch ("version 1.5").

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the depth is not in the table, the image is too small, or there are no classes.

    Examples
    --------
    >>> from cnn_lessons.blueprints import count_costs
    >>> count_costs(resnet(50)).trainable
    25557032
    """
    style = Style(use_bias or not batch_norm, batch_norm, shortcuts, strided_kernel)
    x = body(Input(input_shape), depth, style)
    x = top(x, classes) if include_top else x
    return large_enough(Network(f"{'ResNet' if shortcuts else 'Plain network'}-{depth}", x))


def resnet_v2(depth=50, classes=1000, input_shape=(224, 224, 3), include_top=True):
    """Return ResNet with pre-activation: normalization and ReLU before each convolution.

    Parameters, Returns and Raises are those of `resnet`.
    """
    blocks = _blocks(depth)
    x = Style().convolve(Input(input_shape), 64, 7, "conv1", 2)
    x = Pool(3, 2, 1, name="pool1")(x)
    for stage, (filters, count) in enumerate(zip(FILTERS, blocks, strict=True), 2):
        for i in range(1, count + 1):
            strides = 2 if stage > 2 and i == 1 else 1
            name, is_first = f"conv{stage}_block{i}", stage == 2 and i == 1
            x = preactivated_block(x, filters, strides, name, depth >= 50, is_first)
    x = BatchNorm(EPSILON, name="post_bn")(x)
    x = Activation("relu", name="post_relu")(x)
    x = top(x, classes) if include_top else x
    return large_enough(Network(f"ResNet-{depth} v2", x))


def resnext(depth=50, classes=1000, input_shape=(224, 224, 3), include_top=True):
    """Return ResNeXt with 32 groups of 4 channels, "32×4d".

    Parameters, Returns and Raises are those of `resnet`, for depth 50, 101 and 152.
    """
    if depth < 50:
        raise ValueError(f"depth={depth} has no bottlenecks to group. Use 50, 101 or 152.")
    x = body(Input(input_shape), depth, Style(strided_kernel=3, groups=32))
    x = top(x, classes) if include_top else x
    return large_enough(Network(f"ResNeXt-{depth}", x))


def resnet_cifar(
    depth=20,
    classes=10,
    input_shape=(32, 32, 3),
    include_top=True,
    filters=CIFAR_FILTERS,
    shortcuts=True,
    batch_norm=True,
):
    """Return the ResNet for small images: three stages of basic blocks, no pooling before.

    Where dimensions change it has projections; the paper pads its shortcuts with zeros there,
    so that plain and residual networks have the same parameters.

    Parameters
    ----------
    depth : int, default=20
        6n + 2: one convolution, three stages of n blocks, one dense layer. The paper has 20, 32,
        44, 56, 110 and 1202.
    classes, input_shape, include_top, shortcuts, batch_norm
        As in `resnet`.
    filters : tuple of int, default=(16, 32, 64)
        Of the convolutions in each stage.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the depth is not 6n + 2, or there are no classes.

    References
    ----------
    .. [1] K. He et al., "Deep residual learning for image recognition", 2015, section 4.2.

    Examples
    --------
    >>> resnet_cifar(56).depth()
    56
    """
    if depth < 8 or depth % 6 != 2:
        raise ValueError(f"depth={depth!r} is not 6n + 2. Use 20, 32, 44, 56 or 110.")
    style = Style(not batch_norm, batch_norm, shortcuts)
    x = style.convolve(Input(input_shape), filters[0], 3, "conv1")
    x = _stages(x, filters, len(filters) * [depth // 6], basic_block, style)
    x = top(x, classes) if include_top else x
    return large_enough(
        Network(f"{'ResNet' if shortcuts else 'Plain network'}-{depth} for small images", x)
    )


def body(x, depth, style=None, gate=None):
    """Return everything between the image and the global pooling.

    Parameters
    ----------
    x : Node
        The image.
    depth : {18, 34, 50, 101, 152}
        Which column of the paper's table.
    style : Style, optional
        How convolutions are made; by default as published.
    gate : callable, optional
        Applied to what a block computes, with the block's name, before the addition.

    Returns
    -------
    Node
        Feature maps.

    Raises
    ------
    ValueError
        If the depth is not in the table, or the image is too small.
    """
    blocks, style = _blocks(depth), style or Style()
    x = style.convolve(x, 64, 7, "conv1", 2)
    x = Pool(3, 2, 1, name="pool1")(x)
    return _stages(x, FILTERS, blocks, bottleneck if depth >= 50 else basic_block, style, gate)


def _stages(x, filters, blocks, block, style, gate=None):
    """Return stage after stage of blocks; all but the first stage begin with a stride of 2."""
    for stage, (width, count) in enumerate(zip(filters, blocks, strict=True), 2):
        for i in range(1, count + 1):
            strides = 2 if stage > 2 and i == 1 else 1
            x = block(x, width, strides, f"conv{stage}_block{i}", style, gate)
    return x


def _blocks(depth):
    if depth not in BLOCKS:
        raise ValueError(
            f"depth={depth!r} is not in ResNet's table. Use {', '.join(map(str, BLOCKS))}."
        )
    return BLOCKS[depth]


def top(x, classes):
    """Return the scores for feature maps: their means, one dense layer, softmax."""
    x = GlobalPool(name="global_pool")(x)
    return classify(x, classes)
