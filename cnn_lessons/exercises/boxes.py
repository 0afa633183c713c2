"""Exercises of the chapter *Boxes*.

Cases avoid whatever hides a mistake: squares, boxes at the corner of the image, boxes that all
overlap, scores that are sorted already, as many detections as true boxes.
"""

import operator
from functools import partial

import numpy as np

from cnn_lessons.checks import RIGHT, ChoiceQuestion, Exercise, NumberQuestion, ShapeQuestion
from cnn_lessons.tasks.average_precision import average_precision
from cnn_lessons.tasks.boxes import pairwise_iou

FORMATS = "Four numbers, five meanings"
AGREE = "How well do two boxes agree?"


def _edges(x, y, width, height, last=0):
    """Return left, top, right and bottom of a box around its centre."""
    return x - width // 2, y - height // 2, x + width // 2 - last, y + height // 2 - last


from_the_centre = ShapeQuestion(
    "boxes.from_the_centre",
    reread=FORMATS,
    prompt="A detector of the YOLO family answers ({x}, {y}, {width}, {height}): the centre's x "
    "and y, width and height, in pixels. Which box is that? Answer with four numbers, (left, top, "
    "right, bottom).",
    inputs={"x": 47, "y": 33, "width": 20, "height": 12},
    answer=lambda x, y, width, height: _edges(x, y, width, height),
    mistakes={
        "centre taken for corner": (
            lambda x, y, width, height: (x, y, x + width, y + height),
            "That box begins where it ought to have its middle.",
        ),
        "nothing converted": (
            lambda x, y, width, height: (x, y, width, height),
            "These are the same four numbers. Is the right edge left of the left one?",
        ),
        "the whole width to both sides": (
            lambda x, y, width, height: _edges(x, y, 2 * width, 2 * height),
            "This box is twice as wide as it ought to be. How far is it from the middle to an "
            "edge?",
        ),
        "rows first": (
            lambda x, y, width, height: _edges(y, x, height, width),
            "That is top, left, bottom, right. x comes first here.",
        ),
        "corner, but still width and height": (
            lambda x, y, width, height: (*_edges(x, y, width, height)[:2], width, height),
            "That is left, top, width, height: half of the way. Where does the box end?",
        ),
        "last pixel instead of the end": (
            lambda x, y, width, height: _edges(x, y, width, height, last=1),
            "These are the last column and row within the box. Here right and bottom are where it "
            "ends, so that right − left is the width.",
        ),
        "y counted upwards": (
            lambda x, y, width, height: _edges(x, y, width, -height),
            "In an image y grows downwards: the top edge has the smaller y.",
        ),
    },
    hints=[
        "Half of the width lies to the left of the centre, half to the right.",
        "left = x − width / 2. What is right?",
    ],
    explanation="{width} pixels wide: 10 to each side of {x}; {height} high: 6 above and below "
    "{y}. {answer}.",
)


def iou(box, other):
    """Divide what two boxes share by what they cover together."""
    width = max(min(box[2], other[2]) - max(box[0], other[0]), 0)
    height = max(min(box[3], other[3]) - max(box[1], other[1]), 0)
    area = (box[2] - box[0]) * (box[3] - box[1])
    other_area = (other[2] - other[0]) * (other[3] - other[1])
    return width * height / (area + other_area - width * height)


def _positive(width, height):
    return max(width, 0) * max(height, 0)


def _union(area, other, shared):
    return area + other - shared


def _quotient(box, other, shared=_positive, over=_union, begin=max, end=min, gap=0, more=0):
    """Return an IoU with something changed; gap and more are added to sides, shared and whole."""
    width, height = (end(box[i + 2], other[i + 2]) - begin(box[i], other[i]) + gap for i in (0, 1))
    areas = [(b[2] - b[0] + more) * (b[3] - b[1] + more) for b in (box, other)]
    return shared(width, height) / over(*areas, shared(width, height))


two_boxes = Exercise(
    "boxes.two_boxes",
    reread=AGREE,
    reference=iou,
    cases=[
        ([2, 1, 6, 3], [4, 1, 8, 3]),
        ([0, 0, 4, 7], [1, 2, 9, 5]),
        ([0, 0, 4, 7], [9, 10, 12, 13]),  # apart in both directions
        ([0, 0, 4, 7], [6, 2, 9, 5]),  # apart sideways only
        ([0, 0, 4, 7], [1, 9, 4, 12]),  # apart up and down only
        ([3, 2, 5, 6], [1, 1, 11, 8]),  # within
        ([0.5, 1.5, 2.5, 2.0], [0.5, 1.0, 1.5, 2.0]),
        ([1, 6, 8, 9], [2, 5, 7, 9]),  # boxes in the order left, right, top, bottom, too
        ([1, 6, 8, 9], [1, 6, 8, 9]),
    ],
    hints=[
        "What they share begins at the larger of the two left edges. Where does it end?",
        "Where boxes lie apart, width or height in common come out negative: take 0 instead, of "
        "each by itself.",
        "In the sum of both areas the common part is counted twice.",
    ],
    mistakes={
        "overlap not cut off at 0": (
            partial(_quotient, shared=lambda w, h: w * h),
            "Boxes that lie apart share nothing. Two negative sides have a positive product.",
        ),
        "cut off too late": (
            partial(_quotient, shared=lambda w, h: max(w * h, 0)),
            "Where both sides are negative, their product is positive already: cut off before "
            "you multiply.",
        ),
        "only the width cut off": (
            partial(_quotient, shared=lambda w, h: max(w, 0) * h),
            "One box may lie below the other: then the height in common comes out negative.",
        ),
        "only the height cut off": (
            partial(_quotient, shared=lambda w, h: w * max(h, 0)),
            "One box may lie beside the other: then the width in common comes out negative.",
        ),
        "the sign taken off": (
            partial(_quotient, shared=lambda w, h: abs(w) * abs(h)),
            "A negative width is a gap between the boxes, and no overlap: take 0, not its size.",
        ),
        "smallest and largest exchanged": (
            partial(_quotient, begin=min, end=max),
            "That is the frame around both boxes. The common part begins where the second of them "
            "begins, and ends where the first of them ends.",
        ),
        "rounded down": (
            lambda box, other: iou(box, other) // 1,
            "The quotient is from 0 to 1, and `//` rounds it down. Divide by `/`.",
        ),
        "not divided": (
            partial(_quotient, over=lambda a, b, shared: 1),
            "That is the area in common, in pixels: large boxes would always agree better. Divide "
            "it by the area that the two cover.",
        ),
        "intersection added to the union": (
            partial(_quotient, over=lambda a, b, shared: a + b + shared),
            "The sum of both areas has the common part twice already: take it off once, do not add "
            "it.",
        ),
        "twice the intersection over the sum": (
            partial(_quotient, over=lambda a, b, shared: (a + b) / 2),
            "That is the Dice coefficient, another measure: it is higher wherever boxes overlap in "
            "part. IoU divides by the area that the two cover.",
        ),
        "still a matrix": (
            lambda box, other: pairwise_iou([box], [other]),
            "That is a matrix of one row and one column. A number is wanted: its entry `[0, 0]`.",
        ),
        "intersection counted twice": (
            partial(_quotient, over=lambda a, b, shared: a + b),
            "Of two equal boxes this makes one half. In the sum of both areas the common part is "
            "counted twice.",
        ),
        "a pixel more everywhere": (
            partial(_quotient, gap=1, more=1),
            "Here right and bottom are where the box ends: from 2 to 6 it is 4 wide, not 5.",
        ),
        "a pixel more in the areas only": (
            partial(_quotient, more=1),
            "With this a box has an IoU below 1 with itself. Width is right − left, here as there.",
        ),
        "the farther edge": (
            partial(_quotient, end=max),
            "The common part ends where the first of the two boxes ends.",
        ),
        "width and height taken for granted": (
            lambda *boxes: iou(*([*b[:2], b[0] + b[2], b[1] + b[3]] for b in boxes)),
            "The third number is the right edge, not the width.",
            FORMATS,
        ),
        "divided by the smaller box": (
            partial(_quotient, over=lambda a, b, shared: min(a, b)),
            "A small box within a large one would be perfect. Divide by all that the two cover.",
        ),
        "divided by the first box": (
            partial(_quotient, over=lambda a, b, shared: a),
            "Exchange the two boxes: the answer must not change. Divide by all that they cover.",
        ),
        "divided by the larger box": (
            partial(_quotient, over=lambda a, b, shared: max(a, b)),
            "Two boxes that overlap a little cover more than the larger of them.",
        ),
        "divided by the frame around both": (
            lambda *two: (
                _quotient(*two, over=lambda a, b, shared: 1)
                / (
                    (max(b[2] for b in two) - min(b[0] for b in two))
                    * (max(b[3] for b in two) - min(b[1] for b in two))
                )
            ),
            "The frame around both holds places that neither covers. Divide by what the two cover.",
        ),
        "left, right, top, bottom": (
            lambda *boxes: _quotient(*([b[0], b[2], b[1], b[3]] for b in boxes)),
            "The order is left, top, right, bottom: first the one corner, then the other.",
            FORMATS,
        ),
        "0 only if both sides are negative": (
            partial(_quotient, shared=lambda w, h: 0 if w < 0 and h < 0 else w * h),
            "Boxes that lie apart in one direction only share nothing either: `or`.",
        ),
    },
)

touching = NumberQuestion(
    "boxes.touching",
    reread=AGREE,
    prompt="Two real objects of {size} × {size} pixels each; the second stands {shift} pixels "
    "further right, partly behind the first. Their boxes are perfect. From which threshold of "
    "suppression on do both stay?",
    inputs={"size": 21, "shift": 4},
    answer=lambda size, shift: (size - shift) / (size + shift),
    tolerance=0.005,
    mistakes={
        "divided by one box": (
            lambda size, shift: (size - shift) / size,
            "That is the share of one box that is covered. IoU divides by what both cover.",
        ),
        "intersection counted twice": (
            lambda size, shift: (size - shift) / (2 * size),
            "In the sum of both areas the common part is counted twice: take it off once.",
        ),
        "shift over size": (
            lambda size, shift: shift / size,
            "That is how far it is moved. How much do the boxes still share?",
        ),
        "shift over union": (
            lambda size, shift: shift / (size + shift),
            "Above the line stands what they share, not what they do not.",
        ),
        "per cent": (
            lambda size, shift: 100 * (size - shift) / (size + shift),
            "A threshold is a share, from 0 to 1.",
        ),
        "area in common": (
            lambda size, shift: (size - shift) * size,
            "That is how many pixels they share. IoU divides by the pixels that the two cover.",
        ),
        "moved down as well": (
            lambda size, shift: (size - shift) ** 2 / (2 * size**2 - (size - shift) ** 2),
            "The second stands further right, and at the same height.",
        ),
        "the gap taken off": (
            lambda size, shift: (size - shift) / (2 * size - shift),
            "In the sum of both areas the common part is counted twice. Take that off, not the "
            "gap.",
        ),
    },
    hints=["They share 17 columns of 21 pixels.", "Together they cover 25 columns."],
    explanation="17 of 25 columns: {answer}. With the usual threshold of 0.5 one of them is lost, "
    "however good the detector.",
)


def keep_best(boxes, scores, labels, threshold):
    """Keep the best box, drop what overlaps it too much, and go on with those left."""
    best_first = []
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        rivals = [j for j in best_first if labels[j] == labels[i]]
        if all(pairwise_iou([boxes[i]], [boxes[j]])[0, 0] <= threshold for j in rivals):
            best_first.append(i)
    return best_first


def _places_in_the_order(boxes, scores, labels, threshold):
    order = sorted(range(len(scores)), key=lambda i: -scores[i])
    return [order.index(i) for i in keep_best(boxes, scores, labels, threshold)]


def _removed_on_the_way(boxes, scores, labels, threshold):
    left = sorted(range(len(scores)), key=lambda i: -scores[i])
    kept = []
    while left:
        best = left.pop(0)
        kept.append(best)
        for j in left:
            overlap = pairwise_iou([boxes[best]], [boxes[j]])[0, 0]
            if labels[j] == labels[best] and overlap > threshold:
                left.remove(j)
    return kept


def _one_iou(box, other):
    return pairwise_iou([box], [other])[0, 0]


def _covered_share(box, other):
    """Divide what two boxes share by the smaller one."""
    return _quotient(box, other, over=lambda a, b, shared: min(a, b))


def _keep_where(
    boxes, *others, stays=operator.le, rivals=slice(None), forget=True, agreement=_one_iou
):
    """Compare otherwise, with some of the boxes kept only, or with those dropped as well."""
    scores, labels, threshold = others
    kept, before = [], []
    for i in sorted(range(len(scores)), key=lambda i: -scores[i]):
        compared = [j for j in (kept if forget else before) if labels[j] == labels[i]][rivals]
        if all(stays(agreement(boxes[i], boxes[j]), threshold) for j in compared):
            kept.append(i)
        before.append(i)
    return kept


ALIKE = [(0, 0, 4, 4), (0, 0, 4, 5), (7, 0, 9, 4)]
CROSSED = [(0, 0, 4, 4), (0, 0, 4, 5), (1, 0, 5, 4), (1, 0, 5, 5)]
DOUBLES = [(1, 2, 5, 6), (9, 2, 12, 4), (1, 2, 5, 8), (1, 2, 5, 7)]
IN_TURNS = [(20, 0, 30, 5), (0, 0, 10, 4), (20, 0, 30, 4), (0, 0, 10, 5)]

suppression = Exercise(
    "boxes.suppression",
    reread="One object, one box",
    reference=keep_best,
    cases=[
        (ALIKE, [0.6, 0.9, 0.7], [0, 0, 0], 0.5),
        (ALIKE, [0.8, 0.5, 0.7], [1, 0, 1], 0.5),
        # A chain: the middle one is dropped by the first, and must not drop the last.
        ([(8, 0, 18, 1), (0, 0, 10, 1), (4, 0, 14, 1)], [0.7, 0.9, 0.8], [0, 0, 0], 0.4),
        ([(0, 0, 2, 1), (5, 5, 9, 7), (0, 0, 4, 1)], [0.3, 0.2, 0.4], [12, 12, 12], 0.5),
        (CROSSED, [0.1, 0.2, 0.4, 0.3], [0, 1, 0, 1], 0.3),
        # Three doubles that follow each other in the order of the scores.
        (DOUBLES, [0.7, 0.3, 0.9, 0.8], [0, 0, 0, 0], 0.5),
        # A small one within a large one; its class comes later in the order of the numbers.
        ([(0, 0, 5, 8), (0, 0, 10, 9), (20, 0, 24, 2)], [0.6, 0.9, 0.8], [1, 1, 0], 0.5),
        # Two objects whose boxes take turns.
        (IN_TURNS, [0.6, 0.9, 0.8, 0.7], [1, 1, 1, 1], 0.5),
    ],
    hints=[
        "Go through the positions from the highest score to the lowest.",
        "Compare each with those that are kept already, and among them only with its own class.",
        "`pairwise_iou([boxes[i]], [boxes[j]])[0, 0]` is the IoU of two of them.",
    ],
    mistakes={
        "across classes": (
            lambda boxes, scores, labels, *rest: keep_best(boxes, scores, [0] * len(labels), *rest),
            "A person on a bicycle: two boxes that overlap a lot, and both are right.",
        ),
        "worst first": (
            lambda boxes, scores, *rest: keep_best(boxes, [-score for score in scores], *rest),
            "It keeps the box that the detector is least sure of. Sort the other way round.",
        ),
        "in the order of the list": (
            lambda boxes, scores, *rest: keep_best(boxes, [0] * len(scores), *rest),
            "The scores are not looked at: who comes first in the list stays.",
        ),
        "dropped boxes drop others": (
            partial(_keep_where, forget=False),
            "A box that has been dropped is out of the game. Compare with those kept only.",
        ),
        "dropped at the threshold": (
            partial(_keep_where, stays=operator.lt),
            "At exactly the threshold a box stays, as in TensorFlow: it is dropped above.",
        ),
        "what overlaps is kept": (
            partial(_keep_where, stays=operator.gt),
            "It drops the boxes that stand apart, and keeps those around one object.",
        ),
        "one box for each class": (
            lambda boxes, scores, labels, threshold: keep_best(boxes, scores, labels, -1),
            "There may be several objects of a class: only what overlaps too much goes.",
        ),
        "places in the sorted list": (
            _places_in_the_order,
            "These are positions in the list that you have sorted. The caller knows only the list "
            "that was given.",
        ),
        "sorted by position": (
            lambda *arguments: sorted(keep_best(*arguments)),
            "The right boxes in the wrong order: best first.",
        ),
        "lowest score first": (
            lambda *arguments: keep_best(*arguments)[::-1],
            "The right boxes, the other way round: best first.",
        ),
        "removed while counted": (
            _removed_on_the_way,
            "A `for` loop over a list from which you remove jumps over the next entry, here a "
            "double. Make a new list of those that are left.",
        ),
        "compared with the last one only": (
            partial(_keep_where, rivals=slice(-1, None)),
            "Compare with every box that is kept already, not with the last one only.",
        ),
        "compared with the best one only": (
            partial(_keep_where, rivals=slice(1)),
            "Compare with every box that is kept already, not with the best one only.",
        ),
        "boxes instead of positions": (
            lambda boxes, *others: [boxes[i] for i in keep_best(boxes, *others)],
            "The right boxes. Their positions are wanted, so that the caller finds scores and "
            "labels too.",
        ),
        "scores instead of positions": (
            lambda boxes, scores, *others: [scores[i] for i in keep_best(boxes, scores, *others)],
            "These are the scores of the right boxes. Their positions are wanted.",
        ),
        "a mask": (
            lambda boxes, *others: [i in keep_best(boxes, *others) for i in range(len(boxes))],
            "It says of each box whether it stays, and not which is best. Positions are wanted.",
        ),
        "the covered share for IoU": (
            partial(_keep_where, agreement=_covered_share),
            "A small box within a large one is dropped, though their IoU is small. Divide by all "
            "that the two cover.",
            AGREE,
        ),
        "class after class": (
            lambda boxes, scores, labels, threshold: sorted(
                keep_best(boxes, scores, labels, threshold), key=lambda i: labels[i]
            ),
            "The right boxes, one class after the other. The highest score comes first, whatever "
            "its class.",
        ),
        "nothing dropped": (
            lambda boxes, scores, labels, threshold: keep_best(boxes, scores, labels, 1),
            "They are sorted, and that is all. Which overlap a box of their class that is kept?",
        ),
    },
)

MANY = "Keep how many?"

lower_threshold = ChoiceQuestion(
    "boxes.lower_threshold",
    reread=MANY,
    prompt="You lower the score threshold, and more detections are kept. What happens?",
    choices={
        "Recall rises, precision falls: always": (
            "a law from a rule of thumb",
            "Usually. But say that the next one is right: what becomes of both?",
        ),
        "Recall rises or stays; precision may rise or fall": RIGHT,
        "Both rise: more objects are found": (
            "false alarms forgotten",
            "More is kept, wrong ones too.",
        ),
        "Recall falls: its denominator is larger": (
            "recall over predictions",
            "Recall divides by the true boxes, and they are as many as before. What divides by the "
            "detections?",
        ),
    },
    hints=[
        "One more detection is kept. It is right, or it is wrong: do both cases.",
        "4 of 8 are right, and the next is right as well: 5 of 9.",
    ],
    explanation="Nothing that was found is lost, so recall cannot fall. A right detection more "
    "cannot lower precision, and a wrong one cannot raise it.",
)


def find(ious, threshold):
    """Give each detection the true box that it overlaps most, if nobody has found that before."""
    partners = []
    for row in ious:
        best = int(np.argmax(row))
        partners.append(best if row[best] >= threshold and best not in partners else -1)
    return partners


def _another_for_the_second(ious, threshold):
    found = []
    for row in ious:
        free = [j for j in range(len(row)) if j not in found and row[j] >= threshold]
        found.append(max(free, key=lambda j: row[j]) if free else -1)
    return found


def _the_true_boxes_choose(ious, threshold):
    found = [-1] * len(ious)
    for j, column in enumerate(ious.T):
        if column.max() >= threshold:
            found[int(column.argmax())] = j
    return found


def _blocked_below_the_threshold(ious, threshold):
    asked = find(ious, threshold=-1)
    return [j if row[j] >= threshold else -1 for row, j in zip(ious, asked, strict=True)]


def _taken_over(ious, threshold):
    found = []
    for row in ious:
        best = int(row.argmax())
        holder = found.index(best) if best in found else None
        wins = row[best] >= threshold and (holder is None or row[best] > ious[holder, best])
        if wins and holder is not None:
            found[holder] = -1
        found.append(best if wins else -1)
    return found


def _for_each_true_box(ious, threshold):
    found = find(ious, threshold)
    return [found.index(j) if j in found else -1 for j in range(ious.shape[1])]


matching = Exercise(
    "boxes.matching",
    reread=MANY,
    reference=find,
    cases=[
        (np.array([[0.8, 0.0], [0.9, 0.1], [0.0, 0.5]]), 0.5),
        (np.array([[0.6, 0.7, 0.0], [0.0, 0.2, 0.4], [0.55, 0.65, 0.1], [0.1, 0.0, 0.8]]), 0.5),
        # The first one's best is between one half and the threshold, and it leaves the box free.
        (np.array([[0.1, 0.6], [0.2, 0.9], [0.3, 0.1], [0.75, 0.8]]), 0.75),
    ],
    hints=[
        "Take the rows in turn: the surest detection chooses first.",
        "It asks for one true box only, that of the highest IoU in its row.",
        "If that IoU is below the threshold, or the box is taken, the answer is −1.",
    ],
    mistakes={
        "a true box found twice": (
            lambda ious, threshold: [find([row], threshold)[0] for row in ious],
            "Of several detections of one object one is right; the others are false alarms.",
        ),
        "another box for who comes second": (
            _another_for_the_second,
            "That is COCO's rule. Here, as in VOC, a detection asks for the box it overlaps most, "
            "and for no other.",
        ),
        "the true boxes choose": (
            _the_true_boxes_choose,
            "Each true box has taken the detection that fits best, whatever its score. The surest "
            "detection comes first.",
        ),
        "the first above the threshold": (
            lambda ious, threshold: find(ious >= threshold, True),
            "Several true boxes may be above the threshold: take the one with the highest IoU.",
        ),
        "not found at the threshold": (
            lambda ious, threshold: find(ious, threshold + 1e-9),
            "An IoU of exactly the threshold is enough.",
        ),
        "last come, first served": (
            lambda ious, threshold: find(ious[::-1], threshold)[::-1],
            "The rows are in the order of the scores: the first row has the first choice.",
        ),
        "always one half": (
            lambda ious, threshold: find(ious, 0.5),
            "The threshold is an argument: one half is only what it usually is.",
        ),
        "taken by a false alarm": (
            _blocked_below_the_threshold,
            "A detection below the threshold has found nothing: the true box stays free for those "
            "that come after it.",
        ),
        "taken over by a better fit": (
            _taken_over,
            "A later row takes a true box from an earlier one, since it fits better. But who is "
            "surer has found it first.",
        ),
        "rows and columns exchanged": (
            lambda ious, threshold: find(ious.T, threshold),
            "Here the true boxes ask, one after the other. A row belongs to a detection: go over "
            "the rows.",
        ),
        "one answer for each true box": (
            _for_each_true_box,
            "These are the detections that found each true box. The other way round is wanted: an "
            "answer for each detection.",
        ),
        "false alarms left out": (
            lambda ious, threshold: [j for j in find(ious, threshold) if j >= 0],
            "The list is to be as long as there are rows, with −1 for a false alarm.",
        ),
        "0 for nothing found": (
            lambda ious, threshold: [max(j, 0) for j in find(ious, threshold)],
            "0 is the first true box. What has found none gets −1.",
        ),
        "None for nothing found": (
            lambda ious, threshold: [j if j >= 0 else None for j in find(ious, threshold)],
            "What has found none gets −1, so that all answers are numbers.",
        ),
        "the first free one above the threshold": (
            lambda ious, threshold: _another_for_the_second(1.0 * (ious >= threshold), 1),
            "Several true boxes may be above the threshold: take the one with the highest IoU.",
        ),
        "threshold ignored": (
            lambda ious, threshold: find(ious, -1),
            "An IoU below the threshold finds nothing, even if it is the highest of its row.",
        ),
        "yes or no": (
            lambda ious, threshold: [j >= 0 for j in find(ious, threshold)],
            "That says whether each detection is right. Which true box does it find?",
        ),
        "the best detection of each true box": (
            lambda ious, threshold: [
                int(column.argmax()) if column.max() >= threshold else -1 for column in ious.T
            ],
            "Here the true boxes choose, and the list is as long as there are true boxes. The "
            "detections choose, the surest first.",
        ),
        "IoU instead of the place": (
            lambda ious, threshold: [
                float(row[j]) if j >= 0 else -1
                for row, j in zip(ious, find(ious, threshold), strict=True)
            ],
            "These are the IoUs of what was found. Which true box is it, by its number?",
        ),
    },
)

NUMBER = "One number for a curve"


def area_under_steps(is_right, positives):
    """Give each true box that is found the best precision from there on."""
    right = np.cumsum(is_right)
    precision = right / np.arange(1, len(is_right) + 1)
    total = 0.0
    for i, found in enumerate(is_right):
        if found:
            total += precision[i:].max()
    return total / positives


def _precisions(is_right):
    return np.cumsum(is_right) / np.arange(1, len(is_right) + 1)


def _at_the_right_ones(is_right, positives):
    return float(_precisions(is_right)[np.array(is_right, bool)].sum() / positives)


def _best_so_far(is_right, positives):
    best = np.maximum.accumulate(_precisions(is_right))
    return float(best[np.array(is_right, bool)].sum() / positives)


def _first_step_left_out(is_right, positives):
    recall = np.cumsum(is_right) / positives
    best = np.maximum.accumulate(_precisions(is_right)[::-1])[::-1]
    return float(np.sum(np.diff(recall) * best[1:]))


def _at_points(is_right, positives, method):
    return average_precision(np.cumsum(is_right) / positives, _precisions(is_right), method)


def _slanted(is_right, positives):
    recall = np.append(0, np.cumsum(is_right) / positives)
    precision = np.append(1, _precisions(is_right))
    return float(np.sum(np.diff(recall) * (precision[1:] + precision[:-1]) / 2))


average_of_list = Exercise(
    "boxes.average_of_list",
    reread=NUMBER,
    reference=area_under_steps,
    cases=[
        ([True, False, True], 2),
        ([True, False, True, True, False, False], 5),
        ([False, True, True, True, False, True, False], 6),
        ([True, True, False, False, False], 3),
    ],
    hints=[
        "Each true box is a step of the recall, 1 / positives wide. Those never found have height "
        "0.",
        "`np.cumsum(is_right)` counts the right ones; divided by 1, 2, 3, … that is the precision.",
        "A step's height is the highest precision there or further down the list.",
    ],
    mistakes={
        "mean of all precisions": (
            lambda is_right, positives: float(_precisions(is_right).mean()),
            "False alarms behind the last right one pull this down, and boxes never found cost "
            "nothing. Only where the recall moves is there any area.",
        ),
        "teeth left in": (
            _at_the_right_ones,
            "That is the precision at each right one. The height of a step is the highest from "
            "there on: a later one may be higher.",
        ),
        "missed boxes forgotten": (
            lambda is_right, positives: area_under_steps(is_right, sum(is_right)),
            "Divide by all true boxes, not by those that were found.",
            MANY,
        ),
        "recall over predictions": (
            lambda is_right, positives: area_under_steps(is_right, len(is_right)),
            "Recall divides by the true boxes, not by the detections.",
            MANY,
        ),
        "best so far": (
            _best_so_far,
            "Look down the list, not up: at a recall of r you may choose any threshold that "
            "reaches at least r.",
        ),
        "slanted lines between the points": (
            _slanted,
            "Between two points lies a step, no slanted line: nobody has measured what is between.",
        ),
        "precision at the end": (
            lambda is_right, positives: sum(is_right) / len(is_right),
            "That is one point of the curve, the last. The whole curve is wanted.",
        ),
        "recall at the end": (
            lambda is_right, positives: sum(is_right) / positives,
            "That is how far the curve gets to the right. How high is it on the way?",
        ),
        "first step left out": (
            _first_step_left_out,
            "`np.diff` is one shorter than its list: the step from recall 0 to the first recall is "
            "missing.",
        ),
        "eleven points": (
            partial(_at_points, method="11 points"),
            "That is the mean at eleven recalls, VOC's first rule. The area under the steps is "
            "wanted.",
        ),
        "101 points": (
            partial(_at_points, method="101 points"),
            "That is the mean at 101 recalls, COCO's rule. The area under the steps is wanted.",
        ),
        "mean at the right ones, teeth left in": (
            lambda is_right, positives: _at_the_right_ones(is_right, sum(is_right)),
            "Boxes never found cost nothing here, and the curve is as jagged as before: divide by "
            "all true boxes, and take the highest precision from there on.",
        ),
        "from the other end": (
            lambda is_right, positives: area_under_steps(is_right[::-1], positives),
            "The first of the list is the best one: count from the front.",
        ),
    },
)

found_twice = NumberQuestion(
    "boxes.found_twice",
    reread=NUMBER,
    prompt="There are four objects. Ten detections, best score first, hit object 1, nothing, 1 "
    "once more, 2, nothing, nothing, 3, 4, nothing, nothing. What is the average precision, as the "
    "area under the steps?",
    answer=0.625,
    tolerance=5e-4,
    mistakes={
        "eleven points": (
            7 / 11,
            "That is VOC's first rule, the mean at eleven recalls. The area under the steps is "
            "wanted.",
        ),
        "101 points": (
            63.5 / 101,
            "That is COCO's rule, the mean at 101 recalls. The area under the steps is wanted.",
        ),
        "precision at the last right one": (
            0.5,
            "That is the height of the last step alone. The first is higher.",
        ),
        "hits instead of objects": (
            0.75,
            "There are five hits, but four objects: recall divides by the objects.",
            MANY,
        ),
        "recall at the end": (
            1.0,
            "All four are found in the end: that is the recall. But false alarms come before the "
            "last of them.",
        ),
        "an object found twice": (
            0.9375,
            "The second hit of object 1 is a false alarm: it is found at most once.",
            MANY,
        ),
        "mean of all precisions": (
            float(_precisions([1, 0, 0, 1, 0, 0, 1, 1, 0, 0]).mean()),
            "The false alarms at the end do not count: there the recall does not move.",
        ),
        "precision at the end": (
            0.4,
            "That is the precision when all ten are kept. The whole curve is wanted.",
        ),
        "recall over predictions": (
            2.5 / 10,
            "Divide by the four objects, not by the ten detections.",
            MANY,
        ),
        "teeth left in": (
            (1 + 1 / 2 + 3 / 7 + 1 / 2) / 4,
            "That is the precision at each right one. The height of a step is the highest from "
            "there on: a later one may be higher.",
        ),
        "first step left out": (
            1.5 / 4,
            "The first object is a step as well, from recall 0 to a quarter.",
        ),
        "second hit taken for right": (
            (1 + 3 * 5 / 8) / 4,
            "The second hit of object 1 has raised the precision. It is a false alarm.",
            MANY,
        ),
        "not divided": (
            2.5,
            "These are the heights of the steps, added up. How wide is a step?",
        ),
    },
    hints=[
        "Which detections are right? Write the precision beside each of these.",
        "One step has a height of 1. How high are the others? Look down the list from each.",
    ],
    explanation="Precision is 1, 1/2, 3/7 and 1/2 where objects are found, and the third step is "
    "as high as the fourth: (1 + 3 · 1/2) / 4 = {answer}. What comes behind costs nothing.",
)
