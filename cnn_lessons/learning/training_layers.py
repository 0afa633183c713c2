"""Layers that do otherwise in training than afterwards: dropout and stochastic depth."""

import numpy as np

from cnn_lessons.learning.layer import Layer
from cnn_lessons.learning.regularization import dropout_mask, stochastic_depth_mask
from cnn_lessons.operations.values import check_dropout_rate


class Dropout(Layer):
    """Dropout: in training, a share of the numbers is set to 0 and the rest enlarged.

    Parameters
    ----------
    rate : float
        Share that is dropped, from 0 to below 1.
    """

    _draw = staticmethod(dropout_mask)

    def __init__(self, rate):
        super().__init__()
        check_dropout_rate(rate)
        self.rate = rate

    def __repr__(self):
        return f"{type(self).__name__}({self.rate})"

    def build(self, input_shape, rng):
        """Remember where the choices come from."""
        self._rng = rng

    def forward(self, inputs, training=False):
        """Return the inputs, or in training what is left of them."""
        if not training:
            self._mask = None
            return inputs
        self._mask = self._draw(inputs.shape, self.rate, self._rng, inputs.dtype)
        return inputs * self._mask

    def backward(self, d_outputs, needs_d_inputs=True):
        """Return the gradient of the inputs: dropped numbers have none."""
        if self._mask is None:
            return d_outputs
        return np.where(self._mask > 0, d_outputs * (1 / (1 - self.rate)), 0)


class StochasticDepth(Dropout):
    """Stochastic depth: in training, an image loses all its numbers or none.

    It belongs at the end of a block that is added to a shortcut: an image that loses what the
    block computed goes on by the shortcut alone.

    Parameters
    ----------
    rate : float
        Share of the images that are dropped, from 0 to below 1.
    """

    _draw = staticmethod(stochastic_depth_mask)
