"""Weights from a network of `keras.applications` into ours: same graph, other names."""

from math import prod

import numpy as np


def copy_weights(source, target):
    """Copy all weights of a Keras model into another with the same graph.

    Both graphs are walked from the output back to the image, in the same way; so the names
    of their layers do not matter, and a separable convolution may stand for two, or a
    1 × 1 convolution for a dense layer.

    Parameters
    ----------
    source : keras.Model
        For example ``keras.applications.ResNet50(weights="imagenet")``.
    target : keras.Model
        For example ``build(resnet(50, use_bias=True))``. It is changed in place.

    Returns
    -------
    int
        How many numbers were copied.

    Raises
    ------
    ValueError
        If the weights do not fit; the text names the first layer that differs. Nothing has
        been copied then.

    Examples
    --------
    >>> from cnn_lessons.architectures import build, lenet5
    >>> copy_weights(build(lenet5(), seed=1), build(lenet5()))
    61706
    """
    arrays = _arrays(source)
    layers = _layers_in_order(target)
    wanted = [(layer, weight) for layer in layers for weight in layer.weights]
    for number, (layer, weight) in enumerate(wanted):
        got = arrays[number].shape if number < len(arrays) else None
        if got is None or _squeezed(got) != _squeezed(weight.shape):
            raise ValueError(
                f"{source.name} does not fit into {target.name}: {layer.name} has weights of "
                f"shape {tuple(weight.shape)}, but "
                + (f"{got} would come." if got is not None else "no more would come.")
                + " Use the same kind of network, with the same classes and input_shape."
            )
    if len(arrays) > len(wanted):
        raise ValueError(
            f"{source.name} has {len(arrays)} arrays of weights, but {target.name} has "
            f"{len(wanted)}. Is include_top the same in both?"
        )
    for (_, weight), array in zip(wanted, arrays, strict=True):
        weight.assign(array.reshape(weight.shape))
    for layer in layers:
        if hasattr(layer, "finalize_state"):  # Normalization computes with copies
            layer.finalize_state()
    return sum(array.size for array in arrays)


def _arrays(model):
    """Return all weights of a model in the order of its graph."""
    arrays = []
    for layer in _layers_in_order(model):
        scale = np.asarray(getattr(layer, "scale", 1.0)) if _is_rescaling(layer) else 1.0
        if np.ndim(scale):  # EfficientNet's ImageNet weights: a factor for each colour follows
            arrays[-2] = arrays[-2] / scale**2  # the variance takes it over
        arrays += [np.asarray(weight) for weight in layer.get_weights()]
    return arrays


def _is_rescaling(layer):
    return type(layer).__name__ == "Rescaling"


def _layers_in_order(model):
    """Return the layers with those that they need before them, first inputs first."""
    import keras

    # Of a model within the model: what it gets and gives here, and not within it.
    given, made = (vars(keras.Operation)[name].fget for name in ("input", "output"))
    makers = {id(made(step)): step for step in model.operations}  # a sum may be no layer
    order, seen, waiting = [], set(), [(tensor, False) for tensor in reversed(model.outputs)]
    while waiting:
        tensor, inputs_done = waiting.pop()
        step = makers[id(tensor)]
        if inputs_done:
            order.append(step)
        elif id(tensor) not in seen:
            seen.add(id(tensor))
            waiting.append((tensor, True))
            inputs = given(step) if isinstance(given(step), list) else [given(step)]
            waiting.extend((before, False) for before in reversed(inputs))
    return [step for step in order if isinstance(step, keras.layers.Layer)]


def _squeezed(shape):
    """Return a shape without its ones, so that a 1 × 1 kernel is that of a dense layer."""
    return tuple(size for size in shape if size != 1) or (prod(shape),)
