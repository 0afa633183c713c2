"""Exercises of the chapter *Grad-CAM*.

Cases avoid whatever hides a mistake: square maps, weights of one sign, sums that are positive
everywhere, boxes that are square or begin on the diagonal.
"""

from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, whole_numbers

share_slope = NumberQuestion(
    "grad_cam.share_slope",
    reread="Nudge every pixel",
    prompt="After softmax a class has a probability of {share}. Its logit grows by a tiny step. "
    "How fast does the probability grow, per unit of that step?",
    inputs={"share": 0.95},
    answer=lambda share: share * (1 - share),
    tolerance=1e-6,
    mistakes={
        "slope of the logit": (
            lambda: 1,
            "That is how fast the logit itself grows. A probability cannot go on like that: it "
            "ends at 1.",
        ),
        "exponential without its sum": (
            lambda share: share,
            "The logit also stands in the sum below, which grows with it.",
        ),
        "gradient of the loss": (
            lambda share: 1 - share,
            "That is the slope of the probability's logarithm, as in a cross-entropy.",
        ),
        "other class": (
            lambda share: -(share**2),
            "Between two classes the slope is minus the product of their probabilities. Here the "
            "class meets itself.",
        ),
        "squared": (
            lambda share: share**2,
            "The other factor is what is left to 1.",
        ),
    },
    hints=[
        "Write the probability as e^z / (e^z + r), where r is the sum of all the others, and take "
        "the derivative.",
        "The quotient rule gives e^z · r / (e^z + r)². Which two fractions are multiplied here?",
    ],
    explanation="p · (1 − p) = {answer:.4f}: where the network is sure, the probability hardly "
    "moves, whatever a pixel does. The logit still does.",
)

hidden_images = NumberQuestion(
    "grad_cam.hidden_images",
    reread="Hide a part",
    prompt="A patch of {window} × {window} pixels moves over an image of {size} × {size} in steps "
    "of {stride}. How many images with a hidden part does the network have to look at?",
    inputs={"size": 180, "window": 60, "stride": 20},
    answer=lambda size, window, stride: ((size - window) // stride + 1) ** 2,
    mistakes={
        "one row": (
            lambda size, window, stride: (size - window) // stride + 1,
            "That is how many places there are in one row. The patch moves down, too.",
        ),
        "first place forgotten": (
            lambda size, window, stride: ((size - window) // stride) ** 2,
            "These are the steps. There is one place more than steps, in each direction.",
        ),
        "patch over the edge": (
            lambda size, stride: (size // stride) ** 2,
            "The last of these patches would stick out of the image.",
        ),
        "side by side": (
            lambda size, window: (size // window) ** 2,
            "The patches overlap: the step is shorter than the patch.",
        ),
    },
    hints=[
        "It is the sliding window of a convolution: how many places along one side?",
        "Its left edge stands at 0, 20, 40, … and last where its right edge touches the image's.",
    ],
    explanation="7 places along each side, {answer} images. Half the step costs four times that.",
)


def weigh_maps(feature_maps, gradients):
    """Weigh each map with its mean gradient, add them, and keep what is positive."""
    weights = gradients.mean(axis=(0, 1))
    return np.maximum((feature_maps * weights).sum(axis=-1), 0)


def _weigh(feature_maps, weights):
    return np.maximum((feature_maps * weights).sum(axis=-1), 0)


def _maps_and_gradients(*shape, seed):
    """Return feature maps and gradients with few decimals, of both signs."""
    gradients = whole_numbers(*shape, seed=seed + 1, low=-6, high=7) / 4
    return whole_numbers(*shape, seed=seed, low=-4, high=6) / 2, gradients


weighted_maps = Exercise(
    "grad_cam.weighted_maps",
    reread="Ask the last feature maps",
    reference=weigh_maps,
    cases=[
        _maps_and_gradients(3, 2, 2, seed=2),
        _maps_and_gradients(2, 5, 3, seed=4),
        _maps_and_gradients(7, 4, 11, seed=6),
    ],
    hints=[
        "First the weights: one number for each map, from its whole gradient. Which axes go?",
        "The axes of a map are its height and width, 0 and 1.",
        "Multiply each map by its weight, add over the last axis, and set what is negative to 0.",
    ],
    mistakes={
        "negative places kept": (
            lambda maps, gradients: maps @ gradients.mean(axis=(0, 1)),
            "Places that speak against the class are still negative.",
        ),
        "largest gradient instead of the mean": (
            lambda maps, gradients: _weigh(maps, gradients.max(axis=(0, 1))),
            "One place decides each weight. All places of a map have a say in it.",
        ),
        "added, not averaged": (
            lambda maps, gradients: _weigh(maps, gradients.sum(axis=(0, 1))),
            "The picture would look the same, but its values would grow with the size of the maps.",
        ),
        "averaged over the wrong axis": (
            lambda maps, gradients: _weigh(maps, gradients.mean(axis=-1, keepdims=True)),
            "There is one weight for each place. It should be one for each map.",
        ),
        "every place its own gradient": (
            _weigh,
            "Each number was multiplied by its own gradient: another method, HiResCAM. Grad-CAM "
            "has one weight for a whole map.",
        ),
        "negative values removed too early": (
            lambda maps, gradients: np.maximum(maps * gradients.mean(axis=(0, 1)), 0).sum(axis=-1),
            "A map that speaks against the class can no longer outweigh one that speaks for it. "
            "Add first.",
        ),
        "absolute value": (
            lambda maps, gradients: np.abs(maps @ gradients.mean(axis=(0, 1))),
            "A place that speaks against the class now looks as if it spoke for it.",
        ),
        "negative weights removed": (
            lambda maps, gradients: _weigh(maps, np.maximum(gradients.mean(axis=(0, 1)), 0)),
            "Maps that speak against the class count, too: only the sum is cut at 0.",
        ),
        "not added up": (
            lambda maps, gradients: np.maximum(maps * gradients.mean(axis=(0, 1)), 0),
            "Each map has its weight. One map is wanted: their sum.",
        ),
        "sign of the weights": (
            lambda maps, gradients: _weigh(maps, -gradients.mean(axis=(0, 1))),
            "That shows what speaks against the class.",
        ),
        "negative gradients removed": (
            lambda maps, gradients: _weigh(maps, np.maximum(gradients, 0).mean(axis=(0, 1))),
            "All gradients of a map belong to its mean, and its weight may be negative.",
        ),
        "maps and gradients exchanged": (
            lambda maps, gradients: _weigh(gradients, maps.mean(axis=(0, 1))),
            "The means of the maps have become the weights. It is the other way round.",
        ),
        "stretched to 1": (
            lambda maps, gradients: weigh_maps(maps, gradients) / weigh_maps(maps, gradients).max(),
            "That is for drawing. Here the map itself is asked for.",
        ),
        "one number for each map": (
            lambda maps, gradients: np.maximum(
                (maps * gradients.mean(axis=(0, 1))).sum(axis=(0, 1)), 0
            ),
            "It was added over the places. Add over the maps, the last axis: one map is wanted.",
        ),
    },
)

cell = NumberQuestion(
    "grad_cam.cell",
    reread="Ask the last feature maps",
    prompt="A network halves height and width {halvings} times. Its input is {size} × {size}. "
    "Stretched over the image, how many pixels does one number of the last maps cover?",
    inputs={"halvings": 5, "size": 288},
    answer=lambda halvings: (2**halvings) ** 2,
    mistakes={
        "one side": (lambda halvings: 2**halvings, "That is the side of the square."),
        "doubled, not halved again": (
            lambda halvings: (2 * halvings) ** 2,
            "Halving five times is not dividing by ten.",
        ),
        "numbers of the map": (
            lambda halvings, size: (size // 2**halvings) ** 2,
            "That is how many numbers the map has. How much of the image belongs to each?",
        ),
        "size of the image": (lambda size: size**2, "That is the whole image."),
        "side of the map": (
            lambda halvings, size: size // 2**halvings,
            "That is how many numbers the map has side by side. How much of the image belongs to "
            "one?",
        ),
    },
    hints=[
        "How large is the map, after 288, 144, 72, …?",
        "Divide the image's side by the map's side, and square it.",
    ],
    explanation="One side shrinks by 2 · 2 · 2 · 2 · 2 = 32, so one number stands for 32 × 32 = "
    "{answer} pixels, whatever the size of the image.",
)


def times_chance(heat, box):
    """Divide the share of the positive values in the box by the box's share of the area."""
    top, left, height, width = box
    positive = np.maximum(heat, 0)
    inside = positive[top : top + height, left : left + width].sum() / positive.sum()
    return inside / (height * width / heat.size)


def _area(heat, box):
    return box[2] * box[3] / heat.size


def _lift_of(part, heat, box, least=0):
    """Divide the share of a part of the map by the box's share of the area."""
    kept = np.maximum(heat, least)
    return kept[part(*box)].sum() / kept.sum() / _area(heat, box)


def _in_the_box(top, left, height, width):
    return slice(top, top + height), slice(left, left + width)


def _compare(formula, heat, box):
    """Apply a formula to the positive values in the box, and to all of them."""
    positive = np.maximum(heat, 0)
    return formula(positive[_in_the_box(*box)], positive)


def _far_corner(top, left, bottom, right):
    return slice(top, bottom), slice(left, right)


def _one_further(top, left, height, width):
    return _in_the_box(top, left, height + 1, width + 1)


lift = Exercise(
    "grad_cam.lift",
    reread="How much of it lies on the cup?",
    reference=times_chance,
    cases=[
        # Read in another order, their boxes are still within the map.
        (whole_numbers(5, 6, seed=1, low=-3, high=10), (0, 1, 3, 4)),
        (whole_numbers(7, 9, seed=2, low=-3, high=10), (1, 2, 5, 4)),
        (whole_numbers(6, 7, seed=3, low=-3, high=10), (2, 0, 3, 4)),
    ],
    hints=[
        "First set negative values to 0. What share of their sum lies in the box?",
        "A map that knows nothing has the share height · width / number of pixels in the box.",
        "Divide the first by the second.",
    ],
    mistakes={
        "chance forgotten": (
            lambda heat, box: times_chance(heat, box) * _area(heat, box),
            "That is the share in the box. A large box has a large share of any map.",
        ),
        "difference instead of ratio": (
            lambda heat, box: times_chance(heat, box) * _area(heat, box) - _area(heat, box),
            "How many times as much as by chance: divide.",
        ),
        "negative values counted": (
            partial(_lift_of, _in_the_box, least=-np.inf),
            "Negative values speak against the class; in a sum they cancel what speaks for it.",
        ),
        "left and top exchanged": (
            lambda heat, box: times_chance(heat, (box[1], box[0], *box[2:])),
            "The box begins with its top: rows come first.",
        ),
        "height and width taken for the far corner": (
            partial(_lift_of, _far_corner),
            "The last two numbers are sizes. The box ends at top + height and left + width.",
        ),
        "one pixel too many": (
            partial(_lift_of, _one_further),
            "A slice ends before its second number: `top : top + height` are `height` rows.",
        ),
        "height and width exchanged": (
            lambda heat, box: times_chance(heat, (*box[:2], *box[:1:-1])),
            "The box has its height before its width, as an array has.",
        ),
        "mean up to the far corner": (
            lambda heat, box: (
                np.maximum(heat, 0)[_far_corner(*box)].mean() / np.maximum(heat, 0).mean()
            ),
            "The last two numbers are sizes. The box ends at top + height and left + width.",
        ),
        "inside over outside": (
            partial(
                _compare,
                lambda inside, whole: (
                    inside.mean() * (whole.size - inside.size) / (whole.sum() - inside.sum())
                ),
            ),
            "The mean in the box is compared with the mean outside it. A map that knows nothing "
            "fills both.",
        ),
        "sum inside over sum outside": (
            partial(_compare, lambda inside, whole: inside.sum() / (whole.sum() - inside.sum())),
            "That is no share: divide by the sum of all. And what would the box have by chance?",
        ),
        "mean of the box": (
            partial(_compare, lambda inside, whole: inside.mean()),
            "That is how bright a place of the box is on average. Compare it with a place of the "
            "whole map.",
        ),
        "largest values compared": (
            partial(_compare, lambda inside, whole: inside.max() / whole.max()),
            "One value says whether the brightest place is inside. How much of all values is?",
        ),
        "places counted": (
            partial(_compare, lambda inside, whole: (inside > 0).mean() / (whole > 0).mean()),
            "That counts positive places, and a bright one counts like a faint one. Add up the "
            "values.",
        ),
        "absolute values": (
            lambda heat, box: times_chance(np.abs(heat), box),
            "Negative values speak against the class. Here they count as if they spoke for it.",
        ),
        "upside down": (
            lambda heat, box: 1 / times_chance(heat, box),
            "That is chance over the map. The map's share stands above the line.",
        ),
        "x before y": (
            lambda heat, box: times_chance(heat, (*box[1::-1], *box[:1:-1])),
            "The box is read as left, top, width and height. It begins with its top, and then the "
            "left.",
        ),
        "negative values in the whole": (
            lambda heat, box: times_chance(heat, box) * np.maximum(heat, 0).sum() / heat.sum(),
            "In the box negative values are 0, in the sum of all they are not. Set them to 0 in "
            "both.",
        ),
        "share for each pixel": (
            lambda heat, box: times_chance(heat, box) / heat.size,
            "That is the share of one pixel of the box. By chance it would have 1 / number of "
            "pixels: divide by that.",
        ),
    },
)

proof = ChoiceQuestion(
    "grad_cam.proof",
    reread="What a map does not tell",
    prompt="Grad-CAM for “tabby” is brightest on the fur below the cat's eye. What do you know?",
    choices={
        "The network has understood what a cat is": (
            "place taken for a reason",
            "The map says where, not what: fur, stripes, or the photographer's light.",
        ),
        "Without this fur the answer would be another one": (
            "contribution taken for necessity",
            "The rest of the cat may be enough. Which of the three ways tries that out?",
            "Hide a part",
        ),
        "The score of “tabby” is high": (
            "colour taken for size",
            "Every map is drawn up to its own largest value, however small that is.",
        ),
        "What these places hold adds to the score of “tabby”": RIGHT,
        "The network has seen nothing but these 32 × 32 pixels": (
            "cell taken for a receptive field",
            "That is where the number stands in the map. How much of the image went into it?",
        ),
    },
    hints=[
        "What is the map, before negative places are cut off and it is stretched? Read the sum.",
        "Three of these would need another experiment than a gradient.",
    ],
    explanation="Before the cut at 0 the map is the score, split up among the places of the last "
    "feature maps. It says no more than that.",
)
