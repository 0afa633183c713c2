"""Where exercises have moved: what a reader solved under the old name stays solved.

Both keepers of progress read it: `progress` in Python, and the site's ``store.js``, which gets it
when the site is built.
"""

MOVED = {
    "activations.gradient_of_relu": "backpropagation.relu",
    "activations.gradient_of_sigmoid": "backpropagation.sigmoid",
    "activations.linear_training": "first_cnn.linear_training",
    "activations.output_units": "softmax.output_units",
    "activations.softmax_twice": "softmax.softmax_twice",
    "activations.stable_softmax": "softmax.stable_softmax",
    "activations.vanishing": "backpropagation.vanishing",
    "convolution.transposed_shape": "padding_stride.transposed_shape",
    "dense.backward": "backpropagation.dense",
    "dense.head": "first_cnn.head",
    "gradients.bias": "backpropagation.bias",
    "gradients.full_padding": "backpropagation.full_padding",
    "gradients.image": "backpropagation.image",
    "gradients.kernel": "backpropagation.kernel",
    "gradients.tied": "backpropagation.tied",
    "ledger.line": "more_networks.line",
    "losses.through_softmax": "backpropagation.softmax",
    "plots.confusions": "mnist.confusion",
    "pooling.gradient": "backpropagation.pooling",
}
