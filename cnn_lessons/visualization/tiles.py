"""Many feature maps or kernels in one picture."""

from math import ceil, sqrt

import numpy as np
from matplotlib import colormaps

from cnn_lessons.visualization.plots import SIGNED_COLOURS, show_signed


def tile(stack, columns=None, gap=1):
    """Return a stack of small pictures as one, row by row, with NaN between them.

    Parameters
    ----------
    stack : ndarray, shape (H, W, F)
        F pictures.
    columns : int, optional
        How many stand side by side; by default about as many as there are rows.
    gap : int, default=1
        Pixels between two pictures.

    Returns
    -------
    ndarray, shape (rows · (H + gap) − gap, columns · (W + gap) − gap)
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
    if stack.ndim != 3 or not stack.size:
        raise ValueError(
            f"the maps have shape {stack.shape}, expected (H, W, F). Choose one image of a batch, "
            "for example outputs[0], or one input channel of a kernel, kernel[:, :, 0]."
        )
    H, W, F = stack.shape
    columns = columns or _columns_of(F)
    rows = ceil(F / columns)
    places = np.full((rows * columns, H + gap, W + gap), np.nan)
    places[:F, :H, :W] = np.moveaxis(stack, -1, 0)
    places = places.reshape(rows, columns, H + gap, W + gap).swapaxes(1, 2)
    return places.reshape(rows * (H + gap), columns * (W + gap))[:-gap, :-gap]


def show_maps(maps, title="", columns=8, limit=None, ax=None):
    """Draw many feature maps or kernels side by side, in one scale of signed colours.

    Parameters
    ----------
    maps : ndarray, shape (H, W, F)
        F maps, drawn row by row.
    title : str, default=""
        Shown above.
    columns : int, default=8
        How many stand side by side, at most.
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
        If `maps` is not a stack of maps.
    """
    maps = np.asarray(maps)
    sheet = tile(maps, min(columns, maps.shape[-1]), gap=max(1, len(maps) // 10))
    limit = np.abs(maps).max() if limit is None else limit
    ax = show_signed(sheet, title, limit or 1, ax)
    ax.images[-1].set_cmap(colormaps[SIGNED_COLOURS].with_extremes(bad="0.8"))  # the gaps
    return ax


def _columns_of(count):
    """Return a number of columns that fills the rows, if there is one near the root."""
    start = ceil(sqrt(count))
    return next((c for c in range(start, 2 * start) if count % c == 0), start)
