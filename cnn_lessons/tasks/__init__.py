"""Tasks beyond one label for an image: boxes, masks, and images that are made."""

from cnn_lessons.tasks.applications import (
    WindowCosts,
    dense_network,
    window_costs,
    window_network,
)
from cnn_lessons.tasks.average_precision import (
    average_precision,
    average_precisions,
    mean_average_precision,
    precision_recall,
)
from cnn_lessons.tasks.boxes import (
    box_areas,
    check_boxes,
    convert_boxes,
    iou_loops,
    pairwise_iou,
)
from cnn_lessons.tasks.detections import Detections, collect_matches, match_detections
from cnn_lessons.tasks.image_search import find_nearest, precision_at
from cnn_lessons.tasks.sound import KINDS, RATE, make_sounds
from cnn_lessons.tasks.suppression import non_max_suppression, non_max_suppression_loops
from cnn_lessons.tasks.video import average_frames, make_films

__all__ = [
    "KINDS",
    "RATE",
    "Detections",
    "WindowCosts",
    "average_frames",
    "average_precision",
    "average_precisions",
    "box_areas",
    "check_boxes",
    "collect_matches",
    "convert_boxes",
    "dense_network",
    "find_nearest",
    "iou_loops",
    "make_films",
    "make_sounds",
    "match_detections",
    "mean_average_precision",
    "non_max_suppression",
    "non_max_suppression_loops",
    "pairwise_iou",
    "precision_at",
    "precision_recall",
    "window_costs",
    "window_network",
]
