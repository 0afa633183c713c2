"""Seven blocks in one skeleton, so that nothing but the block differs; and what came of them.

The blocks are those of the papers: VGG's two convolutions, GoogLeNet's module, ResNet's sum,
DenseNet's layer, MobileNet's separable convolutions, SENet's gate, MobileNetV2's inverted
residual. A control is the separable block with a shortcut. ``tools/train_blocks.py`` trained them
on CIFAR-10; ``blocks.csv`` is its log.
"""

import csv
from importlib.resources import files

from cnn_lessons.architectures.densenet import dense_block
from cnn_lessons.architectures.googlenet import inception
from cnn_lessons.architectures.mobilenet import inverted_residual
from cnn_lessons.architectures.residual_blocks import Style, basic_block
from cnn_lessons.architectures.senet import squeeze_and_excite
from cnn_lessons.blueprints.costs import count_costs
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dense, GlobalPool, Pool
from cnn_lessons.blueprints.normalization import BatchNorm
from cnn_lessons.operations.integers import check_counts

WORK = 1_500_000  # multiply-adds for one image
STAGES = 3  # on maps of a half, a quarter and an eighth of the image
SHAPE = (32, 32, 3)
NARROWEST = 5  # maps: an inception module needs one in each branch
WIDEST = 64  # maps, of those that `equal_width` tries
# Of all maps of an inception module: 1 × 1; before 3 × 3; before and after 5 × 5; pooled. The 3 × 3
# get the rest, a half.
SHARES = (1 / 4, 3 / 8, 1 / 16, 1 / 8, 1 / 8)  # of module 3a, rounded
TEXTS = ("experiment", "block", "recipe")  # columns of the log that are no numbers
WHOLE = ("depth", "epochs", "seed")


def _plain(x, width, name):
    return basic_block(x, width, 1, name, Style(shortcuts=False))


def _residual(x, width, name):
    return basic_block(x, width, 1, name, Style())


def _gated(x, width, name):
    def gate(maps, name):
        return squeeze_and_excite(maps, f"{name}_se", ratio=4)

    return basic_block(x, width, 1, name, Style(), gate)


def _inception(x, width, name):
    ones, reduce3, reduce5, fives, pooled = (max(1, round(part * width)) for part in SHARES)
    threes = width - ones - fives - pooled
    return inception(x, (ones, reduce3, threes, reduce5, fives, pooled), name, _convolve)


def _separable(x, width, name):
    for number in (1, 2):
        x = _convolve(x, width, 3, f"{name}_dw{number}", groups=width)
        x = _convolve(x, width, 1, f"{name}_pw{number}")
    return x


def _separable_with_sum(x, width, name):
    """Add before the last ReLU, as in a residual block."""
    y = _convolve(x, width, 3, f"{name}_dw1", groups=width)
    y = _convolve(y, width, 1, f"{name}_pw1")
    y = _convolve(y, width, 3, f"{name}_dw2", groups=width)
    y = _convolve(y, width, 1, f"{name}_pw2", relu=False)
    return Activation("relu", name=f"{name}_out")(Add(name=f"{name}_add")(x, y))


def _inverted(x, width, name):
    return inverted_residual(x, width, 1, 6, name)


def _dense(x, width, name):
    return dense_block(x, 1, name, growth=width // 2)


BLOCKS = {  # each takes (H, W, C) and a width, which is C at first
    "plain": _plain,
    "inception": _inception,
    "residual": _residual,
    "dense": _dense,
    "separable": _separable,
    "gated": _gated,
    "inverted": _inverted,
}
CONTROLS = {"separable+": _separable_with_sum}  # separable, and a shortcut


def block_network(block, width, depth=1, input_shape=SHAPE, classes=10):
    """Return one of seven blocks, or the control, in the common skeleton.

    The skeleton: a 3 × 3 convolution with a stride of 2; three stages of blocks, and before the
    second and the third a max pooling and a 1 × 1 convolution that doubles the maps; the mean of
    each map; a dense layer. A block leaves height and width as they are, and all but the dense
    one the number of maps. Each convolution has batch normalization.

    Parameters
    ----------
    block : str
        One of `BLOCKS` or `CONTROLS`.
    width : int
        Maps in the first stage, at least 5; the second has twice and the third four times as many.
    depth : int, default=1
        Blocks in each stage.
    input_shape : tuple of int, default=(32, 32, 3)
        (H, W, C) of one image.
    classes : int, default=10
        How many scores come out.

    Returns
    -------
    Network
        It ends with logits.

    Raises
    ------
    ValueError
        If the block is not known, a number is too small, or the image is.

    Examples
    --------
    A shortcut costs nothing:

    >>> [count_costs(block_network(b, 10)).multiply_adds for b in ("plain", "residual")]
    [1477520, 1477520]
    """
    makers = BLOCKS | CONTROLS
    if block not in makers:
        raise ValueError(f"block={block!r} is not known. Use one of {', '.join(makers)}.")
    check_counts(width=width, depth=depth, classes=classes)
    if width < NARROWEST:
        raise ValueError(f"width={width} is too narrow: {NARROWEST} maps or more are needed.")
    x = _convolve(Input(input_shape), width, 3, "stem", strides=2)
    for stage in range(1, STAGES + 1):
        filters = 2 ** (stage - 1) * width
        if stage > 1:
            x = Pool(2, name=f"pool{stage}")(x)
            x = _convolve(x, filters, 1, f"widen{stage}")
        for number in range(1, depth + 1):
            x = makers[block](x, filters, f"stage{stage}_block{number}")
        # What a dense block joins, and what an inverted one adds, has met no activation yet.
        if block == "dense" or (block == "inverted" and stage == STAGES):
            x = BatchNorm(name=f"stage{stage}_bn")(x)
            x = Activation("relu", name=f"stage{stage}_relu")(x)
    x = GlobalPool(name="global_pool")(x)
    return Network(f"{block} {width}", Dense(classes, name="logits")(x))


def _convolve(x, filters, size, name, strides=1, groups=1, relu=True):
    x = Conv(filters, size, strides, "same", groups=groups, use_bias=False, name=name)(x)
    x = BatchNorm(name=f"{name}_bn")(x)
    return Activation("relu", name=f"{name}_relu")(x) if relu else x


def equal_width(block, multiply_adds=WORK, depth=1):
    """Return the width from 5 to 64 at which the work for one image is nearest to the wanted.

    Parameters
    ----------
    block : str
        One of `BLOCKS` or `CONTROLS`.
    multiply_adds : float, default=1_500_000
        Wanted for an image of 32 × 32 × 3 and ten classes.
    depth : int, default=1
        Blocks in each stage.

    Returns
    -------
    int
        For `block_network`; of two that are equally near, the smaller.

    Raises
    ------
    ValueError
        As `block_network`.

    Examples
    --------
    >>> equal_width("plain"), equal_width("separable")
    (10, 25)
    """

    def distance(width):
        return abs(count_costs(block_network(block, width, depth)).multiply_adds - multiply_adds)

    return min(range(NARROWEST, WIDEST + 1), key=distance)


def load_trials(**wanted):
    """Return the lines of the log, one for each training.

    Parameters
    ----------
    **wanted : str, int or float
        Only lines with these values, such as ``block="plain"`` or ``seed=3``.

    Returns
    -------
    list of dict
        What was trained: ``"experiment"``, ``"block"``, ``"depth"``, ``"recipe"``, ``"epochs"``,
        ``"rate"``, the highest learning rate, and ``"seed"``. What came out:
        ``"seconds"`` of processor time for an epoch, the least of all epochs; accuracies, as
        shares: ``"train"``, ``"validation"`` where the experiment is ``"choice"``, of the rate,
        ``"test"`` elsewhere, and NaN for the other. In the order of training.

    Raises
    ------
    ValueError
        If there is no such name, or no line with these values.

    Examples
    --------
    >>> runs = load_trials(experiment="blocks", block="plain")
    >>> [run["seed"] for run in runs]
    [0, 1, 2, 3, 4]
    """
    text = (files(__package__) / "blocks.csv").read_text(encoding="utf-8")
    runs = [
        {name: _value(name, cell) for name, cell in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]
    for name in wanted:
        if name not in runs[0]:
            raise ValueError(f"the log has no {name!r}. It has: {', '.join(runs[0])}.")
    found = [run for run in runs if all(run[name] == each for name, each in wanted.items())]
    if not found:
        there = {name: list(dict.fromkeys(run[name] for run in runs)) for name in wanted}
        raise ValueError(f"the log has no line with {wanted}. There are {there}.")
    return found


def _value(name, cell):
    """Return what a cell says."""
    if name in TEXTS:
        return cell
    return int(cell) if name in WHOLE else float(cell or "nan")
