"""Networks on paper: which layers, in which order; what they cost and what they see.

A blueprint holds no array and computes nothing but sizes. Its layers have Keras's names. Those of
`cnn_lessons.learning` with the same names, such as ``Dense``, hold weights and are trained;
`cnn_lessons.architectures.build` makes a Keras model of a blueprint.
"""

from cnn_lessons.blueprints.costs import count_costs
from cnn_lessons.blueprints.graph import Add, Concat, Gate, Input, Network
from cnn_lessons.blueprints.layers import (
    Activation,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Pool,
)
from cnn_lessons.blueprints.normalization import (
    BatchNorm,
    LayerNorm,
    LayerScale,
    LocalResponseNorm,
    Rescale,
)
from cnn_lessons.blueprints.receptive_field import receptive_fields
from cnn_lessons.blueprints.tokens import Attention, FirstToken, Tokens

__all__ = [
    "Activation",
    "Add",
    "Attention",
    "BatchNorm",
    "Concat",
    "Conv",
    "Dense",
    "Dropout",
    "FirstToken",
    "Flatten",
    "Gate",
    "GlobalPool",
    "Input",
    "LayerNorm",
    "LayerScale",
    "LocalResponseNorm",
    "Network",
    "Pool",
    "Rescale",
    "Tokens",
    "count_costs",
    "receptive_fields",
]
