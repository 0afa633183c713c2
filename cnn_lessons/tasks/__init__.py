"""Tasks beyond one label for an image: boxes, masks, and images that are made."""

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
from cnn_lessons.tasks.generation import (
    add_noise,
    build_denoiser,
    fit_squares,
    nearest_distances,
    noise_levels,
    remove_noise,
    train_denoiser,
)

__all__ = [
    "add_noise",
    "build_colorizer",
    "build_denoiser",
    "choose_colours",
    "chroma",
    "colour_errors",
    "fit_squares",
    "join_lightness",
    "nearest_colours",
    "nearest_distances",
    "noise_levels",
    "rebalance",
    "remove_noise",
    "split_lightness",
    "train_denoiser",
]
