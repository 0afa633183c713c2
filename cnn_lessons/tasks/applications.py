"""The same layer over a sound, an image or a film: what it costs, and small networks.

A window slides along one axis, two or three; nothing else changes. Letters: C channels in,
F filters, and a size for each axis.
"""

from math import prod
from typing import NamedTuple

from cnn_lessons.operations.integers import is_int
from cnn_lessons.operations.padding_stride import conv_output_size

AXES = (1, 2, 3)


class WindowCosts(NamedTuple):
    """What a convolution costs for one example.

    Parameters
    ----------
    output_size : tuple of int
        One number for each axis, channels left out.
    parameters : int
        Weights and biases.
    multiply_adds : int
        Kernel weights times places; biases are not counted.
    """

    output_size: tuple
    parameters: int
    multiply_adds: int


def window_costs(input_size, kernel_size, channels, filters, strides=1, padding="valid"):
    """Return the output size and the costs of a convolution along any number of axes.

    Parameters
    ----------
    input_size : tuple of int
        ``(L,)`` steps of a sequence, ``(H, W)`` of an image, ``(T, H, W)`` of a film.
    kernel_size : int or tuple of int
        The same along all axes, or one number for each.
    channels, filters : int
        Channels of the input, and of the output.
    strides : int or tuple of int, default=1
        Distance between neighbouring windows, along all axes or along each.
    padding : {"valid", "same"}, default="valid"
        As in `conv_output_size`.

    Returns
    -------
    WindowCosts

    Raises
    ------
    ValueError
        If the numbers of axes differ or are not 1 to 3, or a size, `channels` or `filters` is
        not a whole number from 1.

    Examples
    --------
    The first layer of C3D, for 16 frames of 112 × 112 pixels, and the same over one frame:

    >>> window_costs((16, 112, 112), (3, 3, 3), channels=3, filters=64, padding="same")
    WindowCosts(output_size=(16, 112, 112), parameters=5248, multiply_adds=1040449536)
    >>> window_costs((112, 112), (3, 3), channels=3, filters=64, padding="same")
    WindowCosts(output_size=(112, 112), parameters=1792, multiply_adds=21676032)
    """
    input_size = _along(1, input_size)
    axes = len(input_size)
    kernel_size, strides = _along(axes, kernel_size), _along(axes, strides)
    if not axes == len(kernel_size) == len(strides):
        raise ValueError(
            f"input_size={input_size}, kernel_size={kernel_size} and strides={strides} have "
            "different numbers of axes. Give one number for each axis, channels left out."
        )
    if axes not in AXES:
        raise ValueError(
            f"input_size={input_size} has {axes} axes, expected one, two or three, channels left "
            "out."
        )
    if not is_int(channels, least=1) or not is_int(filters, least=1):
        raise ValueError(
            f"channels={channels} and filters={filters}, expected whole numbers from 1."
        )
    output_size = tuple(
        conv_output_size(size, kernel, stride, padding)
        for size, kernel, stride in zip(input_size, kernel_size, strides, strict=True)
    )
    weights = prod(kernel_size) * int(channels) * int(filters)
    return WindowCosts(output_size, weights + int(filters), weights * prod(output_size))


def _along(axes, value):
    values = tuple(value) if hasattr(value, "__iter__") else (value,) * axes
    # NumPy's whole numbers would overflow in a product.
    return tuple(int(each) if is_int(each) else each for each in values)


def window_network(input_shape, classes, table, seed=0):
    """Return a network of convolutions with ReLU, a global maximum and one dense layer.

    Whether the layers are 1-D, 2-D or 3-D follows from the shape of what comes in. The maximum
    asks whether something was found anywhere, and forgets where.

    Parameters
    ----------
    input_shape : tuple of int
        ``(L, C)`` of a sequence, ``(H, W, C)`` of an image, ``(T, H, W, C)`` of a film.
    classes : int
        How many logits come out.
    table : list of (int, int or tuple of int, int or tuple of int)
        Filters, kernel size and strides of each convolution, without padding.
    seed : int, default=0
        Of the weights.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If `input_shape` has not 2, 3 or 4 numbers.
    """
    import keras

    axes = len(input_shape) - 1
    if axes not in AXES:
        raise ValueError(
            f"input_shape={input_shape} has {len(input_shape)} numbers, expected 2 to 4: the sizes "
            "of one, two or three axes, and the channels."
        )
    convolution = getattr(keras.layers, f"Conv{axes}D")
    maximum = getattr(keras.layers, f"GlobalMaxPooling{axes}D")
    keras.utils.set_random_seed(seed)
    layers = [
        convolution(filters, kernel_size, strides, activation="relu")
        for filters, kernel_size, strides in table
    ]
    return keras.Sequential(
        [keras.Input(input_shape), *layers, maximum(), keras.layers.Dense(classes)]
    )


def dense_network(input_shape, classes, units=64, seed=0):
    """Return the rival: everything flattened, and two dense layers.

    Parameters
    ----------
    input_shape : tuple of int
        Of one example.
    classes : int
        How many logits come out.
    units : int, default=64
        Of the hidden layer.
    seed : int, default=0
        Of the weights.

    Returns
    -------
    keras.Model
    """
    import keras

    keras.utils.set_random_seed(seed)
    return keras.Sequential(
        [
            keras.Input(input_shape),
            keras.layers.Flatten(),
            keras.layers.Dense(units, activation="relu"),
            keras.layers.Dense(classes),
        ]
    )
