"""Boxes and masks on an image.

A box is ``(top, left, height, width)`` in pixels, rows first as in the array: it covers
``image[top : top + height, left : left + width]``. Parts of a pixel are allowed.
"""

import numpy as np
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch, Rectangle

from cnn_lessons.palette import GREEN, ORANGE, PURPLE, SKY_BLUE, VERMILLION, YELLOW
from cnn_lessons.visualization.plots import house_style, show_image

# Light enough to be seen on a photograph, told apart by colour-blind readers.
COLOURS = (ORANGE, SKY_BLUE, YELLOW, PURPLE, GREEN, VERMILLION)
STYLES = ("-", "--", ":")  # from the seventh label on


def show_boxes(image, boxes, labels=None, title="", ax=None):
    """Draw boxes on an image, each label in a colour of its own.

    Parameters
    ----------
    image : ndarray, shape (H, W) or (H, W, 1) or (H, W, 3)
        uint8 from 0 to 255, or float from 0 to 1.
    boxes : array_like, shape (B, 4)
        Top, left, height and width, in pixels.
    labels : list of str, optional
        One for each box, such as ``"cat"``; what stands behind a colon, as in
        ``"cat: 0.87"``, does not change its colour.
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
        If a box does not have four numbers, has no area, or the labels are not as many.

    Examples
    --------
    >>> ax = show_boxes(np.zeros((7, 11)), [(2, 3, 4, 5)])
    >>> ax.patches[0].get_bbox().extents  # pixels reach half a pixel to both sides
    array([2.5, 1.5, 7.5, 5.5])
    """
    boxes = np.asarray(boxes, dtype=float).reshape(-1, np.shape(boxes)[-1] if len(boxes) else 4)
    if boxes.shape[1] != 4 or (boxes[:, 2:] <= 0).any():
        raise ValueError(
            "a box has four numbers, (top, left, height, width), the last two above 0. "
            f"Got {boxes.tolist()}."
        )
    labels = [""] * len(boxes) if labels is None else labels
    if len(labels) != len(boxes):
        raise ValueError(f"there are {len(labels)} labels for {len(boxes)} boxes. Give one each.")
    ax = show_image(image, title, ax)
    kinds = list(dict.fromkeys(label.split(":")[0] for label in labels))
    for (top, left, height, width), label in zip(boxes, labels, strict=True):
        kind = kinds.index(label.split(":")[0])
        colour = COLOURS[kind % len(COLOURS)]
        line = STYLES[kind // len(COLOURS) % len(STYLES)]
        corner = (left - 0.5, top - 0.5)
        style = {"fill": False, "edgecolor": colour, "linestyle": line, "linewidth": 2.5}
        ax.add_patch(Rectangle(corner, width, height, **style))
        if label:
            _write(ax, label, corner, colour)
    return ax


def show_mask(image, mask, names=None, title="", ax=None):
    """Lay a mask over an image: a colour for each class, nothing for the background.

    Parameters
    ----------
    image : ndarray, shape (H, W) or (H, W, 1) or (H, W, 3)
        uint8 from 0 to 255, or float from 0 to 1.
    mask : ndarray of bool or int, shape (H, W)
        Which pixels belong to the thing, or the class of each; 0 is the background.
    names : list of str, optional
        What the classes 1, 2, … are called, for a legend.
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
        If the mask is not as large as the image.
    """
    mask = np.asarray(mask).astype(int)
    if mask.shape != np.shape(image)[:2]:
        raise ValueError(
            f"the mask has shape {mask.shape}, expected {np.shape(image)[:2]}, that of the image. "
            "It has one number for each pixel."
        )
    ax = show_image(image, title, ax)
    colours = np.array([to_rgb(colour) for colour in COLOURS])
    overlay = np.empty((*mask.shape, 4))
    overlay[..., :3] = colours[(mask - 1) % len(COLOURS)]
    overlay[..., 3] = np.where(mask > 0, 0.6, 0)
    ax.imshow(overlay, interpolation="nearest")
    if names:
        patches = [Patch(color=COLOURS[i % len(COLOURS)], label=n) for i, n in enumerate(names)]
        with house_style():
            ax.legend(handles=patches, loc="upper right", framealpha=0.9)
    return ax


def _write(ax, label, corner, colour):
    paper = {"facecolor": colour, "edgecolor": "none", "pad": 1.5}
    with house_style():
        ax.text(*corner, label, va="bottom", fontsize=11, color="black", bbox=paper, clip_on=True)
