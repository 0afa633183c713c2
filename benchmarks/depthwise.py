"""How long depthwise convolution takes, as a ratio to TensorFlow: see side_by_side.py.

Run it with ``python benchmarks/depthwise.py [rounds]``.
"""

import sys

import side_by_side  # sets the threads of NumPy, which comes after it

# isort: split
import numpy as np
import tensorflow as tf

from cnn_lessons.operations import depthwise_conv2d, depthwise_conv2d_backward

SHAPES = [  # the 3 x 3 layers of MobileNet: inputs, stride
    ((1, 112, 112, 32), 1),
    ((1, 112, 112, 64), 2),
    ((1, 56, 56, 128), 1),
    ((8, 28, 28, 256), 1),
    ((8, 28, 28, 256), 2),
    ((8, 14, 14, 512), 1),
    ((8, 7, 7, 1024), 1),
]
TARGET = "geometric mean 2.0"


@tf.function
def tensorflow_forward(d_outputs, inputs, kernel, strides):
    return tf.nn.depthwise_conv2d(inputs, kernel, [1, strides, strides, 1], "SAME")


@tf.function
def tensorflow_both(d_outputs, inputs, kernel, strides):
    with tf.GradientTape() as tape:
        tape.watch((inputs, kernel))
        outputs = tf.nn.depthwise_conv2d(inputs, kernel, [1, strides, strides, 1], "SAME")
    return outputs, *tape.gradient(outputs, (inputs, kernel), output_gradients=d_outputs)


def functions_for(backward, shape, strides):
    """Return our function and TensorFlow's, ready to be called."""
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal(shape, dtype="float32")
    kernel = rng.standard_normal((3, 3, shape[3], 1), dtype="float32")
    window = {"strides": strides, "padding": "same"}
    outputs = depthwise_conv2d(inputs, kernel, **window)
    d_outputs = rng.standard_normal(outputs.shape, dtype="float32")
    tensors = [tf.constant(array) for array in (d_outputs, inputs, kernel)]
    if not backward:
        return (
            lambda: depthwise_conv2d(inputs, kernel, **window),
            lambda: tensorflow_forward(*tensors, strides),
        )
    return (
        lambda: (
            depthwise_conv2d(inputs, kernel, **window),
            *depthwise_conv2d_backward(d_outputs, inputs, kernel, **window)[:2],
        ),
        lambda: tensorflow_both(*tensors, strides),
    )


def main(rounds=5):
    side_by_side.print_machine(rounds)
    ratios = []
    for backward in (False, True):
        cases = ((" ".join(map(str, case)), *functions_for(backward, *case)) for case in SHAPES)
        title = "forward" + " and backward" * backward
        ratios += side_by_side.print_ratios(title, cases, TARGET, rounds)
    print(f"\nall: {side_by_side.summary(ratios)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
