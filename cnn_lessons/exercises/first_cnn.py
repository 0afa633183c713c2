"""Exercises of the chapter *A first CNN*.

Cases avoid whatever hides a mistake: square images, one channel, sizes that two divides, as many
filters in one layer as in the next.
"""

from math import ceil

import numpy as np

from cnn_lessons.checks import (
    RIGHT,
    ChoiceQuestion,
    Exercise,
    NumberQuestion,
    ShapeQuestion,
    whole_numbers,
)

TABLE = (
    "Images of {size} × {size} × 1 go through {first} filters of 5 × 5, ReLU, 2 × 2 max pooling, "
    "then {second} filters of 3 × 3, ReLU, 2 × 2 max pooling; nothing is padded. "
)
SIZES = {"size": 28, "first": 6, "second": 12}

shape_before_flatten = ShapeQuestion(
    "first_cnn.shape_before_flatten",
    reread="Predict its shapes, and count it",
    prompt=TABLE + "What is the shape of one image's maps at the end?",
    inputs=SIZES,
    answer=lambda size, second: (((size - 4) // 2 - 2) // 2, ((size - 4) // 2 - 2) // 2, second),
    mistakes={
        "border kept": (
            lambda size, second: (size // 4, size // 4, second),
            "Nothing is padded: a window of 5 takes 4 pixels from a side, and one of 3 takes 2.",
        ),
        "one pooling only": (
            lambda size, second: ((size - 4) // 2 - 2, (size - 4) // 2 - 2, second),
            "There are two poolings, one after each convolution.",
        ),
        "filters multiplied": (
            lambda first, second: (5, 5, first * second),
            "A filter of the second convolution looks at all maps of the first, and gives one.",
        ),
        "one map": (
            lambda: (5, 5, 1),
            "Each filter gives a map. How many filters has the last convolution?",
        ),
        "maps of the first convolution": (
            lambda first: (5, 5, first),
            "That many maps go into the second convolution. How many come out of it?",
        ),
    },
    hints=[
        "Write down the shape after each layer. A window of 5 fits on {size} pixels in 24 places.",
        "24, pooled: 12. A window of 3 on 12 pixels, and pooled again? And how many maps?",
    ],
    explanation="{size} → 24 → 12 → 10 → 5, and a map for each of the {second} filters: {answer}.",
)

dense_parameters = NumberQuestion(
    "first_cnn.dense_parameters",
    reread="Predict its shapes, and count it",
    prompt=TABLE + "The maps are flattened, and a dense layer gives {classes} numbers. How many "
    "parameters does the dense layer have?",
    inputs={**SIZES, "classes": 10},
    answer=lambda second, classes: (5 * 5 * second + 1) * classes,
    mistakes={
        "biases forgotten": (
            lambda second, classes: 5 * 5 * second * classes,
            "These are the weights. Each of the {classes} units has a bias as well.",
        ),
        "one map flattened": (
            lambda classes: (5 * 5 + 1) * classes,
            "All maps are written in the row, not only one of them.",
        ),
        "one number for each map": (
            lambda second, classes: (second + 1) * classes,
            "It would have that many after a global average pooling. Flattening keeps every "
            "number.",
        ),
        "second convolution": (
            lambda first, second: (3 * 3 * first + 1) * second,
            "That is the second convolution. The dense layer has a weight for each number of the "
            "flattened maps, and each of its units.",
        ),
        "pooling forgotten": (
            lambda second, classes: (10 * 10 * second + 1) * classes,
            "A pooling stands between the second convolution and the flattening.",
        ),
        "border kept": (
            lambda second, classes: (7 * 7 * second + 1) * classes,
            "Nothing is padded, so the maps are smaller than 7 × 7.",
        ),
    },
    hints=[
        "The maps are 5 × 5 × {second}. How many numbers is that in a row?",
        "One weight for each of them and one bias, and that for each of the {classes} units.",
    ],
    explanation="(5 · 5 · {second} + 1) · {classes} = {answer}.",
)

one_step = NumberQuestion(
    "first_cnn.one_step",
    reread="What training does",
    prompt="A weight is {weight}. The slope of the loss for it is {slope}, the learning rate "
    "{rate}. What is the weight after one step?",
    inputs={"weight": 0.8, "slope": 0.5, "rate": 0.1},
    answer=lambda weight, slope, rate: weight - rate * slope,
    tolerance=0.002,
    mistakes={
        "uphill": (
            lambda weight, slope, rate: weight + rate * slope,
            "With a slope above 0 the loss grows when the weight grows. The loss has to get "
            "smaller.",
        ),
        "learning rate forgotten": (
            lambda weight, slope: weight - slope,
            "That would be a step of the whole slope. A step is the learning rate times the slope.",
        ),
        "slope forgotten": (
            lambda weight, rate: weight - rate,
            "Steep slopes make longer steps: the learning rate is multiplied by the slope.",
        ),
        "step instead of weight": (
            lambda slope, rate: rate * slope,
            "That is how far the weight moves. Where is it then?",
        ),
        "slope as a share of the weight": (
            lambda weight, slope, rate: weight * (1 - rate * slope),
            "How far a weight moves does not depend on how large it is.",
        ),
    },
    hints=[
        "The slope is above 0. Does the loss get smaller to the left or to the right?",
        "The weight moves by {rate} · {slope}.",
    ],
    explanation="{weight} − {rate} · {slope} = {answer:.4g}: against the slope.",
)

steps = NumberQuestion(
    "first_cnn.steps",
    reread="What training does",
    prompt="{images:,} images are learned in batches of {batch}, for {epochs} epochs. How many "
    "steps does the training take?",
    inputs={"images": 1500, "batch": 64, "epochs": 10},
    answer=lambda images, batch, epochs: ceil(images / batch) * epochs,
    mistakes={
        "last batch left out": (
            lambda images, batch, epochs: images // batch * epochs,
            "At the end of each epoch some images are left. They are a smaller batch, and a step.",
        ),
        "rounded at the end": (
            lambda images, batch, epochs: ceil(images * epochs / batch),
            "An epoch ends before the next begins: the images that are left are a batch of their "
            "own each time.",
        ),
        "one epoch": (
            lambda images, batch: ceil(images / batch),
            "That is one epoch, once through all images.",
        ),
        "a step for each image": (
            lambda images, epochs: images * epochs,
            "There is one step for a batch, with the mean of its slopes.",
        ),
        "a step for each epoch": (
            lambda epochs: epochs,
            "Within an epoch there is a step for every batch.",
        ),
    },
    hints=[
        "How many batches do {images:,} images make? The last one may be smaller.",
        "That is how many steps an epoch has, and there are {epochs} epochs.",
    ],
    explanation="23 batches of {batch} and a smaller one are 24 steps, {epochs} times: {answer}.",
)


def count_cnn(height, width, channels, filters, classes):
    """Count layer by layer, with the shape that each hands on."""
    parameters = 0
    for number in filters:
        parameters += (3 * 3 * channels + 1) * number
        height, width, channels = height // 2, width // 2, number
    return parameters + (height * width * channels + 1) * classes


def _count(
    height, width, channels, filters, classes, bias=1, last=0, halved=lambda size: size // 2
):
    """Count as `count_cnn` does, with other biases, sizes, or without the last `last` poolings."""
    parameters = 0
    for place, number in enumerate(filters):
        parameters += (9 * channels + bias) * number
        channels = number
        if place < len(filters) - last:
            height, width = halved(height), halved(width)
    return parameters + (height * width * channels + bias) * classes


def _without_growth(height, width, channels, filters, classes):
    """Count as `count_cnn` does, each filter with kernels for the image's channels."""
    parameters = sum((9 * channels + 1) * number for number in filters)
    shrink = 2 ** len(filters)
    return parameters + (height // shrink * (width // shrink) * filters[-1] + 1) * classes


count = Exercise(
    "first_cnn.count",
    reread="Predict its shapes, and count it",
    reference=count_cnn,
    cases=[
        (8, 8, 1, [8, 16], 10),
        (12, 20, 3, [5], 4),
        (28, 28, 1, [6, 12], 10),
        (45, 30, 3, [16, 24, 40], 7),
    ],
    hints=[
        "Go through `filters` in a loop. A filter has a kernel for each channel that it is given: "
        "how many are there in the second convolution?",
        "After each convolution: `height // 2`, `width // 2`, and as many channels as filters. "
        "After the loop comes the dense layer.",
    ],
    mistakes={
        "biases forgotten": (
            lambda *sizes: _count(*sizes, bias=0),
            "These are the weights. Each filter and each unit has a bias.",
        ),
        "filters for the channels of the image": (
            _without_growth,
            "The second convolution looks at the maps of the first, not at the image's channels.",
        ),
        "last pooling forgotten": (
            lambda *sizes: _count(*sizes, last=1),
            "The maps are pooled after the last convolution, too.",
        ),
        "no pooling": (
            lambda H, W, C, filters, classes: _count(H, W, C, filters, classes, last=len(filters)),
            "After each convolution height and width are halved.",
        ),
        "rounded up": (
            lambda *sizes: _count(*sizes, halved=lambda size: -(-size // 2)),
            "A window that would stick out is left out: an odd size is rounded down.",
        ),
        "convolutions only": (
            lambda H, W, C, filters, classes: _count(H, W, C, filters, 0),
            "The dense layer at the end is missing.",
        ),
        "dense layer only": (
            lambda H, W, C, filters, classes: (
                _count(H, W, C, filters, classes) - _count(H, W, C, filters, 0)
            ),
            "That is the dense layer alone. The convolutions come before it.",
        ),
        "one number for each map": (
            lambda H, W, C, filters, classes: (
                _count(H, W, C, filters, 0) + (filters[-1] + 1) * classes
            ),
            "That would be right after a global average pooling. These maps are flattened.",
        ),
        "border lost": (
            lambda *sizes: _count(*sizes, halved=lambda size: (size - 2) // 2),
            'With "same" padding a convolution leaves height and width as they are.',
        ),
    },
)


def class_and_probability(probabilities):
    """Look along each row for the largest number: where it stands, and what it is."""
    return probabilities.argmax(axis=1), probabilities.max(axis=1)


SHARES = np.array([[0.2, 0.7, 0.1], [0.5, 0.1, 0.4]])
MANY = whole_numbers(6, 4, seed=3) ** 2 + np.arange(4) + 1

answers = Exercise(
    "first_cnn.answers",
    reread="Ask it before it has learned",
    reference=class_and_probability,
    cases=[(SHARES,), (MANY / MANY.sum(axis=1, keepdims=True),)],
    hints=[
        "Each row is an image. `argmax` says where its largest number stands, `max` what it is.",
        "`axis=1` looks along each row. Hand back both arrays: `return classes, largest`.",
    ],
    mistakes={
        "along the images": (
            lambda probabilities: (probabilities.argmax(axis=0), probabilities.max(axis=0)),
            "This finds, for each class, the image with the largest probability. Look along each "
            "row.",
        ),
        "one answer for all": (
            lambda probabilities: (probabilities.argmax(), probabilities.max()),
            "Without an axis all numbers are taken for one long row. Every image has an answer.",
        ),
        "least likely class": (
            lambda probabilities: (probabilities.argmin(axis=1), probabilities.min(axis=1)),
            "The network means the class with the largest probability.",
        ),
        "other way round": (
            lambda probabilities: (probabilities.max(axis=1), probabilities.argmax(axis=1)),
            "The classes come first, then the probabilities.",
        ),
        "classes only": (
            lambda probabilities: probabilities.argmax(axis=1),
            "That is the first half of the answer. How probable is each of these classes?",
        ),
        "probabilities only": (
            lambda probabilities: probabilities.max(axis=1),
            "That is the second half of the answer. Which class is it?",
        ),
        "counted from 1": (
            lambda probabilities: (probabilities.argmax(axis=1) + 1, probabilities.max(axis=1)),
            "The first class is 0, as Python counts.",
        ),
    },
)

linear_training = ChoiceQuestion(
    "first_cnn.linear_training",
    reread="What training does",
    prompt="A network has ten dense layers, and no activation function between them. It is "
    "trained by gradient descent. What happens?",
    choices={
        "Nothing: without a curve every slope is constant, so it cannot learn": (
            "slope of the function taken for that of the loss",
            "What training follows is the slope of the loss for each weight, and that depends on "
            "the image and on how wrong the answer is.",
        ),
        "It learns, but never more than one dense layer could": RIGHT,
        "It learns what it would with ReLU, only more slowly": (
            "collapse forgotten",
            "However long it is trained, one matrix does the same as the whole stack.",
        ),
        "Its first layer learns, and the others only pass that on": (
            "first layer only",
            "Make a weight of any layer a little larger, and the loss changes: each has a slope.",
        ),
    },
    hints=[
        "Make one weight a little larger. Does the loss change?",
        "What is left of ten layers when their matrices are multiplied?",
    ],
    explanation="Every layer has its slopes and learns; together they stay one matrix.",
)

head = ChoiceQuestion(
    "first_cnn.head",
    reread="Where a CNN wins",
    prompt="Two CNNs with the same convolutions have to say whether there is a scratch on a "
    "photographed surface, wherever it is. Only one manages on scratches at new places. What sets "
    "it apart?",
    choices={
        "The number of its convolutions": (
            "convolution taken for invariance",
            "The map of a convolution moves along with the scratch. What happens to what has "
            "moved?",
        ),
        "The head: global pooling instead of flattening": RIGHT,
        "The head: flattening instead of global pooling": (
            "places kept",
            "After flattening, every place has weights of its own, and those of a new place never "
            "saw a scratch.",
        ),
        "The number of units in its dense layer": (
            "more of the same",
            "More units are more weights for each place. A new place is still new.",
        ),
    },
    hints=[
        "A convolution's map of a moved scratch is the map, moved. What has to forget the place?",
        "Look at the two lines of networks with convolutions in the figure.",
    ],
    explanation="Convolution is equivariant: its map moves along with the scratch. What comes "
    "after can make the network invariant, and global pooling does.",
)
