"""Arrays in, figures out: images, curves, diagrams. Drawn by Matplotlib, in one style."""

from cnn_lessons.visualization.bars import show_bars
from cnn_lessons.visualization.boxes import show_boxes, show_mask
from cnn_lessons.visualization.bubbles import show_bubbles
from cnn_lessons.visualization.class_scores import show_class_scores
from cnn_lessons.visualization.computation_graph import show_computation
from cnn_lessons.visualization.confusion import show_confusion
from cnn_lessons.visualization.connections import connections, show_connections
from cnn_lessons.visualization.curves import show_curves, show_history, show_runs
from cnn_lessons.visualization.diagram_layout import Branches, Step
from cnn_lessons.visualization.diagrams import show_diagram, show_diagrams
from cnn_lessons.visualization.fans import show_fans
from cnn_lessons.visualization.heat_maps import mosaic, show_heat_map
from cnn_lessons.visualization.label_smoothing import show_label_smoothing
from cnn_lessons.visualization.members import show_members
from cnn_lessons.visualization.network_diagrams import diagram_of, show_overview
from cnn_lessons.visualization.number_grids import show_channel_sums, show_im2col
from cnn_lessons.visualization.passes import show_passes
from cnn_lessons.visualization.paths import show_paths
from cnn_lessons.visualization.plots import (
    house_style,
    image_grid,
    mark_window,
    show_image,
    show_kernel,
    show_signed,
)
from cnn_lessons.visualization.reliability import show_reliability
from cnn_lessons.visualization.scaled_volumes import show_scaled_volumes
from cnn_lessons.visualization.separable import show_separable
from cnn_lessons.visualization.tiles import show_maps, tile
from cnn_lessons.visualization.volumes import show_volumes

__all__ = [
    "Branches",
    "Step",
    "connections",
    "diagram_of",
    "house_style",
    "image_grid",
    "mark_window",
    "mosaic",
    "show_bars",
    "show_boxes",
    "show_bubbles",
    "show_channel_sums",
    "show_class_scores",
    "show_computation",
    "show_confusion",
    "show_connections",
    "show_curves",
    "show_diagram",
    "show_diagrams",
    "show_fans",
    "show_heat_map",
    "show_history",
    "show_im2col",
    "show_image",
    "show_kernel",
    "show_label_smoothing",
    "show_maps",
    "show_mask",
    "show_members",
    "show_overview",
    "show_passes",
    "show_paths",
    "show_reliability",
    "show_runs",
    "show_scaled_volumes",
    "show_separable",
    "show_signed",
    "show_volumes",
    "tile",
]
