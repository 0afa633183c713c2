"""Shape arithmetic: how large the output of a layer is.

Pure integer arithmetic, mostly one spatial axis at a time. No array is ever
built, so every number in this module can be checked with pencil and paper.
"""

from math import ceil
from numbers import Integral

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
    kernel_size = _whole_number(kernel_size, "kernel_size", least=1)
    dilation_rate = _whole_number(dilation_rate, "dilation_rate", least=1)
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
    size = _whole_number(size, "size", least=1)
    strides = _whole_number(strides, "strides", least=1)
    outputs = ceil(size / strides)
    needed = (outputs - 1) * strides + window_size(kernel_size, dilation_rate)
    total = max(needed - size, 0)
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
    before, after = _axis_padding(size, kernel_size, strides, padding, dilation_rate)
    return (before + size + after - window_size(kernel_size, dilation_rate)) // strides + 1


def explicit_padding(input_size, kernel_size, strides=1, padding="valid", dilation_rate=1):
    """Return the padding of a 2-D operation as numbers of pixels.

    All the ways to write `padding` mean four numbers in the end. This function
    finds them, and makes sure that at least one window fits.

    Parameters
    ----------
    input_size, kernel_size : int or (height, width)
        Sizes of the input, in pixels, and of the kernel, in weights.
    strides, dilation_rate : int or (height, width), default=1
        Distances between neighbouring windows and kernel weights, in pixels.
    padding : {"valid", "same"}, int or ((top, bottom), (left, right)), default="valid"
        As in `conv_output_size`, but a pair holds one pair for each axis.

    Returns
    -------
    tuple of tuple of int
        ``((top, bottom), (left, right))``, in pixels.

    Raises
    ------
    ValueError, TypeError
        As in `conv_output_size`; above all if the window does not fit.

    Examples
    --------
    The first layer of ResNet, as published and as ``"same"`` would have it:

    >>> explicit_padding(224, kernel_size=7, strides=2, padding=3)
    ((3, 3), (3, 3))
    >>> explicit_padding(224, kernel_size=7, strides=2, padding="same")
    ((2, 3), (2, 3))
    """
    explicit = "((top, bottom), (left, right))"
    if isinstance(padding, (tuple, list)):
        if not (_is_pair(padding) and all(_is_pair(amounts) for amounts in padding)):
            raise ValueError(UNKNOWN_PADDING.format(padding, explicit))
        rows, columns = padding
    else:
        rows = columns = padding
    axes = zip(
        height_and_width(input_size, "input_size"),
        height_and_width(kernel_size, "kernel_size"),
        height_and_width(strides, "strides"),
        (rows, columns),
        height_and_width(dilation_rate, "dilation_rate"),
        strict=True,
    )
    return tuple(_axis_padding(*axis, explicit) for axis in axes)


def height_and_width(value, name):
    """Return `value` as a pair of ints: one int stands for both axes.

    Parameters
    ----------
    value : int or (height, width)
        What came for the parameter `name`; ints of at least 1.
    name : str
        What the caller's parameter is called, for the error's text.

    Returns
    -------
    tuple of int
        ``(height, width)``.

    Raises
    ------
    ValueError, TypeError
        If `value` is neither an int of at least 1 nor a pair of them.

    Examples
    --------
    >>> height_and_width(2, "strides"), height_and_width((2, 1), "strides")
    ((2, 2), (2, 1))
    """
    pair = value if isinstance(value, (tuple, list)) else (value, value)
    if not _is_pair(pair):
        raise ValueError(
            f"{name}={value!r} has {len(pair)} entries. Use one int, or a pair (height, width)."
        )
    height, width = (_whole_number(entry, name, least=1) for entry in pair)
    return height, width


def _axis_padding(size, kernel_size, strides, padding, dilation_rate, explicit="(before, after)"):
    size = _whole_number(size, "size", least=1)
    _whole_number(strides, "strides", least=1)
    window = window_size(kernel_size, dilation_rate)
    if isinstance(padding, str) and padding == "valid":
        before, after = 0, 0
    elif isinstance(padding, str) and padding == "same":
        before, after = same_padding(size, kernel_size, strides, dilation_rate)
    elif _is_int(padding):
        before = after = _whole_number(padding, "padding", least=0)
    elif _is_pair(padding) and all(_is_int(amount) for amount in padding):
        before, after = (_whole_number(amount, "padding", least=0) for amount in padding)
    else:
        raise ValueError(UNKNOWN_PADDING.format(padding, explicit))
    if window > before + size + after:
        raise ValueError(
            f"A window of {window} pixels (kernel_size={kernel_size}, "
            f"dilation_rate={dilation_rate}) does not fit on {before + size + after} pixels "
            f"({before} + {size} + {after} with the padding). "
            "Use a smaller kernel_size or dilation_rate, a larger input, or more padding."
        )
    return before, after


def _whole_number(value, name, least):
    if not _is_int(value):
        raise TypeError(
            f"{name}={value!r} is not an int but a {type(value).__name__}. "
            f"Use an int of at least {least} (// divides without leaving the ints)."
        )
    if value < least:
        raise ValueError(f"{name}={value} is too small. Use an int of at least {least}.")
    return int(value)


def _is_int(value):
    # NumPy's ints count. The type comes first: asking for an Integral takes ten times as long.
    return type(value) is int or (isinstance(value, Integral) and not isinstance(value, bool))


def _is_pair(value):
    return isinstance(value, (tuple, list)) and len(value) == 2
