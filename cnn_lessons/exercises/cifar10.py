"""Exercises of the chapter *CIFAR-10*.

Cases avoid whatever hides a mistake: a symmetric confusion matrix, a largest number on its
diagonal only by chance, a batch size that divides the images, a rise as long as the fall.
"""

from math import ceil

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

layer_parameters = NumberQuestion(
    "cifar10.layer_parameters",
    reread="A small network",
    prompt="A convolution of 3 × 3 without bias makes {filters} maps of {channels}, and batch "
    "normalization follows. How many parameters have they together, as Keras counts them, with "
    "moving averages?",
    inputs={"channels": 48, "filters": 80},
    answer=lambda channels, filters: 9 * channels * filters + 4 * filters,
    mistakes={
        "trained ones only": (
            lambda channels, filters: 9 * channels * filters + 2 * filters,
            "These are trained. Keras also counts what batch normalization keeps for use: a mean "
            "and a variance for each map.",
        ),
        "a bias instead": (
            lambda channels, filters: 9 * channels * filters + filters,
            "The convolution has no bias here: what follows would take it away again.",
        ),
        "convolution only": (
            lambda channels, filters: 9 * channels * filters,
            "That is the convolution alone.",
        ),
        "filters of one channel": (
            lambda filters: 9 * filters + 4 * filters,
            "A filter has a kernel for each channel of its input: 3 × 3 numbers each time.",
        ),
        "normalized per channel of the input": (
            lambda channels, filters: 9 * channels * filters + 4 * channels,
            "It normalizes what comes out of the convolution. How many maps are that?",
        ),
        "three weights for 3 × 3": (
            lambda channels, filters: 3 * channels * filters + 4 * filters,
            "A window of 3 × 3 is an area. How many pixels has it?",
        ),
        "a bias as well": (
            lambda channels, filters: 9 * channels * filters + 5 * filters,
            "The convolution has no bias here, as the question says. What does normalization keep?",
        ),
    },
    hints=[
        "A filter has 3 · 3 · channels numbers, and there is one for each map.",
        "Batch normalization keeps four numbers for each map: which?",
    ],
    explanation="9 · 48 · 80 weights, and for each of 80 maps gamma, beta, a mean and a variance: "
    "{answer}.",
)

leaking_copies = ChoiceQuestion(
    "cifar10.leaking_copies",
    reread="Mirror and shift",
    prompt="You save five shifted copies of every photograph, and then split all of them at random "
    "into a training and a validation set. What about the validation accuracy?",
    choices={
        "It is right: no two images are equal": (
            "not equal, but brothers",
            "Not equal, no. But how much is new in a photograph that the network has seen two "
            "pixels further left?",
        ),
        "It is too low: shifted images are harder": (
            "the smaller effect",
            "A little harder, perhaps. But what has the network seen of these very photographs?",
        ),
        "It is right, since the split is random": (
            "validation after augmentation",
            "By chance, most of the photographs have copies on both sides.",
        ),
        "It is too high: copies of one photograph are in both parts": RIGHT,
    },
    hints=[
        "Follow the five copies of one cat. Where do they end up?",
        "What would a network that knows its images by heart reach?",
    ],
    explanation="Split first, augment afterwards, and only what is trained on. With copies on both "
    "sides, learning by heart looks like understanding.",
)

moved_test = ChoiceQuestion(
    "cifar10.moved_test",
    reread="Mirror and shift",
    prompt="Somebody mirrors and shifts the test photographs, too, at random. What about the test "
    "accuracy?",
    choices={
        "It is better founded: there are more images": (
            "augmenting the test set",
            "There are as many photographs as before. What was asked about them has changed.",
        ),
        "It changes from run to run, and tells about shifted photographs": RIGHT,
        "It is the same: the network is used to it": (
            "taken for nothing",
            "It is used to shifts, yes; but a wheel that is cut off is missing all the same.",
        ),
        "It is higher: the training images were moved, too": (
            "harder taken for easier",
            "A shift pushes a part of the picture out of the frame. Does that make a photograph "
            "easier to recognize?",
        ),
    },
    hints=[
        "Evaluate twice. Are the numbers equal?",
        "Which photographs will the network be used on?",
    ],
    explanation="Test images stay as they will be in use. (To average the answers to several views "
    "of an image is something else: a method, and a report says where it was used.)",
)

steps_taken = NumberQuestion(
    "cifar10.steps_taken",
    reread="Many images, few times",
    prompt="{images} images, batches of {batch}, {epochs} epochs. How many steps does the "
    "optimizer take?",
    inputs={"images": 5000, "batch": 128, "epochs": 17},
    answer=lambda images, batch, epochs: ceil(images / batch) * epochs,
    mistakes={
        "last batch forgotten": (
            lambda images, batch, epochs: images // batch * epochs,
            "What is left at the end of an epoch is a batch as well, a small one.",
        ),
        "rounded once at the end": (
            lambda images, batch, epochs: ceil(images * epochs / batch),
            "A batch does not reach over the end of an epoch: round before you multiply.",
        ),
        "images counted": (
            lambda images, epochs: images * epochs,
            "So many images go by. A step is taken once for each batch.",
        ),
        "one epoch": (lambda images, batch: ceil(images / batch), "That is one epoch."),
        "rounded down once at the end": (
            lambda images, batch, epochs: images * epochs // batch,
            "A batch does not reach over the end of an epoch, and the small one at its end counts.",
        ),
        "one epoch, its last batch forgotten": (
            lambda images, batch: images // batch,
            "These are the full batches of one epoch.",
        ),
    },
    hints=[
        "How many batches has one epoch, the last, smaller one included?",
        "Multiply by the epochs.",
    ],
    explanation="40 batches, the last one of 8 images, {epochs} times: {answer} steps.",
)


def find_largest(counts):
    """Find the largest number off the diagonal."""
    wrong = counts - np.diag(np.diag(counts))
    true, answer = np.unravel_index(wrong.argmax(), wrong.shape)
    return int(true), int(answer)


def _wrong(counts):
    return counts - np.diag(np.diag(counts))


def _of_the_worst_class(counts):
    worst = int(_wrong(counts).sum(axis=1).argmax())
    return worst, int(_wrong(counts)[worst].argmax())


most_confused = Exercise(
    "cifar10.most_confused",
    reread="What it confuses",
    reference=find_largest,
    cases=[
        (np.array([[9, 1, 0], [4, 7, 5], [2, 6, 8]]),),
        (np.array([[80, 3, 11, 0], [9, 70, 8, 2], [10, 4, 60, 1], [0, 5, 7, 9]]),),
        (np.array([[5, 2, 2], [3, 4, 3], [20, 30, 900]]),),
        # The largest number, and the largest pair, both above the diagonal, at two places.
        (np.array([[6, 7, 5], [1, 9, 0], [5, 2, 8]]),),
    ],
    hints=[
        "Right answers are on the diagonal, and usually many. Set them to 0 first, in a copy.",
        "`argmax()` gives one number for the whole table; `np.unravel_index` makes a row and a "
        "column of it.",
        "Return `(int(row), int(column))`.",
    ],
    mistakes={
        "right answers taken for mistakes": (
            lambda counts: tuple(map(int, np.unravel_index(counts.argmax(), counts.shape))),
            "The largest number of all is on the diagonal: there, answer and class are equal.",
        ),
        "answer and class exchanged": (
            lambda counts: find_largest(counts)[::-1],
            "A row belongs to a true class, a column to an answer. First the true class.",
        ),
        "both directions together": (
            lambda counts: find_largest(np.triu(counts + counts.T)),
            "Cats taken for dogs are not dogs taken for cats. One number of the table is wanted.",
        ),
        "fractions instead of counts": (
            lambda counts: find_largest(counts / counts.sum(axis=1, keepdims=True)),
            "That is the largest part of a row: in a small class a few mistakes are a large part. "
            "Here the counts are compared.",
        ),
        "one number for a place": (
            lambda counts: int(_wrong(counts).argmax()),
            "`argmax` counts through the whole table, row by row. Which row and which column is "
            "that?",
        ),
        "row and column found apart": (
            lambda counts: tuple(int(_wrong(counts).sum(axis).argmax()) for axis in (1, 0)),
            "The class with most mistakes and the answer that is wrong most often need not belong "
            "together.",
        ),
        "above the diagonal only": (
            lambda counts: find_largest(np.triu(counts)),
            "Below the diagonal there are mistakes as well, and other ones.",
        ),
        "number instead of its place": (
            lambda counts: int(_wrong(counts).max()),
            "That is how often it happens. Which class is it, and what is answered?",
        ),
        "the worst class first": (
            _of_the_worst_class,
            "That is the class with most mistakes, and its most frequent wrong answer. Another "
            "class may have a larger number in one place.",
        ),
    },
)


def rate_at(step, steps, peak, rising):
    """Follow two straight lines: from 0 up to the peak, and down to 0."""
    if step < rising:
        return peak * step / rising
    return peak * (steps - step) / (steps - rising)


def _falling(rate):
    """Rise as asked, and fall by another formula."""
    return lambda step, steps, peak, rising: (
        peak * step / rising if step < rising else rate(step, steps, peak, rising)
    )


one_cycle = Exercise(
    "cifar10.one_cycle",
    reread="A longer training",
    reference=rate_at,
    cases=[
        (1, 10, 0.6, 4),
        (3, 10, 0.6, 4),
        (4, 10, 0.6, 4),
        (7, 10, 0.6, 4),
        (10, 10, 0.6, 4),
        (35, 99, 0.2, 23),
    ],
    hints=[
        "Before step `rising` the rate grows in proportion to `step`. What part of the peak has it "
        "reached?",
        "The fall has `steps - rising` steps in all. How many of them are still to come?",
    ],
    mistakes={
        "no rise": (
            lambda step, steps, peak, rising: peak * (steps - step) / steps,
            "It begins with the peak. The first steps, from random weights, are to be small.",
        ),
        "no fall": (
            lambda step, steps, peak, rising: peak * min(1, step / rising),
            "It stays at the peak. What happens to the rate behind it?",
        ),
        "a jump at the peak": (
            lambda step, steps, peak, rising: (
                rate_at(step, steps, peak, rising) if step < rising else peak * (1 - step / steps)
            ),
            "Behind the peak it falls as if it had begun to at step 0. Try the step of the peak: "
            "is it the peak?",
        ),
        "rises all the time": (
            lambda step, steps, peak, rising: peak * step / rising,
            "At the last step it ought to be 0.",
        ),
        "bent fall": (
            lambda step, steps, peak, rising: (
                rate_at(step, steps, peak, rising) * min(1, (steps - step) / (steps - rising))
            ),
            "Both ways are straight lines. This fall is bent.",
        ),
        "falls too slowly": (
            _falling(lambda step, steps, peak, rising: peak * (1 - (step - rising) / steps)),
            "At the last step something is left. How many steps has the fall?",
        ),
        "rises too slowly": (
            lambda step, steps, peak, rising: (
                peak * step / steps if step < rising else rate_at(step, steps, peak, rising)
            ),
            "One step before the peak the rate is far below it. How many steps has the rise?",
        ),
        "as steep down as up": (
            _falling(lambda step, steps, peak, rising: peak * (2 - step / rising)),
            "The fall has a length of its own, and ends at 0 with the last step.",
        ),
        "from 0 once more": (
            _falling(lambda step, steps, peak, rising: peak * (step - rising) / (steps - rising)),
            "Behind the peak it begins at 0 and rises again. Which part of the fall is still to "
            "come?",
        ),
        "peak forgotten": (
            lambda step, steps, peak, rising: rate_at(step, steps, 1, rising),
            "This rises to 1. The largest rate is `peak`.",
        ),
        "as steep down as up, and 0": (
            _falling(lambda step, steps, peak, rising: max(0, peak * (2 - step / rising))),
            "It is 0 long before the last step. The fall takes all steps that are left.",
        ),
        "cosine": (
            _falling(
                lambda step, steps, peak, rising: (
                    peak * (1 + np.cos(np.pi * (step - rising) / (steps - rising))) / 2
                )
            ),
            "That is a fall along a cosine, as in other schedules. Here it is a straight line.",
        ),
    },
)
