"""Arrays in, figures out: images, curves, diagrams, and what moves step by step."""

from cnn_lessons.visualization.bars import show_bars
from cnn_lessons.visualization.box_overlap import BoxOverlap
from cnn_lessons.visualization.boxes import show_boxes, show_mask
from cnn_lessons.visualization.bubbles import show_bubbles
from cnn_lessons.visualization.confusion import show_confusion
from cnn_lessons.visualization.curves import show_curves, show_history, show_runs
from cnn_lessons.visualization.diagram_layout import Branches, Step
from cnn_lessons.visualization.diagrams import show_diagram, show_diagrams
from cnn_lessons.visualization.digit_drawing import DigitDrawing
from cnn_lessons.visualization.feature_maps import (
    layer_outputs,
    maximize_filters,
    show_maps,
    silent_filters,
    visible_part,
)
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
from cnn_lessons.visualization.mirrored import show_mirrored
from cnn_lessons.visualization.optimizer_paths import OptimizerPaths
from cnn_lessons.visualization.paths import show_path
from cnn_lessons.visualization.plots import (
    house_style,
    image_grid,
    mark_window,
    show_image,
    show_kernel,
    show_signed,
)
from cnn_lessons.visualization.pooling_window import PoolingWindow
from cnn_lessons.visualization.score_threshold import ScoreThreshold
from cnn_lessons.visualization.size_calculator import SizeCalculator
from cnn_lessons.visualization.sliding_window import SlidingWindow
from cnn_lessons.visualization.tiles import show_tiles, tile
from cnn_lessons.visualization.transposed_window import TransposedWindow

__all__ = [
    "BoxOverlap",
    "Branches",
    "DigitDrawing",
    "OptimizerPaths",
    "PoolingWindow",
    "ScoreThreshold",
    "SizeCalculator",
    "SlidingWindow",
    "Step",
    "TransposedWindow",
    "enlarge",
    "grad_cam",
    "house_style",
    "image_grid",
    "layer_outputs",
    "maps_and_gradients",
    "mark_window",
    "maximize_filters",
    "mosaic",
    "occlusion",
    "patch_places",
    "saliency",
    "share_inside",
    "show_bars",
    "show_boxes",
    "show_bubbles",
    "show_confusion",
    "show_curves",
    "show_diagram",
    "show_diagrams",
    "show_heat_map",
    "show_history",
    "show_image",
    "show_kernel",
    "show_maps",
    "show_mask",
    "show_mirrored",
    "show_path",
    "show_runs",
    "show_signed",
    "show_tiles",
    "silent_filters",
    "tile",
    "top_overlap",
    "visible_part",
]
