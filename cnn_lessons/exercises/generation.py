"""Exercises of the chapter *Generation*.

Cases avoid whatever hides a mistake: a mean of zero, as many components as numbers, a time of one
half where cosine and sine are equal, a nearest image that stands first, classes equally frequent.
"""

from math import hypot

import numpy as np

from cnn_lessons.checks import Exercise, Mistake, Question

FEW_NUMBERS, NEW_DIGITS = "Eight numbers for a digit", "New digits from noise"
JUDGE, BROWN, CLASSES = "Are they digits, and are they new?", "Why brown?", "Classes instead"

# --- Eight numbers for a digit ----------------------------------------------------------------

STORED = "What is kept besides the codes belongs to it"

numbers_kept = Question(
    "generation.numbers_kept",
    prompt="PCA keeps {size} numbers for each of {count} digits of {pixels} pixels. How many "
    "numbers have to be stored until all digits can be put together again?",
    inputs={"size": 7, "count": 500, "pixels": 784},
    answer=lambda size, count, pixels: size * count + size * pixels + pixels,
    mistakes=[
        Mistake(
            "codes only",
            lambda size, count, pixels: size * count,
            f"These are the codes. {STORED}: what is a code multiplied with?",
            FEW_NUMBERS,
        ),
        Mistake(
            "mean forgotten",
            lambda size, count, pixels: size * count + size * pixels,
            "Codes and components give a digit minus something. What has to be added again?",
            FEW_NUMBERS,
        ),
        Mistake(
            "components for each digit",
            lambda size, count, pixels: count * (size + size * pixels) + pixels,
            "The components are the same for all digits.",
            FEW_NUMBERS,
        ),
        Mistake(
            "nothing saved",
            lambda size, count, pixels: count * pixels,
            "That is all pixels of all digits, as if nothing were left out.",
            FEW_NUMBERS,
        ),
        Mistake(
            "components forgotten",
            lambda size, count, pixels: size * count + pixels,
            f"These are the codes and the mean. {STORED}: what is a code multiplied with?",
            FEW_NUMBERS,
        ),
        Mistake(
            "codes forgotten",
            lambda size, count, pixels: size * pixels + pixels,
            "From the components and the mean alone any digit can be made. Which ones were these?",
            FEW_NUMBERS,
        ),
    ],
    hints=[
        "A digit is the mean digit and a sum of components, each times one number of its code.",
        "Count codes, components and the mean apart; only the codes grow with the digits.",
    ],
    explanation="{size} · {count} for the codes, {size} · {pixels} for the components, and "
    "{pixels} for the mean: {answer}.",
)

ON_UNSEEN = "Both on digits that neither has seen"

where_to_measure = Question(
    "generation.where_to_measure",
    prompt="A large autoencoder and PCA are to be compared, and there are only a thousand digits "
    "to learn from. On which digits do you measure the squared error?",
    choices=[
        "Both on the digits they learned from: there they are at their best",
        "The autoencoder on its own digits, PCA on others: PCA cannot learn by heart",
        ON_UNSEEN,
        "It does not matter: there are no labels to learn by heart",
    ],
    answer=ON_UNSEEN,
    mistakes=[
        Mistake(
            "error on training images",
            "Both on the digits they learned from: there they are at their best",
            "A network with more weights than pixels in all images may know these by heart.",
            FEW_NUMBERS,
        ),
        Mistake(
            "two measures",
            "The autoencoder on its own digits, PCA on others: PCA cannot learn by heart",
            "Two numbers can be compared if they were asked about the same images.",
            FEW_NUMBERS,
        ),
        Mistake(
            "no labels, no memory",
            "It does not matter: there are no labels to learn by heart",
            "The images themselves are the targets here, and they can be learned by heart.",
            FEW_NUMBERS,
        ),
    ],
    hints=[
        "What does an autoencoder with a million weights do with a thousand digits?",
        "Which digits will it be used on?",
    ],
    explanation="Held-out digits, the same ones for both. With many training digits the two errors "
    "of one network are nearly equal; with few they are not.",
)


def put_together(rows, mean, components):
    """Go to the codes and back: subtract the mean, project, and add it again."""
    codes = (rows - mean) @ components.T
    return codes @ components + mean


def _own_mean(rows, mean, components):
    return put_together(rows, rows.mean(axis=0), components)


_ROWS = np.array([[2.0, 3.0, 5.0], [7.0, 1.0, 4.0], [-2.0, 1.0, 4.0]])
_LINE = np.array([[0.6, 0.8, 0.0]])
_PLANE = np.array([[0.6, 0.0, 0.8, 0.0], [0.0, 1.0, 0.0, 0.0]])

reconstruct = Exercise(
    "generation.reconstruct",
    reference=put_together,
    cases=[
        (_ROWS, np.array([1.0, 2.0, 3.0]), _LINE),
        (np.array([[4.0, 1.0, 0.5, 2.0]]), np.array([0.5, 0.25, 1.0, 3.0]), _PLANE),
    ],
    hints=[
        "The code of a row is the row minus the mean, multiplied with each component: `@`.",
        "Codes have shape (N, K), components (K, pixels). What is added at the end?",
    ],
    mistakes=[
        Mistake(
            "mean not subtracted",
            lambda rows, mean, components: rows @ components.T @ components + mean,
            "The components say how digits differ from the mean. Take it off first.",
            FEW_NUMBERS,
        ),
        Mistake(
            "mean not added again",
            lambda rows, mean, components: (rows - mean) @ components.T @ components,
            "What comes back is the difference from the mean digit, not the digit.",
            FEW_NUMBERS,
        ),
        Mistake(
            "no mean at all",
            lambda rows, mean, components: rows @ components.T @ components,
            "The mean is neither taken off nor added. What is it given for?",
            FEW_NUMBERS,
        ),
        Mistake(
            "mean of these rows",
            _own_mean,
            "The mean belongs to the model, as the components do: it was learned, and is given. "
            "A single new digit is its own mean.",
            FEW_NUMBERS,
        ),
        Mistake(
            "codes returned",
            lambda rows, mean, components: (rows - mean) @ components.T,
            "These are the codes. Go back to pixels.",
            FEW_NUMBERS,
        ),
        Mistake(
            "components on the wrong side",
            lambda rows, mean, components: (rows - mean) @ components + mean,
            "The components stand in rows, (K, pixels): which product needs them turned?",
            FEW_NUMBERS,
        ),
        Mistake(
            "rows unchanged",
            lambda rows, mean, components: rows,
            "So they came. What the components cannot say has to be lost on the way.",
            FEW_NUMBERS,
        ),
        Mistake(
            "mean subtracted again",
            lambda rows, mean, components: (rows - mean) @ components.T @ components - mean,
            "The mean is taken off twice. At the end it has to come back.",
            FEW_NUMBERS,
        ),
        Mistake(
            "one mean for all pixels",
            lambda rows, mean, components: (
                (rows - mean.mean()) @ components.T @ components + mean.mean()
            ),
            "The mean is an image: each pixel has its own.",
            FEW_NUMBERS,
        ),
        Mistake(
            "negative codes cut off",
            lambda rows, mean, components: (
                np.maximum((rows - mean) @ components.T, 0) @ components + mean
            ),
            "A code may be negative: less of that component than the mean digit has.",
            FEW_NUMBERS,
        ),
    ],
    rtol=1e-5,
)

# --- New digits from noise --------------------------------------------------------------------


def mix(codes, noise, time):
    """Return what is left of the codes, and the noise that has come in."""
    angle = np.pi / 2 * time
    return np.cos(angle) * codes + np.sin(angle) * noise


_CODES = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]])
_NOISE = np.array([[0.5, 1.0, -1.5], [2.0, -0.5, 0.25]])

noisy_codes = Exercise(
    "generation.noisy_codes",
    reference=mix,
    cases=[
        (_CODES, _NOISE, 0.25),
        (_CODES, _NOISE, np.array([[0.8], [0.1]])),
        (_CODES, _NOISE, 1.0),
    ],
    hints=[
        "At time 0 all is code, at time 1 all is noise: which of cosine and sine begins with 1?",
        "A quarter of a turn is `np.pi / 2`.",
    ],
    mistakes=[
        Mistake(
            "schedule swapped",
            lambda codes, noise, time: (
                np.sin(np.pi / 2 * time) * codes + np.cos(np.pi / 2 * time) * noise
            ),
            "At time 0 this is all noise. Begin with the clean code.",
            NEW_DIGITS,
        ),
        Mistake(
            "straight line",
            lambda codes, noise, time: (1 - time) * codes + time * noise,
            "These factors add up to 1, but their squares do not: halfway the variance is a half.",
            NEW_DIGITS,
        ),
        Mistake(
            "variance for standard deviation",
            lambda codes, noise, time: (
                np.cos(np.pi / 2 * time) ** 2 * codes + np.sin(np.pi / 2 * time) ** 2 * noise
            ),
            "Squared, these are shares of the variance. A number is multiplied by the root of it.",
            NEW_DIGITS,
        ),
        Mistake(
            "noise not scaled",
            lambda codes, noise, time: np.cos(np.pi / 2 * time) * codes + noise,
            "The whole noise comes in at once, whatever the time.",
            NEW_DIGITS,
        ),
        Mistake(
            "code not scaled",
            lambda codes, noise, time: codes + np.sin(np.pi / 2 * time) * noise,
            "The code stays as it is, and the variance grows to 2. What is left of it at time 1?",
            NEW_DIGITS,
        ),
        Mistake(
            "no noise",
            lambda codes, noise, time: np.cos(np.pi / 2 * time) * codes,
            "The codes shrink, and nothing takes their place.",
            NEW_DIGITS,
        ),
        Mistake(
            "half a turn",
            lambda codes, noise, time: np.cos(np.pi * time) * codes + np.sin(np.pi * time) * noise,
            "At time 1 this is the code with its sign changed. The way is a quarter of a turn.",
            NEW_DIGITS,
        ),
        Mistake(
            "no quarter turn",
            lambda codes, noise, time: np.cos(time) * codes + np.sin(time) * noise,
            "Cosine and sine count in radians: at time 1 the angle is a quarter turn.",
            NEW_DIGITS,
        ),
        Mistake(
            "π forgotten",
            lambda codes, noise, time: np.cos(time / 2) * codes + np.sin(time / 2) * noise,
            "That is half a radian at time 1. A quarter turn is π / 2.",
            NEW_DIGITS,
        ),
        Mistake(
            "roots of the time",
            lambda codes, noise, time: np.sqrt(1 - time) * codes + np.sqrt(time) * noise,
            "These keep the variance as well, but at other times. Here the way is a quarter turn.",
            NEW_DIGITS,
        ),
        Mistake(
            "noise subtracted",
            lambda codes, noise, time: (
                np.cos(np.pi / 2 * time) * codes - np.sin(np.pi / 2 * time) * noise
            ),
            "The noise is added: at time 1 the mixture is the noise, with its own sign.",
            NEW_DIGITS,
        ),
    ],
    rtol=1e-5,
)

# --- Are they digits, and are they new? -------------------------------------------------------

SAME_ANSWER = "Little: it may be one image a hundred times, or no digit at all"

sure_reader = Question(
    "generation.sure_reader",
    prompt="A digit reader reads 98 of 100 images of a generator with a share of 0.9 or more, all "
    "of them as 8. What do you know about the images?",
    choices=[
        "They are good eights",
        "The generator is better than people, whose digits are read less often",
        SAME_ANSWER,
        "The reader has not been trained long enough",
    ],
    answer=SAME_ANSWER,
    mistakes=[
        Mistake(
            "confidence taken for proof",
            "They are good eights",
            "The reader has ten answers, and none of them is: this is no digit.",
            JUDGE,
        ),
        Mistake(
            "one number is the goal",
            "The generator is better than people, whose digits are read less often",
            "Look at what the mean of all digits reached with some readers.",
            JUDGE,
        ),
        Mistake(
            "reader blamed",
            "The reader has not been trained long enough",
            "It reads nearly all test digits rightly. It was never asked about anything else.",
            JUDGE,
        ),
    ],
    hints=["What did the reader say about noise?", "Which other numbers would you want to see?"],
    explanation="A reader's confidence says what an image looks like if it is a digit. Count the "
    "answers, measure how the images differ, and look at them.",
)


def nearest_distance(image, others):
    """Return the distance to the nearest image: the root of the summed squares."""
    squares = (others - image) ** 2
    return float(np.sqrt(squares.sum(axis=(1, 2)).min()))


_IMAGE = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.0]])
_OTHERS = np.array(
    [
        [[1.0, 0.0, 0.5], [0.0, 0.0, 1.0]],
        [[0.0, 0.5, 0.5], [1.0, 0.25, 0.75]],
        [[0.5, 1.0, 0.0], [0.0, 0.5, 0.0]],
    ]
)
# The nearest is last; by absolute differences it is the first, by the largest one the second.
_EQUALS = np.array([[[1.0, 0.0], [0.0, 0.0]], [[0.5, 0.5], [0.5, 0.5]], [[0.6, 0.6], [0.0, 0.0]]])

how_near = Exercise(
    "generation.how_near",
    reference=nearest_distance,
    cases=[
        (_IMAGE, _OTHERS),
        (_OTHERS[2], np.stack([_IMAGE, *_OTHERS[:2]])),
        (np.zeros((2, 2)), _EQUALS),
    ],
    hints=[
        "`others - image` subtracts the image from each of the others.",
        "Add the squares of one image's pixels up: the axes 1 and 2. Then choose.",
    ],
    mistakes=[
        Mistake(
            "root forgotten",
            lambda image, others: float(((others - image) ** 2).sum(axis=(1, 2)).min()),
            "That is the square of the distance.",
            JUDGE,
        ),
        Mistake(
            "mean of the pixels",
            lambda image, others: float(np.sqrt(((others - image) ** 2).mean(axis=(1, 2)).min())),
            "The squares are added up, not averaged: a distance grows with the pixels.",
            JUDGE,
        ),
        Mistake(
            "absolute differences",
            lambda image, others: float(np.abs(others - image).sum(axis=(1, 2)).min()),
            "These are absolute differences. The straight way has squares, and a root.",
            JUDGE,
        ),
        Mistake(
            "mean over the images",
            lambda image, others: float(np.sqrt(((others - image) ** 2).sum(axis=(1, 2))).mean()),
            "That is how far the others are on average. A copy has one near neighbour.",
            JUDGE,
        ),
        Mistake(
            "farthest",
            lambda image, others: float(np.sqrt(((others - image) ** 2).sum(axis=(1, 2)).max())),
            "That is the farthest.",
            JUDGE,
        ),
        Mistake(
            "nearest for each pixel",
            lambda image, others: float(np.sqrt(((others - image) ** 2).min(axis=0).sum())),
            "Each pixel has chosen another image. Add up first, then choose one image.",
            JUDGE,
        ),
        Mistake(
            "which instead of how far",
            lambda image, others: int(((others - image) ** 2).sum(axis=(1, 2)).argmin()),
            "That is which image is nearest. How far is it?",
            JUDGE,
        ),
        Mistake(
            "sum over the images",
            lambda image, others: float(np.sqrt(((others - image) ** 2).sum())),
            "All images are added up. Each has a distance of its own: sum over the axes 1 and 2.",
            JUDGE,
        ),
        Mistake(
            "mean squared error",
            lambda image, others: float(((others - image) ** 2).mean(axis=(1, 2)).min()),
            "That is the mean squared error. A distance is the root of the sum of the squares.",
            JUDGE,
        ),
        Mistake(
            "all distances",
            lambda image, others: np.sqrt(((others - image) ** 2).sum(axis=(1, 2))),
            "These are the distances to all of them. Which one is asked for?",
            JUDGE,
        ),
    ],
    rtol=1e-5,
)

# --- Why brown? -------------------------------------------------------------------------------

mean_colour = Question(
    "generation.mean_colour",
    prompt="Half of the balloons are (a, b) = ({a}, {b}), half are ({c}, {d}). What is the chroma "
    "of the colour that has the least mean squared error?",
    inputs={"a": 50, "b": 24, "c": -40, "d": 0},
    answer=lambda a, b, c, d: hypot((a + c) / 2, (b + d) / 2),
    mistakes=[
        Mistake(
            "mean of the chromas",
            lambda a, b, c, d: (hypot(a, b) + hypot(c, d)) / 2,
            "So colourful are the balloons. First find the mean colour, then its distance from 0.",
            BROWN,
        ),
        Mistake(
            "not halved",
            lambda a, b, c, d: hypot(a + c, b + d),
            "That is the sum of the two colours.",
            BROWN,
        ),
        Mistake(
            "root forgotten",
            lambda a, b, c, d: ((a + c) / 2) ** 2 + ((b + d) / 2) ** 2,
            "That is the square of the chroma.",
            BROWN,
        ),
        Mistake(
            "a and b added",
            lambda a, b, c, d: abs((a + c) / 2) + abs((b + d) / 2),
            "Chroma is the straight way from 0 to (a, b).",
            BROWN,
        ),
        Mistake(
            "most colourful of the two",
            lambda a, b, c, d: hypot(a, b),
            "Whoever answers so is right for one half and far off for the other.",
            BROWN,
        ),
        Mistake(
            "signs forgotten",
            lambda a, b, c, d: hypot((abs(a) + abs(c)) / 2, (abs(b) + abs(d)) / 2),
            "One of them is green: its a is negative.",
            BROWN,
        ),
        Mistake(
            "a alone",
            lambda a, b, c, d: (a + c) / 2,
            "That is a of the mean colour. Its b belongs to the chroma, too.",
            BROWN,
        ),
        Mistake(
            "b alone",
            lambda a, b, c, d: (b + d) / 2,
            "That is b of the mean colour. Its a belongs to the chroma, too.",
            BROWN,
        ),
        Mistake(
            "the second colour",
            lambda a, b, c, d: hypot(c, d),
            "That is the chroma of one kind: it is far off for the other half.",
            BROWN,
        ),
    ],
    hints=[
        "Squared error is least at the mean of a, and at the mean of b.",
        "Chroma is the distance of (a, b) from grey, (0, 0).",
    ],
    tolerance=0.005,
    explanation="The mean colour is (5, 12), and its chroma {answer}, though the balloons' chromas "
    "are 55 and 40.",
)

# --- Classes instead --------------------------------------------------------------------------


def balanced_colour(shares, frequencies, palette):
    """Divide by how frequent the colours are, and average what is likely then."""
    weights = shares / frequencies
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ palette


_PALETTE = np.array([[0.0, 0.0], [40.0, 20.0], [-20.0, 60.0]])
_FREQUENCIES = np.array([0.8, 0.15, 0.05])

rare_colours = Exercise(
    "generation.rare_colours",
    reference=balanced_colour,
    cases=[
        (np.array([[0.6, 0.3, 0.1]]), _FREQUENCIES, _PALETTE),
        (np.array([[0.5, 0.2, 0.3], [0.9, 0.05, 0.05]]), _FREQUENCIES, _PALETTE),
    ],
    hints=[
        "Divide the shares by the frequencies. Do they still add up to 1?",
        "The mean colour is `weights @ palette`.",
    ],
    mistakes=[
        Mistake(
            "most probable colour",
            lambda shares, frequencies, palette: palette[(shares / frequencies).argmax(axis=-1)],
            "That is the most probable colour. The mean of all, weighted, is asked for.",
            CLASSES,
        ),
        Mistake(
            "frequencies ignored",
            lambda shares, frequencies, palette: shares @ palette,
            "That is the mean by the network's shares; grey has most of these because it is "
            "frequent.",
            CLASSES,
        ),
        Mistake(
            "do not add up to 1",
            lambda shares, frequencies, palette: (shares / frequencies) @ palette,
            "Weights of a mean add up to 1. These are far more colourful than any of the palette.",
            CLASSES,
        ),
        Mistake(
            "multiplied",
            lambda shares, frequencies, palette: (
                shares * frequencies / (shares * frequencies).sum(axis=-1, keepdims=True) @ palette
            ),
            "Multiplied, the frequent colours get even more.",
            CLASSES,
        ),
        Mistake(
            "sums over the pixels",
            lambda shares, frequencies, palette: (
                shares / frequencies / (shares / frequencies).sum(axis=0) @ palette
            ),
            "The weights of one pixel add up to 1: sum over the last axis, the colours.",
            CLASSES,
        ),
        Mistake(
            "weights returned",
            lambda shares, frequencies, palette: (
                shares / frequencies / (shares / frequencies).sum(axis=-1, keepdims=True)
            ),
            "These are the balanced shares. Which colour do they make of the palette?",
            CLASSES,
        ),
        Mistake(
            "subtracted",
            lambda shares, frequencies, palette: (shares - frequencies) @ palette,
            "Divide: a share may be many times its frequency. Differences add up to 0.",
            CLASSES,
        ),
    ],
    rtol=1e-5,
)
