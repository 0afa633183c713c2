"""How long an epoch of two networks takes, and how much memory, as a ratio to Keras's `fit`.

Both train the same layers on the same 28 × 28 images with Adam: LeNet-5, and SimpleConvNet of
the book *Deep Learning from Scratch*. Time is measured side by side (see side_by_side.py), with
32 images in a batch and with 100, as that book has it; memory of LeNet-5 in a process for each,
which imports nothing of the other.

Run it with ``python benchmarks/training.py [rounds]``.
"""

import resource
import subprocess
import sys

IMAGES = 3200
BATCHES = 32, 100
SHAPE = (28, 28, 1)
TIME_TARGETS = {"LeNet-5": 1.0, "SimpleConvNet": 1.2}
MEMORY_TARGET = 2.0
NETWORKS = {  # convolutions (filters, size, padding), each with max pooling; dense units
    "LeNet-5": ([(6, 5, "same"), (16, 5, "valid")], [120, 84, 10]),
    "SimpleConvNet": ([(30, 5, "valid")], [100, 10]),
}


def images_and_labels():
    """Return noise: the time of a step does not depend on what is learned."""
    import numpy as np

    rng = np.random.default_rng(0)
    return rng.random((IMAGES, *SHAPE), dtype="float32"), rng.integers(0, 10, IMAGES)


def our_training(name, batch):
    """Return our network, and a function that trains it for an epoch."""
    from cnn_lessons.learning import Activation, Conv2D, Dense, Flatten, MaxPool2D, Sequential

    convolutions, units = NETWORKS[name]
    layers = []
    for filters, size, padding in convolutions:
        layers += [Conv2D(filters, size, padding=padding), Activation("relu"), MaxPool2D(2)]
    layers.append(Flatten())
    for number in units[:-1]:
        layers += [Dense(number), Activation("relu")]
    x, y = images_and_labels()
    network = Sequential([*layers, Dense(units[-1])], SHAPE)
    return network, lambda: network.fit(x, y, 1, batch, progress=False)


def their_training(name, batch):
    """Return Keras's network, and a function that trains it for an epoch."""
    import keras
    from keras.layers import Conv2D, Dense, Flatten, Input, MaxPooling2D

    convolutions, units = NETWORKS[name]
    network = keras.Sequential([Input(SHAPE)])
    for filters, size, padding in convolutions:
        network.add(Conv2D(filters, size, padding=padding, activation="relu"))
        network.add(MaxPooling2D(2))
    network.add(Flatten())
    for number in units[:-1]:
        network.add(Dense(number, activation="relu"))
    network.add(Dense(units[-1]))
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile("adam", loss, metrics=["accuracy"])
    x, y = images_and_labels()
    return network, lambda: network.fit(x, y, batch_size=batch, epochs=1, verbose=0)


TRAININGS = {"ours": our_training, "theirs": their_training}


def print_peak_memory(whose):
    """Train LeNet-5 for two epochs and print the most memory this process has held, in MB."""
    _, train = TRAININGS[whose]("LeNet-5", BATCHES[0])
    train()
    train()
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes on Linux
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


def peak_memory(whose):
    """Return the same of a process of its own."""
    command = [sys.executable, __file__, whose]
    run = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    return float(run.stdout)


def print_memory():
    ours, theirs = map(peak_memory, TRAININGS)
    print(f"peak memory: ours {ours:.0f} MB, theirs {theirs:.0f} MB, ratio {ours / theirs:.2f}")
    print(f"target: at most {MEMORY_TARGET}")


def print_times(rounds):
    import side_by_side  # sets the threads of NumPy, so it comes before that

    side_by_side.print_machine(rounds)
    for name, target in TIME_TARGETS.items():
        for batch in BATCHES:
            network, train = our_training(name, batch)
            judge, train_judge = their_training(name, batch)
            judge.set_weights(network.parameters)
            x = images_and_labels()[0][:batch]
            side_by_side.check_that_they_agree(network.predict(x), judge(x))
            ours, theirs = side_by_side.best_seconds([train, train_judge], rounds)
            print(f"{name}, {batch} at a time, an epoch of {IMAGES} images: ours {ours:.2f} s, "
                  f"theirs {theirs:.2f} s, ratio {ours / theirs:.2f} (target: {target})",
                  flush=True)  # fmt: skip


def main(rounds=10):
    print_memory()  # first: a child process begins with the peak of its parent
    print_times(rounds)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments and arguments[0] in TRAININGS:
        print_peak_memory(arguments[0])
    else:
        main(*map(int, arguments))
