"""A small network for digits, trained in seconds: what to look at where nothing can be had."""

import numpy as np

from cnn_lessons.architectures import build
from cnn_lessons.blueprints.graph import Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dense, GlobalPool, Pool
from cnn_lessons.datasets import load_digits
from cnn_lessons.practice.classifier import Classifier
from cnn_lessons.practice.training import fit_model

CANVAS, DIGIT = 32, 16  # pixels
FILTERS = (16, 32, 64)


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


def digits_network():
    """Return the network on paper: three convolutions, global average pooling, one dense layer.

    Returns
    -------
    Network
        For images of 32 × 32 × 1; it ends with logits.

    Examples
    --------
    >>> digits_network()
    digits network: 10 layers for images of (32, 32, 1)
    """
    x = Input((CANVAS, CANVAS, 1))
    for number, filters in enumerate(FILTERS, start=1):
        x = Pool(2, name=f"pool{number}")(x) if number > 1 else x
        x = Conv(filters, 3, padding="same", name=f"conv{number}")(x)
        x = Activation("relu", name=f"relu{number}")(x)
    x = GlobalPool(name="features")(x)
    return Network("digits network", Dense(10, name="logits")(x))


def train_digits_network(epochs=8, seed=0):
    """Return a network that reads a digit of 16 × 16 pixels anywhere on 32 × 32.

    It is trained on `load_digits`, each digit at four random places.

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
    network = digits_network()
    model = build(network, initializer="glorot_uniform")
    fit_model(model, _scatter(digits, rng), np.tile(data.y_train, 4), epochs, 0.003, 64, seed)
    return Classifier(network.name, model, tuple("0123456789"))


def _scatter(digits, rng):
    """Put each digit at a random place of a black canvas."""
    canvases = np.zeros((len(digits), CANVAS, CANVAS, 1), np.float32)
    corners = rng.integers(0, CANVAS - DIGIT + 1, (len(digits), 2))
    for canvas, digit, (top, left) in zip(canvases, digits, corners, strict=True):
        canvas[top : top + DIGIT, left : left + DIGIT] = digit
    return canvases
