"""What is measured when training is to become faster: pipelines, half precision, replicas."""

import time
from threading import Lock

import numpy as np


class SlowDisk:
    """Stands in for a disk: each image takes a while, and is counted.

    Parameters
    ----------
    seconds : float
        What one image takes.

    Attributes
    ----------
    reads : int
        How many images were read so far.

    Examples
    --------
    ``dataset.map(SlowDisk(0.01).read)`` reads every image of a ``tf.data.Dataset``.
    """

    def __init__(self, seconds):
        self.seconds, self.reads = seconds, 0
        self._lock = Lock()  # several may read at once

    def read(self, image):
        """Return an image as it is, a while later; for ``Dataset.map``.

        Parameters
        ----------
        image : tf.Tensor
            Of any shape.

        Returns
        -------
        tf.Tensor
        """
        import tensorflow as tf

        return tf.ensure_shape(tf.numpy_function(self._wait, [image], image.dtype), image.shape)

    def _wait(self, image):
        time.sleep(self.seconds)
        with self._lock:
            self.reads += 1
        return image


def one_after_the_other(dataset):
    """Return a ``tf.data.Dataset`` without what TensorFlow adds to it by itself.

    By default, it adds a ``prefetch`` at the end and chooses sizes while it runs.

    Parameters
    ----------
    dataset : tf.data.Dataset
        It stays as it is.

    Returns
    -------
    tf.data.Dataset
    """
    import tensorflow as tf

    options = tf.data.Options()
    options.experimental_optimization.apply_default_optimizations = False
    options.autotune.enabled = False
    return dataset.with_options(options)


def time_epoch(dataset, step_seconds):
    """Return how long it takes to go through a data set and to train on each batch.

    Parameters
    ----------
    dataset : iterable
        Of batches.
    step_seconds : float
        What a step of training takes; nothing is trained, it only waits.

    Returns
    -------
    float
        Seconds.
    """
    start = time.perf_counter()
    for _ in dataset:
        time.sleep(step_seconds)
    return time.perf_counter() - start


def digits_model(dtype="float32", seed=0):
    """Return a small Keras network for digits of 8 × 8 pixels; it ends with logits.

    Parameters
    ----------
    dtype : str, default="float32"
        Each layer's policy, such as ``"mixed_float16"``.
    seed : int, default=0
        Of the initial weights.

    Returns
    -------
    keras.Model
        With two convolutions and one dense layer, not compiled.
    """
    import keras

    # No blueprint: its layers have no policy, and `build` draws from other seeds.
    start = [keras.initializers.HeNormal(seed=seed + i) for i in range(3)]
    same = {"kernel_size": 3, "padding": "same", "activation": "relu", "dtype": dtype}
    return keras.Sequential(
        [
            keras.Input((8, 8, 1)),
            keras.layers.Conv2D(16, kernel_initializer=start[0], **same),
            keras.layers.MaxPooling2D(dtype=dtype),
            keras.layers.Conv2D(32, kernel_initializer=start[1], **same),
            keras.layers.Flatten(dtype=dtype),
            keras.layers.Dense(10, kernel_initializer=start[2], dtype=dtype),
        ]
    )


def loss_gradient(model, images, labels, loss_scale=1.0):
    """Return the gradient of a classifier's mean loss, with loss scaling.

    The loss is multiplied before the way back, and the gradient divided after it, in float32.

    Parameters
    ----------
    model : keras.Model
        Gives logits.
    images, labels : ndarray
        One batch, and its classes.
    loss_scale : float, default=1.0
        What the loss is multiplied with. Powers of 2 lose nothing.

    Returns
    -------
    ndarray of float32, shape (P,)
        For all P trained weights, one layer after the other. Where the scale was too large it
        holds infinities or NaN.
    """
    import keras
    import tensorflow as tf

    loss_of = keras.losses.SparseCategoricalCrossentropy(from_logits=True, dtype="float32")
    with tf.GradientTape() as tape:
        loss = loss_of(labels, tf.cast(model(images, training=True), tf.float32)) * loss_scale
    gradients = tape.gradient(loss, model.trainable_variables)
    flat = np.concatenate([np.asarray(gradient).ravel() for gradient in gradients])
    return flat / np.float32(loss_scale)
