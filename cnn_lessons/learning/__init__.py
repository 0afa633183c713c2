"""How a network learns, in NumPy: losses, gradients, optimizers, layers, a network."""

from cnn_lessons.learning.augmentation import (
    compose,
    random_brightness,
    random_crop,
    random_flip,
    random_rotation,
    random_saturation,
    random_shift,
    random_zoom,
)
from cnn_lessons.learning.gradients import numerical_gradient, relative_error
from cnn_lessons.learning.initialization import (
    fans,
    glorot_normal,
    glorot_uniform,
    he_normal,
    he_uniform,
)
from cnn_lessons.learning.layer import Layer
from cnn_lessons.learning.layer_norm import (
    group_norm,
    group_norm_backward,
    layer_norm,
    layer_norm_backward,
)
from cnn_lessons.learning.layers import (
    Activation,
    AveragePool2D,
    Conv2D,
    Dense,
    Flatten,
    GlobalAveragePool2D,
    MaxPool2D,
)
from cnn_lessons.learning.losses import (
    cross_entropy,
    cross_entropy_backward,
    mean_absolute_error,
    mean_absolute_error_backward,
    mean_squared_error,
    mean_squared_error_backward,
)
from cnn_lessons.learning.network import Sequential
from cnn_lessons.learning.normalization import (
    batch_norm,
    batch_norm_backward,
    batch_norm_inference,
    batch_norm_inference_backward,
    fold_batch_norm,
)
from cnn_lessons.learning.normalization_layers import BatchNorm, LayerNorm
from cnn_lessons.learning.optimizer import Optimizer
from cnn_lessons.learning.optimizers import SGD, AdaGrad, Adam, RMSprop
from cnn_lessons.learning.regularization import (
    dropout_mask,
    l2_penalty,
    l2_penalty_backward,
    stochastic_depth_mask,
)
from cnn_lessons.learning.training_layers import Dropout, StochasticDepth
from cnn_lessons.learning.transforms import brighten, flip, rotate, saturate, shift, zoom

__all__ = [
    "SGD",
    "Activation",
    "AdaGrad",
    "Adam",
    "AveragePool2D",
    "BatchNorm",
    "Conv2D",
    "Dense",
    "Dropout",
    "Flatten",
    "GlobalAveragePool2D",
    "Layer",
    "LayerNorm",
    "MaxPool2D",
    "Optimizer",
    "RMSprop",
    "Sequential",
    "StochasticDepth",
    "batch_norm",
    "batch_norm_backward",
    "batch_norm_inference",
    "batch_norm_inference_backward",
    "brighten",
    "compose",
    "cross_entropy",
    "cross_entropy_backward",
    "dropout_mask",
    "fans",
    "flip",
    "fold_batch_norm",
    "glorot_normal",
    "glorot_uniform",
    "group_norm",
    "group_norm_backward",
    "he_normal",
    "he_uniform",
    "l2_penalty",
    "l2_penalty_backward",
    "layer_norm",
    "layer_norm_backward",
    "mean_absolute_error",
    "mean_absolute_error_backward",
    "mean_squared_error",
    "mean_squared_error_backward",
    "numerical_gradient",
    "random_brightness",
    "random_crop",
    "random_flip",
    "random_rotation",
    "random_saturation",
    "random_shift",
    "random_zoom",
    "relative_error",
    "rotate",
    "saturate",
    "shift",
    "stochastic_depth_mask",
    "zoom",
]
