"""Exercises of the chapter *MNIST*.

Cases avoid whatever hides a mistake: a symmetric confusion matrix, a pair of classes that is
met only once, a class that nobody answers in the middle, an accuracy of one half.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

which_part = ChoiceQuestion(
    "mnist.which_part",
    reread="Three parts",
    prompt="You try five learning rates and keep the best network. Which digits say which one is "
    "best?",
    choices={
        "The 10,000 for the test: they are the ones that count": (
            "test data in training",
            "The best of five on these digits is partly the luckiest of five on them. Afterwards, "
            "which digits are left that had no say?",
        ),
        "The 55,000 to learn from: they are the most": (
            "judged by what it has learned",
            "A network that knows them by heart would win.",
        ),
        "The 5,000 held out: none of the five networks has learned from them": RIGHT,
        "All 70,000 together": (
            "everything in one pot",
            "Most of these have been learned from, and the rest was to stay unseen.",
        ),
    },
    hints=[
        "Choosing is a kind of learning: what you choose by, you have learned from.",
        "You need one part to learn from, one to choose by, and one that has done neither.",
    ],
    explanation="To choose is to learn. The test digits are asked once, when nothing is left to be "
    "chosen.",
)

divided_twice = NumberQuestion(
    "mnist.divided_twice",
    reread="Look at the data",
    prompt="The digits are from 0 to 255. You divide them by {white}, and so does the first layer "
    "of the network. What is the value of a white pixel behind that layer?",
    inputs={"white": 255},
    answer=lambda white: 1 / white,
    tolerance=0.006,
    mistakes={
        "divided once": (lambda: 1, "So it would be after one of the two divisions."),
        "not divided": (lambda white: white, "That is the white of the file."),
        "divided three times": (
            lambda white: 1 / white**2,
            "White is 255 to begin with, and it is divided twice.",
        ),
        "the second one undoes the first": (
            lambda white: white * white,
            "Both divide; neither multiplies.",
        ),
    },
    hints=["What is a white pixel after the first division?", "Divide that once more."],
    explanation="{white} / {white} / {white} = {answer:.4f}: to the eye, every digit is black, "
    "and no error is raised. What a network makes of such digits, the chapter tries further down.",
)


def count_answers(labels, answers, classes):
    """Count the pairs of a true class and an answer, one row for each true class."""
    counts = np.zeros((classes, classes), dtype=int)
    np.add.at(counts, (labels, answers), 1)  # counts[labels, answers] += 1 would count once only
    return counts


def _as_few_as_occur(labels, answers, classes):
    found = np.unique([labels, answers])
    return count_answers(
        np.searchsorted(found, labels), np.searchsorted(found, answers), len(found)
    )


def _in_both_directions(labels, answers, classes):
    counts = count_answers(labels, answers, classes)
    return counts + counts.T - np.diag(np.diag(counts))


confusion = Exercise(
    "mnist.confusion",
    reread="What it gets wrong",
    reference=count_answers,
    cases=[
        (np.array([0, 1, 1, 1, 0]), np.array([0, 1, 0, 0, 1]), 2),
        (np.array([2, 2, 0, 4, 4, 4, 2]), np.array([2, 4, 0, 0, 0, 4, 2]), 5),
        (np.array([0, 1, 2, 2]), np.array([1, 1, 0, 0]), 4),
        (np.repeat([1, 0, 1], [260, 3, 2]), np.repeat([0, 1], [260, 5]), 2),  # more than 255
    ],
    hints=[
        "Begin with `np.zeros((classes, classes), int)`, and go through the pairs.",
        "Row: what it is. Column: what was answered. Add 1 there.",
        "`zip(labels, answers)` gives the pairs, one by one.",
    ],
    mistakes={
        "rows and columns exchanged": (
            lambda labels, answers, classes: count_answers(answers, labels, classes),
            "A row belongs to a true class: it adds up to how often that class is there.",
        ),
        "every pair counted once": (
            lambda labels, answers, classes: np.minimum(count_answers(labels, answers, classes), 1),
            "With arrays of indices, `table[rows, columns] += 1` adds 1 to each place once, "
            "however often it is named.",
        ),
        "right answers left out": (
            lambda true, said, n: count_answers(true[true != said], said[true != said], n),
            "What was right belongs in the table as well, on its diagonal.",
        ),
        "only classes that occur": (
            _as_few_as_occur,
            "A class that is neither there nor answered has a row and a column, too, full of 0.",
        ),
        "fractions of the row": (
            lambda labels, answers, classes: (
                count_answers(labels, answers, classes)
                / np.maximum(np.bincount(labels, minlength=classes), 1)[:, np.newaxis]
            ),
            "These are fractions of each row. Count first; to divide is easy later.",
        ),
        "right answers only": (
            lambda *case: np.diag(np.diag(count_answers(*case))),
            "What was wrong is missing. It belongs beside the diagonal.",
        ),
        "counted in both directions": (
            _in_both_directions,
            "A 4 taken for a 9 is no 9 taken for a 4. Each pair adds 1 in one place.",
        ),
        "one row for all": (
            lambda *case: np.tile(count_answers(*case).sum(axis=0), (case[-1], 1)),
            "All rows are equal: `[[0] * n] * n` is one list, named n times. Make each row anew.",
        ),
        "sized by the largest number": (
            lambda labels, answers, _: count_answers(
                labels, answers, 1 + max(labels.max(), answers.max())
            ),
            "The last class need not occur. How many there are is said by `classes`.",
        ),
        "counts begin again at 0": (
            lambda *case: count_answers(*case).astype("uint8"),
            "A `uint8` holds no more than 255. Count with `int`.",
        ),
    },
)

whole_accuracy = NumberQuestion(
    "mnist.whole_accuracy",
    reread="How sure is 99 %?",
    prompt="A network is tested in three batches of {a}, {b} and {c} digits; {x}, {y} and {z} % of "
    "them are right. What percentage of all digits is right?",
    inputs={"a": 250, "b": 200, "c": 10, "x": 72, "y": 86, "z": 90},
    answer=lambda a, b, c, x, y, z: (a * x + b * y + c * z) / (a + b + c),
    tolerance=1e-3,
    unit="%",
    mistakes={
        "mean of the batches": (
            lambda x, y, z: (x + y + z) / 3,
            "The last batch has as large a say as the others, with a few digits only.",
        ),
        "last batch left out": (
            lambda a, b, x, y: (a * x + b * y) / (a + b),
            "Few digits are still digits.",
        ),
        "best batch": (lambda z: z, "Only the last few digits were read as well as that."),
        "digits counted": (
            lambda a, b, c, x, y, z: (a * x + b * y + c * z) / 100,
            "That is how many digits are right. What percentage of all is that?",
        ),
    },
    hints=[
        "How many digits of each batch are right?",
        "Add them up, and divide by the number of all digits.",
    ],
    explanation="Digits are counted, not batches: {answer:.2f} %.",
)


def error_bar(right, count):
    """Return two standard errors of the accuracy."""
    share = right / count
    return 2 * np.sqrt(share * (1 - share) / count)


margin = Exercise(
    "mnist.margin",
    reread="How sure is 99 %?",
    reference=error_bar,
    cases=[(90, 100), (343, 347), (9_920, 10_000), (13, 23)],
    hints=[
        "First p, the part that is right: the accuracy.",
        "One digit is right or wrong with the variance p · (1 − p). What is it for the mean of "
        "`count` digits?",
        "The root of that is one standard error. Two are wanted.",
    ],
    mistakes={
        "one standard error": (
            lambda right, count: error_bar(right, count) / 2,
            "Two are asked for: in 19 of 20 samples the truth is within them.",
        ),
        "of a single digit": (
            lambda right, count: error_bar(right, count) * np.sqrt(count),
            "That is how much one digit varies. The mean of many varies less.",
        ),
        "variance": (
            lambda right, count: 2 * (right / count) * (1 - right / count) / count,
            "That is a variance. Take its root.",
        ),
        "divided by the count, not by its root": (
            lambda right, count: error_bar(right, count) / np.sqrt(count),
            "Four times as many digits make it half as wide, not a quarter.",
        ),
        "as if half were right": (
            lambda right, count: 1 / np.sqrt(count),
            "That is the widest it can be. A network that is nearly always right varies less.",
        ),
        "in digits, not as a part of all": (
            lambda right, count: error_bar(right, count) * count,
            "That counts the digits, more or fewer. How much is that of the accuracy, from 0 to 1?",
        ),
        "1.96 for two": (
            lambda right, count: error_bar(right, count) * 0.98,
            "1.96 standard errors hold 95 % of a normal distribution. Two are asked for.",
        ),
        "one digit taken off": (
            lambda right, count: error_bar(right, count) * np.sqrt(count / (count - 1)),
            "`count - 1` belongs to a variance that is estimated from a sample's own mean. This "
            "one follows from p: divide by all digits.",
        ),
        "two under the root": (
            lambda right, count: error_bar(right, count) / np.sqrt(2),
            "Under the root, 2 makes 1.41 of it. First the root, then twice that.",
        ),
        "both ends": (
            lambda right, count: (
                right / count - error_bar(right, count),
                right / count + error_bar(right, count),
            ),
            "These are the ends of the error bar. How far are they from the middle?",
        ),
        "variance outside the root": (
            lambda right, count: 2 * right / count * (1 - right / count) / np.sqrt(count),
            "p · (1 − p) is a variance: it belongs under the root as well.",
        ),
    },
)
