"""A kernel of several filters over an image of several channels, step by step in the page."""

import numpy as np

from cnn_lessons.elements.number_tables import table_figure
from cnn_lessons.elements.sliding_window import SlidingWindow
from cnn_lessons.elements.window_steps import WindowSteps, pair
from cnn_lessons.operations import conv2d

LARGEST_IMAGE = 6  # pixels: the tables of three channels stand side by side
LARGEST_KERNEL = 3  # weights
LARGEST_PADDED = 8  # pixels
MOST = 3  # channels, and filters
BLANK = "<i></i>", 0  # where there is no table


class ChannelsWindow(WindowSteps):
    """A window over several channels: a filter adds up what it finds in each, to one map.

    In a notebook and on the page it is a table for each channel, a row of kernels for each
    filter, and at the end of the row the filter's feature map. First one filter takes all its
    places, then the next. The reader can change stride, padding and dilation.

    Parameters
    ----------
    image : array_like, shape (H, W, C)
        At most 6 × 6 pixels and 3 channels.
    kernel : array_like, shape (KH, KW, C, F)
        At most 3 × 3 weights for each channel, and 3 filters.
    strides, dilation_rate : int or (height, width), default=1
        Distances between neighbouring windows and kernel weights, in pixels.
    padding : {"valid", "same"}, int or ((top, bottom), (left, right)), default="valid"
        As in `conv2d`.

    Attributes
    ----------
    outputs : ndarray, shape (OH, OW, F)
        The output of `conv2d`, which the page computes once more.

    Raises
    ------
    ValueError, TypeError
        If the image or the kernel is not a small array of finite numbers, their channels
        differ, or the window does not fit.

    Examples
    --------
    One filter for two channels, which takes what gets brighter in the first and darker in
    the second:

    >>> import numpy as np
    >>> image = np.array([[[0, 5], [0, 5], [7, 1]]])
    >>> window = ChannelsWindow(image, np.array([[[-1, 1], [1, -1]]]).reshape(1, 2, 2, 1))
    >>> window
    ChannelsWindow: image 1 × 3 × 2, kernel 1 × 2 × 2 × 1, strides 1, padding valid, dilation 1, \
output 1 × 2 × 1
    >>> window.outputs[0, :, 0]
    array([ 0., 11.])
    """

    tag, operation = "cnn-channels-window", "channels"

    def __init__(self, image, kernel, strides=1, padding="valid", dilation_rate=1):
        self.image = _check(image, "image", "(H, W, C)", LARGEST_IMAGE)
        self.kernel = _check(kernel, "kernel", "(KH, KW, C, F)", LARGEST_KERNEL)
        C, F = self.kernel.shape[2:]
        if self.image.shape[2] != C:
            raise ValueError(
                f"the image has {self.image.shape[2]} channels and the kernel {C}: a filter needs "
                "a kernel for each channel. Use a kernel of shape (KH, KW, C, F)."
            )
        self.padding, self.columns = padding, C + 1
        geometry = strides, padding, dilation_rate
        self.parts = [
            [
                SlidingWindow(self.image[:, :, c], self.kernel[:, :, c, f], *geometry)
                for c in range(C)
            ]
            for f in range(F)
        ]
        self.window = self.parts[0][0].window
        if max(self.window.padded_size) > LARGEST_PADDED:
            raise ValueError(
                f"padding={padding!r} makes more than {LARGEST_PADDED} pixels, which do not fit "
                "side by side. Use less padding."
            )
        floats = self.image[None].astype(float), self.kernel.astype(float)
        self.outputs = conv2d(*floats, None, *geometry)[0]

    def __repr__(self):
        image, kernel, outputs = (
            " × ".join(map(str, array.shape)) for array in (self.image, self.kernel, self.outputs)
        )
        return (
            f"ChannelsWindow: image {image}, kernel {kernel}, {self.settings()}, "
            f"dilation {pair(self.window.dilation_rate)}, output {outputs}"
        )

    def window_data(self):
        """Return what else the script needs: channels first, filters before them."""
        return {
            "image": self.image.transpose(2, 0, 1).tolist(),
            "kernel": self.kernel.transpose(3, 2, 0, 1).tolist(),
            "dilation_rate": self.window.dilation_rate,
        }

    def step_rows(self):
        """Return how many channels add up."""
        return len(self.parts[0])

    def figures(self):
        """Return the tables row by row, with their widths: channels, then each filter and map."""
        channels = enumerate(self.parts[0], 1)
        figures = [*(part.input_figure("0", f"Channel {c}") for c, part in channels), BLANK]
        for f, parts in enumerate(self.parts, 1):
            figures += [
                table_figure(f"Filter {f}, channel {c}", "", part.kernel, caption=f"Filter {f}")
                for c, part in enumerate(parts, 1)
            ]
            figures.append(self.output_figure(f"Map {f}", self.outputs[:, :, f - 1]))
        return figures


def _check(values, name, letters, largest):
    """Return `values` as a small array of finite numbers with the axes of `letters`."""
    array = np.asarray(values)
    axes = letters.count(",") + 1
    if array.ndim != axes:
        raise ValueError(f"{name} has shape {array.shape}, expected {letters}.")
    if not array.size:
        raise ValueError(f"{name} has shape {array.shape} and so no numbers.")
    if max(array.shape[:2]) > largest or max(array.shape[2:]) > MOST:
        raise ValueError(
            f"{name} has shape {array.shape}, expected at most {largest} × {largest}, and "
            f"{MOST} channels or filters: more do not fit side by side. Cut a piece out."
        )
    return array
