"""The blocks of ResNet: what they compute is added to what they got.

K. He, X. Zhang, S. Ren and J. Sun, "Deep residual learning for image recognition", 2015,
figure 5. https://arxiv.org/abs/1512.03385
The same, "Identity mappings in deep residual networks", 2016, figure 1 b and appendix, for
pre-activation. https://arxiv.org/abs/1603.05027
S. Xie et al., "Aggregated residual transformations for deep neural networks", 2016, figure 3 c,
for groups. https://arxiv.org/abs/1611.05431
"""

from dataclasses import dataclass

from cnn_lessons.blueprints.graph import Add
from cnn_lessons.blueprints.layers import Activation, Conv
from cnn_lessons.blueprints.normalization import BatchNorm

EXPANSION = 4  # a bottleneck's last convolution has so many times the filters
EPSILON = 1.001e-5  # as in keras.applications
MOMENTUM = 0.99  # as in Keras


@dataclass(frozen=True)
class Style:
    """How the convolutions of the blocks are made; by default as published.

    Parameters
    ----------
    use_bias, batch_norm, shortcuts : bool
        Whether there are biases, batch normalization, and anything to add to.
    strided_kernel : {1, 3}, default=1
        Which convolution of a bottleneck takes its stride: the first 1 × 1, or the 3 × 3.
    groups : int, default=1
        Of the 3 × 3 convolutions in bottlenecks; 32 of ResNeXt.

    Raises
    ------
    ValueError
        If there is no such convolution to take the stride.
    """

    use_bias: bool = False
    batch_norm: bool = True
    shortcuts: bool = True
    strided_kernel: int = 1
    groups: int = 1

    def __post_init__(self):
        if self.strided_kernel not in (1, 3):
            raise ValueError(
                f"strided_kernel={self.strided_kernel!r} is not in a bottleneck. Use 1 for the "
                "first 1 × 1, or 3 for the 3 × 3."
            )

    def convolve(self, x, filters, size, name, strides=1, relu=True, groups=1):
        """Return a convolution, its normalization and, if wanted, a ReLU."""
        conv = Conv(
            filters,
            size,
            strides,
            padding=size // 2,
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

    Parameters are those of `basic_block`; four times the `filters` come out.
    """
    first, second = (strides, 1) if style.strided_kernel == 1 else (1, strides)
    width = 2 * filters if style.groups > 1 else filters  # 32 × 4 in ResNeXt, where 64 were
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


def preactivated_block(x, filters, strides, name, is_bottleneck, is_first=False, momentum=MOMENTUM):
    """Return a block with normalization and ReLU before each convolution (version 2).

    Parameters
    ----------
    x, filters, strides, name
        As in `basic_block`.
    is_bottleneck : bool
        Whether it is 1 × 1, 3 × 3, 1 × 1, or twice 3 × 3.
    is_first : bool, default=False
        Whether `x` is normalized and has passed a ReLU already.
    momentum : float, default=0.99
        Of the normalizations' moving averages.

    Returns
    -------
    Node
    """
    sizes = [(filters, 3), (filters, 3)]
    if is_bottleneck:
        sizes = [(filters, 1), (filters, 3), (EXPANSION * filters, 1)]
    shortcut = y = x
    for i, (width, size) in enumerate(sizes, 1):
        if i > 1 or not is_first:
            y = BatchNorm(EPSILON, momentum, name=f"{name}_{i}_bn")(y)
            y = Activation("relu", name=f"{name}_{i}_relu")(y)
        step = strides if i == 1 else 1
        if i == 1 and (strides > 1 or x.shape[-1] != sizes[-1][0]):
            projection = Conv(sizes[-1][0], 1, strides, use_bias=False, name=f"{name}_0_conv")
            shortcut = projection(y)
        y = Conv(width, size, step, size // 2, use_bias=False, name=f"{name}_{i}_conv")(y)
    return Add(name=f"{name}_add")(shortcut, y)
