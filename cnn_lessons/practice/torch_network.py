"""The same network in PyTorch, and weights carried from one framework to the other.

PyTorch is optional, and imported where it is used.
"""

from collections import OrderedDict
from itertools import pairwise

import numpy as np

from cnn_lessons.blueprints.layers import Activation, Conv, Dense, Dropout, Flatten, Pool
from cnn_lessons.practice.channels_first import (
    dense_to_keras,
    dense_to_torch,
    kernel_to_keras,
    kernel_to_torch,
)

ACTIVATIONS = {"relu": "ReLU", "tanh": "Tanh", "sigmoid": "Sigmoid"}


def require_torch():
    """Return the package ``torch``, or say how to install it.

    Returns
    -------
    module

    Raises
    ------
    ModuleNotFoundError
        If PyTorch is not installed.
    """
    try:
        import torch
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "PyTorch is not installed; it is optional, and only the chapter on VGG in two "
            "frameworks needs it. Install it with `%pip install torch` in a cell or "
            "`pip install torch` in a terminal, and restart the kernel. "
            "https://pytorch.org/get-started says how to get the small build without CUDA.",
            name="torch",
        ) from None
    return torch


def build_torch(network, seed=0):
    """Return the PyTorch module of a network on paper that has no branches.

    Every layer becomes the module of its name; where PyTorch cannot pad by itself, one called
    ``…_pad`` comes before it. It takes images with channels first, and its flatten goes
    through them channel by channel.

    Parameters
    ----------
    network : Network
        Of the layers that VGG has: `Conv`, `Pool`, `Activation`, `Flatten`, `Dense`, `Dropout`.
    seed : int, default=0
        Where the initial weights come from: PyTorch's own rules.

    Returns
    -------
    torch.nn.Sequential
        Takes ``(N, C, H, W)``. Without its last module it is ``module[:-1]``.

    Raises
    ------
    ModuleNotFoundError
        If PyTorch is not installed.
    ValueError
        If the network branches.
    TypeError
        If there is no module for a layer; the text names it.
    """
    torch = require_torch()
    names = ["input", *(step.name for step in network.steps)]
    for (before, name), step in zip(pairwise(names), network.steps, strict=True):
        if step.inputs != (before,):
            raise ValueError(
                f"{network.name} branches: {name} gets {' and '.join(step.inputs)}. Only layers "
                "in a row can be built here, such as vgg(11)."
            )
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        modules = [named for step in network.steps for named in _modules(step)]
    return torch.nn.Sequential(OrderedDict(modules))


def carry_to_torch(model, module):
    """Copy the weights of a Keras model into the PyTorch module of the same network.

    Parameters
    ----------
    model : keras.Model
        From ``build(network)``.
    module : torch.nn.Sequential
        From ``build_torch(network)``. It is changed in place.

    Returns
    -------
    int
        How many numbers were copied.

    Raises
    ------
    ValueError
        If the two do not belong together; the text names the first layer that differs.
        Nothing has been copied then.
    """
    torch = require_torch()
    jobs = []
    for layer, target, maps_shape in _pairs(model, module):
        kernel, *bias = layer.get_weights()
        new = kernel_to_torch(kernel) if kernel.ndim == 4 else dense_to_torch(kernel, maps_shape)
        arrays, parameters = [new, *bias], list(target.parameters())
        _check_shapes(layer.name, arrays, [tuple(p.shape) for p in parameters])
        jobs += zip(parameters, arrays, strict=True)
    with torch.no_grad():
        for parameter, array in jobs:
            parameter.copy_(torch.from_numpy(np.ascontiguousarray(array)))
    return sum(array.size for _, array in jobs)


def carry_to_keras(module, model):
    """Copy the weights of a PyTorch module into the Keras model of the same network.

    Parameters
    ----------
    module : torch.nn.Sequential
        From ``build_torch(network)``.
    model : keras.Model
        From ``build(network)``. It is changed in place.

    Returns
    -------
    int
        How many numbers were copied.

    Raises
    ------
    ValueError
        As in `carry_to_torch`.
    """
    jobs = []
    for layer, source, maps_shape in _pairs(model, module):
        kernel, *bias = (parameter.detach().cpu().numpy() for parameter in source.parameters())
        new = kernel_to_keras(kernel) if kernel.ndim == 4 else dense_to_keras(kernel, maps_shape)
        arrays = [new, *bias]
        _check_shapes(layer.name, arrays, [tuple(v.shape) for v in layer.weights])
        jobs.append((layer, arrays))
    for layer, arrays in jobs:
        layer.set_weights(arrays)
    return sum(array.size for _, arrays in jobs for array in arrays)


def _pairs(model, module):
    """Yield a Keras layer with weights, its module, and the maps if a flatten is before it."""
    from torch import nn

    layers = {layer.name: layer for layer in model.layers}
    with_weights = {layer.name for layer in model.layers if layer.weights}
    children = dict(module.named_children())
    wanted = {name for name, child in children.items() if list(child.parameters())}
    if wanted != with_weights:
        raise ValueError(
            f"only one of the two has {', '.join(sorted(wanted ^ with_weights))}. Build both from "
            "the same network: build(network) and build_torch(network)."
        )
    maps_shape = None
    for name, child in children.items():
        if isinstance(child, nn.Flatten):
            maps_shape = layers[name].input.shape[1:]
        elif name in wanted:
            yield layers[name], child, maps_shape
            maps_shape = None


def _check_shapes(name, arrays, expected):
    shapes = [array.shape for array in arrays]
    if shapes != expected:
        raise ValueError(
            f"{name}: weights of {shapes} would come, but {expected} are expected. Build both "
            "from the same network, with the same input_shape and classes."
        )


def _modules(step):
    """Return pairs of a name and a module for one layer."""
    from torch import nn

    layer, channels = step.layer, step.input_shape[-1]
    match layer:
        case Conv():
            pad, padding = _padding(step, 0.0)
            sizes = (layer.kernel_size, layer.strides, padding, layer.dilation_rate)
            module = nn.Conv2d(channels, layer.filters, *sizes, layer.groups, layer.use_bias)
        case Pool():
            pad, module = _pool(step)
        case Dense():
            pad, module = [], nn.Linear(channels, layer.units, layer.use_bias)
        case _:
            pad, module = [], _without_weights(step)
    return [*pad, (step.name, module)]


def _pool(step):
    from torch import nn

    layer = step.layer
    window = layer.window(step.input_shape)
    pad, padding = _padding(step, -np.inf)  # never the maximum
    sizes = window.kernel_size, window.strides
    if layer.operation == "max":
        return pad, nn.MaxPool2d(*sizes, padding)
    if pad or padding != (0, 0):
        raise TypeError(f"{step.name}: average pooling with padding is not known here.")
    return [], nn.AvgPool2d(*sizes)


def _without_weights(step):
    from torch import nn

    match step.layer:
        case Activation(function="softmax"):
            return nn.Softmax(dim=1)
        case Activation(function=function) if function in ACTIVATIONS:
            return getattr(nn, ACTIVATIONS[function])()
        case Flatten():
            return nn.Flatten()
        case Dropout(rate=rate, whole=False):
            return nn.Dropout(rate)
    raise TypeError(
        f"{step.name}: no module is known for {step.layer!r}. Conv, Pool, Dense, Flatten, "
        f"Dropout, and Activation of {', '.join(ACTIVATIONS)} or softmax can be built."
    )


def _padding(step, value):
    """Return modules that pad, and the padding that is left to PyTorch's layer."""
    from torch import nn

    (top, bottom), (left, right) = step.layer.window(step.input_shape).padding
    if top == bottom and left == right:
        return [], (top, left)
    frame = nn.ConstantPad2d((left, right, top, bottom), value)  # the last axis comes first
    return [(f"{step.name}_pad", frame)], (0, 0)
