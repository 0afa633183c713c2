"""What the width and the distribution of the first weights decide, and what equal ones do.

Where something is trained, all starts take the same steps. The neighbours are wider networks,
longer trainings and other learning rates. The controls: the same width from another distribution,
a hundred times the learning rate, one hidden layer instead of twenty, a single filter.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits
from cnn_lessons.learning import (
    SGD,
    Activation,
    Adam,
    Conv2D,
    Dense,
    Flatten,
    MaxPool2D,
    Sequential,
    cross_entropy_backward,
    fans,
    he_normal,
)
from cnn_lessons.operations import relu

DRAWS = {
    "normal": lambda rng, shape: rng.normal(size=shape),
    "uniform": lambda rng, shape: rng.uniform(-np.sqrt(3), np.sqrt(3), shape),
    "coin": lambda rng, shape: rng.choice([-1.0, 1.0], shape),
}
STARTS = {
    "sigmoid, Glorot": ("sigmoid", "glorot_uniform"),
    "tanh, Glorot": ("tanh", "glorot_uniform"),
    "ReLU, Glorot": ("relu", "glorot_uniform"),
    "ReLU, He": ("relu", "he_uniform"),
}


def signals(seed, units=100, layers=20):
    """Return the size of a signal after all layers, as a power of ten."""
    found = {}
    for name, draw in DRAWS.items():
        for times in (1, 2) if name == "normal" else (1,):
            rng = np.random.default_rng(seed)
            signal = rng.normal(size=(64, units))
            for _ in range(layers):
                signal = relu(signal @ (times * np.sqrt(2 / units) * draw(rng, (units, units))))
            size = np.log10(np.sqrt((signal**2).mean()))
            found[name if times == 1 else f"{name}, twice as large"] = size
    return found


def small_cnn(kernels, weights, seed, filters=8):
    layers = [
        Conv2D(filters, 3, initializer=kernels),
        Activation("relu"),
        MaxPool2D(),
        Flatten(),
        Dense(32, weights),
        Activation("relu"),
        Dense(10),
    ]
    return Sequential(layers, (8, 8, 1), seed)


def deep(activation, initializer, seed, units=32, layers=20):
    row = [Flatten()]
    for _ in range(layers):
        row += [Dense(units, initializer), Activation(activation)]
    return Sequential([*row, Dense(10)], (8, 8, 1), seed)


def train(network, seed, optimizer, batch_size=64, epochs=8, digits=None):
    data = load_digits(seed=seed)
    images, labels = data.x_train[:digits], data.y_train[:digits]
    network.fit(images, labels, epochs, batch_size, optimizer, progress=False)
    return network.evaluate(data.x_test, data.y_test)[1]


def distributions(seed, **how):
    """Train a small network from weights of three distributions."""
    found = {}
    for name, draw in DRAWS.items():

        def start(shape, rng, draw=draw):
            return np.sqrt(2 / fans(shape)[0]) * draw(rng, shape)

        found[name] = train(small_cnn(start, start, seed), seed, Adam(0.005), **how)
    return found


def tilts(seed, **size):
    """Return how many powers of ten the weights' gradient gains up to the last layer."""
    data = load_digits(seed=seed)
    images, labels = data.x_train[:256], data.y_train[:256]
    found = {}
    for name, start in STARTS.items():
        network = deep(*start, seed, **size)
        network.backward(cross_entropy_backward(network.forward(images), labels))
        hidden = [layer for layer in network.layers if isinstance(layer, Dense)][:-1]
        ends = [np.log10((hidden[i].gradients["kernel"] ** 2).mean()) / 2 for i in (0, -1)]
        found[f"{name}: last less first"] = ends[1] - ends[0]
        if name.startswith("ReLU"):
            found[f"{name}: first"] = ends[0]
        top = images
        for layer in network.layers[:-1]:
            top = layer.forward(top)
        found[f"{name}: digits differ by"] = top.std(axis=0).mean() / np.sqrt((top**2).mean())
    return found


def trainings(seed, epochs=6, times=1):
    """Train the four starts with both optimizers, and the controls."""
    rates = {"momentum": lambda: SGD(0.005 * times, 0.9), "Adam": lambda: Adam(0.001 * times)}
    starts = STARTS | {"ReLU, He normal": ("relu", "he_normal")}
    found = {
        f"{name}, {title}": train(deep(*start, seed), seed, make(), 32, epochs)
        for name, start in starts.items()
        for title, make in rates.items()
    }
    glorot = deep(*STARTS["ReLU, Glorot"], seed)
    found["ReLU, Glorot, 100 × rate"] = train(glorot, seed, SGD(0.5 * times, 0.9), 32, epochs)
    one = deep("relu", "he_uniform", seed, layers=1)
    return found | {"one hidden layer, Adam": train(one, seed, rates["Adam"](), 32, epochs)}


def equal_kernels(seed, epochs=8, filters=8):
    """Train from random kernels, from equal ones, and from equal ones equally read."""

    def equal(shape, rng):
        return np.repeat(he_normal(shape, rng, "float64")[..., :1], shape[-1], axis=-1)

    def equal_readers(shape, rng):
        return np.repeat(he_normal(shape, rng, "float64")[::filters], filters, axis=0)

    kinds = {
        "random": ("he_normal", "he_normal", seed, filters),
        "equal": (equal, "he_normal", seed, filters),
        "equally read": (equal, equal_readers, seed, filters),
        "one filter": ("he_normal", "he_normal", seed, 1),
    }
    found = {}
    for name, arguments in kinds.items():
        network = small_cnn(*arguments)
        found[name] = train(network, seed, Adam(0.005), epochs=epochs)
        kernel = network.layers[0].parameters["kernel"]
        if name.startswith("equal"):
            found[f"{name}: apart by"] = abs(kernel - kernel[..., :1]).max() / abs(kernel).max()
    return found


def zeros(seed, epochs=8, times=1):
    """Train from zeros everywhere, and from zeros in the last layer."""

    def nothing(shape, rng):
        return np.zeros(shape, "float32")

    found = {}
    for name, start in (("all layers 0", nothing), ("last layer 0", "he_normal")):
        network = small_cnn(start, start, seed)
        network.layers[-1].parameters["kernel"][:] = 0
        found[name] = train(network, seed, Adam(0.005 * times), epochs=epochs)
    single = Sequential([Flatten(), Dense(10, nothing)], (8, 8, 1), seed)
    found["one layer, 0"] = train(single, seed, Adam(0.02 * times), epochs=epochs)
    return found


EXPERIMENTS = [
    Experiment(
        "How large is the signal after all layers, in powers of ten?",
        signals,
        {
            "as in the chapter": {},
            "50 units": {"units": 50},
            "400 units": {"units": 400},
            "40 layers": {"layers": 40},
        },
        [
            Conclusion(
                "With He's deviation it stays within a power of ten.",
                lambda found: max(abs(found[name]).max() for name in DRAWS) < 1,
                ("as in the chapter", "400 units"),
            ),
            Conclusion(
                "Twice the weights make it a million times as large.",
                lambda found: np.allclose(
                    found["normal, twice as large"] - found["normal"], 20 * np.log10(2), atol=0.1
                ),
                ("as in the chapter", "50 units", "400 units"),
            ),
        ],
    ),
    Experiment(
        "Gaussian, uniform, or a coin?",
        distributions,
        {
            "as in the chapter": {},
            "three times the epochs": {"epochs": 24},
            "400 digits": {"digits": 400, "epochs": 24},
        },
        [
            Conclusion(
                "Their means are within two points.",
                lambda found: np.ptp([found[name].mean() for name in DRAWS]) < 0.02,
            ),
        ],
    ),
    Experiment(
        "Whose gradient is small before training?",
        tilts,
        {
            "as in the chapter": {},
            "64 units": {"units": 64},
            "10 layers": {"layers": 10},
        },
        [
            Conclusion(
                "Sigmoid: layer 1 gets less than a ten-thousandth of what the last layer gets.",
                lambda found: found["sigmoid, Glorot: last less first"].min() > 4,
            ),
            Conclusion(
                "ReLU with Glorot's weights is level, within a factor of ten.",
                lambda found: abs(found["ReLU, Glorot: last less first"]).max() < 1,
            ),
            Conclusion(
                "Its gradient is ten times or more below that with He's weights.",
                lambda found: (found["ReLU, He: first"] - found["ReLU, Glorot: first"]).min() > 1,
            ),
            Conclusion(
                "Twenty sigmoids make all digits look the same, to a hundred-thousandth.",
                lambda found: found["sigmoid, Glorot: digits differ by"].max() < 1e-5,
                ("as in the chapter", "64 units"),
            ),
            Conclusion(
                "The others tell digits apart.",
                lambda found: (
                    min(found[f"{name}: digits differ by"].min() for name in list(STARTS)[1:])
                    > 0.02
                ),
            ),
        ],
    ),
    Experiment(
        "Which start learns, with which optimizer?",
        trainings,
        {
            "as in the chapter": {},
            "four times the rates": {"times": 4},
            "three times the epochs": {"epochs": 18},
        },
        [
            Conclusion(
                "Sigmoid only guesses.",
                lambda found: (
                    max(found[f"sigmoid, Glorot, {x}"].max() for x in ("momentum", "Adam")) < 0.2
                ),
            ),
            Conclusion(
                "ReLU with Glorot's weights and momentum only guesses.",
                lambda found: found["ReLU, Glorot, momentum"].max() < 0.2,
                ("as in the chapter", "four times the rates"),
            ),
            Conclusion(
                "Where it has begun to learn, it is far behind He's.",
                lambda found: (
                    found["ReLU, Glorot, momentum"].max() < found["ReLU, He, momentum"].min() - 0.4
                ),
                ("three times the epochs",),
            ),
            Conclusion(
                "With He's weights and momentum it learns.",
                lambda found: found["ReLU, He, momentum"].min() > 0.25,
                ("as in the chapter", "three times the epochs"),
            ),
            Conclusion(
                "Adam learns from both, and more from He's.",
                lambda found: (
                    found["ReLU, Glorot, Adam"].mean() > 0.2
                    and found["ReLU, He, Adam"].mean() > found["ReLU, Glorot, Adam"].mean() + 0.1
                ),
            ),
            Conclusion(
                "A hundred times the rate does not help ReLU with Glorot's weights and momentum.",
                lambda found: found["ReLU, Glorot, 100 × rate"].max() < 0.2,
                ("as in the chapter", "four times the rates"),
            ),
            Conclusion(
                "He's normal weights learn as the uniform ones do: their means are nearer to each "
                "other than the runs of one.",
                lambda found: all(
                    abs((found[f"ReLU, He, {x}"] - found[f"ReLU, He normal, {x}"]).mean())
                    < min(np.ptp(found[f"ReLU, He{kind}, {x}"]) for kind in ("", " normal"))
                    for x in ("momentum", "Adam")
                ),
            ),
            Conclusion(
                "Tanh learns with Glorot's, with both.",
                lambda found: (
                    min(found[f"tanh, Glorot, {x}"].min() for x in ("momentum", "Adam")) > 0.6
                ),
                ("as in the chapter", "three times the epochs"),
            ),
            Conclusion(
                "One hidden layer does better with the same steps.",
                lambda found: (found["one hidden layer, Adam"] > found["ReLU, He, Adam"]).all(),
            ),
        ],
    ),
    Experiment(
        "What becomes of equal kernels?",
        equal_kernels,
        {
            "as in the chapter": {},
            "five times the epochs": {"epochs": 40},
            "16 filters": {"filters": 16},
        },
        [
            Conclusion(
                "Equal kernels come apart.", lambda found: found["equal: apart by"].min() > 0.1
            ),
            Conclusion(
                "Unless the next layer reads their maps equally.",
                lambda found: found["equally read: apart by"].max() < 1e-3,
            ),
            Conclusion(
                "Equally read, they are worse than random ones, with every seed.",
                lambda found: (found["equally read"] < found["random"]).all(),
            ),
            Conclusion(
                "They are no better than one filter, nor far worse.",
                lambda found: -0.1 < (found["equally read"] - found["one filter"]).mean() < 0.01,
            ),
            Conclusion(
                "Equal kernels that come apart are a few points behind random ones.",
                lambda found: 0.01 < (found["random"] - found["equal"]).mean() < 0.1,
                ("as in the chapter", "16 filters"),
            ),
            Conclusion(
                "Later they have caught up, to two points.",
                lambda found: (found["random"] - found["equal"]).mean() < 0.02,
                ("five times the epochs",),
            ),
        ],
    ),
    Experiment(
        "What becomes of zeros?",
        zeros,
        {
            "as in the chapter": {},
            "three times the epochs": {"epochs": 24},
            "a quarter of the rates": {"times": 0.25, "epochs": 24},
        },
        [
            Conclusion(
                "From zeros everywhere a ReLU network only guesses.",
                lambda found: found["all layers 0"].max() < 0.2,
            ),
            Conclusion(
                "With zeros in the last layer only, it is right 17 times in 20.",
                lambda found: found["last layer 0"].min() > 0.85,
            ),
            Conclusion(
                "And so is a single layer that begins from zeros.",
                lambda found: found["one layer, 0"].min() > 0.85,
            ),
        ],
    ),
]
