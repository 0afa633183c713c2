"""LeNet-5: convolution, pooling, twice over, then dense layers.

Y. LeCun, L. Bottou, Y. Bengio and P. Haffner, "Gradient-based learning applied to document
recognition", 1998, figure 2. http://yann.lecun.com/exdb/publis/pdf/lecun-98.pdf
"""

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dense, Flatten, Pool

# Section II.B, table I: which of the six maps of S2 each of the sixteen maps of C3 sees.
# Today's LeNet-5 lets each see all.
C3_SEES = (
    *((i % 6, (i + 1) % 6, (i + 2) % 6) for i in range(6)),
    *(tuple((i + j) % 6 for j in range(4)) for i in range(6)),
    (0, 1, 3, 4),
    (1, 2, 4, 5),
    (0, 2, 3, 5),
    (0, 1, 2, 3, 4, 5),
)


def lenet5(classes=10, input_shape=(32, 32, 1), include_top=True, activation="tanh"):
    """Return LeNet-5 as it is usually built today.

    Parameters
    ----------
    classes : int, default=10
        How many scores come out.
    input_shape : tuple of int, default=(32, 32, 1)
        (H, W, C) of one image.
    include_top : bool, default=True
        Whether the dense layers are there; without them the maps of S4 come out.
    activation : str, default="tanh"
        The paper's is 1.7159 tanh(2x/3); today's networks take "relu".

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the image is too small, or there are no classes.
    """
    x = Input(input_shape)
    x = Conv(6, 5, name="C1")(x)
    x = Activation(activation, name="C1_act")(x)
    x = Pool(2, operation="average", name="S2")(x)
    x = Conv(16, 5, name="C3")(x)
    x = Activation(activation, name="C3_act")(x)
    x = Pool(2, operation="average", name="S4")(x)
    if include_top:
        x = Flatten(name="flatten")(x)
        for name, units in (("C5", 120), ("F6", 84)):
            x = Dense(units, name=name)(x)
            x = Activation(activation, name=f"{name}_act")(x)
        x = classify(x, classes, "output")
    return large_enough(Network("LeNet-5", x))
