"""A kernel sliding over an image, step by step in the page."""

import numpy as np

from cnn_lessons.elements.number_tables import factor, shape_of, table_figure
from cnn_lessons.elements.window_steps import (
    LARGEST_IMAGE,
    LARGEST_KERNEL,
    KernelSteps,
    check_padded_size,
    lines_of,
    result,
    under_window,
)
from cnn_lessons.operations import conv2d
from cnn_lessons.operations.geometry import resolve_window


class SlidingWindow(KernelSteps):
    """A kernel that slides over one image, with every sum written out.

    In a notebook and on the page it is three tables and a window to move; the
    reader can change stride, padding and dilation.

    Parameters
    ----------
    image : array_like, shape (H, W)
        One channel, at most 16 × 16 pixels.
    kernel : array_like, shape (KH, KW)
        One filter for that channel, at most 11 × 11 weights.
    strides, dilation_rate : int or (height, width), default=1
        Distances between neighbouring windows and kernel weights, in pixels.
    padding : {"valid", "same"}, int or ((top, bottom), (left, right)), default="valid"
        As in `conv2d`.

    Attributes
    ----------
    outputs : ndarray, shape (OH, OW)
        The output of `conv2d`, which the page computes once more.

    Raises
    ------
    ValueError, TypeError
        If the image or the kernel is not a small table of finite numbers, or the
        window does not fit.

    Examples
    --------
    A vertical edge, and a kernel that looks for one:

    >>> window = SlidingWindow([[0, 0, 9, 9]] * 3, [[-1, 0, 1]] * 3)
    >>> window
    SlidingWindow: image 3 × 4, kernel 3 × 3, strides 1, padding valid, dilation 1, output 1 × 2
    >>> window.outputs
    array([[27., 27.]])
    """

    tag, operation = "cnn-sliding-window", "convolution"
    largest_image, largest_kernel = LARGEST_IMAGE, LARGEST_KERNEL

    def __init__(self, image, kernel, strides=1, padding="valid", dilation_rate=1):
        super().__init__(image, kernel, padding)
        geometry = strides, padding, dilation_rate
        self.window = resolve_window(self.image.shape, self.kernel.shape, *geometry)
        check_padded_size(self.window, self.image, padding)
        self.outputs = conv2d(self.batch(), self.filters(), None, *geometry)[0, :, :, 0]

    def figures(self):
        """Return the three tables, with their widths."""
        kernel = table_figure("Kernel", shape_of(self.kernel), self.kernel)
        return [self.marked_input(), kernel, self.output_figure()]

    def marked_input(self, name="Input"):
        """Return the table of the padded image with the first window marked, and its width."""
        is_window = np.zeros(self.is_padding().shape, dtype=bool)
        is_window[under_window(self.window)] = True
        return self.input_figure("0", is_window, name=name)

    def lines(self):
        """Return the first sum, one line for each row of the kernel."""
        pixels = np.pad(self.image, self.window.padding)[under_window(self.window)]
        rows = [
            [f"{factor(x)}·{factor(w)}" for x, w in zip(*row, strict=True)]
            for row in zip(pixels, self.kernel, strict=True)
        ]
        lines = lines_of(rows, " + ", begin="+ ")
        return [*lines, result(self.outputs[0, 0], [*pixels.flat, *self.kernel.flat])]
