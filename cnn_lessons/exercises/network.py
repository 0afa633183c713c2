"""Exercises of the chapter *A network*.

Cases avoid whatever hides a mistake: square kernels, batches of equal size, as many classes
as examples, nothing right or everything.
"""

from functools import partial
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
    reread="Layers in a row",
    prompt="A LeNet-5 is built for images of {size} × {size} pixels: 6 filters of 5 × 5, pooling, "
    "16 filters of 5 × 5, pooling, all without padding. How many numbers does `Flatten` hand on?",
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
            "The second convolution mixes the 6 maps: each of its filters is 6 deep and makes one.",
        ),
    },
    hints=[
        "A kernel of 5 takes 4 pixels off each axis; a pooling halves what is left.",
        "Twice: minus 4, then half. Then height times width times maps.",
    ],
    explanation="{size} → 44 → 22 → 18 → 9, and 9 · 9 · 16 = {answer:,}.",
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
    reread="Layers in a row",
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
            "That is the network for grey images. The first filters become deeper.",
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
        "Each of its 6 filters is now 5 · 5 · 3. The table has the rest.",
    ],
    explanation="Only the first layer changes, from (25 · 1 + 1) · 6 to (25 · {channels} + 1) · 6: "
    "{answer:,}.",
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
        "forward, backward, update; the loss only at the end of the training": (
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


def one_step(weights, inputs, targets, rate):
    """Go forwards, back from the mean of the squares, and against the gradient."""
    errors = inputs @ weights - targets
    gradient = inputs.T @ (2 * errors / len(targets))
    return weights - rate * gradient


def _step_with(weights, inputs, targets, rate, *, move=lambda gradient, rate: -rate * gradient):
    """Take a step in another direction, or of another length."""
    errors = inputs @ weights - targets
    return weights + move(inputs.T @ (2 * errors / len(targets)), rate)


def _examples(N, D, seed):
    """Return weights, inputs and targets, all small whole numbers."""
    weights, inputs, targets = (
        whole_numbers(*shape, seed=seed + i) for i, shape in enumerate(((1, D), (N, D), (1, N)))
    )
    return weights[0], inputs, targets[0]


STEP_CASES = [
    (*_examples(2, 3, seed=1), 0.5),
    (*_examples(4, 3, seed=4), 0.25),
    (*_examples(5, 2, seed=7), 0.125),
]

step = Exercise(
    "network.step",
    reread="One step of training",
    reference=one_step,
    cases=STEP_CASES,
    hints=[
        "Forward: `inputs @ weights`. How far is each output from its target?",
        "The loss is the mean of the squares, so an output's slope is 2 · error / N.",
        "The gradient of the weights is `inputs.T @ d_outputs`. The step goes against it.",
    ],
    mistakes={
        "along the gradient": (
            partial(_step_with, move=lambda gradient, rate: rate * gradient),
            "That step goes uphill: the weights take minus the gradient, and an error is the "
            "output minus the target.",
        ),
        "rate forgotten": (
            partial(_step_with, move=lambda gradient, rate: -gradient),
            "The learning rate says how long the step is: multiply the gradient by it.",
        ),
        "divided by the rate": (
            partial(_step_with, move=lambda gradient, rate: -gradient / rate),
            "A smaller learning rate makes a smaller step: multiply by it.",
        ),
        "2 of the square forgotten": (
            partial(_step_with, move=lambda gradient, rate: -rate * gradient / 2),
            "The slope of a square is twice what is squared.",
        ),
        "sum instead of mean": (
            lambda w, x, t, rate: w - rate * x.T @ (2 * (x @ w - t)),
            "The loss is a mean over the examples, so each of them gives an Nth of the gradient.",
        ),
        "gradient returned": (
            lambda w, x, t, rate: x.T @ (2 * (x @ w - t) / len(t)),
            "That is the gradient. The new weights are the old ones less rate · gradient.",
        ),
        "step returned": (
            lambda w, x, t, rate: rate * x.T @ (2 * (x @ w - t) / len(t)),
            "That is the step alone. Take it from the weights.",
        ),
        "inputs left out": (
            lambda w, x, t, rate: w - rate * (2 * (x @ w - t) / len(t)).sum(),
            "Every weight took the same step. A weight's slope has its input as a factor.",
        ),
        "divided by the number of weights": (
            lambda w, x, t, rate: w - rate * x.T @ (2 * (x @ w - t) / len(w)),
            "The mean runs over the examples, N of them, not over the weights.",
        ),
    },
)


def one_epoch(weights, inputs, targets, order, batch_size, rate):
    """Take a step with each batch of places, the next one from the weights of the last."""
    moved = weights.copy()
    for start in range(0, len(order), batch_size):
        batch = order[start : start + batch_size]
        errors = inputs[batch] @ moved - targets[batch]
        moved -= rate * inputs[batch].T @ (2 * errors / len(batch))
    return moved


def _epoch_with(weights, inputs, targets, batches, rate, *, divisor=len):
    """Take a step with each of the batches, with another mean if wanted."""
    for batch in batches:
        errors = inputs[batch] @ weights - targets[batch]
        weights = weights - rate * inputs[batch].T @ (2 * errors / divisor(batch))
    return weights


def _in_batches(order, batch_size):
    return [order[start : start + batch_size] for start in range(0, len(order), batch_size)]


def _one_sum(weights, inputs, targets, order, batch_size, rate):
    moves = [
        one_epoch(weights, inputs, targets, batch, batch_size, rate) - weights
        for batch in _in_batches(order, batch_size)
    ]
    return weights + sum(moves)


epoch = Exercise(
    "network.epoch",
    reread="One epoch",
    reference=one_epoch,
    cases=[
        (*_examples(4, 2, seed=10), np.array([2, 0, 3, 1]), 2, 0.125),
        (*_examples(5, 3, seed=20), np.array([4, 1, 3, 0, 2]), 2, 0.0625),
        (*_examples(7, 2, seed=30), np.array([3, 6, 0, 2, 5, 1, 4]), 3, 0.0625),
    ],
    hints=[
        "`range(0, len(order), batch_size)` gives where each batch begins in `order`.",
        "`order[start : start + batch_size]` are its places; at the end there are fewer.",
        "`inputs[batch]` are its examples. The rest is the step from above, with its N the size "
        "of this batch.",
    ],
    mistakes={
        "not shuffled": (
            lambda w, x, t, order, size, rate: _epoch_with(
                w, x, t, _in_batches(np.arange(len(order)), size), rate
            ),
            "The examples came as they stand in the file. `order` says which come first.",
        ),
        "last batch dropped": (
            lambda w, x, t, order, size, rate: _epoch_with(
                w, x, t, _in_batches(order[: len(order) // size * size], size), rate
            ),
            "What is left at the end is a batch, too, if a smaller one.",
        ),
        "first batch only": (
            lambda w, x, t, order, size, rate: _epoch_with(w, x, t, [order[:size]], rate),
            "That is one step. An epoch goes once through all examples.",
        ),
        "one step with all": (
            lambda w, x, t, order, size, rate: _epoch_with(w, x, t, [order], rate),
            "That is one step with the gradient of all examples. Take `batch_size` at a time.",
        ),
        "one example at a time": (
            lambda w, x, t, order, size, rate: _epoch_with(w, x, t, _in_batches(order, 1), rate),
            "Each example had a step of its own. A step takes `batch_size` of them.",
        ),
        "mean over all examples": (
            lambda w, x, t, order, size, rate: _epoch_with(
                w, x, t, _in_batches(order, size), rate, divisor=lambda batch: len(order)
            ),
            "Each step divides by the number of examples in its own batch.",
        ),
        "full batches assumed": (
            lambda w, x, t, order, size, rate: _epoch_with(
                w, x, t, _in_batches(order, size), rate, divisor=lambda batch: size
            ),
            "The last batch is smaller: divide by how many examples are in it.",
        ),
        "all steps from the first weights": (
            _one_sum,
            "Every gradient was taken at the first weights. A step begins where the last one "
            "ended.",
        ),
        "backwards": (
            lambda w, x, t, order, size, rate: _epoch_with(
                w, x, t, _in_batches(order, size)[::-1], rate
            ),
            "The last batch came first. Take the places of `order` from the front.",
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
    reread="What `fit` does",
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
        "counted, not divided": (
            lambda logits, labels: (logits.argmax(axis=1) == labels).sum(),
            "These are the right ones, counted. Divide by the number of rows.",
        ),
        "wrong ones counted": (
            lambda logits, labels: (logits.argmax(axis=1) != labels).mean(),
            "That is the fraction of mistakes.",
        ),
        "scores compared with labels": (
            lambda logits, labels: (logits.max(axis=1) == labels).mean(),
            "The highest score is not a class. The class is the place where it stands.",
        ),
        "lowest score taken": (
            lambda logits, labels: (logits.argmin(axis=1) == labels).mean(),
            "The network means the class with the highest score, not with the lowest.",
        ),
        "mean probability of the right class": (
            lambda logits, labels: softmax(logits)[np.arange(len(labels)), labels].mean(),
            "That is how sure the network is of the right classes. A guess is right or it is not.",
        ),
    },
)

batches = NumberQuestion(
    "network.batches",
    reread="What `fit` does",
    prompt="A test set of 72 images goes through in batches of 32, 32 and 8. The fractions that "
    "are right are {first}, {second} and {third}. What is the accuracy?",
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
        "counted, not divided": (
            lambda first, second, third: 32 * first + 32 * second + 8 * third,
            "That many images are right. Of how many?",
        ),
    },
    hints=["How many images are right in each batch?", "Add them up; divide by all images."],
    explanation="24 + 16 + 2 of 72 images are right: {answer:.3f}.",
)

unseen_writers = ChoiceQuestion(
    "network.unseen_writers",
    reread="Data leakage: a split by writers",
    prompt="Thirteen people have written 140 digits each. Your network will read what customers "
    "write, who are new to it. Which test tells you how well?",
    choices={
        "a fifth of the digits, drawn at random": (
            "drawn at random",
            "Every test digit then has others by the same writer in the training set.",
        ),
        "a fifth of the digits of each writer and class": (
            "of every writer",
            "Now each writer is known for certain. Customers are not.",
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
    explanation="The customers are new writers, so those of the test have to be new.",
)
