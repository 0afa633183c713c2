"""Many feature maps or kernels in one picture."""

from math import ceil, sqrt

import numpy as np

from cnn_lessons.visualization.plots import SIGNED_COLOURS, axes_or_new, house_style


def tile(stack, columns=None):
    """Return a stack of small pictures as one, row by row, a pixel of NaN between them.

    Parameters
    ----------
    stack : ndarray, shape (H, W, K) or (H, W, 3, K)
        K pictures, grey or in colour.
    columns : int, optional
        How many stand side by side; by default about as many as there are rows.

    Returns
    -------
    ndarray, shape (rows · (H + 1) − 1, columns · (W + 1) − 1) or the same with 3 channels
        Places that are left over hold NaN.

    Raises
    ------
    ValueError
        If `stack` is not such a stack.

    Examples
    --------
    >>> tile(np.zeros((5, 7, 6))).shape  # two rows of three
    (11, 23)
    """
    stack = np.asarray(stack, dtype=float)
    if stack.ndim not in (3, 4) or (stack.ndim == 4 and stack.shape[2] != 3) or not stack.size:
        raise ValueError(
            f"the stack has shape {stack.shape}, expected (H, W, K), or (H, W, 3, K) in colour. "
            "Choose one image with feature_maps[0], one input channel with kernel[:, :, 0]."
        )
    H, W, *channels, K = stack.shape
    columns = columns or _columns_of(K)
    rows = ceil(K / columns)
    places = np.full((rows * columns, H + 1, W + 1, *channels), np.nan)
    places[:K, :H, :W] = np.moveaxis(stack, -1, 0)
    places = places.reshape(rows, columns, *places.shape[1:]).swapaxes(1, 2)
    return places.reshape(rows * (H + 1), columns * (W + 1), *channels)[:-1, :-1]


def show_tiles(stack, columns=None, limit=None, title="", ax=None):
    """Draw many feature maps or kernels as one picture, in the colours of `show_signed`.

    Parameters
    ----------
    stack : ndarray, shape (H, W, K) or (H, W, 3, K)
        The feature maps of one image; the kernels for one input channel; or kernels for
        red, green and blue, which are drawn in colour, grey where a weight is 0.
    columns : int, optional
        How many stand side by side; by default about as many as there are rows.
    limit : float or "each", optional
        The absolute value with the fullest colour; by default the largest of all. With
        ``"each"`` every tile has its own, so that faint ones are seen and sizes are not.
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
        If `stack` is not such a stack.
    """
    picture = tile(stack, columns)
    stack = np.asarray(stack, dtype=float)
    if isinstance(limit, str):
        largest = np.abs(stack).max(axis=tuple(range(stack.ndim - 1)), keepdims=True)
        picture, limit = tile(stack / np.where(largest == 0, 1, largest), columns), 1
    limit = (np.abs(stack).max() or 1) if limit is None else limit
    ax = axes_or_new(ax)
    with house_style():
        if picture.ndim == 3:
            coloured = np.clip(0.5 + picture / (2 * limit), 0, 1)
            ax.imshow(np.nan_to_num(coloured, nan=1.0), interpolation="nearest")
        else:
            colours = {"cmap": SIGNED_COLOURS, "vmin": -limit, "vmax": limit}
            ax.imshow(picture, interpolation="nearest", **colours)
            ax.set_facecolor("0.85")  # shows between the tiles, where they are NaN
        ax.set_title(title)
    ax.set(xticks=[], yticks=[])
    ax.spines[:].set_visible(False)
    return ax


def _columns_of(count):
    """Return a number of columns that fills the rows, if there is one near the root."""
    start = ceil(sqrt(count))
    return next((c for c in range(start, 2 * start) if count % c == 0), start)
