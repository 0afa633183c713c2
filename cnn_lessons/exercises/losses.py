"""Exercises of the chapter *Losses*.

Cases avoid whatever hides a mistake: a batch of one, as many classes as examples, equal
probabilities, labels that are all the same.
"""

from math import log, log2, log10

import numpy as np

from cnn_lessons.checks import (
    RIGHT,
    ChoiceQuestion,
    Exercise,
    NumberQuestion,
    ShapeQuestion,
)


def probability_rows(examples, classes, seed):
    """Return rows of positive numbers that add up to 1, rounded to hundredths."""
    rng = np.random.default_rng(seed)
    return (rng.multinomial(100 - 3 * classes, [1 / classes] * classes, examples) + 3) / 100


def mean_surprise(probabilities, labels):
    """Look up the probability of each right class; take the mean of minus its logarithm."""
    right = probabilities[np.arange(len(labels)), labels]
    return -np.log(right).mean()


surprise = Exercise(
    "losses.surprise",
    reread="How surprised are you?",
    reference=mean_surprise,
    cases=[
        (np.array([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]]), np.array([0, 1])),
        (probability_rows(4, 3, seed=1), np.array([2, 0, 1, 1])),
        (probability_rows(5, 7, seed=2), np.array([6, 0, 3, 3, 2])),
    ],
    hints=[
        "`probabilities[np.arange(N), labels]` is that of the right class in each row.",
        "Minus the logarithm of each, then the mean.",
    ],
    mistakes={
        "sign forgotten": (
            lambda p, labels: np.log(p[np.arange(len(labels)), labels]).mean(),
            "The logarithm of a probability is negative, and a loss ought to shrink as it grows.",
        ),
        "sum instead of mean": (
            lambda p, labels: -np.log(p[np.arange(len(labels)), labels]).sum(),
            "Added up, the loss would depend on how many examples there are.",
        ),
        "all classes counted": (
            lambda p, labels: -np.log(p).sum(axis=1).mean(),
            "Only the probability of the right class counts.",
        ),
        "mean before logarithm": (
            lambda p, labels: -np.log(p[np.arange(len(labels)), labels].mean()),
            "The mean of logarithms is not the logarithm of the mean: one very wrong answer "
            "would hardly be felt.",
        ),
        "all examples' classes in each row": (
            lambda p, labels: -np.log(p[:, labels]).mean(),
            "A `:` takes all rows for each label. Each row has one label: `np.arange(N)` goes "
            "along with them.",
        ),
        "the other classes as well": (
            lambda p, labels: -np.log(np.abs(1 - one_hot(p, labels) - p)).sum(axis=1).mean(),
            "That is the binary cross-entropy, for classes that do not exclude each other. Here "
            "only the probability of the right class counts.",
        ),
        "surprise that the network expects": (
            lambda p, labels: -(p * np.log(p)).sum(axis=1).mean(),
            "That is the entropy of the answer: no label is in it. How surprising is the right "
            "class?",
        ),
        "largest probability taken for the right one": (
            lambda p, labels: -np.log(p.max(axis=1)).mean(),
            "That is how sure the network is, not how right.",
        ),
        "what is missing to 1": (
            lambda p, labels: (1 - p[np.arange(len(labels)), labels]).mean(),
            "That grows no further than 1. Minus the logarithm grows without end where a "
            "probability goes to 0.",
        ),
    },
)

start = NumberQuestion(
    "losses.start",
    reread="How surprised are you?",
    prompt="A network for {K} classes has just been made and guesses: every class has the same "
    "probability. What is its cross-entropy, to two decimals?",
    inputs={"K": 200},
    answer=lambda K: log(K),
    tolerance=0.0004,
    mistakes={
        "logarithm of base 10": (lambda K: log10(K), "Losses use the natural logarithm, `np.log`."),
        "logarithm of base 2": (
            lambda K: log2(K),
            "That is the surprise in bits. Losses use the natural logarithm, `np.log`.",
        ),
        "how often it is wrong": (
            lambda K: 1 - 1 / K,
            "That is how often the guess is wrong. The cross-entropy is minus the logarithm of the "
            "probability that the right class has.",
        ),
        "sign forgotten": (
            lambda K: -log(K),
            "The logarithm of a probability is negative; the loss is minus that.",
        ),
    },
    hints=[
        "What probability has the right class, if all have the same?",
        "The loss is minus the natural logarithm of that probability.",
    ],
    explanation="−log(1/{K}) = log {K} = {answer:.2f}. A first loss far above that points to "
    "a mistake.",
)


def logit_gradient(probabilities, labels):
    """Take 1 from the probability of each right class, and divide by the size of the batch."""
    gradient = probabilities.copy()
    gradient[np.arange(len(labels)), labels] -= 1
    return gradient / len(labels)


def one_hot(probabilities, labels):
    """Return 1 at each right class, and 0 elsewhere."""
    return np.eye(probabilities.shape[1])[labels]


gradient = Exercise(
    "losses.gradient",
    reread="Probability minus target",
    reference=logit_gradient,
    cases=[
        (np.array([[0.5, 0.25, 0.25], [0.1, 0.2, 0.7]]), np.array([0, 1])),
        (probability_rows(3, 4, seed=1), np.array([3, 0, 3])),
        (probability_rows(5, 3, seed=2), np.array([1, 2, 0, 0, 1])),
    ],
    hints=[
        "Which targets have the classes? 1 is that of the right one, 0 that of the others.",
        "Probability minus target, divided by N, for the loss is a mean.",
    ],
    mistakes={
        "batch size forgotten": (
            lambda p, labels: p - one_hot(p, labels),
            "The loss is a mean over the batch, so each example has an Nth of the gradient.",
        ),
        "downhill instead of uphill": (
            lambda p, labels: (one_hot(p, labels) - p) / len(labels),
            "The gradient points uphill. It is the training step that goes the other way.",
        ),
        "divided by the number of classes": (
            lambda p, labels: (p - one_hot(p, labels)) / p.shape[1],
            "The mean runs over the examples, not over the classes.",
        ),
        "1 taken from whole columns": (
            lambda p, labels: (p - np.isin(np.arange(p.shape[1]), labels)) / len(labels),
            "`[:, labels]` are whole columns. Each row has its own class: `np.arange(N)` goes "
            "along with the labels.",
        ),
        "right classes only": (
            lambda p, labels: (p - 1) * one_hot(p, labels) / len(labels),
            "The other classes have a probability, too, that should be 0.",
        ),
        "gradient of the logarithm alone": (
            lambda p, labels: -one_hot(p, labels) / p / len(labels),
            "Those are the slopes for the probabilities. Asked for are the slopes for the logits: "
            "they are simpler.",
        ),
    },
)

one_hot_shape = ShapeQuestion(
    "losses.one_hot_shape",
    reread="Probability minus target",
    prompt="A network tells {K} classes apart. The labels of a batch are {labels}. Which shape do "
    "they have as one-hot rows?",
    inputs={"labels": (3, 0, 5, 3, 1), "K": 8},
    answer=lambda labels, K: (len(labels), K),
    mistakes={
        "largest label counted": (
            lambda labels: (len(labels), max(labels) + 1),
            "That is wide enough for this batch. The next one may hold other classes, and the "
            "logits have a column for each.",
        ),
        "as wide as the largest label": (
            lambda labels: (len(labels), max(labels)),
            "Labels are counted from 0, so the largest one of this very batch has no column. And "
            "which classes may other batches hold?",
        ),
        "classes of the batch": (
            lambda labels: (len(labels), len(set(labels))),
            "That is how many classes occur here. Columns are for all that could.",
        ),
        "one more for none of them": (
            lambda labels, K: (len(labels), K + 1),
            "Each example is of one of the classes. There is no column for anything else.",
        ),
        "classes first": (
            lambda labels, K: (K, len(labels)),
            "Each example is a row, as in the logits.",
        ),
        "one row": (
            lambda K: (1, K),
            "That is one example. Each of them has a row.",
        ),
        "class numbers": (
            lambda labels: (len(labels),),
            "Those are the labels as they come, one number each. A one-hot row has a place for "
            "every class.",
        ),
        "a column of class numbers": (
            lambda labels: (len(labels), 1),
            "A row with one number holds the class itself. Where would the 1 stand?",
        ),
    },
    hints=[
        "Which shape have the probabilities, from which the targets are subtracted?",
        "A row for each label. Where is its 1, and how many zeros are beside it?",
    ],
    explanation="A row for each example, a column for each class, whether it occurs or not: "
    "{answer}.",
)


confident = ChoiceQuestion(
    "losses.confident",
    reread="Why not the squared error?",
    prompt="A network is sure of the wrong class: the right one has a probability of nearly 0. How "
    "hard do the two losses pull at its logit?",
    choices={
        "Cross-entropy as hard as it can, squared error hardly at all": RIGHT,
        "Squared error as hard as it can, cross-entropy hardly at all": (
            "the two exchanged",
            "The slope of the square has to come through softmax. How steep is that near 0 and 1?",
        ),
        "Both as hard as they can, for the error is large": (
            "large error taken for a large gradient",
            "The squared error is large there. But its slope has to come through a flat softmax.",
        ),
        "Both hardly at all, for softmax is saturated": (
            "logarithm forgotten",
            "One of the losses has a logarithm, which is steepest where the probability is nearly "
            "0.",
        ),
    },
    hints=[
        "The gradient of cross-entropy is probability minus target. What are they here?",
        "A squared error has the slope of softmax as a factor. What is that near 0 and 1?",
    ],
    explanation="Probability minus target is nearly −1, as far from 0 as it can be; the slope of "
    "softmax is nearly 0.",
)

outlier = NumberQuestion(
    "losses.outlier",
    reread="Regression: the mean and the median",
    prompt="Five measurements: {a}, {b}, {c}, {d} and {e}. Which one number has the smallest mean "
    "absolute error (L1) to them?",
    inputs={"a": 13, "b": 4, "c": 82, "d": 2, "e": 9},
    answer=lambda a, b, c, d, e: sorted([a, b, c, d, e])[2],
    mistakes={
        "mean": (
            lambda a, b, c, d, e: (a + b + c + d + e) // 5,
            "That is best for the squared error, which gives most weight to the largest errors.",
        ),
        "middle of the range": (
            lambda a, b, c, d, e: (min(a, b, c, d, e) + max(a, b, c, d, e)) // 2,
            "That makes the largest error smallest. The sum of all errors has another minimum.",
        ),
        "mean without the outlier": (
            lambda a, b, c, d, e: (a + b + c + d + e - max(a, b, c, d, e)) // 4,
            "Nobody told the loss which number is the outlier.",
        ),
        "third as they stand": (
            lambda c: c,
            "That is the middle of the list as it was written down. Put it in order first.",
        ),
    },
    hints=[
        "Move your number up a little: for how many measurements does the error grow, and for how "
        "many does it shrink?",
        "At the best place as many lie above as below.",
    ],
    explanation="As many lie above {answer} as below it: it is the median.",
)


def smooth_targets(labels, classes, smoothing):
    """Take a part of every 1, and divide it equally among all classes."""
    return (1 - smoothing) * np.eye(classes)[labels] + smoothing / classes


smoothing = Exercise(
    "losses.smoothing",
    reread="Label smoothing",
    reference=smooth_targets,
    cases=[(np.array([1, 0]), 4, 0.2), (np.array([2, 2, 0]), 5, 0.1), (np.array([0, 1]), 3, 0.0)],
    hints=[
        "`np.eye(classes)[labels]` is 1 at each right class.",
        "The part `smoothing` of 1 is divided among all classes, the right one included.",
    ],
    mistakes={
        "spread over the wrong classes only": (
            lambda labels, K, part: np.where(np.eye(K)[labels] > 0, 1 - part, part / (K - 1)),
            "The paper, and Keras, spread it over all classes, the right one included.",
        ),
        "the others' part without the right one's": (
            lambda labels, K, part: np.where(np.eye(K)[labels] > 0, 1 - part, part / K),
            "All classes get their part, the right one as well. Each row must add up to 1.",
        ),
        "not smoothed": (
            lambda labels, classes, smoothing: np.eye(classes)[labels],
            "Those are the targets as they come. A part of each 1 is still to be spread.",
        ),
        "the two parts exchanged": (
            lambda labels, K, part: part * np.eye(K)[labels] + (1 - part) / K,
            "`smoothing` is the small part, which is spread. The rest stays where it is.",
        ),
        "nothing taken from the right class": (
            lambda labels, classes, smoothing: np.eye(classes)[labels] + smoothing / classes,
            "Each row must still add up to 1.",
        ),
        "nothing given to the others": (
            lambda labels, classes, smoothing: (1 - smoothing) * np.eye(classes)[labels],
            "What was taken is gone. Each row must still add up to 1.",
        ),
        "each class given all of it": (
            lambda labels, K, part: (1 - part) * np.eye(K)[labels] + part,
            "Each class got the whole part. It is divided among them.",
        ),
    },
)
