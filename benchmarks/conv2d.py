"""How long `conv2d` takes, as a ratio to TensorFlow: see side_by_side.py.

Run it with ``python benchmarks/conv2d.py [rounds]``.
"""

import sys
import tracemalloc

import side_by_side  # sets the threads of NumPy, which comes after it

# isort: split
import numpy as np
import tensorflow as tf

from cnn_lessons.operations import conv2d, conv2d_backward

SHAPES = [  # inputs, kernel, padding; the stride is 1
    ((32, 28, 28, 1), (5, 5, 1, 6), "valid"),
    ((32, 14, 14, 6), (5, 5, 6, 16), "valid"),
    ((8, 56, 56, 64), (3, 3, 64, 64), "same"),
    ((8, 28, 28, 128), (3, 3, 128, 128), "same"),
    ((1, 224, 224, 3), (3, 3, 3, 64), "same"),
    ((1, 224, 224, 64), (3, 3, 64, 64), "same"),
    ((8, 28, 28, 256), (1, 1, 256, 64), "same"),
]
TARGETS = {
    "forward": "geometric mean 0.8",
    "forward and backward": "geometric mean 0.95 for backward alone",
}


@tf.function
def tensorflow_forward(inputs, kernel, padding):
    return tf.nn.conv2d(inputs, kernel, 1, padding)


@tf.function
def tensorflow_both(d_outputs, inputs, kernel, bias, padding):
    with tf.GradientTape() as tape:
        tape.watch((inputs, kernel, bias))
        outputs = tf.nn.conv2d(inputs, kernel, 1, padding) + bias
    gradients = tape.gradient(outputs, (inputs, kernel, bias), output_gradients=d_outputs)
    return outputs, *gradients


def numpy_both(d_outputs, inputs, kernel, bias, padding):
    outputs = conv2d(inputs, kernel, bias, padding=padding)
    return outputs, *conv2d_backward(d_outputs, inputs, kernel, padding=padding)


def functions_for(part, input_shape, kernel_shape, padding):
    """Return our function and TensorFlow's for a part of the table, ready to be called."""
    rng = np.random.default_rng(0)
    inputs = rng.standard_normal(input_shape, dtype="float32")
    kernel = rng.standard_normal(kernel_shape, dtype="float32")
    bias = rng.standard_normal(kernel_shape[-1], dtype="float32")
    d_outputs = rng.standard_normal(conv2d(inputs, kernel, padding=padding).shape, dtype="float32")
    arrays = d_outputs, inputs, kernel, bias
    tensors = [tf.constant(array) for array in arrays]
    return {
        "forward": (
            lambda: conv2d(inputs, kernel, padding=padding),
            lambda: tensorflow_forward(*tensors[1:3], padding.upper()),
        ),
        "forward and backward": (
            lambda: numpy_both(*arrays, padding),
            lambda: tensorflow_both(*tensors, padding.upper()),
        ),
    }[part]


def peak_megabytes(function):
    """Return what NumPy's arrays take at once beside the arguments, in MB."""
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main(rounds=5):
    side_by_side.print_machine(rounds)
    for part, target in TARGETS.items():
        cases = (
            (f"{inputs} {kernel} {padding}", *functions_for(part, inputs, kernel, padding))
            for inputs, kernel, padding in SHAPES
        )
        side_by_side.print_ratios(part, cases, target, rounds)
    print("\npeak memory beside the arguments, 1 x 224 x 224 x 64 (target: 300 MB forward)")
    for part in TARGETS:
        ours, _ = functions_for(part, *SHAPES[5])
        print(f"{part:44}{peak_megabytes(ours):10.1f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
