"""Layers as objects: each keeps its parameters, and what its backward pass needs.

The work is done by the functions of `cnn_lessons.operations`; a layer remembers the inputs
of a forward pass and hands them to the backward function. Shapes are those of one example,
without the batch: (H, W, C), or (D,) for a vector.
"""

import numpy as np

from cnn_lessons.learning.initialization import (
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
)
from cnn_lessons.learning.normalization import (
    EPSILON,
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
)
from cnn_lessons.learning.regularization import dropout_mask
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
from cnn_lessons.operations.values import at_least_0, check_dropout_rate, share_of_1

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


class Layer:
    """What all layers have.

    Attributes
    ----------
    parameters : dict of str to ndarray
        What training changes, in place; empty before `build`.
    gradients : dict of str to ndarray
        The gradient of the loss for each, after `backward`.
    state : dict of str to ndarray
        What is kept with the parameters, but not trained by the gradient.
    in_network : bool
        Whether a network has it. It remembers one batch, and so belongs to one network.
    """

    def __init__(self):
        self.parameters = {}
        self.gradients = {}
        self.state = {}
        self.in_network = False

    def __repr__(self):
        return f"{type(self).__name__}()"

    def build(self, input_shape, rng):
        """Make the parameters for examples of a shape, with random numbers from `rng`."""

    def forward(self, inputs, training=False):
        """Return the outputs for a batch, and remember what `backward` needs."""
        raise NotImplementedError

    def backward(self, d_outputs, needs_d_inputs=True):
        """Return the gradient of the inputs of the last `forward`; keep the parameters'.

        Where `needs_d_inputs` is False, a layer may save the work and return None.
        """
        raise NotImplementedError


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
    """Max pooling; arguments as those of `max_pool2d`."""

    def __init__(self, pool_size=2, strides=None, padding="valid"):
        super().__init__(max_pool2d, max_pool2d_backward, pool_size, strides, padding)


class AveragePool2D(_Remembering):
    """Average pooling; arguments as those of `average_pool2d`."""

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


class BatchNorm(Layer):
    """Batch normalization: this batch's moments in training, their averages afterwards.

    Parameters
    ----------
    momentum : float, default=0.99
        Share of the averages that is kept at each step.
    epsilon : float, default=1e-3
        Added to the variances.
    """

    def __init__(self, momentum=0.99, epsilon=EPSILON):
        super().__init__()
        self.momentum = share_of_1(momentum, "momentum")
        self.epsilon = at_least_0(epsilon, "epsilon")

    def build(self, input_shape, rng):
        """Begin with channels left as they are."""
        one, zero = np.ones(input_shape[-1], "float32"), np.zeros(input_shape[-1], "float32")
        self.parameters = {"gamma": one, "beta": zero}
        self.state = {"mean": zero.copy(), "variance": one.copy()}

    def forward(self, inputs, training=False):
        """Return the normalized batch; in training, bring the averages up to date."""
        self._inputs, self._training = inputs, training
        gamma, beta = self.parameters["gamma"], self.parameters["beta"]
        if not training:
            moments = self.state["mean"], self.state["variance"]
            return batch_norm_inference(inputs, gamma, beta, *moments, self.epsilon)
        outputs, mean, variance = batch_norm(inputs, gamma, beta, self.epsilon)
        for name, now in (("mean", mean), ("variance", variance)):
            self.state[name] += (1 - self.momentum) * (now - self.state[name])
        return outputs

    def backward(self, d_outputs, needs_d_inputs=True):
        """Return the gradient of the inputs, with the moments that `forward` used."""
        given = d_outputs, self._inputs, self.parameters["gamma"]
        if self._training:
            d_inputs, d_gamma, d_beta = batch_norm_backward(*given, self.epsilon)
        else:
            moments = self.state["mean"], self.state["variance"]
            d_inputs, d_gamma, d_beta = batch_norm_inference_backward(
                *given, *moments, self.epsilon
            )
        self.gradients = {"gamma": d_gamma, "beta": d_beta}
        return d_inputs


class Dropout(Layer):
    """Dropout: in training, a share of the numbers is set to 0 and the rest enlarged.

    Parameters
    ----------
    rate : float
        Share that is dropped, from 0 to below 1.
    """

    def __init__(self, rate):
        super().__init__()
        check_dropout_rate(rate)
        self.rate = rate

    def __repr__(self):
        return f"Dropout({self.rate})"

    def build(self, input_shape, rng):
        """Remember where the choices come from."""
        self._rng = rng

    def forward(self, inputs, training=False):
        """Return the inputs, or in training what is left of them."""
        if not training:
            self._mask = None
            return inputs
        self._mask = dropout_mask(inputs.shape, self.rate, self._rng, inputs.dtype)
        return inputs * self._mask

    def backward(self, d_outputs, needs_d_inputs=True):
        """Return the gradient of the inputs: dropped numbers have none."""
        if self._mask is None:
            return d_outputs
        return np.where(self._mask > 0, d_outputs * (1 / (1 - self.rate)), 0)


def _choice(value, name, choices):
    if value not in choices:
        known = ", ".join(f'"{choice}"' for choice in choices)
        raise ValueError(f"{name}={value!r} is not known. Use one of {known}.")
    return choices[value]
