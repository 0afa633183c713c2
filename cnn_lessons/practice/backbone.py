"""A small residual network that ships with its weights: what transfer begins from offline.

``tools/train_backbone.py`` trained it on CIFAR-10; ``backbone.csv`` is the log of that run.
"""

from importlib.resources import as_file, files

from cnn_lessons.architectures import build
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dense, GlobalPool, Pool
from cnn_lessons.blueprints.normalization import BatchNorm
from cnn_lessons.files import write_arrays
from cnn_lessons.learning.weights_file import read_weights

FILTERS = (32, 64, 128, 176)  # of maps with 32, 32, 16 and 8 pixels
SHAPE = (32, 32, 3)
FEATURES = "features"  # the layer whose outputs a new head gets
WEIGHTS = "backbone.npz"


def backbone(classes=10):
    """Return the network on paper: eight convolutions, four of them in two residual blocks.

    It has 0.93 million weights. The layout follows a network for fast training on CIFAR-10
    [1]_, with fewer filters, and an average where that had a maximum.

    Parameters
    ----------
    classes : int, default=10
        How many scores come out.

    Returns
    -------
    Network
        For images of 32 × 32 × 3 from 0 to 1; it ends with logits.

    References
    ----------
    .. [1] D. Page, "How to train your ResNet", 2018.
       https://myrtle.ai/learn/how-to-train-your-resnet/

    Examples
    --------
    >>> backbone()
    the course's backbone: 31 layers for images of (32, 32, 3)
    """
    first, second, third, fourth = FILTERS
    image = Input(SHAPE)
    x = conv_norm_relu(image, first, "conv1")
    x = conv_norm_relu(x, second, "conv2")
    x = _residual(Pool(2, name="pool2")(x), second, "block2")
    x = conv_norm_relu(x, third, "conv3")
    x = Pool(2, name="pool3")(x)
    x = conv_norm_relu(x, fourth, "conv4")
    x = _residual(Pool(2, name="pool4")(x), fourth, "block4")
    x = GlobalPool(name=FEATURES)(x)
    return Network("the course's backbone", Dense(classes, name="logits")(x))


def load_backbone():
    """Return the trained network as a Keras model.

    Returns
    -------
    keras.Model
        Takes ``(N, 32, 32, 3)`` from 0 to 1 and gives the logits of CIFAR-10's classes. What
        its layer ``"features"`` gives is the input of a new head.

    Raises
    ------
    ValueError
        If the file of weights is damaged.
    """
    model = build(backbone())
    with as_file(files(__package__) / WEIGHTS) as path:
        weights = read_weights(path, {name: array.numpy() for name, array in _variables(model)})
    for name, variable in _variables(model):
        variable.assign(weights[name])
    return model


def save_backbone(model, path):
    """Write a trained network's weights, as float16: half the size, and the same answers."""
    write_arrays(path, {name: v.numpy().astype("float16") for name, v in _variables(model)})


def _variables(model):
    """Return pairs of a name and a variable: trained weights and moving averages."""
    return [(f"{layer.name}/{v.name}", v) for layer in model.layers for v in layer.weights]


def conv_norm_relu(x, filters, name, momentum=0.99):
    """Return a 3 × 3 convolution, its batch normalization and a ReLU, on paper.

    Parameters
    ----------
    x : Node
        Feature maps.
    filters : int
        Of the convolution.
    name : str
        First part of the layers' names.
    momentum : float, default=0.99
        Of the normalization's moving averages.

    Returns
    -------
    Node
    """
    x = Conv(filters, 3, padding="same", use_bias=False, name=f"{name}_conv")(x)
    x = BatchNorm(momentum=momentum, name=f"{name}_bn")(x)
    return Activation("relu", name=f"{name}_relu")(x)


def _residual(x, filters, name):
    y = conv_norm_relu(conv_norm_relu(x, filters, f"{name}_1"), filters, f"{name}_2")
    return Add(name=f"{name}_add")(x, y)
