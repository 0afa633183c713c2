"""Exercises of the chapter *DenseNet*.

Blocks have unequal numbers of layers, and one case an odd number of channels, so that a
halving at the wrong place or with the wrong rounding shows.
"""

from functools import partial

from cnn_lessons.checks import Exercise, NumberQuestion

connections = NumberQuestion(
    "densenet.connections",
    reread="Concatenation: keep, do not add",
    prompt="A dense block has {layers} layers. The paper counts a connection from each thing "
    "that a layer sees, the block's input or an earlier layer, to that layer. How many are there?",
    inputs={"layers": 12},
    answer=lambda layers: layers * (layers + 1) // 2,
    mistakes={
        "a chain": (
            lambda layers: layers,
            "That is how many a network has whose layers see only the one before them.",
        ),
        "the input forgotten": (
            lambda layers: layers * (layers - 1) // 2,
            "Those are the connections between layers. All of them see the block's input, too.",
        ),
        "both ways": (
            lambda layers: layers * layers,
            "A layer sees those before it, and none behind it.",
        ),
        "two for each": (
            lambda layers: 2 * layers,
            "That is a network with shortcuts: each layer sees the one before it and one more.",
        ),
        "one layer too many": (
            lambda layers: (layers + 1) * (layers + 2) // 2,
            "The last layer sees as many things as there are layers: the input, and all others.",
        ),
        "each pair twice": (
            lambda layers: layers * (layers + 1),
            "A connection has one direction: each pair counts once.",
        ),
        "pairs of layers, twice": (
            lambda layers: layers * (layers - 1),
            "Each pair counts once; and all layers see the block's input, too.",
        ),
    },
    hints=[
        "The first layer sees one thing, the second two.",
        "Add up 1 + 2 + 3 + … to the last layer.",
    ],
    explanation="1 + 2 + … + {layers} = {layers} · ({layers} + 1) / 2 = {answer}.",
)


def count_channels(channels, growth, blocks):
    """Add the growth of each layer; halve between two blocks."""
    after = []
    for layers in blocks:
        if after:
            channels = after[-1] // 2
        after.append(channels + growth * layers)
    return after


def _shrunk_by(shrink, channels, growth, blocks):
    """Follow the channels through other transitions."""
    after = []
    for layers in blocks:
        after.append(channels + growth * layers)
        channels = shrink(after[-1])
    return after


def _after_each_layer(channels, growth, blocks):
    after = []
    for layers, given in zip(blocks, count_channels(channels, growth, blocks), strict=True):
        after += [given - growth * left for left in reversed(range(layers))]
    return after


def _what_each_gets(channels, growth, blocks):
    given = count_channels(channels, growth, blocks)
    return [after - growth * layers for after, layers in zip(given, blocks, strict=True)]


channels_of_blocks = Exercise(
    "densenet.channels_of_blocks",
    reread="Follow the channels",
    reference=count_channels,
    cases=[(6, 2, (1, 3)), (5, 3, (2, 3, 1)), (64, 32, (6, 12, 24, 16))],
    hints=[
        "Inside of a block nothing is lost: each layer adds `growth` maps.",
        "A transition stands between two blocks, so there is one fewer than blocks. It keeps "
        "half of the maps, rounded down.",
    ],
    mistakes={
        "no compression": (
            partial(_shrunk_by, lambda channels: channels),
            "Inside of the blocks it is right. The transitions are missing.",
        ),
        "after the transitions": (
            lambda *case: [c // 2 for c in count_channels(*case)[:-1]] + count_channels(*case)[-1:],
            "What is asked for is what each block gives, before the transition behind it.",
        ),
        "a transition too many": (
            lambda *case: [channels // 2 for channels in count_channels(*case)],
            "After the last block no transition comes, but the global pooling. And what is asked "
            "for is what each block gives.",
        ),
        "concatenation taken for addition": (
            lambda channels, growth, blocks: count_channels(channels, 0, blocks),
            "So it would be if the new maps were added to the old ones. They are laid behind.",
            "Concatenation: keep, do not add",
        ),
        "one layer in each block": (
            lambda channels, growth, blocks: count_channels(channels, growth, [1] * len(blocks)),
            "Each layer of a block adds its maps.",
        ),
        "growth of the bottleneck": (
            lambda channels, growth, blocks: count_channels(channels, 4 * growth, blocks),
            "The bottleneck has four times as many filters, but its maps are not kept.",
            "One layer, and its bottleneck",
        ),
        "growth alone": (
            lambda channels, growth, blocks: [growth * layers for layers in blocks],
            "Those are the new maps. The block's input is still among what comes out.",
            "Concatenation: keep, do not add",
        ),
        "rounded up": (
            partial(_shrunk_by, lambda channels: -(-channels // 2)),
            "Half of an odd number of maps is rounded down, as the paper says.",
        ),
        "the last block only": (
            lambda *case: count_channels(*case)[-1],
            "That is what the last block gives. A list is wanted, with a number for each block.",
        ),
        "after each layer": (
            _after_each_layer,
            "These are the channels behind each layer. One number for each block is wanted.",
        ),
        "what each block gets": (
            _what_each_gets,
            "That is what comes into each block. What is asked for is what it gives.",
        ),
        "halved once too often": (
            lambda channels, growth, blocks: count_channels(channels // 2, growth, blocks),
            "No transition stands before the first block.",
        ),
    },
)

depth = NumberQuestion(
    "densenet.depth",
    reread="Follow the channels",
    prompt="A DenseNet has blocks of {a}, {b}, {c} and {d} layers, and the rest is as in "
    "DenseNet-121. Which number is in its name?",
    inputs={"a": 4, "b": 8, "c": 16, "d": 12},
    answer=lambda a, b, c, d: 1 + 2 * (a + b + c + d) + 3 + 1,
    mistakes={
        "a layer counted once": (
            lambda a, b, c, d: 1 + (a + b + c + d) + 3 + 1,
            "Each layer of a block consists of two convolutions.",
        ),
        "transitions forgotten": (
            lambda a, b, c, d: 1 + 2 * (a + b + c + d) + 1,
            "Between the blocks there are convolutions as well.",
        ),
        "first and last forgotten": (
            lambda a, b, c, d: 2 * (a + b + c + d) + 3,
            "There is something before the blocks, and something behind them.",
        ),
        "four transitions": (
            lambda a, b, c, d: 1 + 2 * (a + b + c + d) + 4 + 1,
            "How many gaps are there between four blocks?",
        ),
        "dense layer forgotten": (
            lambda a, b, c, d: 1 + 2 * (a + b + c + d) + 3,
            "The layer that gives the scores has weights, too.",
        ),
        "layers of the blocks": (
            lambda a, b, c, d: a + b + c + d,
            "Those are the layers of the blocks. Each has two convolutions, and there are more "
            "outside of the blocks.",
        ),
        "blocks only": (
            lambda a, b, c, d: 2 * (a + b + c + d),
            "Those are the convolutions in the blocks. What stands before, between and behind?",
        ),
        "first one only": (
            lambda a, b, c, d: 1 + 2 * (a + b + c + d),
            "Between the blocks and behind them there are layers with weights as well.",
        ),
    },
    hints=[
        "Count the convolutions, from the image to the scores, and the dense layer.",
        "A layer of a block has two convolutions, a transition has one.",
    ],
    explanation="1 + 2 · ({a} + {b} + {c} + {d}) + 3 + 1 = {answer}.",
)

layer_weights = NumberQuestion(
    "densenet.layer_weights",
    reread="One layer, and its bottleneck",
    prompt="A block begins with {channels} maps, the growth rate is {growth}. How many weights "
    "have the two convolutions of its layer number {number}?",
    inputs={"channels": 128, "growth": 32, "number": 12},
    answer=lambda channels, growth, number: (
        (channels + growth * (number - 1)) * 4 * growth + 9 * 4 * growth * growth
    ),
    mistakes={
        "concatenation taken for addition": (
            lambda channels, growth: channels * 4 * growth + 9 * 4 * growth * growth,
            "That would be the first layer. This one sees the maps of all before it as well.",
            "Concatenation: keep, do not add",
        ),
        "its own maps counted": (
            lambda channels, growth, number: (
                (channels + growth * number) * 4 * growth + 9 * 4 * growth * growth
            ),
            "A layer does not see the maps that it makes itself.",
        ),
        "no bottleneck": (
            lambda channels, growth, number: 9 * (channels + growth * (number - 1)) * growth,
            "That is a single 3 × 3 convolution. A 1 × 1 comes before it.",
        ),
        "bottleneck too narrow": (
            lambda channels, growth, number: (
                (channels + growth * (number - 1)) * growth + 9 * growth * growth
            ),
            "The bottleneck gives four times as many maps as the growth rate.",
        ),
        "only the new maps seen": (
            lambda growth: growth * 4 * growth + 9 * 4 * growth * growth,
            "That layer would see only the one before it.",
            "Concatenation: keep, do not add",
        ),
        "3 × 3 forgotten": (
            lambda channels, growth, number: (channels + growth * (number - 1)) * 4 * growth,
            "That is the 1 × 1 convolution. Another comes behind it.",
        ),
        "biases counted": (
            lambda channels, growth, number: (
                (channels + growth * (number - 1) + 1) * 4 * growth + (36 * growth + 1) * growth
            ),
            "A normalization stands before each convolution of the block and shifts: only the "
            "weights are asked for.",
        ),
        "both of 3 × 3": (
            lambda channels, growth, number: (
                9 * (channels + growth * (number - 1)) * 4 * growth + 36 * growth * growth
            ),
            "The first of the two has a window of 1 × 1.",
        ),
        "window not squared": (
            lambda channels, growth, number: (
                (channels + growth * (number - 1)) * 4 * growth + 3 * 4 * growth * growth
            ),
            "A window of 3 × 3 has nine places.",
        ),
        "3 × 3 as wide as the bottleneck": (
            lambda channels, growth, number: (
                (channels + growth * (number - 1)) * 4 * growth + 9 * (4 * growth) ** 2
            ),
            "The 3 × 3 gives as many maps as the growth rate says.",
        ),
        "1 × 1 forgotten": (
            lambda growth: 9 * 4 * growth * growth,
            "That is the 3 × 3 convolution. A 1 × 1 comes before it.",
        ),
    },
    hints=[
        "Eleven layers have added their maps before.",
        "1 × 1 from all maps to four times the growth rate, then 3 × 3 from these to the new maps.",
    ],
    explanation="{channels} + 11 · {growth} = 480 maps are seen: 480 · 128 + 9 · 128 · {growth} = "
    "{answer:,}.",
)


def count_stored(channels, growth, layers):
    """Add up the channels of every concatenation: one behind each layer."""
    return sum(channels + growth * number for number in range(1, layers + 1))


stored_maps = Exercise(
    "densenet.stored_maps",
    reread="Few parameters, much memory",
    reference=count_stored,
    cases=[(5, 2, 1), (7, 3, 4), (64, 32, 6)],
    hints=[
        "After the first layer `channels + growth` maps are stored. How many after the second?",
        "Every concatenation is a new array: add their channels up.",
    ],
    mistakes={
        "only the last": (
            lambda channels, growth, layers: channels + growth * layers,
            "Those are the maps of the last concatenation. The earlier ones are kept as well.",
        ),
        "begun one too early": (
            lambda channels, growth, layers: count_stored(channels - growth, growth, layers),
            "Those are the inputs of the layers. What is asked for is what comes out of the "
            "concatenations behind them.",
        ),
        "input counted as well": (
            lambda channels, growth, layers: channels + count_stored(channels, growth, layers),
            "The block's input is there already; no concatenation made it.",
        ),
        "new maps alone": (
            lambda channels, growth, layers: growth * layers,
            "That is what is new. A concatenation copies all that was there.",
        ),
        "concatenation taken for addition": (
            lambda channels, growth, layers: channels * layers,
            "So it would be if the maps were added up.",
            "Concatenation: keep, do not add",
        ),
        "input not copied": (
            lambda channels, growth, layers: count_stored(0, growth, layers),
            "Each concatenation holds the block's input again.",
        ),
        "input counted once": (
            lambda channels, growth, layers: channels + count_stored(0, growth, layers),
            "Each concatenation holds the block's input again, not only the first.",
        ),
        "one for each concatenation": (
            lambda channels, growth, layers: [
                channels + growth * number for number in range(1, layers + 1)
            ],
            "These are the numbers of all concatenations, one by one. Add them up.",
        ),
        "last one left out": (
            lambda channels, growth, layers: count_stored(channels, growth, layers - 1),
            "There is a concatenation behind the last layer, too.",
        ),
    },
)
