"""What all layers on paper have in common: a shape, weights, a window, a place in a graph.

No array is ever made. The kinds of layers are in `layers`; what a network costs and what it
sees follows from them: see `costs` and `receptive_field`. Shapes are those of one image,
without the batch: (H, W, C), or (D,) for a vector.
"""

from dataclasses import dataclass, field
from itertools import count

from cnn_lessons.operations.geometry import resolve_window

_created = count()


@dataclass(frozen=True, eq=False)
class Node:
    """What comes out of a layer at its place in a graph; made by calling the layer.

    Parameters
    ----------
    layer : Layer or None
        What made it; None of the image.
    inputs : tuple of Node
        What the layer got.
    shape : tuple of int
        (H, W, C), or (D,) of a vector.
    """

    layer: "Layer | None"
    inputs: tuple
    shape: tuple
    number: int = field(default_factory=lambda: next(_created))  # later ones depend on earlier


@dataclass(frozen=True)
class Layer:
    """A layer that passes on what it gets; all others say where they differ.

    Parameters
    ----------
    name : str, default=""
        Shown in tables; by default the kind of layer and a number.
    """

    name: str = field(default="", kw_only=True)

    kind = "layer"
    axes = (1, 3)  # an input may be a vector (D,), a feature map (H, W, C) or both
    fewest_inputs = most_inputs = 1
    untrained = ()  # names of the weights that training leaves alone
    in_place = False  # whether the output takes the place of the input in memory

    def __call__(self, *inputs):
        """Return the node that the layer makes of one or several others."""
        name, shapes = self.name or self.kind, [node.shape for node in inputs]
        return Node(self, inputs, self.checked_output_shape(name, *shapes))

    def checked_output_shape(self, name, *input_shapes):
        """Return the shape of the output, or raise an error that says which layer is wrong."""
        if not self.fewest_inputs <= len(input_shapes) <= self.most_inputs:
            needed = "one input" if self.most_inputs == 1 else "two inputs or more"
            raise ValueError(f"{name} gets {len(input_shapes)} inputs, but takes {needed}.")
        for shape in input_shapes:
            if len(shape) not in self.axes:
                raise ValueError(f"{name} gets {_wrong_input(shape)}")
        try:
            self.weights(input_shapes[0])
            return self.output_shape(*input_shapes)
        except (TypeError, ValueError) as error:
            raise type(error)(f"{name}: {error}") from None

    def output_shape(self, input_shape):
        """Return the shape of the output for one image."""
        return input_shape

    def weights(self, input_shape):
        """Return the shapes of the weights by name."""
        return {}

    def window(self, input_shape):
        """Return the window through which one output sees a feature map (H, W, C)."""
        return resolve_window(input_shape[:2], 1)


def _wrong_input(shape):
    if len(shape) == 3:
        return f"feature maps {shape}, but takes a vector. Put Flatten() or GlobalPool() before it."
    return f"a vector {shape}, but takes feature maps (H, W, C). Put it before the flatten."
