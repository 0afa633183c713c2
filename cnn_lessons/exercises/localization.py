"""Exercises of the chapter *Localization*.

Cases avoid whatever hides a mistake: square images, boxes in the middle or at a corner, boxes
that are their own mirror image, a weight of 1, a class that is the likeliest one.
"""

import numpy as np

from cnn_lessons.checks import Exercise, Mistake, Question

# --- A box is four numbers --------------------------------------------------------------------

center_share = Question(
    "localization.center_share",
    prompt="On an image of height {height} and width {width}, a box goes from left {left} to right "
    "{right}, and from top {top} to bottom {bottom}. Which share codes the y of its centre?",
    inputs={"height": 80, "width": 100, "left": 10, "top": 20, "right": 50, "bottom": 50},
    answer=lambda height, width, left, top, right, bottom: (top + bottom) / 2 / height,
    tolerance=2e-3,
    mistakes=[
        Mistake(
            "upper edge taken for the centre",
            lambda height, width, left, top, right, bottom: top / height,
            "That is where the box begins. Its centre is halfway between top and bottom.",
            "A box is four numbers",
        ),
        Mistake(
            "share of the width",
            lambda height, width, left, top, right, bottom: (top + bottom) / 2 / width,
            "A y is measured along the height: divide by that.",
            "A box is four numbers",
        ),
        Mistake(
            "pixels instead of a share",
            lambda height, width, left, top, right, bottom: (top + bottom) / 2,
            "So many pixels from above, yes. Which share of the image's height is that?",
            "A box is four numbers",
        ),
        Mistake(
            "half the height for the centre",
            lambda height, width, left, top, right, bottom: (bottom - top) / 2 / height,
            "Half the box's height is how far its centre is from its own top, not from the "
            "image's.",
            "A box is four numbers",
        ),
        Mistake(
            "x for y",
            lambda height, width, left, top, right, bottom: (left + right) / 2 / width,
            "That is the centre's x. The y goes downwards, from top to bottom.",
            "A box is four numbers",
        ),
    ],
    hints=[
        "Where is the middle between {top} and {bottom}?",
        "Divide by the image's height, in pixels.",
    ],
    explanation="The middle is at ({top} + {bottom}) / 2 pixels, of {height}: {answer}.",
)

# --- The same error, another IoU --------------------------------------------------------------

shifted_square = Question(
    "localization.shifted_square",
    prompt="A square object of {side} × {side} pixels; the predicted box is as large, but {shift} "
    "pixels too far to the right. Which IoU is that?",
    inputs={"side": 14, "shift": 4},
    answer=lambda side, shift: (side - shift) / (side + shift),
    tolerance=1e-2,
    mistakes=[
        Mistake(
            "share of one box",
            lambda side, shift: (side - shift) / side,
            "So much of the object is covered. The union is larger than the object.",
            "The same error, another IoU",
        ),
        Mistake(
            "intersection not taken off",
            lambda side, shift: (side - shift) / (2 * side),
            "In the sum of the two areas, what they share is counted twice.",
            "The same error, another IoU",
        ),
        Mistake(
            "shifted both ways",
            lambda side, shift: (side - shift) ** 2 / (2 * side**2 - (side - shift) ** 2),
            "It is too far to the right only: the height of what they share is the whole height.",
            "The same error, another IoU",
        ),
        Mistake(
            "share of the side",
            lambda side, shift: shift / side,
            "That is the shift as a share of the side. IoU compares areas: shared, and covered.",
            "The same error, another IoU",
        ),
    ],
    hints=[
        "How wide is what both cover, and how wide what at least one covers?",
        "The heights are all the same, and fall out.",
    ],
    explanation="({side} − {shift}) / ({side} + {shift}) = {answer}. With half the shift, or an "
    "object twice as large, it is 0.75.",
)

# --- Two heads, two losses --------------------------------------------------------------------

RAISE = "Weigh the box's loss more: it is small beside the other"

which_weight = Question(
    "localization.which_weight",
    prompt="A network with two heads reads 97 of 100 classes rightly, and its boxes are hardly "
    "better than the mean box. At the beginning the class's loss was 1.1, the box's 0.04. What do "
    "you try first?",
    choices=[
        "More filters: it is too small for two tasks",
        RAISE,
        "Nothing: a loss of 0.04 is nearly 0, and so the boxes are good",
        "Weigh the class's loss more: the box follows from the class",
    ],
    answer=RAISE,
    mistakes=[
        Mistake(
            "size before balance",
            "More filters: it is too small for two tasks",
            "Perhaps later. The same network has good boxes with another weight; what does the sum "
            "of the two losses tell it to learn?",
            "Two heads, two losses",
        ),
        Mistake(
            "losses compared across units",
            "Nothing: a loss of 0.04 is nearly 0, and so the boxes are good",
            "The squares of shares are small whatever the box. What is the IoU?",
            "Two heads, two losses",
        ),
        Mistake(
            "box from class",
            "Weigh the class's loss more: the box follows from the class",
            "What a thing is does not say where it is. And the class is learned already.",
            "Two heads, two losses",
        ),
    ],
    hints=[
        "The optimizer sees the sum. Which part of it can still become smaller by much?",
        "By which factor do the two losses differ?",
    ],
    explanation="The sum is what is learned. Weighed by about 1.1 / 0.04, the two begin alike. The "
    "validation says whether that is a good weight.",
)

# --- Exercises --------------------------------------------------------------------------------


def box_to_shares(box, size):
    """Code one box: centre, width and height as shares of the image."""
    left, top, right, bottom = box
    height, width = size
    center = (left + right) / 2 / width, (top + bottom) / 2 / height
    return np.array([*center, (right - left) / width, (bottom - top) / height])


def _corner_for_center(box, size):
    shares = box_to_shares(box, size)
    return np.array([box[0] / size[1], box[1] / size[0], *shares[2:]])


def _plus_one(box, size):
    one = np.array([0, 0, 1 / size[1], 1 / size[0]])
    return box_to_shares(box, size) + one


coded_box = Exercise(
    "localization.coded_box",
    reference=box_to_shares,
    cases=[
        ((10, 20, 60, 50), (80, 100)),
        ((3.5, 1, 9, 17), (23, 11)),
        ((0, 5, 64, 7), (48, 64)),
    ],
    hints=[
        "Unpack both: `left, top, right, bottom = box` and `height, width = size`.",
        "Two middles, two differences; the first and the third are shares of the width.",
        "Return them in this order: centre's x, centre's y, width, height.",
    ],
    mistakes=[
        Mistake(
            "corner for the centre",
            _corner_for_center,
            "The first two numbers are the upper left corner. The centre is wanted.",
            "A box is four numbers",
        ),
        Mistake(
            "size taken as width and height",
            lambda box, size: box_to_shares(box, size[::-1]),
            "`size` is height and width, rows first, as in the image's shape.",
            "A box is four numbers",
        ),
        Mistake(
            "corners as shares",
            lambda box, size: np.array(box) / np.array([size[1], size[0]] * 2),
            "These are left, top, right and bottom as shares. Centre, width and height are wanted.",
            "A box is four numbers",
        ),
        Mistake(
            "pixels",
            lambda box, size: box_to_shares(box, (1, 1)),
            "These are pixels. Divide by the width or by the height of the image.",
            "A box is four numbers",
        ),
        Mistake(
            "one pixel added",
            _plus_one,
            "The box ends where `right` says: its width is right − left, without a pixel more.",
            "A box is four numbers",
        ),
        Mistake(
            "half the sides",
            lambda box, size: box_to_shares(box, size) * np.array([1, 1, 0.5, 0.5]),
            "From centre to edge it is half a side; the whole side is wanted.",
            "A box is four numbers",
        ),
    ],
)


def two_losses(shares, true_shares, logits, label, weight):
    """Add the weighted mean of squares and the cross-entropy, for one image."""
    squared = np.mean((np.asarray(shares) - true_shares) ** 2)
    odds = np.exp(logits - np.max(logits))
    return weight * squared - np.log(odds[label] / odds.sum())


def _both_weighed(shares, true_shares, logits, label, weight):
    return weight * two_losses(shares, true_shares, logits, label, 1)


def _wrong_head(shares, true_shares, logits, label, weight):
    squared = two_losses(shares, true_shares, [0.0], 0, 1)
    return squared + weight * two_losses(shares, shares, logits, label, 1)


def _summed(shares, true_shares, logits, label, weight):
    return two_losses(shares, true_shares, logits, label, weight * len(shares))


def _rooted(shares, true_shares, logits, label, weight):
    squared = two_losses(shares, true_shares, [0.0], 0, 1)
    return weight * squared**0.5 + two_losses(shares, shares, logits, label, 1)


def _likeliest(shares, true_shares, logits, label, weight):
    return two_losses(shares, true_shares, logits, int(np.argmax(logits)), weight)


def _not_negative(shares, true_shares, logits, label, weight):
    squared = two_losses(shares, true_shares, [0.0], 0, weight)
    return squared - two_losses(shares, shares, logits, label, 1)


added_losses = Exercise(
    "localization.added_losses",
    reference=two_losses,
    cases=[
        (
            np.array([0.5, 0.5, 0.2, 0.4]),
            np.array([0.4, 0.5, 0.2, 0.1]),
            np.array([2.0, 0.0, 1.0]),
            2,
            30,
        ),
        (
            np.array([0.1, 0.9, 0.3, 0.3]),
            np.array([0.2, 0.6, 0.5, 0.3]),
            np.array([-1.0, 3.0]),
            0,
            5,
        ),
        (
            np.array([0.3, 0.3, 0.3, 0.3]),
            np.array([0.3, 0.1, 0.4, 0.3]),
            np.array([900.0, 901.0, 899.0]),
            0,
            7,
        ),
    ],
    hints=[
        "For the box: the mean of the four squared differences.",
        "For the class: minus the logarithm of its softmax share. Take the largest logit off "
        "first, or `exp` overflows.",
        "Only the box's part is multiplied by `weight`.",
    ],
    mistakes=[
        Mistake(
            "both weighed",
            _both_weighed,
            "The weight is there to change the balance: only the box's loss gets it.",
            "Two heads, two losses",
        ),
        Mistake(
            "the other one weighed",
            _wrong_head,
            "The weight belongs to the box's loss, the small one.",
            "Two heads, two losses",
        ),
        Mistake(
            "sum of the squares",
            _summed,
            "The mean of the four squares is wanted: as it is, the box counts four times as much.",
            "Two heads, two losses",
        ),
        Mistake(
            "root of the squares",
            _rooted,
            "No root: the squared error itself is the loss.",
            "Two heads, two losses",
        ),
        Mistake(
            "likeliest class for the true one",
            _likeliest,
            "Cross-entropy looks at the share of the true class, `label`, not of the likeliest.",
            "Two heads, two losses",
        ),
        Mistake(
            "sign of the logarithm",
            _not_negative,
            "The logarithm of a share is negative. A loss becomes smaller as the share grows.",
            "Two heads, two losses",
        ),
    ],
)


def mirror_box(box, size):
    """Mirror a box sideways: what was right is left."""
    left, top, right, bottom = box
    width = size[1]
    return width - right, top, width - left, bottom


mirrored_box = Exercise(
    "localization.mirrored_box",
    reference=mirror_box,
    cases=[((10, 20, 60, 50), (80, 100)), ((0, 1, 4.5, 17), (23, 11)), ((7, 0, 31, 6), (53, 37))],
    hints=[
        "How far is the box's right edge from the image's right edge?",
        "That is how far its new left edge is from the left one.",
    ],
    mistakes=[
        Mistake(
            "left stays left",
            lambda box, size: (size[1] - box[0], box[1], size[1] - box[2], box[3]),
            "Now the left edge is to the right of the right one, and the width is negative.",
            "The largest white cell",
        ),
        Mistake(
            "upside down",
            lambda box, size: (box[0], size[0] - box[3], box[2], size[0] - box[1]),
            "Top and bottom have changed places. Sideways, they stay as they are.",
            "The largest white cell",
        ),
        Mistake(
            "height for width",
            lambda box, size: (size[0] - box[2], box[1], size[0] - box[0], box[3]),
            "`size` is height and width, rows first. Columns are mirrored within the width.",
            "The largest white cell",
        ),
        Mistake(
            "last pixel",
            lambda box, size: (size[1] - 1 - box[2], box[1], size[1] - 1 - box[0], box[3]),
            "Boxes end behind their last pixel, so nothing is taken off: 0 becomes the width.",
            "The largest white cell",
        ),
        Mistake(
            "image mirrored, box left alone",
            lambda box, size: tuple(box),
            "The image is mirrored, and its box has to go with it.",
            "The largest white cell",
        ),
        Mistake(
            "moved, not mirrored",
            lambda box, size: (box[0] + size[1], box[1], box[2] + size[1], box[3]),
            "That moves the box out of the image, by its width.",
            "The largest white cell",
        ),
    ],
)
