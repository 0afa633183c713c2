"""Arrays in, figures out: images, curves, and what moves step by step."""

from cnn_lessons.visualization.curves import show_curves, show_history, show_runs
from cnn_lessons.visualization.optimizer_paths import OptimizerPaths
from cnn_lessons.visualization.plots import (
    house_style,
    image_grid,
    mark_window,
    show_image,
    show_kernel,
    show_signed,
)
from cnn_lessons.visualization.pooling_window import PoolingWindow
from cnn_lessons.visualization.size_calculator import SizeCalculator
from cnn_lessons.visualization.sliding_window import SlidingWindow
from cnn_lessons.visualization.transposed_window import TransposedWindow

__all__ = [
    "OptimizerPaths",
    "PoolingWindow",
    "SizeCalculator",
    "SlidingWindow",
    "TransposedWindow",
    "house_style",
    "image_grid",
    "mark_window",
    "show_curves",
    "show_history",
    "show_image",
    "show_kernel",
    "show_runs",
    "show_signed",
]
