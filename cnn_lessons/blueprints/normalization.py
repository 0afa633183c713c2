"""Normalization on paper: layers that bring numbers to a scale, and keep their shape."""

from dataclasses import dataclass

from cnn_lessons.blueprints.layer import Layer


@dataclass(frozen=True)
class BatchNorm(Layer):
    """Batch normalization: four numbers for each channel, of which training sets two.

    Parameters
    ----------
    epsilon : float, default=1e-3
        Added to the variances.
    momentum : float, default=0.99
        Of the moving averages: how much of them each batch leaves.
    """

    epsilon: float = 1e-3
    momentum: float = 0.99

    kind = "batch norm"
    untrained = ("moving_mean", "moving_variance")

    def weights(self, input_shape):
        """Return a scale, a shift and two running statistics, each (C,)."""
        names = ("gamma", "beta", *self.untrained)
        return dict.fromkeys(names, input_shape[-1:])


@dataclass(frozen=True)
class LayerNorm(Layer):
    """Layer normalization over the channels of each place; training sets all it keeps.

    Parameters
    ----------
    epsilon : float, default=1e-3
        Added to the variances.

    References
    ----------
    .. [1] J. L. Ba, J. R. Kiros and G. E. Hinton, "Layer normalization", 2016.
       https://arxiv.org/abs/1607.06450
    """

    epsilon: float = 1e-3

    kind = "layer norm"

    def weights(self, input_shape):
        """Return a scale and a shift, each (C,)."""
        return {"gamma": input_shape[-1:], "beta": input_shape[-1:]}


@dataclass(frozen=True)
class LayerScale(Layer):
    """Each channel times a number that is trained; it begins near 0.

    Parameters
    ----------
    initial : float, default=1e-6
        What all factors begin with.

    References
    ----------
    .. [1] H. Touvron et al., "Going deeper with image transformers", 2021, section 2.
       https://arxiv.org/abs/2103.17239
    """

    initial: float = 1e-6

    kind = "layer scale"

    def weights(self, input_shape):
        """Return one factor for each channel, (C,)."""
        return {"gamma": input_shape[-1:]}


@dataclass(frozen=True)
class LocalResponseNorm(Layer):
    """Each number divided by a power of what its neighbouring channels add up to.

    Parameters
    ----------
    size : int, default=5
        How many channels are added up, its own in the middle.
    alpha, beta, offset : float
        The sum of squares times `alpha`, plus `offset`, to the power of `beta`.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet classification with deep
       convolutional neural networks", 2012, section 3.3.
    """

    size: int = 5
    alpha: float = 1e-4
    beta: float = 0.75
    offset: float = 2.0

    kind = "local response norm"
    axes = (3,)


@dataclass(frozen=True)
class Rescale(Layer):
    """Values from 0 to 255 to the mean and variance of a data set; nothing is trained.

    Keras's EfficientNets keep a mean and a variance for each colour, and a count.
    """

    kind = "rescale"
    axes = (3,)
    untrained = ("mean", "variance", "count")

    def weights(self, input_shape):
        """Return a mean and a variance for each channel, and one count."""
        return {"mean": input_shape[-1:], "variance": input_shape[-1:], "count": ()}
