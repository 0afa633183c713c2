"""Layers on paper: a network is a list of them, and the shape of one image.

A layer knows the shape of its output, the shapes of its weights, and the window
that it slides. What a network costs and what it sees follows from these, before
it is built: see `costs` and `receptive_field`. No array is ever made.

Shapes are those of one image, without the batch: (H, W, C), or (D,) for a vector.
"""

from dataclasses import dataclass, field
from math import prod
from typing import NamedTuple

from cnn_lessons.operations.padding_stride import (
    conv_output_size,
    explicit_padding,
    height_and_width,
)


class Window(NamedTuple):
    """What slides over feature maps: the arguments of `explicit_padding`."""

    kernel_size: int | tuple = 1
    strides: int | tuple = 1
    padding: str | int | tuple = "valid"
    dilation_rate: int | tuple = 1

    def axes(self, input_shape):
        """Return the arguments of `conv_output_size`, for the rows and for the columns."""
        return zip(
            input_shape[:2],
            height_and_width(self.kernel_size, "kernel_size"),
            height_and_width(self.strides, "strides"),
            explicit_padding(input_shape[:2], *self),
            height_and_width(self.dilation_rate, "dilation_rate"),
            strict=True,
        )

    def places(self, input_shape):
        """Return in how many rows and columns of places it fits."""
        return tuple(conv_output_size(*axis) for axis in self.axes(input_shape))


@dataclass(frozen=True)
class Layer:
    """A layer that passes on what it gets; all others say where they differ.

    Parameters
    ----------
    name : str, default=""
        Shown in tables; by default the kind of layer and a number.
    """

    name: str = field(default="", kw_only=True)

    kind = "layer"
    axes = (1, 3)  # an input may be a vector (D,), a feature map (H, W, C) or both
    untrained = ()  # names of the weights that training leaves alone
    in_place = False  # whether the output takes the place of the input in memory

    def output_shape(self, input_shape):
        """Return the shape of the output for one image."""
        return input_shape

    def weights(self, input_shape):
        """Return the shapes of the weights by name."""
        return {}

    def window(self, input_shape):
        """Return the window through which one output sees a feature map (H, W, C)."""
        return Window()


@dataclass(frozen=True)
class Conv(Layer):
    """A convolution; depthwise where `groups` is the number of channels.

    Parameters
    ----------
    filters, kernel_size, strides, padding, dilation_rate, groups
        As in `conv2d`, with the number of filters for the kernel array.
    use_bias : bool, default=True
        Whether each feature map has a bias.

    Examples
    --------
    The first layer of AlexNet:

    >>> conv1 = Conv(96, 11, strides=4)
    >>> conv1.output_shape((227, 227, 3)), conv1.weights((227, 227, 3))
    ((55, 55, 96), {'kernel': (11, 11, 3, 96), 'bias': (96,)})
    """

    filters: int
    kernel_size: int | tuple
    strides: int | tuple = 1
    padding: str | int | tuple = "valid"
    dilation_rate: int | tuple = 1
    groups: int = 1
    use_bias: bool = True

    kind = "conv"
    axes = (3,)

    def __post_init__(self):
        check_counts(filters=self.filters, groups=self.groups)

    def output_shape(self, input_shape):
        """Return (OH, OW, filters)."""
        return (*self.window(input_shape).places(input_shape), self.filters)

    def weights(self, input_shape):
        """Return a kernel (KH, KW, C // groups, filters), and a bias (filters,)."""
        C = input_shape[2]
        if C % self.groups or self.filters % self.groups:
            raise ValueError(
                f"groups={self.groups} does not divide {C} channels and {self.filters} filters. "
                "Use a common divisor."
            )
        KH, KW = height_and_width(self.kernel_size, "kernel_size")
        kernel = {"kernel": (KH, KW, C // self.groups, self.filters)}
        return kernel | {"bias": (self.filters,)} if self.use_bias else kernel

    def window(self, input_shape):
        """Return what slides: the kernel."""
        return Window(self.kernel_size, self.strides, self.padding, self.dilation_rate)


@dataclass(frozen=True)
class Pool(Layer):
    """A pooling layer: each channel by itself, without weights.

    Parameters
    ----------
    pool_size, strides, padding
        As in `conv2d`; by default the windows lie side by side: the strides are
        the pool's size.

    Examples
    --------
    The first pooling of AlexNet, whose windows overlap:

    >>> Pool(3, strides=2).output_shape((55, 55, 96))
    (27, 27, 96)
    """

    pool_size: int | tuple = 2
    strides: int | tuple | None = None
    padding: str | int | tuple = "valid"

    kind = "pool"
    axes = (3,)

    def output_shape(self, input_shape):
        """Return (OH, OW, C)."""
        return (*self.window(input_shape).places(input_shape), input_shape[2])

    def window(self, input_shape):
        """Return what slides: the pool."""
        strides = self.pool_size if self.strides is None else self.strides
        return Window(self.pool_size, strides, self.padding)


@dataclass(frozen=True)
class GlobalPool(Layer):
    """The mean or the maximum of each whole feature map."""

    kind = "global pool"
    axes = (3,)

    def output_shape(self, input_shape):
        """Return (C,)."""
        return input_shape[2:]

    def window(self, input_shape):
        """Return a window as large as the feature map."""
        return Window(input_shape[:2])


@dataclass(frozen=True)
class Flatten(Layer):
    """All numbers of the feature maps in one row; a view that costs nothing."""

    kind = "flatten"
    in_place = True

    def output_shape(self, input_shape):
        """Return (H * W * C,)."""
        return (prod(input_shape),)

    def window(self, input_shape):
        """Return a window as large as the feature map: the vector holds all of it."""
        return Window(input_shape[:2])


@dataclass(frozen=True)
class Dense(Layer):
    """A fully connected layer: every unit has a weight for every input.

    Parameters
    ----------
    units : int
        How many numbers come out.
    use_bias : bool, default=True
        Whether each unit has a bias.
    """

    units: int
    use_bias: bool = True

    kind = "dense"
    axes = (1,)

    def __post_init__(self):
        check_counts(units=self.units)

    def output_shape(self, input_shape):
        """Return (units,)."""
        return (self.units,)

    def weights(self, input_shape):
        """Return a kernel (D, units), and a bias (units,)."""
        kernel = {"kernel": (*input_shape, self.units)}
        return kernel | {"bias": (self.units,)} if self.use_bias else kernel


@dataclass(frozen=True)
class BatchNorm(Layer):
    """Batch normalization: four numbers for each channel, of which training sets two."""

    kind = "batch norm"
    untrained = ("moving_mean", "moving_variance")

    def weights(self, input_shape):
        """Return a scale, a shift and two running statistics, each (C,)."""
        names = ("gamma", "beta", *self.untrained)
        return dict.fromkeys(names, input_shape[-1:])


@dataclass(frozen=True)
class Activation(Layer):
    """A function of each number, such as ReLU; its gradient needs no more than its output."""

    kind = "activation"
    in_place = True


def check_counts(**counts):
    """Raise an error that helps, unless each of `counts` is an int of at least 1."""
    for name, count in counts.items():
        height_and_width((count, count), name)  # it says what is wrong with an int
