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
from cnn_lessons.tasks.checkerboard import checkerboard_share
from cnn_lessons.tasks.detections import Detections, collect_matches, match_detections
from cnn_lessons.tasks.masks import choose_threshold, dice, dice_scores, iou
from cnn_lessons.tasks.objects import (
    ObjectCounts,
    connected_objects,
    count_objects,
    match_objects,
    split_objects,
)
from cnn_lessons.tasks.segmentation import (
    add_haze,
    draw_crops,
    predict_shares,
    settle_averages,
    standardize,
    train_unet,
)
from cnn_lessons.tasks.suppression import non_max_suppression, non_max_suppression_loops
from cnn_lessons.tasks.unet import build_unet
from cnn_lessons.tasks.unet_runs import UNetRun, load_unet_runs

__all__ = [
    "Detections",
    "ObjectCounts",
    "UNetRun",
    "add_haze",
    "average_precision",
    "average_precisions",
    "box_areas",
    "build_unet",
    "check_boxes",
    "checkerboard_share",
    "choose_threshold",
    "collect_matches",
    "connected_objects",
    "convert_boxes",
    "count_objects",
    "dice",
    "dice_scores",
    "draw_crops",
    "iou",
    "iou_loops",
    "load_unet_runs",
    "match_detections",
    "match_objects",
    "mean_average_precision",
    "non_max_suppression",
    "non_max_suppression_loops",
    "pairwise_iou",
    "precision_recall",
    "predict_shares",
    "settle_averages",
    "split_objects",
    "standardize",
    "train_unet",
]
