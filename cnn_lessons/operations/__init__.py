"""What one layer does: every operation in NumPy, forward and backward."""

from cnn_lessons.operations.convolution import conv2d, conv2d_backward, conv2d_loops
from cnn_lessons.operations.padding_stride import (
    conv_output_size,
    explicit_padding,
    same_padding,
    window_size,
)
from cnn_lessons.operations.windows import flatten_windows, pad_inputs, sliding_windows

__all__ = [
    "conv2d",
    "conv2d_backward",
    "conv2d_loops",
    "conv_output_size",
    "explicit_padding",
    "flatten_windows",
    "pad_inputs",
    "same_padding",
    "sliding_windows",
    "window_size",
]
