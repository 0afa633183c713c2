"""SENet: each feature map is made louder or quieter by what all of them say.

J. Hu, L. Shen, S. Albanie, G. Sun and E. Wu, "Squeeze-and-excitation networks", 2017,
figures 2 and 3, table 1. https://arxiv.org/abs/1709.01507
"""

from functools import partial

from cnn_lessons.architectures import resnet as resnets
from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.operations.graph import Gate, Input, Network
from cnn_lessons.operations.layers import Activation, Dense, GlobalPool

RATIO = 16


def squeeze_and_excite(x, name, ratio=RATIO, activation="relu"):
    """Return the feature maps, each times a factor between 0 and 1 (figure 3).

    Squeeze: the mean of each map. Excite: two dense layers, narrow and wide.

    Parameters
    ----------
    x : Node
        Feature maps, (H, W, C).
    name : str
        First part of the layers' names.
    ratio : int, default=16
        How much narrower the first dense layer is.
    activation : str, default="relu"
        Between the two dense layers.

    Returns
    -------
    Node

    Raises
    ------
    ValueError
        If there are fewer maps than `ratio`, so that nothing would be left between the layers.

    Examples
    --------
    Two means become two factors, through one number:

    >>> from cnn_lessons.operations import count_costs
    >>> block = Network("gate", squeeze_and_excite(Input((5, 7, 2)), "se", ratio=2))
    >>> [row.output_shape for row in count_costs(block)][1:]
    [(2,), (1,), (1,), (2,), (2,), (5, 7, 2)]
    """
    channels = x.shape[-1]
    if not 1 <= ratio <= channels:
        raise ValueError(
            f"ratio={ratio} does not fit {channels} feature maps. Use 1 to {channels}, so that "
            "something is left between the two dense layers."
        )
    factors = GlobalPool(name=f"{name}_squeeze")(x)
    factors = Dense(channels // ratio, name=f"{name}_reduce")(factors)
    factors = Activation(activation, name=f"{name}_reduce_act")(factors)
    factors = Dense(channels, name=f"{name}_expand")(factors)
    factors = Activation("sigmoid", name=f"{name}_sigmoid")(factors)
    return Gate(name=f"{name}_excite")(x, factors)


def se_resnet(depth=50, classes=1000, input_shape=(224, 224, 3), include_top=True, ratio=RATIO):
    """Return a ResNet with squeeze and excitation in every block, before the addition.

    Parameters
    ----------
    depth, classes, input_shape, include_top
        As in `resnet`.
    ratio : int, default=16
        How much narrower the first dense layer of each block is.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        As `resnet`.

    Examples
    --------
    >>> from cnn_lessons.operations import count_costs
    >>> count_costs(se_resnet(50)).trainable
    28088024
    """
    gate = partial(squeeze_and_excite, ratio=ratio)
    x = resnets.body(Input(input_shape), depth, gate=gate)
    x = resnets.top(x, classes) if include_top else x
    return large_enough(Network(f"SE-ResNet-{depth}", x))
