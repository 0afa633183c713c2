"""Layers that normalize: batch normalization, which averages for later, and layer normalization."""

import numpy as np

from cnn_lessons.learning.layer import Layer
from cnn_lessons.learning.layer_norm import layer_norm, layer_norm_backward
from cnn_lessons.learning.normalization import (
    EPSILON,
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
)
from cnn_lessons.operations.values import at_least_0, share_of_1


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


class LayerNorm(Layer):
    """Layer normalization: the channels of each place, in training and afterwards alike.

    Parameters
    ----------
    epsilon : float, default=1e-3
        Added to the variances.
    """

    def __init__(self, epsilon=EPSILON):
        super().__init__()
        self.epsilon = at_least_0(epsilon, "epsilon")

    def build(self, input_shape, rng):
        """Begin with factors of 1 and summands of 0."""
        C = input_shape[-1]
        self.parameters = {"gamma": np.ones(C, "float32"), "beta": np.zeros(C, "float32")}

    def forward(self, inputs, training=False):
        """Return the normalized batch."""
        self._inputs = inputs
        return layer_norm(inputs, **self.parameters, epsilon=self.epsilon)

    def backward(self, d_outputs, needs_d_inputs=True):
        """Return the gradient of the inputs."""
        d_inputs, d_gamma, d_beta = layer_norm_backward(
            d_outputs, self._inputs, self.parameters["gamma"], self.epsilon
        )
        self.gradients = {"gamma": d_gamma, "beta": d_beta}
        return d_inputs
