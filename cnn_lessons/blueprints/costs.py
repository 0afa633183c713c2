"""What a network costs: parameters, multiply-adds, memory for activations.

Counted for one image, before anything is built. One multiply-add is one
multiplication with its addition, that is 2 FLOPs; only kernels are counted.
Bytes are those of float32.
"""

from dataclasses import dataclass
from math import prod

from cnn_lessons.blueprints.graph import Network, image_and_steps
from cnn_lessons.blueprints.layer_table import LayerTable, shown_shape
from cnn_lessons.language import said

BYTES = 4  # of one float32
HEAD = ("layer", "output", "parameters", "multiply-adds", "activations, bytes")


def count_parameters(layer, input_shape):
    """Return how many numbers a layer keeps, and how many of them are trained.

    Parameters
    ----------
    layer : Layer
        A layer's description.
    input_shape : tuple of int
        (H, W, C) of what it gets, or (D,).

    Returns
    -------
    parameters, trainable : int
        Weights, biases and, of a batch normalization, running statistics, which
        are not trained.

    Examples
    --------
    The first dense layer of VGG-16, and a batch normalization of 32 channels:

    >>> from cnn_lessons.blueprints.layers import Dense
    >>> from cnn_lessons.blueprints.normalization import BatchNorm
    >>> count_parameters(Dense(4096), (7 * 7 * 512,))
    (102764544, 102764544)
    >>> count_parameters(BatchNorm(), (14, 14, 32))
    (128, 64)
    """
    sizes = {name: prod(shape) for name, shape in layer.weights(input_shape).items()}
    untrained = sum(sizes.get(name, 0) for name in layer.untrained)
    return sum(sizes.values()), sum(sizes.values()) - untrained


def count_multiply_adds(layer, input_shape):
    """Return the multiply-adds of a layer for one image: kernel weights times places.

    A kernel is used once, whole, at every place of the output: at OH * OW places
    by a convolution, at one by a dense layer, for each token if it gets tokens. Attention
    has no kernel, and multiplies its inputs with each other. Biases, pooling, activations and
    batch normalization are not counted, as is usual.

    Parameters
    ----------
    layer : Layer
        A layer's description.
    input_shape : tuple of int
        (H, W, C) of what it gets, or (D,).

    Returns
    -------
    int
        Multiply-adds (1 multiply-add = 2 FLOPs).

    Examples
    --------
    Six filters of 5 x 5 at 28 x 28 places, the first layer of LeNet-5:

    >>> from cnn_lessons.blueprints.layers import Conv
    >>> count_multiply_adds(Conv(6, 5), (32, 32, 1))
    117600
    """
    kernel = layer.weights(input_shape).get("kernel")
    if not kernel:
        return layer.products(input_shape)
    return prod(kernel) * prod(layer.output_shape(input_shape)[:-1])


@dataclass(frozen=True)
class LayerCosts:
    """What one layer costs for one image.

    Parameters
    ----------
    name : str
        Of the layer.
    output_shape : tuple of int
        (H, W, C), or (D,).
    parameters, trainable : int
        All numbers that it keeps, and those that training changes.
    multiply_adds : int
        Of its kernel.
    activation_bytes : int
        Of its output in float32; 0 where the output takes its input's place.
    """

    name: str
    output_shape: tuple
    parameters: int
    trainable: int
    multiply_adds: int
    activation_bytes: int


class NetworkCosts(LayerTable):
    """The costs of each layer and their totals, for one image; from `count_costs`.

    Attributes
    ----------
    parameters, trainable, multiply_adds, activation_bytes : int
        The totals; the image itself counts as an activation.
    inference_bytes : int
        What has to be kept at one time when nothing is trained, see `count_inference_bytes`.
    """

    def __init__(self, rows, inference_bytes):
        super().__init__(rows, HEAD)
        self.parameters = sum(row.parameters for row in self)
        self.trainable = sum(row.trainable for row in self)
        self.multiply_adds = sum(row.multiply_adds for row in self)
        self.activation_bytes = sum(row.activation_bytes for row in self)
        self.inference_bytes = inference_bytes

    def cells(self, row):
        """Return the texts of one row."""
        numbers = row.parameters, row.multiply_adds, row.activation_bytes
        return [row.name, shown_shape(row.output_shape), *(f"{n:,}" for n in numbers)]

    def last_cells(self):
        """Return the totals."""
        numbers = self.parameters, self.multiply_adds, self.activation_bytes
        return [said("total"), "", *(f"{n:,}" for n in numbers)]


def count_costs(layers, input_shape=None):
    """Return what every layer of a network costs for one image.

    Parameters
    ----------
    layers : list of Layer, or Network
        In the order in which an image passes them.
    input_shape : tuple of int, optional
        (H, W, C) of one image; a `Network` has it already.

    Returns
    -------
    NetworkCosts
        A table; ``["conv 1"]`` finds a row, and ``.parameters`` is a total.

    Raises
    ------
    ValueError, TypeError
        If a layer does not fit on what it gets; the text names the layer.

    References
    ----------
    .. [1] A. Geron, "Hands-On Machine Learning", 3rd edition, 2022, chapter 14,
       "Memory Requirements", whose layer the example is.

    Examples
    --------
    >>> from cnn_lessons.blueprints.layers import Conv
    >>> count_costs([Conv(200, 5, padding="same")], (150, 100, 3))
    layer            output  parameters  multiply-adds  activations, bytes
    input     150 × 100 × 3           0              0             180,000
    conv 1  150 × 100 × 200      15,200    225,000,000          12,000,000
    total                        15,200    225,000,000          12,180,000
    """
    image_shape, steps = image_and_steps(layers, input_shape)
    steps = list(steps)
    rows = [LayerCosts("input", image_shape, 0, 0, 0, BYTES * prod(image_shape))]
    for name, layer, shape, output_shape, _ in steps:
        own = 0 if layer.in_place else BYTES * prod(output_shape)
        parameters = count_parameters(layer, shape)
        multiply_adds = count_multiply_adds(layer, shape)
        rows.append(LayerCosts(name, output_shape, *parameters, multiply_adds, own))
    outputs = layers.outputs if isinstance(layers, Network) else [rows[-1].name]
    return NetworkCosts(rows, count_inference_bytes(image_shape, steps, outputs))


def count_inference_bytes(image_shape, steps, outputs):
    """Return the most memory that feature maps need at one time when nothing is trained.

    The layers run in their order. What a layer gives stays until the last layer that needs it
    has run: so the input of a block waits for its sum. An activation or a flatten takes the
    place of its input where nobody else needs that; every other layer, a sum too, writes into
    a place of its own.

    Parameters
    ----------
    image_shape : tuple of int
        (H, W, C) of one image.
    steps : list of Step
        The layers, as from `image_and_steps`.
    outputs : list of str
        Names of the layers that give the outputs, which stay to the end.

    Returns
    -------
    int
        Bytes of float32 for one image, without the weights.

    Examples
    --------
    The image waits for the sum while the second convolution reads the first's maps:

    >>> from cnn_lessons.blueprints.graph import Add, Input
    >>> from cnn_lessons.blueprints.layers import Conv
    >>> image = Input((8, 8, 16))
    >>> x = Conv(16, 3, padding="same")(Conv(16, 3, padding="same")(image))
    >>> block = Network("a residual block", Add()(image, x))
    >>> count_costs(block).inference_bytes / (4 * 8 * 8 * 16)
    3.0
    """
    last_use = {name: number for number, step in enumerate(steps) for name in step.inputs}
    last_use |= dict.fromkeys(outputs, len(steps))
    kept = {"input": BYTES * prod(image_shape)}
    most = sum(kept.values())
    for number, step in enumerate(steps):
        done = [name for name in step.inputs if last_use[name] == number]
        if step.layer.in_place and done:
            kept[step.name] = kept.pop(done[0])
            continue
        kept[step.name] = BYTES * prod(step.output_shape)
        most = max(most, sum(kept.values()))
        for name in {*done} | ({step.name} - last_use.keys()):
            del kept[name]
    return most
