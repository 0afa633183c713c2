"""Trainings that differ in their images alone: one network, one start, equally many steps."""

import numpy as np

from cnn_lessons.architectures import build
from cnn_lessons.practice.training import rise_and_fall


class SameStart:
    """A network that is trained anew as often as you like, always from the same start.

    Few images are shown more often, so that every training has as many steps. It is compiled
    once, which takes most of the time of a short training, and runs an epoch at a time.

    Parameters
    ----------
    network : Network
        Ends with logits.
    peak : float
        Largest learning rate, of the schedule of `train`.
    epochs : int, default=10
        Times through `examples` images.
    examples : int, default=1472
        Images in an epoch, some of them more than once; a multiple of `batch_size`. By default
        as many batches as `load_digits` fills.
    batch_size : int, default=64
    seed : int, default=0
        Of the weights, and of the order of the images.

    Attributes
    ----------
    model : keras.Model
        As the last training has left it.
    """

    def __init__(self, network, peak, epochs=10, examples=1472, batch_size=64, seed=0):
        import keras

        self.epochs, self.examples, self.batch_size = epochs, examples, batch_size
        self.seed = seed
        keras.utils.set_random_seed(seed)
        self.model = build(network, initializer="glorot_uniform")
        self.weights = self.model.get_weights()
        self.model.compile(
            keras.optimizers.Adam(rise_and_fall(examples, epochs, peak, batch_size)),
            keras.losses.SparseCategoricalCrossentropy(from_logits=True),
            jit_compile=False,
            steps_per_execution=examples // batch_size,
        )

    def train(self, images, labels):
        """Train from the start on these images, shown as often as others would be.

        Parameters
        ----------
        images : ndarray, shape (N, H, W, C)
        labels : ndarray of int, shape (N,)

        Returns
        -------
        SameStart
            Itself, trained.
        """
        import keras

        keras.utils.set_random_seed(self.seed)
        for variable in self.model.optimizer.variables:  # Adam's means, and the count of steps
            variable.assign(keras.ops.zeros_like(variable))
        self.model.set_weights(self.weights)
        shown = np.arange(self.examples) % len(images)
        self.model.fit(images[shown], labels[shown], self.batch_size, self.epochs, verbose=0)
        return self

    def accuracy(self, images, labels):
        """Return the share of right answers.

        Parameters
        ----------
        images : ndarray, shape (N, H, W, C)
        labels : ndarray, shape (N,)
            Their classes.

        Returns
        -------
        float
        """
        answers = self.model.predict_on_batch(images).argmax(axis=1)
        return float(np.mean(answers == labels))
