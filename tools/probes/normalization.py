"""What batch normalization does for twenty layers, and what the wrong mode costs.

Each experiment has the network without batch normalization, or in the right mode, beside it. The
neighbours are wider, deeper and longer trained networks, and another optimizer.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits
from cnn_lessons.learning import (
    SGD,
    Activation,
    Adam,
    BatchNorm,
    Dense,
    Flatten,
    Sequential,
    cross_entropy_backward,
)

KINDS = {
    "sigmoid": ("sigmoid", False),
    "sigmoid, batch norm": ("sigmoid", True),
    "ReLU": ("relu", False),
    "ReLU, batch norm": ("relu", True),
}
OPTIMIZERS = {
    "Adam": lambda: Adam(0.002),
    "large Adam": lambda: Adam(0.01),
    "SGD": lambda: SGD(0.05, 0.9),
}


def deep(activation, normalized, seed, layers=20, units=32):
    rule = "he_normal" if activation == "relu" else "glorot_uniform"
    row = [Flatten()]
    for _ in range(layers):
        row.append(Dense(units, rule))
        if normalized:
            row.append(BatchNorm(momentum=0.9))
        row.append(Activation(activation))
    return Sequential([*row, Dense(10)], (8, 8, 1), seed)


def gradient_ratios(seed, **size):
    """Return how many times as large the first layer's gradient is as the last one's."""
    data = load_digits(seed=seed)
    images, labels = data.x_train[:256], data.y_train[:256]
    found = {}
    for name, kind in KINDS.items():
        network = deep(*kind, seed, **size)
        network.backward(cross_entropy_backward(network.forward(images, True), labels))
        hidden = [layer for layer in network.layers if isinstance(layer, Dense)][:-1]
        first, last = (hidden[i].gradients["kernel"].std() for i in (0, -1))
        found[name] = first / last
    return found


def accuracies(seed, optimizer="Adam", epochs=5):
    """Train all four."""
    data, found = load_digits(seed=seed), {}
    for name, kind in KINDS.items():
        network = deep(*kind, seed)
        make = OPTIMIZERS[optimizer]
        network.fit(data.x_train, data.y_train, epochs, 64, make(), progress=False)
        found[name] = network.evaluate(data.x_test, data.y_test)[1]
    return found


def wrong_mode(seed, epochs=5, depth=1):
    """Return the accuracy in inference, and in training mode with batches of several sizes."""
    data = load_digits(seed=seed)
    row = [Flatten()]
    for _ in range(depth):
        row += [Dense(32, "he_normal"), BatchNorm(momentum=0.9), Activation("relu")]
    network = Sequential([*row, Dense(10)], (8, 8, 1), seed)
    network.fit(data.x_train, data.y_train, epochs, optimizer=Adam(0.01), progress=False)

    def right(images, labels, size, training=True):
        answers = [
            network.forward(images[i : i + size], training).argmax(axis=1)
            for i in range(0, len(images), size)
        ]
        return np.mean(np.concatenate(answers) == labels)

    test = data.x_test, data.y_test
    order = np.argsort(data.y_test, kind="stable")
    return {
        "inference": right(*test, 1, training=False),
        **{f"{size} at once": right(*test, size) for size in (360, 32, 8, 2, 1)},
        "by class": right(*(part[order] for part in test), 36),
    }


EXPERIMENTS = [
    Experiment(
        "How many times the last layer's gradient does the first layer get?",
        gradient_ratios,
        {
            "as in the chapter": {},
            "64 units": {"units": 64},
            "10 layers": {"layers": 10},
            "40 layers": {"layers": 40},
        },
        [
            Conclusion(
                "With sigmoids the first layer gets less than a hundred-thousandth.",
                lambda found: found["sigmoid"].max() < 1e-5,
            ),
            Conclusion(
                "With batch normalization before each sigmoid the two differ by less than 3.",
                lambda found: np.abs(np.log(found["sigmoid, batch norm"])).max() < np.log(3),
                ("as in the chapter", "64 units", "10 layers"),
            ),
            Conclusion(
                "With ReLU and He's weights they differ by less than 5.",
                lambda found: np.abs(np.log(found["ReLU"])).max() < np.log(5),
                ("as in the chapter", "64 units", "10 layers"),
            ),
            Conclusion(
                "With ReLU and batch normalization the gradient grows towards the input.",
                lambda found: found["ReLU, batch norm"].min() > 3,
            ),
            Conclusion(
                "In twenty layers by more than ten times and less than a hundred.",
                lambda found: (
                    found["ReLU, batch norm"].min() > 10 and found["ReLU, batch norm"].max() < 100
                ),
                ("as in the chapter", "64 units"),
            ),
        ],
    ),
    Experiment(
        "Which of the four learn?",
        accuracies,
        {
            "as in the chapter": {},
            "SGD with momentum at 0.05": {"optimizer": "SGD"},
            "Adam at 0.01": {"optimizer": "large Adam"},
            "four times the epochs": {"epochs": 20},
        },
        [
            Conclusion("Twenty sigmoids only guess.", lambda found: found["sigmoid"].max() < 0.2),
            Conclusion(
                "With batch normalization sigmoids read 7 of 10 digits or more.",
                lambda found: found["sigmoid, batch norm"].min() > 0.7,
            ),
            Conclusion(
                "ReLU learns less with batch normalization than without.",
                lambda found: found["ReLU, batch norm"].mean() < found["ReLU"].mean() - 0.05,
                ("as in the chapter", "four times the epochs"),
            ),
            Conclusion(
                "With larger steps it is the other way round.",
                lambda found: found["ReLU, batch norm"].mean() > found["ReLU"].mean() + 0.2,
                ("SGD with momentum at 0.05", "Adam at 0.01"),
            ),
        ],
    ),
    Experiment(
        "What does the wrong mode cost?",
        wrong_mode,
        {
            "as in the chapter": {},
            "20 epochs": {"epochs": 20},
            "three hidden layers": {"depth": 3},
        },
        [
            Conclusion(
                "With large, mixed batches nobody notices.",
                lambda found: (
                    np.abs(found["inference"] - found["360 at once"]).max() < 0.03
                    and np.abs(found["inference"] - found["32 at once"]).mean() < 0.03
                ),
            ),
            Conclusion(
                "Two by two it is worse by 20 points or more.",
                lambda found: (found["inference"] - found["2 at once"]).min() > 0.2,
            ),
            Conclusion("One by one it is a guess.", lambda found: found["1 at once"].max() < 0.2),
            Conclusion(
                "Sorted by class, 36 at once, it is less than half right.",
                lambda found: found["by class"].max() < 0.5,
            ),
        ],
    ),
]
