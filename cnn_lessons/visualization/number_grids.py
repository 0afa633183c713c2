"""Convolutions as tables of numbers: the sum over channels, and windows as rows of a matrix.

What belongs to one place of the window has the window's orange in every table.
"""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

from cnn_lessons.operations import conv2d, sliding_windows
from cnn_lessons.visualization.plots import WINDOW_COLOUR, house_style

WIDEST = 6.4  # inches: a wider figure cannot be read on a phone
LARGEST_CELL, SMALLEST_CELL = 0.42, 0.3  # inches
GAP = 1.3  # cells between two tables: room for a sign
HEADING = 0.95  # cells above a table, for a line of letters


class NumberSheet:
    """Tables of numbers and signs on one sheet; its unit is a cell."""

    def __init__(self):
        self.grids, self.texts = [], []
        self.width = self.height = 0

    def add_grid(self, values, left, top, heading="", is_marked=None):
        """Place a table, (H, W), and return where it ends on the right."""
        height, width = values.shape
        is_marked = np.zeros(values.shape, bool) if is_marked is None else is_marked
        self.grids.append((values, left, top, heading, is_marked))
        self.width = max(self.width, left + width)
        self.height = max(self.height, top + height)
        return left + width

    def add_text(self, text, x, y, weight="normal"):
        """Place a sign or a number around a point."""
        self.texts.append((text, x, y, weight))

    def draw(self, title=""):
        """Return Axes in a new figure, as large as the sheet."""
        cell = min(LARGEST_CELL, (WIDEST - 0.1) / self.width)
        if cell < SMALLEST_CELL:
            most = int((WIDEST - 0.1) / SMALLEST_CELL)
            raise ValueError(
                f"the tables are {self.width:.0f} cells wide with what is between them, expected "
                f"at most {most}. Cut a piece out of the image."
            )
        top = 0.4 if title else 0
        size = (self.width * cell + 0.1, self.height * cell + 0.1 + top)
        with house_style():
            figure = plt.figure(figsize=size)
            ax = figure.add_axes((0, 0, 1, 1 - top / size[1]))
            ax.set_title(title)
            for grid in self.grids:
                _draw_grid(ax, *grid, letters=28 * cell)
            for text, x, y, weight in self.texts:
                style = {"ha": "center", "va": "center", "fontsize": 36 * cell, "weight": weight}
                ax.text(x, y, text, **style)
        edge = 0.05 / cell
        ax.set(xlim=(-edge, self.width + edge), ylim=(self.height + edge, -edge), aspect="equal")
        ax.set_axis_off()
        return ax


def show_channel_sums(image, kernel, place=(0, 0), title=""):
    """Draw one place of a convolution with several channels and filters.

    Above are the channels, with the window. Below stands a row for each filter: its kernel for
    each channel, beside it that channel's sum, and at the end the filter's feature map.

    Parameters
    ----------
    image : ndarray, shape (H, W, C)
        Few pixels, with numbers of few digits.
    kernel : ndarray, shape (KH, KW, C, F)
        As for `conv2d`.
    place : (row, column), default=(0, 0)
        Of the output; what belongs to it is orange.
    title : str, default=""
        Shown above.

    Returns
    -------
    matplotlib Axes
        Its unit is a cell.

    Raises
    ------
    ValueError
        If image and kernel do not fit, the tables are too wide for a phone, or there is no
        such place.

    Examples
    --------
    A filter that adds up two channels:

    >>> ax = show_channel_sums(np.ones((2, 3, 2)), np.ones((1, 2, 2, 1)))
    >>> [text.get_text() for text in ax.texts][:2]
    ['channel 1', '1']
    """
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    maps = conv2d(image[None], kernel)[0]
    row, column = _checked_place(place, maps)
    KH, KW, C, F = kernel.shape
    window = np.s_[row : row + KH, column : column + KW]
    step = max(image.shape[1], KW + 1) + GAP
    sheet = NumberSheet()
    for c in range(C):
        heading = f"channel {c + 1}"
        sheet.add_grid(image[..., c], c * step, HEADING, heading, _marks(image[..., c], window))
    tall = max(KH, maps.shape[0])
    for f in range(F):
        top = 2 * HEADING + image.shape[0] + f * (tall + HEADING)
        for c in range(C):
            weights = kernel[:, :, c, f]
            end = sheet.add_grid(weights, c * step, top, f"filter {f + 1}", _marks(weights))
            total, middle = (image[window][..., c] * weights).sum(), top + KH / 2
            sheet.add_text(_written(total), end + 0.8, middle, weight="bold")
            sheet.add_text("+" if c < C - 1 else "=", (c + 1) * step - GAP / 2, middle)
        here = np.s_[row : row + 1, column : column + 1]
        sheet.add_grid(maps[..., f], C * step, top, f"map {f + 1}", _marks(maps[..., f], here))
    return sheet.draw(title)


def show_im2col(image, kernel, place=(0, 0), title=""):
    """Draw a convolution, and below it the same as one matrix product.

    Each window of the image is a row of the matrix, and the kernel is a column.

    Parameters
    ----------
    image : ndarray, shape (H, W)
        Few pixels, with numbers of few digits.
    kernel : ndarray, shape (KH, KW)
        One filter.
    place : (row, column), default=(0, 0)
        Of the output; what belongs to it is orange.
    title : str, default=""
        Shown above.

    Returns
    -------
    matplotlib Axes
        Its unit is a cell.

    Raises
    ------
    ValueError
        As `show_channel_sums`.

    References
    ----------
    .. [1] K. Chellapilla, S. Puri and P. Simard, "High performance convolutional neural networks
       for document processing", 2006, figure 3. https://inria.hal.science/inria-00112631

    Examples
    --------
    Four windows of 2 × 2 [1]_ make a matrix of four rows:

    >>> ax = show_im2col(np.ones((3, 3)), np.ones((2, 2)))
    >>> [text.get_text().split()[0] for text in ax.texts if "4 ×" in text.get_text()]
    ['rows', 'column', 'map']
    """
    image, kernel = np.asarray(image, float), np.asarray(kernel, float)
    output = conv2d(image[None, :, :, None], kernel[:, :, None, None])[0, :, :, 0]
    row, column = _checked_place(place, output)
    rows = sliding_windows(image[None, :, :, None], kernel.shape).reshape(-1, kernel.size)
    window = np.s_[row : row + kernel.shape[0], column : column + kernel.shape[1]]
    line = np.s_[row * output.shape[1] + column]
    sheet, one, whole = NumberSheet(), np.s_[row, column], np.s_[:]
    parts = ("image", image, window), ("kernel", kernel, whole), ("map", output, one)
    bottom = _add_equation(sheet, 0, "∗", *parts)
    weights, places = kernel.reshape(-1, 1), output.reshape(-1, 1)
    parts = ("rows", rows, line), ("column", weights, whole), ("map", places, line)
    _add_equation(sheet, bottom, "@", *parts)
    return sheet.draw(title)


def _add_equation(sheet, top, sign, *parts):
    """Add three tables, each a name, values and what is orange; return where they end below."""
    left, top = 0, top + 2 * HEADING
    middle = top + min(values.shape[0] for _, values, _ in parts) / 2
    for after, (name, values, marked) in zip((sign, "=", ""), parts, strict=True):
        heading = f"{name}\n{values.shape[0]} × {values.shape[1]}"
        left = sheet.add_grid(values, left, top, heading, _marks(values, marked)) + GAP
        if after:
            sheet.add_text(after, left - GAP / 2, middle)
    return sheet.height


def _marks(values, index=np.s_[:]):
    """Return which cells are orange."""
    is_marked = np.zeros(values.shape, bool)
    is_marked[index] = True
    return is_marked


def _checked_place(place, outputs):
    row, column = place
    height, width = outputs.shape[:2]
    if not (0 <= row < height and 0 <= column < width):
        raise ValueError(
            f"place={place} is not on the output, which is {height} × {width}. Rows and columns "
            "are counted from 0."
        )
    return row, column


def _draw_grid(ax, values, left, top, heading, is_marked, letters):
    ax.text(left, top - 0.2, heading, ha="left", va="bottom", fontsize=letters, color="0.25")
    for (i, j), value in np.ndenumerate(values):
        colour = WINDOW_COLOUR if is_marked[i, j] else "white"
        ax.add_patch(
            Rectangle((left + j, top + i), 1, 1, facecolor=colour, edgecolor="0.6", linewidth=0.8)
        )
        centre = {"ha": "center", "va": "center", "fontsize": letters}
        ax.text(left + j + 0.5, top + i + 0.5, _written(value), **centre)
    if is_marked.any() and not is_marked.all():
        rows, columns = np.nonzero(is_marked)
        corner = left + columns.min(), top + rows.min()
        size = np.ptp(columns) + 1, np.ptp(rows) + 1
        ax.add_patch(Rectangle(corner, *size, fill=False, edgecolor="black", linewidth=2))


def _written(value):
    return f"{value + 0.0:.3g}".replace("-", "−")
