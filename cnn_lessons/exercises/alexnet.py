"""Exercises of the chapter *AlexNet*.

Cases avoid whatever hides a mistake: one group, as many channels as filters, equal numbers in
all channels, a normalization without offset.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

first_map = NumberQuestion(
    "alexnet.first_map",
    reread="224 or 227",
    prompt="A kernel of {kernel_size} × {kernel_size} with stride {strides} slides over an image "
    "of {size} × {size} without padding, and has to lie on it. How high is the map?",
    inputs={"kernel_size": 11, "strides": 4, "size": 234},
    answer=lambda kernel_size, strides, size: (size - kernel_size) // strides + 1,
    mistakes={
        "first place forgotten": (
            lambda kernel_size, strides, size: (size - kernel_size) // strides,
            "That counts the steps. The window also stands where it begins.",
        ),
        "size over stride": (
            lambda strides, size: -(-size // strides),
            "That is the size with “same” padding. Here the window must fit.",
        ),
        "stride forgotten": (
            lambda kernel_size, size: size - kernel_size + 1,
            "That is how many places the window would have if it moved by one pixel.",
        ),
        "rounded up": (
            lambda kernel_size, strides, size: -(-(size - kernel_size) // strides) + 1,
            "So the author's program counts: its last window hangs over the edge. Here it has to "
            "lie on the image.",
        ),
        "not rounded": (
            lambda kernel_size, strides, size: (size - kernel_size) / strides + 1,
            "Three quarters of a place are none. Does the last window fit?",
        ),
        "all places of the map": (
            lambda kernel_size, strides, size: ((size - kernel_size) // strides + 1) ** 2,
            "That is how many places the whole map has. How high is it?",
        ),
    },
    hints=[
        "How far can the window's left edge move in all?",
        "Divide that by the stride, and do not forget the place where it begins.",
    ],
    explanation="({size} − {kernel_size}) / {strides}, rounded down, + 1 = {answer}.",
)

conv4_parameters = NumberQuestion(
    "alexnet.conv4_parameters",
    reread="Two halves",
    prompt="How many parameters has conv4: {filters} filters of {size} × {size} over {channels} "
    "maps in {groups} groups, with biases?",
    inputs={"filters": 384, "size": 3, "channels": 384, "groups": 2},
    answer=lambda filters, size, channels, groups: filters * (size**2 * channels // groups + 1),
    mistakes={
        "not grouped": (
            lambda filters, size, channels: filters * (size**2 * channels + 1),
            "That is a convolution in which every filter sees all maps.",
        ),
        "divided twice": (
            lambda filters, size, channels, groups: (
                filters // groups * (size**2 * channels // groups + 1)
            ),
            "That is one group. The other has as many.",
        ),
        "biases halved": (
            lambda filters, size, channels, groups: (
                (filters * size**2 * channels + filters) // groups
            ),
            "The weights are halved. But every filter has its bias, in whichever half it is.",
        ),
        "biases forgotten": (
            lambda filters, size, channels, groups: filters * size**2 * channels // groups,
            "The weights are right. Each filter has a bias as well.",
        ),
        "filters divided as well": (
            lambda filters, size, channels, groups: (
                filters // groups * size**2 * channels // groups + filters
            ),
            "Divided twice: each filter sees half of the maps, but all {filters} filters are "
            "there.",
        ),
        "a bias for each group": (
            lambda filters, size, channels, groups: filters * size**2 * channels // groups + groups,
            "Each filter has a bias of its own.",
        ),
        "biases once for each group": (
            lambda filters, size, channels, groups: (
                filters * (size**2 * channels // groups + groups)
            ),
            "A filter is in one group, and has one bias.",
        ),
        "window not squared": (
            lambda filters, size, channels, groups: filters * (size * channels // groups + 1),
            "A window has rows and columns.",
        ),
    },
    hints=[
        "How many maps does one filter see?",
        "Half of {channels}. So one filter has 3 · 3 · 192 weights, and a bias.",
    ],
    explanation="{filters} · ({size} · {size} · 192 + 1) = {answer}.",
)


def count_grouped(kernel_size, channels, filters, groups):
    """Let every filter see only the channels of its own group."""
    return filters * kernel_size**2 * (channels // groups) + filters


grouped = Exercise(
    "alexnet.grouped",
    reread="Two halves",
    reference=count_grouped,
    cases=[(3, 8, 12, 2), (5, 30, 18, 3), (1, 35, 10, 5), (7, 3, 11, 1)],
    hints=[
        "A filter of one group sees `channels // groups` channels.",
        "The number of filters and of biases does not change.",
    ],
    mistakes={
        "groups ignored": (
            lambda K, C, F, groups: count_grouped(K, C, F, 1),
            "Here every filter sees all channels.",
        ),
        "filters divided as well": (
            lambda K, C, F, groups: count_grouped(K, C, F // groups, groups),
            "That is the number for one group only.",
        ),
        "multiplied by the groups": (
            lambda K, C, F, groups: count_grouped(K, C * groups, F, 1),
            "More groups mean fewer weights: each filter sees less.",
        ),
        "one bias for each group": (
            lambda K, C, F, groups: count_grouped(K, C, F, groups) - F + groups,
            "The weights are right. Each filter has a bias of its own.",
        ),
        "biases forgotten": (
            lambda K, C, F, groups: count_grouped(K, C, F, groups) - F,
            "The weights are right. Each filter has a bias as well.",
        ),
        "both sides divided": (
            lambda K, C, F, groups: K**2 * (C // groups) * (F // groups) + F,
            "Those are the weights of one group. The others have as many.",
        ),
        "biases divided as well": (
            lambda K, C, F, groups: (K**2 * C + 1) * F // groups,
            "The weights are fewer by the groups. But every filter has its bias, in whichever "
            "group it is.",
        ),
        "biases once for each group": (
            lambda K, C, F, groups: count_grouped(K, C, F, groups) + F * (groups - 1),
            "A filter is in one group, and has one bias.",
        ),
        "kernel size not squared": (
            lambda K, C, F, groups: K * (C // groups) * F + F,
            "A kernel has rows and columns.",
        ),
        "one bias in all": (
            lambda K, C, F, groups: count_grouped(K, C, F, groups) - F + 1,
            "Each filter has a bias of its own.",
        ),
        "biases of what comes in": (
            lambda K, C, F, groups: count_grouped(K, C, F, groups) - F + C,
            "A bias belongs to a map that goes out, not to one that comes in.",
        ),
        "one channel for each filter": (
            lambda K, C, F, groups: K**2 * F + F,
            "So it is if there are as many groups as channels. Here a group has several.",
        ),
    },
)

why_groups = ChoiceQuestion(
    "alexnet.why_groups",
    reread="Two halves",
    prompt="Why was AlexNet cut into two halves?",
    choices={
        "It did not fit into the memory of one graphics card": RIGHT,
        "Two halves see two kinds of images": (
            "effect for cause",
            "The halves did learn different things, one grey and one coloured. That was found "
            "afterwards.",
        ),
        "Groups make a network more accurate": (
            "later networks' reason",
            "Later networks have groups for that, at equal cost. Here it was another need.",
        ),
        "The paper wanted fewer parameters": (
            "saving weights",
            "They save one in fifty: nearly all parameters are in the dense layers.",
        ),
    },
    hints=[
        "Look at the drawing: where do the halves exchange maps, and what has each to itself?",
        "A card of that time had 3 GB.",
    ],
    explanation="3 GB were too little for training. The halves lay on two cards, and exchanged "
    "maps at two points only.",
)


def normalize_responses(values, size, alpha, beta, offset):
    """Divide each channel by what it and its neighbours add up to, squared."""
    half, outputs = size // 2, np.empty_like(values)
    for channel in range(len(values)):
        neighbours = values[max(channel - half, 0) : channel + half + 1]
        outputs[channel] = values[channel] / (offset + alpha * (neighbours**2).sum()) ** beta
    return outputs


def _normalize_with(values, size, alpha, beta, offset, *, mistake):
    """Make a mistake on the way of `normalize_responses`."""
    half, outputs = size // 2, np.empty_like(values)
    for channel, value in enumerate(values):
        first = max(channel - half, 0)
        neighbours = values[first : channel + half + (mistake != "short")]
        total = neighbours.sum() if mistake == "not squared" else (neighbours**2).sum()
        total -= value**2 if mistake == "without itself" else 0
        outputs[channel] = value / (offset + alpha * total) ** beta
    return outputs


def _counted_from_the_end(values, size, alpha, beta, offset):
    half = size // 2
    sums = [(values[i - half : i + half + 1] ** 2).sum() for i in range(len(values))]
    return values / (offset + alpha * np.array(sums)) ** beta


def _upwards(values, size, alpha, beta, offset):
    sums = [(values[i : i + size] ** 2).sum() for i in range(len(values))]
    return values / (offset + alpha * np.array(sums)) ** beta


def _in_place(values, size, alpha, beta, offset):
    half, outputs = size // 2, values.copy()
    for channel in range(len(values)):
        neighbours = outputs[max(channel - half, 0) : channel + half + 1]
        outputs[channel] = outputs[channel] / (offset + alpha * (neighbours**2).sum()) ** beta
    return outputs


def _full_windows_only(values, size, alpha, beta, offset):
    half = size // 2
    return normalize_responses(values, size, alpha, beta, offset)[half : len(values) - half]


response_norm = Exercise(
    "alexnet.response_norm",
    reread="What stayed, and what went",
    reference=normalize_responses,
    cases=[
        (np.array([1.0, 2.0, 3.0, 4.0]), 3, 0.5, 0.75, 2.0),
        (np.array([2.0, -1.0, 0.5, 3.0, 4.0, -2.0, 1.0]), 5, 0.1, 0.5, 1.0),
    ],
    hints=[
        "Half of the neighbours lie below, half above: `size // 2` on each side, and the channel "
        "itself between them.",
        "At the ends there are fewer: a slice must not begin below 0.",
        "Then value / (offset + alpha · sum of squares) ** beta.",
    ],
    mistakes={
        "PyTorch's mean": (
            lambda x, size, alpha, *rest: normalize_responses(x, size, alpha / size, *rest),
            "Right in PyTorch, whose alpha multiplies the mean of the squares. In the paper it "
            "multiplies their sum.",
        ),
        "not squared": (
            partial(_normalize_with, mistake="not squared"),
            "The responses are squared before they are added up.",
        ),
        "without itself": (
            partial(_normalize_with, mistake="without itself"),
            "The channel counts as one of its neighbours.",
        ),
        "last neighbour cut off": (
            partial(_normalize_with, mistake="short"),
            "A slice ends before its last index: one neighbour above is missing.",
        ),
        "power forgotten": (
            lambda *case: normalize_responses(*case[:3], beta=1, offset=case[4]),
            "The sum with its offset is raised to the power of beta.",
        ),
        "size on each side": (
            lambda x, size, *rest: normalize_responses(x, 2 * size + 1, *rest),
            "`size` counts all of them, the channel itself included: half of it on each side.",
        ),
        "all channels": (
            lambda x, size, *rest: normalize_responses(x, 2 * len(x) + 1, *rest),
            "Here every channel is divided by the same sum. Only its neighbours count.",
        ),
        "slice begun below 0": (
            _counted_from_the_end,
            "At the beginning the slice starts below 0, which counts from the end: it is empty, or "
            "holds other channels. Let it start at 0.",
        ),
        "neighbours that are normalized already": (
            _in_place,
            "The results are written over the responses, so later channels are divided by what is "
            "normalized already. Fill another array.",
        ),
        "cut off at both ends": (
            _full_windows_only,
            "At the ends a channel has fewer neighbours, but it is there: there are as many "
            "results as responses.",
        ),
        "neighbours on one side only": (
            _upwards,
            "The neighbours lie on both sides: half of them below, half above.",
        ),
        "only itself": (
            lambda x, size, *rest: normalize_responses(x, 1, *rest),
            "The neighbours count as well.",
        ),
    },
)
