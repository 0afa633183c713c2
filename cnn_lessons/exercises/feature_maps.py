"""Exercises of the chapter *Feature maps*.

Cases avoid whatever hides a mistake: square images and kernels, a strongest answer in the
middle or in the first image, a filter that is silent everywhere or nowhere, no negative number.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

kernel_pictures = NumberQuestion(
    "feature_maps.kernel_pictures",
    reread="What do the first filters look for?",
    prompt="A second convolution has {F} filters of {K} × {K} on the {C} maps of the first. You "
    "draw its filters, each channel as a picture of its own. How many pictures of {K} × {K} are "
    "that?",
    inputs={"F": 20, "K": 3, "C": 11},
    answer=lambda F, C: F * C,
    unit="pictures",
    mistakes={
        "one picture a filter": (
            lambda F: F,
            "A filter is as deep as its input, and one picture shows one channel of it.",
        ),
        "one picture a channel": (lambda C: C, "Those would be the channels of a single filter."),
        "weights counted": (
            lambda F, K, C: F * C * K * K,
            "That is the number of weights; a picture shows many at once.",
        ),
        "added": (
            lambda F, C: F + C,
            "Every filter has a channel for each map: nothing is added here.",
        ),
    },
    hints=[
        "Which shape (KH, KW, C, F) have the weights of the second convolution?",
        "How many channels has one filter, and how many filters are there?",
    ],
    explanation="{F} filters with {C} channels each: {answer} pictures, and none of them alone "
    "says what a filter looks for.",
)

speckles = ChoiceQuestion(
    "feature_maps.speckles",
    reread="What do the first filters look for?",
    prompt="In a first layer trained on smooth images, neighbouring weights jump up and down. "
    "Where does that come from?",
    choices={
        "The filter looks for fine patterns": (
            "picture taken at its word",
            "Are there fine patterns in smooth images that it could have learned to look for?",
        ),
        "It is left over from the random start": RIGHT,
        "The network has learned the noise of its images by heart": (
            "overfitting suspected",
            "To learn a pattern by heart, a filter has to meet it. Compare with the kernels before "
            "the training.",
        ),
        "The learning rate was too large at the end": (
            "learning rate suspected",
            "A step goes along the gradient, and that is made of the images, which are smooth.",
        ),
    },
    hints=[
        "The gradient of a kernel is a sum of windows. What do those windows look like?",
        "What happens to a part of the kernel that the gradient never contains?",
    ],
    explanation="The gradient of a kernel is a sum of windows of its inputs. What is in no window "
    "is in no gradient, and stays as it was drawn.",
)

seen_pixels = NumberQuestion(
    "feature_maps.seen_pixels",
    reread="Feature maps, layer by layer",
    prompt="A convolution of {K} × {K}, max pooling of {P} × {P}, another convolution of "
    "{K} × {K}. How many pixels wide is the piece of the image that one number of the last map "
    "depends on?",
    inputs={"K": 5, "P": 3},
    answer=lambda K, P: K + (P - 1) + (K - 1) * P,
    unit="pixels",
    mistakes={
        "its own kernel only": (
            lambda K: K,
            "That is how many numbers of the pooled maps it sees. Each of them saw more of the "
            "image.",
        ),
        "pooling forgotten": (
            lambda K: K + K - 1,
            "That is right for two convolutions with nothing between them.",
        ),
        "pooling without its step": (
            lambda K, P: K + (P - 1) + (K - 1),
            "After the pooling, neighbours stand further apart on the image than one pixel.",
        ),
        "sizes multiplied": (
            lambda K, P: K * P * K,
            "Neighbouring windows share most of their pixels; multiplied, these count many times.",
        ),
        "sizes added": (
            lambda K, P: K + P + K,
            "The pooling adds P − 1 pixels. What does the last kernel add, whose numbers are "
            "further apart?",
        ),
        "kernels multiplied": (
            lambda K: K * K,
            "Neighbouring windows share most of their pixels. And the pooling?",
        ),
        "one kernel times the pooling": (
            lambda K, P: K * P,
            "That is how many numbers of the first map it covers. How much had each of them seen?",
        ),
        "the pooling's own pixels forgotten": (
            lambda K, P: K + (K - 1) * P,
            "The step is counted. A number behind the pooling sees more itself than one before it.",
        ),
    },
    hints=[
        "Go through the layers: after the first, a number sees K pixels, and its neighbour is one "
        "pixel further.",
        "The pooling adds P − 1 pixels, and from then on neighbours are P pixels apart.",
    ],
    explanation="{K} + ({P} − 1) + ({K} − 1) · {P} = {answer}.",
)


def dead_filters(maps):
    """List the filters without an output above 0 at any place of any image."""
    return [f for f in range(maps.shape[3]) if (maps[:, :, :, f] <= 0).all()]


def _filters_where(holds, maps):
    return [f for f in range(maps.shape[3]) if holds(maps[:, :, :, f])]


MAPS = np.array([[[[0.0, 2, 0, 0]], [[0, 0, 0, 1]]], [[[3, 0, 0, 0]], [[1, 1, 0, 0]]]])
SOME = np.maximum(np.random.default_rng(4).normal(size=(3, 4, 5, 7)), 0)
SOME[:, :, :, [2, 5]] = 0
SOME[0, :, :, 1] = 0  # silent on the first image only
SOME[2, :, :, 3] = 0  # and on the last
SOME[:, :, :, 6] = 0
SOME[1, 2, 4, 6] = 0.5  # heard once
SIGNED = np.random.default_rng(5).normal(size=(2, 3, 5, 6))
SIGNED[:, :, :, 4] = -1
SIGNED[:, :, :, 1] = np.where(np.arange(5) < 4, -2, 1)  # negative on average, and yet heard
# Nothing at all on the first image, and one filter that is silent on the second one, too.
DARK = np.array([[[[0.0, 0, 0], [0, 0, 0]]], [[[0, 0, 4], [2, 0, 0]]]])

dead = Exercise(
    "feature_maps.dead",
    reread="Feature maps, layer by layer",
    reference=dead_filters,
    cases=[(MAPS,), (SOME,), (SIGNED,), (DARK,)],
    hints=[
        "One filter's outputs are `maps[:, :, :, f]`: every place of every image.",
        "It is dead if not one of them is above 0.",
        "`(… <= 0).all()` asks that of all numbers at once.",
    ],
    mistakes={
        "silent somewhere": (
            partial(_filters_where, lambda answers: (answers <= 0).any()),
            "These filters are silent at some place. After a ReLU nearly every one is. A dead "
            "filter is silent at all places.",
        ),
        "silent on some image": (
            partial(_filters_where, lambda answers: (answers <= 0).all(axis=(1, 2)).any()),
            "Silent on one image, a filter may respond to another. Ask all of them.",
        ),
        "first image only": (
            lambda maps: dead_filters(maps[:1]),
            "Only the first image was asked.",
        ),
        "negative on average": (
            partial(_filters_where, lambda answers: answers.mean() <= 0),
            "A mean of 0 or less does not say that every number is: it may respond at one place.",
        ),
        "exactly zero": (
            partial(_filters_where, lambda answers: (answers == 0).all()),
            "Where no ReLU has been yet, a silent filter's numbers are negative.",
        ),
        "the living ones": (
            partial(_filters_where, lambda answers: (answers > 0).any()),
            "These are the filters that respond to something.",
        ),
        "images instead of filters": (
            lambda maps: [n for n in range(len(maps)) if (maps[n] <= 0).all()],
            "These are the images without any output above 0. The filters are the last axis.",
        ),
        "a mask": (
            lambda maps: (maps <= 0).all(axis=(0, 1, 2)),
            "It says of each filter whether it is dead. Their numbers are wanted: "
            "`np.flatnonzero`.",
        ),
        "how many": (
            lambda maps: len(dead_filters(maps)),
            "That is how many are dead. Which ones?",
        ),
    },
)


def favourite_window(image, feature_map):
    """Cut out the window of the image that gave the largest number of the map."""
    row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
    height = image.shape[0] - feature_map.shape[0] + 1
    width = image.shape[1] - feature_map.shape[1] + 1
    return image[row : row + height, column : column + width]


def _centred(image, feature_map):
    row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
    height, width = np.subtract(image.shape, feature_map.shape) + 1
    top, left = row - height // 2, column - width // 2
    return image[max(top, 0) : top + height, max(left, 0) : left + width]


def _exchanged(image, feature_map):
    row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
    height, width = np.subtract(image.shape, feature_map.shape) + 1
    return image[column : column + height, row : row + width]


def _on_its_side(image, feature_map):
    row, column = np.unravel_index(feature_map.argmax(), feature_map.shape)
    height, width = np.subtract(image.shape, feature_map.shape) + 1
    return image[row : row + width, column : column + height]


def _by_the_images_width(image, feature_map):
    row, column = divmod(int(feature_map.argmax()), image.shape[1])
    height, width = np.subtract(image.shape, feature_map.shape) + 1
    return image[row : row + height, column : column + width]


IMAGE = np.arange(42.0).reshape(6, 7)
PEAK = np.array([[1.0, 0, 2, -5, 0], [0, 1, 0, 0, 1], [1, 0, 0, 9, 2], [0, 2, 0, 1, 3]])
LARGE, ANSWERS = np.arange(77.0).reshape(11, 7), np.random.default_rng(8).normal(size=(7, 5))

favourite = Exercise(
    "feature_maps.favourite",
    reread="What would a filter like best?",
    reference=favourite_window,
    cases=[
        (IMAGE[:4, :5], np.array([[0.0, 1, 0], [0, 0, 0], [4, 0, -6]])),
        (IMAGE, PEAK),
        (LARGE, ANSWERS),
    ],
    hints=[
        "Without padding, a map of `image - window + 1` places comes out. Solve that for the "
        "window's height and width.",
        "`feature_map.argmax()` counts row by row; `np.unravel_index(…, feature_map.shape)` makes "
        "a row and a column of it.",
        "The number at `[row, column]` was made of the window whose first pixel is "
        "`[row, column]`.",
    ],
    mistakes={
        "window around the place": (
            _centred,
            "The window was laid around the place of the largest number. Without padding it begins "
            "there.",
        ),
        "row and column exchanged": (
            _exchanged,
            "The first index is the row, as always in (H, W).",
        ),
        "the weakest answer": (
            lambda image, feature_map: favourite_window(image, -feature_map),
            "This is the window with the smallest output.",
        ),
        "the largest in size": (
            lambda image, feature_map: favourite_window(image, np.abs(feature_map)),
            "A strongly negative output is no favourite: ReLU makes 0 of it.",
        ),
        "one pixel missing": (
            lambda image, feature_map: favourite_window(image[:-1, :-1], feature_map),
            "The window is a pixel too small. n − k + 1 places: the 1 counts.",
        ),
        "a piece of the map": (
            lambda image, feature_map: favourite_window(feature_map, feature_map),
            "That is cut out of the map. The window lies on the image.",
        ),
        "place instead of window": (
            lambda image, feature_map: tuple(
                int(n) for n in np.unravel_index(feature_map.argmax(), feature_map.shape)
            ),
            "There the window begins. Cut it out of the image.",
        ),
        "window on its side": (
            _on_its_side,
            "Height and width of the window are exchanged: rows come first.",
        ),
        "answer instead of window": (
            lambda image, feature_map: feature_map.max(),
            "That is the largest number. Which window of the image gave it?",
        ),
        "place counted by the image's width": (
            _by_the_images_width,
            "`argmax` counts through the map, row by row: its width says where a row begins.",
        ),
    },
)

scribble = ChoiceQuestion(
    "feature_maps.scribble",
    reread="Draw a digit",
    prompt="You draw a scribble, and the network says 8 with a probability of 97 %. What can you "
    "conclude?",
    choices={
        "With 97 % certainty it is an 8": (
            "probability of the world",
            "The ten probabilities always add up to 1. Is there one for “no digit at all”?",
        ),
        "The scribble must resemble the 8s of the training set": (
            "likeness assumed",
            "Noise resembles none of them, and gets such answers too.",
        ),
        "The network has been trained too long": (
            "training blamed",
            "It may read new digits very well, and yet be as sure about this.",
        ),
        "Of the ten answers that it has, 8 has by far the largest logit": RIGHT,
    },
    hints=[
        "What does softmax do with ten numbers, wherever they come from?",
        "Is “no digit at all” one of its answers?",
    ],
    explanation="Softmax compares ten logits with each other, and with nothing else. That none of "
    "them fits is not among the answers.",
)
