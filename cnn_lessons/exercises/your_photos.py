"""Exercises of the chapter *Your photos*.

Cases avoid whatever hides a mistake: square photographs, groups of two, classes of one size,
confusion matrices that are symmetric.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, ShapeQuestion

standing = ShapeQuestion(
    "your_photos.standing",
    reread="What is in a file",
    prompt="You hold your phone upright. It stores {height} rows of {width} pixels, and in EXIF "
    "the orientation 6: turn me a quarter. Which shape has the colour photograph, upright?",
    inputs={"height": 3000, "width": 4000},
    answer=lambda height, width: (width, height, 3),
    mistakes={
        "as stored": (
            lambda height, width: (height, width, 3),
            "So it lies in the file. After a quarter turn, what was a row is a column.",
        ),
        "Pillow's order": (
            lambda height, width: (height, width),
            "That is the `size` which Pillow would give: width first, and no channels. An array "
            "has its rows first.",
        ),
        "channels first": (
            lambda height, width: (3, width, height),
            "Here the channels stand last, as everywhere in this course.",
        ),
        "colours forgotten": (
            lambda height, width: (width, height),
            "Rows and columns are right. A colour photograph has a third axis.",
        ),
    },
    hints=[
        "A quarter turn makes columns of the rows.",
        "An array's shape is rows, columns, channels.",
    ],
    explanation="The {width} columns become rows: {answer}.",
)


def turn_upright(pixels, orientation):
    """Turn by as many quarters as the orientation says; rot90 turns to the left."""
    quarters_to_the_left = {1: 0, 3: 2, 6: 3, 8: 1}[orientation]
    return np.rot90(pixels, quarters_to_the_left)


def _transposed(pixels, orientation):
    """Exchange rows and columns, which also mirrors."""
    pixels = pixels[::-1, ::-1] if orientation == 3 else pixels
    return pixels.swapaxes(0, 1) if orientation in (6, 8) else pixels


def _reshaped(pixels, orientation):
    """Give the shape of a turned photograph without turning anything."""
    height, width, channels = pixels.shape
    pixels = np.rot90(pixels, 2) if orientation == 3 else pixels
    return pixels.reshape(width, height, channels) if orientation in (6, 8) else pixels


def _upside_down(pixels, orientation):
    """Take a half turn for a flip of the rows."""
    return pixels[::-1] if orientation == 3 else turn_upright(pixels, orientation)


SMALL = np.arange(18).reshape(2, 3, 3)
PHOTO = np.random.default_rng(3).integers(0, 256, (5, 7, 3))

upright = Exercise(
    "your_photos.upright",
    reread="What is in a file",
    reference=turn_upright,
    cases=[(SMALL, 6), (SMALL, 8), (SMALL, 3), (PHOTO, 1), (PHOTO, 6)],
    hints=[
        "Orientation 6 needs a quarter turn to the right, 8 one to the left, 3 a half turn.",
        "`np.rot90(pixels, k)` makes k quarter turns to the left. Three to the left are one to "
        "the right.",
    ],
    mistakes={
        "turned the other way": (
            lambda pixels, orientation: turn_upright(pixels, {1: 1, 3: 3, 6: 8, 8: 6}[orientation]),
            "It stands on its head now: it was turned to the wrong side. In which direction does "
            "your function turn?",
        ),
        "orientation ignored": (
            lambda pixels, orientation: pixels,
            "Nothing was turned. Only 1 means upright.",
        ),
        "rows and columns exchanged": (
            _transposed,
            "That has the right shape, but it is a mirror image: letters would read backwards.",
        ),
        "reshaped": (
            _reshaped,
            "`reshape` keeps the order of all numbers: the rows are cut at other places, and the "
            "picture is gone.",
        ),
        "half turn as a flip": (
            _upside_down,
            "Turning round exchanges left and right as well as top and bottom.",
        ),
        "half turn as a mirror": (
            lambda pixels, orientation: (
                pixels[:, ::-1] if orientation == 3 else turn_upright(pixels, orientation)
            ),
            "Turning round exchanges top and bottom as well as left and right.",
        ),
        "colours turned round": (
            lambda pixels, orientation: (
                pixels[::-1, ::-1, ::-1] if orientation == 3 else turn_upright(pixels, orientation)
            ),
            "Red and blue have changed places: a half turn leaves the last axis alone.",
        ),
        "orientation taken for quarters": (
            np.rot90,
            "The orientation is EXIF's number for a way to hold the camera, not how many quarters "
            "to turn.",
        ),
        "6 and 8 alike": (
            lambda pixels, orientation: turn_upright(
                pixels, 6 if orientation == 8 else orientation
            ),
            "6 and 8 are turned to different sides.",
        ),
        "always to the left": (
            lambda pixels, orientation: pixels if orientation == 1 else np.rot90(pixels),
            "Each orientation is turned alike. Which one says a quarter to the left?",
        ),
        "8 left as it is": (
            lambda pixels, orientation: (
                pixels if orientation == 8 else turn_upright(pixels, orientation)
            ),
            "8 lies on its side as 6 does, and is turned as well.",
        ),
    },
)

remembered = NumberQuestion(
    "your_photos.remembered",
    reread="Copies leak",
    prompt="Of very many photographs each is there twice, and the labels are random, from "
    "{classes} classes; a copy has the same label. Each file is drawn for "
    "testing with a probability of {test_share}. A classifier remembers every training "
    "photograph, and guesses otherwise. Which accuracy will you see?",
    inputs={"classes": 4, "test_share": 0.3},
    answer=lambda classes, test_share: (1 - test_share) + test_share / classes,
    tolerance=1e-3,
    mistakes={
        "chance": (
            lambda classes: 1 / classes,
            "That would be so without the copies. How many test photographs has it seen before?",
        ),
        "everything remembered": (lambda: 1.0, "Some copies are both in the test."),
        "never lucky": (
            lambda test_share: 1 - test_share,
            "That is how many copies are among the training photographs. The others are guessed, "
            "and guesses are right now and then.",
        ),
        "probabilities exchanged": (
            lambda classes, test_share: test_share + (1 - test_share) / classes,
            "Where is the copy of a test photograph more probably: in the test, or in the "
            "training?",
        ),
    },
    hints=[
        "Take one test photograph. With which probability is its copy for training?",
        "If it is, the answer is right. If not, it is right once in as many times as there are "
        "classes.",
    ],
    explanation="{answer:.3f}: the copy is for training with 1 − {test_share}; else the guess is "
    "right with 1/{classes}. Nothing was learned.",
)


def count_leaks(groups, is_test):
    """Count the test photographs that share their group with a training photograph."""
    training = {group for group, tested in zip(groups, is_test, strict=True) if not tested}
    return sum(tested and group in training for group, tested in zip(groups, is_test, strict=True))


def _groups_on_both_sides(groups, is_test):
    training = {group for group, tested in zip(groups, is_test, strict=True) if not tested}
    return len(training & {g for g, tested in zip(groups, is_test, strict=True) if tested})


def _neighbours(groups, is_test):
    pairs = zip(groups, groups[1:], is_test, is_test[1:], strict=False)
    return sum(a == b and s != t for a, b, s, t in pairs)


leaks = Exercise(
    "your_photos.leaks",
    reread="Copies leak",
    reference=count_leaks,
    cases=[
        ([0, 1, 1], [False, False, True]),
        ([0, 0, 0, 1, 2, 2], [True, False, True, False, True, True]),
        ([3, 5, 3, 7, 5, 3, 7], [True, False, False, True, True, False, True]),
        ([0, 1, 2], [False, True, False]),
    ],
    hints=[
        "Which groups are there among the training photographs?",
        "Then count the test photographs whose group is one of these.",
    ],
    mistakes={
        "groups counted": (
            _groups_on_both_sides,
            "That is the number of groups on both sides. One group can spoil several test "
            "photographs.",
        ),
        "training photographs counted": (
            lambda groups, is_test: count_leaks(groups, [not tested for tested in is_test]),
            "Those are the training photographs with a copy in the test. It is the test that is "
            "spoiled.",
        ),
        "copies within the test": (
            lambda groups, is_test: sum(
                tested and groups.count(g) > 1 for g, tested in zip(groups, is_test, strict=True)
            ),
            "Two copies that are both in the test tell nothing: neither has been learned.",
        ),
        "neighbours only": (_neighbours, "Copies need not stand next to each other in the list."),
        "pairs counted": (
            lambda groups, is_test: sum(
                groups[i] == groups[j] and is_test[i] and not is_test[j]
                for i in range(len(groups))
                for j in range(len(groups))
            ),
            "A test photograph with two copies in the training is counted twice.",
        ),
        "both sides counted": (
            lambda groups, is_test: (
                count_leaks(groups, is_test)
                + count_leaks(groups, [not tested for tested in is_test])
            ),
            "The training photographs are in this number, too. Which ones are asked for?",
        ),
        "all test photographs": (
            lambda groups, is_test: sum(is_test),
            "That is how many photographs are for testing. How many of them have a copy in the "
            "training?",
        ),
        "a fraction": (
            lambda groups, is_test: count_leaks(groups, is_test) / max(sum(is_test), 1),
            "That is a fraction of the test photographs. How many are they?",
        ),
        "yes or no": (
            lambda groups, is_test: count_leaks(groups, is_test) > 0,
            "That says whether there is a leak. How many photographs leak?",
        ),
        "which, not how many": (
            lambda groups, is_test: [
                g
                for g, tested in zip(groups, is_test, strict=True)
                if tested
                and g in [h for h, other in zip(groups, is_test, strict=True) if not other]
            ],
            "These are the groups of the leaking photographs. How many are they?",
        ),
    },
)

always = NumberQuestion(
    "your_photos.always",
    reread="Read the answers, not the accuracy",
    prompt="A test has {cats} cats, {dogs} dogs and {birds} birds. Somebody answers “cat” every "
    "time. What is the balanced accuracy, from 0 to 1?",
    inputs={"cats": 78, "dogs": 15, "birds": 7},
    answer=lambda: 1 / 3,
    tolerance=0.01,
    mistakes={
        "accuracy": (
            lambda cats, dogs, birds: cats / (cats + dogs + birds),
            "That is the accuracy: every photograph counts the same, and so the cats decide. Here "
            "every class counts the same.",
        ),
        "two classes": (lambda: 1 / 2, "How many classes are there?"),
        "cats only": (
            lambda: 1.0,
            "That is the accuracy of the cats alone. What about the other classes?",
        ),
        "accuracy over the classes": (
            lambda cats, dogs, birds: cats / (cats + dogs + birds) / 3,
            "This counts the cats among all photographs. How many of the cats are right?",
        ),
    },
    hints=[
        "Write the accuracy of each class, from 0 to 1.",
        "All cats, no dog, no bird: take the mean of three numbers.",
    ],
    explanation="(1 + 0 + 0)/3 = {answer:.2f}, what chance gives. The accuracy would be 0.78.",
)


def mean_of_the_classes(counts):
    """Divide the right answers of each class by its photographs, and take the mean."""
    right, photographs = np.diag(counts), counts.sum(axis=1)
    return float(np.mean(right / photographs))


balanced = Exercise(
    "your_photos.balanced",
    reread="Read the answers, not the accuracy",
    reference=mean_of_the_classes,
    cases=[
        (np.array([[9, 1], [2, 2]]),),
        (np.array([[7, 2, 1], [0, 4, 1], [1, 0, 1]]),),
        (np.array([[19, 1], [5, 0]]),),
    ],
    hints=[
        "The right answers stand on the diagonal. The photographs of a class are the sum of its "
        "row.",
        "Divide, class by class; then take the mean.",
    ],
    mistakes={
        "accuracy": (
            lambda counts: float(np.trace(counts) / counts.sum()),
            "That is the accuracy, in which a large class counts more.",
        ),
        "columns": (
            lambda counts: float(np.mean(np.diag(counts) / counts.sum(axis=0))),
            "A column holds all answers of one kind: that asks how many of the answers are "
            "right, the precision.",
        ),
        "too large by the number of classes": (
            lambda counts: float(np.sum(np.diag(counts) / counts.sum(axis=1))),
            "A mean of accuracies is at most 1. Either they are added up here, or each is "
            "divided by the mean of its row instead of the sum.",
        ),
        "worst class": (
            lambda counts: float(np.min(np.diag(counts) / counts.sum(axis=1))),
            "That is the class that fares worst: a good number to know, but another one.",
        ),
        "an accuracy for each class": (
            lambda counts: np.diag(counts) / counts.sum(axis=1),
            "These are the right accuracies, one for each class. One number is wanted: their mean.",
        ),
        "mean of the diagonal": (
            lambda counts: float(np.mean(np.diag(counts))),
            "That is how many are right in a class, on average. Divide by the photographs of each "
            "class first.",
        ),
        "mean of the whole table": (
            lambda counts: float(np.mean(counts / counts.sum(axis=1, keepdims=True))),
            "Each row adds up to 1, so this depends on the number of classes only. Which places "
            "of the table are right answers?",
        ),
    },
)

stranger = ChoiceQuestion(
    "your_photos.stranger",
    reread="A photograph of something else",
    prompt="A classifier for {classes} kinds of birds gets a photograph of a bicycle. What can you "
    "say of the probabilities that come out of softmax?",
    inputs={"classes": 3},
    choices={
        "All are near 0": (
            "taken for a probability of being there",
            "Softmax divides by the sum: together they are 1, whatever is shown.",
        ),
        "All are about one third": (
            "doubt expected",
            "That would be so if all logits were equal. Nothing makes them so for what was never "
            "in the training.",
        ),
        "They add up to 1, and one of them can be near 1": RIGHT,
        "There are none: it raises an error": (
            "error expected",
            "It cannot know. It multiplies pixels by weights, and some numbers come out.",
        ),
    },
    hints=[
        "What does softmax divide by?",
        "Has anything in the training told the network what is none of the classes?",
    ],
    explanation="The probabilities say which of the classes fits best, not whether any does.",
)

promise = NumberQuestion(
    "your_photos.promise",
    reread="Does it keep what it promises?",
    prompt="{sure} answers have a largest share of {high} on the mean, and {sure_right} of them "
    "are right. {unsure} others have {low}, and {unsure_right} of these are right. What is the "
    "calibration error?",
    inputs={
        "sure": 40,
        "high": 0.95,
        "sure_right": 32,
        "unsure": 10,
        "low": 0.6,
        "unsure_right": 7,
    },
    answer=lambda sure, high, sure_right, unsure, low, unsure_right: (
        (abs(sure * high - sure_right) + abs(unsure * low - unsure_right)) / (sure + unsure)
    ),
    tolerance=1e-3,
    mistakes={
        "both parts the same": (
            lambda sure, high, sure_right, unsure, low, unsure_right: (
                (abs(high - sure_right / sure) + abs(low - unsure_right / unsure)) / 2
            ),
            "Here both groups count the same. Every answer should: one group has more of them.",
        ),
        "signs cancel": (
            lambda sure, high, sure_right, unsure, low, unsure_right: abs(
                (sure * high - sure_right + unsure * low - unsure_right) / (sure + unsure)
            ),
            "One group promises too much and the other too little: added with their signs they "
            "hide each other.",
        ),
        "accuracy": (
            lambda sure, sure_right, unsure, unsure_right: (
                (sure_right + unsure_right) / (sure + unsure)
            ),
            "That is how many answers are right. How far is that from what was promised?",
        ),
        "sure answers only": (
            lambda sure, high, sure_right: abs(high - sure_right / sure),
            "That is the gap of the sure answers. The others have one, too.",
        ),
        "not divided": (
            lambda sure, high, sure_right, unsure, low, unsure_right: (
                abs(high - sure_right / sure) + abs(low - unsure_right / unsure)
            ),
            "The two gaps are added up here. A mean over all answers is wanted.",
        ),
    },
    hints=[
        "Which share of each group is right, and how far is it from what was promised?",
        "Weigh the two gaps by how many answers have them.",
    ],
    explanation="The gaps are 0.15 and 0.1: ({sure} · 0.15 + {unsure} · 0.1)/50 = {answer:.2f}.",
)


def error_of_calibration(shares, right, counts):
    """Weigh each gap by the number of its answers."""
    return float(np.sum(counts * np.abs(shares - right)) / np.sum(counts))


promise_kept = Exercise(
    "your_photos.promise_kept",
    reread="Does it keep what it promises?",
    reference=error_of_calibration,
    cases=[
        (np.array([0.5, 0.9]), np.array([0.75, 0.8]), np.array([4, 10])),
        (np.array([0.3, 0.55, 0.95]), np.array([0.4, 0.5, 0.75]), np.array([25, 2, 5])),
        (np.array([0.6, 0.8, 1.0]), np.array([0.5, 0.8, 0.96]), np.array([2, 5, 50])),
    ],
    hints=[
        "The gap of a group is the distance between its share and what is right.",
        "A mean over the answers: multiply each gap by its count, add up, divide by all answers.",
    ],
    mistakes={
        "every group the same": (
            lambda shares, right, counts: float(np.mean(np.abs(shares - right))),
            "Here a group of two counts as much as one of twenty. Every answer should count.",
        ),
        "signs kept": (
            lambda shares, right, counts: float(np.sum(counts * (shares - right)) / counts.sum()),
            "Too much here and too little there cancel. Take the distance, without its sign.",
        ),
        "signs taken off too late": (
            lambda shares, right, counts: float(
                abs(np.sum(counts * (shares - right))) / counts.sum()
            ),
            "The sign has to go for each group, before they are added.",
        ),
        "squared": (
            lambda shares, right, counts: float(
                np.sum(counts * (shares - right) ** 2) / counts.sum()
            ),
            "These gaps are squared: large ones count more. The distance is wanted.",
        ),
        "largest gap": (
            lambda shares, right, counts: float(np.max(np.abs(shares - right))),
            "That is the worst group: a good number to know, but not the mean.",
        ),
        "a gap for each group": (
            lambda shares, right, counts: np.abs(shares - right),
            "These are the right gaps, one for each group. One number is wanted: their mean.",
        ),
    },
)


def _rate(shares, threshold):
    return sum(share >= threshold for share in shares) / len(shares)


KNOWN, STRANGE = (0.95, 0.9, 0.8, 0.7, 0.5), (0.85, 0.6, 0.4, 0.3)


rates = NumberQuestion(
    "your_photos.rates",
    reread="None of these",
    prompt="Five known photographs have the largest shares 0.95, 0.9, 0.8, 0.7 and 0.5, and four "
    "strangers 0.85, 0.6, 0.4 and 0.3. The threshold is {threshold}; what is at it or above gets "
    "a class. What is the mean of the two rates: known that keep a class, strangers that are "
    "refused?",
    inputs={"threshold": 0.7},
    answer=lambda threshold: (_rate(KNOWN, threshold) + 1 - _rate(STRANGE, threshold)) / 2,
    tolerance=1e-3,
    mistakes={
        "all photographs together": (
            lambda: 7 / 9,
            "That counts all nine alike. A mean of two rates is wanted: one for the known, one "
            "for the strangers.",
        ),
        "above only": (
            lambda: (3 / 5 + 3 / 4) / 2,
            "A photograph that is at the threshold keeps its class, too.",
        ),
        "strangers that pass": (
            lambda threshold: (_rate(KNOWN, threshold) + _rate(STRANGE, threshold)) / 2,
            "A stranger is treated rightly if it is refused.",
        ),
        "known only": (
            lambda threshold: _rate(KNOWN, threshold),
            "That is how many of the known keep their class. And the strangers?",
        ),
        "strangers only": (
            lambda threshold: 1 - _rate(STRANGE, threshold),
            "That is how many strangers are refused. And the known?",
        ),
    },
    hints=[
        "How many of the five are at 0.7 or above? How many of the four are below?",
        "Divide each by its own number, then take the mean.",
    ],
    explanation="4 of 5 keep a class and 3 of 4 are refused: (0.8 + 0.75)/2 = {answer:.3f}.",
)


def choose_threshold(known, strangers):
    """Try each share, the smallest first; the rates are compared as whole numbers."""
    best, chosen = -1, None
    for share in sorted(known + strangers):
        kept = sum(other >= share for other in known)
        refused = sum(other < share for other in strangers)
        quality = kept * len(strangers) + refused * len(known)
        if quality > best:
            best, chosen = quality, share
    return chosen


def _two_rates(known, strangers, threshold):
    return (_rate(known, threshold) + 1 - _rate(strangers, threshold)) / 2


def _chosen(known, strangers, quality):
    """Return the smallest share at which a quality is largest."""
    return max(sorted([*known, *strangers]), key=lambda share: (round(quality(share), 9), -share))


def _counts_alike(known, strangers):
    def quality(share):
        return sum(s >= share for s in known) + sum(s < share for s in strangers)

    return _chosen(known, strangers, quality)


none_of_these = Exercise(
    "your_photos.none_of_these",
    reread="None of these",
    reference=choose_threshold,
    cases=[
        ([0.9, 0.5, 0.8, 0.95], [0.4, 0.6, 0.7]),
        ([0.55, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9], [0.65, 0.95]),
        ([0.62, 0.71, 0.98], [0.33, 0.45, 0.5, 0.58, 0.66, 0.74, 0.81]),
        ([0.9, 0.5], [0.3, 0.7]),
        ([0.45], [0.85]),
        ([0.5, 0.8, 0.9], [0.2, 0.3, 0.4, 0.6, 0.7, 0.85, 0.95]),
    ],
    hints=[
        "Try each of the shares as a threshold. How many of the known are at it or above, and "
        "how many of the strangers below?",
        "Divide each number by how many there are, and add. Keep the share with the largest sum; "
        "of several the smallest.",
    ],
    mistakes={
        "photographs counted, not rates": (
            _counts_alike,
            "Here the larger group decides. Divide the known by their number and the strangers by "
            "theirs.",
        ),
        "the product, not the mean": (
            lambda known, strangers: _chosen(
                known, strangers, lambda s: _rate(known, s) * (1 - _rate(strangers, s))
            ),
            "A product punishes a small rate more than a mean does. Add the two rates.",
        ),
        "no known refused": (
            lambda known, strangers: min(known),
            "That keeps every known photograph, and lets many strangers pass.",
        ),
        "no stranger passes": (
            lambda known, strangers: min(
                [share for share in known if share > max(strangers)], default=max(strangers)
            ),
            "That refuses every stranger, and many known photographs with them.",
        ),
        "half-way between the means": (
            lambda known, strangers: (
                (sum(known) / len(known) + sum(strangers) / len(strangers)) / 2
            ),
            "The middle between the means need not be the best threshold. Try each share.",
        ),
        "largest of the best": (
            lambda known, strangers: max(
                sorted([*known, *strangers]),
                key=lambda s: (round(_two_rates(known, strangers, s), 9), s),
            ),
            "Several shares are as good. The smallest refuses fewest.",
        ),
        "the rate, not the threshold": (
            lambda known, strangers: _two_rates(
                known, strangers, choose_threshold(known, strangers)
            ),
            "That is how good the best threshold is. Which share is it?",
        ),
        "taken the wrong way round": (
            lambda known, strangers: _chosen(
                known, strangers, lambda share: -_two_rates(known, strangers, share)
            ),
            "That is the worst threshold: known photographs should be above, strangers below.",
        ),
    },
)
