"""Optimizers walking over a map of contours, step by step in the page."""

import html
import re

import numpy as np

from cnn_lessons.elements.contour_map import ContourMap
from cnn_lessons.elements.element import element_html
from cnn_lessons.elements.number_tables import written
from cnn_lessons.language import message, said
from cnn_lessons.operations.values import is_number

MOST_OPTIMIZERS = 6  # as many colours can be told apart
MOST_POINTS = 900  # in all runs together: the output stays below 60 kB
# The same as in optimizer_path.js.
HEADS = [
    "M-5 0a5 5 0 1 0 10 0a5 5 0 1 0-10 0",
    "M-4.5-4.5h9v9h-9z",
    "M0-6.5L6.5 0L0 6.5L-6.5 0z",
    "M0-6L6 5H-6z",
    "M0 6L6-5H-6z",
    "M-2-6h4v4h4v4h-4v4h-4v-4h-4v-4h4z",
]


class OptimizerPaths:
    """Paths over a surface, which the reader plays, stops and compares.

    In a notebook and on the page it is a map and a table of where each path is;
    the reader steps through time, chooses optimizers and, where there are several
    runs, learning rates. Without scripts it shows the whole paths.

    Parameters
    ----------
    height : callable
        ``height(x, y)`` for two arrays, (G, G), returns the surface's height there.
    paths : dict of str to dict of float to array_like, shape (T, 2)
        By optimizer and learning rate, x and y before the first step and after each;
        at most 6 optimizers and 900 points. The first learning rate is shown at first.
    x_range, y_range : (low, high), optional
        The area of the map; by default that of the paths shown at first, and a margin.

    Attributes
    ----------
    steps : int
        Of the longest path.

    Raises
    ------
    ValueError, TypeError
        If `height` or `paths` are not as described, or hold NaN or infinity.

    Examples
    --------
    >>> walk = [(4, 1), (2, 0.5), (1, 0.25)]
    >>> OptimizerPaths(lambda x, y: x**2 + y**2, {"halving": {0.25: walk}})
    OptimizerPaths: 1 optimizer, 2 steps; at last halving (rate 0.25) at (1, 0.25), height 1.06
    """

    def __init__(self, height, paths, x_range=None, y_range=None):
        self.runs = _check_paths(paths)
        self.steps = max(len(path) for rates in self.runs.values() for path in rates.values()) - 1
        self.first = {name: next(iter(rates)) for name, rates in self.runs.items()}
        starts = np.concatenate([self.runs[name][rate] for name, rate in self.first.items()])
        self.map = ContourMap(
            height,
            _with_margin(starts[:, 0]) if x_range is None else x_range,
            _with_margin(starts[:, 1]) if y_range is None else y_range,
        )
        self.points = {
            name: {rate: self._with_heights(path) for rate, path in rates.items()}
            for name, rates in self.runs.items()
        }

    def __repr__(self):
        ends = []
        for name, rate in self.first.items():
            x, y, z = map(short, self.points[name][rate][-1])
            ends.append(f"{name} (rate {rate}) at ({x}, {y}), height {z}")
        count = f"{len(ends)} optimizer{'s' if len(ends) > 1 else ''}"
        return f"OptimizerPaths: {count}, {self.steps} steps; at last {', '.join(ends)}"

    def _repr_html_(self):
        """Return the map and its paths, the same HTML each time: outputs are compared."""
        data = {
            "runs": [
                {"name": html.escape(name), "chosen": self.first[name], "rates": rates}
                for name, rates in self.points.items()
            ],
            "area": [*self.map.x_range, *self.map.y_range],
            "size": self.map.size,
        }
        paths = "".join(self._path(*numbered) for numbered in enumerate(self.first.items()))
        names = ", ".join(self.first)
        label = said(message("Map of contours with the paths of {names}", names=names))
        return element_html(
            "cnn-optimizer-path", data, f"{self.map.svg(label, paths)}\n{self._table()}"
        )

    def _with_heights(self, path):
        """Return x, y and height of each point, with four digits: more cannot be seen."""
        points = np.column_stack([path, self.map.heights(*path.T)])
        return [[float(f"{value:.4g}") for value in point] for point in points]

    def _path(self, number, run):
        """Return one whole path as SVG."""
        name, rate = run
        pixels = self.map.pixels(self.runs[name][rate])
        dots = "".join(f"M{pixel}h0" for pixel in pixels)
        return (
            f'<g class="n{number}"><path class="trail" d="M{"L".join(pixels)}"/>'
            f'<path class="dots" d="{dots}"/><path class="head" d="{HEADS[number]}" '
            f'transform="translate({pixels[-1]})"/></g>'
        )

    def _table(self):
        """Return where each optimizer is after a few steps, as HTML."""
        steps = sorted({max(self.steps // 8, 1), max(self.steps // 4, 1), self.steps})
        names = ["Optimizer", "Rate", *(message("x, y after {step}", step=step) for step in steps)]
        heads = "".join(f'<th scope="col">{said(name)}</th>' for name in names)
        rows = []
        for number, (name, rate) in enumerate(self.first.items()):
            path = self.points[name][rate]
            places = (path[min(step, len(path) - 1)] for step in steps)
            cells = "".join(f"<td>{short(x)}, {short(y)}</td>" for x, y, _ in places)
            rows.append(
                f'<tr><th scope="row" class="n{number}"><svg viewBox="-8 -8 16 16" '
                f'aria-hidden="true"><path d="{HEADS[number]}"/></svg>{html.escape(name)}</th>'
                f"<td>{rate}</td>{cells}</tr>"
            )
        body = "\n".join(rows)
        return (
            f'<div class="scroll"><table class="walks"><thead><tr>{heads}</tr></thead>\n'
            f"<tbody>{body}</tbody></table></div>"
        )


def short(value):
    """Return a number as the page writes it: far away with two digits and an exponent."""
    if abs(value) < 1e4:
        return written(value)
    return re.sub(r"e\+0?", "e", f"{value:.1e}").replace("-", "−")


def _check_paths(paths):
    """Return the paths as arrays, their learning rates as text."""
    if not isinstance(paths, dict) or not paths:
        raise TypeError(f"paths={paths!r}, expected a dict: {{name: {{learning rate: path}}}}.")
    if len(paths) > MOST_OPTIMIZERS:
        raise ValueError(
            f"paths has {len(paths)} optimizers, expected at most {MOST_OPTIMIZERS}: "
            "more colours cannot be told apart."
        )
    runs = {}
    for name, rates in paths.items():
        if not isinstance(rates, dict) or not rates:
            raise TypeError(f"paths[{name!r}] is no dict of {{learning rate: path}}. Use one.")
        runs[str(name)] = {
            _rate(rate, name): _check_path(path, f"paths[{name!r}][{rate!r}]")
            for rate, path in rates.items()
        }
        if len(runs[str(name)]) < len(rates):
            labels = [_rate(rate, name) for rate in rates]
            twice = next(label for label in labels if labels.count(label) > 1)
            raise ValueError(
                f"paths[{name!r}] has two learning rates that are written {twice}. "
                "Choose some further apart."
            )
    count = sum(len(path) for rates in runs.values() for path in rates.values())
    if count > MOST_POINTS:
        raise ValueError(
            f"paths has {count:,} points, expected at most {MOST_POINTS:,}: "
            "every page that shows them carries them. Use fewer steps or learning rates."
        )
    return runs


def _rate(rate, name):
    if not is_number(rate) or rate <= 0:
        raise ValueError(f"paths[{name!r}] has the learning rate {rate!r}, expected a number > 0.")
    return f"{rate:.2g}"


def _check_path(path, name):
    try:
        points = np.asarray(path, dtype=float)
    except (TypeError, ValueError):
        raise TypeError(f"{name} is no array of numbers. Use one of shape (T, 2).") from None
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 2:
        raise ValueError(
            f"{name} has shape {points.shape}, expected (T, 2): x and y at the start and after "
            "each of one step or more."
        )
    if not np.isfinite(points).all():
        raise ValueError(f"{name} holds NaN or infinity. Use fewer steps.")
    return points


def _with_margin(values):
    """Return the range of `values` and a tenth more on each side."""
    low, high = float(values.min()), float(values.max())
    margin = 0.1 * (high - low) or 1.0
    return low - margin, high + margin
