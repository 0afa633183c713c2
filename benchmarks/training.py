"""How long an epoch of LeNet-5 takes, and how much memory, as a ratio to Keras's `fit`.

Both train the same layers on the same 28 × 28 images, 32 at a time, with Adam. Time is
measured side by side (see side_by_side.py); memory in a process for each, which imports
nothing of the other.

Run it with ``python benchmarks/training.py [rounds]``.
"""

import resource
import subprocess
import sys

IMAGES = 3200  # 100 steps
BATCH = 32
SHAPE = (28, 28, 1)
TIME_TARGET, MEMORY_TARGET = 0.7, 2.0


def images_and_labels():
    """Return noise: the time of a step does not depend on what is learned."""
    import numpy as np

    rng = np.random.default_rng(0)
    return rng.random((IMAGES, *SHAPE), dtype="float32"), rng.integers(0, 10, IMAGES)


def our_training():
    """Return our network, and a function that trains it for an epoch."""
    from cnn_lessons.learning import Activation, Conv2D, Dense, Flatten, MaxPool2D, Sequential

    x, y = images_and_labels()
    network = Sequential(
        [
            Conv2D(6, 5, padding="same"),
            Activation("relu"),
            MaxPool2D(2),
            Conv2D(16, 5),
            Activation("relu"),
            MaxPool2D(2),
            Flatten(),
            Dense(120),
            Activation("relu"),
            Dense(84),
            Activation("relu"),
            Dense(10),
        ],
        SHAPE,
    )
    return network, lambda: network.fit(x, y, 1, BATCH, progress=False)


def their_training():
    """Return Keras's network, and a function that trains it for an epoch."""
    import keras
    from keras import layers

    x, y = images_and_labels()
    network = keras.Sequential(
        [
            layers.Input(SHAPE),
            layers.Conv2D(6, 5, padding="same", activation="relu"),
            layers.MaxPooling2D(2),
            layers.Conv2D(16, 5, activation="relu"),
            layers.MaxPooling2D(2),
            layers.Flatten(),
            layers.Dense(120, activation="relu"),
            layers.Dense(84, activation="relu"),
            layers.Dense(10),
        ]
    )
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile("adam", loss, metrics=["accuracy"])
    return network, lambda: network.fit(x, y, batch_size=BATCH, epochs=1, verbose=0)


TRAININGS = {"ours": our_training, "theirs": their_training}


def print_peak_memory(whose):
    """Train two epochs and print the largest memory this process has held, in MB."""
    _, train = TRAININGS[whose]()
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


def print_time(rounds):
    import side_by_side  # sets the threads of NumPy, so it comes before that

    network, train = our_training()
    judge, train_judge = their_training()
    judge.set_weights(network.parameters)
    x, _ = images_and_labels()
    side_by_side.check_that_they_agree(network.predict(x[:BATCH]), judge(x[:BATCH]))
    side_by_side.print_machine(rounds)
    ours, theirs = side_by_side.best_seconds([train, train_judge], rounds)
    print(f"an epoch of {IMAGES} images: ours {ours:.2f} s, theirs {theirs:.2f} s, "
          f"ratio {ours / theirs:.2f}")  # fmt: skip
    print(f"target: at most {TIME_TARGET}")


def main(rounds=10):
    print_memory()  # first: a child process begins with the peak of its parent
    print_time(rounds)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if arguments and arguments[0] in TRAININGS:
        print_peak_memory(arguments[0])
    else:
        main(*map(int, arguments))
