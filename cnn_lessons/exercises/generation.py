"""Exercises of the chapter *Generation*.

Cases avoid whatever hides a mistake: a mean of zero, as many components as numbers, a time of one
half where cosine and sine are equal, a nearest image that stands first, classes equally frequent.
"""

from math import hypot

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

FEW_NUMBERS, JUDGE = "Eight numbers for a digit", "Are they digits, and are they new?"

STORED = "What is kept besides the codes belongs to it"

numbers_kept = NumberQuestion(
    "generation.numbers_kept",
    reread=FEW_NUMBERS,
    prompt="PCA keeps {size} numbers for each of {count} digits of {pixels} pixels. How many "
    "numbers have to be stored until all digits can be put together again?",
    inputs={"size": 7, "count": 500, "pixels": 784},
    answer=lambda size, count, pixels: size * count + size * pixels + pixels,
    mistakes={
        "codes only": (
            lambda size, count: size * count,
            f"These are the codes. {STORED}: what is a code multiplied with?",
        ),
        "mean forgotten": (
            lambda size, count, pixels: size * count + size * pixels,
            "Codes and components give a digit minus something. What has to be added again?",
        ),
        "components for each digit": (
            lambda size, count, pixels: count * (size + size * pixels) + pixels,
            "The components are the same for all digits.",
        ),
        "nothing saved": (
            lambda count, pixels: count * pixels,
            "That is all pixels of all digits, as if nothing were left out.",
        ),
        "components forgotten": (
            lambda size, count, pixels: size * count + pixels,
            f"These are the codes and the mean. {STORED}: what is a code multiplied with?",
        ),
        "codes forgotten": (
            lambda size, pixels: size * pixels + pixels,
            "From the components and the mean alone any digit can be made. Which ones were these?",
        ),
    },
    hints=[
        "A digit is the mean digit and a sum of components, each times one number of its code.",
        "Count codes, components and the mean apart; only the codes grow with the digits.",
    ],
    explanation="{size} · {count} for the codes, {size} · {pixels} for the components, and "
    "{pixels} for the mean: {answer}.",
)

where_to_measure = ChoiceQuestion(
    "generation.where_to_measure",
    reread=FEW_NUMBERS,
    prompt="A large autoencoder and PCA are to be compared, and there are only a thousand digits "
    "to learn from. On which digits do you measure the squared error?",
    choices={
        "Both on the digits they learned from: there they are at their best": (
            "error on training images",
            "A network with more weights than pixels in all images may know these by heart.",
        ),
        "The autoencoder on its own digits, PCA on others: PCA cannot learn by heart": (
            "two measures",
            "Two numbers can be compared if they were asked about the same images.",
        ),
        "Both on digits that neither has seen": RIGHT,
        "It does not matter: there are no labels to learn by heart": (
            "no labels, no memory",
            "The images themselves are the targets here, and they can be learned by heart.",
        ),
    },
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


_ROWS = np.array([[2.0, 3.0, 5.0], [7.0, 1.0, 4.0], [-2.0, 1.0, 4.0]])
_LINE = np.array([[0.6, 0.8, 0.0]])
_PLANE = np.array([[0.6, 0.0, 0.8, 0.0], [0.0, 1.0, 0.0, 0.0]])

reconstruct = Exercise(
    "generation.reconstruct",
    reread=FEW_NUMBERS,
    reference=put_together,
    cases=[
        (_ROWS, np.array([1.0, 2.0, 3.0]), _LINE),
        (np.array([[4.0, 1.0, 0.5, 2.0]]), np.array([0.5, 0.25, 1.0, 3.0]), _PLANE),
    ],
    hints=[
        "The code of a row is the row minus the mean, multiplied with each component: `@`.",
        "Codes have shape (N, K), components (K, pixels). What is added at the end?",
    ],
    mistakes={
        "mean not subtracted": (
            lambda rows, mean, components: rows @ components.T @ components + mean,
            "The components say how digits differ from the mean. Take it off first.",
        ),
        "mean not added again": (
            lambda rows, mean, components: (rows - mean) @ components.T @ components,
            "What comes back is the difference from the mean digit, not the digit.",
        ),
        "no mean at all": (
            lambda rows, mean, components: rows @ components.T @ components,
            "The mean is neither taken off nor added. What is it given for?",
        ),
        "mean of these rows": (
            lambda rows, mean, components: put_together(rows, rows.mean(axis=0), components),
            "The mean belongs to the model, as the components do: it was learned, and is given. "
            "A single new digit is its own mean.",
        ),
        "codes returned": (
            lambda rows, mean, components: (rows - mean) @ components.T,
            "These are the codes. Go back to pixels.",
        ),
        "components on the wrong side": (
            lambda rows, mean, components: (rows - mean) @ components + mean,
            "The components stand in rows, (K, pixels): which product needs them turned?",
        ),
        "rows unchanged": (
            lambda rows, mean, components: rows,
            "So they came. What the components cannot say has to be lost on the way.",
        ),
        "mean subtracted again": (
            lambda rows, mean, components: (rows - mean) @ components.T @ components - mean,
            "The mean is taken off twice. At the end it has to come back.",
        ),
        "one mean for all pixels": (
            lambda rows, mean, components: put_together(rows, mean.mean(), components),
            "The mean is an image: each pixel has its own.",
        ),
        "negative codes cut off": (
            lambda rows, mean, components: (
                np.maximum((rows - mean) @ components.T, 0) @ components + mean
            ),
            "A code may be negative: less of that component than the mean digit has.",
        ),
        "cut off at 0 and 1": (
            lambda rows, mean, components: np.clip(put_together(rows, mean, components), 0, 1),
            "What is put together may leave the range of the pixels. Leave it as it is.",
        ),
        "what is lost": (
            lambda rows, mean, components: rows - put_together(rows, mean, components),
            "That is what the components cannot say. What can they?",
        ),
    },
    rtol=1e-5,
)


def mix(codes, noise, time):
    """Return what is left of the codes, and the noise that has come in."""
    angle = np.pi / 2 * time
    return np.cos(angle) * codes + np.sin(angle) * noise


_CODES = np.array([[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]])
_NOISE = np.array([[0.5, 1.0, -1.5], [2.0, -0.5, 0.25]])

noisy_codes = Exercise(
    "generation.noisy_codes",
    reread="New digits from noise",
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
    mistakes={
        "schedule swapped": (
            lambda codes, noise, time: mix(noise, codes, time),
            "At time 0 this is all noise. Begin with the clean code.",
        ),
        "straight line": (
            lambda codes, noise, time: (1 - time) * codes + time * noise,
            "These factors add up to 1, but their squares do not: halfway the variance is a half.",
        ),
        "variance for standard deviation": (
            lambda codes, noise, time: (
                np.cos(np.pi / 2 * time) ** 2 * codes + np.sin(np.pi / 2 * time) ** 2 * noise
            ),
            "Squared, these are shares of the variance. A number is multiplied by the root of it.",
        ),
        "noise not scaled": (
            lambda codes, noise, time: np.cos(np.pi / 2 * time) * codes + noise,
            "The whole noise comes in at once, whatever the time.",
        ),
        "code not scaled": (
            lambda codes, noise, time: codes + np.sin(np.pi / 2 * time) * noise,
            "The code stays as it is, and the variance grows to 2. What is left of it at time 1?",
        ),
        "no noise": (
            lambda codes, noise, time: np.cos(np.pi / 2 * time) * codes,
            "The codes shrink, and nothing takes their place.",
        ),
        "half a turn": (
            lambda codes, noise, time: mix(codes, noise, 2 * time),
            "At time 1 this is the code with its sign changed. The way is a quarter of a turn.",
        ),
        "no quarter turn": (
            lambda codes, noise, time: np.cos(time) * codes + np.sin(time) * noise,
            "Cosine and sine count in radians: at time 1 the angle is a quarter turn.",
        ),
        "π forgotten": (
            lambda codes, noise, time: np.cos(time / 2) * codes + np.sin(time / 2) * noise,
            "That is half a radian at time 1. A quarter turn is π / 2.",
        ),
        "roots of the time": (
            lambda codes, noise, time: np.sqrt(1 - time) * codes + np.sqrt(time) * noise,
            "These keep the variance as well, but at other times. Here the way is a quarter turn.",
        ),
        "noise subtracted": (
            lambda codes, noise, time: mix(codes, -noise, time),
            "The noise is added: at time 1 the mixture is the noise, with its own sign.",
        ),
        "degrees": (
            lambda codes, noise, time: np.cos(90 * time) * codes + np.sin(90 * time) * noise,
            "NumPy's cosine and sine count in radians. How large is a quarter turn there?",
        ),
        "noise added": (
            lambda codes, noise, time: codes + time * noise,
            "At time 1 the code is still there. It has to go as the noise comes.",
        ),
    },
    rtol=1e-5,
)

sure_reader = ChoiceQuestion(
    "generation.sure_reader",
    reread=JUDGE,
    prompt="A digit reader reads 98 of 100 images of a generator with a probability of 0.9 or "
    "more, all of them as 8. What do you know about the images?",
    choices={
        "They are good eights": (
            "confidence taken for proof",
            "The reader has ten answers, and none of them is: this is no digit.",
        ),
        "The generator is better than people, whose digits are read less often": (
            "one number is the goal",
            "A single good eight, made a hundred times, would be read as often.",
        ),
        "The reader has not been trained long enough": (
            "reader blamed",
            "It reads nearly all test digits rightly. It was never asked about anything else.",
        ),
        "Little: it may be one image a hundred times, or no digit at all": RIGHT,
    },
    hints=[
        "The reader has ten answers. Is “no digit at all” one of them?",
        "Which other numbers would you want to see?",
    ],
    explanation="A reader's confidence says what an image looks like if it is a digit. Count the "
    "answers, measure how the images differ, and look at them.",
)


def nearest_distance(image, others):
    """Return the distance to the nearest image: the root of the summed squares."""
    squares = (others - image) ** 2
    return float(np.sqrt(squares.sum(axis=(1, 2)).min()))


_IMAGE = np.array([[0.0, 1.0, 0.5], [1.0, 0.0, 0.0]])
_OTHERS = np.array(
    [[[1, 0, 0.5], [0, 0, 1]], [[0, 0.5, 0.5], [1, 0.25, 0.75]], [[0.5, 1, 0], [0, 0.5, 0]]]
)
# The nearest is last; by absolute differences it is the first, by the largest one the second.
_EQUALS = np.array([[[1.0, 0.0], [0.0, 0.0]], [[0.5, 0.5], [0.5, 0.5]], [[0.6, 0.6], [0.0, 0.0]]])

how_near = Exercise(
    "generation.how_near",
    reread=JUDGE,
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
    mistakes={
        "root forgotten": (
            lambda image, others: float(((others - image) ** 2).sum(axis=(1, 2)).min()),
            "That is the square of the distance.",
        ),
        "mean of the pixels": (
            lambda image, others: float(np.sqrt(((others - image) ** 2).mean(axis=(1, 2)).min())),
            "The squares are added up, not averaged: a distance grows with the pixels.",
        ),
        "absolute differences": (
            lambda image, others: float(np.abs(others - image).sum(axis=(1, 2)).min()),
            "These are absolute differences. The Euclidean distance has squares, and a root.",
        ),
        "mean over the images": (
            lambda image, others: float(np.sqrt(((others - image) ** 2).sum(axis=(1, 2))).mean()),
            "That is how far the others are on average. A copy has one near neighbour.",
        ),
        "farthest": (
            lambda image, others: float(np.sqrt(((others - image) ** 2).sum(axis=(1, 2)).max())),
            "That is the farthest.",
        ),
        "nearest for each pixel": (
            lambda image, others: float(np.sqrt(((others - image) ** 2).min(axis=0).sum())),
            "Each pixel has chosen another image. Add up first, then choose one image.",
        ),
        "which instead of how far": (
            lambda image, others: int(((others - image) ** 2).sum(axis=(1, 2)).argmin()),
            "That is which image is nearest. How far is it?",
        ),
        "sum over the images": (
            lambda image, others: float(np.sqrt(((others - image) ** 2).sum())),
            "All images are added up. Each has a distance of its own: sum over the axes 1 and 2.",
        ),
        "mean squared error": (
            lambda image, others: float(((others - image) ** 2).mean(axis=(1, 2)).min()),
            "That is the mean squared error. A distance is the root of the sum of the squares.",
        ),
        "all distances": (
            lambda image, others: np.sqrt(((others - image) ** 2).sum(axis=(1, 2))),
            "These are the distances to all of them. Which one is asked for?",
        ),
        "mean absolute difference": (
            lambda image, others: float(np.abs(others - image).mean(axis=(1, 2)).min()),
            "These are absolute differences, averaged. The Euclidean distance has squares, and a "
            "root.",
        ),
        "the largest difference": (
            lambda image, others: float(np.abs(others - image).max(axis=(1, 2)).min()),
            "One pixel decides here. All pixels belong to the distance.",
        ),
        "the nearest pixel": (
            lambda image, others: float(np.abs(others - image).min()),
            "One pixel that happens to agree makes this 0. Add up the squares of all pixels first.",
        ),
        "the image itself": (
            lambda image, others: others[((others - image) ** 2).sum(axis=(1, 2)).argmin()],
            "That is the nearest image. How far is it?",
        ),
    },
    rtol=1e-5,
)

mean_colour = NumberQuestion(
    "generation.mean_colour",
    reread="Why brown?",
    prompt="Half of the balloons are (a, b) = ({a}, {b}), half are ({c}, {d}). What is the chroma "
    "of the colour that has the least mean squared error?",
    inputs={"a": 50, "b": 24, "c": -40, "d": 0},
    answer=lambda a, b, c, d: hypot((a + c) / 2, (b + d) / 2),
    mistakes={
        "mean of the chromas": (
            lambda a, b, c, d: (hypot(a, b) + hypot(c, d)) / 2,
            "So colourful are the balloons. First find the mean colour, then its distance from 0.",
        ),
        "not halved": (
            lambda a, b, c, d: hypot(a + c, b + d),
            "That is the sum of the two colours.",
        ),
        "root forgotten": (
            lambda a, b, c, d: ((a + c) / 2) ** 2 + ((b + d) / 2) ** 2,
            "That is the square of the chroma.",
        ),
        "a and b added": (
            lambda a, b, c, d: abs((a + c) / 2) + abs((b + d) / 2),
            "Chroma is the Euclidean distance of (a, b) from 0.",
        ),
        "most colourful of the two": (
            lambda a, b: hypot(a, b),
            "Whoever answers so is right for one half and far off for the other.",
        ),
        "signs forgotten": (
            lambda a, b, c, d: hypot((abs(a) + abs(c)) / 2, (abs(b) + abs(d)) / 2),
            "One of them is green: its a is negative.",
        ),
        "a alone": (
            lambda a, c: (a + c) / 2,
            "That is a of the mean colour. Its b belongs to the chroma, too.",
        ),
        "b alone": (
            lambda b, d: (b + d) / 2,
            "That is b of the mean colour. Its a belongs to the chroma, too.",
        ),
        "the second colour": (
            lambda c, d: hypot(c, d),
            "That is the chroma of one kind: it is far off for the other half.",
        ),
        "distance of the two": (
            lambda a, b, c, d: hypot(a - c, b - d),
            "That is how far the two colours are from each other. How far is their mean from grey?",
        ),
    },
    hints=[
        "Squared error is least at the mean of a, and at the mean of b.",
        "Chroma is the distance of (a, b) from grey, (0, 0).",
    ],
    tolerance=0.005,
    explanation="The mean colour is (5, 12), and its chroma {answer}, though the balloons' chromas "
    "are 55 and 40.",
)


def balanced_colour(shares, frequencies, palette):
    """Divide by how frequent the colours are, and average what is likely then."""
    weights = shares / frequencies
    weights = weights / weights.sum(axis=-1, keepdims=True)
    return weights @ palette


_PALETTE = np.array([[0.0, 0.0], [40.0, 20.0], [-20.0, 60.0]])
_FREQUENCIES = np.array([0.8, 0.15, 0.05])

rare_colours = Exercise(
    "generation.rare_colours",
    reread="Classes instead",
    reference=balanced_colour,
    cases=[
        (np.array([[0.6, 0.3, 0.1]]), _FREQUENCIES, _PALETTE),
        (np.array([[0.5, 0.2, 0.3], [0.9, 0.05, 0.05]]), _FREQUENCIES, _PALETTE),
    ],
    hints=[
        "Divide the probabilities by the frequencies. Do they still add up to 1?",
        "The mean colour is `weights @ palette`.",
    ],
    mistakes={
        "most probable colour": (
            lambda shares, frequencies, palette: palette[(shares / frequencies).argmax(axis=-1)],
            "That is the most probable colour. The mean of all, weighted, is asked for.",
        ),
        "frequencies ignored": (
            lambda shares, frequencies, palette: shares @ palette,
            "That is the mean by the network's probabilities; grey is probable because it is "
            "frequent.",
        ),
        "do not add up to 1": (
            lambda shares, frequencies, palette: (shares / frequencies) @ palette,
            "Weights of a mean add up to 1. These are far more colourful than any of the palette.",
        ),
        "multiplied": (
            lambda shares, frequencies, palette: balanced_colour(shares, 1 / frequencies, palette),
            "Multiplied, the frequent colours get even more.",
        ),
        "sums over the pixels": (
            lambda shares, frequencies, palette: (
                shares / frequencies / (shares / frequencies).sum(axis=0) @ palette
            ),
            "The weights of one pixel add up to 1: sum over the last axis, the colours.",
        ),
        "weights returned": (
            lambda shares, frequencies, palette: balanced_colour(shares, frequencies, np.eye(3)),
            "These are the balanced probabilities. Which colour do they make of the palette?",
        ),
        "subtracted": (
            lambda shares, frequencies, palette: (shares - frequencies) @ palette,
            "Divide: a probability may be many times its frequency. Differences add up to 0.",
        ),
        "divided by the number of colours": (
            lambda shares, frequencies, palette: shares / frequencies @ palette / len(palette),
            "Weights of a mean add up to 1: divide them by their own sum.",
        ),
    },
    rtol=1e-5,
)
