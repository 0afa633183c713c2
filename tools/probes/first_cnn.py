"""Whether what *A first CNN* says of its one training holds for others.

Each seed is a random split of the digits and a random start. All networks are trained alike, by
plain gradient descent. The controls of the first experiment: the same network with its filters
left as they were drawn; a dense network of as many parameters, with and without its ReLU; one dense
layer. In the second, digits in the middle of 16 × 16 pixels are learned and moved digits asked.
"""

import keras
import numpy as np
from experiment import Conclusion, Experiment
from keras import layers

from cnn_lessons.datasets import load_digits

RATE = 0.3


def measure(seed, epochs=20, share=1):
    data, x, y = digits(seed, share)
    found = {}
    for name, make in NETWORKS.items():
        keras.utils.set_random_seed(seed)
        network = keras.Sequential([keras.Input((8, 8, 1)), *make()])
        for layer in network.layers[:-1]:
            layer.trainable = name != "untrained filters"
        prepare(network)
        if name == "CNN":
            loss, found["before"] = network.evaluate(data.x_test, data.y_test, verbose=0)
            found["loss before"] = loss
        network.fit(x, y, batch_size=32, epochs=epochs, verbose=0)
        found[name] = network.evaluate(data.x_test, data.y_test, verbose=0)[1]
        if name == "CNN":
            found["seen"] = network.evaluate(x, y, verbose=0)[1]
    return found


def measure_shifts(seed, epochs=20, share=1):
    """Return accuracies on digits that are so many pixels off, downwards or to the left."""
    data, x, y = digits(seed, share)
    found = {}
    for name, make in MOVED.items():
        keras.utils.set_random_seed(seed)
        parts = [keras.Input((16, 16, 1)), *make(), layers.Dense(10, activation="softmax")]
        network = keras.Sequential(parts)
        prepare(network)
        network.fit(place(x), y, batch_size=32, epochs=epochs, verbose=0)
        for shift in range(5):
            moves = (shift, 0), (0, -shift)
            asked = np.concatenate([place(data.x_test, *move) for move in moves])
            right = network.evaluate(asked, np.tile(data.y_test, 2), verbose=0)[1]
            found[f"{name} {shift}"] = right
    return found


def digits(seed, share):
    data = load_digits(seed=seed)
    used = np.random.default_rng(seed).permutation(len(data.y_train))
    used = used[: round(share * len(used))]
    return data, data.x_train[used], data.y_train[used]


def prepare(network):
    # Many steps in one call: the same steps, in less time.
    compiled = keras.optimizers.SGD(RATE), "sparse_categorical_crossentropy"
    network.compile(*compiled, metrics=["accuracy"], jit_compile=False, steps_per_execution=40)


def place(images, down=0, right=0):
    rows, columns = (4 + down, 4 - down), (4 + right, 4 - right)
    return np.pad(images, ((0, 0), rows, columns, (0, 0)))


def cnn():
    return [
        layers.Conv2D(8, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(16, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        layers.Flatten(),
        layers.Dense(10, activation="softmax"),
    ]


def dense(units=None, activation="relu"):
    hidden = [layers.Dense(units, activation=activation)] if units else []
    return [layers.Flatten(), *hidden, layers.Dense(10, activation="softmax")]


def windows():
    return [
        layers.Conv2D(16, 3, padding="same", activation="relu"),
        layers.MaxPooling2D(2),
        layers.Conv2D(64, 3, padding="same", activation="relu"),
    ]


NETWORKS = {
    "CNN": cnn,
    "untrained filters": cnn,
    "dense": lambda: dense(25),
    "dense, no ReLU": lambda: dense(25, None),
    "one layer": dense,
}
MOVED = {
    "dense": lambda: [layers.Flatten(), layers.Dense(64, activation="relu")],
    "flatten": lambda: [*windows(), layers.MaxPooling2D(2), layers.Flatten()],
    "global": lambda: [*windows(), layers.GlobalMaxPooling2D()],
}
SETTINGS = {
    "as in the chapter": {},
    "twice the epochs": {"epochs": 40},
    "half of the digits": {"share": 0.5},
}


def behind(found, name):
    return found["CNN"] - found[name]


EXPERIMENTS = [
    Experiment(
        "What does a first CNN learn, and which of its parts has earned that?",
        measure,
        SETTINGS,
        [
            Conclusion(
                "Before training at most a quarter is right, and the loss is that of a guess.",
                lambda found: (
                    found["before"].max() < 0.25
                    and abs(found["loss before"] - np.log(10)).max() < 0.2
                ),
            ),
            Conclusion(
                "After it more than 92 of 100 test digits are right.",
                lambda found: found["CNN"].min() > 0.92,
            ),
            Conclusion(
                "With untrained filters at least 10 of 100 more are wrong.",
                lambda found: behind(found, "untrained filters").min() > 0.1,
            ),
            Conclusion(
                "And more than with one dense layer.",
                lambda found: (found["one layer"] - found["untrained filters"]).min() > 0,
            ),
            Conclusion(
                "Dense, with and without ReLU, and one layer are within 5 of 100.",
                lambda found: (
                    max(
                        abs(behind(found, name)).max()
                        for name in ("dense", "dense, no ReLU", "one layer")
                    )
                    < 0.05
                ),
            ),
            Conclusion(
                "In the mean the CNN is ahead of dense by at most three points.",
                lambda found: 0 < behind(found, "dense").mean() < 0.03,
            ),
        ],
    ),
    Experiment(
        "Who reads digits that have moved?",
        measure_shifts,
        SETTINGS,
        [
            Conclusion(
                "In the middle all are right at least 9 times in 10.",
                lambda found: min(found[f"{name} 0"].min() for name in MOVED) > 0.9,
            ),
            Conclusion(
                "One pixel off, dense is wrong at least 4 times in 10.",
                lambda found: found["dense 1"].max() < 0.6,
            ),
            Conclusion(
                "Two pixels off, it is right at most 3 times in 10.",
                lambda found: found["dense 2"].max() < 0.3,
            ),
            Conclusion(
                "The CNN with flattening is right at most 4 times in 10 three pixels off.",
                lambda found: found["flatten 3"].max() < 0.4,
            ),
            Conclusion(
                "With global pooling it is right at least 9 times in 10 two pixels off.",
                lambda found: found["global 2"].min() > 0.9,
            ),
            Conclusion(
                "And at least 6 times in 10 at every shift.",
                lambda found: min(found[f"global {shift}"].min() for shift in range(5)) > 0.6,
            ),
        ],
    ),
]
