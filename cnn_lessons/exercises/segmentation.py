"""Exercises of the chapter *Segmentation*.

Cases avoid whatever hides a mistake: masks of equal size, two empty masks only at the end, images
with as many pixels of the thing, maps that are square or as many as they are high, a frame of the
same width on all sides.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion

background_accuracy = NumberQuestion(
    "segmentation.background_accuracy",
    reread="A class for each pixel",
    prompt="Of {pixels:,} pixels {thing:,} belong to a nucleus. A network answers “background” "
    "everywhere. What is its accuracy, the share of right pixels?",
    inputs={"pixels": 65536, "thing": 4096},
    answer=lambda pixels, thing: 1 - thing / pixels,
    tolerance=0.003,
    mistakes={
        "the share of the thing": (
            lambda pixels, thing: thing / pixels,
            "That is the share of the pixels that it gets wrong.",
        ),
        "percent for a share": (
            lambda pixels, thing: 100 - 100 * thing / pixels,
            "A share is between 0 and 1.",
        ),
        "Dice for accuracy": (
            0,
            "It finds no nucleus, and Dice says so. Accuracy counts the background, too.",
        ),
        "the thing in percent": (
            lambda pixels, thing: 100 * thing / pixels,
            "That is the part that it gets wrong, in percent. A share is between 0 and 1.",
        ),
        "nuclei over background": (
            lambda pixels, thing: thing / (pixels - thing),
            "That compares the wrong pixels with the right ones. Divide the right ones by all.",
        ),
        "one less nuclei over background": (
            lambda pixels, thing: 1 - thing / (pixels - thing),
            "The wrong pixels are a share of all pixels, not of the background.",
        ),
        "background over nuclei": (
            lambda pixels, thing: (pixels - thing) / thing,
            "Divide by all pixels.",
        ),
        "pixels counted": (
            lambda pixels, thing: pixels - thing,
            "That is how many pixels are right. Which share of all is that?",
        ),
    },
    hints=["On which pixels is the answer right?", "Divide their number by that of all pixels."],
    explanation="{answer}: nearly all are right, and no nucleus is found. Where one class fills "
    "most of the image, accuracy says little.",
)

softmax_axis = ChoiceQuestion(
    "segmentation.softmax_axis",
    reread="A class for each pixel",
    prompt="A network for five classes gives logits of shape `(N, H, W, 5)`. Over which axis does "
    "softmax turn them into probabilities?",
    choices={
        "The first one, `axis=0`": (
            "a softmax over the images",
            "Then the images of a batch would compete for a pixel. In a batch of one, every "
            "probability would be 1.",
        ),
        "Height and width, `axis=(1, 2)`": (
            "a softmax over the pixels",
            "Then a class would have to be somewhere, once in each image, and every pixel would "
            "get about 1 / (H · W). What has to add up to 1?",
        ),
        "The last one, `axis=-1`": RIGHT,
        "All but the first, `axis=(1, 2, 3)`": (
            "a softmax over everything",
            "Then all pixels and classes of an image would share one 1 among them. Each pixel "
            "answers a question of its own.",
        ),
    },
    hints=["Take one pixel. Which numbers belong to it?", "What do its probabilities add up to?"],
    explanation="At each pixel the five probabilities add up to 1, as they do for a whole image "
    "in classification. A wrong axis raises no error, and the largest class may even stay as it "
    "was.",
)


def dice(mask, truth):
    """Take twice what is shared, over what there is in all; two empty masks agree."""
    total = int(mask.sum()) + int(truth.sum())
    return 2 * int((mask & truth).sum()) / total if total else 1.0


def _shared(mask, truth, whole):
    """Return how large what two masks share is beside a third mask."""
    return int((mask & truth).sum()) / int(whole.sum()) if whole.any() else 1.0


def _either(mask, truth):
    return 2 * _shared(mask, truth, mask | truth) if (mask | truth).any() else 1.0


def _mask(text):
    return np.array([[letter == "x" for letter in row] for row in text.split()])


dice_coefficient = Exercise(
    "segmentation.dice_coefficient",
    reread="Count the overlap",
    reference=dice,
    cases=[
        (_mask(".xx. .xx. ...."), _mask(".... .xx. .x.x")),
        (_mask("xx... x.... .....  ....."), _mask("xxx.. xxx.. ..xx. .x...")),
        (_mask("x... ...."), _mask(".... ..xx")),
        (_mask("... ..x"), _mask("... ...")),
        (_mask("... ..."), _mask("..x ...")),
        (_mask("... ..."), _mask("... ...")),
    ],
    hints=[
        "`mask & truth` holds True where both do; `.sum()` counts.",
        "What is the sum in the denominator if both masks are empty? Return 1 then.",
    ],
    mistakes={
        "IoU for Dice": (
            lambda mask, truth: _shared(mask, truth, mask | truth),
            "That is intersection over union. Dice has the two sizes added up below the line, and "
            "what is shared twice above it.",
        ),
        "shared pixels counted once": (
            lambda mask, truth: dice(mask, truth) / 2 if (mask | truth).any() else 1.0,
            "Two equal masks would get 0.5. What they share belongs to both.",
        ),
        "NaN for two empty masks": (
            lambda mask, truth: dice(mask, truth) if (mask | truth).any() else float("nan"),
            "0 / 0 is not a number, and one such image makes the mean over all images NaN. "
            "Nothing was there, and nothing was found: which number says so?",
        ),
        "0 for two empty masks": (
            lambda mask, truth: dice(mask, truth) if (mask | truth).any() else 0.0,
            "With 0 an image without nuclei counts as a failure, however right the answer is.",
        ),
        "masks added up before they are counted": (
            _either,
            "With bool, True + True is True: the sum of two masks is their union, and what they "
            "share counts once. Count each mask, then add.",
        ),
        "1 where one mask is empty": (
            lambda mask, truth: dice(mask, truth) if mask.any() and truth.any() else 1.0,
            "If only one of them is empty, nothing is shared, and there is something: they "
            "disagree. Are both empty?",
        ),
        "1 added above and below": (
            lambda mask, truth: (2 * (mask & truth).sum() + 1) / (mask.sum() + truth.sum() + 1),
            "That makes two empty masks 1, and changes every other value, too. Small masks gain "
            "most.",
        ),
        "the loss for Dice": (
            lambda mask, truth: 1 - dice(mask, truth),
            "That is small where the masks agree: a loss. Dice is large there.",
        ),
        "accuracy for Dice": (
            lambda mask, truth: float(np.mean(mask == truth)),
            "The background that both leave out counts here, too. Count pixels of the masks only.",
        ),
        "recall for Dice": (
            lambda mask, truth: _shared(mask, truth, truth),
            "That is the share of the true pixels that were found. A mask that covers everything "
            "would get 1.",
        ),
        "precision for Dice": (
            lambda mask, truth: _shared(mask, truth, mask),
            "That is the share of the found pixels that are true. A single right pixel would get "
            "1.",
        ),
        "background shared as well": (
            lambda mask, truth: (
                2 * int((mask == truth).sum()) / int(mask.sum() + truth.sum())
                if (mask | truth).any()
                else 1.0
            ),
            "`==` also finds the places that both leave out. Count those that both hold: `&`.",
        ),
        "divided by all pixels": (
            lambda mask, truth: int((mask & truth).sum()) / mask.size,
            "The larger the background, the smaller this is. Divide by the sizes of the masks.",
        ),
    },
    atol=1e-6,
)

mean_or_pooled = NumberQuestion(
    "segmentation.mean_or_pooled",
    reread="Count the overlap",
    prompt="On one image the mask has {a} pixels and the truth {b}, and they share {c}. On another "
    "they have {d} and {e}, and share {f}. What is the mean Dice of the two images?",
    inputs={"a": 1000, "b": 800, "c": 720, "d": 60, "e": 40, "f": 30},
    answer=lambda a, b, c, d, e, f: (2 * c / (a + b) + 2 * f / (d + e)) / 2,
    tolerance=0.005,
    mistakes={
        "pooled for the mean": (
            lambda a, b, c, d, e, f: 2 * (c + f) / (a + b + d + e),
            "These are all pixels together: the large image has nearly all of them. Take the Dice "
            "of each image first.",
        ),
        "mean of IoU": (
            lambda a, b, c, d, e, f: (c / (a + b - c) + f / (d + e - f)) / 2,
            "That is the mean of intersection over union.",
        ),
        "mean recall": (
            lambda b, c, e, f: (c / b + f / e) / 2,
            "That is what was found of the truth. What the mask has too much counts in Dice, too.",
        ),
        "mean precision": (
            lambda a, c, d, f: (c / a + f / d) / 2,
            "That is how much of the mask is true. What was not found counts in Dice, too.",
        ),
        "factor 2 forgotten": (
            lambda a, b, c, d, e, f: (c / (a + b) + f / (d + e)) / 2,
            "What is shared counts twice in Dice.",
        ),
        "not divided by the images": (
            lambda a, b, c, d, e, f: 2 * c / (a + b) + 2 * f / (d + e),
            "A mean is between its values. How many images are there?",
        ),
        "percent for a mean": (
            lambda a, b, c, d, e, f: 100 * (c / (a + b) + f / (d + e)),
            "Dice is between 0 and 1.",
        ),
        "pooled IoU": (
            lambda a, b, c, d, e, f: (c + f) / (a + b + d + e - c - f),
            "These are all pixels together, and intersection over union. Take the Dice of each "
            "image.",
        ),
        "first image alone": (
            lambda a, b, c: 2 * c / (a + b),
            "That is the Dice of the first image.",
        ),
        "second image alone": (
            lambda d, e, f: 2 * f / (d + e),
            "That is the Dice of the second image.",
        ),
    },
    hints=[
        "Dice of the first image: twice what is shared, over both sizes together.",
        "Add the two, and divide by two.",
    ],
    explanation="0.8 and 0.6: {answer}. Pooled it is 0.79, since the second image hardly counts.",
)

iou_of_dice = NumberQuestion(
    "segmentation.iou_of_dice",
    reread="Count the overlap",
    prompt="Two masks have a Dice coefficient of {dice}. What is their intersection over union?",
    inputs={"dice": 0.8},
    answer=lambda dice: dice / (2 - dice),
    tolerance=0.002,
    mistakes={
        "the other way round": (
            lambda dice: 2 * dice / (1 + dice),
            "That makes Dice of an IoU. Of masks that overlap in part, IoU is the smaller one.",
        ),
        "taken for the same": (
            lambda dice: dice,
            "They agree at 0 and at 1 only. What is shared counts twice in Dice, above and below.",
        ),
        "half": (
            lambda dice: dice / 2,
            "Then two equal masks would have an IoU of one half.",
        ),
        "squared": (
            lambda dice: dice**2,
            "Near, by chance. Say the two sizes add up to 1: how much is shared, and how much is "
            "covered?",
        ),
        "union not made smaller": (
            lambda dice: dice / 2 / (1 + dice / 2),
            "What is shared is in both sizes: take it off their sum once, do not add it.",
        ),
        "upside down": (
            lambda dice: (2 - dice) / dice,
            "The union is the larger of the two: divide by it.",
        ),
    },
    hints=[
        "Say the two sizes add up to 1. Then half of {dice} is shared.",
        "The union is the sum of the sizes, less what is shared.",
    ],
    explanation="{dice} / (2 − {dice}) = {answer:.3f}. The same masks get less by IoU than by "
    "Dice: ask which of the two a number is.",
)


def _bottom(size, levels):
    """Return the size on the lowest level, after two convolutions on each."""
    for _ in range(levels - 1):
        size = (size - 4) // 2
    return size - 4


def _up_again(size, levels, lost=4):
    """Return the size of the answer, from that on the lowest level."""
    for _ in range(levels - 1):
        size = 2 * size - lost
    return size


unet_size = NumberQuestion(
    "segmentation.unet_size",
    reread="Down and up again",
    prompt="A U-Net without padding has {levels} levels. On the way down each level has two "
    "convolutions of 3 × 3, the lowest one, too; on the way up each of the others has two more. A "
    "pooling halves the maps, a transposed convolution doubles them. An image is {size} pixels "
    "high. How high is the output?",
    inputs={"size": 124, "levels": 3},
    answer=lambda size, levels: _up_again(_bottom(size, levels), levels),
    mistakes={
        "with padding": (
            lambda size: size,
            "So it is with padding. Here each convolution loses a frame.",
        ),
        "lowest level": (
            lambda size, levels: _bottom(size, levels),
            "That is how high the lowest maps are. They come up again.",
        ),
        "only doubled on the way up": (
            lambda size, levels: _up_again(_bottom(size, levels), levels, lost=0),
            "The way up has two convolutions on each level as well.",
        ),
        "one frame for each convolution": (
            lambda size, levels: size - 4 * (2 * levels - 1),
            "A pixel that is lost on a lower level is two or four in the output.",
        ),
        "one level too few": (
            lambda size, levels: _up_again(_bottom(size, levels - 1), levels - 1),
            "With {levels} levels there are two poolings.",
        ),
        "one level too many": (
            lambda size, levels: _up_again(_bottom(size, levels + 1), levels + 1),
            "With {levels} levels there are two poolings.",
        ),
        "one convolution on the way up": (
            lambda size, levels: _up_again(_bottom(size, levels), levels, lost=2),
            "There are two on each level, and each loses a pixel on each side.",
        ),
        "half of the image": (
            lambda size: size // 2,
            "What was halved is doubled again. How much is lost at the edges?",
        ),
    },
    hints=[
        "A convolution of 3 × 3 without padding takes 2 pixels of the height, two of them 4.",
        "{size} → 120 → 60 → 56 → 28 → 24, and up: double, then take 4 off.",
    ],
    explanation="Down: {size}, 120, 60, 56, 28, 24. Up: 48, 44, 88, {answer}.",
)


def crop_center(maps, height, width):
    """Cut the same from both sides; if that cannot be, one pixel more at the end."""
    top = (maps.shape[1] - height) // 2
    left = (maps.shape[2] - width) // 2
    return maps[:, top : top + height, left : left + width]


def _crop_from(start, maps, height, width):
    """Cut a part that begins at ``start(size, part)``."""
    top, left = start(maps.shape[1], height), start(maps.shape[2], width)
    return maps[:, top : top + height, left : left + width]


def _taken_apart(maps, height, width):
    top, left = (maps.shape[1] - height) // 2, (maps.shape[2] - width) // 2
    return maps[:, top:-top, left:-left]


def _nothing_from_the_end(maps, height, width):
    rows, columns = maps.shape[1] - height, maps.shape[2] - width
    top, left = rows // 2, columns // 2
    return maps[:, top : -(rows - top), left : -(columns - left)]


def _thinned(maps, height, width):
    rows = np.arange(height) * maps.shape[1] // height
    columns = np.arange(width) * maps.shape[2] // width
    return maps[:, rows][:, :, columns]


def _maps(*shape):
    return np.arange(np.prod(shape), dtype=float).reshape(shape)


crop = Exercise(
    "segmentation.crop",
    reread="Down and up again",
    reference=crop_center,
    cases=[
        (_maps(1, 6, 7, 1), 2, 3),
        (_maps(2, 9, 7, 3), 4, 5),
        (_maps(3, 8, 11, 2), 5, 8),
        (_maps(2, 5, 6, 1), 5, 6),
    ],
    hints=[
        "How many rows are too many? Half of them, rounded down, are cut off at the top.",
        "From `top` on there are `height` rows: `top : top + height`. Images and channels stay.",
    ],
    mistakes={
        "cropped from the corner": (
            partial(_crop_from, lambda size, part: 0),
            "That is the part at the top left. Without padding both ends lose the same, so the "
            "smaller map belongs over the middle of the larger one.",
        ),
        "cropped from the end": (
            partial(_crop_from, lambda size, part: size - part),
            "That is the part at the bottom right.",
        ),
        "the odd pixel cut off at the beginning": (
            partial(_crop_from, lambda size, part: (size - part + 1) // 2),
            "An odd number cannot be halved: the pixel that is left over goes at the end.",
        ),
        "images left out": (
            lambda maps, height, width: crop_center(maps[np.newaxis], height, width)[0],
            "The first axis are the images. Height and width are the second and the third.",
        ),
        "width for height": (
            lambda maps, height, width: crop_center(maps, width, height),
            "Rows come first: the height belongs to the second axis.",
        ),
        "cut by a negative index": (
            _taken_apart,
            "With nothing to cut off, `0:-0` is empty, and an odd pixel stays. Say where the part "
            "ends: how many rows behind `top`?",
        ),
        "minus nothing": (
            _nothing_from_the_end,
            "With nothing to cut off, the end is `-0`, which is the beginning. Say where the part "
            "ends: how many rows behind `top`?",
        ),
        "two halves rounded one by one": (
            partial(_crop_from, lambda size, part: size // 2 - part // 2),
            "Both sizes are rounded down before they are subtracted: from 8 to 5 that cuts two at "
            "the beginning and one at the end. Subtract first.",
        ),
        "made smaller instead of cropped": (
            _thinned,
            "That leaves rows out between others. Then a pixel no longer lies over its own place.",
        ),
        "as much from both sides": (
            lambda maps, height, width: maps[
                :,
                (maps.shape[1] - height) // 2 : maps.shape[1] - (maps.shape[1] - height) // 2,
                (maps.shape[2] - width) // 2 : maps.shape[2] - (maps.shape[2] - width) // 2,
            ],
            "Where an odd number is to go, one row or column is left over: count `height` rows "
            "from `top` on.",
        ),
        "from the middle on": (
            partial(_crop_from, lambda size, part: size // 2),
            "The part begins in the middle of the map. Its own middle is to be there.",
        ),
        "halves rounded to even": (
            partial(_crop_from, lambda size, part: round((size - part) / 2)),
            "Python's `round` takes 1.5 for 2 and 2.5 for 2. Half of an odd number is rounded down "
            "here.",
        ),
        "sizes for the ends": (
            lambda maps, height, width: maps[
                :, (maps.shape[1] - height) // 2 : height, (maps.shape[2] - width) // 2 : width
            ],
            "After the colon a slice has its end, and not its length.",
        ),
        "no end": (
            lambda maps, height, width: maps[
                :, (maps.shape[1] - height) // 2 :, (maps.shape[2] - width) // 2 :
            ],
            "At the top and on the left it is right. Where does the part end?",
        ),
    },
)


def enlarge_labels(objects, factor):
    """Repeat each pixel in both directions: no new number can come into being."""
    return objects.repeat(factor, axis=0).repeat(factor, axis=1)


def _interpolated(objects, factor):
    """Interpolate between the pixels' middles, and round."""
    grown = objects.astype(float)
    for axis in (0, 1):
        n = grown.shape[axis]
        places = (np.arange(n * factor) + 0.5) / factor - 0.5
        grown = np.apply_along_axis(
            lambda row, places=places, n=n: np.interp(places, np.arange(n), row), axis, grown
        )
    return np.rint(grown).astype(objects.dtype)


def _stuffed(objects, factor):
    grown = np.zeros([n * factor for n in objects.shape], objects.dtype)
    grown[::factor, ::factor] = objects
    return grown


enlarge_objects = Exercise(
    "segmentation.enlarge_objects",
    reread="Objects, not pixels",
    reference=enlarge_labels,
    cases=[
        (np.array([[0, 4, 1], [0, 7, 1]], "uint8"), 2),
        (np.array([[5, 0], [0, 2], [300, 300]], "int32"), 3),  # too many for uint8
    ],
    hints=[
        "`objects.repeat(factor, axis=0)` repeats the rows.",
        "Then do the same to the columns.",
    ],
    mistakes={
        "interpolated labels": (
            _interpolated,
            "Between object 0 and object 4 there is no object 2. Numbers of objects are names, and "
            "a mean of names is somebody else's.",
        ),
        "tiled": (
            lambda objects, factor: np.tile(objects, (factor, factor)),
            "That puts whole copies beside each other. Each pixel is to become larger.",
        ),
        "one direction only": (
            lambda objects, factor: objects.repeat(factor, axis=0),
            "Those are the rows. And the columns?",
        ),
        "columns only": (
            lambda objects, factor: objects.repeat(factor, axis=1),
            "Those are the columns. And the rows?",
        ),
        "repeated in a row": (
            lambda objects, factor: objects.repeat(factor * factor).reshape(
                [n * factor for n in objects.shape]
            ),
            "The shape is right, but all copies of a pixel lie side by side in a row. They are to "
            "make a square.",
        ),
        "background between the pixels": (
            _stuffed,
            "Each object falls apart into single pixels. A pixel is to fill its whole square.",
        ),
        "dtype lost": (
            lambda objects, factor: np.kron(objects, np.ones((factor, factor))),
            "The values are right, in another dtype: keep that of `objects`. Lists, `np.zeros` and "
            "`np.ones` have one of their own.",
        ),
        "numbers enlarged": (
            lambda objects, factor: objects * factor,
            "That multiplies the names. The pixels are to become more.",
        ),
        "flattened": (
            lambda objects, factor: objects.repeat(factor),
            "Without an axis NumPy flattens first.",
        ),
        "always uint8": (
            lambda objects, factor: enlarge_labels(objects, factor).astype("uint8"),
            "There may be more than 255 objects: then numbers begin again at 0. Keep the dtype of "
            "`objects`.",
        ),
    },
)
