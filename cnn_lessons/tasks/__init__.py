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
from cnn_lessons.tasks.colorization import (
    build_colorizer,
    choose_colours,
    chroma,
    colour_errors,
    join_lightness,
    nearest_colours,
    rebalance,
    split_lightness,
)
from cnn_lessons.tasks.detections import (
    Detections,
    collect_matches,
    match_detections,
)
from cnn_lessons.tasks.diffusion import (
    add_noise,
    build_denoiser,
    noise_levels,
    remove_noise,
    train_denoiser,
)
from cnn_lessons.tasks.generation import build_autoencoder, fit_squares, nearest_distances
from cnn_lessons.tasks.generation_log import load_generation_log
from cnn_lessons.tasks.suppression import (
    non_max_suppression,
    non_max_suppression_loops,
)

__all__ = [
    "Detections",
    "add_noise",
    "average_precision",
    "average_precisions",
    "box_areas",
    "build_autoencoder",
    "build_colorizer",
    "build_denoiser",
    "check_boxes",
    "choose_colours",
    "chroma",
    "collect_matches",
    "colour_errors",
    "convert_boxes",
    "fit_squares",
    "iou_loops",
    "join_lightness",
    "load_generation_log",
    "match_detections",
    "mean_average_precision",
    "nearest_colours",
    "nearest_distances",
    "noise_levels",
    "non_max_suppression",
    "non_max_suppression_loops",
    "pairwise_iou",
    "precision_recall",
    "rebalance",
    "remove_noise",
    "split_lightness",
    "train_denoiser",
]
