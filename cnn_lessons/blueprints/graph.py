"""Networks on paper that branch: what comes together again, and the whole graph.

A network is written down as in Keras: each layer is called on what it gets.

>>> image = Input((32, 32, 16))
>>> x = Conv(16, 3, padding="same", name="conv1")(image)
>>> x = Conv(16, 3, padding="same", name="conv2")(x)
>>> block = Network("a residual block", Add(name="add")(image, x))
>>> [step.inputs for step in block.steps]
[('input',), ('conv1',), ('input', 'conv2')]
>>> block.depth()
2
"""

from dataclasses import dataclass
from itertools import count
from math import inf

from cnn_lessons.blueprints.layer import Layer, Node
from cnn_lessons.blueprints.layer_table import Names, Step, checked_shape, walk
from cnn_lessons.blueprints.layers import Conv, Dense


@dataclass(frozen=True)
class Add(Layer):
    """The sum of several feature maps, number by number: all have one shape."""

    kind = "add"
    fewest_inputs, most_inputs = 2, inf

    def output_shape(self, *input_shapes):
        """Return the one shape.

        Parameters
        ----------
        *input_shapes : tuple of int
            One for each input: all the same.
        """
        if len(set(input_shapes)) > 1:
            shapes = " and ".join(map(str, dict.fromkeys(input_shapes)))
            raise ValueError(
                f"cannot add {shapes}: a sum needs equal shapes. Let a 1 × 1 convolution with "
                "the right strides and filters bring the shortcut into shape."
            )
        return input_shapes[0]


@dataclass(frozen=True)
class Concat(Layer):
    """Several feature maps one behind the other: their channels add up."""

    kind = "concat"
    axes = (3,)
    fewest_inputs, most_inputs = 2, inf

    def output_shape(self, *input_shapes):
        """Return (H, W, all channels).

        Parameters
        ----------
        *input_shapes : tuple of int
            (H, W, C) of each input: all of one height and width.
        """
        sizes = {shape[:2] for shape in input_shapes}
        if len(sizes) > 1:
            raise ValueError(
                f"cannot join {' and '.join(map(str, input_shapes))}: height and width must be "
                'equal. Use padding="same" and equal strides in every branch.'
            )
        return (*input_shapes[0][:2], sum(shape[2] for shape in input_shapes))


@dataclass(frozen=True)
class Gate(Layer):
    """Each feature map times a number of its own: (H, W, C) and (C,)."""

    kind = "gate"
    fewest_inputs = most_inputs = 2

    def output_shape(self, maps_shape, factors_shape):
        """Return the shape of the feature maps.

        Parameters
        ----------
        maps_shape : tuple of int
            (H, W, C).
        factors_shape : tuple of int
            (C,).
        """
        if len(maps_shape) != 3 or factors_shape != maps_shape[2:]:
            raise ValueError(
                f"cannot multiply {maps_shape} by {factors_shape}: feature maps (H, W, C) and "
                "one factor for each, (C,), are expected, in this order."
            )
        return maps_shape


def Input(shape):  # noqa: N802 - as in Keras
    """Return the image as a node.

    Parameters
    ----------
    shape : tuple of int
        (H, W, C) of one image.

    Returns
    -------
    Node
    """
    counter = count()
    return Node(None, (), checked_shape(shape), counter, next(counter))


class Network:
    """A graph of layers from one image to one or several outputs.

    Parameters
    ----------
    name : str
        What it is called in tables and as a Keras model.
    *outputs : Node
        What comes out; the first is the main one.

    Attributes
    ----------
    input_shape : tuple of int
        (H, W, C) of the image.
    steps : tuple of Step
        The layers in the order in which they were written down.
    outputs : tuple of str
        The names of the layers that give the outputs.

    Raises
    ------
    ValueError
        If there is not exactly one image, or two layers have one name.
    """

    def __init__(self, name, *outputs):
        self.name = name
        nodes = _ancestors(outputs)
        images = [node for node in nodes if node.layer is None]
        if len(images) != 1:
            raise ValueError(f"{name} has {len(images)} inputs, but one Input(…) is expected.")
        self.input_shape = images[0].shape
        given, names = Names(), {images[0]: "input"}
        steps = []
        for node in nodes:
            if node.layer is None:
                continue
            names[node] = given.give(node.layer)
            inputs = tuple(names[before] for before in node.inputs)
            steps.append(Step(names[node], node.layer, node.inputs[0].shape, node.shape, inputs))
        self.steps = tuple(steps)
        self.outputs = tuple(names[node] for node in outputs)

    def __repr__(self):
        return f"{self.name}: {len(self.steps)} layers for images of {self.input_shape}"

    def depth(self):
        """Return how many convolutions and dense layers the longest way has.

        Those behind a gate's factors count only where no way through the feature maps is
        longer.
        """
        depths = {"input": 0}
        for step in self.steps:
            weighted = isinstance(step.layer, Conv | Dense)
            inputs = step.inputs[:1] if isinstance(step.layer, Gate) else step.inputs
            depths[step.name] = max(depths[name] for name in inputs) + weighted
        return depths[self.outputs[0]]


def image_and_steps(layers, input_shape=None):
    """Return the shape of the image, and a step for each layer.

    Parameters
    ----------
    layers : list of Layer, or Network
        In the order in which an image passes them.
    input_shape : tuple of int, optional
        (H, W, C) of one image; needed for a list, and left out for a `Network`.

    Returns
    -------
    image_shape : tuple of int
        (H, W, C).
    steps : iterable of Step
        As `walk` gives them.

    Raises
    ------
    ValueError, TypeError
        If a layer does not fit on what it gets, or the shape is missing or given twice.
    """
    if not isinstance(layers, Network):
        image_shape = checked_shape(input_shape)
        return image_shape, walk(layers, image_shape)
    if input_shape not in (None, layers.input_shape):
        raise ValueError(
            f"{layers.name} is for images of {layers.input_shape}, not {input_shape}. "
            "Make it anew with another input_shape."
        )
    return layers.input_shape, layers.steps


def _ancestors(outputs):
    """Return the nodes that the outputs need, in the order in which they were made."""
    found, waiting = set(), list(outputs)
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(node.inputs)
    return sorted(found, key=lambda node: node.number)
