"""Which pixels of the image one output can see, layer by layer.

Plain arithmetic over a list of layers. Per axis three numbers say it all: how
many pixels an output sees (size), how far apart the fields of two neighbouring
outputs are (jump), and where the first field begins (start).
"""

from dataclasses import dataclass

from cnn_lessons.blueprints.graph import Gate, image_and_steps
from cnn_lessons.blueprints.layer_table import LayerTable, shown_shape

HEAD = ("layer", "output", "size", "jump", "start")


@dataclass(frozen=True)
class ReceptiveField:
    """The pixels that the outputs of one layer see; each pair is (height, width).

    Parameters
    ----------
    name : str
        Of the layer.
    output_shape, image_shape : tuple of int
        Of the layer's output, and of the image.
    size : tuple of int
        Side of the square that one output sees, in pixels, padding included.
    jump : tuple of int
        Distance between the fields of neighbouring outputs, in pixels: the
        product of all strides so far.
    start : tuple of int
        First row and column that output (0, 0) sees; negative in the padding.
    """

    name: str
    output_shape: tuple
    image_shape: tuple
    size: tuple
    jump: tuple
    start: tuple

    def pixels(self, row=0, column=0):
        """Return the pixels that one output sees, as slices of the image.

        Parameters
        ----------
        row, column : int, default=0
            Which output; a vector has only (0, 0).

        Returns
        -------
        tuple of slice
            Rows and columns of the part of the field that lies on the image:
            ``image[field.pixels(3, 3)]`` cuts it out.

        Raises
        ------
        IndexError
            If there is no such output.
        """
        places = self.output_shape[:-1] or (1, 1)
        if not (0 <= row < places[0] and 0 <= column < places[1]):
            raise IndexError(
                f"{self.name} has no output ({row}, {column}). Its rows and columns are "
                f"{shown_shape(places)}, counted from 0."
            )
        axes = zip((row, column), self.start, self.jump, self.size, self.image_shape, strict=False)
        slices = []
        for index, start, jump, size, pixels in axes:
            first = start + index * jump
            slices.append(slice(max(first, 0), max(min(first + size, pixels), 0)))
        return tuple(slices)


class ReceptiveFields(LayerTable):
    """The receptive fields of all layers; from `receptive_fields`."""

    def __init__(self, rows):
        super().__init__(rows, HEAD)

    def cells(self, row):
        """Return the texts of one row, one number where height and width agree."""
        pairs = (_shown(pair) for pair in (row.size, row.jump, row.start))
        return [row.name, shown_shape(row.output_shape), *pairs]


def receptive_fields(layers, input_shape=None):
    """Return the receptive field of every layer.

    A window reaches over ``window_size - 1`` more inputs, and neighbouring inputs
    are as far apart on the image as all strides before have made them: that is
    the jump. So a layer makes the size larger by ``(window_size - 1) * jump``, and
    its own stride multiplies the jump for the layers above. Where branches come together,
    the field is the smallest that holds theirs; the factors of a gate, which have seen the
    whole image, are left out.

    Parameters
    ----------
    layers : list of Layer, or Network
        In the order in which an image passes them.
    input_shape : tuple of int, optional
        (H, W, C) of one image; a `Network` has it already.

    Returns
    -------
    ReceptiveFields
        A table; ``["conv 1"]`` finds a row, ``[-1]`` is the last layer's.

    Raises
    ------
    ValueError, TypeError
        If a layer does not fit on what it gets; the text names the layer.

    References
    ----------
    .. [1] A. Araujo, W. Norris and J. Sim, "Computing receptive fields of
       convolutional neural networks", 2019, where ``-start`` is called effective
       padding. https://distill.pub/2019/computing-receptive-fields/

    Examples
    --------
    The first layers of AlexNet:

    >>> from cnn_lessons.blueprints.layers import Conv, Pool
    >>> alexnet = [Conv(96, 11, strides=4), Pool(3, 2), Conv(256, 5, padding=2), Pool(3, 2)]
    >>> receptive_fields(alexnet, (227, 227, 3))
    layer          output  size  jump  start
    conv 1   55 × 55 × 96    11     4      0
    pool 1   27 × 27 × 96    19     8      0
    conv 2  27 × 27 × 256    51     8    −16
    pool 2  13 × 13 × 256    67    16    −16
    """
    image_shape, steps = image_and_steps(layers, input_shape)
    fields, rows = {"input": [(1, 1, 0)] * 2}, []
    for name, layer, shape, output_shape, inputs in steps:
        seen = inputs[:1] if isinstance(layer, Gate) else inputs
        axes = [
            _joined(fields_of_axis) for fields_of_axis in zip(*map(fields.get, seen), strict=True)
        ]
        if len(shape) == 3:  # what becomes of a vector has seen what the vector has
            window = layer.window(shape)
            axes = list(map(_grow, axes, window.spans, window.strides, window.padding))
        fields[name] = axes
        size, jump, start = zip(*axes, strict=True)
        rows.append(ReceptiveField(name, output_shape, image_shape, size, jump, start))
    return ReceptiveFields(rows)


def _joined(fields):
    """Return the (size, jump, start) along one axis that holds those of all branches."""
    first = min(start for _, _, start in fields)
    end = max(start + size for size, _, start in fields)
    return end - first, max(jump for _, jump, _ in fields), first


def _grow(field, span, stride, padding):
    """Return (size, jump, start) along one axis after one more layer."""
    size, jump, start = field
    before, _ = padding
    return size + (span - 1) * jump, jump * stride, start - before * jump


def _shown(pair):
    """Return a pair as text, with true minus signs."""
    numbers = pair[:1] if pair[0] == pair[1] else pair
    return shown_shape(numbers).replace("-", "−")
