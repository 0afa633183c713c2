"""Measure how long networks of keras.applications take for an image, in batches of 1 and of 32.

Run it with ``python tools/measure_throughput.py FILE``, in the project's .venv. Each round adds a
line for each network and batch to the file; rounds that are there are not repeated. What it has
made stands in ``cnn_lessons/architectures/throughput.csv``. With ``--layers`` it measures one
depthwise convolution written in two ways, with one image, which stands in ``depthwise.csv`` there.

Everything runs on one thread, without weights, since the numbers in them do not matter here. In
each round the networks come in another order, and a time is compared only with one of the same
round: what else the machine does shall not fall on one of them alone. Two times are written:
what the processor worked for the batch, and what the clock said.
"""

import argparse
import csv
import os
import sys
from pathlib import Path
from time import perf_counter, process_time

import numpy as np

NETWORKS = (
    "MobileNet",
    "MobileNetV3Small",
    "MobileNetV3Large",
    "MobileNetV2",
    "NASNetMobile",
    "EfficientNetB0",
    "EfficientNetV2B0",
    "EfficientNetB3",
    "DenseNet121",
    "ResNet50",
    "ConvNeXtTiny",
    "Xception",
    "VGG16",
)
SIDES = {"EfficientNetB3": 300, "Xception": 299}  # of images, in pixels; others have 224
LAYERS = ("DepthwiseConv2D", "Conv2D")  # the latter with as many groups as maps
MAPS = 14, 14, 384  # those of ConvNeXtTiny's third stage
BATCHES = {1: 8, 32: 1}  # images in a batch: batches for one time
ROUNDS = 7


def one_thread():
    """Let TensorFlow use a single thread; only before it is loaded."""
    for name in ("OMP_NUM_THREADS", "TF_NUM_INTRAOP_THREADS", "TF_NUM_INTEROP_THREADS"):
        os.environ[name] = "1"


def prepare(name, batches=BATCHES):
    """Return functions without arguments, by batch size, each of which runs the network once."""
    import tensorflow as tf

    model = prepare_layer(name) if name in LAYERS else prepare_network(name)
    run = tf.function(lambda images: model(images, training=False))
    shape = model.input_shape[1:]
    rng = np.random.default_rng(0)
    images = {size: tf.constant(rng.random((size, *shape), np.float32)) for size in batches}
    for batch in images.values():
        run(batch)  # the first run builds the graph
    return {size: lambda batch=batch: run(batch).numpy() for size, batch in images.items()}


def prepare_network(name):
    """Return one of keras.applications."""
    import keras

    side = SIDES.get(name, 224)
    return getattr(keras.applications, name)(weights=None, input_shape=(side, side, 3))


def prepare_layer(name):
    """Return a model that is one depthwise convolution of 7 × 7."""
    import keras

    if name == "Conv2D":
        layer = keras.layers.Conv2D(MAPS[-1], 7, padding="same", groups=MAPS[-1])
    else:
        layer = keras.layers.DepthwiseConv2D(7, padding="same")
    return keras.Sequential([keras.Input(MAPS), layer])


def measure(run, repeats):
    """Return seconds of the processor and of the clock for one run."""
    before = process_time(), perf_counter()
    for _ in range(repeats):
        run()
    after = process_time(), perf_counter()
    return [(end - start) / repeats for start, end in zip(before, after, strict=True)]


def measure_round(number, runs):
    """Yield the lines of one round, in an order of its own."""
    for i in np.random.default_rng(number).permutation(len(runs)):
        name = list(runs)[i]
        for size, run in runs[name].items():
            processor, clock = measure(run, BATCHES[size])
            times = {"processor": f"{processor:.5f}", "clock": f"{clock:.5f}"}
            yield {"round": number, "network": name, "batch": size} | times


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="where the lines are added")
    parser.add_argument("--layers", action="store_true", help="measure layers, not networks")
    options = parser.parse_args(arguments)
    file, names = options.file, LAYERS if options.layers else NETWORKS
    done = set()
    if file.exists():
        with file.open(newline="", encoding="utf-8") as lines:
            done = {int(row["round"]) for row in csv.DictReader(lines)}
    one_thread()
    batches = {1: BATCHES[1]} if options.layers else BATCHES
    runs = {name: prepare(name, batches) for name in names}
    for number in sorted(set(range(ROUNDS)) - done):
        rows = list(measure_round(number, runs))
        new = not file.exists()
        with file.open("a", newline="", encoding="utf-8") as lines:
            writer = csv.DictWriter(lines, list(rows[0]), lineterminator="\n")
            if new:
                writer.writeheader()
            writer.writerows(rows)
        print(f"round {number} of {ROUNDS}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
