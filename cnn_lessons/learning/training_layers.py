"""Layers that do otherwise in training than afterwards: batch normalization and dropout."""

import numpy as np

from cnn_lessons.learning.layer import Layer
from cnn_lessons.learning.normalization import (
    EPSILON,
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
)
from cnn_lessons.learning.regularization import dropout_mask
from cnn_lessons.operations.values import at_least_0, check_dropout_rate, share_of_1


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
