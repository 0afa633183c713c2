"""Diagrams of networks and of their blocks, drawn from a description.

A description is a list of steps, from the input to the output. A step is a label, or a
label with the size that comes out of it and its kind of layer. `Branches` stand side by
side and are joined again; a branch without steps is a shortcut.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch
from matplotlib.path import Path

from cnn_lessons.visualization.diagram_layout import (
    GAP,
    KINDS,
    LETTERS,
    SYMBOLS,
    Layout,
    text_extent,
)
from cnn_lessons.visualization.plots import house_style

WIDEST = 6.4  # inches: a wider figure cannot be read on a phone
BETWEEN = 0.4  # two diagrams
MARGIN = 0.1
CORNER = 0.1
INK = "0.25"


def show_diagram(steps, title="", direction="down", ax=None):
    """Draw a network or a block from its description.

    Parameters
    ----------
    steps : list of (str, tuple, Step or Branches)
        From the input to the output.
    title : str, default=""
        Shown above.
    direction : {"down", "right"}, default="down"
        Where the data flow.
    ax : matplotlib Axes, optional
        Where to draw, to scale only if it is as large as the diagram; by default a new figure.

    Returns
    -------
    matplotlib Axes
        Its unit is the inch.

    Raises
    ------
    ValueError
        If there are no steps, a kind or the direction is not known, or a new figure would be
        wider than 6.4 inches.

    References
    ----------
    .. [1] K. He et al., "Deep residual learning for image recognition", 2015, figure 2.
       https://arxiv.org/abs/1512.03385

    Examples
    --------
    The block of ResNet [1]_, with its shortcut:

    >>> from cnn_lessons.visualization import Branches, show_diagram
    >>> ax = show_diagram(["x", Branches(["3 × 3 conv", "3 × 3 conv"], []), "ReLU"])
    >>> [text.get_text() for text in ax.texts]
    ['x', '3 × 3 conv', '3 × 3 conv', '+', 'ReLU']

    An input of LeNet-5, and the size after the first convolution:

    >>> ax = show_diagram([("input", "32 × 32"), ("5 × 5 conv, 6", "28 × 28 × 6", "conv")])
    """
    layout = Layout(steps, _is_to_the_right(direction))
    if ax is None:
        (ax,) = _side_by_side([layout], [title])
    return draw_layout(layout, title, ax)


def show_diagrams(diagrams, direction="down"):
    """Draw several diagrams in one figure, to the same scale.

    Parameters
    ----------
    diagrams : dict of str to list
        Descriptions by title; they stand side by side.
    direction : {"down", "right"}, default="down"
        Where the data flow.

    Returns
    -------
    list of matplotlib Axes
        In the order of `diagrams`.

    Raises
    ------
    ValueError
        As `show_diagram`.
    """
    layouts = [Layout(steps, _is_to_the_right(direction)) for steps in diagrams.values()]
    axes = _side_by_side(layouts, list(diagrams))
    return [draw_layout(*part) for part in zip(layouts, diagrams, axes, strict=True)]


def _is_to_the_right(direction):
    if direction not in ("down", "right"):
        raise ValueError(f'direction={direction!r} is not known. Use "down" or "right".')
    return direction == "right"


def _side_by_side(layouts, titles):
    """Return Axes in a new figure, each as large as its diagram."""
    extents = np.array([layout.extent for layout in layouts])
    columns = np.maximum(extents[:, 0], [text_extent(title)[0] * 1.1 for title in titles])
    width = columns.sum() + BETWEEN * (len(layouts) - 1) + 2 * MARGIN
    if width > WIDEST:
        raise ValueError(
            f"the diagram is {width:.1f} inches wide, expected at most {WIDEST}. "
            r'Break long labels with "\n", or let it run down.'
        )
    tallest = extents[:, 1].max()
    height = tallest + MARGIN + (0.4 if any(titles) else MARGIN)
    with house_style():
        figure = plt.figure(figsize=(width, height))
    left, axes = MARGIN, []
    for column, (wide, tall) in zip(columns, extents, strict=True):
        corner = (left + (column - wide) / 2, MARGIN + tallest - tall)
        places = np.divide([*corner, wide, tall], [width, height, width, height])
        axes.append(figure.add_axes(places))
        left += column + BETWEEN
    return axes


def draw_layout(layout, title, ax, scale=1.0):
    """Draw what is placed, with letters and arrowheads for Axes that are to this scale."""
    for step, *place in layout.boxes:
        _draw_box(ax, step, *layout.rectangle(*place), scale)
    for points in layout.arrows:
        path = _rounded([layout.point(*point) for point in points])
        style = {"arrowstyle": "-|>", "mutation_scale": 11 * scale, "color": INK}
        style["linewidth"] = 1.4 * scale
        ax.add_patch(
            FancyArrowPatch(path=path, shrinkA=0, shrinkB=0, zorder=1, clip_on=False, **style)
        )
    shift, upright = (
        ((0.08, 0.05), "bottom") if layout.to_the_right else ((0.08, -GAP / 2), "center")
    )
    for text, *place in layout.sizes:
        x, y = np.add(layout.point(*place), shift)
        ax.text(x, y, text, ha="left", va=upright, fontsize=scale * LETTERS, color=INK)
    width, height = layout.extent
    left, top = (0, layout.before) if layout.to_the_right else (-layout.before, 0)
    ax.set(xlim=(left, left + width), ylim=(top - height, top), aspect="equal")
    ax.set_axis_off()
    with house_style():
        ax.set_title(title)
    return ax


def _draw_box(ax, step, left, bottom, width, height, scale):
    if step.kind == "text":
        back = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    else:
        back, rounding = None, height / 2 if step.label in SYMBOLS else 0.06
        ax.add_patch(
            FancyBboxPatch(
                (left, bottom),
                width,
                height,
                boxstyle=f"round,pad=0,rounding_size={rounding}",
                facecolor=KINDS[step.kind],
                edgecolor=INK,
                linewidth=scale,
                zorder=2,
                clip_on=False,
            )
        )
    style = {"ha": "center", "va": "center", "fontsize": scale * LETTERS, "zorder": 3, "bbox": back}
    ax.text(left + width / 2, bottom + height / 2, step.label, **style)


def _rounded(points):
    """Return a path through `points` with round corners."""
    points = [np.array(p) for i, p in enumerate(points) if i == 0 or p != points[i - 1]]
    vertices, codes = [points[0]], [Path.MOVETO]
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        towards, away = before - corner, after - corner
        radius = min(CORNER, np.linalg.norm(towards) / 2, np.linalg.norm(away) / 2)
        vertices.append(corner + radius * towards / np.linalg.norm(towards))
        vertices += [corner, corner + radius * away / np.linalg.norm(away)]
        codes += [Path.LINETO, Path.CURVE3, Path.CURVE3]
    return Path([*vertices, points[-1]], [*codes, Path.LINETO])
