"""Exercises of the chapter *Initialization*.

Cases avoid whatever hides a mistake: windows of one pixel, as many filters as channels, a
single layer, signals that keep their size.
"""

from functools import partial
from math import prod, sqrt

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, ShapeQuestion


def growth_through(deviation, fan_in, layers):
    """Multiply by the same factor in each layer: of each sum, ReLU leaves half the square."""
    return (deviation * np.sqrt(fan_in / 2)) ** layers


growth = Exercise(
    "initialization.growth",
    reread="The right size",
    reference=growth_through,
    cases=[(1.0, 8, 3), (0.1, 100, 5), (0.25, 27, 7)],
    hints=[
        "One layer first: the square of a sum of `fan_in` products is `fan_in` times as large as "
        "that of one product.",
        "ReLU leaves half of the square. Then take the root, for size is not squared.",
        "Every layer multiplies by the same factor.",
    ],
    mistakes={
        "ReLU forgotten": (
            lambda deviation, fan_in, layers: (deviation * sqrt(fan_in)) ** layers,
            "That is a stack without ReLU, which sets half of the sums to 0.",
        ),
        "squares of sizes": (
            lambda deviation, fan_in, layers: (deviation**2 * fan_in / 2) ** layers,
            "That is the growth of the square. The size is its root.",
        ),
        "layers added": (
            lambda deviation, fan_in, layers: deviation * sqrt(fan_in / 2) * layers,
            "Each layer multiplies what the one before has made, so factors do not add up.",
        ),
        "one layer": (
            lambda deviation, fan_in, layers: deviation * sqrt(fan_in / 2),
            "That is the factor of one layer.",
        ),
        "products added as if they were equal": (
            lambda deviation, fan_in, layers: (deviation * fan_in / 2) ** layers,
            "Random products have both signs and mostly cancel: their sum grows with the root of "
            "how many they are.",
        ),
        "inputs not counted": (
            lambda deviation, fan_in, layers: (deviation / sqrt(2)) ** layers,
            "A sum of many products is larger than one of few.",
        ),
        "deviation taken for the variance": (
            lambda deviation, fan_in, layers: sqrt(deviation * fan_in / 2) ** layers,
            "The weights' size was put under the root. It multiplies as it is.",
        ),
    },
)

both_fans = ShapeQuestion(
    "initialization.both_fans",
    reread="The right size",
    prompt="A convolution of {KH} × {KW} goes from {C} channels to {F} filters. What are fan-in "
    "and fan-out, in this order?",
    inputs={"KH": 3, "KW": 5, "C": 64, "F": 96},
    answer=lambda KH, KW, C, F: (KH * KW * C, KH * KW * F),
    mistakes={
        "window forgotten": (
            lambda C, F: (C, F),
            "That is right for a dense layer. An output of a convolution sees a whole window of "
            "each channel.",
        ),
        "exchanged": (
            lambda KH, KW, C, F: (KH * KW * F, KH * KW * C),
            "Fan-in counts what comes in to one output.",
        ),
        "window on one side only": (
            lambda KH, KW, C, F: (KH * KW * C, F),
            "A pixel meets every weight of the window as it slides, in each filter.",
        ),
        "all weights": (
            lambda KH, KW, C, F: (KH * KW * C * F, KH * KW * C * F),
            "That is how many weights the layer has. One output uses one filter.",
        ),
        "square window": (
            lambda KH, C, F: (KH * KH * C, KH * KH * F),
            "This window is not as wide as it is high.",
        ),
    },
    hints=[
        "How many products does one output add up?",
        "And to how many outputs does one number of the input go?",
    ],
    explanation="{KH} · {KW} · {C} products for an output, {KH} · {KW} · {F} outputs for an input: "
    "{answer}.",
)


def he_kernel(noise):
    """Multiply by the root of 2 / fan-in; all axes but the last belong to one output."""
    fan_in = np.prod(noise.shape[:-1])
    return noise * np.sqrt(2 / fan_in)


he = Exercise(
    "initialization.he",
    reread="The right size",
    reference=he_kernel,
    cases=[
        (np.random.default_rng(1).normal(size=(2, 1, 2, 3)).round(1),),
        (np.random.default_rng(2).normal(size=(3, 2, 5, 7)),),
        (np.random.default_rng(3).normal(size=(11, 5)),),
    ],
    hints=[
        "Fan-in: how many weights has one filter?",
        "All axes but the last: `noise.shape[:-1]`.",
        "The variance is to be 2 / fan-in. What do the numbers have to be multiplied by?",
    ],
    mistakes={
        "window forgotten": (
            lambda noise: noise * np.sqrt(2 / noise.shape[-2]),
            "Only the channels were counted. An output adds up a whole window of each.",
        ),
        "root forgotten": (
            lambda noise: noise * 2 / prod(noise.shape[:-1]),
            "2 / fan-in is the variance. The weights are multiplied by the standard deviation.",
        ),
        "fan-out": (
            lambda noise: noise * np.sqrt(2 / (prod(noise.shape) / noise.shape[-2])),
            "The filters were counted, not the channels: fan-out.",
        ),
        "Glorot's rule": (
            lambda noise: noise * np.sqrt(2 / prod(noise.shape[:-2]) / sum(noise.shape[-2:])),
            "That is 2 / (fan-in + fan-out), made for layers without ReLU.",
        ),
        "ReLU forgotten": (
            lambda noise: noise * np.sqrt(1 / prod(noise.shape[:-1])),
            "A variance of 1 / fan-in keeps the size without ReLU, which halves the square.",
        ),
        "all weights counted": (
            lambda noise: noise * np.sqrt(2 / noise.size),
            "The number of all weights was taken. One output uses one filter.",
        ),
        "limit of the uniform variant": (
            lambda noise: noise * np.sqrt(6 / prod(noise.shape[:-1])),
            "The root of 6 / fan-in is where a uniform distribution ends. It is wider than the "
            "standard deviation.",
            "Gaussian, uniform, or a coin",
        ),
        "divided": (
            lambda noise: noise / np.sqrt(2 / prod(noise.shape[:-1])),
            "The weights have become larger. With many inputs they have to be small.",
        ),
    },
)


def glorot_kernel(noise):
    """Stretch 0 to 1 over -limit to limit; a uniform distribution's variance is limit² / 3."""
    *window, channels, filters = noise.shape
    fan_in, fan_out = np.prod(window) * channels, np.prod(window) * filters
    limit = np.sqrt(6 / (fan_in + fan_out))
    return (2 * noise - 1) * limit


def _glorot_with(noise, limit_of=lambda i, o: 6 / (i + o), spread=lambda noise: 2 * noise - 1):
    """Take another limit, a function of both fans, or spread the noise in another way."""
    *window, channels, filters = noise.shape
    return spread(noise) * np.sqrt(limit_of(prod(window) * channels, prod(window) * filters))


glorot = Exercise(
    "initialization.glorot",
    reread="Gaussian, uniform, or a coin",
    reference=glorot_kernel,
    cases=[
        (np.random.default_rng(1).random((2, 1, 3, 2)).round(1),),
        (np.random.default_rng(2).random((3, 2, 7, 5)),),
        (np.random.default_rng(3).random((5, 13)),),
    ],
    hints=[
        "The variance is to be 2 / (fan-in + fan-out). Numbers uniform between −a and a have the "
        "variance a² / 3: what is a?",
        "a is the root of 6 / (fan-in + fan-out), where each fan counts the window.",
        "0 becomes −a, a half becomes 0, 1 becomes a.",
    ],
    mistakes={
        "standard deviation as limit": (
            partial(_glorot_with, limit_of=lambda i, o: 2 / (i + o)),
            "The root of 2 / (fan-in + fan-out) is the standard deviation. Uniform "
            "numbers have to reach further than that.",
        ),
        "not around 0": (
            partial(_glorot_with, spread=lambda noise: noise),
            "All weights are positive: then every unit wants the same, and signals grow.",
        ),
        "half as wide": (
            partial(_glorot_with, spread=lambda noise: noise - 0.5),
            "They lie around 0, but reach only half of the limit on each side.",
        ),
        "He's rule": (
            partial(_glorot_with, limit_of=lambda i, o: 6 / i),
            "Only fan-in was used: that is He's uniform variant.",
            "The right size",
        ),
        "brackets forgotten": (
            partial(_glorot_with, limit_of=lambda i, o: 6 / i + o),
            "6 / fan-in + fan-out is not 6 / (fan-in + fan-out).",
            "The right size",
        ),
        "root forgotten": (
            partial(_glorot_with, limit_of=lambda i, o: (6 / (i + o)) ** 2),
            "The limit is a length like a standard deviation: a root.",
        ),
        "window forgotten": (
            lambda noise: (2 * noise - 1) * np.sqrt(6 / sum(noise.shape[-2:])),
            "Channels and filters were counted, but not the pixels of the window.",
            "The right size",
        ),
        "mean of both fans": (
            partial(_glorot_with, limit_of=lambda i, o: 12 / (i + o)),
            "6 was divided by the mean of both fans. The 6 belongs to their sum.",
        ),
    },
)

equal_kernels = ChoiceQuestion(
    "initialization.equal_kernels",
    reread="Equal kernels",
    prompt="All kernels of the first convolution begin equal, with equal biases. All later layers "
    "begin from random numbers. What happens in training?",
    choices={
        "The kernels stay equal": (
            "half of the symmetry",
            "They give equal maps. But do equal gradients come back to them?",
        ),
        "The kernels become different, because the batches are random": (
            "chance in the wrong place",
            "Every kernel sees the same batch. What could tell one of them from the next?",
        ),
        "The kernels become different, because the next layer reads their maps with different "
        "weights": RIGHT,
        "The kernels do not move at all": (
            "taken for zeros",
            "A gradient reaches them if the later weights are not 0.",
        ),
    },
    hints=[
        "What does a kernel's gradient consist of? Which parts are the same for all kernels?",
        "The gradient of a map is gathered through the weights that read this map.",
    ],
    explanation="Equal maps, but each is read with other weights, so another gradient comes back "
    "to each kernel.",
)

zeros = ChoiceQuestion(
    "initialization.zeros",
    reread="Nothing comes from nothing",
    prompt="A network with ReLU: convolution, ReLU, dense, ReLU, dense. What may begin with zeros "
    "without harm?",
    choices={
        "All weights and biases: training moves them": (
            "training will do it",
            "A weight's gradient is its input times what comes back. Here both are 0.",
        ),
        "The convolution's kernels and all biases": (
            "zeros at the entrance",
            "Then every map is 0, exactly on ReLU's kink, where nothing passes back.",
        ),
        "All biases and the weights of the last layer": RIGHT,
        "Nothing: zeros never get a gradient": (
            "zeros feared everywhere",
            "A bias gets what comes back, whatever it is itself. And the last layer's weights meet "
            "inputs that are not 0.",
        ),
    },
    hints=[
        "Which arrays have the factor 0 in their gradient in the first step?",
        "The last layer's gradient is its input times probability minus target.",
    ],
    explanation="The last layer's inputs and errors are not 0, and classes differ by their "
    "targets. After its first step the layers before it get a gradient, too.",
)
