"""Images and feature maps as figures: arrays in, Axes out.

Photographs and grey images are shown as they are. Signed values, such as feature
maps and kernels, get a diverging colour map with white at 0.
"""

from contextlib import contextmanager
from importlib.resources import as_file, files

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from cnn_lessons import palette

WINDOW_COLOUR = palette.ORANGE  # the sliding window has this orange everywhere
MAIN_COLOUR = palette.BLUE  # the first of the style sheet; "C0" is looked up when a figure is shown
SIGNED_COLOURS = "PuOr_r"  # purple below 0, orange above: safe for colour-blind readers


@contextmanager
def house_style():
    """Use the course's style sheet within a ``with`` block."""
    with (
        as_file(files("cnn_lessons.visualization") / "house.mplstyle") as path,
        plt.style.context(str(path)),
    ):
        yield


def show_image(image, title="", ax=None):
    """Draw one image without ticks.

    Parameters
    ----------
    image : ndarray, shape (H, W) or (H, W, 1) or (H, W, 3)
        uint8 from 0 to 255, or float from 0 to 1.
    title : str, default=""
        Shown above.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `image` is not one image.
    """
    image = _one_image(image)
    limit = 255 if image.dtype == np.uint8 else 1
    return _draw(image, title, ax, cmap="gray", vmin=0, vmax=limit)


def show_signed(values, title="", limit=None, ax=None):
    """Draw signed values: white at 0, orange above it, purple below.

    Parameters
    ----------
    values : ndarray, shape (H, W) or (H, W, 1)
        A feature map or a kernel.
    title : str, default=""
        Shown above.
    limit : float, optional
        The absolute value with the fullest colour; by default the largest.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `values` have more than one channel.
    """
    values = _one_image(values)
    if values.ndim != 2:
        raise ValueError(
            f"values have shape {values.shape}, expected one channel, (H, W). "
            "Choose one, for example values[:, :, 0]."
        )
    limit = np.abs(values).max() if limit is None else limit
    return _draw(values, title, ax, cmap=SIGNED_COLOURS, vmin=-limit, vmax=limit)


def show_kernel(kernel, title="", ax=None):
    """Draw a kernel in signed colours, with its weights written in the cells.

    Parameters
    ----------
    kernel : ndarray, shape (KH, KW)
        One channel of one filter.
    title : str, default=""
        Shown above.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes
    """
    ax = show_signed(kernel, title, ax=ax)
    strong = 0.6 * np.abs(kernel).max()
    for (row, column), weight in np.ndenumerate(kernel):
        ax.text(
            column,
            row,
            f"{weight:.3g}".replace("-", "−"),
            ha="center",
            va="center",
            color="white" if abs(weight) > strong else "black",
        )
    return ax


def mark_window(ax, top, left, height, width):
    """Draw the outline of a window of `height` × `width` pixels on an image.

    Parameters
    ----------
    ax : matplotlib Axes
        Where the image is.
    top, left : int
        Row and column of the window's first pixel.
    height, width : int
        Size of the window, in pixels.

    Returns
    -------
    matplotlib Axes
    """
    ax.add_patch(
        Rectangle(
            (left - 0.5, top - 0.5), width, height, fill=False, edgecolor=WINDOW_COLOUR, linewidth=3
        )
    )
    return ax


def image_grid(count, columns=2, height=2.2, width=3.2):
    """Return Axes in a grid, two side by side by default: legible on a phone.

    Parameters
    ----------
    count : int
        How many images there are to draw.
    columns : int, default=2
        How many stand side by side.
    height, width : float
        Size of each, in inches.

    Returns
    -------
    list of matplotlib Axes
        Row by row, as many as `count`.
    """
    rows = -(-count // columns)
    with house_style():
        figure, axes = plt.subplots(
            rows, columns, figsize=(width * columns, height * rows), squeeze=False
        )
        figure.set_layout_engine("constrained")
    for empty in axes.flat[count:]:
        empty.remove()
    return list(axes.flat[:count])


def axes_or_new(ax):
    """Return `ax`, or the Axes of a new figure in the house style where it is None."""
    if ax is not None:
        return ax
    with house_style():
        return plt.subplots(layout="constrained")[1]


def _one_image(image):
    image = np.asarray(image)
    if image.ndim == 3 and image.shape[-1] == 1:
        image = image[:, :, 0]
    if image.ndim == 2 or (image.ndim == 3 and image.shape[-1] == 3):
        return image
    raise ValueError(
        f"the array has shape {image.shape}, expected one image, (H, W), (H, W, 1) or (H, W, 3). "
        "Choose one from a batch with images[0], and one feature map with feature_maps[0, :, :, 0]."
    )


def _draw(image, title, ax, **colours):
    ax = axes_or_new(ax)
    with house_style():
        ax.imshow(image, interpolation="nearest", **colours)
        ax.set_title(title)
        ax.set_axis_off()
    return ax
