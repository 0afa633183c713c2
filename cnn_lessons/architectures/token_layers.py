"""What a vision transformer needs as Keras layers, beside those that Keras has.

``keras.layers.MultiHeadAttention`` keeps its dense layers inside; here they are layers of the
network, so that each has its line in the table of costs and its own initial weights.
"""

import keras
from keras import ops


@keras.saving.register_keras_serializable("cnn_lessons")
class ImageTokens(keras.layers.Layer):
    """Feature maps (N, H, W, C) as tokens (N, H * W + 1, C), a class token first.

    Parameters
    ----------
    positions : bool, default=True
        Whether a vector is learned for each place, and added.

    References
    ----------
    .. [1] A. Dosovitskiy et al., "An image is worth 16x16 words", 2020, equation 1.
       https://arxiv.org/abs/2010.11929
    """

    def __init__(self, positions=True, **kwargs):
        super().__init__(**kwargs)
        self.positions = positions

    def build(self, input_shape):
        """Make the class token, which begins at 0, and the positions, small and random."""
        _, H, W, C = input_shape
        self.class_token = self.add_weight((C,), initializer="zeros", name="class_token")
        if self.positions:
            start = keras.initializers.RandomNormal(stddev=0.02)
            self.places = self.add_weight((H * W + 1, C), initializer=start, name="positions")

    def call(self, inputs):
        """Return the tokens, row by row of the image."""
        _, H, W, C = inputs.shape
        tokens = ops.reshape(inputs, (-1, H * W, C))
        first = ops.broadcast_to(self.class_token, (ops.shape(inputs)[0], 1, C))
        tokens = ops.concatenate([first, tokens], axis=1)
        return tokens + self.places if self.positions else tokens

    def get_config(self):
        """Return what makes the layer again."""
        return super().get_config() | {"positions": self.positions}


@keras.saving.register_keras_serializable("cnn_lessons")
class DotProductAttention(keras.layers.Layer):
    """Scaled dot-product attention of several heads; as `cnn_lessons.operations` in NumPy.

    Parameters
    ----------
    heads : int, default=1
        Parts of the numbers of a token.
    """

    def __init__(self, heads=1, **kwargs):
        super().__init__(**kwargs)
        self.heads = heads

    def call(self, inputs):
        """Return (N, T, D) from a query, a key and a value of that shape."""
        _, T, D = inputs[0].shape
        width = D // self.heads
        parts = (ops.reshape(part, (-1, T, self.heads, width)) for part in inputs)
        query, key, value = parts
        scores = ops.einsum("nthd,nshd->nhts", query, key) / width**0.5
        outputs = ops.einsum("nhts,nshd->nthd", ops.softmax(scores), value)
        return ops.reshape(outputs, (-1, T, D))

    def get_config(self):
        """Return what makes the layer again."""
        return super().get_config() | {"heads": self.heads}


@keras.saving.register_keras_serializable("cnn_lessons")
class ClassToken(keras.layers.Layer):
    """The first token alone."""

    def call(self, inputs):
        """Return (N, D)."""
        return inputs[:, 0]
