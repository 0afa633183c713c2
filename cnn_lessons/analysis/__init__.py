"""Models in, arrays out: what a trained Keras network looks for, and where."""

from cnn_lessons.analysis.feature_maps import (
    layer_outputs,
    maximize_filters,
    silent_filters,
    visible_part,
)
from cnn_lessons.analysis.grad_cam import (
    grad_cam,
    maps_and_gradients,
    occlusion,
    patch_places,
    saliency,
)
from cnn_lessons.analysis.heat_maps import enlarge, share_inside, top_overlap

__all__ = [
    "enlarge",
    "grad_cam",
    "layer_outputs",
    "maps_and_gradients",
    "maximize_filters",
    "occlusion",
    "patch_places",
    "saliency",
    "share_inside",
    "silent_filters",
    "top_overlap",
    "visible_part",
]
