"""What all layers on paper have in common: a shape, weights, a window, a place in a graph.

No array is ever made. The kinds of layers are in `layers`; what a network costs and what it
sees follows from them: see `costs` and `receptive_field`. Shapes are those of one image,
without the batch: (H, W, C), (D,) for a vector, or (T, D) for T tokens.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from cnn_lessons.operations.geometry import resolve_window


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
        (H, W, C), (D,) of a vector, or (T, D) of tokens.
    counter : iterator of int
        Counts the nodes of one image.
    number : int
        Its own; later nodes depend on earlier ones.
    """

    layer: "Layer | None"
    inputs: tuple
    shape: tuple
    counter: Iterator
    number: int


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
    axes = (1, 2, 3)  # what an input may be: a vector (D,), tokens (T, D), feature maps (H, W, C)
    fewest_inputs = most_inputs = 1
    untrained = ()  # names of the weights that training leaves alone
    in_place = False  # whether the output takes the place of the input in memory

    def __call__(self, *inputs):
        """Return the node that the layer makes of one or several others."""
        name, shapes = self.name or self.kind, [node.shape for node in inputs]
        shape = self.checked_output_shape(name, *shapes)
        counter = inputs[0].counter
        return Node(self, inputs, shape, counter, next(counter))

    def checked_output_shape(self, name, *input_shapes):
        """Return the shape of the output, or raise an error that says which layer is wrong.

        Parameters
        ----------
        name : str
            What the error calls the layer.
        *input_shapes : tuple of int
            One for each input, without the batch.
        """
        if not self.fewest_inputs <= len(input_shapes) <= self.most_inputs:
            needed = {1: "one input", 3: "three inputs"}.get(self.most_inputs, "two inputs or more")
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
        """Return the shape of the output for one image.

        Parameters
        ----------
        input_shape : tuple of int
            What the layer gets, without the batch: (H, W, C), (D,) or (T, D). A layer with
            several inputs takes several.

        Returns
        -------
        tuple of int
        """
        return input_shape

    def weights(self, input_shape):
        """Return the shapes of the weights.

        Parameters
        ----------
        input_shape : tuple of int
            As in `output_shape`.

        Returns
        -------
        dict of str to tuple of int
            By the names of the weights.
        """
        return {}

    def products(self, input_shape):
        """Return the multiply-adds between inputs, without a kernel.

        Parameters
        ----------
        input_shape : tuple of int
            As in `output_shape`.

        Returns
        -------
        int
            For one image.
        """
        return 0

    def window(self, input_shape):
        """Return the window through which one output sees a feature map.

        Parameters
        ----------
        input_shape : tuple of int
            (H, W, C).

        Returns
        -------
        Window
        """
        return resolve_window(input_shape[:2], 1)


def _wrong_input(shape):
    if len(shape) == 3:
        return f"feature maps {shape}, but takes a vector. Put Flatten() or GlobalPool() before it."
    if len(shape) == 2:
        return f"tokens {shape}, but takes another shape. Put FirstToken() before it for a vector."
    return f"a vector {shape}, but takes feature maps (H, W, C). Put it before the flatten."
