"""Exercises of the chapter *MobileNet*.

Cases avoid whatever hides a mistake: as many filters as channels, a kernel of 1 × 1, and an
expansion at which narrow and wide are the same; but one case has an expansion of 1, in which
a layer is left out.
"""

from functools import partial

from cnn_lessons.blueprints import (
    Activation,
    BatchNorm,
    Conv,
    Dense,
    Flatten,
    GlobalPool,
    Input,
    Network,
)
from cnn_lessons.blueprints.network_exercise import NetworkExercise
from cnn_lessons.checks import Exercise, NumberQuestion


def separable_share(kernel_size, filters):
    """Return depthwise plus pointwise, over a full convolution: channels and places cancel."""
    return 1 / filters + 1 / kernel_size**2


share = Exercise(
    "mobilenet.share",
    reread="Split the convolution",
    reference=separable_share,
    cases=[(3, 64), (5, 7), (2, 1024)],
    hints=[
        "A full convolution has K · K · C · F multiply-adds at each place. How many have the two "
        "parts?",
        "K · K · C for the depthwise and C · F for the pointwise. Divide, and C cancels.",
    ],
    mistakes={
        "the depthwise part alone": (
            lambda kernel_size, filters: 1 / filters,
            "That is the share of the depthwise part. The 1 × 1 has to be paid for, too.",
        ),
        "the pointwise part alone": (
            lambda kernel_size, filters: 1 / kernel_size**2,
            "That is the share of the 1 × 1. The depthwise part comes on top.",
        ),
        "multiplied": (
            lambda kernel_size, filters: 1 / (filters * kernel_size**2),
            "One part is done after the other, so that their work adds up.",
        ),
        "kernel size not squared": (
            lambda kernel_size, filters: 1 / filters + 1 / kernel_size,
            "A kernel has rows and columns.",
        ),
        "turned round": (
            lambda kernel_size, filters: 1 / (1 / filters + 1 / kernel_size**2),
            "That is how many times as much the full convolution needs. Here the part is asked "
            "for.",
        ),
        "sizes added below the line": (
            lambda kernel_size, filters: 1 / (filters + kernel_size**2),
            "1/a + 1/b is not 1/(a + b): divide the work of each part by the full "
            "convolution's, then add.",
        ),
        "one channel": (
            lambda kernel_size, filters: (kernel_size**2 + filters) / (kernel_size**2 * filters**2),
            "What both have in common cancels: the channels. The filters do not.",
        ),
        "what is saved": (
            lambda kernel_size, filters: 1 - 1 / filters - 1 / kernel_size**2,
            "That much is saved. Which share is left?",
        ),
        "full convolution left in": (
            lambda kernel_size, filters: 1 + 1 / kernel_size**2,
            "The two parts stand in the place of the full convolution, not behind it.",
        ),
    },
)

half_width = NumberQuestion(
    "mobilenet.half_width",
    reread="Width and resolution multipliers",
    prompt="A 1 × 1 convolution from {channels} to {filters} channels has {weights:,} weights. "
    "How many has it in the MobileNet with a width multiplier of {alpha}?",
    inputs={"channels": 512, "filters": 1024, "weights": 524_288, "alpha": 0.25},
    answer=lambda channels, filters, alpha: int(channels * alpha) * int(filters * alpha),
    mistakes={
        "one side only": (
            lambda weights, alpha: int(weights * alpha),
            "The layer before has fewer filters as well: what comes in is narrower, too.",
        ),
        "unchanged": (
            lambda weights: weights,
            "The resolution multiplier leaves the weights as they are. This one does not.",
        ),
        "nine weights each": (
            lambda weights, alpha: 9 * int(weights * alpha**2),
            "This kernel is 1 × 1. Only the depthwise ones have nine weights.",
        ),
        "three times": (
            lambda weights, alpha: int(weights * alpha**3),
            "Channels and filters get narrower. There is no third side to a 1 × 1 kernel.",
        ),
        "what is taken away": (
            lambda weights, alpha: int(weights * (1 - alpha**2)),
            "That is how many are gone. How many are left?",
        ),
        "a share of what is taken away": (
            lambda weights, alpha: int(weights * (1 - alpha)),
            "A quarter of the channels is left on each side, not taken away on one.",
        ),
        "half": (
            lambda weights: weights // 2,
            "The multiplier is {alpha}, and it counts on both sides.",
        ),
        "both sides added": (
            lambda channels, filters, alpha: int(channels * alpha) + int(filters * alpha),
            "A 1 × 1 convolution has a weight for each pair of a map that comes in and one that "
            "goes out.",
        ),
    },
    hints=["How many channels come in, and how many go out?", "The weights are their product."],
    explanation="128 · 256 = {answer:,}: a sixteenth of {weights:,}.",
)

shortcuts = NumberQuestion(
    "mobilenet.shortcuts",
    reread="Inverted residual: wide in the middle",
    prompt="MobileNetV2 has seven rows of {blocks} blocks. In each row only the first block "
    "changes the number of channels, and in four rows it halves height and width as well. How many "
    "blocks have a shortcut?",
    inputs={"blocks": (1, 2, 3, 4, 3, 3, 1)},
    answer=lambda blocks: sum(blocks) - len(blocks),
    mistakes={
        "every block": (
            lambda blocks: sum(blocks),
            "A sum needs two equal shapes. The first block of a row gives other ones than it got.",
        ),
        "only the strides looked at": (
            lambda blocks: sum(blocks) - 4,
            "In three rows the first block has a stride of 1. Do its channels fit?",
        ),
        "one in each row": (lambda blocks: len(blocks), "That is the number of rows."),
        "rows with a projection": (
            lambda blocks: sum(blocks) - len(blocks) + 4,
            "ResNet brings a shortcut into shape with a 1 × 1 convolution. MobileNetV2 has none.",
        ),
        "all but the first": (
            lambda blocks: sum(blocks) - 1,
            "The first block of each row changes the shape, not only the very first.",
        ),
        "rows with several blocks": (
            lambda blocks: sum(count > 1 for count in blocks),
            "That is how many rows have a shortcut. How many blocks of them have one?",
        ),
        "rows of one block left in": (
            lambda blocks: sum(blocks) - sum(count > 1 for count in blocks),
            "A row of a single block has no shortcut either: its only block changes the shape.",
        ),
    },
    hints=[
        "There is a shortcut where a block gives the shape that it gets.",
        "That is so for all blocks of a row but the first.",
    ],
    explanation="17 blocks without the first of each of 7 rows: {answer}.",
)


def count_weights(channels, filters, expansion):
    """Count the weights of an inverted residual: widen, look, narrow."""
    wide = channels * expansion
    widen = channels * wide if expansion > 1 else 0
    return widen + 3 * 3 * wide + wide * filters


def _full_in_the_middle(channels, filters, expansion):
    wide = channels * expansion
    return count_weights(channels, filters, expansion) - 9 * wide + 9 * wide * wide


def _narrow_in_the_middle(channels, filters, expansion):
    narrow = channels // expansion
    squeeze = channels * narrow if expansion > 1 else 0
    return squeeze + 9 * narrow + narrow * filters


def _with_biases(channels, filters, expansion):
    wide = channels * expansion
    biases = wide * (2 if expansion > 1 else 1) + filters
    return count_weights(channels, filters, expansion) + biases


inverted = Exercise(
    "mobilenet.inverted",
    reread="Inverted residual: wide in the middle",
    reference=count_weights,
    cases=[(24, 40, 6), (8, 13, 2), (32, 16, 1), (12, 7, 3)],
    hints=[
        "1 × 1 to `channels * expansion`, depthwise 3 × 3 on all of those, 1 × 1 to `filters`.",
        "Without an expansion the first convolution is left out. No convolution has biases.",
    ],
    mistakes={
        "a full convolution in the middle": (
            _full_in_the_middle,
            "The 3 × 3 is depthwise: each of the wide maps has nine weights, and they are not "
            "mixed.",
        ),
        "always widened": (
            lambda C, F, expansion: C * expansion * (C + 9 + F),
            "Look at an expansion of 1: there is nothing to widen, and the paper leaves that "
            "layer out.",
        ),
        "narrow in the middle": (
            _narrow_in_the_middle,
            "That is ResNet's bottleneck. Here the block is turned inside out.",
        ),
        "biases counted": (
            _with_biases,
            "Batch normalization follows each convolution, and shifts. There are no biases.",
        ),
        "widening forgotten": (
            lambda C, F, expansion: C * expansion * (9 + F),
            "The maps do not get wide by themselves: a 1 × 1 convolution comes first.",
        ),
        "depthwise on the narrow maps": (
            lambda C, F, expansion: count_weights(C, F, expansion) - 9 * C * (expansion - 1),
            "The 3 × 3 comes after the widening, and looks at each of the wide maps.",
        ),
        "last one forgotten": (
            lambda C, F, expansion: count_weights(C, 0, expansion),
            "The block is narrow again at its end: a 1 × 1 leads there.",
        ),
        "narrowed from the narrow maps": (
            lambda C, F, expansion: count_weights(C, 0, expansion) + C * F,
            "The last 1 × 1 sees the wide maps.",
        ),
        "filters widened": (
            lambda C, F, expansion: (
                (C * F * expansion if expansion > 1 else 0) + F * expansion * (9 + F)
            ),
            "The maps that come in are widened, `channels` of them.",
        ),
        "back to the channels": (
            lambda C, F, expansion: count_weights(C, C, expansion),
            "The last 1 × 1 gives `filters` maps, which need not be as many as came in.",
        ),
        "3 × 3 taken for 3": (
            lambda C, F, expansion: count_weights(C, F, expansion) - 6 * C * expansion,
            "A window of 3 × 3 has nine places.",
        ),
        "depthwise forgotten": (
            lambda C, F, expansion: count_weights(C, F, expansion) - 9 * C * expansion,
            "Between the two 1 × 1 stands a depthwise 3 × 3.",
        ),
        "normalizations counted": (
            lambda C, F, expansion: (
                count_weights(C, F, expansion)
                + 2 * C * expansion * (2 if expansion > 1 else 1)
                + 2 * F
            ),
            "The task leaves batch normalization out.",
        ),
        "3 × 3 to the filters": (
            lambda C, F, expansion: (
                (C * C * expansion if expansion > 1 else 0) + 9 * C * expansion * F
            ),
            "The depthwise 3 × 3 does not mix maps. A 1 × 1 behind it leads to the filters.",
        ),
    },
)


def list_blocks(table, channels):
    """Go through the rows, and remember what the last block gave."""
    listed = []
    for expansion, filters, blocks, strides in table:
        for number in range(blocks):
            listed.append((channels, expansion, filters, strides if number == 0 else 1))
            channels = filters
    return listed


def _changed(change, table, channels):
    """List the blocks, each changed by its number in its row and by the row."""
    listed = iter(list_blocks(table, channels))
    return [change(number, next(listed), row) for row in table for number in range(row[2])]


def _row_by_row(table, channels):
    listed = []
    for expansion, filters, blocks, strides in table:
        listed += [(channels, expansion, filters, strides if n == 0 else 1) for n in range(blocks)]
        channels = filters
    return listed


def _handed_on(table, channels):
    listed = []
    for wide, _, filters, strides in list_blocks(table, channels):
        listed.append((channels, wide, filters, strides))
        channels = filters * wide
    return listed


TABLE = [(2, 5, 2, 1), (3, 7, 3, 2)]
table = Exercise(
    "mobilenet.table",
    reread="Inverted residual: wide in the middle",
    reference=list_blocks,
    cases=[(TABLE, 4), ([(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2)], 32), ([(4, 9, 3, 3)], 6)],
    hints=[
        "Two loops: over the rows, and over the blocks of a row.",
        "A block gets the channels that the block before it gave, also within a row.",
        "Only the first block of a row has the row's stride. Which stride have the others?",
    ],
    mistakes={
        "stride in each block": (
            partial(_changed, lambda number, block, row: (*block[:3], row[3])),
            "So the maps would be halved again and again: only the first block of a row takes the "
            "stride.",
        ),
        "stride in the last block": (
            partial(
                _changed,
                lambda number, block, row: (*block[:3], row[3] if number == row[2] - 1 else 1),
            ),
            "The row begins with its stride. The blocks behind it look at smaller maps already.",
        ),
        "no stride": (
            partial(_changed, lambda number, block, row: (*block[:3], 1)),
            "The first block of each row takes the stride of the row.",
        ),
        "channels change with the row only": (
            _row_by_row,
            "Within a row, the second block gets what the first one gave.",
        ),
        "channels of the input everywhere": (
            lambda table, channels: [(channels, *block[1:]) for block in list_blocks(table, 0)],
            "Only the first block sees what came in. Each other one sees what the block before it "
            "gave.",
        ),
        "one block in each row": (
            lambda table, channels: list_blocks([(*row[:2], 1, row[3]) for row in table], channels),
            "A row has as many blocks as its third number says.",
        ),
        "wide maps handed on": (
            _handed_on,
            "The block is narrow again at its end: what it hands on are its filters, without the "
            "expansion.",
        ),
        "wide maps for the expansion": (
            partial(_changed, lambda number, block, row: (block[0], block[0] * row[0], *block[2:])),
            "The second number is the expansion itself, not how many maps it makes.",
        ),
        "columns exchanged": (
            lambda table, channels: list_blocks(
                [(row[0], row[2], row[1], row[3]) for row in table], channels
            ),
            "Filters come before blocks: look at the head of the table.",
        ),
        "a list in the list": (
            lambda table, channels: [
                [block for block in list_blocks(table, channels) if block[2] == row[1]]
                for row in table
            ],
            "The right blocks, but in a list for each row. One list of all blocks is wanted.",
        ),
        "expansion of the first block only": (
            partial(
                _changed,
                lambda number, block, row: (block[0], row[0] if number == 0 else 1, *block[2:]),
            ),
            "All blocks of a row widen. Only the stride belongs to the first one.",
        ),
        "channels left out": (
            partial(_changed, lambda number, block, row: block[1:]),
            "The first number of each block is missing: the channels that come in.",
        ),
        "out before in": (
            partial(_changed, lambda number, block, row: (block[2], block[1], block[0], block[3])),
            "Each block begins with the channels that come in.",
        ),
        "blocks in the tuple": (
            partial(_changed, lambda number, block, row: (block[0], *row)),
            "That is the row with its number of blocks. A block has its own filters and stride, "
            "and is one.",
        ),
    },
)


def build_mobilenet(table, input_shape, classes):
    """Read the table from top to bottom: two convolutions for each of its blocks."""
    x = Input(input_shape)
    x = Conv(32, 3, 2, padding="same", use_bias=False)(x)
    x = BatchNorm()(x)
    x = Activation("relu6")(x)
    for filters, strides in table:
        maps = x.shape[-1]
        x = Conv(maps, 3, strides, padding="same", groups=maps, use_bias=False)(x)
        x = BatchNorm()(x)
        x = Activation("relu6")(x)
        x = Conv(filters, 1, use_bias=False)(x)
        x = BatchNorm()(x)
        x = Activation("relu6")(x)
    x = GlobalPool()(x)
    x = Dense(classes)(x)
    return Network("MobileNet", Activation("softmax")(x))


def _built(
    table,
    input_shape,
    classes,
    begin=(),
    look=(("padding", "same"),),
    mix=(),
    order="depthwise, pointwise",
    norm=True,
    between=True,
    activation="relu6",
    vector=None,
    softmax=True,
):
    """Build MobileNet, or make a mistake.

    `begin`, `look` and `mix` are options of the first, of the depthwise and of the pointwise
    convolutions; strides are given there only if they are wrong. `order` lists the parts of a
    block.
    """
    x, options = Input(input_shape), {"strides": 2, "padding": "same", "use_bias": False}
    if begin is not None:
        x = _followed(Conv(32, 3, **options | dict(begin))(x), norm, activation)
    for filters, strides in table:
        for part in order.split(", "):
            if part == "depthwise":
                maps = x.shape[-1]
                options = {"groups": maps, "strides": strides, "use_bias": False} | dict(look)
                x = Conv(maps, 3, **options)(x)
                x = _followed(x, norm and between, activation if between else None)
            elif part == "pointwise":
                x = Conv(filters, 1, **{"use_bias": False} | dict(mix))(x)
                x = _followed(x, norm, activation)
            elif part == "strided":
                x = _followed(Conv(filters, 1, strides, use_bias=False)(x), norm, activation)
            elif part == "full":
                x = Conv(filters, 3, strides, padding="same", use_bias=False)(x)
                x = _followed(x, norm, activation)
    x = Dense(classes)((vector or GlobalPool())(x))
    return Network("MobileNet", Activation("softmax")(x) if softmax else x)


def _followed(x, norm, activation):
    x = BatchNorm()(x) if norm else x
    return Activation(activation)(x) if activation else x


V1 = (  # table 1 of the paper, as in the chapter
    *((64, 1), (128, 2), (128, 1), (256, 2), (256, 1), (512, 2)),
    *((512, 1),) * 5,
    *((1024, 2), (1024, 1)),
)
SAME = {"padding": "same"}
BIASES = "A batch normalization follows each convolution, and shifts: `use_bias=False`."
from_table = NetworkExercise(
    "mobilenet.from_table",
    reread="Split the convolution",
    reference=build_mobilenet,
    cases=[(V1, (224, 224, 3), 1000), (((24, 2), (40, 1)), (96, 64, 1), 7)],
    hints=[
        'The first convolution is `x = Conv(32, 3, 2, padding="same", use_bias=False)(x)`, and '
        "`x = BatchNorm()(x)` goes one layer further.",
        "Then a loop, `for filters, strides in table:`, with two convolutions in it. The depthwise "
        "one has the stride and `maps = x.shape[-1]` filters and groups, the 1 × 1 has `filters`.",
        'At the end `GlobalPool()`, `Dense(classes)`, `Activation("softmax")`, and '
        '`return Network("MobileNet", x)`.',
    ],
    mistakes={
        "full convolutions": (
            partial(_built, order="full"),
            "That is the network with which MobileNet is compared. Each block is a depthwise 3 × 3 "
            "and a 1 × 1.",
        ),
        "groups forgotten": (
            partial(_built, look=(SAME | {"groups": 1}).items()),
            "Without groups each filter sees all maps: that is a full 3 × 3 convolution. A "
            "depthwise one has as many groups as maps.",
        ),
        "pointwise first": (
            partial(_built, order="pointwise, depthwise"),
            "That is the order of Inception. Here the depthwise convolution comes first.",
        ),
        "1 × 1 forgotten": (
            partial(_built, order="depthwise"),
            "The depthwise convolutions mix nothing. Behind each comes a 1 × 1, with the block's "
            "filters.",
        ),
        "depthwise forgotten": (
            partial(_built, order="pointwise"),
            "A block begins with a depthwise 3 × 3, which has the stride.",
        ),
        "stride in the 1 × 1": (
            partial(_built, order="depthwise, strided", look=(SAME | {"strides": 1}).items()),
            "The depthwise convolution has the stride. A 1 × 1 with a stride would skip what it "
            "found.",
        ),
        "strides forgotten": (
            partial(_built, look=(SAME | {"strides": 1}).items()),
            "The second number of a block is the stride of its depthwise convolution.",
        ),
        "stride of the first convolution forgotten": (
            partial(_built, begin=(("strides", 1),)),
            "The first convolution has a stride of 2: the image is halved at once.",
        ),
        "biases": (
            partial(
                _built,
                begin=(("use_bias", True),),
                look=(SAME | {"use_bias": True}).items(),
                mix=(("use_bias", True),),
            ),
            BIASES,
        ),
        "biases in the blocks": (
            partial(_built, look=(SAME | {"use_bias": True}).items(), mix=(("use_bias", True),)),
            BIASES,
        ),
        "biases of the first": (partial(_built, begin=(("use_bias", True),)), BIASES),
        "biases of the depthwise ones": (
            partial(_built, look=(SAME | {"use_bias": True}).items()),
            BIASES,
        ),
        "biases of the pointwise ones": (partial(_built, mix=(("use_bias", True),)), BIASES),
        "no first convolution": (
            partial(_built, begin=None),
            "Before the blocks stands a full 3 × 3 convolution with 32 filters and a stride of 2.",
        ),
        "padding of the first forgotten": (
            partial(_built, begin=(("padding", "valid"),)),
            'The first convolution has `padding="same"`, too: it halves the size exactly.',
        ),
        "padding forgotten": (
            partial(_built, look=()),
            'A depthwise 3 × 3 needs `padding="same"`, so that a stride of 1 keeps the size.',
        ),
        "no batch normalization": (
            partial(_built, norm=False),
            "Behind each convolution stands a `BatchNorm()`, then the activation.",
        ),
        "no activations": (
            partial(_built, activation=None),
            'Behind each normalization stands `Activation("relu6")`.',
        ),
        "ReLU": (
            partial(_built, activation="relu"),
            'MobileNet\'s activation cuts at 6 as well: `"relu6"`.',
        ),
        "nothing between the two": (
            partial(_built, between=False),
            "That is Xception. In MobileNet normalization and activation stand behind both "
            "convolutions of a block.",
        ),
        "flattened": (
            partial(_built, vector=Flatten()),
            "Before the dense layer stands a global average pooling: one number for each map.",
        ),
        "no softmax": (
            partial(_built, softmax=False),
            'The scores become probabilities: `Activation("softmax")` stands at the end.',
        ),
        "one block": (
            lambda table, *sizes: build_mobilenet(table[:1], *sizes),
            "That is the first block. Does the `return` stand within the loop?",
        ),
        "no blocks": (
            lambda table, *sizes: build_mobilenet((), *sizes),
            "Between the first convolution and the pooling stand the blocks of the table.",
        ),
        "the first block left out": (
            lambda table, *sizes: build_mobilenet(table[1:], *sizes),
            "The table begins with block 1.",
        ),
        "always the paper's sizes": (
            lambda table, *sizes: build_mobilenet(table, (224, 224, 3), 1000),
            "The shape of the image and the number of classes are given.",
        ),
        "always 1,000 classes": (
            lambda table, input_shape, classes: build_mobilenet(table, input_shape, 1000),
            "How many classes there are is given: `classes`.",
        ),
    },
)
