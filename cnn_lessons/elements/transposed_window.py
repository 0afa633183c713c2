"""A transposed convolution that lays its kernel down, step by step in the page."""

import numpy as np

from cnn_lessons.elements.number_tables import shape_of, table_figure
from cnn_lessons.elements.window_steps import LARGEST_PADDED, KernelSteps
from cnn_lessons.operations import conv2d_transpose
from cnn_lessons.operations.geometry import resolve_window
from cnn_lessons.operations.integers import height_and_width
from cnn_lessons.operations.padding_stride import window_size

LARGEST_IMAGE = 8  # pixels: with the largest kernel and stride 3 they make 26, dilated 30
LARGEST_KERNEL = 5  # weights


class TransposedWindow(KernelSteps):
    """A transposed convolution: each pixel lays the kernel down, and what overlaps adds up.

    In a notebook and on the page it is three tables; at each step one pixel of the
    input, times the kernel, is added to the output. Padding is cut off. The reader
    can change stride, padding and dilation.

    Parameters
    ----------
    image : array_like, shape (H, W)
        One channel, at most 8 × 8 pixels.
    kernel : array_like, shape (KH, KW)
        One filter for that channel, at most 5 × 5 weights.
    strides, dilation_rate : int or (height, width), default=1
        Distances between neighbouring places of the kernel, and between its weights, in
        pixels.
    padding : {"valid", "same"}, int or ((top, bottom), (left, right)), default="valid"
        As in `conv2d_transpose`.

    Attributes
    ----------
    outputs : ndarray, shape (OH, OW)
        The output of `conv2d_transpose`, which the page computes once more.

    Raises
    ------
    ValueError, TypeError
        If the image or the kernel is not a small table of finite numbers, the output
        is too large for a table, or `conv2d_transpose` refuses the settings.

    Examples
    --------
    Two pixels, two apart; in the middle their kernels overlap:

    >>> window = TransposedWindow([[1, 10]] * 2, [[1, 1, 1]] * 2, strides=2)
    >>> window
    TransposedWindow: image 2 × 2, kernel 2 × 3, strides 2, padding valid, dilation 1, output 4 × 5
    >>> window.outputs[0]
    array([ 1.,  1., 11., 10., 10.])
    """

    tag, operation = "cnn-transposed-window", "transposed"
    largest_image, largest_kernel = LARGEST_IMAGE, LARGEST_KERNEL

    def __init__(self, image, kernel, strides=1, padding="valid", dilation_rate=1):
        super().__init__(image, kernel, padding)
        strides = height_and_width(strides, "strides")
        dilation_rate = height_and_width(dilation_rate, "dilation_rate")
        self._check_output_size(strides, dilation_rate)
        arrays = self.batch(), self.filters(), None, strides
        self.outputs = conv2d_transpose(*arrays, padding, dilation_rate)[0, :, :, 0]
        self.window = resolve_window(
            self.outputs.shape, self.kernel.shape, strides, padding, dilation_rate
        )
        size = self.window.padded_size
        self.uncut = conv2d_transpose(*arrays, "valid", dilation_rate, size)[0, :, :, 0]

    def figures(self):
        """Return the three tables, with their widths."""
        note = shape_of(self.outputs)
        if self.uncut.shape != self.outputs.shape:
            note += f", cut out of {shape_of(self.uncut)}"
        kept = np.zeros(self.outputs.shape, dtype=bool)
        is_cut = np.pad(kept, self.window.padding, constant_values=True)
        return [
            table_figure("Input", shape_of(self.image), self.image),
            table_figure("Kernel", shape_of(self.kernel), self.kernel),
            table_figure("Output", note, self.uncut, None, is_cut, is_blank=True),
        ]

    def _check_output_size(self, strides, dilation_rate):
        spans = map(window_size, self.kernel.shape, dilation_rate)
        for length, stride, span in zip(self.image.shape, strides, spans, strict=True):
            size = max((length - 1) * stride + span, length * stride)
            if size > LARGEST_PADDED:
                raise ValueError(
                    f"strides={strides} and dilation_rate={dilation_rate} make {size} "
                    f"pixels of {length}, expected at most {LARGEST_PADDED}: more cannot be read "
                    "as a table. Use smaller ones."
                )
