"""Tasks beyond one label for an image: boxes, masks, and images that are made."""

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
from cnn_lessons.tasks.suppression import non_max_suppression, non_max_suppression_loops

__all__ = [
    "Detections",
    "average_precision",
    "average_precisions",
    "box_areas",
    "check_boxes",
    "collect_matches",
    "convert_boxes",
    "iou_loops",
    "match_detections",
    "mean_average_precision",
    "non_max_suppression",
    "non_max_suppression_loops",
    "pairwise_iou",
    "precision_recall",
]
