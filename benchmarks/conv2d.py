"""How long `conv2d` takes, as a ratio to TensorFlow: side by side in one run, on two cores.

Each function gets its turn in every round, and its best time counts: what else the
machine does is seen by both, and by the best time least of all. TensorFlow runs in a
``tf.function`` that has been called before, on tensors that exist already.

Believe it on an idle machine only. The two threads of a matrix product wait for each
other: where other programs want the cores, our times grow far more than TensorFlow's.

Run it with ``python benchmarks/conv2d.py [rounds]``.
"""

import os
import sys
from time import perf_counter

CORES = 2
os.environ["OPENBLAS_NUM_THREADS"] = str(CORES)  # read when NumPy is imported
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
if hasattr(os, "sched_setaffinity"):
    os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:CORES])

import tracemalloc  # noqa: E402

import numpy as np  # noqa: E402
import tensorflow as tf  # noqa: E402

from cnn_lessons.operations import conv2d, conv2d_backward  # noqa: E402

SHAPES = [  # inputs, kernel, padding; the stride is 1
    ((32, 28, 28, 1), (5, 5, 1, 6), "valid"),
    ((32, 14, 14, 6), (5, 5, 6, 16), "valid"),
    ((8, 56, 56, 64), (3, 3, 64, 64), "same"),
    ((8, 28, 28, 128), (3, 3, 128, 128), "same"),
    ((1, 224, 224, 3), (3, 3, 3, 64), "same"),
    ((1, 224, 224, 64), (3, 3, 64, 64), "same"),
    ((8, 28, 28, 256), (1, 1, 256, 64), "same"),
]
TURN = 0.05  # seconds that a function may take in each round
TARGETS = {
    "forward": "geometric mean 0.8, none above 2.0",
    "forward and backward": "none above 1.5",
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


def functions_for(input_shape, kernel_shape, padding):
    """Return, for each part of the table, our function and TensorFlow's, ready to be called."""
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
    }


def check_that_they_agree(ours, theirs):
    for one, other in zip(ours, theirs, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-3, atol=1e-3 * np.abs(one).max())


def best_seconds(functions, rounds):
    """Return the best time of each function, in seconds; they take turns."""
    best = [np.inf] * len(functions)
    for _ in range(rounds):
        for number, function in enumerate(functions):
            function()  # the threads of the other one come to rest
            end = perf_counter() + TURN
            while perf_counter() < end:
                start = perf_counter()
                function()
                best[number] = min(best[number], perf_counter() - start)
    return best


def peak_megabytes(function):
    """Return what NumPy's arrays take at once beside the arguments, in MB."""
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak / 1e6


def main(rounds=15):
    print(f"NumPy {np.__version__}, TensorFlow {tf.__version__}, {CORES} cores, {rounds} rounds")
    if hasattr(os, "getloadavg"):
        print(f"programs that want a core: {os.getloadavg()[0]:.1f} (believe this below 1)")
    for part, target in TARGETS.items():
        print(f"\n{part:44}  ours, ms    theirs, ms    ratio")
        ratios = []
        for shapes in SHAPES:
            functions = functions_for(*shapes)[part]
            check_that_they_agree(*(function() for function in functions))
            ours, theirs = best_seconds(functions, rounds)
            ratios.append(ours / theirs)
            inputs, kernel, padding = shapes
            name = f"{inputs} {kernel} {padding}"
            print(f"{name:44}{1e3 * ours:10.2f}{1e3 * theirs:14.2f}{ratios[-1]:9.2f}", flush=True)
        mean = np.exp(np.mean(np.log(ratios)))
        print(f"geometric mean {mean:.2f}, largest {max(ratios):.2f} (target: {target})")
    print("\npeak memory beside the arguments, 1 x 224 x 224 x 64 (target: 300 MB forward)")
    for part, (ours, _) in functions_for(*SHAPES[5]).items():
        print(f"{part:44}{peak_megabytes(ours):10.1f} MB")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
