"""From a network on paper to a Keras model, layer by layer and by the same names."""

import re

from cnn_lessons.blueprints.graph import Add, Concat, Gate
from cnn_lessons.blueprints.layers import (
    Activation,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Pool,
)
from cnn_lessons.blueprints.normalization import (
    BatchNorm,
    LayerNorm,
    LayerScale,
    LocalResponseNorm,
    Rescale,
)
from cnn_lessons.blueprints.tokens import Attention, FirstToken, Tokens


def build(network, seed=0, any_size=False, initializer=None):
    """Return the Keras model of a network.

    Every layer becomes the Keras layer of its name; where a convolution's padding is given in
    pixels, a ``ZeroPadding2D`` called ``…_pad`` comes before it, and before a gate's factors
    meet the feature maps they are reshaped to (1, 1, C). A pooling leaves its padding out, as
    `max_pool2d` and `average_pool2d` do.

    Parameters
    ----------
    network : Network
        From one of the functions of `cnn_lessons.architectures`.
    seed : int, default=0
        Where the initial weights come from: He's rule for ReLU, in every kernel.
    any_size : bool, default=False
        Whether the model takes images of other sizes than the network was described for, and
        slides over larger ones: its input is (None, None, C).
    initializer : str, optional
        Another rule for the kernels, by Keras's name, such as ``"glorot_uniform"``. It draws as
        Keras's own layers do: from `keras.utils.set_random_seed`, and not from `seed`.

    Returns
    -------
    keras.Model

    Raises
    ------
    ValueError
        If it shall take any size, but a flatten needs one.
    TypeError
        If there is no Keras layer for a layer; the text names it.

    Examples
    --------
    >>> from cnn_lessons.architectures import lenet5
    >>> build(lenet5()).count_params()
    61706
    """
    import keras

    shape = network.input_shape
    if any_size:
        _refuse_flatten(network)
        shape = None, None, shape[-1]
    values = {"input": keras.Input(shape, name="input")}
    for number, step in enumerate(network.steps):
        start = initializer or keras.initializers.HeNormal(seed=seed + number)
        inputs = [values[name] for name in step.inputs]
        values[step.name] = _apply(step, inputs, start)
    outputs = [values[name] for name in network.outputs]
    name = re.sub(r"[^\w.-]+", "_", network.name)
    return keras.Model(values["input"], outputs[0] if len(outputs) == 1 else outputs, name=name)


def _refuse_flatten(network):
    for step in network.steps:
        if isinstance(step.layer, Flatten):
            raise ValueError(
                f"{network.name} takes one size of images only: {step.name} makes a vector whose "
                "length depends on it. Use a global pooling, or a convolution for the dense layer."
            )


def _apply(step, inputs, start):
    """Return what a step makes of Keras tensors; `start` draws its first weights."""
    from keras import layers

    name, layer, x = step.name, step.layer, inputs[0]
    match layer:
        case Conv():
            outputs = _convolve(step, x, start)
        case Pool():
            outputs = _pooling(step)(x)
        case Dense():
            first = {"use_bias": layer.use_bias, "kernel_initializer": start}
            outputs = layers.Dense(layer.units, **first, name=name)(x)
        case Gate():
            factors = layers.Reshape((1, 1, x.shape[-1]), name=f"{name}_factors")(inputs[1])
            outputs = layers.Multiply(name=name)([x, factors])
        case Add():
            outputs = layers.Add(name=name)(inputs)
        case Concat():
            outputs = layers.Concatenate(name=name)(inputs)
        case Attention():
            outputs = _token_layer(layer, name)(inputs)
        case Rescale():
            x = layers.Rescaling(1 / 255, name=f"{name}_to_one")(x)
            outputs = layers.Normalization(axis=-1, name=name)(x)
        case _:
            outputs = _without_kernel(layer, name)(x)
    return outputs


def _convolve(step, x, start):
    from keras import layers

    layer, channels = step.layer, step.input_shape[-1]
    x, padding = _padded(x, layer, step.name)
    common = {
        "kernel_size": layer.kernel_size,
        "strides": layer.strides,
        "padding": padding,
        "dilation_rate": layer.dilation_rate,
        "use_bias": layer.use_bias,
        "name": step.name,
    }
    if layer.groups == channels > 1:
        convolution = layers.DepthwiseConv2D(
            depth_multiplier=layer.filters // channels, depthwise_initializer=start, **common
        )
    else:
        convolution = layers.Conv2D(
            layer.filters, groups=layer.groups, kernel_initializer=start, **common
        )
    return convolution(x)


def _pooling(step):
    """Return the Keras layer for a pooling, which leaves the padding out."""
    from keras import layers

    from cnn_lessons.architectures.padded_pooling import PaddedPooling2D

    layer, window = step.layer, step.layer.window(step.input_shape)
    if isinstance(layer.padding, str):
        kinds = {"max": layers.MaxPooling2D, "average": layers.AveragePooling2D}
        return kinds[layer.operation](
            layer.pool_size, window.strides, layer.padding, name=step.name
        )
    return PaddedPooling2D(
        layer.pool_size, window.strides, window.padding, layer.operation, name=step.name
    )


def _without_kernel(layer, name):
    """Return the Keras layer for one that has one input, and no kernel."""
    from keras import layers

    from cnn_lessons.architectures.layer_scale import LayerScaling
    from cnn_lessons.architectures.local_response_norm import LocalResponseNormalization

    match layer:
        case BatchNorm():
            averages = {"momentum": layer.momentum, "epsilon": layer.epsilon}
            made = layers.BatchNormalization(**averages, name=name)
        case LayerNorm():
            made = layers.LayerNormalization(epsilon=layer.epsilon, name=name)
        case LayerScale():
            made = LayerScaling(layer.initial, name=name)
        case Activation():
            made = layers.Activation(layer.function, name=name)
        case GlobalPool():
            average, largest = layers.GlobalAveragePooling2D, layers.GlobalMaxPooling2D
            made = (average if layer.operation == "average" else largest)(name=name)
        case Flatten():
            made = layers.Flatten(name=name)
        case Dropout():
            shape = (None, 1, 1, 1) if layer.whole else None
            made = layers.Dropout(layer.rate, noise_shape=shape, name=name)
        case LocalResponseNorm(size=size, alpha=alpha, beta=beta, offset=offset):
            made = LocalResponseNormalization(size, alpha, beta, offset, name=name)
        case Tokens() | FirstToken():
            made = _token_layer(layer, name)
        case _:
            raise TypeError(f"{name} is a {type(layer).__name__}: no Keras layer is known for it.")
    return made


def _token_layer(layer, name):
    from cnn_lessons.architectures import token_layers

    match layer:
        case Tokens():
            return token_layers.ImageTokens(layer.positions, name=name)
        case Attention():
            return token_layers.DotProductAttention(layer.heads, name=name)
    return token_layers.ClassToken(name=name)


def _padded(x, layer, name):
    """Return the input with its zeros, and the padding that is left to Keras."""
    from keras import layers

    padding = layer.padding
    if isinstance(padding, str):
        return x, padding
    if padding != 0:
        x = layers.ZeroPadding2D(padding, name=f"{name}_pad")(x)
    return x, "valid"
