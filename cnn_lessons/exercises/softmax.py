"""Exercises of the chapter *Softmax*.

Cases avoid whatever hides a mistake: small scores, rows of similar size, only positive scores.
"""

from functools import partial
from math import e

import numpy as np

from cnn_lessons.checks import Exercise, NumberQuestion

output_units = NumberQuestion(
    "softmax.output_units",
    reread="From scores to probabilities",
    prompt="You have {images:,} colour photographs of {H} × {H} pixels, each of a cat or dog of "
    "one of {classes} breeds, and want to know the breed. How many numbers does the last layer "
    "give to its softmax?",
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
            "A single probability is always 1. Softmax compares the scores of several classes.",
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
        "For handwritten digits there are 10 numbers, one for each digit.",
    ],
    explanation="One score for each breed: {answer}. The {H} × {H} × 3 numbers of an image come in "
    "at the other end.",
)

softmax_twice = NumberQuestion(
    "softmax.softmax_twice",
    reread="Once, not twice",
    prompt="A network is as certain as it can be: its softmax over {classes} classes gives 1 for "
    "one class and 0 for the others. By mistake a second softmax follows. What does it make of "
    "the 1? (Three decimals.)",
    inputs={"classes": 10},
    answer=lambda classes: e / (e + classes - 1),
    tolerance=0.002,
    mistakes={
        "taken for unchanged": (
            lambda: 1,
            "The second softmax takes probabilities for scores. Scores of 1 and 0 lie close "
            "together.",
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
        "probability of the others": (
            lambda classes: 1 / (e + classes - 1),
            "That is what one of the zeros becomes. What becomes of the 1?",
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
    "softmax.stable_softmax",
    reread="Subtract the largest score",
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
        "probabilities of a column": (
            partial(_softmax_with, axis=0),
            "The columns add up to 1. A row is one image, and its probabilities have to.",
            "Each row by itself",
        ),
        "probabilities of the whole batch": (
            partial(_softmax_with, axis=None),
            "All numbers together add up to 1. Each row has to by itself.",
            "Each row by itself",
        ),
        "not exponentiated": (
            lambda scores: scores / scores.sum(axis=1, keepdims=True),
            "The scores themselves were divided by their sum. Scores may be negative or add up "
            "to 0; their exponentials may not.",
            "From scores to probabilities",
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
            "Then the smallest score is 0, and the exponentials of all others lie above 1. "
            "Subtract so that nothing is above 0.",
        ),
        "columns instead of rows": (
            lambda scores: softmax_rows(scores.T).T,
            "Maximum and sum went down the columns. A row is one image.",
            "Each row by itself",
        ),
        "clipped": (
            lambda scores: softmax_rows(np.clip(scores, -500, 500)),
            "Scores beyond the limits have become equal, and so their probabilities. Subtracting "
            "changes no difference.",
        ),
        "sum without its axis": (
            lambda scores: (
                np.exp(scores - scores.max(axis=1, keepdims=True))
                / np.exp(scores - scores.max(axis=1, keepdims=True)).sum(axis=1)
            ),
            "The sums of the rows are a row now, and NumPy lays them along the columns. With "
            "`keepdims=True` they stay a column.",
            "Each row by itself",
        ),
        "maximum without its axis": (
            lambda scores: softmax_rows(scores - scores.max(axis=1)),
            "The maxima of the rows are a row now, and NumPy lays them along the columns. With "
            "`keepdims=True` they stay a column.",
            "Each row by itself",
        ),
        "logarithms": (
            lambda scores: (
                scores
                - scores.max(axis=1, keepdims=True)
                - np.log(np.exp(scores - scores.max(axis=1, keepdims=True)).sum(1, keepdims=True))
            ),
            "These are the logarithms of the probabilities. Return the probabilities "
            "themselves: positive, and 1 in all.",
        ),
        "not divided": (
            lambda scores: np.exp(scores - scores.max(axis=1, keepdims=True)),
            "The largest of each row is 1. The whole row has to add up to 1.",
            "From scores to probabilities",
        ),
        "largest without its sign": (
            partial(_softmax_with, shift=lambda scores: np.abs(scores).max(axis=1, keepdims=True)),
            "The largest absolute value was subtracted. In a row of negative scores that leads far "
            "below 0, and all exponentials are 0.",
        ),
        "signs of the scores": (
            lambda scores: softmax_rows(-scores),
            "The largest score has got the smallest probability: a sign is turned round.",
            "From scores to probabilities",
        ),
        "largest gets all": (
            lambda scores: 1.0 * (scores == scores.max(axis=1, keepdims=True)),
            "The largest score of each row got 1 and the others 0. They get a little of it, too.",
            "From scores to probabilities",
        ),
    },
)
