"""Heat maps over images.

A box is ``(top, left, height, width)``, in pixels, as `mark_window` takes it.
"""

import numpy as np

from cnn_lessons.analysis.heat_maps import enlarge
from cnn_lessons.visualization.plots import mark_window, show_image

HEAT_COLOURS = "viridis"  # grows brighter evenly: safe for colour-blind readers
OUTLIERS = 0.005  # this share of a map may be brighter than its brightest colour


def show_heat_map(image, heat, title="", box=None, ax=None):
    """Draw a map over its image: dark where it is 0, yellow where it is largest.

    Every map is drawn up to its own largest values, the top 0.5 % apart: a picture does not
    say how large they are.

    Parameters
    ----------
    image : ndarray, shape (H, W) or (H, W, 1) or (H, W, 3)
        Float from 0 to 1.
    heat : ndarray, shape (h, w)
        Of any size; it is stretched over the image. Negative values are drawn as 0.
    title : str, default=""
        Shown above.
    box : (int, int, int, int), optional
        Top, left, height and width of a box to outline, in pixels.
    ax : matplotlib Axes, optional
        Where to draw; by default a new figure.

    Returns
    -------
    matplotlib Axes

    Raises
    ------
    ValueError
        If `image` is not one image or `heat` not one map.
    """
    image, heat = np.asarray(image), np.maximum(heat, 0)
    if heat.ndim != 2:
        raise ValueError(f"heat has shape {heat.shape}, expected one map, (h, w).")
    height, width = image.shape[:2]
    grey = image.mean(axis=-1) if image.ndim == 3 else image
    ax = show_image(grey, title, ax=ax)
    heat = enlarge(heat, height, width)
    limit = np.quantile(heat, 1 - OUTLIERS) or 1  # a map of zeros is drawn dark
    ax.imshow(heat, cmap=HEAT_COLOURS, vmin=0, vmax=limit, alpha=0.65)
    if box is not None:
        mark_window(ax, *box)
    return ax


def mosaic(tiles):
    """Return four images as one, two by two, and where each of them is.

    Parameters
    ----------
    tiles : ndarray, shape (4, H, W, C)
        Top left, top right, bottom left, bottom right.

    Returns
    -------
    image : ndarray, shape (2H, 2W, C)
    boxes : list of (int, int, int, int)
        Top, left, height and width of each, in pixels.

    Raises
    ------
    ValueError
        If there are not four images.

    References
    ----------
    .. [1] M. Böhle, M. Fritz and B. Schiele, "Convolutional dynamic alignment networks for
       interpretable classifications", 2021, section 5: the grid pointing game.
       https://arxiv.org/abs/2104.00032
    """
    tiles = np.asarray(tiles)
    if tiles.ndim != 4 or len(tiles) != 4:
        raise ValueError(f"tiles have shape {tiles.shape}, expected four images, (4, H, W, C).")
    _, H, W, C = tiles.shape
    image = tiles.reshape(2, 2, H, W, C).swapaxes(1, 2).reshape(2 * H, 2 * W, C)
    return image, [(top, left, H, W) for top in (0, H) for left in (0, W)]
