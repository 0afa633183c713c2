"""A pooling window sliding over a map, step by step in the page."""

from cnn_lessons.elements.number_tables import check_table, shape_of
from cnn_lessons.elements.window_steps import (
    LARGEST_IMAGE,
    LARGEST_KERNEL,
    WindowSteps,
    check_padded_size,
)
from cnn_lessons.operations import average_pool2d, max_pool2d
from cnn_lessons.operations.geometry import resolve_window
from cnn_lessons.operations.integers import height_and_width


class PoolingWindow(WindowSteps):
    """A window that keeps the largest number it sees, or the mean, step by step.

    The frame of max pooling holds −∞, which never wins; in a mean only the pixels
    that exist count. The first of equally large pixels is marked: the gradient
    goes there. The reader can change pooling, window, stride and padding.

    Parameters
    ----------
    image : array_like, shape (H, W)
        One channel, at most 16 × 16 pixels.
    pool_size : int or (height, width), default=2
        Size of the windows, at most 11 × 11 pixels.
    strides : int or (height, width), default=None
        Distance between neighbouring windows, in pixels; None means `pool_size`.
    padding : {"valid", "same"}, int or ((top, bottom), (left, right)), default="valid"
        As in `max_pool2d`.
    keep : {"max", "average"}, default="max"
        What is kept of each window.

    Attributes
    ----------
    outputs : ndarray, shape (OH, OW)
        The output of `max_pool2d` or `average_pool2d`, which the page computes once more.

    Raises
    ------
    ValueError, TypeError
        If the image is not a small table of finite numbers, or `max_pool2d` refuses
        the settings.

    Examples
    --------
    >>> window = PoolingWindow([[1, 3, 0, 2], [4, 0, 1, 1]])
    >>> window
    PoolingWindow: max, image 2 × 4, window 2 × 2, strides 2, padding valid, output 1 × 2
    >>> window.outputs
    array([[4., 2.]])
    """

    tag = "cnn-pooling-window"

    def __init__(self, image, pool_size=2, strides=None, padding="valid", keep="max"):
        pooling = {"max": max_pool2d, "average": average_pool2d}
        if not isinstance(keep, str) or keep not in pooling:
            raise ValueError(f'keep={keep!r} is not known. Use "max" or "average".')
        self.operation = keep
        self.image = check_table(image, "image", LARGEST_IMAGE)
        self.pool_size = height_and_width(pool_size, "pool_size")
        if max(self.pool_size) > LARGEST_KERNEL:
            raise ValueError(f"pool_size={pool_size} is too large. Use at most {LARGEST_KERNEL}.")
        strides = self.pool_size if strides is None else strides
        self.padding = padding
        self.window = resolve_window(self.image.shape, self.pool_size, strides, padding)
        self.outputs = pooling[keep](self.batch(), self.pool_size, strides, padding)[0, :, :, 0]
        check_padded_size(self.window, self.image, padding)

    def __repr__(self):
        return (
            f"PoolingWindow: {self.operation}, image {shape_of(self.image)}, "
            f"window {self.pool_size[0]} × {self.pool_size[1]}, {self.settings()}, "
            f"output {shape_of(self.outputs)}"
        )

    def window_data(self):
        """Return what else the script needs."""
        return {"pool_size": self.pool_size}

    def figures(self):
        """Return the two tables, with their widths."""
        frame = "−∞" if self.operation == "max" else ""
        return [self.input_figure(frame), self.output_figure()]
