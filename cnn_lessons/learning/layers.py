"""Layers as objects: each keeps its parameters, and what its backward pass needs.

The work is done by the functions of `cnn_lessons.operations`; a layer remembers the inputs
of a forward pass and hands them to the backward function. Those that normalize
are in `normalization_layers`, those that do otherwise in training in `training_layers`. Shapes
are those of one example, without the batch: (H, W, C), or (D,) for a vector.
"""

import numpy as np

from cnn_lessons.learning.initialization import (
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
)
from cnn_lessons.learning.layer import Layer
from cnn_lessons.operations import (
    average_pool2d,
    average_pool2d_backward,
    conv2d,
    conv2d_backward,
    dense,
    dense_backward,
    elu,
    elu_backward,
    flatten,
    flatten_backward,
    gelu,
    gelu_backward,
    global_average_pool2d,
    global_average_pool2d_backward,
    leaky_relu,
    leaky_relu_backward,
    max_pool2d,
    max_pool2d_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from cnn_lessons.operations.integers import height_and_width

ACTIVATIONS = {
    "relu": (relu, relu_backward),
    "leaky_relu": (leaky_relu, leaky_relu_backward),
    "elu": (elu, elu_backward),
    "gelu": (gelu, gelu_backward),
    "sigmoid": (sigmoid, sigmoid_backward),
    "tanh": (tanh, tanh_backward),
}
INITIALIZERS = {
    "glorot_normal": glorot_normal,
    "glorot_uniform": glorot_uniform,
    "he_normal": he_normal,
    "he_uniform": he_uniform,
}


class _Weighted(Layer):
    """A layer with a kernel and a bias."""

    def __init__(self, initializer):
        super().__init__()
        if not callable(initializer):
            initializer = _choice(initializer, "initializer", INITIALIZERS)
        self.initialize = initializer

    def _make(self, kernel_shape, rng):
        self.parameters = {
            "kernel": self.initialize(kernel_shape, rng),
            "bias": np.zeros(kernel_shape[-1], "float32"),
        }


class Conv2D(_Weighted):
    """A convolution; arguments as those of `conv2d`.

    Parameters
    ----------
    filters : int
        How many feature maps come out.
    kernel_size : int or (height, width)
        Size of the kernel, in weights.
    strides, padding
        As in `conv2d`.
    initializer : {"glorot_uniform", "glorot_normal", "he_uniform", "he_normal"} or callable
        How the weights begin; by default ``"glorot_uniform"``. A function takes the
        kernel's shape and a generator of random numbers.
    """

    def __init__(
        self, filters, kernel_size, strides=1, padding="valid", initializer="glorot_uniform"
    ):
        super().__init__(initializer)
        self.filters = filters
        self.kernel_size = height_and_width(kernel_size, "kernel_size")
        self.window = {"strides": strides, "padding": padding}

    def __repr__(self):
        window = ", ".join(f"{name}={value!r}" for name, value in self.window.items())
        return f"Conv2D({self.filters}, {self.kernel_size}, {window})"

    def build(self, input_shape, rng):
        """Make a kernel as deep as the input."""
        self._make((*self.kernel_size, input_shape[-1], self.filters), rng)

    def forward(self, inputs, training=False):
        """Return the feature maps."""
        self._inputs = inputs
        return conv2d(inputs, self.parameters["kernel"], self.parameters["bias"], **self.window)

    def backward(self, d_outputs, needs_d_inputs=True):
        """Return the gradient of the inputs."""
        d_inputs, d_kernel, d_bias = conv2d_backward(
            d_outputs,
            self._inputs,
            self.parameters["kernel"],
            **self.window,
            needs_d_inputs=needs_d_inputs,
        )
        self.gradients = {"kernel": d_kernel, "bias": d_bias}
        return d_inputs


class Dense(_Weighted):
    """A dense layer.

    Parameters
    ----------
    units : int
        How many numbers come out.
    initializer : {"glorot_uniform", "glorot_normal", "he_uniform", "he_normal"} or callable
        How the weights begin; by default ``"glorot_uniform"``. A function takes the
        kernel's shape and a generator of random numbers.
    """

    def __init__(self, units, initializer="glorot_uniform"):
        super().__init__(initializer)
        self.units = units

    def __repr__(self):
        return f"Dense({self.units})"

    def build(self, input_shape, rng):
        """Make a weight for each input and unit."""
        if len(input_shape) != 1:
            raise ValueError(
                f"Dense got examples of shape {tuple(input_shape)}, but takes vectors, (D,). "
                "Put a Flatten() before it."
            )
        self._make((input_shape[0], self.units), rng)

    def forward(self, inputs, training=False):
        """Return the outputs."""
        self._inputs = inputs
        return dense(inputs, self.parameters["kernel"], self.parameters["bias"])

    def backward(self, d_outputs, needs_d_inputs=True):
        """Return the gradient of the inputs."""
        d_inputs, d_kernel, d_bias = dense_backward(
            d_outputs, self._inputs, self.parameters["kernel"]
        )
        self.gradients = {"kernel": d_kernel, "bias": d_bias}
        return d_inputs


class _Remembering(Layer):
    """A layer without parameters: a pair of functions and their arguments."""

    def __init__(self, forward, backward, *arguments):
        super().__init__()
        self._forward, self._backward, self._arguments = forward, backward, arguments

    def __repr__(self):
        return f"{type(self).__name__}({', '.join(map(repr, self._arguments))})"

    def forward(self, inputs, training=False):
        """Return the outputs."""
        self._inputs = inputs
        return self._forward(inputs, *self._arguments)

    def backward(self, d_outputs, needs_d_inputs=True):
        """Return the gradient of the inputs."""
        return self._backward(d_outputs, self._inputs, *self._arguments)


class MaxPool2D(_Remembering):
    """Max pooling; Parameters are those of `max_pool2d`."""

    def __init__(self, pool_size=2, strides=None, padding="valid"):
        super().__init__(max_pool2d, max_pool2d_backward, pool_size, strides, padding)


class AveragePool2D(_Remembering):
    """Average pooling; Parameters are those of `average_pool2d`."""

    def __init__(self, pool_size=2, strides=None, padding="valid"):
        super().__init__(average_pool2d, average_pool2d_backward, pool_size, strides, padding)


class GlobalAveragePool2D(_Remembering):
    """The mean of each feature map."""

    def __init__(self):
        super().__init__(global_average_pool2d, global_average_pool2d_backward)


class Flatten(_Remembering):
    """Feature maps as vectors."""

    def __init__(self):
        super().__init__(flatten, flatten_backward)


class Activation(_Remembering):
    """An activation function.

    Parameters
    ----------
    name : {"relu", "leaky_relu", "elu", "gelu", "sigmoid", "tanh"}
        Which one, with its usual constants.
    """

    def __init__(self, name):
        super().__init__(*_choice(name, "name", ACTIVATIONS))
        self.name = name

    def __repr__(self):
        return f"Activation({self.name!r})"


def _choice(value, name, choices):
    if value not in choices:
        known = ", ".join(f'"{choice}"' for choice in choices)
        raise ValueError(f"{name}={value!r} is not known. Use one of {known}.")
    return choices[value]
