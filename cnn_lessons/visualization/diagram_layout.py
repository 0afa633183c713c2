"""Where the boxes and arrows of a diagram stand; drawn by `diagrams`.

A description is a list of steps, from the input to the output. All lengths are inches,
*along* the flow of the data and *across* it.
"""

from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from matplotlib.textpath import TextPath

# Pale, so that black letters can be read; layers with weights are blue or green.
KINDS = {
    "data": "#FFFFFF",
    "conv": "#CBE2F3",
    "dense": "#C6E7DB",
    "pool": "#FCE4B4",
    "norm": "#F1DCE8",
    "activation": "#F1DCE8",
    "layer": "#EDEDED",
    "text": "none",
}
SYMBOLS = ("+", "×", "·")  # of a join: they stand in a circle
LETTERS = 12  # points
GAP = 0.32  # between two boxes, room for an arrow
SIDE = 0.22  # between two branches
PADDING = 0.1  # around a label
CIRCLE = 0.3


class Step(NamedTuple):
    """One box of a diagram; a plain tuple or a string does as well.

    Parameters
    ----------
    label : str
        What is written in it; a newline breaks the line.
    size : str, default=""
        What comes out of it, written beside its arrow: ``"28 × 28 × 6"``.
    kind : str, default="layer"
        Its colour: ``"conv"``, ``"dense"``, ``"pool"``, ``"norm"``, ``"activation"``,
        ``"data"``, ``"layer"``; ``"text"`` has no box.
    """

    label: str
    size: str = ""
    kind: str = "layer"


class Branches:
    """Paths that leave one point side by side, and are joined.

    Of two paths the first stays in line, and the other goes round it. With more, the line
    runs through their middle.

    Parameters
    ----------
    *paths : list of steps
        From left to right; an empty list is a shortcut.
    join : str, default="+"
        How they come together: ``"+"``, ``"×"`` or a word such as ``"concat"``.
    size : str, default=""
        What comes out.

    Raises
    ------
    ValueError
        If there are fewer than two paths.
    """

    def __init__(self, *paths, join="+", size=""):
        if len(paths) < 2:
            raise ValueError(
                f"Branches got {len(paths)} path, expected at least two. "
                "A shortcut is an empty list: Branches(path, [])."
            )
        self.paths = [as_steps(path) for path in paths]
        self.join, self.size = Step(join), size


@dataclass
class Layout:
    """The boxes, arrows and sizes of one description, placed.

    Parameters
    ----------
    steps : list of (str, tuple, Step or Branches)
        The description.
    to_the_right : bool
        Whether the data flow to the right; else they flow down.
    space : float, default=GAP
        Between two boxes.

    Attributes
    ----------
    boxes : list of (Step, along, across, length, breadth)
        `along` is where the box begins, `across` its middle.
    arrows : list of list of (along, across)
        The points that each goes through.
    sizes : list of (str, along, across)
        Where the arrow with that size begins.
    """

    steps: list
    to_the_right: bool = False
    space: float = GAP
    boxes: list = field(default_factory=list)
    arrows: list = field(default_factory=list)
    sizes: list = field(default_factory=list)

    def __post_init__(self):
        self.steps = as_steps(self.steps)
        if not self.steps:
            raise ValueError('there are no steps. Give at least one: ["input", "3 × 3 conv"].')
        length, self.before, self.after = self._measure(self.steps)
        self.length = length - self.space  # no arrow leads to the first box
        (end, across) = self._place(self.steps, [(-self.space, 0)], is_first=True)[-1]
        if self.steps[-1].size:
            self.length += self._gap_after(self.steps[-1])
            self.arrows.append([(end, across), (self.length, across)])

    @property
    def extent(self):
        """Width and height."""
        breadth = self.before + self.after
        return (self.length, breadth) if self.to_the_right else (breadth, self.length)

    def point(self, along, across):
        """Return x and y of a point."""
        return (along, -across) if self.to_the_right else (across, -along)

    def rectangle(self, along, across, length, breadth):
        """Return left, bottom, width and height of a box."""
        x, y = self.point(along, across)
        if self.to_the_right:
            return x, y - breadth / 2, length, breadth
        return x - breadth / 2, y - length, breadth, length

    def _box_of(self, step):
        width, height = np.add(text_extent(step.label), 2 * PADDING)
        if step.label in SYMBOLS:
            width = height = CIRCLE
        return (width, height) if self.to_the_right else (height, width)

    def _gap_after(self, step):
        beside = self.to_the_right and step.size
        return max(self.space, text_extent(step.size)[0] + 0.25) if beside else self.space

    def _measure(self, steps):
        """Return the length of `steps`, and how far they reach to both sides of the line."""
        length, before, after, gap = 0, 0, 0, self.space
        for step in steps:
            is_step = isinstance(step, Step)
            step_length, *sides = (self._measure_box if is_step else self._measure_branches)(step)
            width, height = np.add(text_extent(step.size), PADDING) if step.size else (0, 0)
            left, right = np.maximum(sides, (height, 0) if self.to_the_right else (0, width))
            length += gap + step_length
            before, after = max(before, left), max(after, right)
            gap = self._gap_after(step)
        return length, before, after

    def _measure_box(self, step):
        length, breadth = self._box_of(step)
        return length, breadth / 2, breadth / 2

    def _measure_branches(self, branches):
        lines, parts = self._lines_of(branches)
        length, breadth = self._join_of(branches, lines)
        before = max(part[1] - line for line, part in zip(lines, parts, strict=True))
        after = max(part[2] + line for line, part in zip(lines, parts, strict=True))
        length += max(part[0] for part in parts) + self.space
        return length, max(before, breadth / 2), max(after, breadth / 2)

    def _lines_of(self, branches):
        """Return where the line of each branch runs, across, and the branches' measures."""
        parts = [self._measure(path) for path in branches.paths]
        lines = [0]
        for left, right in pairwise(parts):
            lines.append(lines[-1] + left[2] + SIDE + right[1])
        count = len(lines)
        middle = (lines[(count - 1) // 2] + lines[count // 2]) / 2 if count > 2 else 0
        return [line - middle for line in lines], parts

    def _join_of(self, branches, lines):
        """Return length and breadth of the join: a word is as broad as many branches."""
        length, breadth = self._box_of(branches.join)
        if len(lines) > 2 and branches.join.label not in SYMBOLS:
            breadth = max(breadth, 2 * max(map(abs, lines)) + 4 * PADDING)
        return length, breadth

    def _place(self, steps, lead, is_first=False):
        """Place `steps` behind the points of `lead`; return the points that lead on."""
        gap = self.space
        for step in steps:
            if isinstance(step, Step):
                lead = self._place_box(step, lead, gap, has_arrow=not is_first)
            else:
                lead = self._place_branches(step, lead, gap)
            if step.size:
                self.sizes.append((step.size, *lead[-1]))
            gap, is_first = self._gap_after(step), False
        return lead

    def _place_box(self, step, lead, gap, has_arrow):
        (along, across), (length, breadth) = lead[-1], self._box_of(step)
        self.boxes.append((step, along + gap, across, length, breadth))
        if has_arrow:
            self.arrows.append([*lead, (along + gap, across)])
        return [(along + gap + length, across)]

    def _place_branches(self, branches, lead, gap):
        (along, across), (lines, parts) = lead[-1], self._lines_of(branches)
        length, breadth = self._join_of(branches, lines)
        fork = along + gap
        top = fork + max(part[0] for part in parts) + self.space
        for line, path in zip(lines, branches.paths, strict=True):
            way = self._place(path, [*lead, (fork, across), (fork, across + line)])
            goal = [(top, across + line)]
            if abs(line) > breadth / 2:  # it comes from the side
                edge = across + np.sign(line) * breadth / 2
                goal = [(top + length / 2, across + line), (top + length / 2, edge)]
            self.arrows.append([*way, *goal])
        self.boxes.append((branches.join, top, across, length, breadth))
        return [(top + length, across)]


def as_steps(description):
    """Return a description with every step as a `Step` or `Branches`."""
    steps = [_as_step(item) for item in description]
    for step in steps:
        if isinstance(step, Step) and step.kind not in KINDS:
            raise ValueError(
                f"{step.label!r} has the kind {step.kind!r}. Use one of {', '.join(KINDS)}."
            )
    return steps


def _as_step(item):
    if isinstance(item, str):
        return Step(item)
    return item if isinstance(item, Branches) else Step(*item)


def text_extent(text):
    """Return width and height of a label."""
    lines = text.split("\n")
    widths = [TextPath((0, 0), line, size=LETTERS).get_extents().width for line in lines if line]
    return max(widths, default=0) / 72, 1.2 * LETTERS * len(lines) / 72
