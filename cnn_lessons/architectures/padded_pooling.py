"""Pooling whose padding counts for nothing, given in pixels: Keras has none."""

from math import inf

import keras


@keras.saving.register_keras_serializable("cnn_lessons")
class PaddedPooling2D(keras.layers.Layer):
    """Pool as `max_pool2d` and `average_pool2d` do: a frame is never the largest, nor counted.

    Zeros around the maps would beat numbers below 0, and pull every mean towards 0.

    Parameters
    ----------
    pool_size, strides : int or (height, width)
        Of the window, in pixels.
    padding : ((top, bottom), (left, right))
        Width of the frame, in pixels, less than the pool's size.
    operation : {"max", "average"}
        What is kept of a window.
    """

    def __init__(self, pool_size, strides, padding, operation="max", **kwargs):
        super().__init__(**kwargs)
        self.pool_size, self.strides = pool_size, strides
        self.padding, self.operation = padding, operation

    def call(self, inputs):
        """Return the pooled feature maps, (N, OH, OW, C)."""
        if self.operation == "max":
            padded = keras.ops.pad(inputs, self._frame(), constant_values=-inf)
            return keras.ops.max_pool(padded, self.pool_size, self.strides, "valid")
        ones = keras.ops.ones_like(inputs[:1, :, :, :1])
        return self._mean(inputs) / self._mean(ones)

    def _mean(self, maps):
        padded = keras.ops.pad(maps, self._frame())
        return keras.ops.average_pool(padded, self.pool_size, self.strides, "valid")

    def _frame(self):
        return [[0, 0], *map(list, self.padding), [0, 0]]

    def get_config(self):
        """Return what makes the layer again."""
        names = ("pool_size", "strides", "padding", "operation")
        return super().get_config() | {name: getattr(self, name) for name in names}
