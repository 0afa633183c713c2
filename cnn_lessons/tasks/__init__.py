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
from cnn_lessons.tasks.checkerboard import (
    checkerboard_share,
)
from cnn_lessons.tasks.colorization import (
    build_colorizer,
    chroma,
    colour_errors,
    join_lightness,
    split_lightness,
)
from cnn_lessons.tasks.colour_classes import (
    choose_colours,
    nearest_colours,
    rebalance,
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
    count_by_class,
    counting_thresholds,
    load_detector,
)
from cnn_lessons.tasks.detector_training import (
    choose_thresholds,
    mirror,
    train_detector,
    usual_sizes,
)
from cnn_lessons.tasks.diffusion import (
    add_noise,
    build_denoiser,
    noise_levels,
    remove_noise,
    train_denoiser,
)
from cnn_lessons.tasks.generation import (
    build_autoencoder,
    fit_squares,
    nearest_distances,
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
from cnn_lessons.tasks.logs import (
    load_log,
)
from cnn_lessons.tasks.masks import (
    choose_threshold,
    dice,
    dice_scores,
    iou,
)
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
    standardize,
    train_unet,
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
from cnn_lessons.tasks.unet import (
    build_unet,
    settle_averages,
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
    "ObjectCounts",
    "WindowCosts",
    "add_haze",
    "add_noise",
    "average_frames",
    "average_precision",
    "average_precisions",
    "box_areas",
    "build_autoencoder",
    "build_colorizer",
    "build_denoiser",
    "build_detector",
    "build_localizer",
    "build_unet",
    "check_boxes",
    "checkerboard_share",
    "choose_colours",
    "choose_threshold",
    "choose_thresholds",
    "chroma",
    "collect_matches",
    "colour_errors",
    "connected_objects",
    "convert_boxes",
    "count_by_class",
    "count_objects",
    "counting_thresholds",
    "decode",
    "decode_boxes",
    "decode_from_grid",
    "dense_network",
    "detection_loss",
    "dice",
    "dice_scores",
    "draw_crops",
    "encode_boxes",
    "encode_in_grid",
    "find_nearest",
    "fit_squares",
    "grid_targets",
    "iou",
    "iou_loops",
    "iou_loss",
    "join_lightness",
    "largest_objects",
    "load_detector",
    "load_log",
    "locate",
    "make_films",
    "make_sounds",
    "match_detections",
    "match_objects",
    "mean_average_precision",
    "mirror",
    "mirror_all",
    "nearest_colours",
    "nearest_distances",
    "noise_levels",
    "non_max_suppression",
    "non_max_suppression_loops",
    "paired_iou",
    "pairwise_iou",
    "precision_at",
    "precision_recall",
    "predict_shares",
    "rebalance",
    "remove_noise",
    "responsible_cells",
    "settle_averages",
    "split_lightness",
    "split_objects",
    "standardize",
    "train_denoiser",
    "train_detector",
    "train_localizer",
    "train_unet",
    "usual_sizes",
    "window_costs",
    "window_network",
]
