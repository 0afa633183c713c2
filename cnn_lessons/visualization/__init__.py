"""Arrays in, figures out: images and feature maps, and the sliding window."""

from cnn_lessons.visualization.curves import show_curves, show_history, show_runs
from cnn_lessons.visualization.grad_cam import (
    grad_cam,
    maps_and_gradients,
    occlusion,
    patch_places,
    saliency,
)
from cnn_lessons.visualization.heat_maps import (
    enlarge,
    mosaic,
    share_inside,
    show_heat_map,
    top_overlap,
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
    "SizeCalculator",
    "SlidingWindow",
    "enlarge",
    "grad_cam",
    "house_style",
    "image_grid",
    "maps_and_gradients",
    "mark_window",
    "mosaic",
    "occlusion",
    "patch_places",
    "saliency",
    "share_inside",
    "show_curves",
    "show_heat_map",
    "show_history",
    "show_image",
    "show_kernel",
    "show_runs",
    "show_signed",
    "top_overlap",
]
