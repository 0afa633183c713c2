"""Two boxes, one of which the reader moves: intersection, union and IoU in the page."""

from cnn_lessons.elements.element import element_html
from cnn_lessons.elements.number_tables import written
from cnn_lessons.language import said
from cnn_lessons.tasks.boxes import check_boxes, pairwise_iou

LARGEST = 60  # pixels a side: more cannot be told apart on a phone
SLIDERS = ("Left", "Top", "Width", "Height")


class BoxOverlap:
    """A true box and a box to lay over it, on the pixels of a small image.

    In a notebook and on the page the box is moved by dragging it, its size changed at its corner;
    four sliders do the same for the keyboard.

    Parameters
    ----------
    truth, box : array_like, shape (4,)
        ``"xyxy"``, in whole pixels, within the image.
    width, height : int
        Of the image, in pixels, at most 60.

    Attributes
    ----------
    iou : float
        From `pairwise_iou`; the page computes it once more.

    Raises
    ------
    ValueError
        If a box has no area, is not of whole numbers, or not within the image.

    Examples
    --------
    >>> BoxOverlap(truth=(2, 1, 6, 3), box=(4, 1, 8, 3), width=10, height=5)
    BoxOverlap: truth (2, 1, 6, 3), box (4, 1, 8, 3), IoU 0.333
    """

    def __init__(self, truth, box, width=24, height=14):
        if not 1 <= min(width, height) <= max(width, height) <= LARGEST:
            raise ValueError(
                f"the image is {width} × {height} pixels. Use 1 to {LARGEST} for each side."
            )
        boxes = check_boxes([truth, box])
        inside = (boxes >= 0).all() and (boxes <= [width, height, width, height]).all()
        if not inside or (boxes % 1).any():
            raise ValueError(
                f"truth={truth}, box={box}: whole pixels within {width} × {height} are expected."
            )
        self.width, self.height = int(width), int(height)
        self.truth, self.box = (tuple(map(int, each)) for each in boxes)
        self.iou = float(pairwise_iou([truth], [box])[0, 0])

    def __repr__(self):
        return f"BoxOverlap: truth {self.truth}, box {self.box}, IoU {written(self.iou)}"

    def _repr_html_(self):
        """Return picture and words, the same HTML each time: outputs are compared."""
        data = {name: getattr(self, name) for name in ("width", "height", "truth", "box")}
        left, top, right, bottom = self.box
        fallback = (
            f"{self._picture()}\n"
            f'<p class="key"><span><i class="a"></i>{said("true box")}</span> '
            f'<span><i class="b"></i>{said("your box")}</span> '
            f'<span><i class="c"></i>{said("intersection")}</span></p>\n'
            f'<div class="said">{self._in_words()}</div>\n'
            f"{still_sliders(zip(SLIDERS, (left, top, right - left, bottom - top), strict=True))}"
        )
        return element_html("cnn-box-overlap", data, fallback)

    def _shared(self):
        """Return what the boxes have in common, or None."""
        left, top = (max(self.truth[i], self.box[i]) for i in (0, 1))
        right, bottom = (min(self.truth[i], self.box[i]) for i in (2, 3))
        return (left, top, right, bottom) if right > left and bottom > top else None

    def _picture(self):
        lines = "".join(f"M{x} 0V{self.height}" for x in range(1, self.width))
        lines += "".join(f"M0 {y}H{self.width}" for y in range(1, self.height))
        _, _, right, bottom = self.box
        return (
            f'<svg viewBox="0 0 {self.width} {self.height}" role="img" '
            f'aria-label="{said("A true box, and a box to move over it")}">\n'
            f'<path class="pixels" d="{lines}"></path>\n'
            f"{rect('shared', self._shared() or (0, 0, 0, 0))}\n{rect('truth', self.truth)}\n"
            f"{rect('box', self.box)}\n"
            f'<circle class="corner" cx="{right}" cy="{bottom}" r="0.8"></circle></svg>'
        )

    def _in_words(self):
        shared = self._shared()
        intersection = area(shared) if shared else 0
        union = area(self.box) + area(self.truth) - intersection
        apart = f"0: {said('they do not overlap')}"
        factors = f"{sides(shared)} = {intersection}" if shared else apart
        sizes = f"{sides(self.box)} + {sides(self.truth)}"
        return (
            f"<p>{said('Intersection')}: {factors}.</p>\n"
            f"<p>{said('Union')}: {sizes} − {intersection} = {union}.</p>\n"
            f'<p class="result">IoU = {intersection} / {union} = '
            f"<mark>{written(self.iou)}</mark></p>"
        )


def still_sliders(values):
    """Return names and values where the page puts sliders, as high as these will be."""
    labels = (
        f'<label>{said(name)} <b>{value}</b><input type="range" disabled></label>'
        for name, value in values
    )
    return '<div class="settings fields">' + "\n".join(labels) + "</div>"


def rect(name, box):
    """Return a box as an SVG rectangle of a class."""
    left, top, right, bottom = box
    return (
        f'<rect class="{name}" x="{left}" y="{top}" width="{right - left}" '
        f'height="{bottom - top}"></rect>'
    )


def area(box):
    """Return the pixels in a box of whole numbers."""
    left, top, right, bottom = box
    return (right - left) * (bottom - top)


def sides(box):
    """Return width and height as they are written."""
    left, top, right, bottom = box
    return f"{right - left} × {bottom - top}"
