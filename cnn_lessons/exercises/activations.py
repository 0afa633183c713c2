"""Exercises of the chapter *Activations*.

Cases avoid whatever hides a mistake: gradients of 1, inputs without a 0, small scores,
rows of similar size, square kernels only.
"""

from functools import partial, reduce
from math import e

import numpy as np

from cnn_lessons.checks import (
    RIGHT,
    ChoiceQuestion,
    Exercise,
    NumberQuestion,
    ShapeQuestion,
    whole_numbers,
)


def _joint_window(first, second):
    return first[0] + second[0] - 1, first[1] + second[1] - 1


one_kernel = ShapeQuestion(
    "activations.one_kernel",
    reread="A stack of linear layers is one layer",
    prompt="A convolution with a kernel of shape {first} is followed by one with a kernel of "
    "shape {second}, stride 1, without an activation between them. Which shape has the one "
    "kernel that does the same, (KH, KW, C, F)?",
    inputs={"first": (3, 5, 4, 8), "second": (7, 3, 8, 10)},
    answer=lambda first, second: (*_joint_window(first, second), first[2], second[3]),
    mistakes={
        "sizes added": (
            lambda first, second: (first[0] + second[0], first[1] + second[1], first[2], second[3]),
            "One pixel of the second window already stands for the whole first window. Each "
            "further one adds a single row and column.",
        ),
        "sizes multiplied": (
            lambda first, second: (first[0] * second[0], first[1] * second[1], first[2], second[3]),
            "That would be windows side by side. Neighbouring windows overlap.",
        ),
        "only the larger kernel": (
            lambda first, second: (*map(max, first[:2], second[:2]), first[2], second[3]),
            "Each pixel that the second kernel looks at has itself seen a window.",
        ),
        "only the second kernel": (
            lambda first, second: (*second[:2], first[2], second[3]),
            "Each number that the second kernel looks at has itself seen a window.",
        ),
        "channels between kept": (
            lambda first, second: (*_joint_window(first, second), *second[2:]),
            "The channels between the two layers are summed away. What comes in, and what goes "
            "out?",
        ),
        "filters multiplied": (
            lambda first, second: (*_joint_window(first, second), first[2], first[3] * second[3]),
            "A filter of the second layer adds up all maps of the first and gives one map.",
        ),
        "maps between the layers": (
            lambda first, second: (*_joint_window(first, second), first[2], first[3]),
            "These are the maps between the two layers. How many come out at the end?",
        ),
        "one pixel too few": (
            lambda first, second: (
                first[0] + second[0] - 2,
                first[1] + second[1] - 2,
                first[2],
                second[3],
            ),
            "The first pixel of the second window stands for a whole first window. Each further "
            "one adds a row and a column.",
        ),
    },
    hints=[
        "One output of the second layer looks at {second[0]} × {second[1]} numbers. Which pixels "
        "have they seen?",
        "Two kernels of 3 rows span 5 rows, as above. What do {first[0]} and {second[0]} span?",
    ],
    explanation="{first[0]} + {second[0]} − 1 rows and {first[1]} + {second[1]} − 1 columns, the "
    "channels that come in and the maps that go out: {answer}.",
)

linear_training = ChoiceQuestion(
    "activations.linear_training",
    reread="A stack of linear layers is one layer",
    prompt="A network has ten layers and no activation between them. You train it by gradient "
    "descent. What happens?",
    choices={
        "Nothing: the derivative is constant, so it cannot learn": (
            "constant slope taken for a constant gradient",
            "The slope of the activation is constant. A weight's gradient is that times its "
            "input, times the error that arrives, and these are not.",
        ),
        "It learns, but never more than one linear layer could": RIGHT,
        "It learns what it would with ReLU, only more slowly": (
            "collapse forgotten",
            "However long it is trained, one matrix does the same as the whole stack.",
        ),
        "Its first layer learns, and the others only pass that on": (
            "first layer only",
            "All kernels get gradients, and all of them are in the one matrix.",
        ),
    },
    hints=[
        "A weight's gradient is a product of three. Which of them is constant?",
        "What is left of ten layers when their kernels are multiplied out?",
    ],
    explanation="Every layer gets its gradient and learns; together they stay one matrix.",
)


def one_layer_for(kernels):
    """Multiply all kernels, in the order in which the inputs pass them."""
    combined = kernels[0]
    for kernel in kernels[1:]:
        combined = combined @ kernel
    return combined


def _with_relu(kernels):
    combined = kernels[0]
    for kernel in kernels[1:]:
        combined = np.maximum(combined, 0) @ kernel
    return combined


layers_as_one = Exercise(
    "activations.layers_as_one",
    reread="A stack of linear layers is one layer",
    reference=one_layer_for,
    cases=[
        ([np.array([[1.0, 2.0], [0.0, 1.0]]), np.array([[1.0, 0.0], [3.0, -1.0]])],),
        ([whole_numbers(3, 3, seed=seed) for seed in (1, 2, 3)],),
        ([whole_numbers(4, 3, seed=1), whole_numbers(3, 5, seed=2), whole_numbers(5, 2, seed=3)],),
        ([whole_numbers(3, 2, seed=4)],),
    ],
    hints=[
        "With two layers the outputs are `(inputs @ kernels[0]) @ kernels[1]`. Move the brackets.",
        "Start from `kernels[0]` and go on in a loop. Which operator takes one more layer in?",
    ],
    mistakes={
        "only the first layer": (
            lambda kernels: kernels[0].copy(),
            "The stack is not the first layer's function: each later layer changes it once more.",
        ),
        "only the last layer": (
            lambda kernels: kernels[-1].copy(),
            "The last layer sees what the others made of the inputs, not the inputs.",
        ),
        "reversed order": (
            lambda kernels: one_layer_for(kernels[::-1]),
            "The inputs stand on the left and meet the first kernel first. With matrices the "
            "order counts.",
        ),
        "element by element": (
            partial(reduce, np.multiply),
            "The kernels were multiplied element by element. A dense layer multiplies rows by "
            "columns.",
        ),
        "kernels added": (
            sum,
            "Adding kernels puts layers side by side. Here each takes what the one before gave.",
        ),
        "last layer left out": (
            lambda kernels: one_layer_for(kernels[:-1] or kernels),
            "The loop stops before the last kernel.",
        ),
        "first two only": (
            lambda kernels: kernels[0] @ kernels[1],
            "That is two layers. There may be more of them, or a single one.",
        ),
        "ReLU between them": (
            _with_relu,
            "Something was set to 0 on the way. These layers have no activation.",
        ),
    },
)


output_units = NumberQuestion(
    "activations.output_units",
    reread="Softmax: scores become shares",
    prompt="You have {images} colour photographs of {H} × {H} pixels, each of a cat or dog of one "
    "of {classes} breeds, and want to know the breed. How many numbers does the last layer give "
    "to its softmax?",
    inputs={"classes": 37, "H": 96, "images": 7390},
    answer=lambda classes: classes,
    mistakes={
        "input features counted": (
            lambda H: H * H * 3,
            "These are the numbers that come in: three for each pixel. Softmax has one number "
            "for each possible answer.",
        ),
        "images counted": (
            lambda images: images,
            "The network answers for each photograph anew. How many answers are possible?",
        ),
        "one number for the class": (
            lambda: 1,
            "A single share of 1 is always 1. Softmax compares the scores of several classes.",
        ),
        "cat and dog counted": (lambda: 2, "The question is about the breed."),
        "one more for none of them": (
            lambda classes: classes + 1,
            "Each photograph shows one of the breeds, so there is no further answer.",
        ),
        "grey pixels counted": (
            lambda H: H * H,
            "These are the pixels that come in. Softmax has one number for each possible answer.",
        ),
    },
    hints=[
        "What are the possible answers for one photograph?",
        "CIFAR-10 has 10 numbers there, for 10 kinds of things.",
    ],
    explanation="One score for each breed: {answer}. The {H} × {H} × 3 features come in at the "
    "other end.",
)

softmax_twice = NumberQuestion(
    "activations.softmax_twice",
    reread="Softmax: scores become shares",
    prompt="A network is as certain as it can be: its softmax over {classes} classes gives 1 for "
    "one class and 0 for the others. By mistake a second softmax follows. What does it make of "
    "the 1? (Three decimals.)",
    inputs={"classes": 10},
    answer=lambda classes: e / (e + classes - 1),
    tolerance=0.01,
    mistakes={
        "taken for unchanged": (
            lambda: 1,
            "A softmax takes shares for scores. Scores of 1 and 0 lie close together.",
        ),
        "all classes alike": (
            lambda classes: 1 / classes,
            "That holds where all scores are equal. One is larger here.",
        ),
        "one class too many": (
            lambda classes: e / (e + classes),
            "How many zeros are there beside the 1?",
        ),
        "own exponential left out of the sum": (
            lambda classes: e / (classes - 1),
            "The sum runs over all classes, this one too.",
        ),
        "divided by the number of classes": (
            lambda classes: e / classes,
            "The exponential of a 0 is 1, but the exponential of the 1 is more.",
        ),
        "sigmoid": (
            lambda: 1 / (1 + 1 / e),
            "That is the sigmoid of 1, a softmax of two classes. How many are there?",
        ),
        "share of the others": (
            lambda classes: 1 / (e + classes - 1),
            "That is what one of the zeros becomes. Asked is what the 1 does.",
        ),
    },
    hints=[
        "The exponential of 1 is 2.718, and that of each 0 is 1.",
        "Divide the first by the sum of all of them.",
    ],
    explanation="e / (e + 9) = {answer:.3f}: nothing can be more certain than that any more.",
)


def softmax_rows(scores):
    """Subtract each row's largest score, exponentiate, and divide by the row's sum."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)


def _softmax_with(scores, shift=lambda scores: scores.max(axis=1, keepdims=True), axis=1):
    """Subtract another number, or divide by another sum."""
    with np.errstate(all="ignore"):
        powers = np.exp(scores - shift(scores))
        return powers / powers.sum(axis=axis, keepdims=True)


stable_softmax = Exercise(
    "activations.stable_softmax",
    reread="Softmax: scores become shares",
    reference=softmax_rows,
    cases=[
        (np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 1.0]]),),
        (np.array([[1000.0, 1001.0, 1002.0], [0.0, 1.0, 2.0]]),),
        (np.array([[42.0, 1337.0, 557.0], [-1000.0, -999.0, -1001.0], [3.0, 1.0, 2.0]]),),
        (np.array([[0.0, 3000.0, 0.0, 0.0], [2.0, 0.0, -2000.0, 1.0]]),),  # far above the mean
    ],
    hints=[
        "Only differences between the scores of a row count. What can you subtract, so that no "
        "exponential is larger than 1?",
        "`scores.max(axis=1, keepdims=True)` is a column with the largest of each row. The sum "
        "wants `keepdims` too.",
    ],
    mistakes={
        "overflow": (
            partial(_softmax_with, shift=lambda scores: 0),
            "Right for small scores. The exponential of 1000 is infinite, and infinity / "
            "infinity is NaN.",
        ),
        "largest of the whole batch": (
            partial(_softmax_with, shift=np.max),
            "One number was subtracted everywhere. A row far below it becomes 0 / 0: each row "
            "needs its own.",
        ),
        "shares of a column": (
            partial(_softmax_with, axis=0),
            "The columns add up to 1. A row is one image, and its shares have to.",
        ),
        "shares of the whole batch": (
            partial(_softmax_with, axis=None),
            "All numbers together add up to 1. Each row has to by itself.",
        ),
        "not exponentiated": (
            lambda scores: scores / scores.sum(axis=1, keepdims=True),
            "The scores themselves were divided by their sum. Scores may be negative or add up "
            "to 0; their exponentials may not.",
        ),
        "divided by the largest": (
            lambda scores: softmax_rows(scores / np.abs(scores).max(axis=1, keepdims=True)),
            "Dividing changes the differences between the scores, and these are what counts.",
        ),
        "mean of the row subtracted": (
            partial(_softmax_with, shift=lambda scores: scores.mean(axis=1, keepdims=True)),
            "One score may lie far above the mean of its row, and its exponential is infinite "
            "again. What can be subtracted, so that nothing is above 0?",
        ),
        "smallest subtracted": (
            partial(_softmax_with, shift=lambda scores: scores.min(axis=1, keepdims=True)),
            "Then all scores are positive, and the exponentials as large as can be. Subtract so "
            "that nothing is above 0.",
        ),
        "columns instead of rows": (
            lambda scores: softmax_rows(scores.T).T,
            "Maximum and sum went down the columns. A row is one image.",
        ),
        "clipped": (
            lambda scores: softmax_rows(np.clip(scores, -500, 500)),
            "Scores beyond the limits have become equal, and so their shares. Subtracting changes "
            "no difference.",
        ),
        "sum without its axis": (
            lambda scores: (
                np.exp(scores - scores.max(axis=1, keepdims=True))
                / np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)
            ),
            "The sums of the rows are a row now, and NumPy lays them along the columns. With "
            "`keepdims=True` they stay a column.",
        ),
        "maximum without its axis": (
            lambda scores: softmax_rows(scores - scores.max(axis=1)),
            "The maxima of the rows are a row now, and NumPy lays them along the columns. With "
            "`keepdims=True` they stay a column.",
        ),
        "logarithms of the shares": (
            lambda scores: (
                scores
                - scores.max(axis=1, keepdims=True)
                - np.log(np.exp(scores - scores.max(axis=1, keepdims=True)).sum(1, keepdims=True))
            ),
            "That is `log_softmax`. The shares themselves are asked for: positive, and 1 in all.",
        ),
        "not divided": (
            lambda scores: np.exp(scores - scores.max(axis=1, keepdims=True)),
            "The largest of each row is 1. The whole row has to add up to 1.",
        ),
        "largest without its sign": (
            partial(_softmax_with, shift=lambda scores: np.abs(scores).max(axis=1, keepdims=True)),
            "The largest absolute value was subtracted. In a row of negative scores that leads far "
            "below 0, and all exponentials are 0.",
        ),
        "signs of the scores": (
            lambda scores: softmax_rows(-scores),
            "The largest score has got the smallest share: a sign is turned round.",
        ),
        "largest gets all": (
            lambda scores: 1.0 * (scores == scores.max(axis=1, keepdims=True)),
            "The largest score of each row got 1 and the others 0: nothing is shared.",
        ),
    },
)

more_bends = ChoiceQuestion(
    "activations.more_bends",
    reread="More bends, fewer weights",
    prompt="A 1 × 1 convolution to fewer channels, with a ReLU behind it, is put in front of a "
    "3 × 3 convolution. The two together have fewer weights than the 3 × 3 convolution had. "
    "Where does the added non-linearity come from?",
    choices={
        "From the weights of the 1 × 1 kernel": (
            "weights taken for bends",
            "Weights only multiply. Without the ReLU they disappear in the next kernel.",
        ),
        "From mixing the channels": (
            "mixing taken for a bend",
            "Mixing is a weighted sum, and so it is linear.",
        ),
        "From the ReLU, which has no weights": RIGHT,
        "From nowhere: fewer weights make a function more linear": (
            "weights taken for the measure",
            "How many weights a layer has says nothing about the function behind it.",
        ),
    },
    hints=[
        "Which of the parts is not a sum of products?",
        "What do two kernels do together, if nothing stands between them?",
    ],
    explanation="Kernels only mix; the bend is in the function behind them, and that is free.",
)
