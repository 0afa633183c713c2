"""Exercises of the chapter *Localization*.

Cases avoid whatever hides a mistake: square images, boxes in the middle or at a corner, boxes
that are their own mirror image, a weight of 1, a class that is the likeliest one. Where a box is
returned, its four numbers count, and not what holds them.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion


class BoxExercise(Exercise):
    """An exercise that takes four numbers as a tuple, a list or an array, and 4.0 for 4."""

    def outcomes(self, function):
        """Return what `function` does on each case, boxes as arrays of floats."""
        return [_as_floats(outcome) for outcome in super().outcomes(function)]

    def _judge(self, call, right, calls):
        for each in calls:
            each.output = _as_floats(each.output)
        return super()._judge(call, _as_floats(right), calls)


def _as_floats(value):
    """Return a row of numbers as an array of floats, and everything else as it is."""
    if not isinstance(value, list | tuple | np.ndarray):
        return value
    try:
        array = np.asarray(value)
    except ValueError:  # rows of several lengths
        return value
    return array.astype(float) if array.dtype.kind in "iuf" else value


center_share = NumberQuestion(
    "localization.center_share",
    reread="A box is four numbers",
    prompt="On an image of height {height} and width {width}, a box goes from left {left} to right "
    "{right}, and from top {top} to bottom {bottom}. Which share codes the y of its centre?",
    inputs={"height": 80, "width": 120, "left": 15, "top": 22, "right": 63, "bottom": 50},
    answer=lambda height, top, bottom: (top + bottom) / 2 / height,
    tolerance=6e-3,
    mistakes={
        "upper edge taken for the centre": (
            lambda height, top: top / height,
            "That is where the box begins. Its centre is halfway between top and bottom.",
        ),
        "lower edge taken for the centre": (
            lambda height, bottom: bottom / height,
            "That is where the box ends. Its centre is halfway between top and bottom.",
        ),
        "the height for the centre": (
            lambda height, top, bottom: (bottom - top) / height,
            "That is how high the box is. The centre is a place: halfway between top and bottom.",
        ),
        "share of the width": (
            lambda width, top, bottom: (top + bottom) / 2 / width,
            "A y is measured along the height: divide by that.",
        ),
        "pixels instead of a share": (
            lambda top, bottom: (top + bottom) / 2,
            "That is how many pixels it is from above, yes. Which share of the image's height is "
            "that?",
        ),
        "half the height for the centre": (
            lambda height, top, bottom: (bottom - top) / 2 / height,
            "Half the box's height is how far its centre is from its own top, not from the "
            "image's.",
        ),
        "half the height, in pixels": (
            lambda top, bottom: (bottom - top) / 2,
            "That is from the box's top to its centre, in pixels. Begin at the image's top, and "
            "divide by the image's height.",
        ),
        "x for y": (
            lambda width, left, right: (left + right) / 2 / width,
            "That is the centre's x. The y goes downwards, from top to bottom.",
        ),
    },
    hints=[
        "Where is the middle between {top} and {bottom}?",
        "Divide by the image's height, in pixels.",
    ],
    explanation="The middle is at ({top} + {bottom}) / 2 pixels, of {height}: {answer}.",
)

shifted_square = NumberQuestion(
    "localization.shifted_square",
    reread="The same error, another IoU",
    prompt="A square object of {side} × {side} pixels; the predicted box is as large, but {shift} "
    "pixels too far to the right. Which IoU is that?",
    inputs={"side": 17, "shift": 3},
    answer=lambda side, shift: (side - shift) / (side + shift),
    tolerance=1e-2,
    mistakes={
        "share of one box": (
            lambda side, shift: (side - shift) / side,
            "That is how much of the object is covered. The union is larger than the object.",
        ),
        "intersection not taken off": (
            lambda side, shift: (side - shift) / (2 * side),
            "In the sum of the two areas, what they share is counted twice.",
        ),
        "shifted both ways": (
            lambda side, shift: (side - shift) ** 2 / (2 * side**2 - (side - shift) ** 2),
            "It is too far to the right only: the height of what they share is the whole height.",
        ),
        "share of the side": (
            lambda side, shift: shift / side,
            "That is the shift as a share of the side. IoU compares areas: shared, and covered.",
        ),
        "what is not shared": (
            lambda side, shift: shift / (side + shift),
            "That is how much of the union belongs to the object alone. What belongs to both?",
        ),
        "moved both ways, and of one box": (
            lambda side, shift: ((side - shift) / side) ** 2,
            "It is too far to the right only, and the union is larger than the object.",
        ),
    },
    hints=[
        "How wide is what both cover, and how wide what at least one covers?",
        "The heights are all the same, and fall out.",
    ],
    explanation="({side} − {shift}) / ({side} + {shift}) = {answer}. With half the shift, or an "
    "object twice as large, it is 0.84.",
)

which_weight = ChoiceQuestion(
    "localization.which_weight",
    reread="Two heads, two losses",
    prompt="A network with two heads reads 97 of 100 classes rightly, and its boxes are hardly "
    "better than the mean box. At the beginning the class's loss was 1.1, the box's 0.04. What do "
    "you try first?",
    choices={
        "More filters: it is too small for two tasks": (
            "size before balance",
            "Perhaps later. First: what does the sum of the two losses tell it to learn?",
        ),
        "Weigh the box's loss more: it is small beside the other": RIGHT,
        "Nothing: a loss of 0.04 is nearly 0, and so the boxes are good": (
            "losses compared across units",
            "The squares of shares are small whatever the box. What is the IoU?",
        ),
        "Weigh the class's loss more: the box follows from the class": (
            "box from class",
            "What a thing is does not say where it is. And the class is learned already.",
        ),
    },
    hints=[
        "The optimizer sees the sum. Which part of it can still become smaller by much?",
        "By which factor do the two losses differ?",
    ],
    explanation="The sum is what is learned. Weighed by about 1.1 / 0.04, the two begin alike. The "
    "validation says whether that is a good weight.",
)


def box_to_shares(box, size):
    """Code one box: centre, width and height as shares of the image."""
    left, top, right, bottom = box
    height, width = size
    center = (left + right) / 2 / width, (top + bottom) / 2 / height
    return np.array([*center, (right - left) / width, (bottom - top) / height])


def _with_center(middle, box, size):
    """Code a box with something else for the middle of two edges."""
    center = middle(box[0], box[2]) / size[1], middle(box[1], box[3]) / size[0]
    return np.array([*center, *box_to_shares(box, size)[2:]])


coded_box = BoxExercise(
    "localization.coded_box",
    reread="A box is four numbers",
    reference=box_to_shares,
    cases=[((10, 20, 60, 50), (80, 100)), ((3.5, 1, 9, 17), (23, 11)), ((0, 5, 64, 8), (48, 64))],
    hints=[
        "Unpack both: `left, top, right, bottom = box` and `height, width = size`.",
        "Two middles, two differences; the first and the third are shares of the width.",
        "Return them in this order: centre's x, centre's y, width, height.",
    ],
    mistakes={
        "corner for the centre": (
            partial(_with_center, lambda first, last: first),
            "The first two numbers are the upper left corner. The centre is wanted.",
        ),
        "size taken as width and height": (
            lambda box, size: box_to_shares(box, size[::-1]),
            "`size` is height and width, rows first, as in the image's shape.",
        ),
        "corners as shares": (
            lambda box, size: np.array(box) / np.array([size[1], size[0]] * 2),
            "These are left, top, right and bottom as shares. Centre, width and height are wanted.",
        ),
        "pixels": (
            lambda box, size: box_to_shares(box, (1, 1)),
            "These are pixels. Divide by the width or by the height of the image.",
        ),
        "one pixel added": (
            lambda box, size: np.add(box_to_shares(box, size), [0, 0, 1 / size[1], 1 / size[0]]),
            "The box ends where `right` says: its width is right − left, without a pixel more.",
        ),
        "half the sides": (
            lambda box, size: box_to_shares(box, size) * np.array([1, 1, 0.5, 0.5]),
            "From centre to edge it is half a side; the whole side is wanted.",
        ),
        "y before x": (
            lambda box, size: box_to_shares(box, size)[[1, 0, 2, 3]],
            "The centre's x comes first: how far to the right.",
        ),
        "height before width": (
            lambda box, size: box_to_shares(box, size)[[0, 1, 3, 2]],
            "The width comes before the height.",
        ),
        "all of them shares of the width": (
            lambda box, size: box_to_shares(box, (size[1], size[1])),
            "What is measured downwards is a share of the image's height: y, and height.",
        ),
        "brackets missing": (
            partial(_with_center, lambda first, last: first + last / 2),
            "Division binds more tightly than the sum: here only the second edge is halved.",
        ),
        "half a side for the centre": (
            partial(_with_center, lambda first, last: (last - first) / 2),
            "Half the difference is how far the centre is from the box's own edge. Its place in "
            "the image is the mean of the two edges.",
        ),
        "middles cut to whole pixels": (
            partial(_with_center, lambda first, last: (first + last) // 2),
            "`//` throws away half a pixel. A centre may lie between two: divide with `/`.",
        ),
        "edges added": (
            partial(_with_center, lambda first, last: first + last),
            "The sum of two edges is twice their middle.",
        ),
        "sides still in pixels": (
            lambda box, size: np.array(
                [*box_to_shares(box, size)[:2], box[2] - box[0], box[3] - box[1]]
            ),
            "The centre is in shares. Width and height are to be shares as well.",
        ),
        "both pairs exchanged": (
            lambda box, size: box_to_shares(box, size)[[1, 0, 3, 2]],
            "x and width stand before y and height.",
        ),
        "sizes before the centre": (
            lambda box, size: np.roll(box_to_shares(box, size), 2),
            "The centre comes first, then width and height.",
        ),
    },
)


def two_losses(shares, true_shares, logits, label, weight):
    """Add the weighted mean of squares and the cross-entropy, for one image."""
    squared = np.mean((np.asarray(shares) - true_shares) ** 2)
    odds = np.exp(logits - np.max(logits))
    return weight * squared - np.log(odds[label] / odds.sum())


def _sum_of(formula, shares, true_shares, logits, label, weight):
    """Apply a formula to the mean of squares, the cross-entropy, and the weight."""
    squared = two_losses(shares, true_shares, np.zeros(1), 0, weight=1)
    return formula(squared, two_losses(shares, shares, logits, label, weight=1), weight)


def _with_logits(loss, shares, true_shares, logits, label, weight):
    """Add another loss for the class."""
    with np.errstate(all="ignore"):
        return two_losses(shares, true_shares, np.zeros(1), 0, weight) + loss(logits, label)


def _absolute(shares, true_shares, logits, label, weight):
    size = np.abs(shares - true_shares).mean()
    return weight * size + two_losses(shares, shares, logits, label, 1)


added_losses = Exercise(
    "localization.added_losses",
    reread="Two heads, two losses",
    reference=two_losses,
    rtol=1e-4,
    cases=[
        (*map(np.array, ([0.5, 0.5, 0.2, 0.4], [0.4, 0.5, 0.2, 0.1], [2.0, 0.0, 1.0])), 2, 30),
        (*map(np.array, ([0.1, 0.9, 0.3, 0.3], [0.2, 0.6, 0.5, 0.3], [-1.0, 3.0])), 0, 5),
        (*map(np.array, ([0.3] * 4, [0.3, 0.1, 0.4, 0.3], [900.0, 901.0, 899.0])), 0, 7),
        (*map(np.array, ([0.3] * 4, [0.3, 0.1, 0.4, 0.3], [0.0, 800.0, 3.0])), 1, 7),
    ],
    hints=[
        "For the box: the mean of the four squared differences.",
        "For the class: minus the logarithm of its probability after softmax. Take the largest "
        "logit off first, or `exp` overflows.",
        "Only the box's part is multiplied by `weight`.",
    ],
    mistakes={
        "both weighed": (
            partial(_sum_of, lambda squared, surprise, weight: weight * (squared + surprise)),
            "The weight is there to change the balance: only the box's loss gets it.",
        ),
        "the other one weighed": (
            partial(_sum_of, lambda squared, surprise, weight: squared + weight * surprise),
            "The weight belongs to the box's loss, the small one.",
        ),
        "sum of the squares": (
            partial(_sum_of, lambda squared, surprise, weight: weight * 4 * squared + surprise),
            "The mean of the four squares is wanted: as it is, the box counts four times as much.",
        ),
        "root of the squares": (
            partial(_sum_of, lambda squared, surprise, weight: weight * squared**0.5 + surprise),
            "No root: the squared error itself is the loss.",
        ),
        "likeliest class for the true one": (
            lambda *case: two_losses(*case[:3], label=case[2].argmax(), weight=case[4]),
            "Cross-entropy looks at the probability of the true class, `label`, not of the "
            "likeliest.",
        ),
        "sign of the logarithm": (
            partial(_sum_of, lambda squared, surprise, weight: weight * squared - surprise),
            "The logarithm of a probability is negative. A loss becomes smaller as the probability "
            "grows.",
        ),
        "overflow": (
            partial(_with_logits, lambda z, label: -np.log(np.exp(z[label]) / np.exp(z).sum())),
            "`exp` of 900 is too large for a float. Take the largest logit off all of them first: "
            "their probabilities stay the same.",
        ),
        "logarithm without softmax": (
            partial(_with_logits, lambda logits, label: -np.log(logits[label])),
            "A logit is no probability: it may be negative. Apply softmax to the logits first.",
        ),
        "the logit itself": (
            partial(_with_logits, lambda logits, label: -logits[label]),
            "A loss of the true logit alone does not see the other classes. Softmax does.",
        ),
        "weight left out": (
            partial(_sum_of, lambda squared, surprise, weight: squared + surprise),
            "As it is, the box's loss counts once. Where does `weight` go?",
        ),
        "two numbers": (
            partial(_sum_of, lambda squared, surprise, weight: (weight * squared, surprise)),
            "The optimizer makes one number smaller: add the two.",
        ),
        "differences not squared": (
            _absolute,
            "That is the mean of their sizes, another loss. Here the differences are squared.",
        ),
        "classes counted from 1": (
            lambda *case: two_losses(*case[:3], label=case[3] - 1, weight=case[4]),
            "Labels count from 0, as places in an array do: nothing is taken off.",
        ),
        "what is left of the weight": (
            partial(_sum_of, lambda squared, surprise, w: w * squared + (1 - w) * surprise),
            "The weight is a factor, not a share: the class's loss stays as it is.",
        ),
        "share instead of its logarithm": (
            partial(_sum_of, lambda squared, surprise, w: w * squared + 1 - np.exp(-surprise)),
            "That ends at 1 however sure the network is of the wrong class. The logarithm goes on.",
        ),
        "sigmoid for softmax": (
            partial(_with_logits, lambda logits, label: np.log1p(np.exp(-logits[label]))),
            "A sigmoid asks about one class alone. One of several is right here: softmax.",
        ),
    },
)


def mirror_box(box, size):
    """Mirror a box sideways: what was right is left."""
    left, top, right, bottom = box
    width = size[1]
    return width - right, top, width - left, bottom


mirrored_box = BoxExercise(
    "localization.mirrored_box",
    reread="The largest white cell",
    reference=mirror_box,
    cases=[((10, 20, 60, 50), (80, 100)), ((0, 1, 4.5, 17), (23, 11)), ((7, 0, 31, 6), (53, 37))],
    hints=[
        "How far is the box's right edge from the image's right edge?",
        "That is how far its new left edge is from the left one.",
    ],
    mistakes={
        "left stays left": (
            lambda box, size: (size[1] - box[0], box[1], size[1] - box[2], box[3]),
            "Now the left edge is to the right of the right one, and the width is negative.",
        ),
        "on its head": (
            lambda box, size: (box[0], size[0] - box[3], box[2], size[0] - box[1]),
            "Top and bottom have changed places. Sideways, they stay as they are.",
        ),
        "height for width": (
            lambda box, size: mirror_box(box, size[::-1]),
            "`size` is height and width, rows first. Columns are mirrored within the width.",
        ),
        "last pixel": (
            lambda box, size: (size[1] - 1 - box[2], box[1], size[1] - 1 - box[0], box[3]),
            "Boxes end behind their last pixel, so nothing is taken off: 0 becomes the width.",
        ),
        "image mirrored, box left alone": (
            lambda box, size: tuple(box),
            "The image is mirrored, and its box has to go with it.",
        ),
        "moved, not mirrored": (
            lambda box, size: (box[0] + size[1], box[1], box[2] + size[1], box[3]),
            "That moves the box out of the image, by its width.",
        ),
        "mirrored both ways": (
            lambda box, size: np.array([*size[::-1], *size[::-1]]) - [*box[2:], *box[:2]],
            "Left and right are as they should be. Top and bottom stay where they were.",
        ),
        "width and height for right and bottom": (
            lambda box, size: (size[1] - box[2], box[1], box[2] - box[0], box[3] - box[1]),
            "The corner is right. The last two numbers are edges too: right and bottom.",
        ),
        "one edge left alone": (
            lambda box, size: (size[1] - box[2], box[1], box[2], box[3]),
            "The left edge is right. The right one has moved as well: where was it before?",
        ),
        "signs only": (
            lambda box, size: (-box[2], box[1], -box[0], box[3]),
            "That is mirrored at the image's left edge, and lies outside. It is mirrored at the "
            "middle: what was at 0 comes to the image's width.",
        ),
        "edges exchanged": (
            lambda box, size: (box[2], box[1], box[0], box[3]),
            "The names are exchanged, but the edges are where they were. How far is each from the "
            "other side of the image?",
        ),
        "right edge alone": (
            lambda box, size: (box[0], box[1], size[1] - box[0], box[3]),
            "What was the left edge is the right one now. And the left one?",
        ),
    },
)
