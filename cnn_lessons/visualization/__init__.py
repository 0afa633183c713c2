"""Arrays in, figures out: images and feature maps, and the sliding window."""

from cnn_lessons.visualization.curves import show_curves, show_history, show_runs
from cnn_lessons.visualization.digit_drawing import DigitDrawing
from cnn_lessons.visualization.feature_maps import (
    layer_outputs,
    maximize_filters,
    show_maps,
    silent_filters,
    visible_part,
)
from cnn_lessons.visualization.plots import (
    house_style,
    image_grid,
    mark_window,
    show_image,
    show_kernel,
    show_signed,
)
from cnn_lessons.visualization.size_calculator import SizeCalculator
from cnn_lessons.visualization.sliding_window import SlidingWindow

__all__ = [
    "DigitDrawing",
    "SizeCalculator",
    "SlidingWindow",
    "house_style",
    "image_grid",
    "layer_outputs",
    "mark_window",
    "maximize_filters",
    "show_curves",
    "show_history",
    "show_image",
    "show_kernel",
    "show_maps",
    "show_runs",
    "show_signed",
    "silent_filters",
    "visible_part",
]
