"""Exercises of the chapter *Dense layers*.

Cases avoid whatever hides a mistake: square images, one channel, as many units as inputs,
a batch of one.
"""

import numpy as np

from cnn_lessons.checks import (
    RIGHT,
    ChoiceQuestion,
    Exercise,
    NumberQuestion,
    ShapeQuestion,
    whole_numbers,
)

parameters = NumberQuestion(
    "dense.parameters",
    reread="Every output looks at every number",
    prompt="A colour image of {H} × {W} pixels is flattened and goes into a dense layer of {F} "
    "units, with biases. How many parameters does the layer have?",
    inputs={"H": 60, "W": 90, "F": 70},
    answer=lambda H, W, F: (H * W * 3 + 1) * F,
    mistakes={
        "biases forgotten": (
            lambda H, W, F: H * W * 3 * F,
            "These are the weights. Each unit has a bias too.",
        ),
        "channels forgotten": (
            lambda H, W, F: (H * W + 1) * F,
            "A colour pixel is three numbers, and each of them has weights of its own.",
        ),
        "one bias for the layer": (
            lambda H, W, F: H * W * 3 * F + 1,
            "Each unit has a bias of its own.",
        ),
        "one bias for each input": (
            lambda H, W, F: H * W * 3 * (F + 1),
            "A bias is added to the sum of a unit, not to what goes in.",
        ),
        "added instead of multiplied": (
            lambda H, W, F: H * W * 3 + F,
            "Every unit looks at every number: that is one weight for each pair.",
        ),
        "weights shared by the pixels": (
            lambda F: (3 + 1) * F,
            "That many would do if all pixels shared them. Here each has weights of its own.",
        ),
        "one unit": (
            lambda H, W: H * W * 3 + 1,
            "That is one unit. The layer has {F}.",
        ),
        "channels and biases forgotten": (
            lambda H, W, F: H * W * F,
            "A colour pixel is three numbers, and each unit has a bias.",
        ),
    },
    hints=[
        "How many numbers does one unit look at?",
        "One weight for each of them and one bias, and that for every unit.",
    ],
    explanation="({H} · {W} · 3 + 1) · {F} = {answer}.",
)

last_axis = ShapeQuestion(
    "dense.last_axis",
    reread="Flattening loses nothing",
    prompt="Feature maps of shape ({N}, {H}, {W}, {C}) go into Keras's `Dense({F})`. Nobody has "
    "flattened them. What is the shape of the output?",
    inputs={"N": 16, "H": 14, "W": 11, "C": 6, "F": 10},
    answer=lambda N, H, W, F: (N, H, W, F),
    mistakes={
        "flattened by itself": (
            lambda N, F: (N, F),
            "Nothing flattens them unless you say so, and no error tells you.",
        ),
        "an axis added": (
            lambda N, H, W, C, F: (N, H, W, C, F),
            "The sum runs over the last axis, so its numbers are gone. The units take its place.",
        ),
        "axes between lost": (
            lambda N, W, F: (N, W, F),
            "One axis goes into the sum, the last. The others stay.",
        ),
        "first axis of the map": (
            lambda N, W, C, F: (N, F, W, C),
            "The row of numbers is the last axis, the channels of one pixel.",
        ),
        "channels kept": (
            lambda N, H, W, C: (N, H, W, C),
            "The layer has as many outputs as units, whatever comes in.",
        ),
        "maps multiplied": (
            lambda N, H, W, C, F: (N, H, W, C * F),
            "Each unit adds up all numbers of the last axis and gives one.",
        ),
        "batch forgotten": (
            lambda H, W, F: (H, W, F),
            "That is one image. The batch has several.",
        ),
    },
    hints=[
        "Which axis is the row of numbers that a dense layer multiplies?",
        "Each pixel by itself: {C} numbers go in, and how many come out?",
    ],
    explanation="Every pixel's {C} channels become {F} numbers, {answer}: that is a 1 × 1 "
    "convolution.",
)


def dense_outputs(inputs, weights, bias):
    """Add up all inputs, each times its own weight, and a bias."""
    return inputs @ weights + bias


forward = Exercise(
    "dense.forward",
    reread="Every output looks at every number",
    reference=dense_outputs,
    cases=[
        (whole_numbers(1, 2, seed=8), whole_numbers(2, 3, seed=2), np.array([10.0, 20, 30])),
        (whole_numbers(3, 3, seed=3), whole_numbers(3, 3, seed=4), np.array([1.0, -2, 5])),
        (whole_numbers(4, 5, seed=5), whole_numbers(5, 3, seed=6), np.array([-3.0, 0, 7])),
    ],
    hints=[
        "`inputs` is (N, D), `weights` are (D, F). What product of the two is (N, F)?",
        "The bias has one number for each unit: NumPy adds it to every row.",
    ],
    mistakes={
        "bias forgotten": (
            lambda inputs, weights, bias: inputs @ weights,
            "The products are summed, and nothing is added after it.",
        ),
        "bias subtracted": (lambda x, weights, b: x @ weights - b, "The bias is added to the sum."),
        "mean instead of sum": (
            lambda inputs, weights, bias: inputs @ weights / len(weights) + bias,
            "The products are averaged. A layer adds them.",
        ),
        "negative numbers cut off": (
            lambda inputs, weights, bias: np.maximum(inputs @ weights + bias, 0),
            "That is a ReLU after the layer. The task asks for the layer alone.",
        ),
        "bias inside the sum": (
            lambda inputs, weights, bias: inputs @ (weights + bias),
            "The bias was added to the weights, and so multiplied by every input.",
        ),
        "weights transposed": (
            lambda inputs, weights, bias: inputs @ weights.T + bias,
            "The weights are (D, F): a row for each input, a column for each unit. As they are, "
            "they fit to the right of the inputs.",
        ),
        "bias along the batch": (
            lambda inputs, weights, bias: inputs @ weights + bias[:, np.newaxis],
            "The bias was laid along the examples. Each unit has one, and NumPy adds (F,) to every "
            "row.",
        ),
    },
)


def flat_position(row, column, channel, shape):
    """Count what lies before: whole rows, whole pixels, channels."""
    _, width, channels = shape
    return (row * width + column) * channels + channel


position = Exercise(
    "dense.position",
    reread="Flattening loses nothing",
    reference=flat_position,
    cases=[(1, 0, 0, (2, 3, 1)), (0, 2, 1, (4, 3, 3)), (3, 4, 1, (5, 7, 2)), (1, 5, 2, (3, 7, 3))],
    hints=[
        "`flatten` writes down the first row, pixel by pixel, each with all its channels.",
        "How many numbers lie before row 1? Before pixel 1 of it?",
    ],
    mistakes={
        "channels first": (
            lambda row, column, channel, shape: (channel * shape[0] + row) * shape[1] + column,
            "This is the order of PyTorch, one whole channel after the other. Here the channels "
            "of a pixel stand together.",
        ),
        "column by column": (
            lambda row, column, channel, shape: (column * shape[0] + row) * shape[2] + channel,
            "The image was read column by column. NumPy goes through the rows.",
        ),
        "channels forgotten": (
            lambda row, column, channel, shape: row * shape[1] + column,
            "Each pixel takes as many places as it has channels.",
        ),
        "counted from 1": (
            lambda row, column, channel, shape: flat_position(row, column, channel, shape) + 1,
            "The first number has the position 0.",
        ),
        "height taken for width": (
            lambda row, column, channel, shape: (row * shape[0] + column) * shape[2] + channel,
            "A row is as long as the image is wide.",
        ),
        "pixels without their channels": (
            lambda row, column, channel, shape: row * shape[1] + column + channel,
            "The channel is added, but the pixels before it have channels, too.",
        ),
        "columns times the width": (
            lambda row, column, channel, shape: (row * shape[2] + column) * shape[1] + channel,
            "Before a pixel of its row lie `column` pixels, each with all its channels.",
        ),
        "first axis fastest": (
            lambda row, column, channel, shape: row + (column + channel * shape[1]) * shape[0],
            "That is how Fortran and MATLAB count: the row runs fastest. In NumPy the last axis "
            "does.",
        ),
    },
)


def put_back(vectors, height, width, channels):
    """Give the numbers their shape again; their order is right already."""
    return vectors.reshape(-1, height, width, channels)


unflatten = Exercise(
    "dense.unflatten",
    reread="Flattening loses nothing",
    reference=put_back,
    cases=[
        (np.arange(12.0).reshape(1, 12), 2, 3, 2),
        (np.arange(60.0).reshape(2, 30), 5, 3, 2),
        (np.arange(84.0).reshape(4, 21), 7, 3, 1),
    ],
    hints=[
        "The numbers are in the right order already.",
        "The batch comes first; `reshape` finds its size where −1 stands.",
    ],
    mistakes={
        "channels first": (
            lambda x, H, W, C: x.reshape(-1, C, H, W).transpose(0, 2, 3, 1),
            "The vector was read one whole channel after the other. `flatten` keeps the channels "
            "of a pixel together.",
        ),
        "width first": (
            lambda x, H, W, C: x.reshape(-1, W, H, C),
            "Rows come first: (N, H, W, C).",
        ),
        "column by column": (
            lambda x, H, W, C: x.reshape(-1, W, H, C).transpose(0, 2, 1, 3),
            "The image was filled column by column. `flatten` goes through the rows.",
        ),
        "first image only": (
            lambda x, H, W, C: x[0].reshape(H, W, C),
            "Every vector of the batch becomes an image.",
        ),
        "channels left in front": (
            lambda x, H, W, C: x.reshape(-1, C, H, W),
            "The shape is (N, H, W, C), and so the numbers were written down.",
        ),
        "first axis fastest": (
            lambda x, H, W, C: x.reshape(-1, C, W, H).transpose(0, 3, 2, 1),
            "That is how Fortran and MATLAB count. In NumPy the last axis runs fastest.",
        ),
        "rows left together": (
            lambda x, H, W, C: x.reshape(-1, H * W, C),
            "The pixels have their channels again, but not their rows.",
        ),
    },
)


matrix_weights = NumberQuestion(
    "dense.matrix_weights",
    reread="A convolution is a dense layer with most weights missing",
    prompt="A filter of {K} × {K}, without padding and with stride 1, is written as the matrix "
    "of a dense layer on grey images of {H} × {H}. How many numbers in this matrix are not forced "
    "to be zero?",
    inputs={"H": 28, "K": 5},
    answer=lambda H, K: (H - K + 1) ** 2 * K * K,
    mistakes={
        "weights counted once": (
            lambda K: K * K,
            "That is how many are different. Each of them stands in the matrix once for every "
            "place.",
        ),
        "whole matrix": (
            lambda H, K: H * H * (H - K + 1) ** 2,
            "That is the whole matrix. An output looks at its window only; all else is zero.",
        ),
        "a window at every pixel": (
            lambda H, K: H * H * K * K,
            "Without padding, the window fits in fewer places than there are pixels.",
        ),
        "one row of places": (
            lambda H, K: (H - K + 1) * K * K,
            "The window moves down as well as to the right.",
        ),
        "biases counted": (
            lambda H, K: (H - K + 1) ** 2 * (K * K + 1),
            "A bias is no number of the matrix.",
        ),
        "zeros counted": (
            lambda H, K: H * H * (H - K + 1) ** 2 - (H - K + 1) ** 2 * K * K,
            "That is how many are forced to be zero. The others are asked for.",
        ),
        "outputs counted": (
            lambda H, K: (H - K + 1) ** 2,
            "That is how many outputs there are. Each has a column with several numbers.",
        ),
        "pixels counted": (
            lambda H: H * H,
            "That is how many rows the matrix has. How many of its numbers are in use?",
        ),
    },
    hints=[
        "How many outputs are there, and how many pixels does each of them look at?",
        "The window fits in {H} − {K} + 1 places along each axis.",
    ],
    explanation="24 · 24 outputs look at {K} · {K} pixels each: {answer} numbers, of only 25 "
    "different values.",
)

shuffled = ChoiceQuestion(
    "dense.shuffled",
    reread="Every output looks at every number",
    prompt="All images are flattened, and the numbers of each are shuffled in one and the same "
    "order. In that order the rows of a dense layer's weights are shuffled, too. What happens to "
    "the outputs?",
    choices={
        "Nothing: they stay as they were": RIGHT,
        "They change, for neighbouring pixels are torn apart": (
            "neighbours expected",
            "Which part of a dense layer knows which pixels were neighbours?",
        ),
        "They become noise, as the images do": (
            "noise for the eye",
            "To you the images look like noise. But each number still meets its own weight.",
        ),
        "They stay the same numbers, in another order": (
            "inputs taken for outputs",
            "The numbers that come in were shuffled. The units, and so the outputs, were not.",
        ),
    },
    hints=[
        "Write the sum of one unit. Does the order of its terms matter?",
        "A number and its weight have moved to the same place. Which products are added?",
    ],
    explanation="Each number meets the same weight as before, and a sum does not depend on the "
    "order of its terms.",
)
