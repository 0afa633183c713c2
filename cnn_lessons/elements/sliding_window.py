"""A kernel sliding over an image, step by step in the page."""

from cnn_lessons.elements.number_tables import shape_of, table_figure
from cnn_lessons.elements.window_steps import (
    LARGEST_IMAGE,
    LARGEST_KERNEL,
    KernelSteps,
    check_padded_size,
)
from cnn_lessons.operations import conv2d
from cnn_lessons.operations.geometry import resolve_window


class SlidingWindow(KernelSteps):
    """A kernel that slides over one image, with every sum written out.

    In a notebook and on the page it is three tables and a window to move; the first
    step shows the first sum, and nothing does before. The reader can change stride,
    padding and dilation.

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
        return [self.input_figure("0"), kernel, self.output_figure()]
