"""A small network for digits, trained in seconds: what to look at where nothing can be had."""

import numpy as np

from cnn_lessons.datasets import load_digits
from cnn_lessons.practice.classifier import Classifier

CANVAS, DIGIT = 32, 16  # pixels


def enlarge_digits(images):
    """Return digits of 8 × 8 pixels as 16 × 16.

    Parameters
    ----------
    images : ndarray, shape (N, 8, 8, 1)
        As in ``load_digits().x_test``.

    Returns
    -------
    ndarray, shape (N, 16, 16, 1)
        Every pixel is there four times.
    """
    return images.repeat(2, axis=1).repeat(2, axis=2)


def train_digits_network(epochs=8, seed=0):
    """Return a network that reads a digit of 16 × 16 pixels anywhere on 32 × 32.

    Three convolutions, global average pooling and one dense layer, trained on
    `load_digits`, each digit at four random places.

    Parameters
    ----------
    epochs : int, default=8
        Times through the training set.
    seed : int, default=0
        Of the weights, the places, and the split of the digits.

    Returns
    -------
    Classifier
        For images of 32 × 32 × 1. Its model ends with logits.
    """
    import keras

    data = load_digits(seed=seed)
    rng = np.random.default_rng(seed)
    digits = enlarge_digits(np.tile(data.x_train, (4, 1, 1, 1)))
    keras.utils.set_random_seed(seed)
    same = {"kernel_size": 3, "padding": "same", "activation": "relu"}
    model = keras.Sequential(
        [
            keras.Input((CANVAS, CANVAS, 1)),
            keras.layers.Conv2D(16, **same),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(32, **same),
            keras.layers.MaxPooling2D(),
            keras.layers.Conv2D(64, **same),
            keras.layers.GlobalAveragePooling2D(),
            keras.layers.Dense(10),
        ]
    )
    model.compile(
        keras.optimizers.Adam(0.003), keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    )
    model.fit(_scatter(digits, rng), np.tile(data.y_train, 4), 64, epochs, verbose=0)
    return Classifier("digits network", model, tuple("0123456789"))


def _scatter(digits, rng):
    """Put each digit at a random place of a black canvas."""
    canvases = np.zeros((len(digits), CANVAS, CANVAS, 1), np.float32)
    corners = rng.integers(0, CANVAS - DIGIT + 1, (len(digits), 2))
    for canvas, digit, (top, left) in zip(canvases, digits, corners, strict=True):
        canvas[top : top + DIGIT, left : left + DIGIT] = digit
    return canvases
