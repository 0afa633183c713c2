"""Exercises of the chapter *VGG*.

Cases avoid whatever hides a mistake: one convolution in each block, as many channels as
filters from the beginning.
"""

from functools import partial

from cnn_lessons.blueprints import (
    Activation,
    Conv,
    Dense,
    Flatten,
    GlobalPool,
    Input,
    Network,
    Pool,
)
from cnn_lessons.blueprints.network_exercise import NetworkExercise
from cnn_lessons.checks import (
    RIGHT,
    ChoiceQuestion,
    Exercise,
    NumberQuestion,
    ShapeQuestion,
)

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
        "one of the three": (
            lambda C: 9 * C * C,
            "That is one of them. (Or did you count three places for a window? A window of 3 × 3 "
            "has nine.)",
        ),
        "channels once": (
            lambda C: 3 * 9 * C,
            "A filter is as deep as its input, and there are as many filters.",
        ),
        "windows multiplied": (
            lambda C: 9**3 * C * C,
            "The layers stand one behind the other: their weights are added.",
        ),
        "biases counted": (
            lambda C: 3 * (9 * C + 1) * C,
            "These layers have no biases here.",
        ),
        "in and out added": (
            lambda C: 3 * 9 * 2 * C,
            "A filter has a window for each map that comes in: maps in and out are multiplied.",
        ),
        "window not squared, channels once": (
            lambda C: 3 * 3 * C,
            "A window of 3 × 3 has nine places; and there is one for each pair of maps.",
        ),
        "what is saved": (
            lambda C: (49 - 27) * C * C,
            "That is how many fewer they have than one of 7 × 7. How many have they?",
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
    prompt="Somebody builds VGG-16 for images of {size} × {size}, with its dense layers. How many "
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
            "That is how many it has with images of 224 pixels. Larger images leave larger maps.",
        ),
        "four poolings": (
            lambda size, units, filters: ((size // 16) ** 2 * filters + 1) * units,
            "There are five blocks, and each ends with a pooling.",
        ),
        "one row of the map": (
            lambda size, units, filters: (size // 32 * filters + 1) * units,
            "The map has rows and columns.",
        ),
        "averaged first": (
            lambda units, filters: (filters + 1) * units,
            "That would be behind a global average. Here every place of the maps has weights of "
            "its own.",
        ),
        "the image": (
            lambda size, units: (size**2 * 3 + 1) * units,
            "A dense layer on the pixels. This one comes behind the five blocks.",
        ),
        "one map": (
            lambda size, units: ((size // 32) ** 2 + 1) * units,
            "That is how many places one map has. There are {filters} of them.",
        ),
        "six halvings": (
            lambda size, units, filters: ((size // 64) ** 2 * filters + 1) * units,
            "There are five blocks, and each halves once.",
        ),
        "one bias": (
            lambda size, units, filters: (size // 32) ** 2 * filters * units + 1,
            "Each unit has a bias of its own.",
        ),
        "one row of the map, no biases": (
            lambda size, units, filters: size // 32 * filters * units,
            "The map has rows and columns; and each unit has a bias.",
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
    prompt="VGG-16 has convolutions, poolings, dense layers and a softmax. Which of these are its "
    "16 layers?",
    choices={
        "Convolutions and dense layers": RIGHT,
        "Convolutions alone": (
            "dense layers left out",
            "All layers with weights are counted, the dense ones too.",
        ),
        "Convolutions, dense layers and the softmax": (
            "softmax counted",
            "The softmax has no weights: it turns scores into probabilities.",
        ),
        "Convolutions and poolings": (
            "poolings counted",
            "Pooling has no weights, and is not counted. What else has some?",
        ),
    },
    hints=[
        "Only layers with weights are counted.",
        "What has a pooling to learn, and what a softmax?",
    ],
    explanation="What has weights: 2 + 2 + 3 + 3 + 3 convolutions, and three dense layers.",
)

branches = ShapeQuestion(
    "vgg.branches",
    reread="Networks that branch",
    prompt="Two convolutions are called on the same maps of {height} × {width} × {channels}. One "
    "has windows of 1 × 1 and {narrow} filters, the other windows of 3 × 3, “same” padding and "
    "{wide} filters. `Concat` joins what they give, and a pooling of 2 × 2 is called on that. "
    "Which shape (H, W, C) comes out?",
    inputs={"height": 20, "width": 28, "channels": 16, "narrow": 24, "wide": 40},
    answer=lambda height, width, narrow, wide: (height // 2, width // 2, narrow + wide),
    mistakes={
        "one behind the other": (
            lambda height, width, wide: (height // 2, width // 2, wide),
            "So it would be if the second were called on the first. Both are called on the same "
            "maps, and their outputs are joined.",
        ),
        "the narrow branch only": (
            lambda height, width, narrow: (height // 2, width // 2, narrow),
            "There is a second branch, with maps of its own.",
        ),
        "input joined as well": (
            lambda height, width, channels, narrow, wide: (
                height // 2,
                width // 2,
                channels + narrow + wide,
            ),
            "`Concat` joins what it is called on: what the two convolutions give, nothing else.",
        ),
        "pooling forgotten": (
            lambda height, width, narrow, wide: (height, width, narrow + wide),
            "That is what `Concat` gives. The pooling halves height and width.",
        ),
        "maps halved as well": (
            lambda height, width, narrow, wide: (height // 2, width // 2, (narrow + wide) // 2),
            "A pooling takes each map by itself: there are as many as before.",
        ),
        "heights added": (
            lambda height, width, wide: (height, width // 2, wide),
            "Maps are laid one behind the other, not one below the other: heights stay, channels "
            "add up.",
        ),
        "padding forgotten": (
            lambda height, width, narrow, wide: (
                (height - 2) // 2,
                (width - 2) // 2,
                narrow + wide,
            ),
            "With “same” padding the 3 × 3 keeps the size. Otherwise the two could not be joined.",
        ),
        "channels multiplied": (
            lambda height, width, narrow, wide: (height // 2, width // 2, narrow * wide),
            "The maps of both are there, one behind the other: they are added up.",
        ),
    },
    hints=[
        "Which shape has each branch? Both keep height and width.",
        "A concatenation has all maps of both. What does the pooling do with them?",
    ],
    explanation="{narrow} + {wide} maps of {height} × {width}, and half the height and width: "
    "{answer}.",
)

larger_image = ShapeQuestion(
    "vgg.larger_image",
    reread="A dense layer is a convolution, too",
    prompt="VGG-16 gets an image of {height} × {width} pixels, its dense layers as convolutions. "
    "Each of the five blocks halves height and width, and the first dense layer is a window of "
    "{window} × {window} with {units} filters, without padding. Which shape (H, W, C) has its "
    "output?",
    inputs={"height": 480, "width": 544, "window": 7, "units": 4096},
    answer=lambda height, width, window, units: (
        height // 32 - window + 1,
        width // 32 - window + 1,
        units,
    ),
    mistakes={
        "one answer": (
            lambda units: (1, 1, units),
            "So it is for 224 pixels. On larger maps the window has more than one place.",
        ),
        "size kept": (
            lambda height, width, units: (height // 32, width // 32, units),
            "That would be with padding. Here the window has to fit.",
        ),
        "places of the image": (
            lambda height, width, window, units: (height - window + 1, width - window + 1, units),
            "The window lies on the last maps, not on the image. How large are these?",
        ),
        "one place too few": (
            lambda height, width, window, units: (
                height // 32 - window,
                width // 32 - window,
                units,
            ),
            "That counts the steps. The window also stands where it begins.",
        ),
        "windows side by side": (
            lambda height, width, window, units: (
                height // 32 // window,
                width // 32 // window,
                units,
            ),
            "The window moves on by one place, not by its whole width.",
        ),
        "four poolings": (
            lambda height, width, window, units: (
                height // 16 - window + 1,
                width // 16 - window + 1,
                units,
            ),
            "There are five blocks, and each ends with a pooling.",
        ),
        "width first": (
            lambda height, width, window, units: (
                width // 32 - window + 1,
                height // 32 - window + 1,
                units,
            ),
            "A shape has its rows first: the height.",
        ),
        "channels of the maps": (
            lambda height, width, window: (
                height // 32 - window + 1,
                width // 32 - window + 1,
                512,
            ),
            "That is how many maps go in. How many filters has the window?",
        ),
        "classes": (
            lambda height, width, window: (
                height // 32 - window + 1,
                width // 32 - window + 1,
                1000,
            ),
            "That is how many come out of the last dense layer. This is the first.",
        ),
        "maps as they were": (
            lambda height, width: (height // 32, width // 32, 512),
            "Those are the last maps. What does the window make of them?",
        ),
        "batch axis": (
            lambda height, width, window, units: (
                1,
                height // 32 - window + 1,
                width // 32 - window + 1,
                units,
            ),
            "The shape of one image is asked for: (H, W, C).",
        ),
    },
    hints=[
        "How large are the maps after five halvings?",
        "In how many places does a window of {window} fit on 15, and on 17?",
    ],
    explanation="15 × 17 places are left, and a window of {window} fits in 9 · 11 of them: "
    "{answer}.",
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


def _block_by_block(filters, convolutions, channels):
    seen = zip([channels, *filters[:-1]], filters, convolutions, strict=True)
    return [count_convolutions([width], [n], before) for before, width, n in seen]


def _biases_of_inputs(filters, convolutions, channels):
    widths = [width for width, n in zip(filters, convolutions, strict=True) for _ in range(n)]
    return _no_biases(filters, convolutions, channels) + sum([channels, *widths[:-1]])


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
        "3 × 3 taken for 3": (
            lambda filters, layers, C: (
                count_convolutions(filters, layers, C) - 2 * _no_biases(filters, layers, C) // 3
            ),
            "A window of 3 × 3 has nine places.",
        ),
        "biases once for a block": (
            lambda filters, layers, C: _no_biases(filters, layers, C) + sum(filters),
            "Each layer of a block has biases of its own.",
        ),
        "one bias for each layer": (
            lambda filters, layers, C: _no_biases(filters, layers, C) + sum(layers),
            "Each filter has a bias of its own.",
        ),
        "biases of what comes in": (
            _biases_of_inputs,
            "A bias belongs to a map that goes out, not to one that comes in.",
        ),
        "first block only": (
            lambda filters, layers, C: count_convolutions(filters[:1], layers[:1], C),
            "All blocks are asked for. Does a `return` stand within the loop?",
        ),
        "one layer too few in each block": (
            lambda filters, layers, C: count_convolutions(filters, [n - 1 for n in layers], C),
            "A block has as many layers as `convolutions` says.",
        ),
        "one number for each block": (
            _block_by_block,
            "That is what each block has. Add them up.",
        ),
        "first layer forgotten": (
            lambda filters, layers, C: (
                count_convolutions(filters, layers, C) - (9 * C + 1) * filters[0]
            ),
            "The first layer has parameters as well: it sees the channels of the image.",
        ),
    },
)


def build_column_d(input_shape, classes):
    """Read the column from top to bottom: a layer for each of its lines."""
    x = Input(input_shape)
    for filters, convolutions in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)]:
        for _ in range(convolutions):
            x = Conv(filters, 3, padding="same")(x)
            x = Activation("relu")(x)
        x = Pool(2)(x)
    x = Flatten()(x)
    for units in (4096, 4096):
        x = Dense(units)(x)
        x = Activation("relu")(x)
    x = Dense(classes)(x)
    return Network("VGG-16", Activation("softmax")(x))


BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))


def _built(
    input_shape,
    classes,
    blocks=BLOCKS,
    conv=(),
    pools=(0, 0, 1),
    pool=None,
    units=(4096, 4096),
    vector=None,
    dense=(),
    relu=True,
    softmax=True,
):
    """Build column D, or make a mistake.

    `pools` says how many poolings stand before a block, after each convolution, after a block.
    """
    x = Input(input_shape)
    for filters, convolutions in blocks:
        x = _pooled(x, pool, pools[0])
        for _ in range(convolutions):
            x = Conv(filters, **{"kernel_size": 3, "padding": "same"} | dict(conv))(x)
            x = Activation("relu")(x) if relu else x
            x = _pooled(x, pool, pools[1])
        x = _pooled(x, pool, pools[2])
    x = (vector or Flatten())(x)
    for width in units:
        x = Dense(width, **dict(dense))(x)
        x = Activation("relu")(x) if relu else x
    x = Dense(classes, **dict(dense))(x)
    return Network("VGG-16", Activation("softmax")(x) if softmax else x)


def _pooled(x, pool, times):
    for _ in range(times):
        x = (pool or Pool(2))(x)
    return x


column_d = NetworkExercise(
    "vgg.column_d",
    reread="Build it from its table",
    reference=build_column_d,
    cases=[((224, 224, 3), 1000), ((96, 64, 1), 7)],
    hints=[
        "Two loops, one within the other: for each block, and in it for each convolution. "
        "`x = Conv(…)(x)` goes one layer further.",
        '“conv3-64” is `Conv(64, 3, padding="same")`; the paper keeps the size with a padding '
        "of 1. A “maxpool” is `Pool(2)`, and stands behind each block.",
        "Then `Flatten()`, a dense layer for each line “FC”, the last with `classes` units, and "
        '`return Network("VGG-16", x)`.',
    ],
    mistakes={
        "padding forgotten": (
            partial(_built, conv={"padding": "valid"}),
            "The paper pads by one pixel on each side, so that a convolution keeps the size: "
            '`padding="same"`.',
        ),
        "biases of the convolutions forgotten": (
            partial(_built, conv={"use_bias": False}),
            "All layers of VGG have biases.",
        ),
        "all biases forgotten": (
            partial(_built, conv={"use_bias": False}, dense={"use_bias": False}),
            "All layers of VGG have biases.",
        ),
        "no ReLU": (
            partial(_built, relu=False),
            "Behind each layer but the last comes a ReLU, says the table's caption: "
            '`Activation("relu")`. Without it all layers in a row are one linear map.',
        ),
        "no softmax": (
            partial(_built, softmax=False),
            "The last line of the table is “soft-max”: it makes probabilities of the scores.",
        ),
        "windows of 5 × 5": (
            partial(_built, conv={"kernel_size": 5}),
            "“conv3” is a window of 3 × 3.",
        ),
        "overlapping poolings": (
            partial(_built, pool=Pool(3, 2, padding="same")),
            "AlexNet's poolings overlap. VGG's have windows of 2 × 2, side by side.",
        ),
        "poolings that do not shrink": (
            partial(_built, pool=Pool(2, strides=1, padding="same")),
            "The windows lie side by side: the stride of a pooling is its size.",
        ),
        "mean in place of maximum": (
            partial(_built, pool=Pool(2, operation="average")),
            "“maxpool” keeps the largest number of a window.",
        ),
        "pooling before the block": (
            partial(_built, pools=(1, 0, 0)),
            "In the table a pooling stands below each block, and none above the first.",
        ),
        "halved too often": (
            partial(_built, pools=(0, 1, 0)),
            "Only five poolings halve the size, one behind each block, not behind each "
            "convolution. How far is its line indented? And a convolution has a stride of 1.",
        ),
        "a block too few": (
            partial(_built, blocks=BLOCKS[:-1]),
            "There are five blocks, and the last two are alike.",
        ),
        "column B": (
            partial(_built, blocks=tuple((filters, 2) for filters, _ in BLOCKS)),
            "That is VGG-13. Column D has three convolutions in each of its last three blocks.",
        ),
        "column E": (
            partial(_built, blocks=BLOCKS[:2] + tuple((filters, 4) for filters, _ in BLOCKS[2:])),
            "That is VGG-19. Column D has three convolutions in its last three blocks.",
        ),
        "doubled once too often": (
            partial(_built, blocks=(*BLOCKS[:-1], (1024, 3))),
            "The last block has 512 filters, as the one before.",
        ),
        "one dense layer in between": (
            partial(_built, units=(4096,)),
            "The table has “FC-4096” twice, and then the classes.",
        ),
        "no dense layers in between": (
            partial(_built, units=()),
            "Before the layer of the classes the table has “FC-4096”, twice.",
        ),
        "means in place of all numbers": (
            partial(_built, vector=GlobalPool()),
            "A global pooling keeps one number of each map. VGG's dense layers see all of them: "
            "`Flatten()`.",
        ),
        "always 1,000 classes": (
            lambda input_shape, classes: build_column_d(input_shape, 1000),
            "How many classes there are is given: `classes`.",
        ),
        "always 224 pixels": (
            lambda input_shape, classes: build_column_d((224, 224, 3), classes),
            "The shape of the image is given: `Input(input_shape)`.",
        ),
        "the last node handed back": (
            lambda input_shape, classes: Input(input_shape),
            "That is what a layer gives. A network begins at the image: "
            '`return Network("VGG-16", x)`.',
        ),
    },
)
