"""Exercises of the chapter *LeNet*.

Cases avoid whatever hides a mistake: a table whose rows are all of one length, a kernel of
1 × 1, an input at which two squashing functions agree.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

c1_connections = NumberQuestion(
    "lenet.c1_connections",
    reread="Count it",
    prompt="The paper counts connections, too: one for each weight at each place, and one for "
    "each bias at each place. How many has C1, with {filters} filters of {size} × {size} over "
    "an image of {image} × {image}?",
    inputs={"filters": 6, "size": 5, "image": 32},
    answer=lambda filters, size, image: (image - size + 1) ** 2 * filters * (size**2 + 1),
    mistakes={
        "parameters counted": (
            lambda filters, size: filters * (size**2 + 1),
            "Those are the parameters. Each of them is used at every place of the map.",
        ),
        "biases forgotten": (
            lambda filters, size, image: (image - size + 1) ** 2 * filters * size**2,
            "Those are the multiply-adds. The bias is a connection as well, at every place.",
        ),
        "places of the input": (
            lambda filters, size, image: image**2 * filters * (size**2 + 1),
            "Nothing is padded: the window has fewer places than the image has pixels.",
        ),
        "one map": (
            lambda size, image: (image - size + 1) ** 2 * (size**2 + 1),
            "Those are the connections of one map.",
        ),
        "each bias once": (
            lambda filters, size, image: (image - size + 1) ** 2 * filters * size**2 + filters,
            "The weights are used at every place, and so is the bias.",
        ),
        "one row of places": (
            lambda filters, size, image: (image - size + 1) * filters * (size**2 + 1),
            "A map has rows and columns.",
        ),
        "window not squared": (
            lambda filters, size, image: (image - size + 1) ** 2 * filters * (size + 1),
            "A window has rows and columns.",
        ),
        "one place too few": (
            lambda filters, size, image: (image - size) ** 2 * filters * (size**2 + 1),
            "That counts the steps of the window. It also stands where it begins.",
        ),
        "places of the input, no biases": (
            lambda filters, size, image: image**2 * filters * size**2,
            "Nothing is padded, so the window has fewer places; and a bias is a connection, too.",
        ),
        "weights only": (
            lambda filters, size: filters * size**2,
            "Those are the weights. Each is used at every place; and there are biases.",
        ),
    },
    hints=[
        "How many places does a window of {size} have on {image} pixels?",
        "At each place, each filter uses 25 weights and its bias.",
    ],
    explanation="28 · 28 places, 6 filters, 25 + 1 connections: {answer}, as in the paper.",
)

s2_parameters = NumberQuestion(
    "lenet.s2_parameters",
    reread="As it was in 1998",
    prompt="How many trainable parameters has S2 of 1998, with {maps} maps?",
    inputs={"maps": 6},
    answer=lambda maps: 2 * maps,
    mistakes={
        "today's pooling": (
            lambda maps: 0 * maps,
            "That is today's average pooling. In 1998 the sum went through something trainable.",
        ),
        "biases forgotten": (
            lambda maps: maps,
            "Each map has a coefficient. It has a bias as well.",
        ),
        "a weight for each pixel": (
            lambda maps: maps * (2 * 2 + 1),
            "The four pixels are added up first; they share one coefficient.",
        ),
        "a weight for each pixel, no bias": (
            lambda maps: maps * 2 * 2,
            "The four pixels are added up first; they share one coefficient. And what comes on "
            "top?",
        ),
        "one pair for all maps": (
            2,
            "Each map has a coefficient and a bias of its own.",
        ),
        "two at each place": (
            lambda maps: 2 * maps * 14**2,
            "They are the same at all places of a map: weights are shared.",
        ),
        "connections": (
            lambda maps: maps * 14**2 * 5,
            "Those are the connections, four pixels and a bias at each place. What is trained is "
            "shared by all places.",
        ),
    },
    hints=[
        "Four pixels are added, then multiplied by a coefficient, then a bias is added.",
        "Coefficient and bias are those of the map, at all its places.",
    ],
    explanation="A coefficient and a bias for each of {maps} maps: {answer}.",
)


def count_parameters_of_table(sees, kernel_size):
    """Give each output a kernel for every map it sees, and one bias."""
    return sum(kernel_size**2 * len(seen) + 1 for seen in sees)


c3_table = Exercise(
    "lenet.c3_table",
    reread="As it was in 1998",
    reference=count_parameters_of_table,
    cases=[
        (((0, 1), (1, 2)), 3),
        (((0, 2, 4), (1,), (0, 1, 2, 3, 4)), 5),
        (((0,), (1, 2), (0, 1, 2), (2,)), 2),
    ],
    hints=[
        "One output map that sees three maps has three kernels, one for each.",
        "It has one bias, however many maps it sees.",
    ],
    mistakes={
        "biases forgotten": (
            lambda sees, kernel_size: sum(kernel_size**2 * len(seen) for seen in sees),
            "The kernels are right. Each output map has a bias.",
        ),
        "a bias for each kernel": (
            lambda sees, kernel_size: sum((kernel_size**2 + 1) * len(seen) for seen in sees),
            "The kernels' results are added up before the bias comes: one for each output map.",
        ),
        "everything connected": (
            lambda sees, size: count_parameters_of_table([set().union(*sees)] * len(sees), size),
            "That is today's convolution, in which every output sees every map. Here the table "
            "says who sees whom.",
        ),
        "one kernel for each output": (
            lambda sees, kernel_size: len(sees) * (kernel_size**2 + 1),
            "An output has a kernel of its own for every map that it sees.",
        ),
        "kernel size not squared": (
            lambda sees, kernel_size: sum(kernel_size * len(seen) + 1 for seen in sees),
            "A kernel has rows and columns.",
        ),
        "numbers of the maps added": (
            lambda sees, kernel_size: sum(kernel_size**2 * sum(seen) + 1 for seen in sees),
            "The entries say which maps are seen. How many are they?",
        ),
        "one bias in all": (
            lambda sees, kernel_size: sum(kernel_size**2 * len(seen) for seen in sees) + 1,
            "Each output map has a bias of its own.",
        ),
        "one for each map": (
            lambda sees, kernel_size: [kernel_size**2 * len(seen) + 1 for seen in sees],
            "These are the parameters of each output map. Add them up.",
        ),
        "biases for what comes in": (
            lambda sees, size: (
                sum(size**2 * len(seen) for seen in sees) + len({map for s in sees for map in s})
            ),
            "A bias belongs to a map that goes out, not to one that comes in.",
        ),
    },
)


def squash(x):
    """Stretch tanh so that 1 stays 1 and -1 stays -1."""
    return 1.7159 * np.tanh(2 * x / 3)


scaled_tanh = Exercise(
    "lenet.scaled_tanh",
    reread="As it was in 1998",
    reference=squash,
    cases=[(np.array([-1.0, 0.0, 0.5, 2.0]),), (np.array([[3.0, -0.25], [0.125, -5.0]]),)],
    hints=[
        "The amplitude stands outside of tanh, the factor 2/3 inside.",
        "`np.tanh` works on whole arrays.",
    ],
    mistakes={
        "a sigmoid": (
            lambda x: 1 / (1 + np.exp(-x)),
            "That gives positive numbers only. The paper's function gives numbers of both signs.",
        ),
        "tanh as it is": (np.tanh, "So 1 would become 0.76. The paper stretches it, both ways."),
        "factor left out": (
            lambda x: 1.7159 * np.tanh(x),
            "The amplitude is there. What comes in is multiplied by 2/3 first.",
        ),
        "amplitude inside": (
            lambda x: 2 / 3 * np.tanh(1.7159 * x),
            "Both numbers are there, each in the other's place.",
        ),
        "amplitude left out": (
            lambda x: np.tanh(2 * x / 3),
            "The factor is there. What comes out is multiplied by 1.7159.",
        ),
        "factor outside": (
            lambda x: 1.7159 * 2 / 3 * np.tanh(x),
            "The factor belongs inside of tanh: it stretches x, and not what comes out.",
        ),
        "factor upside down": (
            lambda x: 1.7159 * np.tanh(3 * x / 2),
            "That is steeper than tanh. What comes in is multiplied by 2/3.",
        ),
        "both inside": (
            lambda x: np.tanh(1.7159 * 2 * x / 3),
            "The amplitude stands outside: what comes out is to reach 1.7159.",
        ),
        "a stretched sigmoid": (
            lambda x: 1.7159 / (1 + np.exp(-2 * x / 3)),
            "Both numbers are there, but it is a sigmoid: the paper's function gives numbers of "
            "both signs.",
        ),
        "slope at 0 taken off again": (
            lambda x: 1.7159 * np.tanh(2 / 3 * x / 1.7159),
            "What comes in is multiplied by 2/3, and by nothing else.",
        ),
        "amplitude inside, factor left out": (
            lambda x: np.tanh(1.7159 * x),
            "The amplitude stands outside of tanh; what comes in is multiplied by 2/3.",
        ),
    },
)

differences = ChoiceQuestion(
    "lenet.differences",
    reread="As it was in 1998",
    prompt="A course today builds “LeNet-5” with ReLU, max pooling and softmax. Which of these "
    "has exactly the parameters of 1998?",
    choices={
        "C1": RIGHT,
        "S2": (
            "pooling never had any",
            "Today's pooling has none; that of 1998 had a coefficient and a bias for each map.",
        ),
        "C3": (
            "everything connected",
            "Today each of its maps sees all six; in 1998 only one of sixteen did.",
        ),
        "the output": (
            "the output trained",
            "Today's has 84 · 10 weights and 10 biases, trained. Those of 1998 were drawn by hand.",
        ),
    },
    hints=["Go through the list of what was different.", "C5 and F6 would be right as well."],
    explanation="C1 has 6 · (25 + 1) = 156, then and now.",
)
