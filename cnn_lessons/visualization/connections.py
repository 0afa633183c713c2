"""Who sees whom in a dense block: an arc from each thing to all layers that get its maps."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import FancyArrowPatch, FancyBboxPatch, Rectangle
from matplotlib.path import Path

from cnn_lessons import palette
from cnn_lessons.blueprints import Concat
from cnn_lessons.visualization.diagram_layout import LETTERS
from cnn_lessons.visualization.plots import house_style

WIDTH = 6.4  # inches: a wider figure cannot be read on a phone
BOX = (0.74, 0.36)  # inches
COLOURS = (
    palette.GREY,
    palette.SKY_BLUE,
    palette.GREEN,
    palette.YELLOW,
    palette.PURPLE,
    palette.VERMILLION,
)
TALLEST = 1.3  # inches, the pile with most maps
HIGHER = 0.36  # inches that an arc's handles rise for each column that it crosses


def show_connections(network):
    """Draw the layers of a dense block in a row, with an arc from each to all that see it.

    Below each layer stands what it gets, as a pile of maps in the colours of those that made
    them.

    Parameters
    ----------
    network : Network
        A block whose layers see concatenations: each layer adds maps, and none is lost.

    Returns
    -------
    matplotlib Axes
        Its unit is the inch.

    Raises
    ------
    ValueError
        If the network does not end in a concatenation, or has more than five layers: they do
        not fit into a figure 6.4 inches wide.

    References
    ----------
    .. [1] G. Huang, Z. Liu, L. van der Maaten and K. Weinberger, "Densely connected
       convolutional networks", 2016, figure 1. https://arxiv.org/abs/1608.06993

    Examples
    --------
    Three layers and what leaves the block: 1 + 2 + 3 arcs, and 4 to the end.

    >>> from cnn_lessons.architectures.densenet import dense_block
    >>> from cnn_lessons.blueprints import Input, Network
    >>> block = Network("block", dense_block(Input((56, 56, 64)), 3, "b"))
    >>> len(connections(block)), sum(map(len, connections(block).values()))
    (4, 10)
    >>> ax = show_connections(block)
    """
    seen = connections(network)
    members = ["input", *list(seen)[:-1]]
    maps = {step.name: step.output_shape[-1] for step in network.steps}
    maps["input"] = network.input_shape[-1]
    labels = ["input", *(f"layer {i}" for i in range(1, len(members))), "output"]
    columns = np.linspace(0.45, WIDTH - 0.45, len(labels))
    ax = _new_axes(columns, labels)
    for target, (x, sources) in enumerate(zip(columns[1:], seen.values(), strict=True), 1):
        for source in sources:
            _draw_arc(ax, columns, members.index(source), target, len(sources))
        numbers = [maps[source] for source in sources]
        colours = [COLOURS[members.index(source)] for source in sources]
        _draw_pile(ax, x, numbers, colours, TALLEST / sum(maps[name] for name in members))
    return ax


def connections(network):
    """Return whose maps each layer of a dense block gets, and what leaves it.

    Parameters
    ----------
    network : Network
        As for `show_connections`.

    Returns
    -------
    dict of str to list of str
        For each layer that adds maps, by the name of its last step, and for the last
        concatenation: "input" and the names of the layers before it.

    Raises
    ------
    ValueError
        If the network is no dense block, or has more layers than there are colours.
    """
    steps = {step.name: step for step in network.steps}
    end = network.outputs[0]
    if not isinstance(steps[end].layer, Concat):
        raise ValueError(
            f"{network.name} ends in {end}, expected a concatenation, as in a dense block."
        )
    members = _held(steps, end)
    if len(members) > len(COLOURS):
        raise ValueError(
            f"{network.name} has {len(members) - 1} layers, expected at most {len(COLOURS) - 1}: "
            f"more do not fit in {WIDTH} inches."
        )
    seen = {}
    for name in members[1:]:
        before = name
        while before == name or not (before == "input" or isinstance(steps[before].layer, Concat)):
            (before,) = steps[before].inputs
        seen[name] = _held(steps, before)
    return seen | {end: members}


def _held(steps, name):
    """Return the names of what a concatenation of concatenations holds."""
    if name == "input" or not isinstance(steps[name].layer, Concat):
        return [name]
    return [held for before in steps[name].inputs for held in _held(steps, before)]


def _new_axes(columns, labels):
    top = 0.75 * HIGHER * (len(labels) - 1) + BOX[1] + 0.2
    bottom = -TALLEST - 0.52
    with house_style():
        figure = plt.figure(figsize=(WIDTH, top - bottom))
        ax = figure.add_axes((0, 0, 1, 1))
    for i, (x, label) in enumerate(zip(columns, labels, strict=True)):
        colour = COLOURS[i] if i < len(labels) - 1 else "white"
        corner = x - BOX[0] / 2, 0
        style = {"facecolor": colour, "edgecolor": "0.25", "zorder": 3}
        ax.add_patch(
            FancyBboxPatch(corner, *BOX, boxstyle="round,pad=0,rounding_size=0.06", **style)
        )
        ax.text(x, BOX[1] / 2, label, ha="center", va="center", fontsize=LETTERS, zorder=4)
    ax.text(columns[0], -0.3, "gets:", ha="center", va="top", fontsize=LETTERS)
    ax.set(xlim=(0, WIDTH), ylim=(bottom, top), aspect="equal")
    ax.set_axis_off()
    return ax


def _draw_arc(ax, columns, source, target, arriving):
    """Draw one arc: the farther it leads, the higher; those of one layer do not cross."""
    room, leaving = 0.8 * BOX[0], len(columns) - 1 - source
    start = columns[source] + room * (0.5 - (target - source - 0.5) / leaving)
    end = columns[target] + room * (0.5 - (source + 0.5) / arriving)
    rise = np.array([0, HIGHER * (target - source) + 0.12])
    ways = np.array([[start, BOX[1]], [end, BOX[1]]])
    points = [ways[0], ways[0] + rise, ways[1] + rise, ways[1]]
    path = Path(points, [Path.MOVETO] + 3 * [Path.CURVE4])
    style = {"arrowstyle": "-|>", "mutation_scale": 10, "linewidth": 1.8, "zorder": 2}
    ax.add_patch(FancyArrowPatch(path=path, color=COLOURS[source], **style))


def _draw_pile(ax, x, numbers, colours, scale):
    """Draw the maps that a layer gets, one above the other, and their number."""
    top = -0.45
    for number, colour in zip(numbers, colours, strict=True):
        height = scale * number
        ax.add_patch(
            Rectangle((x - 0.2, top - height), 0.4, height, facecolor=colour, edgecolor="0.25")
        )
        top -= height
    ax.text(x, -0.42, f"{sum(numbers)}", ha="center", va="bottom", fontsize=LETTERS)
