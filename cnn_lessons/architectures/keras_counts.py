"""Count a Keras model's multiply-adds, layer by layer, for networks that have no blueprint here."""

from math import prod

KINDS = ("Conv2D", "DepthwiseConv2D", "SeparableConv2D", "Dense")


def count_multiply_adds(model):
    """Return the multiply-adds of a Keras model for one image.

    Each kernel's weights are used once at each place of what comes out. Normalizations,
    activations, pooling and the factors of a gate are left out, as in `count_costs`.

    Parameters
    ----------
    model : keras.Model
        Its image has a fixed size, and each layer is used once.

    Returns
    -------
    int

    Raises
    ------
    ValueError
        If the size of the image is left open.
    TypeError
        If a layer with a kernel is not a convolution or a dense layer.

    Examples
    --------
    >>> import keras
    >>> layers = [keras.Input((7, 5, 3)), keras.layers.Conv2D(2, 3)]
    >>> count_multiply_adds(keras.Sequential(layers)) == 5 * 3 * (9 * 3) * 2
    True
    """
    if None in model.input_shape[1:]:
        raise ValueError(
            f"{model.name} takes images of any size. Build it with input_shape=(224, 224, 3), so "
            "that the places can be counted."
        )
    return sum(_of_layer(layer) for layer in _layers(model))


def _layers(model):
    """Yield the layers, also those of models within it."""
    for layer in model.layers:
        if hasattr(layer, "layers"):
            yield from _layers(layer)
        else:
            yield layer


def _of_layer(layer):
    kernels = [weight for weight in layer.weights if weight.name.endswith("kernel")]
    if not kernels:
        return 0
    if type(layer).__name__ not in KINDS:
        raise TypeError(
            f"{layer.name} is a {type(layer).__name__}: its work is not known here. Known are "
            f"{', '.join(KINDS)}."
        )
    return prod(layer.output.shape[1:-1]) * sum(prod(kernel.shape) for kernel in kernels)
