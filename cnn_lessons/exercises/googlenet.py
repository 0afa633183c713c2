"""Exercises of the chapter *GoogLeNet*.

Cases avoid whatever hides a mistake: branches of equal width, a reduction that does not
reduce, as many channels in as out.
"""

from functools import partial

from cnn_lessons.blueprints import Activation, Concat, Conv, Input, Network, Pool
from cnn_lessons.blueprints.network_exercise import NetworkExercise
from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

REDUCE = "Narrow first"

concatenated = NumberQuestion(
    "googlenet.concatenated",
    reread="Side by side",
    prompt="The four branches of an inception module give {ones}, {threes}, {fives} and "
    "{projected} feature maps. How many come out of the module?",
    inputs={"ones": 176, "threes": 232, "fives": 40, "projected": 72},
    answer=lambda ones, threes, fives, projected: ones + threes + fives + projected,
    mistakes={
        "added number by number": (
            lambda ones, threes, fives, projected: max(ones, threes, fives, projected),
            "A sum would need equal shapes. Here the maps are laid one behind the other.",
        ),
        "pooling left out": (
            lambda ones, threes, fives: ones + threes + fives,
            "The fourth branch, behind the pooling, hands on its maps as well.",
        ),
        "mean of the branches": (
            lambda ones, threes, fives, projected: (ones + threes + fives + projected) // 4,
            "Nothing is averaged. Every map of every branch is kept.",
        ),
        "times the branches": (
            lambda ones, threes, fives, projected: 4 * (ones + threes + fives + projected),
            "Each branch hands on its maps once.",
        ),
        "first branch left out": (
            lambda threes, fives, projected: threes + fives + projected,
            "The branch of 1 × 1 alone hands on its maps as well.",
        ),
        "large windows only": (
            lambda threes, fives: threes + fives,
            "All four branches hand on their maps.",
        ),
    },
    hints=[
        "Concatenation keeps all maps of all branches.",
        "Height and width stay; the channels add up.",
    ],
    explanation="{ones} + {threes} + {fives} + {projected} = {answer}.",
)


def build_module(input_shape, row):
    """Call the first layer of each branch on the image, and join the last ones."""

    def convolve(x, filters, size):
        return Activation("relu")(Conv(filters, size, padding="same")(x))

    ones, reduce_3, threes, reduce_5, fives, projected = row
    image = Input(input_shape)
    pooled = Pool(3, strides=1, padding="same")(image)
    branches = [
        convolve(image, ones, 1),
        convolve(convolve(image, reduce_3, 1), threes, 3),
        convolve(convolve(image, reduce_5, 1), fives, 5),
        convolve(pooled, projected, 1),
    ]
    return Network("module", Concat()(*branches))


def _module(
    input_shape,
    row,
    order=(0, 1, 2, 3, 4, 5),
    large=5,
    reductions=True,
    projection=True,
    conv=(),
    relu=True,
    pool=(("strides", 1), ("padding", "same")),
    left_out=None,
    projected_first=False,
):
    """Build a module as `build_module` does, or with a mistake."""

    def convolve(x, filters, size):
        x = Conv(filters, size, **{"padding": "same"} | dict(conv))(x)
        return Activation("relu")(x) if relu else x

    ones, reduce_3, threes, reduce_5, fives, projected = (row[i] for i in order)
    image = Input(input_shape)
    narrow_3 = convolve(image, reduce_3, 1) if reductions else image
    narrow_5 = convolve(image, reduce_5, 1) if reductions else image
    start = convolve(image, projected, 1) if projected_first else image
    last = Pool(3, **dict(pool))(start)
    if projection and not projected_first:
        last = convolve(last, projected, 1)
    branches = [
        convolve(image, ones, 1),
        convolve(narrow_3, threes, 3),
        convolve(narrow_5, fives, large),
        last,
    ]
    kept = [branch for i, branch in enumerate(branches) if i != left_out]
    return Network("module", Concat()(*kept))


def _in_a_row(input_shape, row):
    """Put all convolutions one behind the other."""
    x = Input(input_shape)
    for filters, size in zip(row[:5], (1, 1, 3, 1, 5), strict=True):
        x = Activation("relu")(Conv(filters, size, padding="same")(x))
    x = Pool(3, strides=1, padding="same")(x)
    return Network("module", Activation("relu")(Conv(row[5], 1)(x)))


module = NetworkExercise(
    "googlenet.module",
    reread="A module from its row",
    reference=build_module,
    cases=[((28, 28, 192), (64, 96, 128, 16, 32, 32)), ((14, 10, 30), (8, 5, 7, 3, 4, 6))],
    hints=[
        "Unpack the row into six names, and call the first layer of each branch on the same "
        "`image = Input(input_shape)`.",
        'A convolution with its ReLU is `Activation("relu")(Conv(filters, size, '
        'padding="same")(x))`. Written as a small function it saves you much typing.',
        'The pooling is `Pool(3, strides=1, padding="same")`. At the end '
        "`Concat()(first, second, third, fourth)`, and a `Network` around it.",
    ],
    mistakes={
        "reductions left out": (
            partial(_module, reductions=False),
            "Before the 3 × 3 and before the 5 × 5 stands a 1 × 1 with the filters of “reduce”.",
        ),
        "reductions and windows exchanged": (
            partial(_module, order=(0, 2, 1, 4, 3, 5)),
            "In the row the reduction stands before its window: its filters come first.",
        ),
        "the two reductions exchanged": (
            partial(_module, order=(0, 3, 2, 1, 4, 5)),
            "Each reduction stands to the left of its own window.",
        ),
        "the two windows exchanged": (
            partial(_module, order=(0, 3, 4, 1, 2, 5)),
            "The second and third number belong to 3 × 3, the fourth and fifth to 5 × 5.",
        ),
        "3 × 3 twice": (
            partial(_module, large=3),
            "The third branch has windows of 5 × 5. (torchvision has 3 × 3 there.)",
        ),
        "projection left out": (
            partial(_module, projection=False),
            "Behind the pooling stands a 1 × 1 convolution, “pool proj”.",
        ),
        "projection before the pooling": (
            partial(_module, projected_first=True),
            "First the pooling, then the 1 × 1: see the picture.",
        ),
        "pooling left out": (
            partial(_module, left_out=3),
            "There are four branches. The fourth begins with a pooling.",
        ),
        "first branch left out": (
            partial(_module, left_out=0),
            "There are four branches. The first is a 1 × 1 convolution by itself.",
        ),
        "ReLU forgotten": (
            partial(_module, relu=False),
            "A ReLU follows each convolution, the narrow ones too.",
        ),
        "biases forgotten": (
            partial(_module, conv={"use_bias": False}),
            "These convolutions have biases.",
        ),
        "sizes that do not fit together": (
            partial(_module, conv={"padding": "valid"}),
            "Only maps of one height and width can be joined. Let each layer keep its size: "
            '`padding="same"`, and the pooling with `strides=1`.',
        ),
        "in a row": (
            _in_a_row,
            "These layers stand one behind the other. Each branch begins at the image.",
        ),
        "always 28 pixels": (
            lambda input_shape, row: build_module((28, 28, 192), row),
            "The shape of the input is given: `Input(input_shape)`.",
        ),
        "always module 3a": (
            lambda input_shape, row: build_module(input_shape, (64, 96, 128, 16, 32, 32)),
            "The numbers of filters are given in `row`.",
        ),
        "the image handed back": (
            lambda input_shape, row: Input(input_shape),
            'That is a node. A network has a name and its last node: `Network("module", x)`.',
        ),
    },
)


def count_branch(channels, reduced, filters, kernel_size):
    """Count a 1 × 1 convolution, and the larger one that sees what it gives."""
    narrow = (channels + 1) * reduced
    return narrow + (kernel_size**2 * reduced + 1) * filters


branch = Exercise(
    "googlenet.branch",
    reread=REDUCE,
    reference=count_branch,
    cases=[(10, 3, 7, 3), (192, 16, 32, 5), (31, 12, 5, 3)],
    hints=[
        "The 1 × 1 convolution has `channels` weights and a bias for each of `reduced` filters.",
        "The second convolution sees `reduced` maps, not `channels`.",
    ],
    mistakes={
        "reduction forgotten": (
            lambda C, reduced, F, K: (K**2 * C + 1) * F,
            "That is the large convolution on all maps, without the narrow one before it.",
        ),
        "large one on all maps": (
            lambda C, reduced, F, K: (C + 1) * reduced + (K**2 * C + 1) * F,
            "The second convolution sees only what the first has left.",
        ),
        "only the large one": (
            lambda C, reduced, F, K: (K**2 * reduced + 1) * F,
            "The 1 × 1 convolution has parameters as well.",
        ),
        "biases forgotten": (
            lambda C, reduced, F, K: C * reduced + K**2 * reduced * F,
            "The weights are right. Both convolutions have biases.",
        ),
        "both of the large size": (
            lambda C, reduced, F, K: (K**2 * C + 1) * reduced + (K**2 * reduced + 1) * F,
            "The first one has a window of 1 × 1.",
        ),
        "multiplied": (
            lambda C, reduced, F, K: (C + 1) * reduced * (K**2 * reduced + 1) * F,
            "The two convolutions stand one behind the other: their parameters are added.",
        ),
        "kernel size not squared": (
            lambda C, reduced, F, K: (C + 1) * reduced + (K * reduced + 1) * F,
            "A kernel has rows and columns.",
        ),
        "biases of the first forgotten": (
            lambda C, reduced, F, K: C * reduced + (K**2 * reduced + 1) * F,
            "The 1 × 1 convolution has biases as well.",
        ),
        "biases of the second forgotten": (
            lambda C, reduced, F, K: (C + 1) * reduced + K**2 * reduced * F,
            "The second convolution has biases as well.",
        ),
        "biases of what comes in": (
            lambda C, reduced, F, K: C * (reduced + 1) + (K**2 * F + 1) * reduced,
            "A bias belongs to a map that goes out, not to one that comes in.",
        ),
        "the 1 × 1 only": (
            lambda C, reduced, F, K: (C + 1) * reduced,
            "That is the narrow convolution. The large one follows.",
        ),
        "one bias for each convolution": (
            lambda C, reduced, F, K: C * reduced + 1 + K**2 * reduced * F + 1,
            "Each filter has a bias of its own.",
        ),
        "reduced and filters exchanged": (
            lambda C, reduced, F, K: count_branch(C, F, reduced, K),
            "The 1 × 1 comes first, with `reduced` filters.",
        ),
        "large one on all maps as well": (
            lambda C, reduced, F, K: (C + 1) * reduced + (K**2 * (C + reduced) + 1) * F,
            "The second convolution sees what the first has left, and nothing else.",
        ),
    },
)

saved = NumberQuestion(
    "googlenet.saved",
    reread=REDUCE,
    prompt="{C} maps of {side} × {side}. How many multiply-adds does a branch take that first "
    "narrows to {reduced} maps by 1 × 1 and then applies {filters} filters of 5 × 5, size kept?",
    inputs={"C": 256, "side": 14, "reduced": 24, "filters": 64},
    answer=lambda C, side, reduced, filters: side**2 * (C * reduced + 25 * reduced * filters),
    mistakes={
        "not narrowed": (
            lambda C, side, filters: side**2 * 25 * C * filters,
            "That is what it would be without the 1 × 1 convolution: nine times as much.",
        ),
        "weights, not work": (
            lambda C, reduced, filters: C * reduced + 25 * reduced * filters,
            "Those are the weights. Each is used at every place of the map.",
        ),
        "second one only": (
            lambda side, reduced, filters: side**2 * 25 * reduced * filters,
            "The narrowing is work, too.",
        ),
        "window not squared": (
            lambda C, side, reduced, filters: side**2 * (C * reduced + 5 * reduced * filters),
            "A window of 5 × 5 has 25 places.",
        ),
        "first one only": (
            lambda C, side, reduced: side**2 * C * reduced,
            "That is the narrowing. The 5 × 5 follows.",
        ),
        "one row of places": (
            lambda C, side, reduced, filters: side * (C * reduced + 25 * reduced * filters),
            "A map has rows and columns.",
        ),
        "biases counted": (
            lambda C, side, reduced, filters: (
                side**2 * ((C + 1) * reduced + (25 * reduced + 1) * filters)
            ),
            "A bias is added, and multiplied with nothing.",
        ),
        "what is saved": (
            lambda C, side, reduced, filters: (
                side**2 * (25 * C * filters - C * reduced - 25 * reduced * filters)
            ),
            "That is what is saved. How much does the branch take?",
        ),
        "size not kept": (
            lambda C, side, reduced, filters: (
                side**2 * C * reduced + (side - 4) ** 2 * 25 * reduced * filters
            ),
            "With padding the map stays as large as it is.",
        ),
        "large one not narrowed": (
            lambda C, side, reduced, filters: side**2 * (C * reduced + 25 * C * filters),
            "The 5 × 5 sees what the 1 × 1 has left.",
        ),
        "window of 5 × 5 taken for one weight": (
            lambda C, side, reduced, filters: side**2 * (C * reduced + reduced * filters),
            "A window of 5 × 5 has 25 weights for each pair of maps.",
        ),
    },
    hints=[
        "Weights of both convolutions, times the places of the map.",
        "{side} · {side} · ({C} · {reduced} + 25 · {reduced} · {filters}).",
    ],
    explanation="196 · (6,144 + 38,400) = {answer}.",
)

head = NumberQuestion(
    "googlenet.head",
    reread="Without the dense layers",
    prompt="The last maps of a network are {side} × {side} × {maps}. A global average pooling and "
    "one dense layer with {classes} outputs and biases follow. How many parameters have the two?",
    inputs={"side": 6, "maps": 640, "classes": 37},
    answer=lambda maps, classes: (maps + 1) * classes,
    mistakes={
        "flattened": (
            lambda side, maps, classes: (side**2 * maps + 1) * classes,
            "That is a dense layer on all places. After the average one number is left of each "
            "map.",
        ),
        "flattened, no biases": (
            lambda side, maps, classes: side**2 * maps * classes,
            "That is a dense layer on all places, without biases. What does the average leave of "
            "a map?",
        ),
        "biases forgotten": (
            lambda maps, classes: maps * classes,
            "The weights are right. Each output has a bias as well.",
        ),
        "one bias": (
            lambda maps, classes: maps * classes + 1,
            "Each output has a bias of its own.",
        ),
        "a bias for each map": (
            lambda maps, classes: maps * (classes + 1),
            "The biases belong to the outputs, not to what comes in.",
        ),
        "one row of a map": (
            lambda side, maps, classes: (side * maps + 1) * classes,
            "An average goes over rows and columns.",
        ),
        "pooling has weights": (
            lambda side, maps, classes: side**2 * maps + (maps + 1) * classes,
            "A mean has nothing to learn: no place has a weight of its own.",
        ),
    },
    hints=[
        "How many numbers does the pooling leave of each map?",
        "So {maps} numbers go into each of {classes} outputs.",
    ],
    explanation="({maps} + 1) · {classes} = {answer}, however large the maps are.",
)

five_or_three = ChoiceQuestion(
    "googlenet.five_or_three",
    reread="Two networks of one name",
    prompt="torchvision's GoogLeNet has fewer parameters than the paper's. What saves most?",
    choices={
        "3 × 3 where the paper has 5 × 5": RIGHT,
        "batch normalization in place of biases": (
            "normalization saves",
            "It has two trained numbers for each map, where there was one bias: it costs a little.",
        ),
        "no local response normalization": (
            "a layer without weights",
            "That has no parameters at all.",
        ),
        "another pooling": ("pooling has none", "Pooling has no parameters."),
    },
    hints=["Which of the four changes touches kernels?", "25 weights become 9."],
    explanation="The kernels shrink from 25 to 9 weights; normalization costs a few thousand.",
)
