"""Exercises of the chapter *SENet*.

Cases avoid whatever hides a mistake: maps of one pixel or all alike, a batch of one image,
factors of 0 or 1.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, whole_numbers
from cnn_lessons.operations import relu, sigmoid, softmax

BLOCK, COSTS = "Squeeze, excite, gate", "What it costs"


def gated_maps(feature_maps, reduce, reduce_bias, expand, expand_bias):
    """Multiply each map by a factor that depends on the means of all maps."""
    squeezed = feature_maps.mean(axis=(1, 2))  # (N, C)
    narrow = relu(squeezed @ reduce + reduce_bias)
    factors = sigmoid(narrow @ expand + expand_bias)  # (N, C)
    return feature_maps * factors[:, np.newaxis, np.newaxis]


def _mean(maps):
    return maps.mean(axis=(1, 2), keepdims=True)


def _turned_down(maps, scores):
    return maps * sigmoid(scores)


def _factors(maps, scores):
    return sigmoid(scores)[:, 0, 0]  # (N, C)


def _gate_with(maps, *dense, squeeze=_mean, between=relu, gate=_turned_down):
    """Gate the maps with another step."""
    reduce, reduce_bias, expand, expand_bias = dense
    narrow = between(squeeze(maps) @ reduce + reduce_bias)
    return gate(maps, narrow @ expand + expand_bias)


def _case(N, H, W, C, narrow, seed):
    """Return maps and two dense layers, numbers from −2 to 2 in steps of a half."""
    shapes = (N, H, W, C), (C, narrow), (narrow,), (narrow, C), (C,)
    return tuple(whole_numbers(*shape, seed=seed + i) / 2 for i, shape in enumerate(shapes))


gate = Exercise(
    "senet.gate",
    reread=BLOCK,
    reference=gated_maps,
    cases=[
        _case(1, 2, 3, 2, narrow=1, seed=40),
        _case(2, 3, 1, 2, narrow=1, seed=10),
        _case(3, 5, 2, 6, narrow=3, seed=20),
    ],
    hints=[
        "Squeeze: one number for each map of each image, `feature_maps.mean(axis=(1, 2))`.",
        "Excite: a dense layer is `inputs @ weights + bias`. A ReLU after the first, a sigmoid "
        "after the second.",
        "The factors have the shape (N, C). They need two more axes to meet (N, H, W, C).",
    ],
    mistakes={
        "largest instead of mean": (
            partial(_gate_with, squeeze=lambda maps: maps.max(axis=(1, 2), keepdims=True)),
            "The largest number of each map was kept. A squeeze is the mean of the map.",
        ),
        "excited before it was squeezed": (
            partial(_gate_with, squeeze=lambda maps: maps),
            "The dense layers saw every place by itself. First the whole map becomes one number.",
        ),
        "whole batch squeezed": (
            partial(_gate_with, squeeze=lambda maps: maps.mean(axis=(0, 1, 2), keepdims=True)),
            "The images of the batch were mixed. Each has its own means and factors.",
        ),
        "no ReLU between": (
            partial(_gate_with, between=lambda narrow: narrow),
            "Two dense layers with nothing between them are one.",
        ),
        "softmax instead of sigmoid": (
            partial(_gate_with, gate=lambda maps, scores: maps * softmax(scores)),
            "These factors add up to 1: a map is turned up only if others are turned down. Each "
            "factor is on its own.",
        ),
        "sigmoid forgotten": (
            partial(_gate_with, gate=lambda maps, scores: maps * scores),
            "A factor lies between 0 and 1. These may be anything, negative too.",
        ),
        "ReLU twice": (
            partial(_gate_with, gate=lambda maps, scores: maps * relu(scores)),
            "After the second dense layer stands another function, which stays below 1.",
        ),
        "added instead of multiplied": (
            partial(_gate_with, gate=lambda maps, scores: maps + sigmoid(scores)),
            "The factors were added, as a shortcut is. A gate turns a map up or down.",
        ),
        "factors returned": (
            partial(_gate_with, gate=_factors),
            "These are the factors. The maps still wait for them.",
        ),
        "sigmoid twice": (
            partial(_gate_with, between=sigmoid),
            "Between the two dense layers stands a ReLU; the sigmoid comes at the end.",
        ),
        "ReLU and sigmoid exchanged": (
            partial(_gate_with, between=sigmoid, gate=lambda maps, scores: maps * relu(scores)),
            "The ReLU stands between the dense layers, and the sigmoid at the end.",
        ),
        "biases forgotten": (
            lambda maps, one, bias, two, more: _gate_with(maps, one, 0 * bias, two, 0 * more),
            "Each of the two dense layers has a bias.",
        ),
        "second bias forgotten": (
            lambda maps, one, bias, two, more: _gate_with(maps, one, bias, two, 0 * more),
            "The second dense layer has a bias as well.",
        ),
        "first bias forgotten": (
            lambda maps, one, bias, two, more: _gate_with(maps, one, 0 * bias, two, more),
            "The first dense layer has a bias as well.",
        ),
        "added to what came in": (
            partial(_gate_with, gate=lambda maps, scores: maps + maps * sigmoid(scores)),
            "The gate turns the maps down. What came in is added by the shortcut, outside of it.",
        ),
        "axes of the factors": (
            lambda maps, *dense: maps * _gate_with(maps, *dense, gate=_factors),
            "Factors of shape (N, C) do not stretch over (N, H, W, C) by themselves: they need two "
            "axes of length 1 between.",
        ),
        "summed, not averaged": (
            partial(_gate_with, squeeze=lambda maps: maps.sum(axis=(1, 2), keepdims=True)),
            "A sum grows with the size of the map. A squeeze is the mean.",
        ),
        "tanh instead of sigmoid": (
            partial(_gate_with, gate=lambda maps, scores: maps * np.tanh(scores)),
            "A factor lies between 0 and 1. Those of tanh may be negative.",
        ),
        "gate turned round": (
            partial(_gate_with, gate=lambda maps, scores: maps * (1 - sigmoid(scores))),
            "Where the factor is large, the map is to be kept.",
        ),
        "squeezed numbers turned down": (
            lambda *case: gated_maps(*case).mean(axis=(1, 2)),
            "These are the means, turned down. The gate is for the maps themselves.",
        ),
    },
)

sees = NumberQuestion(
    "senet.sees",
    reread=BLOCK,
    prompt="A convolution of 3 × 3 on {size} × {size} pixels is followed by a squeeze-and-"
    "excitation block. How many pixels of the image can change one output?",
    inputs={"size": 64},
    answer=lambda size: size**2,
    mistakes={
        "the window": (lambda: 9, "That is what the convolution sees. What is the factor made of?"),
        "one row": (lambda size: size, "A squeeze is the mean over rows and columns."),
        "all but the window": (lambda size: size**2 - 9, "The pixels under the window count, too."),
        "edge left out": (
            lambda size: (size - 2) ** 2,
            "That is how many places the window has without padding. The pixels at the edge are "
            "under it, too.",
        ),
        "padding counted": (
            lambda size: (size + 2) ** 2,
            "What is padded are no pixels of the image.",
        ),
        "colours counted": (
            lambda size: 3 * size**2,
            "Those are the numbers of an image with three channels. How many pixels has it?",
        ),
        "windows counted": (
            lambda size: 9 * size**2,
            "A pixel that is under nine windows is still one pixel.",
        ),
    },
    hints=[
        "The output is a number of the map, times a factor. Which pixels does each depend on?",
        "The factor depends on a mean. Over what?",
    ],
    explanation="The factor depends on the mean of every map, and so on all {answer} pixels.",
)

place = ChoiceQuestion(
    "senet.place",
    reread="Where the gate stands",
    prompt="F(x) is what the convolutions of a residual block compute, and g are the factors. What "
    "comes out of a block of SE-ResNet, before the last ReLU?",
    choices={
        "x + g · F(x)": RIGHT,
        "g · (x + F(x))": (
            "gate after the addition",
            "Then the shortcut would be turned down as well, block after block.",
        ),
        "g · x + F(x)": ("gate on the shortcut", "The shortcut passes on what came in, as it is."),
        "x + g + F(x)": ("added instead of multiplied", "A gate multiplies.", BLOCK),
    },
    hints=[
        "Which of the two ways has something to learn?",
        "The gate is the last step of what the block computes. What does the plus sign add to it?",
    ],
    explanation="The gate is the last step of what is computed; the shortcut goes round it.",
)

block_parameters = NumberQuestion(
    "senet.block_parameters",
    reread=COSTS,
    prompt="How many parameters, biases included, has a squeeze-and-excitation block for {C} "
    "feature maps with a reduction ratio of {ratio}?",
    inputs={"C": 96, "ratio": 8},
    answer=lambda C, ratio: 2 * C * (C // ratio) + C // ratio + C,
    mistakes={
        "biases forgotten": (
            lambda C, ratio: 2 * C * (C // ratio),
            "Both dense layers have a bias for each of their outputs.",
        ),
        "ratio taken for the width": (
            lambda C, ratio: 2 * C * ratio + ratio + C,
            "The ratio says how many times narrower the middle is, not how wide.",
        ),
        "second layer gets the ratio": (
            lambda C, ratio: C * (C // ratio) + C // ratio + ratio * C + C,
            "The second dense layer gets what the first one gives.",
        ),
        "not reduced": (
            lambda C: 2 * (C * C + C),
            "Both layers are as wide as there are maps. The middle should be narrow.",
        ),
        "first layer only": (
            lambda C, ratio: C * (C // ratio) + C // ratio,
            "The narrow layer is followed by a wide one: every map needs its factor.",
        ),
        "first layer, no biases": (
            lambda C, ratio: C * (C // ratio),
            "Those are the weights of one layer. Another leads back, and both have biases.",
        ),
        "second layer only": (
            lambda C, ratio: C * (C // ratio) + C,
            "That is the second dense layer. The first has weights and biases as well.",
        ),
        "not reduced, no biases": (
            lambda C: 2 * C * C,
            "Both layers are as wide as there are maps. The middle should be narrow; and there are "
            "biases.",
        ),
        "one layer, not reduced": (
            lambda C: C * C + C,
            "There are two layers, with a narrow middle between them.",
        ),
        "biases of the narrow layer twice": (
            lambda C, ratio: 2 * C * (C // ratio) + 2 * (C // ratio),
            "The second layer has a bias for each of its outputs, and these are the maps.",
        ),
        "biases of the wide layer twice": (
            lambda C, ratio: 2 * C * (C // ratio) + 2 * C,
            "The first layer has a bias for each of its outputs, and these are few.",
        ),
        "biases of the wide layer only": (
            lambda C, ratio: 2 * C * (C // ratio) + C,
            "The narrow layer has biases as well.",
        ),
        "biases of the narrow layer only": (
            lambda C, ratio: 2 * C * (C // ratio) + C // ratio,
            "The wide layer has biases as well.",
        ),
    },
    hints=[
        "How many outputs has the first dense layer?",
        "{C} → {C}/{ratio} → {C}: weights and biases of two layers.",
    ],
    explanation="{C} → 12 → {C}: 2 · 12 · {C} weights and 12 + {C} biases are {answer}.",
)


def added_parameters(stages, ratio):
    """Return what squeeze and excitation adds to a network, stage by stage."""
    added = 0
    for channels, blocks in stages:
        narrow = channels // ratio
        added += blocks * (2 * channels * narrow + narrow + channels)
    return added


added = Exercise(
    "senet.added",
    reread=COSTS,
    reference=added_parameters,
    cases=[
        ([(4, 3)], 2),
        ([(6, 2), (12, 5)], 3),
        ([(64, 3), (128, 4), (256, 6), (512, 3)], 16),
        ([(256, 3), (512, 4), (1024, 6), (2048, 3)], 16),
    ],
    hints=[
        "One block: a dense layer from `channels` to `channels // ratio`, and one back.",
        "Both have biases. A stage has `blocks` of them, each with weights of its own.",
    ],
    mistakes={
        "biases forgotten": (
            lambda stages, ratio: sum(2 * c * (c // ratio) * n for c, n in stages),
            "These are the weights: the paper's formula, which leaves the biases out.",
        ),
        "once for a stage": (
            lambda stages, ratio: added_parameters([(c, 1) for c, _ in stages], ratio),
            "Every block has a gate of its own.",
        ),
        "ratio taken for the width": (
            lambda stages, ratio: sum(n * (2 * c * ratio + ratio + c) for c, n in stages),
            "The ratio says how many times narrower the middle is, not how wide.",
        ),
        "not reduced": (
            lambda stages, ratio: added_parameters(stages, 1),
            "Both layers are as wide as there are maps. The middle should be narrow.",
        ),
        "bottleneck's inner width": (
            lambda stages, ratio: added_parameters([(c // 4, n) for c, n in stages], ratio),
            "These would be gates for a quarter of the maps. What counts is how many maps a "
            "block gives.",
        ),
        "first layer only": (
            lambda stages, ratio: sum(n * (c + 1) * (c // ratio) for c, n in stages),
            "The narrow layer is followed by a wide one: every map needs its factor.",
        ),
        "last stage only": (
            lambda stages, ratio: added_parameters(stages[-1:], ratio),
            "Most are in the last stage, but every stage has gates.",
        ),
        "biases of the wide layer twice": (
            lambda stages, ratio: sum(2 * n * c * (c // ratio + 1) for c, n in stages),
            "The first layer has a bias for each of its outputs, and these are few.",
        ),
        "biases of the narrow layer only": (
            lambda stages, ratio: sum(n * (2 * c + 1) * (c // ratio) for c, n in stages),
            "The wide layer has biases as well.",
        ),
        "biases of the wide layer only": (
            lambda stages, ratio: sum(n * (2 * c * (c // ratio) + c) for c, n in stages),
            "The narrow layer has biases as well.",
        ),
        "channels and blocks exchanged": (
            lambda stages, ratio: added_parameters([(n, c) for c, n in stages], ratio),
            "Each pair begins with the channels.",
        ),
        "first stage only": (
            lambda stages, ratio: added_parameters(stages[:1], ratio),
            "Every stage has gates. Does a `return` stand within the loop?",
        ),
        "narrow on both sides": (
            lambda stages, ratio: sum(
                n * (2 * (c // ratio) ** 2 + c // ratio + c) for c, n in stages
            ),
            "The first layer gets all the maps, and the second gives as many factors.",
        ),
        "one for each stage": (
            lambda stages, ratio: [added_parameters([stage], ratio) for stage in stages],
            "That is what each stage adds. Add them up.",
        ),
    },
)

multiply_adds = NumberQuestion(
    "senet.multiply_adds",
    reread=COSTS,
    prompt="A squeeze-and-excitation block with ratio {ratio} gets {size} × {size} × {C}. How many "
    "multiply-adds do its two dense layers take for one image?",
    inputs={"size": 28, "C": 384, "ratio": 16},
    answer=lambda C, ratio: 2 * C * (C // ratio),
    mistakes={
        "at every place": (
            lambda size, C, ratio: 2 * C * (C // ratio) * size**2,
            "A 1 × 1 convolution works at every place. These layers come after the squeeze.",
        ),
        "first layer only": (
            lambda C, ratio: C * (C // ratio),
            "There are two dense layers, there and back.",
        ),
        "not reduced": (lambda C: 2 * C * C, "The middle is narrower than that."),
        "ratio taken for the width": (
            lambda C, ratio: 2 * C * ratio,
            "The ratio says how many times narrower the middle is, not how wide.",
        ),
        "the squeeze counted": (
            lambda size, C, ratio: 2 * C * (C // ratio) + C * size**2,
            "A mean is made of additions, and was not asked for.",
        ),
        "biases counted": (
            lambda C, ratio: 2 * C * (C // ratio) + C // ratio + C,
            "Those are the parameters. A bias is added, and multiplied with nothing.",
        ),
        "the gate's products": (
            lambda size, C: C * size**2,
            "That is how many products the gate itself takes. Its two dense layers are asked for.",
        ),
    },
    hints=[
        "What is left of each map after the squeeze?",
        "A dense layer uses each of its weights once.",
    ],
    explanation="{C} → 24 → {C}, each weight once: {answer}, whatever the size of the maps.",
)
