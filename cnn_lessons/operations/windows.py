"""Windows: the patches of an image that a sliding kernel lies on, and the frame around it."""

from math import prod

import numpy as np
from numpy.lib.stride_tricks import as_strided

from cnn_lessons.operations.geometry import explicit_padding, resolve_window
from cnn_lessons.operations.values import check_array


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
    window = resolve_window(inputs.shape[1:3], kernel_size, strides, padding, dilation_rate)
    return view_windows(add_frame(inputs, window.padding), window)


def view_windows(padded, window, writeable=False):
    """Return the windows of checked and padded inputs; `sliding_windows` without the rest.

    Parameters
    ----------
    padded : ndarray, shape (N, top + H + bottom, left + W + right, C)
        Inputs with the window's padding around them.
    window : Window
        What slides.
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
    >>> view_windows(row, resolve_window((1, 5), (1, 3), strides=2))[0, 0, :, 0, :, 0]
    array([[0., 1., 2.],
           [2., 3., 4.]])
    """
    (SH, SW), (DH, DW) = window.strides, window.dilation_rate
    N, _, _, C = padded.shape
    image, row, pixel, channel = padded.strides
    return as_strided(  # as sliding_window_view, in a tenth of its time
        padded,
        (N, *window.output_size, *window.kernel_size, C),
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
    if mode == "constant" or amounts == ((0, 0), (0, 0)):
        return add_frame(inputs, amounts, value)
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


def add_frame(inputs, amounts, value=0.0):
    """Return checked inputs with a constant frame; `pad_inputs` without the rest.

    Parameters
    ----------
    inputs : ndarray, shape (N, H, W, C)
        A batch, in any order of memory; the result has the same order.
    amounts : tuple of tuple of int
        ``((top, bottom), (left, right))``, in pixels.
    value : float, default=0.0
        What the frame holds.

    Returns
    -------
    ndarray, shape (N, top + H + bottom, left + W + right, C)
        A padded copy, or `inputs` itself where there is nothing to add.
    """
    if amounts == ((0, 0), (0, 0)):
        return inputs
    N, H, W, C = inputs.shape
    (top, bottom), (left, right) = amounts
    # Unlike np.pad, this keeps the order of memory.
    padded = np.full_like(inputs, value, shape=(N, top + H + bottom, left + W + right, C))
    padded[:, top : top + H, left : left + W] = inputs
    return padded
