"""Exercises of the chapter *Images*.

Cases avoid whatever hides a mistake: square images, grey pixels, a single channel,
an even number of rows to cut away.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, ShapeQuestion


def photograph(*shape, seed):
    """Return a random image of uint8."""
    return values(*shape, seed=seed).astype("uint8")


def values(*shape, seed):
    """Return a photograph's values as usual integers, where no type is asked for."""
    return np.random.default_rng(seed).integers(0, 256, shape)


pixel_place = ShapeQuestion(
    "images.pixel_place",
    reread="Rows first",
    prompt="A photograph is {W} pixels wide and {H} high. A bird's eye is {x} columns to the "
    "right of the first column and {y} rows above the last row. At which index of the array "
    "is it, (row, column)?",
    inputs={"H": 427, "W": 640, "x": 30, "y": 12},
    answer=lambda H, x, y: (H - 1 - y, x),
    mistakes={
        "counted from the bottom": (
            lambda x, y: (y, x),
            "Row 0 is at the top, and rows are counted down. In a plot it is the other way round.",
        ),
        "column first": (
            lambda H, x, y: (x, H - 1 - y),
            "Both numbers are right, in the order of a plot. An array has its row first.",
        ),
        "x and y as in a plot": (
            lambda x, y: (x, y),
            "This is the point of a plot: first to the right, then up. An array has its row "
            "first, counted down from the top.",
        ),
        "last row numbered by the height": (
            lambda H, x, y: (H - y, x),
            "Rows are counted from 0, so the number of the last one is the height minus 1.",
        ),
        "width taken for height": (
            lambda W, x, y: (W - 1 - y, x),
            "The number of rows is the height.",
        ),
    },
    hints=["What is the number of the last row, if the first one has 0?", "Go up from there."],
    explanation="The last row is {H} − 1; {y} rows above it, and column {x}: {answer}.",
)

wrapped_difference = NumberQuestion(
    "images.wrapped_difference",
    reread="Whole numbers that wrap",
    prompt="To find what moved, two images of `uint8` are subtracted, `later - earlier`. A pixel "
    "was {earlier} and is now {later}. Which number does NumPy write for it?",
    inputs={"later": 20, "earlier": 30},
    answer=lambda later, earlier: (later - earlier) % 256,
    mistakes={
        "below zero": (
            lambda later, earlier: later - earlier,
            "A `uint8` has no sign: there is nothing below 0.",
        ),
        "stopped at zero": (
            lambda later, earlier: max(later - earlier, 0),
            "That is what `clip` would do. Nobody called it.",
        ),
        "distance": (
            lambda later, earlier: abs(later - earlier),
            "That is how far the two are apart, and it is what one would like to have. NumPy goes "
            "on counting down past 0.",
        ),
        "a clock of 255 hours": (
            lambda later, earlier: (later - earlier) % 255,
            "From 0 to 255 there are one more than 255 numbers.",
        ),
    },
    hints=[
        "Count down from {later}. What comes after 0?",
        "How many different numbers does one byte hold?",
    ],
    explanation="{later} steps down lead to 0, and the rest begin again at 255: {answer}. A "
    "small change looks like a large one.",
)

batch_memory = NumberQuestion(
    "images.batch_memory",
    reread="From 0 to 1",
    prompt="How many bytes does a batch of {N} colour photographs of {H} × {W} pixels take after "
    "`rescale`?",
    inputs={"N": 32, "H": 70, "W": 120},
    answer=lambda N, H, W: N * H * W * 3 * 4,
    unit="bytes",
    mistakes={
        "bytes of uint8": (
            lambda N, H, W: N * H * W * 3,
            "That is how many numbers there are. A float32 takes more than one byte.",
        ),
        "float64": (
            lambda N, H, W: N * H * W * 3 * 8,
            "This would be after a plain `/ 255`. `rescale` makes float32.",
        ),
        "channels forgotten": (
            lambda N, H, W: N * H * W * 4,
            "Each pixel of a colour photograph is three numbers.",
            "Three tables for a colour",
        ),
        "a single image": (
            lambda H, W: H * W * 3 * 4,
            "That is one photograph. How many are in the batch?",
        ),
        "bits": (
            lambda N, H, W: N * H * W * 3 * 32,
            "The 32 of float32 counts bits. A byte has eight of them.",
        ),
        "kilobytes": (
            lambda N, H, W: N * H * W * 3 * 4 / 1000,
            "That is in kilobytes. Bytes are asked for.",
        ),
    },
    hints=["How many numbers has one photograph?", "How many bytes has a number of 32 bits?"],
    explanation="{N} · {H} · {W} · 3 numbers of 4 bytes: {answer}.",
)

which_task = ChoiceQuestion(
    "images.which_task",
    reread="What to ask about an image",
    prompt="A camera above a road has to tell how many cars and how many bicycles are in view, "
    "and where each one is. Which task is that?",
    choices={
        "Classification": (
            "one class",
            "One class for the image says neither how many things there are nor where.",
        ),
        "Localization": (
            "one box",
            "That is a box around one thing. Here there are many, and nobody knows how many.",
        ),
        "Detection": RIGHT,
        "Segmentation": (
            "pixels instead of things",
            "A class for each pixel tells where there is car, but two cars that overlap are one "
            "patch, and cannot be counted.",
        ),
    },
    hints=["Write down the answer for a picture with two cars.", "How long is that list?"],
    explanation="A class and a box for each thing, however many there are.",
)


def cut_middle(image, height, width):
    """Cut away equally much on both sides, the odd pixel at the bottom and right."""
    top = (image.shape[0] - height) // 2
    left = (image.shape[1] - width) // 2
    return image[top : top + height, left : left + width]


def _cut_between(rows, columns, image, height, width):
    """Cut at slices that are functions of the size and of how much is kept."""
    H, W, _ = image.shape
    return image[slice(*rows(H, height)), slice(*columns(W, width))]


def _cut_columns_first(image, height, width):
    top, left = (image.shape[0] - height) // 2, (image.shape[1] - width) // 2
    return image[left : left + width, top : top + height]


def _cut_both(between, image, height, width):
    return _cut_between(between, between, image, height, width)


def _cut_with(image, height, width, start=lambda size, kept: (size - kept) // 2, extra=0):
    """Cut from another place, or too much."""
    top, left = start(image.shape[0], height), start(image.shape[1], width)
    return image[top : top + height + extra, left : left + width + extra]


crop = Exercise(
    "images.crop",
    reread="A picture is a table of numbers",
    reference=cut_middle,
    cases=[
        (np.arange(1, 21).reshape(4, 5, 1), 2, 2),
        (values(7, 10, 3, seed=1), 4, 3),
        (values(9, 6, 3, seed=2), 2, 5),
        (values(5, 6, 3, seed=3), 5, 4),
    ],
    hints=[
        "How many rows are cut away in all? Half of them, rounded down, are above the crop.",
        "`image[top : top + height, …]` takes rows; the columns go the same way.",
    ],
    mistakes={
        "cut from the corner": (
            lambda image, height, width: image[:height, :width],
            "This is the upper left corner. The same number of rows has to go above and below.",
        ),
        "width before height": (
            lambda image, height, width: cut_middle(image, width, height),
            "Rows go with the height and columns with the width. Here they are swapped.",
            "Rows first",
        ),
        "begins in the middle": (
            partial(_cut_with, start=lambda size, kept: size // 2),
            "The crop begins at the middle pixel. That pixel should be in its middle.",
        ),
        "odd pixel at the top": (
            partial(_cut_with, start=lambda size, kept: (size - kept + 1) // 2),
            "Where an odd number is cut away, more was cut above and on the left. It should be "
            "less.",
        ),
        "one row and one column too many": (
            partial(_cut_with, extra=1),
            "The end of a slice is not in it, so nothing has to be added.",
        ),
        "frame of that size": (
            lambda image, height, width: image[height:-height, width:-width],
            "In your crop that many rows are cut away on each side. That many should stay.",
        ),
        "half of it from the middle": (
            partial(_cut_with, start=lambda size, kept: size // 2 - kept // 2),
            "Two halves were rounded, each by itself. Take the difference first, and halve what is "
            "left over.",
        ),
        "half of it to both sides": (
            partial(
                _cut_both,
                lambda size, kept: (size // 2 - kept // 2, size // 2 + kept // 2),
            ),
            "From the middle as far to both sides, an odd number of rows or columns cannot come "
            "out.",
        ),
        "as much from the end": (
            partial(_cut_both, lambda size, kept: ((size - kept) // 2, -((size - kept) // 2))),
            "The same number was cut off at both ends. Where an odd number is left over, one row "
            "too many stays; and `-0` is the beginning, not the end.",
        ),
        "size for the end": (
            partial(_cut_both, lambda size, kept: ((size - kept) // 2, kept)),
            "A slice has a beginning and an end. The end lies that many rows after the beginning.",
        ),
        "columns cut first": (
            _cut_columns_first,
            "The first index of an image is its row.",
            "Rows first",
        ),
        "width unpacked first": (
            lambda image, height, width: _cut_between(
                lambda _, kept: ((image.shape[1] - kept) // 2, (image.shape[1] + kept) // 2),
                lambda _, kept: ((image.shape[0] - kept) // 2, (image.shape[0] + kept) // 2),
                image,
                height,
                width,
            ),
            "The shape begins with the number of rows, the height.",
            "Rows first",
        ),
        "lower right corner": (
            lambda image, height, width: image[-height:, -width:],
            "This is the lower right corner. The same number of rows has to go above and below.",
        ),
        "rows only": (
            lambda image, height, width: cut_middle(image, height, image.shape[1]),
            "The rows are right. The columns are cut by a second slice, after a comma.",
        ),
    },
)


def brightness_of(image):
    """Add up red, green and blue, each with its share of the brightness."""
    red, green, blue = image[..., 0], image[..., 1], image[..., 2]
    return 0.299 * red + 0.587 * green + 0.114 * blue


grey = Exercise(
    "images.grey",
    reread="Three tables for a colour",
    reference=brightness_of,
    cases=[
        (np.eye(3).reshape(1, 3, 3),),
        (photograph(4, 3, 3, seed=1) / 255,),
        (photograph(3, 5, 3, seed=2) / 255,),
    ],
    hints=[
        "`image[..., 0]` is the red channel, of shape (H, W).",
        "Multiply each channel by its own factor (green has the largest), and add the three.",
    ],
    mistakes={
        "mean of the channels": (
            lambda image: image.mean(axis=-1),
            "Red, green and blue count alike here. To the eye, green is brighter than blue.",
        ),
        "blue first": (
            lambda image: brightness_of(image[..., ::-1]),
            "Red and blue have each other's weight. The first channel is red.",
        ),
        "weights laid on the columns": (
            lambda image: np.tensordot(image, [0.299, 0.587, 0.114], axes=(-2, 0)),
            "The weights were laid on the columns. Channels are the last axis.",
        ),
        "only green": (lambda x: x[..., 1], "Green counts most, but a red rose is not black."),
        "brightest channel": (
            lambda image: image.max(axis=-1),
            "With the largest of the three, pure blue is as bright as white.",
        ),
        "divided by three": (
            lambda image: brightness_of(image) / 3,
            "The weights add up to 1 already. Divided again, white becomes dark grey.",
        ),
        "weights of another standard": (
            lambda image: image @ [0.2126, 0.7152, 0.0722],
            "These weights are those of high-definition television. Use the chapter's.",
        ),
        "weights in order of size": (
            lambda image: image @ [0.587, 0.299, 0.114],
            "The largest weight belongs to green, the second channel.",
        ),
        "axis of the channels kept": (
            lambda image: brightness_of(image)[..., None],
            "The numbers are right. The axis of the channels, now of size 1, must go.",
        ),
        "rounded to a byte": (
            lambda image: brightness_of(image).astype("uint8"),
            "The image has floats from 0 to 1: as whole numbers they are nearly all 0.",
        ),
        "channels added": (
            lambda image: image.sum(axis=-1),
            "Added without their weights, white becomes 3.",
        ),
        "middle of largest and smallest": (
            lambda image: (image.max(axis=-1) + image.min(axis=-1)) / 2,
            "That is how drawing programs define lightness. Here all three channels count, each "
            "with its weight.",
        ),
    },
)


def brighten(image, amount):
    """Add in a type with room, clip, and only then go back to uint8."""
    wide = image.astype("int64") + amount
    return wide.clip(0, 255).astype("uint8")


brightening = Exercise(
    "images.brightening",
    reread="Whole numbers that wrap",
    reference=brighten,
    cases=[
        (np.array([[50, 150, 200]], dtype="uint8"), 100),
        (np.array([[50, 150, 200], [0, 90, 255]], dtype="uint8"), -80),
        (photograph(4, 3, 3, seed=1), 300),
        (photograph(2, 3, 3, seed=2), -40_000),  # more than int16 can hold
    ],
    hints=[
        "Which type has room for 555 and for −80?",
        "Three steps: more room, the sum, the limits. The type comes back last.",
    ],
    mistakes={
        "wrapped": (
            lambda image, amount: (image.astype("int64") + amount).astype("uint8"),
            "Past 255 the numbers begin again at 0, so bright pixels became dark.",
        ),
        "no room for the sum": (
            lambda image, amount: image + amount,
            "The image is still `uint8` when the amount is added. First give it room: `clip` "
            "comes too late for numbers that have wrapped.",
        ),
        "not clipped": (
            lambda image, amount: image.astype("int64") + amount,
            "There is room, but the limits are missing: an image ends at 255.",
        ),
        "only the upper limit": (
            lambda image, amount: np.minimum(image.astype("int64") + amount, 255).astype("uint8"),
            "A negative amount goes below 0, and there the numbers wrap too.",
        ),
        "left in another type": (
            lambda image, amount: (image.astype("float64") + amount).clip(0, 255),
            "The values are right, the type is not: `uint8` is asked for, and floats, say, are "
            "drawn from 0 to 1, so this would be white.",
            "From 0 to 1",
        ),
        "stretched to the full range": (
            lambda x, amount: ((x.astype("int64") - x.min()) * 255 // np.ptp(x)).astype("uint8"),
            "The darkest pixel became 0 and the brightest 255. Add the amount instead.",
        ),
        "no room for so large an amount": (
            lambda image, amount: (image.astype("int16") + amount).clip(0, 255).astype("uint8"),
            "An int16 ends at 32,767, and the amount may be larger. Take a type with more room.",
        ),
        "255 wherever it became less": (
            lambda image, amount: np.where(
                (image.astype("int64") + amount) % 256 < image,
                255,
                (image.astype("int64") + amount) % 256,
            ).astype("uint8"),
            "Not everything that becomes less has wrapped: a negative amount makes it darker, and "
            "a large one goes round more than once.",
        ),
        "limits of floats": (
            lambda image, amount: (image.astype("int64") + amount).clip(0, 1).astype("uint8"),
            "1 is white for floats. An image of `uint8` ends at 255.",
        ),
        "multiplied": (
            lambda image, amount: (image.astype("int64") * amount).clip(0, 255).astype("uint8"),
            "The pixels were multiplied by the amount. It is added.",
        ),
    },
)


def to_channels_last(images):
    """Move the channels behind the columns; rows and columns stay in their order."""
    return images.transpose(0, 2, 3, 1)


channels_last = Exercise(
    "images.channels_last",
    reread="A batch is a stack",
    reference=to_channels_last,
    cases=[
        (np.arange(12).reshape(1, 3, 2, 2),),
        (values(2, 3, 5, 4, seed=1),),
        (values(3, 3, 4, 7, seed=2),),
    ],
    hints=[
        "Number the axes that came: N is 0, C is 1, H is 2, W is 3.",
        "`transpose` takes these numbers in the order in which the axes should stand.",
    ],
    mistakes={
        "reshaped": (
            lambda images: images.reshape(len(images), *images.shape[2:], images.shape[1]),
            "The shape is right and the pixels are scrambled: the numbers stay in one line, cut "
            "at other places. Axes have to move.",
        ),
        "rows and columns swapped": (
            lambda images: images.transpose(0, 3, 2, 1),
            "The channels are last, but each picture was tipped over its diagonal too.",
        ),
        "all axes reversed": (
            lambda images: images.T,
            "`T` turns all axes round: the images of the batch are last now.",
        ),
        "the other direction": (
            lambda images: images.transpose(0, 3, 1, 2),
            "This leads from channels last to channels first.",
        ),
        "unchanged": (lambda images: images.copy(), "The channels still come second."),
        "images last": (
            lambda images: images.transpose(2, 3, 1, 0),
            "The images of the batch were moved, too. They stay first.",
        ),
        "one place only": (
            lambda images: images.transpose(0, 2, 1, 3),
            "The channels have gone back by one place. Behind the columns is one place further.",
        ),
    },
)


def count_values(image):
    """Count how often each value from 0 to 255 is there."""
    return np.bincount(image.ravel(), minlength=256)


histogram = Exercise(
    "images.histogram",
    reread="From 0 to 1",
    reference=count_values,
    cases=[
        (np.array([[0, 7, 7], [255, 7, 0]], dtype="uint8"),),
        (photograph(5, 3, seed=1) // 4,),
        (photograph(4, 7, seed=2) // 2,),
        (np.array(290 * [[3, 200]], dtype="uint8"),),  # more of one value than a byte can count
    ],
    hints=[
        "Begin with 256 zeros, and add one at each pixel's value.",
        "Or look at `np.bincount`, and at its `minlength`.",
    ],
    mistakes={
        "255 bins for 256 values": (
            lambda image: np.histogram(image, bins=255, range=(0, 255))[0],
            "From 0 to 255 there are 256 values.",
        ),
        "bins from the darkest to the brightest": (
            lambda image: np.histogram(image, bins=256)[0],
            "Without a range, the bins begin at the image's own darkest pixel and end at its "
            "brightest, so they are no values.",
        ),
        "values that are missing left out": (
            lambda image: np.unique(image, return_counts=True)[1],
            "Values that no pixel has need their 0, or the others lose their place.",
        ),
        "ends at the brightest pixel": (
            lambda image: np.bincount(image.ravel()),
            "The counts stop at the brightest pixel. There have to be 256 of them for every image.",
        ),
        "shares instead of counts": (
            lambda image: np.bincount(image.ravel(), minlength=256) / image.size,
            "These are shares of all pixels. Pixels are counted here.",
        ),
        "each value counted once": (
            lambda image: (np.bincount(image.ravel(), minlength=256) > 0).astype(int),
            "This says which values there are. How many pixels have them? "
            "`counts[image] += 1` adds only once for equal values.",
        ),
        "counted in bytes": (
            lambda image: np.bincount(image.ravel(), minlength=256).astype("uint8"),
            "A byte counts to 255 and begins again at 0. A uniform picture has more pixels "
            "than that of one value.",
            "Whole numbers that wrap",
        ),
        "values to 254": (
            lambda image: np.bincount(image.ravel(), minlength=256)[:255],
            "`range(255)` ends at 254. From 0 to 255 there are 256 values.",
        ),
        "values from 1": (
            lambda image: np.append(np.bincount(image.ravel(), minlength=256)[1:], 0),
            "The counts begin with value 1. The first place belongs to 0, black.",
        ),
        "added up from the darkest": (
            lambda image: np.cumsum(np.bincount(image.ravel(), minlength=256)),
            "This says how many pixels have a value or less.",
        ),
    },
)
