"""What windows that move step by step have in common: data, tables and words.

A convolution and pooling gather what lies under the window into a number; a
transposed convolution spreads a number over the window. The same scripts show them
all in the page, and compute once more what Python takes from `operations`.
"""

import numpy as np

from cnn_lessons.elements.element import element_html
from cnn_lessons.elements.number_tables import check_table, shape_of, table_figure

LARGEST_IMAGE = 16  # pixels: a table of more cannot be read
LARGEST_KERNEL = 11  # weights, as in AlexNet
LARGEST_PADDED = 36  # pixels: the largest image and kernel, dilated by 2, padded to "same"
MOST_ROWS, CUT_ROWS = 6, 5  # of more rows than that a step shows so many: `few` in the script


class WindowSteps:
    """A window over a small image, before its first step: nothing is computed yet.

    A subclass sets `tag` and `operation`, `image`, `padding` (as it was asked for), `window`
    (a `Window`) and `outputs`. Its `window_data` returns what else the script needs, `figures`
    the tables with their widths, and `step_rows` how many rows of numbers a step is told in.
    """

    columns = None  # of the tables; by default they stand in one row

    def _repr_html_(self):
        """Return the interactive tables, the same HTML each time: outputs are compared."""
        data = {
            "operation": self.operation,
            "image": self.image.tolist(),
            **self.window_data(),
            "strides": self.window.strides,
            "padding": self.padding if isinstance(self.padding, str) else self.window.padding,
            "padding_name": self.padding_name(),
        }
        figures, widths = zip(*self.figures(), strict=True)
        columns = self.columns or len(widths)
        widths = np.reshape(widths, (-1, columns))
        row, widest = widths.max(axis=0).sum(), widths.max(axis=1).sum()
        rows = self.step_rows()
        # The room that a step takes: a place, rows (many are cut in the middle), and a result.
        lines = 2 + (rows if rows <= MOST_ROWS else CUT_ROWS)
        fallback = (
            f'<div class="grids" style="--row:{row:.4g};--widest:{widest:.4g};'
            f'--columns:{columns}">\n'
            + "\n".join(figures)
            + f'\n</div>\n<div class="sum {self.operation}" style="--lines:{lines}">'
            + "<b>Before the first step</b> <span>Nothing is computed yet.</span></div>"
        )
        return element_html(self.tag, data, fallback)

    def batch(self):
        """Return the image as a batch, (1, H, W, 1), in floats."""
        return self.image[None, :, :, None].astype(float)

    def settings(self):
        """Return strides and padding in words."""
        return f"strides {pair(self.window.strides)}, padding {self.padding_name()}"

    def padding_name(self):
        """Return the padding in words: ``"same"``, ``"1 on each side"``."""
        if isinstance(self.padding, str):
            return self.padding
        (top, bottom), (left, right) = self.window.padding
        if top == bottom == left == right:
            return f"{top} on each side"
        return f"top {top}, bottom {bottom}, left {left}, right {right}"

    def is_padding(self):
        """Return which cells of the padded image are padding."""
        inside = np.zeros(self.image.shape, dtype=bool)
        return np.pad(inside, self.window.padding, constant_values=True)

    def step_rows(self):
        """Return how many rows the window has."""
        return len(range(0, self.window.spans[0], self.window.dilation_rate[0]))

    def input_figure(self, frame, name="Input"):
        """Return the table of the padded image, and its width."""
        padded = np.pad(self.image, self.window.padding)
        note = shape_of(self.image)
        if padded.shape != self.image.shape:
            note += f", padded to {shape_of(padded)}"
        return table_figure(name, note, padded, frame, self.is_padding())

    def output_figure(self, name="Output", values=None):
        """Return the table of what is gathered, still empty, and its width."""
        values = self.outputs if values is None else values
        return table_figure(name, shape_of(values), values, is_blank=True)


class KernelSteps(WindowSteps):
    """The steps of a kernel with weights, of a small image and its settings.

    A subclass says how large a table its parameters may be, in `largest_image` and
    `largest_kernel`.
    """

    def __init__(self, image, kernel, padding):
        self.image = check_table(image, "image", self.largest_image)
        self.kernel = check_table(kernel, "kernel", self.largest_kernel)
        self.padding = padding

    def __repr__(self):
        return (
            f"{type(self).__name__}: image {shape_of(self.image)}, "
            f"kernel {shape_of(self.kernel)}, {self.settings()}, "
            f"dilation {pair(self.window.dilation_rate)}, output {shape_of(self.outputs)}"
        )

    def window_data(self):
        """Return what else the script needs."""
        return {"kernel": self.kernel.tolist(), "dilation_rate": self.window.dilation_rate}

    def filters(self):
        """Return the kernel as that of one filter for one channel, in floats."""
        return self.kernel[:, :, None, None].astype(float)


def check_padded_size(window, image, padding):
    """Raise ValueError if the table of a padded image cannot be read."""
    if max(window.padded_size) > LARGEST_PADDED:
        raise ValueError(
            f"padding={padding!r} makes more than {LARGEST_PADDED} pixels of "
            f"{shape_of(image)}, which cannot be read as a table. Use less padding."
        )


def pair(values):
    """Return height and width in words, as one number where they are equal."""
    return str(values[0]) if values[0] == values[1] else f"{values[0]} × {values[1]}"
