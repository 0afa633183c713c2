"""Exercises of the chapter *VGG*.

Cases avoid whatever hides a mistake: one convolution in each block, as many channels as
filters from the beginning.
"""

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

three_small = NumberQuestion(
    "vgg.three_small",
    reread="Three small windows for a large one",
    prompt="Three layers of 3 × 3 see as much as one of 7 × 7. All have {C} channels in and out, "
    "and no biases. How many weights have the three together?",
    inputs={"C": 96},
    answer=lambda C: 3 * 9 * C * C,
    mistakes={
        "the large one": (
            lambda C: 49 * C * C,
            "That is the layer of 7 × 7. The three need little more than half of it.",
        ),
        "one of the three": (lambda C: 9 * C * C, "That is one of them."),
        "channels once": (
            lambda C: 3 * 9 * C,
            "A filter is as deep as its input, and there are as many filters.",
        ),
        "windows multiplied": (
            lambda C: 9**3 * C * C,
            "The layers stand one behind the other: their weights are added.",
        ),
    },
    hints=[
        "One layer has 3 · 3 · C weights for each of C filters.",
        "There are three such layers.",
    ],
    explanation="3 · 9 · {C} · {C} = {answer}; one layer of 7 × 7 has 49 · {C} · {C}.",
)

first_dense = NumberQuestion(
    "vgg.first_dense",
    reread="Count it",
    prompt="Somebody gives VGG-16 images of {size} × {size} and keeps its dense layers. How many "
    "parameters has the first of them, with {units} units and biases? Each of the five blocks "
    "halves the size, and the last has {filters} filters.",
    inputs={"size": 288, "units": 4096, "filters": 512},
    answer=lambda size, units, filters: ((size // 32) ** 2 * filters + 1) * units,
    mistakes={
        "biases forgotten": (
            lambda size, units, filters: (size // 32) ** 2 * filters * units,
            "The weights are right. Each unit has a bias as well.",
        ),
        "as for 224 pixels": (
            lambda units, filters: (49 * filters + 1) * units,
            "So many it has with images of 224 pixels. Larger images leave larger maps.",
        ),
        "four poolings": (
            lambda size, units, filters: ((size // 16) ** 2 * filters + 1) * units,
            "There are five blocks, and each ends with a pooling.",
        ),
        "one row of the map": (
            lambda size, units, filters: (size // 32 * filters + 1) * units,
            "The map has rows and columns.",
        ),
    },
    hints=[
        "After five halvings 9 × 9 places are left.",
        "9 · 9 · {filters} numbers go into each of {units:,} units.",
    ],
    explanation="(9 · 9 · {filters} + 1) · {units:,} = {answer}: more than all of VGG-16 on 224 "
    "pixels.",
)

counted_layers = ChoiceQuestion(
    "vgg.counted_layers",
    reread="Nothing but 3 × 3",
    prompt="What are the 16 layers of VGG-16?",
    choices={
        "13 convolutions and 3 dense layers": RIGHT,
        "16 convolutions": (
            "dense layers left out",
            "VGG-19 has 16 convolutions. All layers with weights are counted, the dense ones too.",
        ),
        "13 convolutions, 2 dense layers and the softmax": (
            "softmax counted",
            "The softmax has no weights. What gives the thousand scores before it?",
        ),
        "11 convolutions and 5 poolings": (
            "poolings counted",
            "Pooling has no weights, and is not counted.",
        ),
    },
    hints=[
        "Only layers with weights are counted.",
        "Add up the row of the table, and the dense layers.",
    ],
    explanation="2 + 2 + 3 + 3 + 3 convolutions, and three dense layers.",
)


def count_convolutions(filters, convolutions, channels):
    """Go through the blocks, and remember how many channels the last layer gave."""
    total = 0
    for width, layers in zip(filters, convolutions, strict=True):
        for _ in range(layers):
            total += (9 * channels + 1) * width
            channels = width
    return total


def _seeing(seen, filters, convolutions):
    """Count as if all layers of a block saw as many channels as `seen` says."""
    blocks = zip(seen, filters, convolutions, strict=True)
    return sum(layers * (9 * channels + 1) * width for channels, width, layers in blocks)


def _no_biases(filters, convolutions, channels):
    biases = _seeing([0] * len(filters), filters, convolutions)
    return count_convolutions(filters, convolutions, channels) - biases


table = Exercise(
    "vgg.table",
    reread="Count it",
    reference=count_convolutions,
    cases=[([4, 6], [1, 2], 3), ([5, 7, 11], [2, 1, 3], 2), ([64, 128], [3, 3], 1)],
    hints=[
        "A layer with `width` filters over `channels` maps has (9 · channels + 1) · width "
        "parameters.",
        "After each layer, `channels` is its number of filters, also within a block.",
    ],
    mistakes={
        "channels of the image everywhere": (
            lambda filters, layers, channels: _seeing([channels] * len(filters), filters, layers),
            "Only the first layer sees the image. Each other layer sees the maps before it.",
        ),
        "channels change with the block only": (
            lambda filters, layers, channels: _seeing([channels, *filters[:-1]], filters, layers),
            "Within a block, the second layer sees what the first gave.",
        ),
        "biases forgotten": (_no_biases, "The weights are right. Each filter has a bias."),
        "one layer in each block": (
            lambda filters, layers, maps: count_convolutions(filters, [1] * len(layers), maps),
            "A block has as many layers as `convolutions` says.",
        ),
        "as many channels as filters": (
            lambda filters, layers, channels: _seeing(filters, filters, layers),
            "The first layer of a block sees the fewer maps of the block before.",
        ),
    },
)
