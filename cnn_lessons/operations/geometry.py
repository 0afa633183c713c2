"""The geometry of a sliding window in two dimensions, worked out once and handed on.

Operations take sizes, strides, padding and dilation as Keras does: one int, or a pair, or a
word. `Window` is what they mean: checked, in full, and with what follows from them.
"""

from dataclasses import dataclass

from cnn_lessons.operations.integers import height_and_width, is_pair
from cnn_lessons.operations.padding_stride import UNKNOWN_PADDING, fit_window

PAIRS = "((top, bottom), (left, right))"


@dataclass(frozen=True)
class Window:
    """A window that slides over an input; each pair is (height, width), in pixels.

    Attributes
    ----------
    input_size, kernel_size, strides, dilation_rate : tuple of int
        Of the input, of the kernel (in weights), and the distances between neighbouring
        windows and weights.
    padding : tuple of tuple of int
        ``((top, bottom), (left, right))``.
    spans : tuple of int
        From the first weight to the last, both included.
    output_size : tuple of int
        In how many rows and columns of places the window fits.
    """

    input_size: tuple
    kernel_size: tuple
    strides: tuple
    padding: tuple
    dilation_rate: tuple
    spans: tuple
    output_size: tuple

    @property
    def padded_size(self):
        """Height and width of the input with its padding."""
        return tuple(
            before + size + after
            for size, (before, after) in zip(self.input_size, self.padding, strict=True)
        )

    def inside(self):
        """Return where the input lies in its padded copy, as slices of rows and columns."""
        return tuple(
            slice(before, before + size)
            for size, (before, _) in zip(self.input_size, self.padding, strict=True)
        )


def resolve_window(input_size, kernel_size, strides=1, padding="valid", dilation_rate=1):
    """Return the window that the arguments of an operation mean, and check that it fits.

    Parameters
    ----------
    input_size, kernel_size, strides, padding, dilation_rate
        As in `explicit_padding`.

    Returns
    -------
    Window

    Raises
    ------
    ValueError, TypeError
        As `explicit_padding`.

    Examples
    --------
    The first layer of AlexNet on an image that is wider than tall:

    >>> window = resolve_window((227, 311), 11, strides=4)
    >>> window.spans, window.output_size
    ((11, 11), (55, 76))
    """
    pairs = (
        height_and_width(input_size, "input_size"),
        height_and_width(kernel_size, "kernel_size"),
        height_and_width(strides, "strides"),
        _rows_and_columns(padding),
        height_and_width(dilation_rate, "dilation_rate"),
    )
    axes = [fit_window(*axis, PAIRS) for axis in zip(*pairs, strict=True)]
    return Window(
        *pairs[:3],
        padding=tuple((axis.before, axis.after) for axis in axes),
        dilation_rate=pairs[4],
        spans=tuple(axis.span for axis in axes),
        output_size=tuple(axis.places for axis in axes),
    )


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
    return resolve_window(input_size, kernel_size, strides, padding, dilation_rate).padding


def _rows_and_columns(padding):
    """Return what `padding` means for the rows, and for the columns."""
    if not isinstance(padding, (tuple, list)):
        return padding, padding
    if not (is_pair(padding) and all(is_pair(amounts) for amounts in padding)):
        raise ValueError(UNKNOWN_PADDING.format(padding, PAIRS))
    return tuple(padding)
