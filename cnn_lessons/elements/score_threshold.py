"""Detections in a scene and a score to choose: precision and recall in the page."""

import string

import numpy as np

from cnn_lessons.elements.box_overlap import rect, still_sliders
from cnn_lessons.elements.element import element_html
from cnn_lessons.elements.number_tables import written
from cnn_lessons.language import message, said
from cnn_lessons.tasks.average_precision import average_precision, precision_recall
from cnn_lessons.tasks.boxes import check_boxes, pairwise_iou
from cnn_lessons.tasks.detections import Detections, match_detections

HEAD = ("Box", "Score", "IoU", "Verdict")
KEY = message("Dashed: true boxes. ✓ right, ✕ wrong, dotted: not kept.")
CHART = message("Precision over recall, a point for each number of detections kept")
SIGNS = {"right": " ✓", "wrong": " ✕", "left": ""}


class ScoreThreshold:
    """True boxes of one class, detections of them, and two thresholds to choose.

    In a notebook and on the page two sliders choose the score from which a detection is kept, and
    the IoU from which it is right; precision, recall and their curve follow.

    Parameters
    ----------
    truths : array_like, shape (M, 4)
        True boxes, ``"xyxy"``, in pixels; at least one.
    boxes : array_like, shape (K, 4)
        Detections, 1 to 26.
    scores : array_like, shape (K,)
        From 0 to 1.
    width, height : int
        Of the scene, in pixels.
    threshold, iou_threshold : float
        Where the sliders stand at first, in whole hundredths; the second from 0.05 to 0.95.

    Attributes
    ----------
    found : ndarray of int, shape (K,)
        From `match_detections`, best score first; the page computes it once more.
    precision, recall : ndarray of float, shape (K,)
        From `precision_recall`.

    Raises
    ------
    ValueError
        If there is no true box, no detection or too many, a threshold out of range, or as
        `Detections`.

    Examples
    --------
    >>> ScoreThreshold([(1, 1, 5, 4)], [(1, 1, 5, 4), (6, 2, 9, 4)], [0.7, 0.9], 10, 6, 0.8)
    ScoreThreshold: 1 of 2 kept, 0 of 1 found, average precision 0.5
    """

    def __init__(self, truths, boxes, scores, width, height, threshold=0.5, iou_threshold=0.5):
        truths = check_boxes(truths, name="truths")
        found = Detections(boxes, scores, [0] * len(boxes))
        _check(truths, found, threshold, iou_threshold)
        order = np.argsort(-found.scores, kind="stable")
        self.truths, self.boxes, self.scores = truths, found.boxes[order], found.scores[order]
        self.width, self.height = int(width), int(height)
        self.hundredths = round(100 * threshold), round(100 * iou_threshold)
        self.threshold, self.iou_threshold = (each / 100 for each in self.hundredths)
        ranked = Detections(self.boxes, self.scores, np.zeros(len(order), int))
        truth = truths, np.zeros(len(truths), int)
        self.found = match_detections(ranked, truth, self.iou_threshold)
        curve = precision_recall(self.scores, self.found >= 0, len(truths))
        self.precision, self.recall = curve
        self.best_iou = pairwise_iou(self.boxes, truths).max(axis=1)
        self.kept = int(np.sum(self.scores >= self.threshold))
        self.right = int(np.sum(self.found[: self.kept] >= 0))

    def __repr__(self):
        return (
            f"ScoreThreshold: {self.kept} of {len(self.boxes)} kept, {self.right} of "
            f"{len(self.truths)} found, average precision {self._average_precision()}"
        )

    def _repr_html_(self):
        """Return picture, words and table, the same HTML each time: outputs are compared."""
        data = {"width": self.width, "height": self.height, "scores": self.scores.tolist()}
        data |= {"truths": self.truths.tolist(), "boxes": self.boxes.tolist()}
        data |= dict(zip(("threshold", "iou_threshold"), self.hundredths, strict=True))
        chosen = [
            ("Score threshold", written(self.threshold)),
            ("IoU threshold", written(self.iou_threshold)),
        ]
        fallback = (
            f'<div class="pictures">{self._scene()}\n{self._chart()}</div>\n'
            f'<p class="key">{said(KEY)}</p>\n'
            f'<div class="said">{self._in_words()}</div>\n'
            f"{still_sliders(chosen)}\n"
            f'<div class="list">{self._table()}</div>'
        )
        return element_html("cnn-score-threshold", data, fallback)

    def _average_precision(self):
        return written(average_precision(self.recall, self.precision))

    def _verdict(self, i):
        """Return what becomes of a detection: a class, and words."""
        if i >= self.kept:
            return "left", "not kept"
        if self.found[i] >= 0:
            return "right", "right"
        is_low = self.best_iou[i] < self.iou_threshold
        return "wrong", "wrong: IoU too low" if is_low else "wrong: found before"

    def _scene(self):
        size = round(self.width / 22, 2)
        parts = [rect("truth", truth) for truth in self.truths]
        for i, (left, top, right, bottom) in enumerate(self.boxes):
            name, _ = self._verdict(i)
            # Names stand in turn at the upper left and the lower right: doubled boxes are near.
            x, y, anchor = (
                (left, top - 0.3, "start") if i % 2 == 0 else (right, bottom + size, "end")
            )
            parts.append(
                f'<g class="detection {name}">{rect("", (left, top, right, bottom))}'
                f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}">'
                f"{string.ascii_uppercase[i]}<tspan>{SIGNS[name]}</tspan></text></g>"
            )
        label = message(
            "{truths} true boxes and {boxes} detections",
            truths=len(self.truths),
            boxes=len(self.boxes),
        )
        frame = f'class="scene" viewBox="0 0 {self.width} {self.height}"'
        start = f'<svg {frame} role="img" aria-label="{said(label)}">\n'
        return start + "\n".join(parts) + "</svg>"

    def _chart(self):
        points = [self._on_chart(i) for i in range(len(self.boxes))]
        now = points[self.kept - 1] if self.kept else "-99 -99"
        ticks = "".join(
            f'<text x="{36 + 192 * value:g}" y="196" text-anchor="middle">{value:g}</text>'
            f'<text x="30" y="{184 - 160 * value:g}" text-anchor="end">{value:g}</text>'
            for value in (0, 0.5, 1)
        )
        return (
            '<svg class="chart" viewBox="0 0 240 214" role="img" '
            f'aria-label="{said(CHART)}">\n'
            '<path class="axes" d="M36 20V180H228"></path>'
            f'{ticks}<text x="132" y="210" text-anchor="middle">{said("recall")}</text>'
            f'<text x="36" y="12" text-anchor="middle">{said("precision")}</text>\n'
            f'<path class="line" d="M{"L".join(points)}"></path>\n'
            f'<path class="now" d="M{now}h0"></path>\n'
            f'<path class="dots" d="{"".join(f"M{point}h0" for point in points)}"></path></svg>'
        )

    def _on_chart(self, i):
        return f"{written(36 + 192 * self.recall[i])} {written(180 - 160 * self.precision[i])}"

    def _in_words(self):
        kept, right, truths = self.kept, self.right, len(self.truths)
        precision = f"0 / 0: {said('nothing is kept, so it has no value')}"
        if kept:
            value = f"<mark>{written(right / kept)}</mark>"
            precision = f"{right} / {kept} = {value}: {said('so much of what is kept is right')}"
        count = message(
            "From a score of {threshold} on: {kept} of {number} kept.",
            threshold=written(self.threshold),
            kept=kept,
            number=len(self.boxes),
        )
        whole = said("Average precision, whatever the threshold")
        return (
            f"<p>{said(count)}</p>\n<p>{said('Precision')} = {precision}.</p>\n"
            f"<p>{said('Recall')} = {right} / {truths} = <mark>{written(right / truths)}</mark>: "
            f"{said('so many of the true boxes are found.')}</p>\n"
            f"<p>{whole}: {self._average_precision()}.</p>"
        )

    def _table(self):
        rows = []
        for i, (score, iou) in enumerate(zip(self.scores, self.best_iou, strict=True)):
            name, words = self._verdict(i)
            rows.append(
                f'<tr class="{name}"><th scope="row">{string.ascii_uppercase[i]}</th>'
                f"<td>{written(score)}</td><td>{written(iou)}</td><td>{said(words)}</td></tr>"
            )
        head = "".join(f'<th scope="col">{said(name)}</th>' for name in HEAD)
        return (
            f"<table><thead><tr>{head}</tr></thead>\n<tbody>" + "\n".join(rows) + "</tbody></table>"
        )


def _check(truths, found, threshold, iou_threshold):
    """Raise an error that helps, unless the page can show these and the sliders stand there."""
    if not len(truths) or not 1 <= len(found) <= len(string.ascii_uppercase):
        raise ValueError(
            f"there are {len(truths)} true boxes and {len(found)} detections. At least one true "
            "box is expected, and 1 to 26 detections, one for each letter."
        )
    if (found.scores < 0).any() or (found.scores > 1).any():
        raise ValueError("scores are from 0 to 1 here, as the slider is. Divide by the highest.")
    if not (0 <= threshold <= 1 and 0.05 <= iou_threshold <= 0.95):
        raise ValueError(
            f"threshold={threshold} and iou_threshold={iou_threshold}: from 0 to 1, and from 0.05 "
            "to 0.95 is expected."
        )
