"""Windows: the patches of an image that a sliding kernel lies on.

Convolution and pooling share them, and what is checked before: batches of
images are arrays of float32 or float64 with the shape (N, H, W, C).
"""

from math import prod

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnn_lessons.operations.padding_stride import (
    explicit_padding,
    height_and_width,
    window_size,
)
from cnn_lessons.operations.values import refuse_masked, refuse_nan

# What to do about an array that has another number of axes, or another shape.
AXES_ADVICE = {
    ("inputs", 2): "For one grey image use inputs[np.newaxis, :, :, np.newaxis].",
    ("inputs", 3): "Use inputs[np.newaxis] for one image (H, W, C), "
    "or inputs[..., np.newaxis] for grey images (N, H, W).",
    ("kernel", 2): "For one filter on one channel use kernel[:, :, np.newaxis, np.newaxis].",
    ("kernel", 3): "For one filter use kernel[..., np.newaxis].",
}
SHAPE_ADVICE = {
    "bias": "Use one number for each filter.",
    "d_outputs": "Use the arguments that the forward function was called with.",
}


def sliding_windows(inputs, kernel_size, strides=1, padding="valid", dilation_rate=1):
    """Return every window that a kernel lies on, as a read-only view.

    Nothing is copied but what zeros are put around: the view shows a pixel again
    in each window that holds it.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch of images or feature maps, float32 or float64.
    kernel_size : int or (height, width)
        Size of the kernel, in weights.
    strides, dilation_rate : int or (height, width), default=1
        Distances between neighbouring windows and kernel weights, in pixels.
    padding : {"valid", "same"}, int or ((top, bottom), (left, right)), default="valid"
        Zeros around the image, in pixels: see `explicit_padding`.

    Returns
    -------
    ndarray, shape (N, OH, OW, KH, KW, C)
        ``[n, i, j]`` is the window for the output at ``[n, i, j]``.

    Raises
    ------
    TypeError
        If `inputs` is not an array of float32 or float64, or a size not an int.
    ValueError
        If `inputs` has another shape, is empty or holds NaN; if no window fits.

    Examples
    --------
    The first layer of AlexNet lies on 55 x 55 windows of 11 x 11 pixels:

    >>> sliding_windows(np.zeros((1, 227, 227, 3)), kernel_size=11, strides=4).shape
    (1, 55, 55, 11, 11, 3)
    """
    check_array(inputs, "inputs", "(N, H, W, C)")
    amounts = explicit_padding(inputs.shape[1:3], kernel_size, strides, padding, dilation_rate)
    return view_windows(pad_inputs(inputs, amounts), kernel_size, strides, dilation_rate)


def view_windows(padded, kernel_size, strides=1, dilation_rate=1, writeable=False):
    """Return the windows of checked and padded inputs; `sliding_windows` without the rest.

    Parameters
    ----------
    padded : ndarray, shape (N, H, W, C)
        Inputs that are large enough for one window.
    kernel_size, strides, dilation_rate : int or (height, width)
        As in `sliding_windows`.
    writeable : bool, default=False
        Whether writing into the view writes into `padded`. Overlapping windows
        share their pixels: add to one kernel position at a time.

    Returns
    -------
    ndarray, shape (N, OH, OW, KH, KW, C)
        A view of `padded`.

    Examples
    --------
    >>> row = np.arange(5.0).reshape(1, 1, 5, 1)
    >>> view_windows(row, (1, 3), strides=2)[0, 0, :, 0, :, 0]
    array([[0., 1., 2.],
           [2., 3., 4.]])
    """
    KH, KW = height_and_width(kernel_size, "kernel_size")
    SH, SW = height_and_width(strides, "strides")
    DH, DW = height_and_width(dilation_rate, "dilation_rate")
    N, H, W, C = padded.shape
    OH, OW = (H - window_size(KH, DH)) // SH + 1, (W - window_size(KW, DW)) // SW + 1
    image, row, pixel, channel = padded.strides
    return as_strided(  # as sliding_window_view, in a tenth of its time
        padded,
        (N, OH, OW, KH, KW, C),
        (image, SH * row, SW * pixel, DH * row, DW * pixel, channel),
        writeable=writeable,
    )


def flatten_windows(windows):
    """Return windows as a matrix: one row for each window, one column for each weight.

    Known as *im2col*. It is a copy, KH * KW times as large as the image, unless
    the kernel is 1 x 1.

    Parameters
    ----------
    windows : ndarray, shape (N, OH, OW, KH, KW, C)
        As from `sliding_windows`.

    Returns
    -------
    ndarray, shape (N * OH * OW, KH * KW * C)
        To be multiplied by ``kernel.reshape(KH * KW * C, F)``.

    Examples
    --------
    The first layer of AlexNet is a product of this matrix and one of 363 x 96:

    >>> windows = sliding_windows(np.zeros((1, 227, 227, 3)), kernel_size=11, strides=4)
    >>> flatten_windows(windows).shape
    (3025, 363)
    """
    rows, columns = prod(windows.shape[:3]), prod(windows.shape[3:])
    KW, C = windows.shape[4:]
    if C > KW and windows.strides[-1] == windows.itemsize:
        return windows.reshape(rows, columns)
    # With few channels, or images last, walking from window to window copies faster than within.
    return windows.transpose(3, 4, 5, 0, 1, 2).reshape(columns, rows).T


def pad_inputs(inputs, amounts, value=0.0, mode="constant"):
    """Return the inputs with a frame around every image.

    The frame holds one `value`, usually zero, or mirrors the image: in each row
    and each column the pixels outside are those inside in reverse, and the pixel
    at the edge, which is the mirror, is not repeated.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch of images or feature maps.
    amounts : int or ((top, bottom), (left, right))
        Width of the frame, in pixels, as from `explicit_padding`.
    value : float, default=0.0
        What a constant frame holds: max pooling needs ``-np.inf``.
    mode : {"constant", "reflect"}, default="constant"
        What the frame is made of.

    Returns
    -------
    ndarray, shape (N, top + H + bottom, left + W + right, C)
        A padded copy, or `inputs` itself where there is nothing to add.

    Raises
    ------
    TypeError, ValueError
        If `inputs` is not a batch, `amounts` are not pixels, `mode` is unknown,
        or there are not enough pixels to mirror.

    References
    ----------
    .. [1] TensorFlow, "tf.pad". https://www.tensorflow.org/api_docs/python/tf/pad

    Examples
    --------
    ResNet's first layer sees 224 pixels as 230. A row, mirrored as in [1]_:

    >>> pad_inputs(np.ones((1, 224, 224, 3)), 3).shape
    (1, 230, 230, 3)
    >>> row = np.array([1.0, 2.0, 3.0]).reshape(1, 1, 3, 1)
    >>> pad_inputs(row, ((0, 0), (2, 2)), mode="reflect").ravel()
    array([3., 2., 1., 2., 3., 2., 1.])
    """
    if not isinstance(inputs, np.ndarray) or inputs.ndim != 4:
        check_array(inputs, "inputs", "(N, H, W, C)")
    sizes = inputs.shape[1:3]
    amounts = _pixels_to_add(sizes, amounts)
    if mode not in ("constant", "reflect"):
        raise ValueError(f'mode={mode!r} is not known. Use "constant" or "reflect".')
    if amounts == ((0, 0), (0, 0)):
        return inputs
    if mode == "constant":
        N, H, W, C = inputs.shape
        (top, bottom), (left, right) = amounts
        # Unlike np.pad, this keeps the order of memory.
        padded = np.full_like(inputs, value, shape=(N, top + H + bottom, left + W + right, C))
        padded[:, top : top + H, left : left + W] = inputs
        return padded
    for size, most, axis in zip(sizes, map(max, amounts), ("rows", "columns"), strict=True):
        if most >= size:
            raise ValueError(
                f"amounts={amounts} asks for {most} mirrored {axis}, but {size} {axis} have only "
                f'{size - 1} beside the edge. Use at most {size - 1}, or mode="constant".'
            )
    return np.pad(inputs, ((0, 0), *amounts, (0, 0)), mode="reflect")


def _pixels_to_add(sizes, amounts):
    if isinstance(amounts, str):
        raise ValueError(
            f"amounts={amounts!r} are not pixels yet: they depend on the kernel. "
            f"Use explicit_padding({sizes}, kernel_size, strides, {amounts!r})."
        )
    return explicit_padding(sizes, 1, padding=amounts)


def check_array(array, name, axes, shape=None):
    """Raise an error that helps, unless `array` is one that our operations take.

    Parameters
    ----------
    array : object
        What came for the parameter `name`.
    name : str
        What the caller's parameter is called.
    axes : str
        Its axes in letters, such as ``"(N, H, W, C)"``.
    shape : tuple of int, default=None
        Its exact shape, where it is known.

    Raises
    ------
    TypeError
        If it is not an array, or not of float32 or float64.
    ValueError
        If it has other axes or another shape, is empty, or holds NaN.

    Examples
    --------
    >>> check_array([[1, 2], [3, 4]], "inputs", "(N, H, W, C)")
    Traceback (most recent call last):
    TypeError: inputs is a list, not an array (N, H, W, C). Use np.asarray(inputs, dtype="float32").
    """
    if not isinstance(array, np.ndarray):
        raise TypeError(
            f"{name} is a {type(array).__name__}, not an array {axes}. "
            f'Use np.asarray({name}, dtype="float32").'
        )
    refuse_masked(array, name)
    if array.ndim != len(axes.split(", ")):
        advice = AXES_ADVICE.get((name, array.ndim), f"Reshape {name} to {axes}.")
        raise ValueError(f"{name} has shape {array.shape}, but {axes} is expected. {advice}")
    if shape is not None and array.shape != shape:
        advice = SHAPE_ADVICE.get(name, f"Reshape {name} to {shape}.")
        raise ValueError(
            f"{name} has shape {array.shape}, but {axes} = {shape} is expected. {advice}"
        )
    if array.dtype not in (np.float32, np.float64):
        is_image = name == "inputs" and np.issubdtype(array.dtype, np.integer)
        advice = " / 255 for an image of 0 to 255." if is_image else "."
        raise TypeError(
            f"{name} is of {array.dtype}, but float32 or float64 is expected. "
            f'Use {name}.astype("float32")' + advice
        )
    if array.size == 0:
        raise ValueError(
            f"{name} has shape {array.shape}: it is empty. "
            f"Every axis of {axes} needs an entry; look at the slice that made it."
        )
    refuse_nan(array, name)
