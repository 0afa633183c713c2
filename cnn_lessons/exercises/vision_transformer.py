"""Exercises of the chapter *Vision transformer*.

Cases avoid whatever hides a mistake: as many tokens as numbers, square images, one channel, one
patch.
"""

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, whole_numbers
from cnn_lessons.operations import softmax

PATCHES, LOOK = "An image as rows of numbers", "Attention: each token looks at all others"
ORDER, COSTS = "Nothing says where a patch was", "What it costs"


def patch_rows(image, patch):
    """Cut an image into patches, and lay each out as one row."""
    H, W, C = image.shape
    rows, columns = H // patch, W // patch
    patches = image.reshape(rows, patch, columns, patch, C).transpose(0, 2, 1, 3, 4)
    return patches.reshape(rows * columns, patch * patch * C)


def _patch_rows_with(image, patch, axes, columns=None):
    """Lay patches out with other axes; `columns` is how many numbers a row has."""
    H, W, C = image.shape
    parts = image.reshape(H // patch, patch, W // patch, patch, C).transpose(axes)
    return parts.reshape(-1, columns or patch * patch * C)


def _overlapping(image, patch):
    H, W, _ = image.shape
    return np.stack(
        [
            image[row : row + patch, column : column + patch].reshape(-1)
            for row in range(H - patch + 1)
            for column in range(W - patch + 1)
        ]
    )


def _image(H, W, C, seed):
    return whole_numbers(H, W, C, seed=seed, low=0, high=50)


rows = Exercise(
    "vision_transformer.rows",
    reread=PATCHES,
    reference=patch_rows,
    cases=[
        (_image(2, 4, 1, seed=1), 2),
        (_image(4, 6, 3, seed=2), 2),
        (_image(9, 6, 2, seed=3), 3),
    ],
    hints=[
        "A loop over the rows of patches, and one within it over the columns. A patch is "
        "`image[row : row + patch, column : column + patch]`.",
        "`.reshape(-1)` makes one row of numbers of a patch, and `np.stack` one array of all rows.",
        "Without loops: `image.reshape(H // patch, patch, W // patch, patch, C)`, then bring the "
        "two axes of the places to the front with `transpose`.",
    ],
    mistakes={
        "reshaped without cutting": (
            lambda image, patch: image.reshape(-1, patch * patch * image.shape[2]),
            "The numbers were taken as they lie in memory: each row holds pixels of one row of the "
            "image, beyond the patch's edge. A patch takes a few pixels of several rows.",
        ),
        "column by column": (
            lambda image, patch: _patch_rows_with(image, patch, (2, 0, 1, 3, 4)),
            "The patches are right, in another order: go along the upper edge first, as you read.",
        ),
        "patches on their side": (
            lambda image, patch: _patch_rows_with(image, patch, (0, 2, 3, 1, 4)),
            "Within each patch the pixels come column by column. Take them row by row.",
        ),
        "channels first": (
            lambda image, patch: _patch_rows_with(image, patch, (0, 2, 4, 1, 3)),
            "Within each patch all pixels of one colour come first. The colours of a pixel stay "
            "together.",
        ),
        "one row for each pixel's place": (
            lambda image, patch: _patch_rows_with(image, patch, (1, 3, 0, 2, 4)).reshape(
                patch * patch, -1
            ),
            "Each row holds the pixels that have one place within their patches. A row is one "
            "patch.",
        ),
        "patches that overlap": (
            _overlapping,
            "The window moved by one pixel. Patches lie side by side: move it by its own size.",
        ),
        "patches not laid out": (
            lambda image, patch: patch_rows(image, patch).reshape(-1, patch, patch, image.shape[2]),
            "The patches are right. Each has to become one row of numbers.",
        ),
        "rows and columns kept": (
            lambda image, patch: patch_rows(image, patch).reshape(
                image.shape[0] // patch, image.shape[1] // patch, -1
            ),
            "The patches still stand in rows and columns. Put all of them below each other.",
        ),
        "transposed": (
            lambda image, patch: patch_rows(image, patch).T,
            "Here a column is a patch. It should be a row.",
        ),
        "first channel only": (
            lambda image, patch: patch_rows(image[:, :, :1], patch),
            "A patch has all channels.",
        ),
    },
)


def attend(query, key, value):
    """Return for each token the mean of all values, weighted with its shares."""
    scores = query @ key.T / np.sqrt(query.shape[1])
    return softmax(scores) @ value


def _attend_with(query, key, value, divisor=None, axis=-1):
    scores = query @ key.T / (np.sqrt(query.shape[1]) if divisor is None else divisor)
    return softmax(scores, axis) @ value


def _tokens(T, D, width, seed):
    """Return a query, a key and a value, in steps of a half."""
    shapes = (T, D), (T, D), (T, width)
    return tuple(whole_numbers(*shape, seed=seed + i) / 2 for i, shape in enumerate(shapes))


look = Exercise(
    "vision_transformer.look",
    reread=LOOK,
    reference=attend,
    cases=[
        _tokens(2, 3, 2, seed=10),
        _tokens(5, 4, 2, seed=20),
        _tokens(3, 5, 6, seed=30),
    ],
    hints=[
        "`query @ key.T` has a row for each token that asks, and a column for each that is asked.",
        "Divide by the root of d, `query.shape[1]`; then a softmax along each row.",
        "For a softmax: `np.exp`, divided by its sum along axis 1 with `keepdims=True`.",
    ],
    mistakes={
        "not divided by the root of d": (
            lambda query, key, value: _attend_with(query, key, value, divisor=1),
            "The scores are the bare products. Divide them by the root of d, or long vectors make "
            "the softmax choose one token alone.",
        ),
        "divided by d": (
            lambda query, key, value: _attend_with(query, key, value, divisor=query.shape[1]),
            "You divide by d. The products of random vectors grow with the root of d.",
        ),
        "divided behind the softmax": (
            lambda query, key, value: softmax(query @ key.T) / np.sqrt(query.shape[1]) @ value,
            "The shares were divided, and no longer add up to 1. Divide the scores, before the "
            "softmax.",
        ),
        "root of the value's width": (
            lambda query, key, value: _attend_with(
                query, key, value, divisor=np.sqrt(value.shape[1])
            ),
            "You took the root of the value's width. What is added up in a score are the "
            "numbers of a query.",
        ),
        "multiplied by the root of d": (
            lambda query, key, value: _attend_with(
                query, key, value, divisor=1 / np.sqrt(query.shape[1])
            ),
            "The scores have become larger. Divide by the root.",
        ),
        "root of the number of tokens": (
            lambda query, key, value: _attend_with(
                query, key, value, divisor=np.sqrt(query.shape[0])
            ),
            "You took the root of the number of tokens. What is added up in a score are the d "
            "numbers of a token.",
        ),
        "softmax over the wrong axis": (
            lambda query, key, value: _attend_with(query, key, value, axis=0),
            "The shares add up to 1 in each column: over those that ask. Each row has to add up to "
            "1, over those that are asked.",
        ),
        "softmax over all": (
            lambda query, key, value: _attend_with(query, key, value, axis=(0, 1)),
            "All shares together add up to 1. Each token has shares of its own: each row adds up "
            "to 1.",
        ),
        "softmax left out": (
            lambda query, key, value: query @ key.T / np.sqrt(query.shape[1]) @ value,
            "The scores weigh the values as they are, negative ones too. A softmax makes shares of "
            "them.",
        ),
        "not divided by the sum": (
            lambda query, key, value: np.exp(query @ key.T / np.sqrt(query.shape[1])) @ value,
            "The exponentials are there. Divide each row by its sum, so that it adds up to 1.",
        ),
        "query and key exchanged": (
            lambda query, key, value: attend(key, query, value),
            "Here the keys ask. The rows of the scores belong to the query.",
        ),
        "shares transposed": (
            lambda query, key, value: softmax(query @ key.T / np.sqrt(query.shape[1])).T @ value,
            "Each token gives what it should take. The rows of the shares, as they are, weigh the "
            "values.",
        ),
        "shares returned": (
            lambda query, key, value: softmax(query @ key.T / np.sqrt(query.shape[1])),
            "These are the shares. The values still wait for them.",
        ),
        "same for all": (
            lambda query, key, value: np.ones((len(query), 1)) * value.mean(axis=0),
            "This is the plain mean of all values. The shares say how much each counts.",
        ),
        "largest alone": (
            lambda query, key, value: value[(query @ key.T).argmax(axis=1)],
            "The token with the largest score got everything. The others get their share, too.",
        ),
    },
)


def block_work(tokens, width, hidden):
    """Return the multiply-adds of one block: dense layers for each token, and attention."""
    dense = tokens * (4 * width * width + 2 * width * hidden)
    return dense + 2 * tokens * tokens * width


work = Exercise(
    "vision_transformer.work",
    reread=COSTS,
    reference=block_work,
    cases=[(5, 3, 7), (17, 32, 64), (197, 768, 3072)],
    hints=[
        "Four dense layers have `width` inputs and `width` units: query, key, value, and the one "
        "behind the attention. Two more lead to `hidden` units and back.",
        "Each dense layer is used once for every token.",
        "A score is a product of `width` numbers, and there is one for every pair of tokens. The "
        "weighted means take as many once more.",
    ],
    mistakes={
        "attention forgotten": (
            lambda tokens, width, hidden: tokens * (4 * width * width + 2 * width * hidden),
            "These are the dense layers. The scores and the means are products, too, though they "
            "have no weights.",
        ),
        "weights instead of work": (
            lambda tokens, width, hidden: 4 * width * width + 2 * width * hidden,
            "That is how many weights the block has. Each is used once for every token, and "
            "attention comes on top.",
        ),
        "scores only": (
            lambda tokens, width, hidden: block_work(tokens, width, hidden) - tokens**2 * width,
            "The scores are there. The weighted means take as many products once more.",
        ),
        "layer behind the attention forgotten": (
            lambda tokens, width, hidden: block_work(tokens, width, hidden) - tokens * width**2,
            "Query, key and value are three dense layers. A fourth stands behind the attention.",
        ),
        "one layer for query, key and value": (
            lambda tokens, width, hidden: block_work(tokens, width, hidden) - 2 * tokens * width**2,
            "Query, key and value have a dense layer each.",
        ),
        "way back forgotten": (
            lambda tokens, width, hidden: (
                block_work(tokens, width, hidden) - tokens * width * hidden
            ),
            "From `hidden` units a dense layer leads back to `width`.",
        ),
        "one token met instead of all": (
            lambda tokens, width, hidden: (
                tokens * (4 * width * width + 2 * width * hidden) + 2 * tokens * width
            ),
            "Each token looks at all tokens: there are `tokens * tokens` pairs.",
        ),
        "width forgotten": (
            lambda tokens, width, hidden: (
                tokens * (4 * width * width + 2 * width * hidden) + 2 * tokens * tokens
            ),
            "A score is a product of vectors: `width` multiply-adds for each pair.",
        ),
        "biases counted": (
            lambda tokens, width, hidden: (
                block_work(tokens, width, hidden) + tokens * (5 * width + hidden)
            ),
            "Biases are added, not multiplied: they do not count.",
        ),
        "FLOPs": (
            lambda tokens, width, hidden: 2 * block_work(tokens, width, hidden),
            "One multiply-add counts as one here.",
        ),
    },
)

tokens = NumberQuestion(
    "vision_transformer.tokens",
    reread=PATCHES,
    prompt="An image of {size} × {size} pixels is cut into patches of {patch} × {patch}. How many "
    "patches are there?",
    inputs={"size": 384, "patch": 32},
    answer=lambda size, patch: (size // patch) ** 2,
    mistakes={
        "one side": (
            lambda size, patch: size // patch,
            "That is how many patches stand side by side. There are as many rows of them.",
        ),
        "one more": (
            lambda size, patch: (size // patch) ** 2 + 1,
            "That counts one patch that is not on the image.",
        ),
        "pixels of a patch": (
            lambda patch: patch * patch,
            "That is how many pixels one patch has. How many patches fit?",
        ),
        "overlapping": (
            lambda size, patch: (size - patch + 1) ** 2,
            "That is how often a window with a stride of 1 fits. Patches do not overlap.",
        ),
        "colours counted": (
            lambda size, patch: 3 * (size // patch) ** 2,
            "A patch holds all three colours.",
        ),
        "divided once": (
            lambda size, patch: size * size // patch,
            "A patch is {patch} pixels high and wide.",
        ),
        "sides added": (
            lambda size, patch: 2 * (size // patch),
            "Rows and columns are multiplied, not added.",
        ),
    },
    hints=[
        "How many patches stand along the upper edge?",
        "And how many such rows are there?",
    ],
    explanation="{size} / {patch} = 12 in each row, in 12 rows: {answer}.",
)

embedding = NumberQuestion(
    "vision_transformer.embedding",
    reread=PATCHES,
    prompt="Patches of {patch} × {patch} pixels with three colours become rows of {width} numbers. "
    "How many parameters does that layer have, with biases, for images of {size} × {size} pixels?",
    inputs={"patch": 14, "width": 1280, "size": 224},
    answer=lambda patch, width, size: 3 * patch * patch * width + width,
    mistakes={
        "biases forgotten": (
            lambda patch, width: 3 * patch * patch * width,
            "Each of the {width} numbers has a bias as well.",
        ),
        "one colour": (
            lambda patch, width: patch * patch * width + width,
            "A patch has three colours.",
        ),
        "weights for each patch": (
            lambda patch, width, size: (3 * patch * patch * width + width) * (size // patch) ** 2,
            "All patches go through the same weights, as all windows of a convolution do.",
        ),
        "one side of the patch": (
            lambda patch, width: 3 * patch * width + width,
            "A patch is {patch} pixels high and wide.",
        ),
        "whole image": (
            lambda width, size: 3 * size * size * width + width,
            "That is a dense layer for the whole image. Each patch goes through by itself.",
        ),
        "a bias for each weight of a patch": (
            lambda patch, width: 3 * patch * patch * (width + 1),
            "A bias belongs to an output, and there are {width} of them.",
        ),
        "one bias": (
            lambda patch, width: 3 * patch * patch * width + 1,
            "Each of the {width} numbers has a bias of its own.",
        ),
        "a bias for each colour": (
            lambda patch, width: 3 * (patch * patch * width + width),
            "The sum over the three colours gets one bias for each of the {width} numbers.",
        ),
        "one colour, no biases": (
            lambda patch, width: patch * patch * width,
            "A patch has three colours, and each of the {width} numbers has a bias.",
        ),
        "work instead of weights": (
            lambda patch, width, size: 3 * patch * patch * width * (size // patch) ** 2,
            "Those are the multiply-adds. How many weights are used again and again?",
        ),
    },
    hints=[
        "It is a convolution: how large is its kernel, and how many filters has it?",
        "The size of the image does not matter.",
    ],
    explanation="3 · {patch} · {patch} · {width} weights and {width} biases are {answer}.",
)

growth = NumberQuestion(
    "vision_transformer.growth",
    reread=COSTS,
    prompt="The image becomes {times} times as high and {times} times as wide, and the patches "
    "stay as large as they are. How many times as many pairs of patches look at each other?",
    inputs={"times": 3},
    answer=lambda times: times**4,
    mistakes={
        "as the side": (
            lambda times: times,
            "That is how many times as many patches stand along one edge.",
        ),
        "as the patches": (
            lambda times: times**2,
            "That is how many times as many patches there are. Each of them looks at all of them.",
        ),
        "third power": (
            lambda times: times**3,
            "The number of patches grows with the square of the side, and the pairs with the "
            "square of that.",
        ),
        "added, not squared": (
            lambda times: 2 * times**2,
            "There are {times} times {times} as many patches, and pairs as their square.",
        ),
    },
    hints=[
        "How many times as many patches are there?",
        "Every patch looks at every patch: square that.",
    ],
    explanation="{times} · {times} = 9 times as many patches, and 9 · 9 = {answer} times as many "
    "pairs.",
)

order = ChoiceQuestion(
    "vision_transformer.order",
    reread=ORDER,
    prompt="The patches of an image are shuffled before they are shown to a vision transformer "
    "that has no positions. What comes out of its classifier?",
    choices={
        "The same outputs": RIGHT,
        "The same outputs in another order": (
            "tokens and outputs confused",
            "The tokens come out in the new order. The outputs are made of the class token, which "
            "stays where it is.",
        ),
        "Other outputs": (
            "as in a convolution",
            "A convolution would see other neighbours. Which step of a block knows what stands "
            "next to what?",
        ),
        "Outputs by chance": (
            "order taken for all",
            "What is on each patch is still there, and it is all that such a network ever sees.",
        ),
    },
    hints=[
        "A score is a product of two tokens. Does it depend on where they stand?",
        "A weighted mean is a sum. Does its order matter?",
    ],
    explanation="Products of pairs, and sums over all tokens: neither depends on the order.",
)
