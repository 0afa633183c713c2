"""What one layer does: every operation in NumPy, forward and backward."""

from cnn_lessons.operations.activations import (
    elu,
    elu_backward,
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from cnn_lessons.operations.attention import (
    attention,
    attention_backward,
    attention_shares,
    join_heads,
    multi_head_attention,
    multi_head_attention_backward,
    split_heads,
)
from cnn_lessons.operations.conv1d import conv1d, conv1d_backward
from cnn_lessons.operations.convolution import (
    conv2d,
    conv2d_backward,
    conv2d_backward_loops,
    conv2d_loops,
)
from cnn_lessons.operations.dense import (
    convolution_matrix,
    dense,
    dense_backward,
    flatten,
    flatten_backward,
)
from cnn_lessons.operations.depthwise import (
    depthwise_conv2d,
    depthwise_conv2d_backward,
)
from cnn_lessons.operations.gelu import gelu, gelu_backward
from cnn_lessons.operations.geometry import explicit_padding
from cnn_lessons.operations.global_pooling import (
    global_average_pool2d,
    global_average_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)
from cnn_lessons.operations.images import center_crop, rescale, to_grayscale
from cnn_lessons.operations.padding_stride import (
    conv_output_size,
    same_padding,
    window_size,
)
from cnn_lessons.operations.patches import cut_patches, join_patches
from cnn_lessons.operations.pooling import (
    average_pool2d,
    average_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    pool2d_loops,
)
from cnn_lessons.operations.separable import separable_conv2d, separable_conv2d_backward
from cnn_lessons.operations.softmax import (
    log_softmax,
    log_softmax_backward,
    softmax,
    softmax_backward,
)
from cnn_lessons.operations.transposed import conv2d_transpose, conv2d_transpose_backward
from cnn_lessons.operations.windows import flatten_windows, pad_inputs, sliding_windows

__all__ = [
    "attention",
    "attention_backward",
    "attention_shares",
    "average_pool2d",
    "average_pool2d_backward",
    "center_crop",
    "conv1d",
    "conv1d_backward",
    "conv2d",
    "conv2d_backward",
    "conv2d_backward_loops",
    "conv2d_loops",
    "conv2d_transpose",
    "conv2d_transpose_backward",
    "conv_output_size",
    "convolution_matrix",
    "cut_patches",
    "dense",
    "dense_backward",
    "depthwise_conv2d",
    "depthwise_conv2d_backward",
    "elu",
    "elu_backward",
    "explicit_padding",
    "flatten",
    "flatten_backward",
    "flatten_windows",
    "gelu",
    "gelu_backward",
    "global_average_pool2d",
    "global_average_pool2d_backward",
    "global_max_pool2d",
    "global_max_pool2d_backward",
    "join_heads",
    "join_patches",
    "leaky_relu",
    "leaky_relu_backward",
    "log_softmax",
    "log_softmax_backward",
    "max_pool2d",
    "max_pool2d_backward",
    "multi_head_attention",
    "multi_head_attention_backward",
    "pad_inputs",
    "pool2d_loops",
    "relu",
    "relu_backward",
    "rescale",
    "same_padding",
    "separable_conv2d",
    "separable_conv2d_backward",
    "sigmoid",
    "sigmoid_backward",
    "sliding_windows",
    "softmax",
    "softmax_backward",
    "split_heads",
    "tanh",
    "tanh_backward",
    "to_grayscale",
    "window_size",
]
