"""Networks on paper as diagrams: a block with its labels, or a whole network at a glance."""

from itertools import groupby

import matplotlib.pyplot as plt
from matplotlib.patches import Patch

from cnn_lessons.blueprints import (
    Activation,
    Add,
    BatchNorm,
    Concat,
    Conv,
    Dense,
    Dropout,
    Gate,
    GlobalPool,
    Pool,
)
from cnn_lessons.blueprints.layer_table import shown_shape
from cnn_lessons.visualization.diagram_layout import KINDS, LETTERS, Branches, Layout, Step
from cnn_lessons.visualization.diagrams import draw_layout
from cnn_lessons.visualization.plots import house_style

WIDEST = 6.4  # inches: a wider figure cannot be read on a phone
FOR_SIZES = 1.65  # inches, left of the rows
SPACE = 0.14  # between two small boxes
LARGEST, SMALLEST = 0.6, 0.2  # of the scale of a diagram with labels
BETWEEN = 0.16  # inches, two rows
JOINS = {Add: "+", Gate: "×", Concat: "concat"}
KIND_OF = {
    Conv: "conv",
    Dense: "dense",
    Pool: "pool",
    GlobalPool: "pool",
    BatchNorm: "norm",
    Activation: "activation",
}
GLANCE = {"conv": "convolution", "pool": "pooling", "dense": "dense", "layer": "concatenation"}
FUNCTIONS = {"relu": "ReLU", "relu6": "ReLU6"}


def diagram_of(network):
    """Return the description of a network or a block for `show_diagram`.

    Parameters
    ----------
    network : Network
        Its ways part at one place and come together at another. Of several outputs the first
        is drawn.

    Returns
    -------
    list of Step or Branches
        The input with its shape, then each layer; a normalization and what follows it share a
        box. The last has its shape, too.

    Examples
    --------
    >>> from cnn_lessons.architectures import lenet5
    >>> for step in diagram_of(lenet5(include_top=False))[:3]:
    ...     print(step)
    Step(label='input', size='32 × 32 × 1', kind='data')
    Step(label='5 × 5 conv, 6', size='', kind='conv')
    Step(label='tanh', size='', kind='activation')
    """
    graph = _Graph(network, _labelled, JOINS)
    parts = graph.parts("input", graph.end)
    size = shown_shape(graph.steps[graph.end].output_shape)
    if isinstance(parts[-1], Step):
        parts[-1] = parts[-1]._replace(size=size)
    else:
        parts[-1].size = size
    return [Step("input", shown_shape(network.input_shape), "data"), *parts]


def show_overview(network, title=""):
    """Draw a whole network at a glance: a row for each size of its maps, without labels.

    Parameters
    ----------
    network : Network
        As for `diagram_of`. Boxes are convolutions, poolings and dense layers; what works
        number by number is left out.
    title : str, default=""
        Shown above.

    Returns
    -------
    list of matplotlib Axes
        One for each row; beside it stands the shape that leaves it.

    Raises
    ------
    ValueError
        If a row is too long for a figure 6.4 inches wide.

    References
    ----------
    .. [1] C. Szegedy et al., "Going deeper with convolutions", 2014, figure 3.
       https://arxiv.org/abs/1409.4842

    Examples
    --------
    GoogLeNet [1]_ halves its maps five times, and ends in a vector:

    >>> from cnn_lessons.architectures import googlenet
    >>> len(show_overview(googlenet()))
    6
    """
    rows = _rows(network)
    layouts = [Layout(parts, to_the_right=True, space=SPACE) for _, parts in rows]
    widths, heights = zip(*(layout.extent for layout in layouts), strict=True)
    scale = min((WIDEST - FOR_SIZES - 0.1) / max(widths), LARGEST)
    if scale < SMALLEST:
        raise ValueError(
            f"{network.name} has rows that are too long for {WIDEST} inches. Draw one of its "
            "blocks, with show_diagram(diagram_of(block))."
        )
    top = 0.45 if title else 0.1
    total = scale * sum(heights) + BETWEEN * (len(rows) - 1) + top + 0.45
    with house_style():
        figure = plt.figure(figsize=(WIDEST, total))
        figure.text(0.5, 1 - 0.1 / total, title, ha="center", va="top")
    boxes = [step for layout in layouts for step, *_ in layout.boxes]
    _add_legend(figure, {box.kind for box in boxes if not box.label})
    axes, below = [], total - top
    for (shape, _), layout in zip(rows, layouts, strict=True):
        width, height = (scale * length for length in layout.extent)
        place = FOR_SIZES / WIDEST, (below - height) / total, width / WIDEST, height / total
        axes.append(draw_layout(layout, "", figure.add_axes(place), scale))
        middle = (below - height / 2) / total
        figure.text(0.1 / WIDEST, middle, shape, va="center", fontsize=LETTERS)
        below -= height + BETWEEN
    return axes


def _add_legend(figure, kinds):
    names = {kind: name for kind, name in GLANCE.items() if kind in kinds}
    patches = [Patch(facecolor=KINDS[kind], edgecolor="0.25") for kind in names]
    style = {"ncols": len(names), "frameon": False, "fontsize": LETTERS}
    style |= {"handlelength": 1.2, "columnspacing": 1.2}
    figure.legend(patches, names.values(), loc="lower center", **style)


class _Graph:
    """The steps of a network by name, and what lies on every way to each of them."""

    def __init__(self, network, box, joins):
        self.box, self.joins = box, joins  # a function of a step to one box or none, and words
        self.steps = {step.name: step for step in network.steps}
        self.end = network.outputs[0]
        self.order = {"input": -1} | {name: i for i, name in enumerate(self.steps)}
        self.before = {"input": {"input"}}
        for name, step in self.steps.items():
            self.before[name] = self.on_all_ways(step) | {name}

    def on_all_ways(self, step):
        """Return the names of what every way to a step passes."""
        return set.intersection(*(self.before[name] for name in step.inputs))

    def way(self, start, end):
        """Return what lies behind `start`, up to `end`: boxes and branches, with their shapes."""
        parts = []
        while end != start:
            step = self.steps[end]
            if len(step.inputs) == 1:
                end = step.inputs[0]
                parts += [(box, step.output_shape) for box in self.box(step)]
                continue
            end = max(self.on_all_ways(step), key=self.order.get)
            paths = [self.parts(end, name) for name in step.inputs]
            if len(paths) == 2:
                paths.sort(key=len, reverse=True)  # a shortcut goes round the others
            parts.append((Branches(*paths, join=self.joins[type(step.layer)]), step.output_shape))
        return parts[::-1]

    def parts(self, start, end):
        """Return the same without shapes; a normalization shares a box with what follows it."""
        parts = []
        for part, _ in self.way(start, end):
            before = parts[-1] if parts else None
            kinds = [each.kind for each in (before, part) if isinstance(each, Step)]
            if kinds == ["norm", "activation"]:
                parts[-1] = before._replace(label=f"{before.label}\n{part.label}")
            else:
                parts.append(part)
        return parts


def _rows(network):
    """Return the boxes of a network for each size of its maps, with the shape that leaves."""
    graph = _Graph(network, _small, JOINS | {Concat: ""})
    rows = []
    for _, row in groupby(graph.way("input", graph.end), lambda part: part[1][:-1]):
        parts, shapes = zip(*row, strict=True)
        rows.append((shown_shape(shapes[-1]), list(parts)))
    return rows


def _small(step):
    """Return a box without a label, or none where nothing but numbers changes."""
    kind = KIND_OF.get(type(step.layer))
    return [Step("", kind=kind)] if kind in GLANCE else []


def _labelled(step):
    """Return a box that says what a layer is."""
    layer = step.layer
    kind = KIND_OF.get(type(layer), "layer")
    if isinstance(layer, Conv | Pool):
        return [Step(_window_label(layer, step.input_shape), kind=kind)]
    if isinstance(layer, Dense):
        return [Step(f"dense, {layer.units:,}", kind=kind)]
    if isinstance(layer, GlobalPool):
        return [Step(f"global {layer.operation}", kind=kind)]
    if isinstance(layer, Activation):
        return [Step(FUNCTIONS.get(layer.function, layer.function), kind=kind)]
    return [] if isinstance(layer, Dropout) else [Step(layer.kind, kind=kind)]


def _window_label(layer, input_shape):
    """Return the size of a window, what slides, and how."""
    window = layer.window(input_shape)
    size = " × ".join(map(str, window.kernel_size))
    strides = sorted({*window.strides})
    more = [f"stride {' × '.join(map(str, strides))}"] if strides != [1] else []
    if isinstance(layer, Pool):
        return "\n".join([f"{size} {layer.operation} pool", *more])
    if layer.groups == input_shape[2] > 1:
        return "\n".join([f"{size} depthwise", *more])
    more += [f"{layer.groups} groups"] if layer.groups > 1 else []
    return "\n".join([f"{size} conv, {layer.filters:,}", *more])
