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
from cnn_lessons.tasks.detection import (
    Grid,
    build_detector,
    decode,
    decode_from_grid,
    detection_loss,
    encode_in_grid,
    grid_targets,
    responsible_cells,
)
from cnn_lessons.tasks.detections import (
    Detections,
    collect_matches,
    match_detections,
)
from cnn_lessons.tasks.detector import (
    Detector,
    count_objects,
    counting_thresholds,
    load_detector,
)
from cnn_lessons.tasks.detector_log import (
    load_detector_log,
)
from cnn_lessons.tasks.detector_training import (
    choose_thresholds,
    mirror,
    train_detector,
    usual_sizes,
)
from cnn_lessons.tasks.image_search import (
    find_nearest,
    precision_at,
)
from cnn_lessons.tasks.localization import (
    decode_boxes,
    encode_boxes,
    largest_objects,
    mirror_all,
    paired_iou,
)
from cnn_lessons.tasks.localizer import (
    build_localizer,
    iou_loss,
    locate,
    train_localizer,
)
from cnn_lessons.tasks.localizer_log import (
    load_localizer_log,
)
from cnn_lessons.tasks.sound import (
    KINDS,
    RATE,
    make_sounds,
)
from cnn_lessons.tasks.suppression import (
    non_max_suppression,
    non_max_suppression_loops,
)
from cnn_lessons.tasks.video import (
    average_frames,
    make_films,
)

__all__ = [
    "KINDS",
    "RATE",
    "Detections",
    "Detector",
    "Grid",
    "WindowCosts",
    "average_frames",
    "average_precision",
    "average_precisions",
    "box_areas",
    "build_detector",
    "build_localizer",
    "check_boxes",
    "choose_thresholds",
    "collect_matches",
    "convert_boxes",
    "count_objects",
    "counting_thresholds",
    "decode",
    "decode_boxes",
    "decode_from_grid",
    "dense_network",
    "detection_loss",
    "encode_boxes",
    "encode_in_grid",
    "find_nearest",
    "grid_targets",
    "iou_loops",
    "iou_loss",
    "largest_objects",
    "load_detector",
    "load_detector_log",
    "load_localizer_log",
    "locate",
    "make_films",
    "make_sounds",
    "match_detections",
    "mean_average_precision",
    "mirror",
    "mirror_all",
    "non_max_suppression",
    "non_max_suppression_loops",
    "paired_iou",
    "pairwise_iou",
    "precision_at",
    "precision_recall",
    "responsible_cells",
    "train_detector",
    "train_localizer",
    "usual_sizes",
    "window_costs",
    "window_network",
]
