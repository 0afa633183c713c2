"""Exercises of the chapter *Detection*.

Cases avoid whatever hides a mistake: square boxes, boxes in the middle of a cell, the first cell,
a row that is also the column, anchors as large as the box, images without an object, scores that
are sorted already.
"""

from math import ceil, floor

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, ShapeQuestion
from cnn_lessons.operations import sigmoid

window_work = NumberQuestion(
    "detection.window_work",
    reread="Slide a window",
    prompt="An image of {height} × {width} pixels. A classifier looks at windows of {window} × "
    "{window} pixels, one for each {stride} × {stride} pixels, those at the edge reaching over it: "
    "{count} windows. How many times the pixels of the image does it work through?",
    inputs={"height": 240, "width": 320, "window": 80, "stride": 8, "count": 1200},
    answer=lambda height, width, window, count: count * window**2 / (height * width),
    tolerance=1e-3,
    mistakes={
        "number of windows": (
            lambda count: count,
            "That would be so if each window were as large as the image.",
        ),
        "pixels of all windows": (
            lambda window, count: count * window**2,
            "That is how many pixels are in all windows together. How many images is that?",
        ),
        "one side only": (
            lambda window, stride: window / stride,
            "That is how many windows a pixel is in across. It is in as many down.",
        ),
        "only those that fit": (
            lambda height, width, window, stride: (
                ((height - window) // stride + 1)
                * ((width - window) // stride + 1)
                * window**2
                / (height * width)
            ),
            "That is without the windows that reach over the edge. There are {count} in all.",
        ),
        "share of one window": (
            lambda height, width, window: window**2 / (height * width),
            "That is the share of one window. There are {count}.",
        ),
        "turned round": (
            lambda height, width, window, count: height * width / (count * window**2),
            "That is the image over what is worked through.",
        ),
    },
    hints=[
        "How many pixels has a window, and how many have all of them?",
        "How often does the image's number of pixels go into that?",
    ],
    explanation="{count} × {window}² / ({height} × {width}) = {answer}: away from the edges "
    "each pixel is in so many windows, ten across and ten down. All at once, it is worked through "
    "once.",
)

MIDDLE = "The cell with the middle"


def _cell(left, top, right, bottom, stride=1, whole=floor):
    """Return row and column of a box's middle, in cells of a stride."""
    return whole((top + bottom) / 2 / stride), whole((left + right) / 2 / stride)


responsible = ShapeQuestion(
    "detection.responsible",
    reread=MIDDLE,
    prompt="Grid cells of {stride} × {stride} pixels. A box goes from left {left} to right {right} "
    "and from top {top} to bottom {bottom}. Which one is responsible? Give (row, column), "
    "counted from 0.",
    inputs={"stride": 16, "left": 70, "top": 26, "right": 132, "bottom": 88},
    answer=lambda stride, left, top, right, bottom: _cell(left, top, right, bottom, stride),
    mistakes={
        "column first": (
            lambda stride, left, top, right, bottom: _cell(top, left, bottom, right, stride),
            "A row is counted downwards, along y, and comes first, as in the array.",
        ),
        "cell of the corner": (
            lambda stride, left, top: (top // stride, left // stride),
            "There the box begins. Its middle is wanted.",
        ),
        "counted from 1": (
            lambda stride, left, top, right, bottom: _cell(left, top, right, bottom, stride, ceil),
            "The first cell is row 0 and column 0.",
        ),
        "pixels instead of cells": (
            lambda left, top, right, bottom: _cell(left, top, right, bottom),
            "That is the pixel of the middle. In which cell of {stride} pixels is it?",
        ),
        "half the size taken for the middle": (
            lambda stride, left, top, right, bottom: _cell(-left, -top, right, bottom, stride),
            "Half the height is how far the middle is from the box's top, not from the image's.",
        ),
        "rounded": (
            lambda stride, left, top, right, bottom: _cell(left, top, right, bottom, stride, round),
            "A cell reaches from one multiple of {stride} to the next: round down, not to the "
            "nearest.",
        ),
        "cell of the other corner": (
            lambda stride, right, bottom: (bottom // stride, right // stride),
            "There the box ends. Its middle is wanted.",
        ),
        "pixels, x before y": (
            lambda left, top, right, bottom: _cell(top, left, bottom, right),
            "That is the middle in pixels, x before y. The cell is wanted, the row first.",
        ),
    },
    hints=[
        "The middle is halfway between top and bottom, and between left and right.",
        "Divide by {stride}, and forget what is behind the point.",
    ],
    explanation="The middle is at y = 57, x = 101; in cells that is 3.6 and 6.3: row and column "
    "{answer}.",
)

vanished = ChoiceQuestion(
    "detection.vanished",
    reread="From outputs to boxes",
    prompt="A small platelet lies on a large red cell, and another lies alone. You change the "
    "suppression, and drop a box if at least half of it is covered by a better one. Now the "
    "platelet on the cell is gone, though its score is 0.9; the other is still there. Why?",
    choices={
        "The two have their middles in one cell of the grid, and only one can be responsible": (
            "one object for each cell",
            "Each class has five numbers of its own in each cell. Two of a class would be too "
            "many; here there is one of each.",
            MIDDLE,
        ),
        "Its score is below the threshold for platelets": (
            "score",
            "Then it would have been gone before the change, too.",
        ),
        "The box of the red cell is wrong, and has to be learned longer": (
            "longer training",
            "The better that box is, the more surely it covers the platelet.",
        ),
        "Suppression went across classes": RIGHT,
    },
    hints=[
        "What changed is the suppression. Which box covers the platelet?",
        "Of which class is that box?",
    ],
    explanation="The red cell's box covers the platelet's and had the higher score. Two things of "
    "different kinds do not stand for each other: suppress within each class.",
)


def encode_box(box, row, column, stride, anchor):
    """Code one box as four numbers, seen from a cell and measured by an anchor."""
    left, top, right, bottom = box
    x = (left + right) / 2 / stride - (column + 0.5)
    y = (top + bottom) / 2 / stride - (row + 0.5)
    width, height = anchor
    return np.array([x, y, np.log((right - left) / width), np.log((bottom - top) / height)])


def _corner_for_middle(box, row, column, stride, anchor):
    left, top, _, _ = box
    shift = [left / stride - (column + 0.5), top / stride - (row + 0.5)]
    return np.array([*shift, *encode_box(box, row, column, stride, anchor)[2:]])


def _without_logarithm(*case):
    numbers = encode_box(*case)
    return np.array([*numbers[:2], *np.exp(numbers[2:])])


def _in_pixels(box, row, column, stride, anchor):
    return encode_box(box, row, column, stride, anchor) * [stride, stride, 1, 1]


coded_box = Exercise(
    "detection.coded_box",
    reread=MIDDLE,
    reference=encode_box,
    cases=[
        ((70, 26, 132, 88), 3, 6, 16, (52, 50)),
        ((3, 40, 20, 71), 6, 1, 8, (11, 23)),
        ((200.5, 7, 220, 29), 0, 6, 32, (19, 41)),
    ],
    hints=[
        "`left, top, right, bottom = box` and `width, height = anchor`.",
        "The middle of the cell is at `column + 0.5` and `row + 0.5`, in cells.",
        "The last two numbers: `np.log` of the box's width over the anchor's, and of the heights.",
    ],
    mistakes={
        "corner for the middle": (
            _corner_for_middle,
            "The upper left corner is compared with the cell. Take the middle of the box.",
        ),
        "corner of the cell": (
            lambda box, row, column, *rest: encode_box(box, row - 0.5, column - 0.5, *rest),
            "That is measured from the cell's upper left corner. Its middle is half a cell on.",
        ),
        "cell of the wrong axis": (
            lambda box, row, column, *rest: encode_box(box, column, row, *rest),
            "x goes with the column, y with the row.",
        ),
        "pixels instead of cells": (
            _in_pixels,
            "The shifts are in pixels. Divide by the stride: they are wanted in cells.",
        ),
        "no logarithm": (
            _without_logarithm,
            "These are the ratios themselves. Their logarithms are wanted, 0 for the usual size.",
        ),
        "anchor over box": (
            lambda *case: encode_box(*case) * [1, 1, -1, -1],
            "A box larger than usual should have numbers above 0: box over anchor.",
        ),
        "y before x": (
            lambda *case: encode_box(*case)[[1, 0, 2, 3]],
            "Right comes first, then down: x before y.",
        ),
        "height of the anchor for the width": (
            lambda *case: encode_box(*case[:-1], anchor=case[-1][::-1]),
            "The anchor is width and height, in this order.",
        ),
        "seen from the box": (
            lambda *case: encode_box(*case) * [-1, -1, 1, 1],
            "A box right of its cell's middle should have a number above 0: box minus cell.",
        ),
        "logarithms of pixels": (
            lambda *case: encode_box(*case[:-1], anchor=(1, 1)),
            "These are the logarithms of the sizes in pixels. Divide by the anchor's first.",
        ),
        "middle not halved": (
            lambda box, row, column, stride, anchor: np.array(
                [
                    (box[0] + box[2]) / stride - column - 0.5,
                    (box[1] + box[3]) / stride - row - 0.5,
                    *encode_box(box, row, column, stride, anchor)[2:],
                ]
            ),
            "The sum of two edges is twice their middle.",
        ),
        "sizes in cells": (
            lambda *case: encode_box(*case) - [0, 0, np.log(case[3]), np.log(case[3])],
            "The anchor is in pixels: the box's sizes stay in pixels, too.",
        ),
        "middle in pixels": (
            lambda box, row, column, stride, anchor: np.array(
                [
                    (box[0] + box[2]) / 2 - column - 0.5,
                    (box[1] + box[3]) / 2 - row - 0.5,
                    *encode_box(box, row, column, stride, anchor)[2:],
                ]
            ),
            "The middle of the box is in pixels, that of the cell in cells. Divide first.",
        ),
    },
)


def grid_loss(targets, outputs):
    """Return presence's cross-entropy and the boxes' squared errors, for each object."""
    presence = targets[..., 0]
    share = 1 / (1 + np.exp(-outputs[..., 0]))
    surprise = -np.log(np.where(presence == 1, share, 1 - share))
    squares = (targets[..., 1:] - outputs[..., 1:]) ** 2
    total = surprise.sum() + (squares * presence[..., None]).sum()
    return total / max(presence.sum(), 1)


def _loss(formula):
    """Return a loss as a formula of presence, cross-entropy, squares and the number of objects."""

    def wrong(targets, outputs):
        presence, share = targets[..., 0], sigmoid(outputs[..., 0])
        surprise = -np.log(np.where(presence == 1, share, 1 - share))
        squares = ((targets[..., 1:] - outputs[..., 1:]) ** 2).sum(axis=-1)
        return formula(presence, surprise, squares, max(presence.sum(), 1))

    return wrong


def _without_sigmoid(targets, outputs):
    share = np.clip(outputs[..., 0], 1e-7, 1 - 1e-7)
    logits = np.log(share / (1 - share))
    return grid_loss(targets, np.concatenate([logits[..., None], outputs[..., 1:]], axis=-1))


def _box_weighed_by_score(targets, outputs):
    squares = (targets[..., 1:] - outputs[..., 1:]) ** 2
    more = squares * (sigmoid(outputs[..., :1]) - targets[..., :1])
    return grid_loss(targets, outputs) + more.sum() / max(targets[..., 0].sum(), 1)


def _squares_for_presence(targets, outputs):
    errors = (targets[..., 0] - sigmoid(outputs[..., 0])) ** 2
    return _loss(lambda there, _, squares, n: (errors + there * squares).sum() / n)(
        targets, outputs
    )


def _absolute_errors(targets, outputs):
    errors = np.abs(targets[..., 1:] - outputs[..., 1:]).sum(axis=-1)
    return _loss(lambda there, surprise, _, n: (surprise + there * errors).sum() / n)(
        targets, outputs
    )


def _example(shape, present, seed):
    """Return targets and outputs of a grid with objects in some cells."""
    rng = np.random.default_rng(seed)
    targets = np.zeros((*shape, 5))
    for place in present:
        targets[place] = [1, *rng.uniform(-0.5, 0.5, 4).round(1)]
    return targets, rng.normal(0, 1, (*shape, 5)).round(1)


summed_loss = Exercise(
    "detection.summed_loss",
    reread="Two losses again",
    reference=grid_loss,
    cases=[
        _example((2, 3), [(0, 1), (1, 2)], seed=0),
        _example((3, 2), [(2, 0)], seed=1),
        _example((1, 4), [], seed=2),
    ],
    hints=[
        "`presence = targets[..., 0]` is 1 or 0. The network's probability of 1 is "
        "`1 / (1 + np.exp(-outputs[..., 0]))`.",
        "Cross-entropy, in every cell: minus the logarithm of the probability of what is true.",
        "Multiply the squares by `presence[..., None]`, add all up, and divide by the number of "
        "objects, at least 1.",
    ],
    mistakes={
        "boxes of empty cells counted": (
            _loss(lambda there, surprise, squares, n: (surprise + squares).sum() / n),
            "An empty cell has no box to be wrong about: multiply the squares by presence.",
        ),
        "sigmoid forgotten": (
            _without_sigmoid,
            "The first number is a logit, from minus to plus infinity. A probability comes "
            "from the sigmoid.",
        ),
        "empty cells not asked": (
            _loss(lambda there, surprise, squares, n: (there * (surprise + squares)).sum() / n),
            "If empty cells cost nothing, the network says an object is everywhere.",
        ),
        "mean over the cells": (
            _loss(lambda there, surprise, squares, n: (surprise + there * squares).mean()),
            "For each object is wanted, not for each cell: nearly all cells are empty.",
        ),
        "division by no objects": (
            lambda targets, outputs: grid_loss(targets, outputs) if targets.any() else np.inf,
            "On an image without objects something is divided by 0. Divide by at least 1.",
        ),
        "boxes weighed by the network's own score": (
            _box_weighed_by_score,
            "Where there is an object is said by the targets. A network that weighs its own errors "
            "learns to look away.",
        ),
        "only the boxes divided": (
            _loss(lambda there, surprise, squares, n: surprise.sum() + (there * squares).sum() / n),
            "The cross-entropy is not divided. Add both up first, then divide.",
        ),
        "only the presence divided": (
            _loss(lambda there, surprise, squares, n: surprise.sum() / n + (there * squares).sum()),
            "The boxes' errors are not divided. Add both up first, then divide.",
        ),
        "mean of the cross-entropy": (
            _loss(
                lambda there, surprise, squares, n: surprise.mean() + (there * squares).sum() / n
            ),
            "The cross-entropy is the sum over all cells here, divided by the number of objects.",
        ),
        "boxes weighed twice": (
            _loss(lambda there, surprise, squares, n: (surprise + 2 * there * squares).sum() / n),
            "So the chapter trains. Here both losses are added as they are.",
        ),
        "mean of the four": (
            _loss(lambda there, surprise, squares, n: (surprise + there * squares / 4).sum() / n),
            "The squares of a box's four numbers are added up, not averaged.",
        ),
        "absolute errors": (
            _absolute_errors,
            "The errors of a box's numbers are squared, not only freed of their signs.",
        ),
        "an empty image costs nothing": (
            lambda targets, outputs: grid_loss(targets, outputs) if targets.any() else 0.0,
            "Where there is no object the cells are asked for presence all the same.",
        ),
        "squares for presence, too": (
            _squares_for_presence,
            "Presence is a yes or no: its loss is the cross-entropy.",
        ),
    },
)


def decode_cell(numbers, row, column, stride, anchor):
    """Read score and box from the five numbers of a cell."""
    x, y = (column + 0.5 + numbers[1]) * stride, (row + 0.5 + numbers[2]) * stride
    width, height = np.exp(numbers[3:]) * anchor
    box = [x - width / 2, y - height / 2, x + width / 2, y + height / 2]
    return np.array([1 / (1 + np.exp(-numbers[0])), *box])


def _middle_for_corner(numbers, row, column, stride, anchor):
    width, height = np.exp(numbers[3:]) * anchor
    shift = np.array([0, width, height, width, height]) / 2
    return decode_cell(numbers, row, column, stride, anchor) + shift


def _size_for_edges(*case):
    score, left, top, right, bottom = decode_cell(*case)
    return np.array([score, (left + right) / 2, (top + bottom) / 2, right - left, bottom - top])


def _without_exponential(numbers, row, column, stride, anchor):
    score, x, y, _, _ = _size_for_edges(numbers, row, column, stride, anchor)
    width, height = numbers[3:] * anchor
    return np.array([score, x - width / 2, y - height / 2, x + width / 2, y + height / 2])


def _shift_in_pixels(numbers, row, column, stride, anchor):
    shift = np.array([1, stride, stride, 1, 1])
    return decode_cell(numbers / shift, row, column, stride, anchor)


def _middle_in_cells(numbers, row, column, stride, anchor):
    score, x, y, width, height = _size_for_edges(numbers, row, column, stride, anchor)
    x, y = x / stride, y / stride
    return np.array([score, x - width / 2, y - height / 2, x + width / 2, y + height / 2])


def _sigmoid_shifts(numbers, *cell):
    shifts = sigmoid(numbers[1:3]) - 0.5
    return decode_cell(np.array([numbers[0], *shifts, *numbers[3:]]), *cell)


decoded_cell = Exercise(
    "detection.decoded_cell",
    reread=MIDDLE,
    reference=decode_cell,
    cases=[
        (np.array([1.5, 0.2, -0.4, 0.1, 0.3]), 3, 6, 16, np.array([52, 50])),
        (np.array([-2.0, -0.3, 0.1, -0.5, 0.2]), 7, 1, 8, np.array([11, 23])),
        (np.array([0.4, 0.0, 0.45, 0.7, -0.6]), 0, 4, 32, np.array([41, 19])),
        (np.array([0.4, -0.4, -0.3, 0.5, 0.2]), 0, 1, 16, np.array([52, 31])),
    ],
    hints=[
        "The score is the sigmoid of the first number.",
        "The middle is at `(column + 0.5 + numbers[1]) * stride`, and the same with the row.",
        "Width and height are `np.exp(numbers[3:]) * anchor`; half of each to either side.",
    ],
    mistakes={
        "sigmoid forgotten": (
            lambda numbers, *cell: np.array([numbers[0], *decode_cell(numbers, *cell)[1:]]),
            "The first number is a logit. A score is from 0 to 1: the sigmoid makes it one.",
            "From outputs to boxes",
        ),
        "cell of the wrong axis": (
            lambda five, row, column, *rest: decode_cell(five, column, row, *rest),
            "x comes from the column, y from the row.",
        ),
        "middle taken for the corner": (
            _middle_for_corner,
            "The box begins where it should have its middle. Take half the size off first.",
        ),
        "centre and size": (
            _size_for_edges,
            "That is the centre and the size. Left, top, right and bottom are wanted.",
        ),
        "exponential forgotten": (
            _without_exponential,
            "The last two numbers are logarithms, and may be negative. `np.exp` undoes them.",
        ),
        "corner of the cell": (
            lambda five, row, column, *rest: decode_cell(five, row - 0.5, column - 0.5, *rest),
            "A shift of 0 is the middle of the cell, half a cell behind its corner.",
        ),
        "cut off at the edge": (
            lambda *case: np.maximum(decode_cell(*case), 0),
            "The box goes beyond the image, and is cut off there. Leave it as it is.",
            "From outputs to boxes",
        ),
        "shift taken for pixels": (
            _shift_in_pixels,
            "The shift is in cells: it is multiplied by the stride, as row and column are.",
        ),
        "whole size to either side": (
            lambda *case: decode_cell(*case[:-1], anchor=2 * case[-1]),
            "The box is twice as large as it should be: half of its size is to either side.",
        ),
        "score last": (
            lambda *case: np.roll(decode_cell(*case), -1),
            "The score comes first, then left, top, right and bottom.",
            "From outputs to boxes",
        ),
        "exponential for the sigmoid": (
            lambda numbers, *cell: np.array([np.exp(numbers[0]), *decode_cell(numbers, *cell)[1:]]),
            "A score is from 0 to 1: the sigmoid makes it one. The exponential belongs to the "
            "sizes.",
            "From outputs to boxes",
        ),
        "anchor forgotten": (
            lambda *case: decode_cell(*case[:-1], anchor=np.ones(2)),
            "The exponentials say how many times the usual size the box has. What is the usual "
            "size?",
        ),
        "anchor's height for the width": (
            lambda *case: decode_cell(*case[:-1], anchor=case[-1][::-1]),
            "The anchor is width and height, in this order.",
        ),
        "middle in cells": (
            _middle_in_cells,
            "Middle and size are added, but the middle is in cells. How many pixels is a cell?",
        ),
        "shifts through a sigmoid": (
            _sigmoid_shifts,
            "So YOLO reads them, from the cell's corner. Here a shift is a number of cells, from "
            "its middle, and may leave the cell.",
        ),
    },
)


def counting_threshold(scores, count):
    """Return the score from which on as many are found as there are."""
    return sorted(scores, reverse=True)[count - 1]


counted = Exercise(
    "detection.counted",
    reread="Count them",
    reference=counting_threshold,
    cases=[
        ([0.31, 0.92, 0.08, 0.55, 0.71, 0.44], 2),
        ([0.2, 0.9, 0.6, 0.1, 0.3], 4),
        ([0.5, 0.04, 0.83], 1),
        ([0.7, 0.4, 0.9, 0.7, 0.2], 3),
        ([0.35, 0.6, 0.15], 3),
    ],
    hints=[
        "Sort the scores, the highest first.",
        "The `count` highest are to be kept. Which of the sorted ones is the lowest of them?",
        "Lists begin at 0.",
    ],
    mistakes={
        "not sorted": (
            lambda scores, count: scores[count - 1],
            "The scores come in any order. Sort them first.",
        ),
        "lowest first": (
            lambda scores, count: sorted(scores)[count - 1],
            "They are sorted from below. The highest ones are those that are kept.",
        ),
        "one too many": (
            lambda scores, count: [*sorted(scores, reverse=True), 0][count],
            "From this score on there is one more than wanted. Lists begin at 0.",
        ),
        "mean of the scores": (
            lambda scores, count: sum(scores) / len(scores),
            "How many are above the mean has nothing to do with how many there are.",
        ),
        "equal scores counted once": (
            lambda scores, count: [*sorted(set(scores), reverse=True), 0][count - 1],
            "Two detections may have the same score, and are two.",
        ),
        "one too few": (
            lambda scores, count: [1, *sorted(scores, reverse=True)][count - 1],
            "From this score on there is one fewer than wanted.",
        ),
        "between two scores": (
            lambda scores, count: np.mean(sorted([0, *scores])[::-1][count - 1 : count + 1]),
            "That lies between two scores, and finds as many. The lowest score that is kept is "
            "wanted.",
        ),
        "place for a score": (
            lambda scores, count: int(np.argsort(scores)[::-1][count - 1]),
            "That is a position in the list. The score that stands there is wanted.",
        ),
        "share taken for a score": (
            lambda scores, count: 1 - count / len(scores),
            "That is the share to leave out. Which score has so many below it?",
        ),
        "one place too far": (
            lambda scores, count: sorted(scores, reverse=True)[count],
            "From this score on there is one more than wanted, and where all are kept the list has "
            "ended. Lists begin at 0.",
        ),
        "halfway to the next": (
            lambda scores, count: np.mean(sorted(scores, reverse=True)[count - 1 : count + 1]),
            "That lies between two scores, and finds as many. The lowest score that is kept is "
            "wanted.",
        ),
        "always one half": (
            lambda scores, count: 0.5,
            "How many scores are above one half has nothing to do with how many there are.",
        ),
        "all that are kept": (
            lambda scores, count: sorted(scores, reverse=True)[:count],
            "These are the scores to be kept. From which one on are they all found?",
        ),
        "the highest": (
            lambda scores, count: max(scores),
            "From the highest score on there is one detection.",
        ),
    },
)
