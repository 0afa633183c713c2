"""A factor for each channel as a Keras layer: Keras has one only within its ConvNeXt."""

import keras


@keras.saving.register_keras_serializable("cnn_lessons")
class LayerScaling(keras.layers.Layer):
    """Multiply each channel by a number that is trained.

    Parameters
    ----------
    initial : float, default=1e-6
        What all factors begin with.

    References
    ----------
    .. [1] H. Touvron et al., "Going deeper with image transformers", 2021, section 2.
       https://arxiv.org/abs/2103.17239
    """

    def __init__(self, initial=1e-6, **kwargs):
        super().__init__(**kwargs)
        self.initial = initial

    def build(self, input_shape):
        """Make a factor for each channel."""
        start = keras.initializers.Constant(self.initial)
        self.gamma = self.add_weight(input_shape[-1:], initializer=start, name="gamma")

    def call(self, inputs):
        """Return the inputs, each channel multiplied by its factor."""
        return inputs * self.gamma

    def get_config(self):
        """Return what makes the layer again."""
        return super().get_config() | {"initial": self.initial}
