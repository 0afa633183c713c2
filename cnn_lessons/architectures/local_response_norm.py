"""AlexNet's normalization as a Keras layer: Keras has none."""

import keras


@keras.saving.register_keras_serializable("cnn_lessons")
class LocalResponseNormalization(keras.layers.Layer):
    """Divide each number by a power of what its neighbouring channels add up to.

    Parameters
    ----------
    size : int
        How many channels are added up, its own in the middle.
    alpha, beta, offset : float
        The sum of squares times `alpha`, plus `offset`, to the power of `beta`.

    References
    ----------
    .. [1] A. Krizhevsky, I. Sutskever and G. Hinton, "ImageNet classification with deep
       convolutional neural networks", 2012, section 3.3.
    """

    def __init__(self, size=5, alpha=1e-4, beta=0.75, offset=2.0, **kwargs):
        super().__init__(**kwargs)
        self.size, self.alpha, self.beta, self.offset = size, alpha, beta, offset

    def call(self, inputs):
        """Return the normalized feature maps, (N, H, W, C)."""
        channels, half = inputs.shape[-1], self.size // 2
        squares = keras.ops.pad(keras.ops.square(inputs), [[0, 0]] * 3 + [[half, half]])
        total = sum(squares[..., i : i + channels] for i in range(self.size))
        return inputs / (self.offset + self.alpha * total) ** self.beta

    def get_config(self):
        """Return what makes the layer again."""
        names = ("size", "alpha", "beta", "offset")
        return super().get_config() | {name: getattr(self, name) for name in names}
