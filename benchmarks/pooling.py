"""How long pooling takes, as a ratio to TensorFlow: see side_by_side.py.

Run it with ``python benchmarks/pooling.py [rounds]``.
"""

import sys

import side_by_side  # sets the threads of NumPy, which comes after it

# isort: split
import numpy as np
import tensorflow as tf

from cnn_lessons.operations import (
    average_pool2d,
    average_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)

SHAPES = [  # inputs, window, stride, padding
    ((32, 28, 28, 6), 2, 2, "valid"),  # LeNet-5
    ((8, 55, 55, 96), 3, 2, "valid"),  # AlexNet
    ((1, 224, 224, 64), 2, 2, "valid"),  # VGG
    ((1, 112, 112, 64), 3, 2, "same"),  # ResNet
    ((8, 28, 28, 192), 3, 1, "same"),  # GoogLeNet
]
POOLINGS = {
    "max": (max_pool2d, max_pool2d_backward, tf.nn.max_pool2d),
    "average": (average_pool2d, average_pool2d_backward, tf.nn.avg_pool2d),
}
TARGET = "geometric mean 2.0"


def functions_for(pooling, backward, shape, size, strides, padding):
    """Return our function and TensorFlow's, ready to be called."""
    ours, ours_backward, theirs = POOLINGS[pooling]
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal(shape, dtype="float32")
    sizes = size, strides, padding
    d_outputs = rng.standard_normal(ours(inputs, *sizes).shape, dtype="float32")
    tensors = tf.constant(d_outputs), tf.constant(inputs)

    @tf.function
    def their_forward(d_outputs, inputs):
        return theirs(inputs, size, strides, padding.upper())

    @tf.function
    def their_both(d_outputs, inputs):
        with tf.GradientTape() as tape:
            tape.watch(inputs)
            outputs = theirs(inputs, size, strides, padding.upper())
        return outputs, tape.gradient(outputs, inputs, output_gradients=d_outputs)

    if not backward:
        return lambda: ours(inputs, *sizes), lambda: their_forward(*tensors)
    return (
        lambda: (ours(inputs, *sizes), ours_backward(d_outputs, inputs, *sizes)),
        lambda: their_both(*tensors),
    )


def main(rounds=5):
    side_by_side.print_machine(rounds)
    ratios = []
    for backward in (False, True):
        for pooling in POOLINGS:
            cases = (
                (" ".join(map(str, case)), *functions_for(pooling, backward, *case))
                for case in SHAPES
            )
            title = f"{pooling}, forward" + " and backward" * backward
            ratios += side_by_side.print_ratios(title, cases, TARGET, rounds)
    print(f"\nall: {side_by_side.summary(ratios)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
