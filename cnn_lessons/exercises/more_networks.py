"""Exercises of the chapter *More networks*.

Cases avoid whatever hides a mistake: inputs on one side of both bends, gradients that are all too
long or all short enough, kernels whose axes have equal sizes.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion


def hard_swish(x):
    """Multiply by a factor that rises from 0 at -3 to 1 at 3."""
    return x * np.clip(x + 3, 0, 6) / 6


swish = Exercise(
    "more_networks.swish",
    reread="MobileNetV3: a swish without an exponential function",
    reference=hard_swish,
    cases=[
        (np.array([0.0, 1.0, -1.5, 2.0]),),
        (np.array([-5.0, -3.0, -0.5, 3.0, 7.0]),),
        (np.array([[4.5, -2.5], [-8.0, 0.25], [2.75, 10.0]]),),
    ],
    hints=[
        "ReLU6 cuts below 0 and above 6: `np.clip(…, 0, 6)`. Of what is it taken here?",
        "The factor is ReLU6(x + 3) / 6. What is multiplied by it?",
    ],
    mistakes={
        "the factor only": (
            lambda x: np.clip(x + 3, 0, 6) / 6,
            "That is the factor, between 0 and 1. The input is multiplied by it.",
        ),
        "not divided by 6": (
            lambda x: x * np.clip(x + 3, 0, 6),
            "Far to the right your function is 6 times its input. A swish is its input there.",
        ),
        "a ReLU for the ReLU6": (
            lambda x: x * np.maximum(x + 3, 0) / 6,
            "Without the cut at 6 the function grows like a square. Where does the factor become "
            "1?",
        ),
        "not cut below": (
            lambda x: x * np.minimum(x + 3, 6) / 6,
            "Below -3 a negative input meets a negative factor. There the factor is to be 0.",
        ),
        "3 not added": (
            lambda x: x * np.clip(x, 0, 6) / 6,
            "So all that is negative becomes 0, and only 6 and more is handed on whole. Move the "
            "input by 3 before it is cut.",
        ),
        "ReLU6": (
            lambda x: np.clip(x, 0, 6),
            "That is ReLU6. Hard-swish is the input times a ReLU6 of something else.",
        ),
        "swish": (
            lambda x: x / (1 + np.exp(-x)),
            "That is swish itself, with its exponential function. The factor wanted is made of "
            "straight pieces.",
        ),
        "3 subtracted": (
            lambda x: x * np.clip(x - 3, 0, 6) / 6,
            "Then nothing below 3 is let through. To which side is the input moved?",
        ),
    },
)

fused = NumberQuestion(
    "more_networks.fused",
    reread="EfficientNetV2: a full convolution where maps are large",
    prompt="A block gets {few} maps and makes {wide} of them. Either a 1 × 1 convolution does it "
    "and a depthwise 3 × 3 follows, or one full 3 × 3 does both. The maps keep their size. How "
    "many times as many multiply-adds has the full one?",
    inputs={"few": 48, "wide": 192},
    answer=lambda few, wide: 9 * few * wide / (few * wide + 9 * wide),
    tolerance=5e-3,
    mistakes={
        "depthwise left out": (
            lambda few, wide: 9,
            "That is a 3 × 3 beside a 1 × 1. The pair has a depthwise convolution as well.",
        ),
        "1 × 1 left out": (
            lambda few: few,
            "That is a full convolution beside a depthwise one. The pair widens first, and that is "
            "most of its work.",
        ),
        "the pair beside the full one": (
            lambda few, wide: (few * wide + 9 * wide) / (9 * few * wide),
            "That is how much the pair has, beside the full one. The other way round.",
        ),
        "depthwise on the few maps": (
            lambda few, wide: 9 * few * wide / (few * wide + 9 * few),
            "The depthwise convolution comes second: how many maps are there by then?",
        ),
        "full, not depthwise": (
            lambda few, wide: 9 * few * wide / (few * wide + 9 * wide * wide),
            "A depthwise convolution has one window for each map, and it sees that map only.",
        ),
        "window not squared": (
            lambda few, wide: 3 * few * wide / (few * wide + 3 * wide),
            "A window of 3 × 3 has nine weights.",
        ),
        "full on the wide maps": (
            lambda few, wide: 9 * wide * wide / (few * wide + 9 * wide),
            "The full convolution gets the few maps: it does the widening, too.",
        ),
    },
    hints=[
        "Multiply-adds at one place: of the 1 × 1, of the depthwise 3 × 3, and of the full 3 × 3.",
        "They are {few} · {wide}, 9 · {wide}, and 9 · {few} · {wide}.",
    ],
    explanation="9 · 48 · 192 / (48 · 192 + 9 · 192) = {answer:.2f}: the place does not matter.",
)


def block_widths(depth, first, slope, factor):
    """Return the width of each block: the line, brought to powers, and to multiples of 8."""
    line = first + slope * np.arange(depth)
    exponents = np.round(np.log(line / first) / np.log(factor))
    return (8 * np.round(first * factor**exponents / 8)).astype(int)


def _eights(widths):
    return (8 * np.round(np.asarray(widths) / 8)).astype(int)


def _floored(depth, first, slope, factor):
    line = first + slope * np.arange(depth)
    return _eights(first * factor ** np.floor(np.log(line / first) / np.log(factor)))


def _nearest_width(depth, first, slope, factor):
    line = first + slope * np.arange(depth)
    powers = first * factor ** np.arange(12)
    return _eights(powers[np.argmin(abs(line[:, None] - powers), axis=1)])


def _unrounded(depth, first, slope, factor):
    line = first + slope * np.arange(depth)
    return first * factor ** np.round(np.log(line / first) / np.log(factor))


def _rounded_up(depth, first, slope, factor):
    return (8 * np.ceil(_unrounded(depth, first, slope, factor) / 8)).astype(int)


def _rounded_twice(depth, first, slope, factor):
    line = _eights(first + slope * np.arange(depth))
    return _eights(first * factor ** np.round(np.log(line / first) / np.log(factor)))


line = Exercise(
    "more_networks.line",
    reread="RegNet: four numbers for all widths",
    reference=block_widths,
    cases=[
        (13, 24, 36.44, 2.49),  # RegNetX-200MF
        (16, 48, 27.89, 2.09),  # RegNetY-400MF
        (7, 40, 30.0, 1.7),
        (7, 16, 10.5, 2.3),  # a line that is rounded to 8 first ends elsewhere
    ],
    hints=[
        "The line: `first + slope * np.arange(depth)`. Which power of the factor, times `first`, "
        "is each of its points?",
        "The exponent is `np.log(line / first) / np.log(factor)`; round it, and compute the width "
        "back from it.",
    ],
    mistakes={
        "the line itself": (
            lambda depth, first, slope, factor: _eights(first + slope * np.arange(depth)),
            "Every block has a width of its own here. Bring the line to the powers first, so that "
            "neighbours become equally wide.",
        ),
        "exponents rounded down": (
            _floored,
            "An exponent of 1.9 is nearly 2. Round to the nearest.",
        ),
        "nearest width": (
            _nearest_width,
            "You look for the nearest width. The paper rounds the exponent: what counts is the "
            "ratio, not the difference.",
        ),
        "no multiples of 8": (_unrounded, "The widths are to be multiples of 8."),
        "rounded up to 8": (_rounded_up, "To the nearest multiple of 8, not the next one."),
        "line counted from 1": (
            lambda depth, first, slope, factor: block_widths(depth + 1, first, slope, factor)[1:],
            "The first block is block 0: it is as wide as the line begins.",
        ),
        "stages instead of blocks": (
            lambda *numbers: np.unique(block_widths(*numbers)),
            "These are the widths of the stages. How wide is each block?",
        ),
        "the factor from block to block": (
            lambda depth, first, slope, factor: _eights(first * factor ** np.arange(depth)),
            "Here each block is wider than the one before by the factor. The blocks follow the "
            "line; the factor is from stage to stage.",
        ),
        "rounded to a multiple of 8 twice": (
            _rounded_twice,
            "You round the line to multiples of 8 as well. That moves it to another power in some "
            "blocks: round to 8 once, at the end.",
        ),
        "rounded to a multiple of 8 first": (
            lambda depth, first, slope, factor: np.round(
                first
                * factor
                ** np.round(
                    np.log(_eights(first + slope * np.arange(depth)) / first) / np.log(factor)
                )
            ).astype(int),
            "The multiples of 8 come last: what you round to them before is changed again.",
        ),
    },
)

stage = NumberQuestion(
    "more_networks.stage",
    reread="RegNet: four numbers for all widths",
    prompt="A stage of a RegNet is to be {width} maps wide, and its grouped convolutions have "
    "{group} maps in a group. A group cannot be cut. How wide does the stage become, if it is "
    "rounded to the nearest width that fits?",
    inputs={"width": 464, "group": 48},
    answer=lambda width, group: round(width / group) * group,
    mistakes={
        "left as it is": (
            lambda width: width,
            "{width} maps are nine groups of {group}, and 32 maps are left over.",
        ),
        "rounded down": (
            lambda width, group: width // group * group,
            "That fits, but another width is nearer.",
        ),
        "how many groups": (
            lambda width, group: round(width / group),
            "That is how many groups there are. How many maps is that?",
        ),
        "rounded to 8 once more": (
            lambda width, group: round(width / group) * 8,
            "A multiple of 8 it was before. Now it has to be a multiple of the group's width.",
        ),
    },
    hints=["How many groups of {group} are in {width}?", "Round that, and multiply again."],
    explanation="{width} / {group} is 9.67, so ten groups: {answer}.",
)

batch = ChoiceQuestion(
    "more_networks.batch",
    reread="NFNet: no batch to depend on",
    prompt="Two images are in one batch, in training. Because of which of these do the outputs for "
    "the first one change when the second is another?",
    choices={
        "Weight standardization": (
            "weights, not maps",
            "It brings the weights to mean 0. Does it look at any image?",
        ),
        "Scaled branches": (
            "numbers of the network",
            "The factors belong to the network. They are the same for all images.",
        ),
        "Batch normalization": RIGHT,
        "Adaptive gradient clipping": (
            "after the outputs",
            "It shortens a gradient, and that comes after the outputs. The gradient is that of the "
            "whole batch with and without it.",
        ),
    },
    hints=[
        "Which of the four takes a mean over the batch on the way forward?",
        "Which one does NFNet do without?",
    ],
    explanation="Its means and variances are those of all images in the batch. The other three "
    "look at weights and gradients, or are fixed.",
)


def shorten(d_kernel, kernel, limit):
    """Make each filter's gradient at most `limit` times as long as the filter's weights."""
    length = np.sqrt((d_kernel**2).sum(axis=(0, 1, 2)))
    longest = limit * np.sqrt((kernel**2).sum(axis=(0, 1, 2)))
    return d_kernel * np.minimum(longest / length, 1)


def _length(array, axis=(0, 1, 2)):
    return np.sqrt((array**2).sum(axis=axis, keepdims=True))


def _each_channel(d_kernel, kernel, limit):
    longest = limit * _length(kernel, (0, 1, 3))
    return d_kernel * np.minimum(longest / _length(d_kernel, (0, 1, 3)), 1)


def _squared(d_kernel, kernel, limit):
    return d_kernel * np.minimum(limit * _length(kernel) ** 2 / _length(d_kernel) ** 2, 1)


def _whole(d_kernel, kernel, limit):
    every = (0, 1, 2, 3)
    return d_kernel * np.minimum(limit * _length(kernel, every) / _length(d_kernel, every), 1)


def _alike(d_kernel, kernel, limit):
    return d_kernel * np.minimum(limit * _length(kernel) / _length(d_kernel), 1).min()


KERNEL = np.array([[[[3.0, 0.0], [0.0, 1.0]], [[4.0, 0.0], [0.0, 0.0]]]])  # lengths 5 and 1
STEEP = np.array([[[[0.6, 0.0], [0.0, 6.0]], [[0.0, 8.0], [0.8, 0.0]]]])  # lengths 1 and 10
DRAWN = np.random.default_rng(5).normal(size=(2, 3, 2, 4)).round(2)
LARGE = np.random.default_rng(6).normal(size=(2, 3, 2, 4)).round(2) * [0.1, 3, 30, 0.5]

clip = Exercise(
    "more_networks.clip",
    reread="NFNet: no batch to depend on",
    reference=shorten,
    cases=[(STEEP, KERNEL, 0.5), (LARGE, DRAWN, 0.25), (LARGE, 2 * DRAWN, 1.5)],
    hints=[
        "The length of a filter's gradient is the root of the sum of its squares, over all axes "
        "but the last.",
        "Multiply the gradient by longest / length, but never by more than 1: `np.minimum(…, 1)`.",
    ],
    mistakes={
        "the whole kernel": (
            _whole,
            "You take the length of the whole kernel. Each filter is asked for itself.",
        ),
        "short ones made longer": (
            lambda d_kernel, kernel, limit: d_kernel * limit * _length(kernel) / _length(d_kernel),
            "A gradient that is short enough stays as it is. You make it longer.",
        ),
        "each number cut": (
            lambda d_kernel, kernel, limit: np.clip(
                d_kernel, -limit * _length(kernel), limit * _length(kernel)
            ),
            "If each number is cut by itself, the gradient gets another direction. Shorten it as a "
            "whole.",
        ),
        "weights not asked": (
            lambda d_kernel, kernel, limit: d_kernel * np.minimum(limit / _length(d_kernel), 1),
            "That is one limit for all filters. How long may it be beside the weights?",
        ),
        "squares": (_squared, "You compare squared lengths. Take the roots before you divide."),
        "each input channel": (
            _each_channel,
            "You kept the axis of the input channels. The filters are on the last axis.",
        ),
        "all shortened alike": (
            _alike,
            "You shorten all filters by the factor of the worst one. Each has its own.",
        ),
        "short ones made longer, long ones left": (
            lambda d_kernel, kernel, limit: (
                d_kernel * np.maximum(limit * _length(kernel) / _length(d_kernel), 1)
            ),
            "That leaves the long ones and makes the short ones longer. Take the minimum.",
        ),
        "factors instead of the gradient": (
            lambda d_kernel, kernel, limit: np.minimum(
                limit * _length(kernel) / _length(d_kernel), 1
            )[0, 0, 0],
            "These are the factors. Multiply the gradient by them.",
        ),
        "upside down": (
            lambda d_kernel, kernel, limit: (
                d_kernel * np.minimum(_length(d_kernel) / (limit * _length(kernel)), 1)
            ),
            "You shorten those that are short enough. Which length is divided by which?",
        ),
    },
)
