"""Exercises of the chapter *Xception*.

Cases avoid whatever hides a mistake: as many filters as channels, a kernel of 1 × 1, square
kernels, a channel that is zero.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, whole_numbers

weights = NumberQuestion(
    "xception.weights",
    reread="Depthwise separable convolution: where, then what",
    prompt="A depthwise separable convolution has kernels of {size} × {size}, {channels} maps "
    "come in and {filters} go out. How many weights has it, without biases?",
    inputs={"size": 5, "channels": 48, "filters": 80},
    answer=lambda size, channels, filters: size**2 * channels + channels * filters,
    mistakes={
        "full convolution": (
            lambda size, channels, filters: size**2 * channels * filters,
            "That is how many a full convolution has, where every filter has a kernel for every "
            "map.",
        ),
        "depthwise only": (
            lambda size, channels: size**2 * channels,
            "Those are the depthwise part's. The pointwise part, which mixes the maps, has "
            "weights, too.",
        ),
        "pointwise only": (
            lambda channels, filters: channels * filters,
            "Those mix the maps. Every map has a kernel of its own as well.",
        ),
        "a kernel for each filter": (
            lambda size, channels, filters: size**2 * filters + channels * filters,
            "The kernels lie on what comes in, not on what goes out.",
        ),
        "kernel size not squared": (
            lambda size, channels, filters: size * channels + channels * filters,
            "A kernel has rows and columns.",
        ),
        "biases counted": (
            lambda size, channels, filters: (size**2 + 1) * channels + (channels + 1) * filters,
            "Without biases, it says: only the weights are asked for.",
        ),
        "biases at the end counted": (
            lambda size, channels, filters: size**2 * channels + (channels + 1) * filters,
            "Without biases, it says: only the weights are asked for.",
        ),
        "one kernel for all": (
            lambda size, channels, filters: size**2 + channels * filters,
            "Every map has a kernel of its own.",
        ),
        "multiplied": (
            lambda size, channels, filters: size**2 * channels * channels * filters,
            "The two parts stand one behind the other: their weights are added.",
        ),
        "channels and filters added": (
            lambda size, channels, filters: size**2 * channels + channels + filters,
            "The second part has a weight for each pair of maps.",
        ),
    },
    hints=[
        "Two layers: a kernel for each map that comes in, then a 1 × 1 convolution.",
        "{size} · {size} · {channels} for the first. The second has a weight for each pair of "
        "maps.",
    ],
    explanation="{size} · {size} · {channels} + {channels} · {filters} = {answer}.",
)

biases = NumberQuestion(
    "xception.biases",
    reread="Depthwise separable convolution: where, then what",
    prompt="`SeparableConv2D({filters}, {size})` gets {channels} maps, and has its biases. How "
    "many parameters has it?",
    inputs={"filters": 44, "size": 5, "channels": 24},
    answer=lambda filters, size, channels: size**2 * channels + channels * filters + filters,
    mistakes={
        "no biases": (
            lambda filters, size, channels: size**2 * channels + channels * filters,
            "Those are the weights. Each map that goes out has a bias as well.",
        ),
        "biases in both parts": (
            lambda filters, size, channels: (size**2 + 1) * channels + (channels + 1) * filters,
            "So it is in PyTorch, where the two parts are two layers, each with biases. Here one "
            "stands behind both.",
        ),
        "biases behind the depthwise part": (
            lambda filters, size, channels: (size**2 + 1) * channels + channels * filters,
            "Between the two parts stands nothing. The biases come at the end: how many maps are "
            "there then?",
        ),
        "one bias": (
            lambda filters, size, channels: size**2 * channels + channels * filters + 1,
            "Each map that goes out has a bias of its own.",
        ),
        "a bias for each pair of maps": (
            lambda filters, size, channels: (size**2 + 2 * filters) * channels,
            "The pairs are summed up before the bias is added: one for each map that goes out.",
        ),
        "full convolution": (
            lambda filters, size, channels: (size**2 * channels + 1) * filters,
            "That is `Conv2D`, in which every filter has a kernel for every map.",
        ),
        "kernel size not squared": (
            lambda filters, size, channels: size * channels + channels * filters + filters,
            "A kernel has rows and columns.",
        ),
        "a kernel for each filter": (
            lambda filters, size, channels: size**2 * filters + channels * filters + filters,
            "The kernels lie on what comes in, not on what goes out.",
        ),
        "no kernels": (
            lambda channels, filters: channels * filters + filters,
            "That is the pointwise part. Every map that comes in has a kernel as well.",
        ),
        "no pairs": (
            lambda size, channels, filters: size**2 * channels + filters,
            "Those are the kernels and the biases. Something has still to mix the maps.",
        ),
        "one bias for each part": (
            lambda size, channels, filters: size**2 * channels + channels * filters + 2,
            "Each map that goes out has a bias of its own, and none stands between the parts.",
        ),
    },
    hints=[
        "Kernels for the maps that come in, a weight for each pair of maps, and the biases.",
        "There is a bias for each of {filters} maps.",
    ],
    explanation="{size} · {size} · {channels} + {channels} · {filters} + {filters} = {answer}. A "
    "bias between the parts would be one more constant in each sum, and the last one has that "
    "already.",
)


def merge_kernels(depthwise, pointwise):
    """Give each pair of maps the kernel of the one, times the weight of the pair."""
    return depthwise[:, :, :, None] * pointwise


def _centred(depthwise, pointwise):
    """Put the pointwise weights into the middle of the kernels."""
    kernel = np.repeat(depthwise[:, :, :, None], pointwise.shape[1], axis=3)
    kernel[kernel.shape[0] // 2, kernel.shape[1] // 2] = pointwise
    return kernel


def _case(height, width, channels, filters):
    depthwise = whole_numbers(height, width, channels, seed=height, low=1, high=9)
    return depthwise, whole_numbers(channels, filters, seed=filters, low=1, high=9)


merged = Exercise(
    "xception.merged",
    reread="What it cannot do",
    reference=merge_kernels,
    cases=[_case(3, 1, 2, 4), _case(5, 3, 2, 7), _case(1, 3, 5, 2)],
    hints=[
        "By which two factors is the pixel (i, j) of channel c multiplied on its way to filter f?",
        "`depthwise` needs a fourth axis of length 1 at its end; then NumPy stretches both.",
    ],
    mistakes={
        "channels summed up": (
            lambda depthwise, pointwise: depthwise @ pointwise,
            "The sum over the channels is taken when the layer convolves. Its weights still have a "
            "kernel for every channel.",
        ),
        "added, not multiplied": (
            lambda depthwise, pointwise: depthwise[:, :, :, None] + pointwise,
            "The second layer weighs what the first has found. It does not add to it.",
        ),
        "filters before channels": (
            lambda depthwise, pointwise: depthwise[:, :, None, :] * pointwise.T,
            "The numbers are right. The axes wanted are (KH, KW, C, F).",
        ),
        "pointwise left out": (
            lambda depthwise, pointwise: depthwise[:, :, :, None] * np.ones_like(pointwise),
            "Now all filters are alike: the weights of the pairs are missing.",
        ),
        "pointwise in the middle": (
            _centred,
            "A 1 × 1 convolution weighs what the whole kernel gives, not its middle pixel.",
        ),
        "kernel turned over": (
            lambda depthwise, pointwise: depthwise[::-1, ::-1, :, None] * pointwise,
            "The layers of a network do not flip their kernels.",
        ),
        "no axis for the filters at the end": (
            lambda depthwise, pointwise: depthwise * pointwise,
            "(KH, KW, C) and (C, F) do not fit: NumPy compares the last axes first. `depthwise` "
            "needs one more, behind its channels.",
        ),
        "PyTorch's order": (
            lambda depthwise, pointwise: merge_kernels(depthwise, pointwise).transpose(3, 2, 0, 1),
            "Right in PyTorch, (F, C, KH, KW). Here the axes are (KH, KW, C, F).",
        ),
        "every channel with every": (
            lambda depthwise, pointwise: depthwise[:, :, :, None, None] * pointwise,
            "The channel of the kernel and that of the pair are the same one: one axis is enough.",
        ),
        "divided by the channels": (
            lambda depthwise, pointwise: merge_kernels(depthwise, pointwise) / depthwise.shape[2],
            "A convolution adds its channels up, and takes no mean.",
        ),
        "rows and columns exchanged": (
            lambda depthwise, pointwise: merge_kernels(depthwise, pointwise).swapaxes(0, 1),
            "The numbers are right, but the kernels lie on their side.",
        ),
    },
)

between = ChoiceQuestion(
    "xception.between",
    reread="What it cannot do",
    prompt="Put a ReLU between the depthwise and the pointwise part. What is true then?",
    choices={
        "No full convolution does the same as both parts.": RIGHT,
        "Nothing changes, since a ReLU comes behind the pair anyway.": (
            "a ReLU behind is the same",
            "A ReLU behind the pair cuts the sum over all maps. Between the parts it cuts each "
            "map before they are summed.",
        ),
        "The merged convolution has more weights.": (
            "still merged",
            "The two could be merged because both together were linear. Is that still so?",
        ),
        "The pair has more weights.": ("weights of a ReLU", "A ReLU has no weights."),
    },
    hints=[
        "Why could the two parts be merged into one convolution?",
        "Both together were linear. A ReLU is not.",
    ],
    explanation="A ReLU is not linear, and a convolution is: none does what a ReLU does "
    "between the two.",
)

middle_work = NumberQuestion(
    "xception.middle_work",
    reread="Is it small?",
    prompt="How many multiply-adds does one separable convolution of the middle flow take: "
    "3 × 3, {channels} maps in and out, {side} × {side} places?",
    inputs={"channels": 728, "side": 19},
    answer=lambda channels, side: side**2 * (9 * channels + channels**2),
    mistakes={
        "full convolution": (
            lambda channels, side: side**2 * 9 * channels**2,
            "That is a full 3 × 3 convolution, which the middle flow does without.",
        ),
        "weights, not work": (
            lambda channels: 9 * channels + channels**2,
            "Those are the weights. How often is each used?",
        ),
        "pointwise only": (
            lambda channels, side: side**2 * channels**2,
            "Nearly all. The kernels of the depthwise part are missing.",
        ),
        "depthwise only": (
            lambda channels, side: side**2 * 9 * channels,
            "That is the small part of it. The maps are still not mixed.",
        ),
        "kernel size not squared": (
            lambda channels, side: side**2 * (3 * channels + channels**2),
            "A kernel of 3 × 3 has nine weights.",
        ),
        "one row of places": (
            lambda channels, side: side * (9 * channels + channels**2),
            "A map has rows and columns.",
        ),
        "not padded": (
            lambda channels, side: (side - 2) ** 2 * (9 * channels + channels**2),
            "{side} × {side} places come out. Padding is there for that.",
        ),
        "biases counted": (
            lambda channels, side: side**2 * (11 * channels + channels**2),
            "A bias is added, and multiplied with nothing.",
        ),
        "a whole block": (
            lambda channels, side: 3 * side**2 * (9 * channels + channels**2),
            "A block of the middle flow has three. How much does one take?",
        ),
        "one kernel for all": (
            lambda channels, side: side**2 * (9 + channels**2),
            "Every map has a kernel of its own.",
        ),
    },
    hints=[
        "Weights of both parts, times the places of a map.",
        "{side} · {side} · (9 · {channels} + {channels} · {channels}).",
    ],
    explanation="361 · (6,552 + 529,984) = {answer}.",
)
