"""Exercises of the chapter *A network*.

Cases avoid whatever hides a mistake: square kernels, batches of equal size, as many classes
as examples, nothing right or everything.
"""

from itertools import pairwise

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, whole_numbers
from cnn_lessons.operations import softmax


def flattened(size, kernel=5, halvings=2, channels=16, padding=0):
    """Return how many numbers LeNet-5's convolutions leave of an image."""
    for step in range(2):
        size = size + 2 * padding - kernel + 1
        size = size // 2 if step < halvings else size
    return size * size * channels


flat_size = NumberQuestion(
    "network.flat_size",
    reread="Small and thick",
    prompt="A LeNet-5 is built for images of {size} × {size} pixels: 6 kernels of 5 × 5, pooling, "
    "16 kernels of 5 × 5, pooling, all without padding. How many numbers does `Flatten` hand on?",
    inputs={"size": 48},
    answer=lambda size: flattened(size),
    mistakes={
        "the usual one": (
            lambda: flattened(32),
            "That is right for 32 × 32 pixels. Walk through the layers with this image.",
        ),
        "second pooling forgotten": (
            lambda size: flattened(size, halvings=1),
            "There is one more pooling before the numbers are written in a row.",
        ),
        "border kept": (
            lambda size: flattened(size, padding=2),
            "Without padding a kernel of 5 × 5 loses two pixels on each side.",
        ),
        "one map only": (
            lambda size: flattened(size, channels=1),
            "That is one map. All of them are written in the row.",
        ),
        "maps multiplied": (
            lambda size: flattened(size, channels=6 * 16),
            "The second convolution mixes the 6 maps: each of its kernels is 6 deep and makes one.",
        ),
    },
    hints=[
        "A kernel of 5 takes 4 pixels off each axis; a pooling halves what is left.",
        "Twice: minus 4, then half. Then height times width times maps.",
    ],
    explanation="{size} → 44 → 22 → 18 → 9, and 9 · 9 · 16 = {answer}.",
)

WINDOW = 5 * 5
FILTERS = (6, 16)
UNITS = (400, 120, 84, 10)
BIASES = sum(FILTERS) + sum(UNITS[1:])


def lenet_parameters(channels, deep=FILTERS[0], biases=BIASES):
    """Return how many weights and biases LeNet-5 has for 32 × 32 pixels."""
    kernels = WINDOW * (channels * FILTERS[0] + deep * FILTERS[1])
    return kernels + sum(D * F for D, F in pairwise(UNITS)) + biases


parameters = NumberQuestion(
    "network.parameters",
    reread="Small and thick",
    prompt="The LeNet-5 of this chapter is rebuilt for colour: 32 × 32 pixels with {channels} "
    "channels. All else stays. How many parameters has it?",
    inputs={"channels": 3},
    answer=lambda channels: lenet_parameters(channels),
    mistakes={
        "biases forgotten": (
            lambda channels: lenet_parameters(channels, biases=0),
            "These are the weights. Every filter and every unit has a bias, too.",
        ),
        "one bias for a layer": (
            lambda channels: lenet_parameters(channels, biases=5),
            "Not each layer, but each filter and each unit has a bias.",
        ),
        "grey": (
            lambda: lenet_parameters(1),
            "That is the network for grey images. The first kernels become deeper.",
        ),
        "colour in the second layer": (
            lambda channels: lenet_parameters(channels, deep=channels),
            "The second convolution sees no colours any more, but the maps of the first.",
        ),
        "everything three times": (
            lambda channels: channels * lenet_parameters(1),
            "Which layers see the image itself? Only those change.",
        ),
    },
    hints=[
        "Which of the five layers with weights sees the image?",
        "Each of its 6 kernels is now 5 · 5 · 3. The table has the rest.",
    ],
    explanation="Only the first layer changes, from (25 · 1 + 1) · 6 to (25 · {channels} + 1) · 6: "
    "{answer}.",
)

step_order = ChoiceQuestion(
    "network.step_order",
    reread="One step of training",
    prompt="In which order does a step of training go?",
    choices={
        "forward, update, loss, backward": (
            "updated too early",
            "What would the update subtract? There are no gradients of this batch yet.",
        ),
        "forward, loss, backward, update": RIGHT,
        "backward, forward, loss, update": (
            "backward without a forward",
            "Each layer goes back with the inputs that it remembers. Which ones would that be?",
        ),
        "forward, backward, update; the loss first when the epoch is over": (
            "no loss in the step",
            "What goes backward is the gradient of a loss: it begins there.",
        ),
    },
    hints=[
        "What does each of the four need that another one makes?",
        "The update needs gradients, gradients need a loss, a loss needs logits.",
    ],
    explanation="Each needs what the one before made: logits, a loss, gradients, new weights.",
)


def linear_backward(kernels, d_logits):
    """Go through the layers from the last to the first; each turns its kernel round."""
    d_inputs = d_logits
    for kernel in reversed(kernels):
        d_inputs = d_inputs @ kernel.T
    return d_inputs


def _turned(kernels):
    return [kernel.T for kernel in kernels]


backward = Exercise(
    "network.backward",
    reread="One step of training",
    reference=linear_backward,
    cases=[
        ([whole_numbers(2, 2, seed=seed) for seed in (2, 3)], whole_numbers(1, 2, seed=4)),
        ([whole_numbers(3, 3, seed=seed) for seed in (8, 9, 12)], whole_numbers(2, 3, seed=10)),
        (
            [whole_numbers(D, F, seed=D) for D, F in pairwise([5, 3, 7, 2])],
            whole_numbers(4, 2, seed=11),
        ),
    ],
    hints=[
        "Forward, layer by layer, it was `inputs @ kernel`. Which layer made the logits?",
        "A layer's way back is `d_outputs @ kernel.T`.",
        "`reversed(kernels)` goes from the last to the first.",
    ],
    mistakes={
        "from the first layer on": (
            lambda kernels, d_logits: linear_backward(kernels[::-1], d_logits),
            "The way back goes through the layers in the other direction.",
        ),
        "kernel not turned round": (
            lambda kernels, d_logits: linear_backward(_turned(kernels), d_logits),
            "What went from D numbers to F on the way there comes back from F to D: the kernel is "
            "transposed.",
        ),
        "forward once more": (
            lambda kernels, d_logits: linear_backward(_turned(kernels[::-1]), d_logits),
            "This is the way there, with gradients in place of inputs.",
        ),
        "one layer too few": (
            lambda kernels, d_logits: linear_backward(kernels[1:], d_logits),
            "It stops at the outputs of the first layer. One more, and you are at the inputs.",
        ),
        "one layer skipped": (
            lambda kernels, d_logits: linear_backward(kernels[:-1], d_logits),
            "The last layer has been left out. It comes first on the way back.",
        ),
    },
)


def accuracy(logits, labels):
    """Take the class with the highest score, and count how often it is the right one."""
    guesses = logits.argmax(axis=1)
    return (guesses == labels).mean()


SCORES = np.array([[2.0, 1.0, -3.0], [0.5, 4.0, 3.0], [-1.0, 0.0, -2.0], [3.0, -1.0, 2.0]])
MANY = np.random.default_rng(1).permutation(35) - 17.0

share_right = Exercise(
    "network.share_right",
    reread="Train LeNet-5",
    reference=accuracy,
    cases=[
        (SCORES, np.array([0, 2, 1, 0])),
        (MANY.reshape(7, 5), np.array([4, 0, 0, 3, 2, 1, 3])),
        (np.array([[0.9, 0.1], [0.2, 1.0], [0.7, 0.3], [0.6, 0.4], [0.1, 0.9]]), np.arange(5) % 2),
    ],
    hints=[
        "Each row has a score for each class. `argmax` says where the highest one stands.",
        "`axis=1` looks along each row. Compare with the labels, and take the mean.",
    ],
    mistakes={
        "counted, not shared out": (
            lambda logits, labels: (logits.argmax(axis=1) == labels).sum(),
            "These are the right ones, counted. An accuracy is their share.",
        ),
        "wrong ones counted": (
            lambda logits, labels: (logits.argmax(axis=1) != labels).mean(),
            "That is the share of mistakes.",
        ),
        "scores compared with labels": (
            lambda logits, labels: (logits.max(axis=1) == labels).mean(),
            "The highest score is not a class. The class is the place where it stands.",
        ),
        "lowest score taken": (
            lambda logits, labels: (logits.argmin(axis=1) == labels).mean(),
            "The network means the class with the highest score, not with the lowest.",
        ),
        "mean share of the right class": (
            lambda logits, labels: softmax(logits)[np.arange(len(labels)), labels].mean(),
            "That is how sure the network is of the right classes. A guess is right or it is not.",
        ),
    },
)

batches = NumberQuestion(
    "network.batches",
    reread="Train LeNet-5",
    prompt="A test set of 72 images goes through in batches of 32, 32 and 8. The shares that are "
    "right are {first}, {second} and {third}. What is the accuracy?",
    inputs={"first": 0.75, "second": 0.5, "third": 0.25},
    answer=lambda first, second, third: (32 * first + 32 * second + 8 * third) / 72,
    tolerance=0.006,
    mistakes={
        "batches weigh the same": (
            lambda first, second, third: (first + second + third) / 3,
            "The last batch is small: its images would count four times as much as the others.",
        ),
        "last batch dropped": (
            lambda first, second: (first + second) / 2,
            "The last, small batch belongs to the test set as well.",
        ),
        "all batches taken for full": (
            lambda first, second, third: (32 * first + 32 * second + 8 * third) / 96,
            "You have divided by three full batches. How many images are there?",
        ),
        "counted, not shared out": (
            lambda first, second, third: 32 * first + 32 * second + 8 * third,
            "That many images are right. Of how many?",
        ),
    },
    hints=["How many images are right in each batch?", "Add them up; divide by all images."],
    explanation="24 + 16 + 2 of 72 images are right: {answer:.3f}.",
)

unseen_writers = ChoiceQuestion(
    "network.unseen_writers",
    reread="Known hands and strange ones",
    prompt="Thirteen people have written 140 digits each. Your network will read what customers "
    "write, whom nobody knows yet. Which test tells you how well?",
    choices={
        "a fifth of the digits, drawn at random": (
            "drawn at random",
            "Every test digit then has brothers from the same hand in the training set.",
        ),
        "a fifth of the digits of each writer and class": (
            "evenly shared out",
            "Now each hand is known for certain. Customers' hands are not.",
        ),
        "all digits of three writers, of whom no digit is trained on": RIGHT,
        "all digits, after training on all of them": (
            "learned by heart",
            "That measures what has been learned by heart.",
        ),
    },
    hints=[
        "What will be new to the network when it is used?",
        "What is new then has to be new in the test.",
    ],
    explanation="The customers' hands are new, so the hands of the test have to be.",
)
