"""A surface as a map of contours, in SVG that takes the colours of the page."""

import html

import numpy as np
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from cnn_lessons.elements.number_tables import written

WIDTH = 480  # of the map, in its own pixels: its letters can still be read on a phone
CONTOURS = 8
GRID = 61  # points of the surface along each axis
FARTHEST = 9999  # pixels of the map: what lies beyond cannot be drawn


class ContourMap:
    """Contours of a surface above an area, and where points lie on it.

    Parameters
    ----------
    height : callable
        ``height(x, y)`` for two arrays of one shape returns the heights, same shape.
    x_range, y_range : (low, high)
        The area.

    Attributes
    ----------
    size : tuple of int
        Width and height, in pixels. The map is to scale where that gives a useful shape;
        then the steepest way down crosses the contours at right angles.

    Raises
    ------
    ValueError, TypeError
        If `height` is no such function, or a range is not from low to high.
    """

    def __init__(self, height, x_range, y_range):
        if not callable(height):
            raise TypeError(f"height={height!r} is not a function. Give one of x and y.")
        self.height = height
        self.x_range = _check_range(x_range, "x_range")
        self.y_range = _check_range(y_range, "y_range")
        ratio = float(np.ptp(self.y_range) / np.ptp(self.x_range))
        self.size = (WIDTH, round(WIDTH * min(max(ratio, 0.4), 1)))
        self.grid = [np.linspace(*self.x_range, GRID), np.linspace(*self.y_range, GRID)]
        self.surface = self.heights(*np.meshgrid(*self.grid))

    def heights(self, x, y):
        """Return the heights at the places `x`, `y`, checked."""
        with np.errstate(over="ignore"):
            z = np.asarray(self.height(x, y), dtype=float)
        if z.shape != np.shape(x):
            raise ValueError(
                f"height returned shape {z.shape} for x and y of shape {np.shape(x)}. "
                "Compute with arrays, number by number."
            )
        if not np.isfinite(z).all():
            raise ValueError(
                "height is NaN or infinite at some of the points. Leave those points out."
            )
        return z

    def pixels(self, points):
        """Return points, (P, 2), as texts "x y" in pixels of the map."""
        (left, right), (bottom, top), (width, height) = self.x_range, self.y_range, self.size
        across = width * (points[:, 0] - left) / (right - left)
        down = height * (top - points[:, 1]) / (top - bottom)
        pixels = np.column_stack([across, down]).clip(-FARTHEST, FARTHEST)
        return [f"{x:.1f} {y:.1f}" for x, y in pixels]

    def svg(self, label, paths):
        """Return contours and scales with `paths`, SVG, on top; `label` is read aloud."""
        width, height = self.size
        return (
            f'<svg class="map" viewBox="0 0 {width} {height}" role="img" '
            f'aria-label="{html.escape(label)}">\n{self._contours()}\n{self._scales()}\n'
            f'<g class="paths">{paths}</g></svg>'
        )

    def _contours(self):
        # Closer at the bottom, where paths end.
        low, high = self.surface.min(), self.surface.max()
        levels = low + (high - low) * (np.arange(1, CONTOURS + 1) / (CONTOURS + 1)) ** 2
        if low == high:
            return ""
        contours = Figure().subplots().contour(*self.grid, self.surface, levels)
        lines = [line for level in contours.allsegs for line in level if len(line) > 1]
        return "\n".join(
            f'<path class="contour" d="M{"L".join(self.pixels(line))}"/>' for line in lines
        )

    def _scales(self):
        """Return a few numbers along the lower and the left edge."""
        marks = []
        for x in _ticks(self.x_range):
            across, bottom = self.pixels(np.array([[x, self.y_range[0]]]))[0].split()
            marks.append(
                f'<path class="tick" d="M{across} {bottom}v-6"/>'
                f'<text x="{across}" y="{self.size[1] - 10}" text-anchor="middle">'
                f"{written(x)}</text>"
            )
        for y in _ticks(self.y_range):
            _, down = self.pixels(np.array([[self.x_range[0], y]]))[0].split()
            marks.append(
                f'<path class="tick" d="M0 {down}h6"/>'
                f'<text x="10" y="{float(down) + 4:.1f}">{written(y)}</text>'
            )
        return "\n".join(marks)


def _check_range(given, name):
    try:
        low, high = map(float, given)
    except (TypeError, ValueError):
        raise TypeError(f"{name}={given!r} is no pair of numbers. Use (low, high).") from None
    if not -np.inf < low < high < np.inf:
        raise ValueError(f"{name}={given!r}, expected low < high. Use (low, high).")
    return low, high


def _ticks(bounds):
    """Return a few round numbers well within the bounds."""
    low, high = bounds
    margin = 0.08 * (high - low)
    ticks = MaxNLocator(5, steps=[1, 2, 5, 10]).tick_values(low, high)
    return [tick for tick in ticks if low + margin < tick < high - margin]
