"""Layers on paper: a network is a list of them, or a graph, and the shape of one image.

A layer knows the shape of its output, the shapes of its weights, and the window
that it slides. What a network costs and what it sees follows from these, before
it is built: see `costs` and `receptive_field`. No array is ever made.

Where a network branches, a layer is called on what it gets, as in Keras; see `graph`. Layers
that normalize are in `normalization`.

Shapes are those of one image, without the batch: (H, W, C), or (D,) for a vector. Layers for
tokens are in `tokens`.
"""

from dataclasses import dataclass
from math import prod

from cnn_lessons.blueprints.layer import Layer
from cnn_lessons.operations.geometry import resolve_window
from cnn_lessons.operations.integers import check_counts, check_groups, height_and_width
from cnn_lessons.operations.values import check_dropout_rate


@dataclass(frozen=True)
class Conv(Layer):
    """A convolution; depthwise where `groups` is the number of channels.

    Parameters
    ----------
    filters : int
        How many; with `kernel_size` it takes the place of the kernel array of `conv2d`.
    kernel_size : int or (height, width)
        Size of each filter, in weights.
    strides, padding, dilation_rate, groups
        As in `conv2d`.
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
        return (*self.window(input_shape).output_size, self.filters)

    def weights(self, input_shape):
        """Return a kernel (KH, KW, C // groups, filters), and a bias (filters,)."""
        C = input_shape[2]
        check_groups(self.groups, C, self.filters)
        KH, KW = height_and_width(self.kernel_size, "kernel_size")
        kernel = {"kernel": (KH, KW, C // self.groups, self.filters)}
        return kernel | {"bias": (self.filters,)} if self.use_bias else kernel

    def window(self, input_shape):
        """Return what slides: the kernel."""
        geometry = self.kernel_size, self.strides, self.padding, self.dilation_rate
        return resolve_window(input_shape[:2], *geometry)


@dataclass(frozen=True)
class Pool(Layer):
    """A pooling layer: each channel by itself, without weights.

    Parameters
    ----------
    pool_size, strides, padding
        As in `max_pool2d`.
    operation : {"max", "average"}, default="max"
        What is kept of a window; it costs the same.

    Examples
    --------
    The first pooling of AlexNet, whose windows overlap:

    >>> Pool(3, strides=2).output_shape((55, 55, 96))
    (27, 27, 96)
    """

    pool_size: int | tuple = 2
    strides: int | tuple | None = None
    padding: str | int | tuple = "valid"
    operation: str = "max"

    kind = "pool"
    axes = (3,)

    def output_shape(self, input_shape):
        """Return (OH, OW, C)."""
        return (*self.window(input_shape).output_size, input_shape[2])

    def window(self, input_shape):
        """Return what slides: the pool."""
        strides = self.pool_size if self.strides is None else self.strides
        return resolve_window(input_shape[:2], self.pool_size, strides, self.padding)


@dataclass(frozen=True)
class GlobalPool(Layer):
    """The mean or the maximum of each whole feature map.

    Parameters
    ----------
    operation : {"average", "max"}, default="average"
        Which of the two.
    """

    operation: str = "average"

    kind = "global pool"
    axes = (3,)

    def output_shape(self, input_shape):
        """Return (C,)."""
        return input_shape[2:]

    def window(self, input_shape):
        """Return a window as large as the feature map."""
        return resolve_window(input_shape[:2], input_shape[:2])


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
        return resolve_window(input_shape[:2], input_shape[:2])


@dataclass(frozen=True)
class Dense(Layer):
    """A fully connected layer: every unit has a weight for every input.

    Of tokens (T, D) each goes through the same layer by itself.

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
    axes = (1, 2)

    def __post_init__(self):
        check_counts(units=self.units)

    def output_shape(self, input_shape):
        """Return (units,), or (T, units) of tokens."""
        return (*input_shape[:-1], self.units)

    def weights(self, input_shape):
        """Return a kernel (D, units), and a bias (units,)."""
        kernel = {"kernel": (input_shape[-1], self.units)}
        return kernel | {"bias": (self.units,)} if self.use_bias else kernel


@dataclass(frozen=True)
class Activation(Layer):
    """A function of each number, such as ReLU; its gradient needs no more than its output.

    Parameters
    ----------
    function : str, default="relu"
        Its name in Keras: "relu", "relu6", "swish", "gelu", "tanh", "sigmoid", "softmax".
    """

    function: str = "relu"

    kind = "activation"
    in_place = True


@dataclass(frozen=True)
class Dropout(Layer):
    """A share of the numbers is set to 0 in training; nothing happens afterwards.

    Parameters
    ----------
    rate : float
        Share that is dropped, from 0 to below 1.
    whole : bool, default=False
        Whether an image loses all its numbers or none: stochastic depth.
    """

    rate: float
    whole: bool = False

    kind = "dropout"
    in_place = True

    def __post_init__(self):
        check_dropout_rate(self.rate)
