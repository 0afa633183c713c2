"""Shape arithmetic: how large the output of a layer is.

Pure integer arithmetic, mostly one spatial axis at a time. No array is ever
built, so every number in this module can be checked with pencil and paper.
"""

from math import ceil
from typing import NamedTuple

from cnn_lessons.operations.integers import is_int, is_pair, whole_number

UNKNOWN_PADDING = 'padding={!r} is not known. Use "valid", "same", an int, or {}.'


def window_size(kernel_size, dilation_rate=1):
    """Return how many pixels a kernel spans along one spatial axis.

    Parameters
    ----------
    kernel_size, dilation_rate : int
        Number of weights, and distance between neighbouring weights, in pixels.

    Returns
    -------
    int
        From the first weight to the last, both included, in pixels.

    Examples
    --------
    Three weights, next to each other and then with a gap of one pixel:

    >>> window_size(3), window_size(3, dilation_rate=2)
    (3, 5)
    """
    kernel_size = whole_number(kernel_size, "kernel_size", least=1)
    dilation_rate = whole_number(dilation_rate, "dilation_rate", least=1)
    return dilation_rate * (kernel_size - 1) + 1


def same_padding(size, kernel_size, strides=1, dilation_rate=1):
    """Return how many zeros ``padding="same"`` adds before and after one axis.

    The rule is TensorFlow's: add just enough for ``ceil(size / strides)``
    outputs, half on each side, and an odd pixel at the end. Where the stride
    leaves pixels over, fewer zeros are needed than at stride 1, down to none.

    Parameters
    ----------
    size, kernel_size : int
        Height or width of the input, in pixels, and of the kernel, in weights.
    strides, dilation_rate : int, default=1
        Distances between neighbouring windows and kernel weights, in pixels.

    Returns
    -------
    tuple of int
        ``(before, after)``: top and bottom, or left and right, in pixels.

    Raises
    ------
    ValueError, TypeError
        If a size or a distance is not an int of at least 1.

    References
    ----------
    .. [1] TensorFlow, "tf.nn", notes on padding.
       https://www.tensorflow.org/api_docs/python/tf/nn#notes_on_padding_2

    Examples
    --------
    Every 3x3 layer of VGG, then a 7x7 layer of stride 2 on 224 pixels. ResNet
    puts 3 zeros on both sides there; TensorFlow's rule does not:

    >>> same_padding(224, kernel_size=3)
    (1, 1)
    >>> same_padding(224, kernel_size=7, strides=2)
    (2, 3)
    """
    size = whole_number(size, "size", least=1)
    strides = whole_number(strides, "strides", least=1)
    return _same_padding(size, window_size(kernel_size, dilation_rate), strides)


def _same_padding(size, span, strides):
    outputs = ceil(size / strides)
    total = max((outputs - 1) * strides + span - size, 0)
    return total // 2, total - total // 2


def conv_output_size(size, kernel_size, strides=1, padding="valid", dilation_rate=1):
    """Return the output size of a convolution along one spatial axis.

    A kernel covers ``dilation_rate * (kernel_size - 1) + 1`` pixels. The output
    has one entry for every place where that window fits on the padded input.

    Parameters
    ----------
    size : int
        Input height or width, in pixels.
    kernel_size : int
        Kernel height or width, in weights.
    strides : int, default=1
        Distance between neighbouring windows, in pixels.
    padding : {"valid", "same"}, int or (before, after), default="valid"
        ``"valid"`` adds nothing; ``"same"`` adds just enough zeros for
        ``ceil(size / strides)`` outputs; an int adds that many on *each* side;
        a pair says how many before and how many after.
    dilation_rate : int, default=1
        Distance between neighbouring kernel weights, in pixels.

    Returns
    -------
    int
        Output height or width, in pixels; at least 1.

    Raises
    ------
    ValueError
        If the window is larger than the padded input, or `padding` is unknown.
    TypeError
        If a size or a distance is not an int.

    References
    ----------
    .. [1] V. Dumoulin and F. Visin, "A guide to convolution arithmetic for deep
       learning", 2016, relationships 6 and 15. https://arxiv.org/abs/1603.07285

    Examples
    --------
    The first layers of LeNet-5, of AlexNet and of ResNet:

    >>> conv_output_size(32, kernel_size=5)
    28
    >>> conv_output_size(227, kernel_size=11, strides=4)
    55
    >>> conv_output_size(224, kernel_size=7, strides=2, padding=3)
    112
    """
    size = whole_number(size, "size", least=1)
    strides = whole_number(strides, "strides", least=1)
    window_size(kernel_size, dilation_rate)  # it says what is wrong with either
    return fit_window(size, kernel_size, strides, padding, dilation_rate).places


class FittedWindow(NamedTuple):
    """How a window lies on one spatial axis: `fit_window` finds it.

    Attributes
    ----------
    before, after : int
        Padding, in pixels.
    span : int
        From the window's first weight to its last, in pixels.
    places : int
        Where it fits: the output size.
    """

    before: int
    after: int
    span: int
    places: int


def fit_window(size, kernel_size, strides, padding, dilation_rate, pairs="(before, after)"):
    """Return padding, span and places of a window whose sizes have been checked.

    Parameters
    ----------
    size, kernel_size, strides, padding, dilation_rate
        As in `conv_output_size`; the ints are taken as they are.
    pairs : str, default="(before, after)"
        How the caller writes a padding that is not the same everywhere, for the error's text.

    Returns
    -------
    FittedWindow

    Raises
    ------
    ValueError, TypeError
        If `padding` is unknown or no padding, or the window does not fit.

    Examples
    --------
    The first layer of ResNet:

    >>> fit_window(224, 7, 2, 3, 1)
    FittedWindow(before=3, after=3, span=7, places=112)
    """
    span = dilation_rate * (kernel_size - 1) + 1
    if isinstance(padding, str) and padding == "valid":
        before, after = 0, 0
    elif isinstance(padding, str) and padding == "same":
        before, after = _same_padding(size, span, strides)
    elif is_int(padding):
        before = after = whole_number(padding, "padding", least=0)
    elif is_pair(padding) and all(is_int(amount) for amount in padding):
        before, after = (whole_number(amount, "padding", least=0) for amount in padding)
    else:
        raise ValueError(UNKNOWN_PADDING.format(padding, pairs))
    padded = before + size + after
    if span > padded:
        raise ValueError(
            f"A window of {span} pixels (kernel_size={kernel_size}, "
            f"dilation_rate={dilation_rate}) does not fit on {padded} pixels "
            f"({before} + {size} + {after} with the padding). "
            "Use a smaller kernel_size or dilation_rate, a larger input, or more padding."
        )
    return FittedWindow(before, after, span, (padded - span) // strides + 1)
