"""Exercises of the chapter *Activations*.

Cases avoid whatever hides a mistake: square kernels only, as many units as examples, sums without
a 0.
"""

from functools import partial, reduce

import numpy as np

from cnn_lessons.checks import (
    RIGHT,
    ChoiceQuestion,
    Exercise,
    ShapeQuestion,
    whole_numbers,
)


def _joint_window(first, second):
    return first[0] + second[0] - 1, first[1] + second[1] - 1


one_kernel = ShapeQuestion(
    "activations.one_kernel",
    reread="A stack of linear layers is one layer",
    prompt="A convolution with kernels of shape {first} is followed by one with kernels of shape "
    "{second}, stride 1, without an activation function between them. A single convolution does "
    "the same. What is the shape of its kernels, (KH, KW, C, F)?",
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
            "Something was set to 0 on the way. These layers have no activation function.",
        ),
    },
)


def dead_units(sums):
    """Look for the units whose sums are above 0 for no example."""
    return (sums <= 0).all(axis=0)


dead = Exercise(
    "activations.dead",
    reread="Six curves and their slopes",
    reference=dead_units,
    cases=[
        (np.array([[-1.0, 2.0, -3.0], [-4.0, -1.0, 0.0]]),),
        (np.array([[-9.0, 0.0], [1.0, 0.0], [-2.0, -5.0], [-1.0, 0.0]]),),
        (np.array([[3.0, -2.0, -1.0, 0.5]]),),
        (whole_numbers(5, 3, seed=4),),
    ],
    hints=[
        "A column holds the sums of one unit. What has to be true of all of them?",
        "`(sums <= 0)` is True where the ReLU gives 0. `all` along an axis says where it is true "
        "for the whole column.",
    ],
    mistakes={
        "0 for one example is enough": (
            lambda sums: (sums <= 0).any(axis=0),
            "A ReLU gives 0 for many examples. It is dead if it gives 0 for all of them.",
        ),
        "rows instead of columns": (
            lambda sums: (sums <= 0).all(axis=1),
            "You looked along a row: that is one example, and all units. A unit is a column.",
        ),
        "units that are alive": (
            lambda sums: (sums > 0).any(axis=0),
            "These are the units that are above 0 for some example. The others are asked for.",
        ),
        "a sum of 0 taken for alive": (
            lambda sums: (sums < 0).all(axis=0),
            "At exactly 0 the ReLU gives 0, too.",
        ),
        "mean of the sums": (
            lambda sums: sums.mean(axis=0) <= 0,
            "A unit may be far below 0 in the mean, and above 0 for one example.",
        ),
        "one answer for all units": (
            lambda sums: (sums <= 0).all(),
            "That asks all units at once. Each of them has an answer of its own.",
        ),
        "how many": (
            lambda sums: (sums <= 0).all(axis=0).sum(),
            "That is how many there are. Say for each unit whether it is one of them.",
        ),
        "their numbers": (
            lambda sums: np.flatnonzero((sums <= 0).all(axis=0)),
            "These are the places of the dead units. Return True or False for each unit.",
        ),
    },
)

more_bends = ChoiceQuestion(
    "activations.more_bends",
    reread="A stack of linear layers is one layer",
    prompt="A 1 × 1 convolution to fewer channels, with a ReLU after it, is put in front of a "
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
            "How many weights a layer has says nothing about the function after it.",
        ),
    },
    hints=[
        "Which of the parts is not a sum of products?",
        "What do two kernels do together, if nothing stands between them?",
    ],
    explanation="Kernels only mix. The non-linearity is in the function after them, which has no "
    "weights.",
)
