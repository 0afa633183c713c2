"""Which numbers of a batch belong together: images below each other, channels side by side."""

import numpy as np
from matplotlib.colors import ListedColormap

from cnn_lessons.visualization.plots import WINDOW_COLOUR, image_grid
from cnn_lessons.visualization.tiles import tile

OTHERS = "0.88"  # a grey: numbers that do not belong to those in orange


def show_members(groups):
    """Draw batches of feature maps as squares, with those in orange that belong together.

    Parameters
    ----------
    groups : dict of str to ndarray of bool, shape (N, H, W, C)
        By title: True of the numbers that share something, such as a mean.

    Returns
    -------
    list of matplotlib Axes
        One for each title; a row for each image and a column for each channel.

    Raises
    ------
    ValueError
        If there is nothing to draw, or an array has not four axes.

    References
    ----------
    .. [1] Y. Wu and K. He, "Group normalization", 2018, figure 2.
       https://arxiv.org/abs/1803.08494
    """
    if not groups:
        raise ValueError('groups is empty. Give at least one, as {"title": array}.')
    axes = list(image_grid(len(groups), height=1.9))
    for ax, (title, members) in zip(axes, groups.items(), strict=True):
        _draw(ax, np.asarray(members, bool), title)
    return axes


def _draw(ax, members, title):
    if members.ndim != 4:
        raise ValueError(f"{title!r} has shape {members.shape}, but (N, H, W, C) is expected.")
    N, H, W, C = members.shape
    sheet = tile(members.transpose(1, 2, 0, 3).reshape(H, W, N * C), columns=C)
    edges = np.arange(sheet.shape[1] + 1), np.arange(sheet.shape[0] + 1)
    colours = ListedColormap([OTHERS, WINDOW_COLOUR])
    shown = np.ma.masked_invalid(sheet)
    ax.pcolormesh(*edges, shown, cmap=colours, vmin=0, vmax=1, edgecolor="white", linewidth=0.8)
    ax.set(title=title, xlabel="channels", xticks=[], yticks=[], aspect="equal")
    ax.set_ylabel("images")
    ax.invert_yaxis()
    for side in ax.spines.values():
        side.set_visible(False)
