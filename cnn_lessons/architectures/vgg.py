"""VGG: nothing but 3 × 3, deeper and deeper.

K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image
recognition", 2014, table 1. https://arxiv.org/abs/1409.1556
"""

from cnn_lessons.architectures.image_size import large_enough
from cnn_lessons.architectures.top import classify
from cnn_lessons.operations.graph import Input, Network
from cnn_lessons.operations.layers import Activation, Conv, Dense, Dropout, Flatten, Pool

FILTERS = (64, 128, 256, 512, 512)
CONVOLUTIONS = {  # in each of the five blocks: columns A, B, D, E of table 1
    11: (1, 1, 2, 2, 2),
    13: (2, 2, 2, 2, 2),
    16: (2, 2, 3, 3, 3),
    19: (2, 2, 4, 4, 4),
}


def vgg(
    depth=16,
    classes=1000,
    input_shape=(224, 224, 3),
    include_top=True,
    filters=FILTERS,
    units=4096,
):
    """Return VGG with 11, 13, 16 or 19 layers that have weights.

    Parameters
    ----------
    depth : {11, 13, 16, 19}, default=16
        Which column of the paper's table.
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, default=(224, 224, 3)
        (H, W, C) of one image.
    include_top : bool, default=True
        Whether the dense layers are there.
    filters : tuple of five int, default=(64, 128, 256, 512, 512)
        Of the convolutions of each block; fewer make a network that trains in seconds.
    units : int, default=4096
        Of the two hidden dense layers.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the depth is not in the table, there are not five numbers of filters, the image is too
        small, or there are no classes.
    """
    if depth not in CONVOLUTIONS:
        raise ValueError(f"depth={depth!r} is not in VGG's table. Use 11, 13, 16 or 19.")
    if len(filters) != len(FILTERS):
        raise ValueError(f"filters={filters} has {len(filters)} entries, expected 5, one a block.")
    x = Input(input_shape)
    for block, (width, convolutions) in enumerate(
        zip(filters, CONVOLUTIONS[depth], strict=True), 1
    ):
        for i in range(1, convolutions + 1):
            x = Conv(width, 3, padding="same", name=f"conv{block}_{i}")(x)
            x = Activation("relu", name=f"relu{block}_{i}")(x)
        x = Pool(2, name=f"pool{block}")(x)
    if include_top:
        x = Flatten(name="flatten")(x)
        for i in (6, 7):
            x = Dense(units, name=f"fc{i}")(x)
            x = Activation("relu", name=f"relu{i}")(x)
            x = Dropout(0.5, name=f"drop{i}")(x)
        x = classify(x, classes, "fc8")
    name = f"VGG-{depth}"
    if (*filters, units) != (*FILTERS, 4096):
        name += f" with {filters[0]} to {filters[-1]} filters"
    return large_enough(Network(name, x))
