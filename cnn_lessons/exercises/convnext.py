"""Exercises of the chapter *ConvNeXt*.

Cases avoid whatever hides a mistake: as many channels as the kernel is wide, maps of equal height
and width, stages that all have equally many blocks, images that the patches fill.
"""

from functools import partial
from math import sqrt

from cnn_lessons.blueprints import (
    Activation,
    Add,
    BatchNorm,
    Conv,
    Dense,
    Flatten,
    GlobalPool,
    Input,
    LayerNorm,
    LayerScale,
    Network,
    Pool,
)
from cnn_lessons.blueprints.network_exercise import NetworkExercise
from cnn_lessons.checks import Exercise, NumberQuestion

BLOCKS = "Two blocks, side by side"
STEM = "Patches and stages"
DEPTHWISE = "Depthwise, then wide, then large"
CHANCE = "Which steps are more than chance?"
FAMILY = "Five sizes"

depthwise_parameters = NumberQuestion(
    "convnext.depthwise_parameters",
    reread=DEPTHWISE,
    prompt="How many parameters, biases included, has a depthwise {size} × {size} convolution on "
    "{C} feature maps?",
    inputs={"C": 80, "size": 7},
    answer=lambda C, size: size * size * C + C,
    mistakes={
        "bias forgotten": (
            lambda C, size: size * size * C,
            "Those are the weights. Each map has a bias as well.",
        ),
        "a full convolution": (
            lambda C, size: size * size * C * C + C,
            "Then each filter would see all maps. A depthwise one sees a single map.",
        ),
        "a full convolution without biases": (
            lambda C, size: size * size * C * C,
            "Then each filter would see all maps. A depthwise one sees a single map.",
        ),
        "one window for all maps": (
            lambda size: size * size,
            "Each map has a window of its own.",
        ),
        "window not squared": (
            lambda C, size: size * C + C,
            "A window has rows and columns.",
        ),
        "with the 1 × 1": (
            lambda C, size: size * size * C + C + C * C + C,
            "The 1 × 1 that mixes the maps is a layer of its own.",
        ),
        "one bias": (
            lambda C, size: size * size * C + 1,
            "Each map that comes out has a bias.",
        ),
    },
    hints=["How many weights has the window of one map?", "And each of the {C} maps has a bias."],
    explanation="{size} · {size} · {C} weights and {C} biases: {answer:,}.",
)

standard_errors = NumberQuestion(
    "convnext.standard_errors",
    reread=CHANCE,
    prompt="One network reaches {old} ± {spread_old} %, the next one {new} ± {spread_new} %: means "
    "and standard deviations of {runs} trainings each. How many standard errors is their "
    "difference? Give two decimals.",
    inputs={"old": 80.57, "spread_old": 0.14, "new": 80.62, "spread_new": 0.14, "runs": 3},
    answer=lambda old, spread_old, new, spread_new, runs: (
        (new - old) / sqrt((spread_old**2 + spread_new**2) / runs)
    ),
    tolerance=0.006,
    mistakes={
        "standard deviations for standard errors": (
            lambda old, spread_old, new, spread_new: (
                (new - old) / sqrt(spread_old**2 + spread_new**2)
            ),
            "A mean of several trainings varies less than one of them: divide the squares by how "
            "many there are.",
        ),
        "one of the two": (
            lambda old, spread_old, new, runs: (new - old) / (spread_old / sqrt(runs)),
            "Both means vary, so that their difference varies more than each.",
        ),
        "spreads added": (
            lambda old, spread_old, new, spread_new, runs: (
                (new - old) * sqrt(runs) / (spread_old + spread_new)
            ),
            "Two that vary by themselves seldom go the same way: their squares are added.",
        ),
        "not divided": (
            lambda old, new: new - old,
            "That is the difference in points. By how much does it vary from chance?",
        ),
        "the standard error": (
            lambda spread_old, spread_new, runs: sqrt((spread_old**2 + spread_new**2) / runs),
            "By so much the difference varies. How large is it itself, measured with that?",
        ),
        "rounded on the way": (
            lambda old, spread_old, new, spread_new, runs: round(
                (new - old) / round(sqrt((spread_old**2 + spread_new**2) / runs), 2), 2
            ),
            "You rounded the standard error before you divided by it. Round at the end only.",
        ),
        "one decimal": (
            lambda old, spread_old, new, spread_new, runs: round(
                (new - old) / sqrt((spread_old**2 + spread_new**2) / runs), 1
            ),
            "That is rounded to one decimal. Two are asked for.",
        ),
        "root forgotten": (
            lambda old, spread_old, new, spread_new, runs: (
                (new - old) / ((spread_old**2 + spread_new**2) / runs)
            ),
            "That is divided by a variance. A standard error is its root.",
        ),
    },
    hints=[
        "The variance of a mean of {runs} is a third of the variance of one. And variances of two "
        "means add up.",
        "({new} − {old}) / √(({spread_old}² + {spread_new}²) / {runs}).",
    ],
    explanation="The difference of 0.05 is {answer:.2f} standard errors: it may well be chance.",
)


def build_block(maps_shape):
    """Build a block of ConvNeXt: look far within each map, mix wide, add."""
    x = Input(maps_shape)
    C = maps_shape[-1]
    y = Conv(C, 7, padding="same", groups=C)(x)
    y = LayerNorm()(y)
    y = Conv(4 * C, 1)(y)
    y = Activation("gelu")(y)
    y = Conv(C, 1)(y)
    y = LayerScale()(y)
    return Network("ConvNeXt block", Add()(x, y))


PARTS = "depthwise norm expand gelu project scale"


def _parts(x, parts=PARTS, size=7, groups=None, times=4, bare="", function="gelu"):
    """Return what a block computes of its input, or make a mistake; `bare` parts lack biases."""
    C = x.shape[-1]
    for part in parts.split():
        use_bias = part not in bare.split()
        if part == "depthwise":
            window = {"padding": "same", "groups": groups or C, "use_bias": use_bias}
            x = Conv(C, size, **window)(x)
        elif part == "depthwise_wide":
            x = Conv(times * C, size, padding="same", groups=times * C)(x)
        elif part == "cut":
            x = Conv(C, size, groups=C)(x)
        elif part == "expand":
            x = Conv(times * C, 1, use_bias=use_bias)(x)
        elif part == "project":
            x = Conv(C, 1, use_bias=use_bias)(x)
        else:
            kinds = {"norm": LayerNorm(), "batch": BatchNorm(), "scale": LayerScale()}
            x = kinds.get(part, Activation(function))(x)
    return x


def _block(maps_shape, join=True, end="", **options):
    """Build a block, or make a mistake; `end` is the function behind the sum."""
    x = Input(maps_shape)
    y = _parts(x, **options)
    y = Add()(x, y) if join else y
    return Network("ConvNeXt block", Activation(end)(y) if end else y)


block = NetworkExercise(
    "convnext.block",
    reread=BLOCKS,
    reference=build_block,
    cases=[((14, 14, 384),), ((9, 13, 5),)],
    hints=[
        "`C = maps_shape[-1]` maps come in, as many come out of the depthwise convolution and of "
        "the block. A depthwise convolution has as many `groups` as maps.",
        "Keep `x = Input(maps_shape)`, and let `y` go through the layers of the picture.",
        'At the end `return Network("ConvNeXt block", Add()(x, y))`.',
    ],
    mistakes={
        "no network yet": (
            lambda maps_shape: _sum_alone(maps_shape),
            'Hand the sum to `Network`: `return Network("ConvNeXt block", x)`.',
        ),
        "groups forgotten": (
            partial(_block, groups=1),
            "Without groups each filter sees all maps. A depthwise convolution has as many groups "
            "as maps.",
        ),
        "padding forgotten": (
            partial(_block, parts=PARTS.replace("depthwise", "cut"), join=False),
            'The 7 × 7 makes maps smaller, and then nothing fits on the shortcut: padding="same".',
        ),
        "shortcut forgotten": (
            partial(_block, join=False),
            "What the layers compute is added to what came in.",
        ),
        "batch normalization": (
            partial(_block, parts=PARTS.replace("norm", "batch")),
            "It was replaced by layer normalization.",
        ),
        "norm forgotten": (
            partial(_block, parts=PARTS.replace("norm ", "")),
            "One normalization is left, behind the depthwise convolution.",
        ),
        "norm after each convolution": (
            partial(_block, parts="depthwise norm expand norm gelu project norm scale"),
            "One normalization is enough here: behind the depthwise convolution.",
        ),
        "activation after each convolution": (
            partial(_block, parts="depthwise norm gelu expand gelu project gelu scale"),
            "One activation is enough here: between the two 1 × 1.",
        ),
        "activation forgotten": (
            partial(_block, parts=PARTS.replace("gelu ", "")),
            "Without an activation function the two 1 × 1 are one.",
        ),
        "ReLU": (
            partial(_block, function="relu"),
            'It was replaced by GELU, `Activation("gelu")`.',
        ),
        "depthwise in the middle": (
            partial(_block, parts="expand norm depthwise_wide gelu project scale"),
            "That is the order of MobileNetV2. Here the depthwise convolution has moved up, where "
            "the maps are few.",
        ),
        "kernel of 3 × 3": (
            partial(_block, size=3),
            "The window has grown to 7 × 7.",
        ),
        "bottleneck": (
            lambda maps_shape: _narrow(maps_shape),
            "The middle is four times as wide as the ends, and not a quarter.",
        ),
        "layer scale forgotten": (
            partial(_block, parts=PARTS.replace(" scale", "")),
            "Before the sum each map is multiplied by a number of its own: `LayerScale()`.",
        ),
        "no biases": (
            partial(_block, bare="depthwise expand project"),
            "A batch normalization would make biases useless. Here all three convolutions have "
            "them.",
        ),
        "depthwise without biases": (
            partial(_block, bare="depthwise"),
            "The 7 × 7 has biases, too: a layer norm does not take them away.",
        ),
        "1 × 1 without biases": (
            partial(_block, bare="expand project"),
            "Both 1 × 1 have biases, too.",
        ),
        "first 1 × 1 without biases": (
            partial(_block, bare="expand"),
            "The first 1 × 1 has biases, as the others have.",
        ),
        "last 1 × 1 without biases": (
            partial(_block, bare="project"),
            "The last 1 × 1 has biases, as the others have.",
        ),
        "twice as wide": (
            partial(_block, times=2),
            "The first 1 × 1 has four times as many filters as maps come in.",
        ),
        "six times as wide": (
            partial(_block, times=6),
            "Six times is MobileNetV2's. Here the middle is four times as wide.",
        ),
        "ReLU after the sum": (
            partial(_block, end="relu"),
            "That is the left column. Here nothing comes behind the sum.",
        ),
        "GELU after the sum": (
            partial(_block, end="gelu"),
            "Nothing comes behind the sum. The only activation is between the two 1 × 1.",
        ),
        "GELU after the last 1 × 1": (
            partial(_block, parts=PARTS.replace("project", "project gelu")),
            "One activation is left: between the two 1 × 1.",
        ),
        "GELU after the depthwise convolution": (
            partial(_block, parts=PARTS.replace("norm", "norm gelu")),
            "One activation is left: between the two 1 × 1.",
        ),
        "norm after the first 1 × 1": (
            partial(_block, parts=PARTS.replace("expand", "expand norm")),
            "One normalization is left: behind the depthwise convolution.",
        ),
        "norm after the last 1 × 1": (
            partial(_block, parts=PARTS.replace("project", "project norm")),
            "One normalization is left: behind the depthwise convolution.",
        ),
        "norm before the depthwise convolution": (
            partial(_block, parts="norm depthwise expand gelu project scale"),
            "That is a transformer's order. Here the norm stands behind the 7 × 7.",
        ),
        "scale behind the sum": (
            lambda maps_shape: _scaled_behind(maps_shape),
            "Then the shortcut is scaled as well. Only what is added to it is.",
        ),
    },
)


def _sum_alone(maps_shape):
    x = Input(maps_shape)
    return Add()(x, _parts(x))


def _narrow(maps_shape):
    x = Input(maps_shape)
    C = maps_shape[-1]
    y = LayerNorm()(Conv(C, 7, padding="same", groups=C)(x))
    y = Activation("gelu")(Conv(max(C // 4, 1), 1)(y))
    return Network("ConvNeXt block", Add()(x, LayerScale()(Conv(C, 1)(y))))


def _scaled_behind(maps_shape):
    x = Input(maps_shape)
    y = _parts(x, PARTS.replace(" scale", ""))
    return Network("ConvNeXt block", LayerScale()(Add()(x, y)))


def build_convnext(blocks, filters, input_shape, classes):
    """Build ConvNeXt from the blocks and the filters of its stages."""
    x = Conv(filters[0], 4, 4)(Input(input_shape))
    x = LayerNorm()(x)
    for stage, C in enumerate(filters):
        if stage > 0:
            x = LayerNorm()(x)
            x = Conv(C, 2, 2)(x)
        for _ in range(blocks[stage]):
            y = Conv(C, 7, padding="same", groups=C)(x)
            y = LayerNorm()(y)
            y = Conv(4 * C, 1)(y)
            y = Activation("gelu")(y)
            y = Conv(C, 1)(y)
            y = LayerScale()(y)
            x = Add()(x, y)
    x = GlobalPool()(x)
    x = LayerNorm()(x)
    x = Dense(classes)(x)
    return Network("ConvNeXt", Activation("softmax")(x))


def _built(
    blocks,
    filters,
    input_shape,
    classes,
    stem="patch norm",
    between="norm halve",
    inside=PARTS,
    head="mean norm",
    softmax=True,
    first=False,
    end="",
    **options,
):
    """Build ConvNeXt, or make a mistake; texts list the layers of each part, options `_parts`'."""
    x = Input(input_shape)
    x = _chain(x, stem, filters[0])
    for stage, C in enumerate(filters):
        if stage > 0 or first:
            x = _chain(x, between, C)
        for _ in range(blocks[stage]):
            x = Add()(x, _parts(x, inside, **options))
            x = Activation(end)(x) if end else x
    x = Dense(classes)(_chain(x, head, classes))
    return Network("ConvNeXt", Activation("softmax")(x) if softmax else x)


def _chain(x, names, filters):
    layers = {
        "patch": lambda: Conv(filters, 4, 4),
        "old": lambda: Conv(filters, 7, 2, padding=3),
        "pool": lambda: Pool(3, 2, 1),
        "padded": lambda: Conv(filters, 4, 4, "same"),
        "overlap": lambda: Conv(filters, 4, 2, padding=1),
        "halve": lambda: Conv(filters, 2, 2),
        "same": lambda: Conv(filters, 2, 2, "same"),
        "full": lambda: Conv(filters, 3, 2, padding=1),
        "point": lambda: Conv(filters, 1, 2),
        "norm": LayerNorm,
        "gelu": lambda: Activation("gelu"),
        "mean": GlobalPool,
        "flatten": Flatten,
        "max": lambda: GlobalPool("max"),
    }
    for name in names.split():
        x = layers[name]()(x)
    return x


whole = NetworkExercise(
    "convnext.whole",
    reread=STEM,
    reference=build_convnext,
    cases=[
        ((3, 3, 9, 3), (96, 192, 384, 768), (224, 224, 3), 1000),
        ((1, 2), (6, 10), (37, 54, 1), 7),
    ],
    hints=[
        "The stem is `x = Conv(filters[0], 4, 4)(Input(input_shape))`, and a layer norm follows.",
        "Then a loop over the stages. All but the first begin with a layer norm and a convolution "
        "of 2 × 2 with stride 2; then come the blocks, as in exercise 1, with `C` filters.",
        'At the end `GlobalPool()`, a layer norm, `Dense(classes)`, `Activation("softmax")`, and '
        '`return Network("ConvNeXt", x)`.',
    ],
    mistakes={
        "stem of ResNet": (
            partial(_built, stem="old norm pool"),
            "The stem is a single convolution of 4 × 4, with a stride of 4.",
        ),
        "stem of ResNet without its norm": (
            partial(_built, stem="old pool"),
            "The stem is a single convolution of 4 × 4 with a stride of 4, and a layer norm "
            "follows.",
        ),
        "stem of ResNet, norm last": (
            partial(_built, stem="old pool norm"),
            "The stem is a single convolution of 4 × 4, with a stride of 4.",
        ),
        "stem of ResNet without its pooling": (
            partial(_built, stem="old norm"),
            "A 7 × 7 with a stride of 2 is ResNet's. The stem is a convolution of 4 × 4 with a "
            "stride of 4.",
        ),
        "patches that overlap": (
            partial(_built, stem="overlap norm"),
            "The stem's stride is as large as its window: 4.",
        ),
        "patches with padding": (
            partial(_built, stem="padded norm"),
            "What fills no patch of 4 × 4 is left over: the stem has no padding.",
        ),
        "norm of the stem forgotten": (
            partial(_built, stem="patch"),
            "Behind the stem stands a layer norm.",
        ),
        "activation in the stem": (
            partial(_built, stem="patch norm gelu"),
            "The only activations are those within the blocks, and the softmax.",
        ),
        "norm between the stages forgotten": (
            partial(_built, between="halve"),
            "A layer norm stands before each 2 × 2.",
        ),
        "norm behind the 2 × 2": (
            partial(_built, between="halve norm"),
            "Between the stages the layer norm comes first, then the 2 × 2.",
        ),
        "halved by a 3 × 3": (
            partial(_built, between="norm full"),
            "Between the stages stands a 2 × 2 with a stride of 2, without padding.",
        ),
        "2 × 2 with padding": (
            partial(_built, between="norm same"),
            "An odd row or column is left over by the 2 × 2: it has no padding.",
        ),
        "halved by a 1 × 1": (
            partial(_built, between="norm point"),
            "A 1 × 1 with a stride of 2 skips three of four places. Here it is a 2 × 2.",
        ),
        "first stage halved, too": (
            partial(_built, first=True),
            "The stem stands before the first stage; the 2 × 2 stand between the stages.",
        ),
        "last norm forgotten": (
            partial(_built, head="mean"),
            "Behind the global pooling stands a layer norm.",
        ),
        "norm before the pooling": (
            partial(_built, head="norm mean"),
            "The last layer norm gets the vector: it stands behind the global pooling.",
        ),
        "flatten instead of a mean": (
            partial(_built, head="flatten norm"),
            "A global pooling takes the mean of each map.",
        ),
        "maximum instead of a mean": (
            partial(_built, head="max norm"),
            "The global pooling takes means.",
        ),
        "softmax forgotten": (
            partial(_built, softmax=False),
            "The scores become shares: a softmax is the last layer.",
        ),
        "groups forgotten": (
            partial(_built, groups=1),
            "Without groups each filter sees all maps. A depthwise convolution has as many groups "
            "as maps.",
        ),
        "norm in the blocks forgotten": (
            partial(_built, inside=PARTS.replace("norm ", "")),
            "Each block has a layer norm behind its depthwise convolution.",
        ),
        "activation in the blocks forgotten": (
            partial(_built, inside=PARTS.replace("gelu ", "")),
            "Each block has one activation, between the two 1 × 1.",
        ),
        "ReLU after the sums": (
            partial(_built, end="relu"),
            "That is ResNet's. Here nothing comes behind the sum.",
        ),
        "no biases in the blocks": (
            partial(_built, bare="depthwise expand project"),
            "All three convolutions of a block have biases.",
        ),
        "ReLU": (
            partial(_built, function="relu"),
            'It was replaced by GELU, `Activation("gelu")`.',
        ),
        "layer scale forgotten": (
            partial(_built, inside=PARTS.replace(" scale", "")),
            "Each block ends with a `LayerScale()` before its sum.",
        ),
        "one block too few": (
            lambda blocks, *rest: _built([count - 1 for count in blocks], *rest),
            "All blocks of a stage stand behind its 2 × 2.",
        ),
        "three of each": (
            lambda blocks, *rest: _built([3] * len(blocks), *rest),
            "`blocks` says how many blocks each stage has.",
        ),
        "numbers of Tiny": (
            lambda blocks, filters, *rest: _built((3, 3, 9, 3), (96, 192, 384, 768), *rest),
            "Those are Tiny's. `blocks` and `filters` say what is to be built.",
        ),
        "numbers of ResNet": (
            lambda blocks, *rest: _built((3, 4, 6, 3)[: len(blocks)], *rest),
            "Those are ResNet-50's. `blocks` says how many blocks each stage has.",
        ),
    },
)


def drop_rates(blocks, last):
    """Let the rates rise evenly, from 0 for the first block of all to `last` for the last."""
    total = sum(blocks)
    return [last * number / (total - 1) for number in range(total)]


rates = Exercise(
    "convnext.rates",
    reread=FAMILY,
    reference=drop_rates,
    cases=[([2, 3], 0.2), ([3, 1, 2], 0.5), ([1, 4, 2, 1], 0.35)],
    hints=[
        "Number all blocks from 0, across the stages. The first rate is 0, the last is `last`.",
        "With n blocks there are n − 1 steps from the first to the last.",
    ],
    mistakes={
        "last never reached": (
            lambda blocks, last: [last * i / sum(blocks) for i in range(sum(blocks))],
            "The last block has the rate `last`: with n blocks there are n − 1 steps.",
        ),
        "first dropped, too": (
            lambda blocks, last: [last * (i + 1) / sum(blocks) for i in range(sum(blocks))],
            "The first block is never skipped: its rate is 0.",
        ),
        "anew in each stage": (
            lambda blocks, last: [
                last * i / max(count - 1, 1) for count in blocks for i in range(count)
            ],
            "The rates go on from stage to stage; they do not begin anew.",
        ),
        "begun anew, with the step of all": (
            lambda blocks, last: [
                last * i / (sum(blocks) - 1) for count in blocks for i in range(count)
            ],
            "The step is right. But the rates go on from stage to stage: number all blocks from 0.",
        ),
        "anew in each stage, last never reached": (
            lambda blocks, last: [last * i / count for count in blocks for i in range(count)],
            "The rates go on from stage to stage; they do not begin anew.",
        ),
        "a list for each stage": (
            lambda blocks, last: [
                [last * (sum(blocks[:stage]) + i) / (sum(blocks) - 1) for i in range(count)]
                for stage, count in enumerate(blocks)
            ],
            "The rates are right. Put all of them into one list.",
        ),
        "one rate for a stage": (
            lambda blocks, last: [
                last * stage / (len(blocks) - 1)
                for stage, count in enumerate(blocks)
                for _ in range(count)
            ],
            "Each block has a rate of its own, a step larger than the one before.",
        ),
        "one for each stage": (
            lambda blocks, last: [last * i / (len(blocks) - 1) for i in range(len(blocks))],
            "Each block has a rate. How many are there in all stages together?",
        ),
        "the same for all": (
            lambda blocks, last: [last] * sum(blocks),
            "Early blocks are skipped less often than late ones.",
        ),
        "turned round": (
            lambda blocks, last: drop_rates(blocks, last)[::-1],
            "The first block is never skipped, the last most often.",
        ),
        "rates of keeping": (
            lambda blocks, last: [1 - rate for rate in drop_rates(blocks, last)],
            "Those are the shares that stay. The shares that are skipped are asked for.",
        ),
        "without the first": (
            lambda blocks, last: drop_rates(blocks, last)[1:],
            "The first block has a rate as well: 0.",
        ),
    },
)
