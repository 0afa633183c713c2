"""A network that is small enough to be trained from scratch on a few images."""

from cnn_lessons.architectures import build
from cnn_lessons.blueprints.graph import Input, Network
from cnn_lessons.blueprints.layers import Dense, GlobalPool, Pool
from cnn_lessons.practice.backbone import SHAPE, conv_norm_relu

FILTERS = (32, 64, 64)
MOMENTUM = 0.9  # the default, 0.99, has not settled after a training of few steps


def small_network(classes, seed=0):
    """Return a network that is small enough to be trained from scratch on a few images.

    Three convolutions with batch normalization, global average pooling and one dense layer:
    57,000 weights for ten classes. The momentum of its averages is 0.9, so that they keep up
    in a training of few steps.

    Parameters
    ----------
    classes : int
        How many logits come out.
    seed : int, default=0
        Of the weights.

    Returns
    -------
    keras.Model
        For images of 32 × 32 × 3.
    """
    import keras

    x = Input(SHAPE)
    for number, filters in enumerate(FILTERS, start=1):
        x = Pool(2, name=f"pool{number}")(x) if number > 1 else x
        x = conv_norm_relu(x, filters, f"conv{number}", MOMENTUM)
    x = GlobalPool(name="features")(x)
    network = Network("small network", Dense(classes, name="logits")(x))
    keras.utils.set_random_seed(seed)
    return build(network, initializer="glorot_uniform")
