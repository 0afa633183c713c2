"""Exercises of the chapter *Backpropagation*.

Cases avoid whatever hides a mistake: kernels that look the same when turned, square
kernels and maps, windows side by side with one maximum, a batch of one, an input of exactly 0
that would pass.
"""

from functools import partial
from math import ceil, floor, log

import numpy as np

from cnn_lessons.checks import Exercise, NumberQuestion, ShapeQuestion, whole_numbers
from cnn_lessons.exercises.losses import probability_rows


def weight_gradients(d_outputs, inputs):
    """Gather, for each weight, its input times the gradient of its output."""
    return inputs.T @ d_outputs


dense = Exercise(
    "backpropagation.dense",
    reread="A dense layer",
    reference=weight_gradients,
    cases=[
        (whole_numbers(1, 3, seed=8), whole_numbers(1, 2, seed=2)),
        (whole_numbers(4, 3, seed=3), whole_numbers(4, 3, seed=4)),
        (whole_numbers(5, 2, seed=5), whole_numbers(5, 3, seed=6)),
    ],
    hints=[
        "The gradient has the shape of the weights, (D, F). Which product of (N, D) and (N, F) is?",
        "A weight w[d, f] was multiplied by inputs[n, d] and went into outputs[n, f], for every n.",
    ],
    mistakes={
        "transposed": (
            lambda d_outputs, inputs: d_outputs.T @ inputs,
            "This is (F, D). A gradient has the shape of what it belongs to: (D, F).",
        ),
        "averaged over the batch": (
            lambda d_outputs, inputs: inputs.T @ d_outputs / len(inputs),
            "The mean belongs to the loss, and has been taken there. Here the gradients of all "
            "examples are added.",
        ),
        "first example only": (
            lambda d_outputs, inputs: np.outer(inputs[0], d_outputs[0]),
            "Every example of the batch used the weights, and each has something to say.",
        ),
        "sums multiplied": (
            lambda d_outputs, inputs: np.outer(inputs.sum(axis=0), d_outputs.sum(axis=0)),
            "Each example's inputs meet that example's gradients. Multiply first, then add.",
        ),
        "sign turned": (
            lambda d_outputs, inputs: -inputs.T @ d_outputs,
            "The minus belongs to the step downhill, not to the gradient.",
        ),
        "not added up": (
            lambda d_outputs, inputs: inputs[:, :, np.newaxis] * d_outputs[:, np.newaxis],
            "Each example has a gradient of its own here, (N, D, F). They share the weights, so "
            "theirs add up.",
        ),
        "other one transposed": (
            lambda d_outputs, inputs: inputs @ d_outputs.T,
            "That compares examples with examples, (N, N). What has to be summed away is N.",
        ),
        "gradient of the bias": (
            lambda d_outputs, inputs: d_outputs.sum(axis=0),
            "That is how the biases learn. A weight's gradient has its input as a factor.",
        ),
    },
)


def relu_gradient(d_outputs, inputs):
    """Let the gradient pass where the input was above 0."""
    return np.where(inputs > 0, d_outputs, 0.0)


relu = Exercise(
    "backpropagation.relu",
    reread="Activation functions",
    reference=relu_gradient,
    cases=[
        (np.array([0.5, 2.0, 3.0, -4.0, -1.0]), np.array([1.0, -2.0, 0.0, 3.0, -1.0])),
        (whole_numbers(2, 3, seed=8), whole_numbers(2, 3, seed=5)),
    ],
    hints=[
        "Where did the input pass unchanged? There the slope is 1, elsewhere 0.",
        "A gradient is what arrives times the slope. At exactly 0, Keras takes the slope 0.",
    ],
    mistakes={
        "arriving gradient lost": (
            lambda d_outputs, inputs: (inputs > 0).astype(float),
            "That is the slope alone. It has to be multiplied by the gradient that arrives.",
        ),
        "gradient passes at 0": (
            lambda d_outputs, inputs: d_outputs * (inputs >= 0),
            "Look at inputs of exactly 0, where there is a kink. Keras stops the gradient there.",
        ),
        "ReLU of the gradient": (
            lambda d_outputs, inputs: np.maximum(d_outputs, 0),
            "The gradient was cut by its own sign. What counts is the sign of the input; a "
            "gradient may be negative.",
        ),
        "multiplied by the output": (
            lambda d_outputs, inputs: d_outputs * np.maximum(inputs, 0),
            "What arrives was multiplied by the value of the ReLU. It takes its slope.",
        ),
        "wrong side passes": (
            lambda d_outputs, inputs: d_outputs * (inputs <= 0),
            "The gradient passes where the input was stopped.",
        ),
        "negative inputs pass": (
            lambda d_outputs, inputs: d_outputs * (inputs < 0),
            "The gradient passes where the input was below 0. That is where it was stopped.",
        ),
        "arrays exchanged": (
            lambda d_outputs, inputs: np.where(d_outputs > 0, inputs, 0.0),
            "The inputs pass where the gradient is above 0. It is the other way round.",
        ),
        "both have to be positive": (
            lambda d_outputs, inputs: d_outputs * (inputs > 0) * (d_outputs > 0),
            "A gradient may be negative, and passes all the same. Only the input decides.",
        ),
        "turned round below 0": (
            lambda d_outputs, inputs: d_outputs * np.sign(inputs),
            "Below 0 the curve is flat: nothing passes. A slope of −1 has the absolute value.",
        ),
        "inputs handed on": (
            lambda d_outputs, inputs: np.maximum(inputs, 0),
            "That is ReLU itself, forwards. The gradient that arrives was not used.",
        ),
    },
)


def sigmoid_gradient(d_outputs, inputs):
    """Multiply what arrives by the slope, which follows from the value."""
    outputs = 1 / (1 + np.exp(-inputs))
    return d_outputs * outputs * (1 - outputs)


def _logistic(x):
    return 1 / (1 + np.exp(-x))


sigmoid = Exercise(
    "backpropagation.sigmoid",
    reread="Activation functions",
    reference=sigmoid_gradient,
    cases=[
        (np.array([1.0, 4.0, -2.0]), np.array([0.0, 2.0, -1.0])),
        (whole_numbers(2, 3, seed=8), whole_numbers(2, 3, seed=9) / 4),
    ],
    hints=[
        "Compute the outputs first: 1 / (1 + exp(−inputs)). The slope follows from them.",
        "At 0 the output is one half and the slope one quarter; far out one factor of the slope "
        "is nearly 0.",
    ],
    mistakes={
        "inputs taken for outputs": (
            lambda d_outputs, inputs: d_outputs * inputs * (1 - inputs),
            "The right formula was given the wrong numbers: it wants the sigmoid's outputs, "
            "and these are its inputs.",
        ),
        "arriving gradient lost": (
            lambda d_outputs, inputs: _logistic(inputs) * _logistic(-inputs),
            "That is the slope alone. It has to be multiplied by the gradient that arrives.",
        ),
        "slope of tanh": (
            lambda d_outputs, inputs: d_outputs * (1 - _logistic(inputs) ** 2),
            "This is how tanh gets its slope from its value. At 0 a sigmoid's slope is one "
            "quarter.",
        ),
        "value instead of slope": (
            lambda d_outputs, inputs: d_outputs * _logistic(inputs),
            "What arrives was multiplied by the value of the sigmoid. It takes its slope.",
        ),
        "sigmoid taken twice": (
            lambda d_outputs, inputs: d_outputs * sigmoid_gradient(1.0, _logistic(inputs)),
            "The slope was taken at the outputs. It is the slope at the inputs.",
        ),
        "square forgotten": (
            lambda d_outputs, inputs: d_outputs * _logistic(-inputs),
            "The slope is the value times what is missing to 1. One of the two factors was "
            "forgotten.",
        ),
        "sign of the exponent": (
            lambda d_outputs, inputs: d_outputs * np.exp(-inputs),
            "That is the slope of the exponential, without its fraction.",
        ),
        "value squared": (
            lambda d_outputs, inputs: d_outputs * _logistic(inputs) ** 2,
            "The slope is the value times what is missing to 1, not times itself.",
        ),
    },
)


vanishing = NumberQuestion(
    "backpropagation.vanishing",
    reread="Activation functions",
    prompt="A sigmoid's slope is at most 1/4. A gradient goes back through many sigmoids; leave "
    "the weights aside. After how many of them is it at most one millionth of what it was, "
    "whatever the inputs are?",
    inputs={"slope": 0.25, "rest": 1e-6},
    answer=lambda slope, rest: ceil(log(rest) / log(slope)),
    mistakes={
        "value taken for the slope": (
            lambda rest: ceil(log(rest) / log(0.5)),
            "That would be one half for each layer. One half is the sigmoid's value at 0; its "
            "slope there is smaller.",
        ),
        "one layer too few": (
            lambda slope, rest: floor(log(rest) / log(slope)),
            "Nearly: after so many, more than a millionth may still be left.",
        ),
        "one decimal place a layer": (
            lambda rest: round(log(rest) / log(0.1)),
            "That would be a tenth for each layer.",
        ),
        "divided by the number of layers": (
            lambda slope, rest: round(slope / rest),
            "Each layer multiplies by its slope again: what is left is a power of the slope.",
        ),
        "not rounded": (
            lambda slope, rest: round(log(rest) / log(slope), 2),
            "There is no part of a layer. After how many whole ones is it reached?",
        ),
        "natural logarithm": (
            lambda rest: ceil(log(1 / rest)),
            "That is how many layers it would take if each left 1/e.",
        ),
        "one layer": (
            lambda slope: round(1 / slope),
            "One layer divides by that. How often, until a millionth is left?",
        ),
    },
    hints=[
        "After two sigmoids at most 1/16 is left, after three 1/64.",
        "Every five of them leave less than a thousandth: 4 to the power 5 is 1024.",
    ],
    explanation="4 to the power {answer} is 1,048,576, the first power of 4 above a million.",
)


def softmax_gradient(d_probabilities, probabilities):
    """Subtract from each row its mean, weighted with the probabilities; multiply by them."""
    mean = (d_probabilities * probabilities).sum(axis=1, keepdims=True)
    return probabilities * (d_probabilities - mean)


softmax = Exercise(
    "backpropagation.softmax",
    reread="Softmax",
    reference=softmax_gradient,
    cases=[
        (np.array([[4.0, 0.0, -8.0]]), np.array([[0.5, 0.25, 0.25]])),
        (whole_numbers(3, 4, seed=1), probability_rows(3, 4, seed=1)),
        (whole_numbers(5, 3, seed=2), probability_rows(5, 3, seed=2)),
    ],
    hints=[
        "Logit j moves all probabilities of its row. Add up over them: what arrives at "
        "probability i, times the slope of probability i for logit j.",
        "All probabilities together give −pⱼ times the sum of d · p; probability j itself gives "
        "pⱼ · dⱼ more.",
        "So first the sum of d · p in each row, with `keepdims=True`.",
    ],
    mistakes={
        "each probability by itself": (
            lambda d, p: d * p * (1 - p),
            "That is a sigmoid's gradient. In softmax a logit that grows also takes from all other "
            "probabilities of its row.",
        ),
        "others left out": (
            lambda d, p: d * p,
            "That is the exponential alone. Each probability is also divided by the sum, in which "
            "all logits of the row are.",
        ),
        "sum not weighted": (
            lambda d, p: p * (d - d.sum(axis=1, keepdims=True)),
            "What arrives at a probability is multiplied by it before it is added up.",
        ),
        "mean not weighted": (
            lambda d, p: p * (d - d.mean(axis=1, keepdims=True)),
            "The mean is weighted with the probabilities: a large one has more to give.",
        ),
        "not multiplied at the end": (
            lambda d, p: d - (d * p).sum(axis=1, keepdims=True),
            "A probability that is nearly 0 hardly moves, whatever arrives: its slope has itself "
            "as a factor.",
        ),
        "through log_softmax": (
            lambda d, p: d - p * d.sum(axis=1, keepdims=True),
            "That is the way back through `log_softmax`. Here there is no logarithm.",
        ),
        "sum taken off without its probability": (
            lambda d, p: d * p - (d * p).sum(axis=1, keepdims=True),
            "Each logit takes from the others in proportion to its own probability.",
        ),
        "rows mixed": (
            lambda d, p: p * (d - (d * p).sum(axis=0)),
            "The sum went down the columns, through all examples. The probabilities of one row "
            "belong together.",
        ),
        "sum without its axis": (
            lambda d, p: p * (d - (d * p).sum(axis=1)),
            "The sums of the rows are a row now, and NumPy lays them along the columns. With "
            "`keepdims=True` they stay a column.",
        ),
        "all examples together": (
            lambda d, p: p * (d - (d * p).sum()),
            "One sum was taken for the whole batch. Each row has its own.",
        ),
        "probability minus target": (
            lambda d, p: p - d,
            "That is softmax and cross-entropy in one, with targets. Here any gradient may arrive, "
            "from any loss.",
        ),
        "divided by the batch again": (
            lambda d, p: softmax_gradient(d, p) / len(p),
            "The mean over the batch belongs to the loss, and is in `d_probabilities` already.",
        ),
        "slope only": (
            lambda d, p: p * (1 - p),
            "That is the slope of each probability for its own logit. What arrives was lost.",
        ),
        "softmax taken again": (
            lambda d, p: softmax_gradient(d, np.exp(p) / np.exp(p).sum(axis=1, keepdims=True)),
            "You have taken softmax of the probabilities. They are what softmax gave already.",
        ),
        "all slopes": (
            lambda d, p: p[:, :, None] * (np.eye(p.shape[1]) - p[:, None, :]),
            "Those are the slopes of all probabilities for all logits, (N, K, K). What arrives at "
            "each probability has to go through them, and is added up.",
        ),
        "divided by the probabilities": (
            lambda d, p: d / p,
            "That is the way back through a logarithm. Softmax hardly moves a small probability, "
            "so its slope is small.",
        ),
        "handed on": (
            lambda d, p: d.copy(),
            "The gradient went through softmax as if it were not there.",
        ),
    },
)


def max_pool_gradient(d_outputs, feature_map, pool_size, strides):
    """Send the gradient of each window to its first maximum, and add up."""
    d_map = np.zeros_like(feature_map)
    for row, column in np.ndindex(d_outputs.shape):
        top, left = row * strides, column * strides
        window = feature_map[top : top + pool_size, left : left + pool_size]
        i, j = np.unravel_index(window.argmax(), window.shape)
        d_map[top + i, left + j] += d_outputs[row, column]
    return d_map


def _gradient_with(hand_out, d_outputs, feature_map, pool_size, strides):
    """Add to each window what `hand_out` makes of its gradient."""
    d_map = np.zeros_like(feature_map)
    for row, column in np.ndindex(d_outputs.shape):
        top, left = row * strides, column * strides
        place = slice(top, top + pool_size), slice(left, left + pool_size)
        d_map[place] += hand_out(feature_map[place], d_outputs[row, column])
    return d_map


def _largest(feature_map, shape, pool_size, strides):
    largest = np.zeros(shape)
    for row, column in np.ndindex(shape):
        top, left = row * strides, column * strides
        largest[row, column] = feature_map[top : top + pool_size, left : left + pool_size].max()
    return largest


def _shared_by_equals(window, gradient):
    largest = window == window.max()
    return largest * gradient / largest.sum()


def _to_last(window, gradient):
    shares = np.zeros_like(window)
    shares[tuple(np.argwhere(window == window.max())[-1])] = gradient
    return shares


def _overwriting(d_outputs, feature_map, pool_size, strides):
    d_map = np.zeros_like(feature_map)
    for row, column in np.ndindex(d_outputs.shape):
        top, left = row * strides, column * strides
        window = feature_map[top : top + pool_size, left : left + pool_size]
        i, j = np.unravel_index(window.argmax(), window.shape)
        d_map[top + i, left + j] = d_outputs[row, column]
    return d_map


def _in_the_first_window(d_outputs, feature_map, pool_size, strides):
    d_map = np.zeros_like(feature_map)
    for row, column in np.ndindex(d_outputs.shape):
        top, left = row * strides, column * strides
        window = feature_map[top : top + pool_size, left : left + pool_size]
        i, j = np.unravel_index(window.argmax(), window.shape)
        d_map[i, j] += d_outputs[row, column]
    return d_map


PEAK = np.zeros((5, 5))
PEAK[2, 2], PEAK[0, 4] = 1, 2  # three of four overlapping windows have the same winner


pooling = Exercise(
    "backpropagation.pooling",
    reread="Pooling",
    reference=max_pool_gradient,
    cases=[
        (np.array([[1.0, 2.0]]), np.array([[0.0, 3, 3, 0, 0], [3, 1, 2, 3, 0]]), 2, 2),
        (whole_numbers(2, 2, low=1, seed=1), np.zeros((4, 4)), 2, 2),
        (whole_numbers(2, 2, low=1, seed=2), PEAK, 3, 2),
        (whole_numbers(2, 3, low=1, seed=3), whole_numbers(5, 7, high=1, seed=6), 3, 2),
    ],
    hints=[
        "Begin with zeros in the shape of `feature_map`, and loop over `d_outputs`.",
        "`window.argmax()` is the place of the first maximum, counted row by row; "
        "`np.unravel_index` turns it into a row and a column of the window.",
        "A pixel can win in several windows. What has to happen to its gradients?",
    ],
    mistakes={
        "every maximum gets all": (
            partial(_gradient_with, lambda window, gradient: (window == window.max()) * gradient),
            "Where several pixels are equally large, each received the whole gradient, so that "
            "it was multiplied. The first one takes it.",
        ),
        "shared among equal maxima": (
            partial(_gradient_with, _shared_by_equals),
            "Equal maxima share the gradient: right in PyTorch's `amax` and in Keras's global "
            "max pooling. Here, as in max pooling, the first one takes it.",
        ),
        "to the last maximum": (
            partial(_gradient_with, _to_last),
            "Of equal maxima the last one was chosen, as a loop with `>=` does.",
        ),
        "first in columns' order": (
            lambda d, x, size, strides: max_pool_gradient(d.T, x.T, size, strides).T,
            "Of equal maxima the one furthest to the left was chosen. Read the window like a "
            "text: row by row.",
        ),
        "shared by the window": (
            partial(_gradient_with, lambda window, gradient: gradient / window.size),
            "All pixels share the gradient. That belongs to average pooling.",
        ),
        "overwritten": (
            _overwriting,
            "A pixel that wins in several windows keeps only what came last.",
        ),
        "wins counted": (
            lambda d, *arguments: max_pool_gradient(np.ones_like(d), *arguments),
            "The map says how often each pixel won. It must receive the gradients of the windows "
            "that it won.",
        ),
        "windows side by side": (
            lambda d, x, size, strides: max_pool_gradient(d, x, size, size),
            "The windows stand side by side. They must move by `strides`.",
        ),
        "place within the window only": (
            _in_the_first_window,
            "`argmax` counts within the window. Where on the map does the window begin?",
        ),
        "times the maximum": (
            lambda d, x, size, strides: max_pool_gradient(
                d * _largest(x, d.shape, size, strides), x, size, strides
            ),
            "The gradient was multiplied by the maximum. The largest pixel went through as it is: "
            "its slope is 1.",
        ),
    },
)


full_padding = ShapeQuestion(
    "backpropagation.full_padding",
    reread="A convolution backwards",
    prompt="{F} filters of {KH} × {KW} made {F} maps of {OH} × {OW} from {C} channels, without "
    "padding, stride 1, batch of {N}. The gradient of the inputs is a convolution of `d_outputs`, "
    "padded. What shape has the padded `d_outputs`?",
    inputs={"N": 8, "OH": 24, "OW": 27, "C": 6, "F": 16, "KH": 5, "KW": 3},
    answer=lambda N, OH, OW, F, KH, KW: (N, OH + 2 * (KH - 1), OW + 2 * (KW - 1), F),
    mistakes={
        "size of the inputs": (
            lambda N, OH, OW, F, KH, KW: (N, OH + KH - 1, OW + KW - 1, F),
            "That size is to come out. The flipped kernel takes pixels away once more.",
        ),
        "a whole kernel on each side": (
            lambda N, OH, OW, F, KH, KW: (N, OH + 2 * KH, OW + 2 * KW, F),
            "In its outermost place the kernel still touches one gradient.",
        ),
        "height and width exchanged": (
            lambda N, OH, OW, F, KH, KW: (N, OH + 2 * (KW - 1), OW + 2 * (KH - 1), F),
            "The first size of a kernel is its height: rows first.",
        ),
        "not padded": (
            lambda N, OH, OW, F: (N, OH, OW, F),
            "Then the pixels at the edge of the image would get no gradient.",
        ),
        "channels of the inputs": (
            lambda N, OH, OW, C, KH, KW: (N, OH + 2 * (KH - 1), OW + 2 * (KW - 1), C),
            "`d_outputs` has one map for each filter. The channels come out in the end.",
        ),
    },
    hints=[
        "A window of 5 pixels slides past a single pixel. When it touches the pixel for the first "
        "time, how many pixels of the window lie before it?",
        "Pad by the kernel's size less 1, on each of both sides, for each axis by itself.",
    ],
    explanation="{KH} − 1 rows above and below, {KW} − 1 columns left and right: {answer}.",
)


def image_gradient(d_outputs, kernel):
    """Let each output hand its gradient to the pixels of its window, times the weights."""
    OH, OW = d_outputs.shape
    KH, KW = kernel.shape
    d_image = np.zeros((OH + KH - 1, OW + KW - 1))
    for row, column in np.ndindex(OH, OW):
        d_image[row : row + KH, column : column + KW] += d_outputs[row, column] * kernel
    return d_image


def _overwritten(d_outputs, kernel):
    KH, KW = kernel.shape
    d_image = np.zeros(np.add(d_outputs.shape, kernel.shape) - 1)
    for row, column in np.ndindex(d_outputs.shape):
        d_image[row : row + KH, column : column + KW] = d_outputs[row, column] * kernel
    return d_image


image = Exercise(
    "backpropagation.image",
    reread="A convolution backwards",
    reference=image_gradient,
    cases=[
        (whole_numbers(3, 4, low=1, seed=1), np.array([[1.0, 2.0], [0.0, -3.0]])),
        (whole_numbers(4, 5, seed=2), whole_numbers(2, 3, seed=3)),
        (whole_numbers(6, 5, seed=4), whole_numbers(5, 3, seed=5)),
    ],
    hints=[
        "The image is larger than `d_outputs`, by the kernel's size less 1.",
        "Output `[row, column]` looked at `image[row : row + KH, column : column + KW]`, and each "
        "of these pixels had a weight.",
        "Begin with zeros. Each output adds its gradient, times the kernel, to its window.",
    ],
    mistakes={
        "kernel turned": (
            lambda d_outputs, kernel: image_gradient(d_outputs, kernel[::-1, ::-1]),
            "Each gradient went to the right window, but to the opposite pixels. As a "
            "convolution it needs the turned kernel; handed out window by window, it does not.",
        ),
        "flipped along one axis": (
            lambda d_outputs, kernel: image_gradient(d_outputs, kernel[::-1]),
            "Rows and columns have to be treated alike: flip both, or, handing out, neither.",
        ),
        "kernel transposed": (
            lambda d_outputs, kernel: image_gradient(d_outputs, kernel.T),
            "Transposing exchanges rows and columns. To flip is to turn round: `[::-1, ::-1]`.",
        ),
        "not padded": (
            lambda d_outputs, kernel: kernel_gradient(kernel[::-1, ::-1], d_outputs),
            "The result is smaller than `d_outputs`, but the image was larger: pad with zeros on "
            "all sides.",
        ),
        "as large as the outputs": (
            lambda d, kernel: image_gradient(d, kernel)[: d.shape[0], : d.shape[1]],
            "A part of the image is missing. Each pixel needs a gradient, at the edge too.",
        ),
        "overwritten": (
            _overwritten,
            "A pixel lies in several windows, and kept only what the last one gave. It gathers "
            "from all of them.",
            "What is shared adds up",
        ),
        "mean over the windows": (
            lambda d, k: image_gradient(d, k) / image_gradient(np.ones_like(d), np.ones_like(k)),
            "What a pixel gathers from its windows was averaged. It is added.",
            "What is shared adds up",
        ),
        "weights left out": (
            lambda d_outputs, kernel: image_gradient(d_outputs, np.ones_like(kernel)),
            "Every pixel of a window received the same. A pixel reaches the output times its "
            "weight.",
        ),
    },
)


def kernel_gradient(d_outputs, image):
    """Slide `d_outputs` over the image: each weight met as many pixels as there are outputs."""
    OH, OW = d_outputs.shape
    KH, KW = image.shape[0] - OH + 1, image.shape[1] - OW + 1
    d_kernel = np.zeros((KH, KW))
    for i, j in np.ndindex(KH, KW):
        d_kernel[i, j] = (image[i : i + OH, j : j + OW] * d_outputs).sum()
    return d_kernel


kernel = Exercise(
    "backpropagation.kernel",
    reread="A convolution backwards",
    reference=kernel_gradient,
    cases=[
        (np.array([[1.0, 0.0, 2.0], [0.0, -1.0, 3.0]]), whole_numbers(3, 5, seed=1)),
        (whole_numbers(4, 5, seed=2), whole_numbers(6, 7, seed=3)),
        (whole_numbers(3, 2, seed=4), whole_numbers(7, 4, seed=5)),
    ],
    hints=[
        "How large was the kernel? The image less the outputs, plus 1, along each axis.",
        "Weight `[i, j]` met the pixels `image[i : i + OH, j : j + OW]`, one for each output.",
        "Multiply these pixels by `d_outputs`, and add up.",
    ],
    mistakes={
        "flipped d_outputs": (
            lambda d_outputs, image: kernel_gradient(d_outputs[::-1, ::-1], image),
            "Here nothing is flipped: weight and output move over the image in the same direction.",
        ),
        "result flipped": (
            lambda d_outputs, image: kernel_gradient(d_outputs, image)[::-1, ::-1],
            "The numbers are right, but turned by half a turn.",
        ),
        "mean instead of sum": (
            lambda d_outputs, image: kernel_gradient(d_outputs, image) / d_outputs.size,
            "A weight works at every place, and what it does there adds up.",
            "What is shared adds up",
        ),
        "pixels left out": (
            lambda d_outputs, image: kernel_gradient(d_outputs, np.ones_like(image)),
            "That is the gradient of a bias. A weight's gradient counts the pixels that it met.",
            "What is shared adds up",
        ),
        "one place only": (
            lambda d, x: d[0, 0] * x[: len(x) - len(d) + 1, : x.shape[1] - d.shape[1] + 1],
            "Only the first window was counted. The same weights work in all of them.",
            "What is shared adds up",
        ),
        "padded": (
            lambda d, x: kernel_gradient(d, np.pad(x, [(n - 1, n - 1) for n in d.shape])),
            "The result is too large. Full padding is for the gradient of the image.",
        ),
        "gradients left out": (
            lambda d_outputs, image: kernel_gradient(np.ones_like(d_outputs), image),
            "The pixels were added up as they are. Each counts times the gradient of the output "
            "that it went to.",
        ),
    },
)


def bias_gradient(d_outputs):
    """Add up all places of all images that the bias was added to."""
    return d_outputs.sum(axis=(0, 1, 2))


bias = Exercise(
    "backpropagation.bias",
    reread="What is shared adds up",
    reference=bias_gradient,
    cases=[
        (whole_numbers(*shape, seed=2),) for shape in ((2, 1, 3, 4), (3, 2, 4, 5), (2, 5, 3, 7))
    ],
    hints=[
        "To how many numbers was the bias of one filter added?",
        "Which of the four axes (N, OH, OW, F) is the filters'? The others have to go.",
    ],
    mistakes={
        "mean of all places": (
            lambda d_outputs: d_outputs.mean(axis=(0, 1, 2)),
            "The bias moves every place, and what they say adds up. A mean is taken in the loss "
            "and nowhere else.",
        ),
        "divided by the batch again": (
            lambda d_outputs: d_outputs.sum(axis=(0, 1, 2)) / len(d_outputs),
            "The mean over the batch belongs to the loss, and is in `d_outputs` already.",
        ),
        "images kept apart": (
            lambda d_outputs: d_outputs.sum(axis=(1, 2)),
            "Each image has a row of its own. All of them share one bias.",
        ),
        "places kept apart": (
            lambda d_outputs: d_outputs.sum(axis=0),
            "Each place has a gradient of its own. All of them share one bias.",
        ),
        "filters mixed": (
            lambda d_outputs: np.full(d_outputs.shape[-1], d_outputs.sum()),
            "Every filter received the sum of all. Its bias moves its own map only.",
        ),
        "summed over the filters": (
            lambda d_outputs: d_outputs.sum(axis=3),
            "The filters are gone and the places are left. It must be the other way round.",
        ),
        "places counted": (
            lambda d_outputs: np.full(d_outputs.shape[-1], float(np.prod(d_outputs.shape[:-1]))),
            "That is how many numbers the bias moved. Each counts with its gradient.",
        ),
        "axes kept": (
            lambda d_outputs: d_outputs.sum(axis=(0, 1, 2), keepdims=True),
            "The numbers are right, but a gradient has the shape of what it belongs to: (F,).",
        ),
    },
)


tied = NumberQuestion(
    "backpropagation.tied",
    reread="Where there is no slope",
    prompt="A window of max pooling holds {values[0]}, {values[1]}, {values[2]} and {values[3]}. "
    "The gradient of its output is {gradient}. What slope does a numerical check find for the "
    "first {values[0]}?",
    inputs={"values": (5, 5, 5, 1), "gradient": 12},
    answer=lambda gradient: gradient / 2,
    mistakes={
        "formula of the backward pass": (
            lambda gradient: gradient,
            "That is what `max_pool2d_backward` says, and a nudge upwards. What happens to the "
            "maximum when this pixel is nudged downwards?",
        ),
        "shared among equals": (
            lambda values, gradient: gradient / values.count(max(values)),
            "The others do not move. Do the two nudges one by one.",
        ),
        "shared by the window": (
            lambda values, gradient: gradient / len(values),
            "That is average pooling.",
        ),
        "covered by the others": (lambda: 0, "Downwards, yes: another 5 takes over. And upwards?"),
    },
    hints=[
        "Nudge it up by h: what is the largest now? Nudge it down by h: and now?",
        "The maximum changes by h in one direction and not at all in the other. Divide by 2h.",
    ],
    explanation="Up, the maximum rises by h; down, another {values[0]} holds it. h · {gradient} / "
    "2h = {answer:g}, for each of the three.",
)
