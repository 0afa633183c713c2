"""ResNet: a block learns what to add to its input.

K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", 2016,
table 1 and figure 5. https://arxiv.org/abs/1512.03385
The same, "Identity mappings in deep residual networks", 2016, figure 1, for version 2.
https://arxiv.org/abs/1603.05027
S. Xie et al., "Aggregated residual transformations for deep neural networks", 2017, table 1,
for ResNeXt. https://arxiv.org/abs/1611.05431
"""

from dataclasses import dataclass

from cnn_lessons.architectures.top import classify
from cnn_lessons.operations.graph import Add, Input, Network
from cnn_lessons.operations.layers import Activation, BatchNorm, Conv, GlobalPool, Pool

FILTERS = (64, 128, 256, 512)  # of the 3 × 3 convolutions in conv2_x to conv5_x
BLOCKS = {  # in conv2_x to conv5_x, table 1
    18: (2, 2, 2, 2),
    34: (3, 4, 6, 3),
    50: (3, 4, 6, 3),
    101: (3, 4, 23, 3),
    152: (3, 8, 36, 3),
}
EXPANSION = 4  # a bottleneck's last convolution has so many times the filters
EPSILON = 1.001e-5  # as in keras.applications


def resnet(
    depth=50,
    classes=1000,
    input_shape=(224, 224, 3),
    include_top=True,
    use_bias=False,
    shortcuts=True,
    batch_norm=True,
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

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the depth is not in the table, the image is too small, or there are no classes.

    Examples
    --------
    >>> from cnn_lessons.operations import count_costs
    >>> count_costs(resnet(50)).trainable
    25557032
    """
    style = Style(use_bias or not batch_norm, batch_norm, shortcuts)
    x = body(Input(input_shape), depth, style)
    x = top(x, classes) if include_top else x
    return Network(f"{'ResNet' if shortcuts else 'Plain network'}-{depth}", x)


def resnet_v2(depth=50, classes=1000, input_shape=(224, 224, 3), include_top=True):
    """Return ResNet with pre-activation: normalization and ReLU before each convolution.

    Parameters, Returns and Raises are those of `resnet`.
    """
    blocks = _blocks(depth)
    x = Conv(64, 7, 2, 3, use_bias=False, name="conv1")(Input(input_shape))
    x = Pool(3, 2, 1, name="pool1")(x)
    for stage, (filters, count) in enumerate(zip(FILTERS, blocks, strict=True), 2):
        for i in range(1, count + 1):
            strides = 2 if stage > 2 and i == 1 else 1
            x = _preactivated_block(x, filters, strides, f"conv{stage}_block{i}", depth >= 50)
    x = BatchNorm(EPSILON, name="post_bn")(x)
    x = Activation("relu", name="post_relu")(x)
    x = top(x, classes) if include_top else x
    return Network(f"ResNet-{depth} v2", x)


def resnext(depth=50, classes=1000, input_shape=(224, 224, 3), include_top=True):
    """Return ResNeXt with 32 groups of 4 channels, "32×4d".

    Parameters, Returns and Raises are those of `resnet`, for depth 50, 101 and 152.
    """
    if depth < 50:
        raise ValueError(f"depth={depth} has no bottlenecks to group. Use 50, 101 or 152.")
    x = body(Input(input_shape), depth, Style(groups=32))
    x = top(x, classes) if include_top else x
    return Network(f"ResNeXt-{depth}", x)


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
    block = bottleneck if depth >= 50 else basic_block
    for stage, (filters, count) in enumerate(zip(FILTERS, blocks, strict=True), 2):
        for i in range(1, count + 1):
            strides = 2 if stage > 2 and i == 1 else 1
            x = block(x, filters, strides, f"conv{stage}_block{i}", style, gate)
    return x


@dataclass(frozen=True)
class Style:
    """How the convolutions of the blocks are made; by default as published.

    Parameters
    ----------
    use_bias, batch_norm, shortcuts
        As in `resnet`.
    groups : int, default=1
        Of the 3 × 3 convolutions in bottlenecks; 32 of ResNeXt.
    """

    use_bias: bool = False
    batch_norm: bool = True
    shortcuts: bool = True
    groups: int = 1

    def convolve(self, x, filters, size, name, strides=1, relu=True, groups=1):
        """Return a convolution, its normalization and, if wanted, a ReLU."""
        padding = size // 2
        conv = Conv(
            filters,
            size,
            strides,
            padding,
            groups=groups,
            use_bias=self.use_bias,
            name=f"{name}_conv",
        )
        x = conv(x)
        if self.batch_norm:
            x = BatchNorm(EPSILON, name=f"{name}_bn")(x)
        return Activation("relu", name=f"{name}_relu")(x) if relu else x


def basic_block(x, filters, strides, name, style, gate=None):
    """Return two 3 × 3 convolutions, added to what came in (figure 5, left).

    Parameters
    ----------
    x : Node
        Feature maps.
    filters : int
        Of both convolutions.
    strides : int
        Of the first.
    name : str
        First part of the layers' names.
    style : Style
        Biases, normalization, shortcuts.
    gate : callable, optional
        Applied to the feature maps before the addition: see `senet`.

    Returns
    -------
    Node
    """
    y = style.convolve(x, filters, 3, f"{name}_1", strides)
    y = style.convolve(y, filters, 3, f"{name}_2", relu=False)
    return _joined(x, y, strides, name, style, gate)


def bottleneck(x, filters, strides, name, style, gate=None):
    """Return 1 × 1, 3 × 3 and 1 × 1, added to what came in (figure 5, right).

    The stride is that of the first convolution, as in the paper; many libraries give it to
    the second ("version 1.5"), and in ResNeXt it is there. Parameters are those of
    `basic_block`.
    """
    grouped = style.groups > 1
    width = 2 * filters if grouped else filters  # 32 groups of 4 where there were 64 filters
    first, second = (1, strides) if grouped else (strides, 1)
    y = style.convolve(x, width, 1, f"{name}_1", first)
    y = style.convolve(y, width, 3, f"{name}_2", second, groups=style.groups)
    y = style.convolve(y, EXPANSION * filters, 1, f"{name}_3", relu=False)
    return _joined(x, y, strides, name, style, gate)


def _joined(x, y, strides, name, style, gate):
    """Return the sum of a block's input and what it computed, through a ReLU."""
    y = gate(y, name) if gate else y
    if style.shortcuts:
        if strides > 1 or x.shape != y.shape:  # option B: a projection where dimensions change
            x = style.convolve(x, y.shape[-1], 1, f"{name}_0", strides, relu=False)
        y = Add(name=f"{name}_add")(x, y)
    return Activation("relu", name=f"{name}_out")(y)


def _preactivated_block(x, filters, strides, name, is_bottleneck):
    sizes = [(filters, 3), (filters, 3)]
    if is_bottleneck:
        sizes = [(filters, 1), (filters, 3), (EXPANSION * filters, 1)]
    shortcut = y = x
    for i, (width, size) in enumerate(sizes, 1):
        y = BatchNorm(EPSILON, name=f"{name}_{i}_bn")(y)
        y = Activation("relu", name=f"{name}_{i}_relu")(y)
        step = strides if i == 1 else 1
        if i == 1 and (strides > 1 or x.shape[-1] != sizes[-1][0]):
            projection = Conv(sizes[-1][0], 1, strides, use_bias=False, name=f"{name}_0_conv")
            shortcut = projection(y)
        y = Conv(width, size, step, size // 2, use_bias=False, name=f"{name}_{i}_conv")(y)
    return Add(name=f"{name}_add")(shortcut, y)


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
