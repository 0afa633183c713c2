"""Exercises of the chapter *Augmentation*.

Images are uneven in every direction and nowhere symmetric, so that each wrong axis gives
another result.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion


def _images(*shape):
    """Return images whose numbers all differ: 1, 2, 3, … as floats, in a stirred order."""
    size = int(np.prod(shape))
    return (np.arange(size) * 37 % 101 + 1.0).reshape(shape)


windows = NumberQuestion(
    "augmentation.windows",
    reread="A new picture from an old one",
    prompt="From images of {height} × {width} pixels you cut windows of {window} × {window}, and "
    "mirror some. How many different pictures can one image become?",
    inputs={"height": 40, "width": 36, "window": 32},
    answer=lambda height, width, window: 2 * (height - window + 1) * (width - window + 1),
    mistakes={
        "last place forgotten": (
            lambda height, width, window: 2 * (height - window) * (width - window),
            "A window may begin at row 0 and at the last row where it fits, and both count.",
        ),
        "mirror forgotten": (
            lambda height, width, window: (height - window + 1) * (width - window + 1),
            "Each window can also be mirrored.",
        ),
        "rows and columns added": (
            lambda height, width, window: 2 * ((height - window + 1) + (width - window + 1)),
            "For each first row there are all first columns.",
        ),
        "windows side by side": (
            lambda height, width, window: 2 * (height // window) * (width // window),
            "Windows may overlap: the next one begins one pixel further.",
        ),
    },
    hints=[
        "In which rows may the window begin? In which columns?",
        "A window of k pixels fits on n pixels in n − k + 1 places. Do not forget the mirror.",
    ],
    explanation="9 rows × 5 columns, and each as it is or mirrored: {answer}.",
)


def mirror_some(images, chosen):
    """Return the batch with the chosen images mirrored; columns are axis 2."""
    results = images.copy()
    results[chosen] = images[chosen][:, :, ::-1]
    return results


def _mirror_along(axis, images, chosen):
    return np.where(chosen[:, None, None, None], np.flip(images, axis), images)


mirror = Exercise(
    "augmentation.mirror",
    reread="A new picture from an old one",
    reference=mirror_some,
    cases=[
        (_images(2, 3, 4, 2), np.array([True, False])),
        (_images(5, 2, 3, 3), np.array([False, True, True, False, True])),
        (_images(3, 5, 2, 1), np.array([False, False, False])),
    ],
    hints=[
        "The axes of a batch are images, rows, columns, channels. Which one is turned round when "
        "left becomes right?",
        "`images[chosen]` is the batch of the chosen ones. Put its mirror image back into a copy.",
        "A step of −1 in a slice turns an axis round: `x[:, :, ::-1]` is axis 2.",
    ],
    mistakes={
        "on its head": (
            partial(_mirror_along, 1),
            "Axis 1 are the rows: turned round, the image stands on its head.",
        ),
        "channels turned round": (
            partial(_mirror_along, 3),
            "The last axis are the channels: red became blue, and nothing moved.",
        ),
        "batch turned round": (
            partial(_mirror_along, 0),
            "Axis 0 are the images: an image was exchanged for another, and no longer belongs to "
            "its label.",
        ),
        "all mirrored": (
            lambda images, chosen: images[:, :, ::-1],
            "Every image was mirrored: the choice is not used.",
        ),
        "the others mirrored": (
            lambda images, chosen: mirror_some(images, ~chosen),
            "Those that were not chosen are mirrored.",
        ),
        "half a turn": (
            partial(_mirror_along, (1, 2)),
            "Left and right and top and bottom were exchanged: that turns an image by 180°.",
        ),
    },
)


def cut_window(image, height, width, row_draw, column_draw):
    """Stretch each draw over all places where the window fits, and round down."""
    H, W, _ = image.shape
    top = int(row_draw * (H - height + 1))
    left = int(column_draw * (W - width + 1))
    return image[top : top + height, left : left + width]


def _cut_at(place, image, height, width, row_draw, column_draw):
    """Cut a window whose first row and column are ``place(draw, size, window)``."""
    H, W, _ = image.shape
    top, left = place(row_draw, H, height), place(column_draw, W, width)
    return image[top : top + height, left : left + width]


crop = Exercise(
    "augmentation.crop",
    reread="A new picture from an old one",
    reference=cut_window,
    cases=[
        (_images(5, 7, 1), 3, 4, 0.9, 0.3),
        (_images(5, 7, 2), 2, 3, 0.1, 0.95),
        (_images(7, 5, 3), 3, 2, 0.6, 0.7),
        (_images(7, 5, 1), 7, 5, 0.99, 0.99),
    ],
    hints=[
        "In how many rows may the window begin? From 0 to H − height: count both ends.",
        "A draw from 0 to below 1, times the number of places, rounded down by `int`, is a place.",
    ],
    mistakes={
        "last place never reached": (
            partial(_cut_at, lambda draw, size, window: int(draw * (size - window))),
            "The window never begins at the last row and column where it still fits.",
        ),
        "over the edge": (
            partial(_cut_at, lambda draw, size, window: int(draw * size)),
            "The window may begin so far down or right that a part of it lies outside.",
        ),
        "rounded to the nearest": (
            partial(_cut_at, lambda draw, size, window: round(draw * (size - window))),
            "All places are reached, but the first and the last only half as often as the others.",
        ),
        "always the middle": (
            partial(_cut_at, lambda draw, size, window: (size - window) // 2),
            "The draws are not used: this is the crop from the middle, as it is done in testing.",
        ),
        "one draw for both": (
            lambda image, height, width, row, column: cut_window(image, height, width, row, row),
            "Rows and columns have one draw each; with one for both, windows lie on a diagonal.",
        ),
        "draws exchanged": (
            lambda image, height, width, row, column: cut_window(image, height, width, column, row),
            "The draw for the rows chose the column.",
        ),
    },
)

road_signs = ChoiceQuestion(
    "augmentation.road_signs",
    reread="Is it still a 6?",
    prompt="A car is to read road signs: speed limits, arrows to the left and right, no entry. "
    "Which augmentation leaves every label right?",
    choices={
        "Mirror left and right": (
            "arrows forgotten",
            "What does an arrow to the left become? And a 20?",
        ),
        "Turn by any angle": (
            "turned too far",
            "An arrow to the left, turned by 180°, points to the right. And a 60?",
        ),
        "Exchange the colours at random": (
            "colours mean something",
            "Red forbids and blue commands: here the colour is a part of the label.",
        ),
        "Turn by up to 10°, make it brighter or darker": RIGHT,
    },
    hints=[
        "Do to each sign what the augmentation may do at worst. What does the sign say then?",
        "Which of these happens to a camera on a real road?",
    ],
    explanation="A sign may hang askew, and the sun may shine or not. What it says stays the same.",
)


def move_image(image, down, right):
    """Lay black around the image, and cut out the window that the move leaves."""
    H, W, _ = image.shape
    padded = np.pad(image, ((H, H), (W, W), (0, 0)))
    return padded[H - down : 2 * H - down, W - right : 2 * W - right]


def _move_with_edges(image, down, right):
    H, W, _ = image.shape
    padded = np.pad(image, ((H, H), (W, W), (0, 0)), mode="edge")
    return padded[H - down : 2 * H - down, W - right : 2 * W - right]


def _move_and_cut(image, down, right):
    H, W, _ = image.shape
    return image[max(-down, 0) : H - max(down, 0), max(-right, 0) : W - max(right, 0)]


move = Exercise(
    "augmentation.move",
    reread="What it is worth",
    reference=move_image,
    cases=[
        (_images(3, 5, 1), 1, 2),
        (_images(5, 3, 2), -2, 1),
        (_images(5, 7, 1), 0, -3),
        (_images(3, 5, 2), 0, 0),
        (_images(7, 2, 1), -5, 1),
        (_images(2, 7, 1), 1, -5),
    ],
    hints=[
        "Begin with an image of zeros. Which part of the old one stays in sight, and where?",
        "Or lay zeros around with `np.pad`, and cut a window of H × W out of the large image.",
        "If the picture moves down, the window that you cut moves up.",
    ],
    mistakes={
        "what leaves comes back": (
            lambda image, down, right: np.roll(image, (down, right), (0, 1)),
            "What leaves on one side comes in on the other: that is `np.roll`. A camera that "
            "moves never sees that.",
        ),
        "other way": (
            lambda image, down, right: move_image(image, -down, -right),
            "It moved up and to the left where it should go down and to the right.",
        ),
        "rows and columns exchanged": (
            lambda image, down, right: move_image(image, right, down),
            "Down is along the rows, the first axis; right is along the second.",
        ),
        "negative moves made positive": (
            lambda image, down, right: move_image(image, abs(down), abs(right)),
            "A negative number is up, or to the left.",
        ),
        "edge smeared": (
            _move_with_edges,
            "The last row and column were repeated. What comes in is to be 0.",
        ),
        "image became smaller": (
            _move_and_cut,
            "The part in sight is right, but a network needs images of one size: put it into "
            "zeros.",
        ),
    },
)

which_images = ChoiceQuestion(
    "augmentation.which_images",
    reread="What it is worth",
    prompt="You have 500 photographs, for training and for testing. Which are augmented, and when?",
    choices={
        "All, before they are split": (
            "copies on both sides",
            "One copy of a photograph may then be trained on, and another be tested: the test is "
            "too easy.",
        ),
        "The training part, once, before training": (
            "same pictures again",
            "Then every epoch shows the same pictures, and those as they were taken may be gone. "
            "Drawn anew there are more.",
        ),
        "The training part, anew in every epoch": RIGHT,
        "Both parts, anew in every epoch": (
            "test changed as well",
            "The test is to say how the network does on photographs as they are, and twice the "
            "same.",
        ),
    },
    hints=[
        "What is the test there for? Should it change from one day to the next?",
        "Which way shows the most different pictures, and keeps none of them in memory?",
    ],
    explanation="Never the test; and a new draw in each epoch costs no memory.",
)


def mirror_boxes(boxes, image_width):
    """Mirror both edges; then the old right edge is the left one."""
    left, top, right, bottom = boxes.T
    return np.stack([image_width - right, top, image_width - left, bottom], axis=1)


def _boxes_with(change, boxes, image_width):
    return np.stack(change(*boxes.T, image_width), axis=1)


boxes = Exercise(
    "augmentation.boxes",
    reread="When the label is a place",
    reference=mirror_boxes,
    cases=[
        (np.array([[10.0, 20.0, 30.0, 60.0]]), 100),
        (np.array([[0.0, 5.0, 50.0, 11.0], [3.0, 7.0, 14.0, 19.0]]), 61),
        (np.array([[2.5, 1.0, 4.0, 3.0], [0.0, 0.0, 7.0, 5.0], [1.0, 2.0, 3.0, 4.0]]), 7),
    ],
    hints=[
        "A point that is x from the left edge is x from the right edge after the mirror.",
        "Do that to both edges of a box. Which of the two is now the smaller number?",
    ],
    mistakes={
        "box left behind": (
            lambda boxes, image_width: boxes.copy(),
            "The image was mirrored, but the box stays where the thing used to be.",
        ),
        "right edge left of the left one": (
            partial(_boxes_with, lambda x1, y1, x2, y2, W: [W - x1, y1, W - x2, y2]),
            "Both edges are where they should be, but their order is not: the box has a negative "
            "width.",
        ),
        "on the wrong side of its edge": (
            partial(_boxes_with, lambda x1, y1, x2, y2, W: [W - x1, y1, W - x1 + x2 - x1, y2]),
            "The mirrored left edge is the right edge of the new box. It extends to the left of "
            "it.",
        ),
        "one pixel off": (
            partial(_boxes_with, lambda x1, y1, x2, y2, W: [W - 1 - x2, y1, W - 1 - x1, y2]),
            "The − 1 belongs to the numbers of pixels. Edges lie between pixels, from 0 to the "
            "width.",
        ),
        "left edge written over too early": (
            partial(_boxes_with, lambda x1, y1, x2, y2, W: [W - x2, y1, x2, y2]),
            "The right edge was worked out from the new left one. Keep the old one until then.",
        ),
        "edges exchanged, not mirrored": (
            partial(_boxes_with, lambda x1, y1, x2, y2, W: [x2, y1, x1, y2]),
            "Left and right changed names, but not places. How far is each from the right side?",
        ),
        "width for the right edge": (
            partial(_boxes_with, lambda x1, y1, x2, y2, W: [W - x1 - x2, y1, x2, y2]),
            "The third number was taken as the width of the box. It is its right edge.",
        ),
        "all four mirrored": (
            partial(_boxes_with, lambda x1, y1, x2, y2, W: [W - x2, W - y2, W - x1, W - y1]),
            "Only left and right change. Top and bottom stay where they are.",
        ),
        "on its head": (
            partial(_boxes_with, lambda x1, y1, x2, y2, W: [x1, W - y2, x2, W - y1]),
            "Left and right are the first and the third number; heights stay as they are.",
        ),
    },
)
