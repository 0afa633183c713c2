"""What is learned by heart, whether filters are to blame, and what remedies are worth.

Are right labels learned before wrong ones, whatever the share of wrong ones and the size of a
batch? How does the number of filters matter early and late in a training, with few wrong labels
and with many? What do the remedies gain, and is it the validation set's right labels (the control:
wrong ones there as well) or Adam's division (the control: decay taken off the weights directly)?
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits
from cnn_lessons.learning import (
    Activation,
    Adam,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    MaxPool2D,
    Sequential,
)

FILTERS = (2, 4, 8, 64)


def with_errors(labels, share, rng):
    labels, wrong = labels.copy(), np.flatnonzero(rng.random(len(labels)) < share)
    labels[wrong] = (labels[wrong] + rng.integers(1, 10, len(wrong))) % 10
    return labels


def few_digits(seed, wrong, count):
    """Return training, validation and test digits, and which training labels are right."""
    data, rng = load_digits(seed=seed), np.random.default_rng(seed)
    labels = with_errors(data.y_train[:count], wrong, rng)
    kept = slice(count, count + 200)
    return (
        (data.x_train[:count], labels),
        (data.x_train[kept], data.y_train[kept]),
        (data.x_test, data.y_test),
        labels == data.y_train[:count],
    )


def small_cnn(filters, seed, dropout=0.0):
    layers = [Conv2D(filters, 3, initializer="he_normal"), Activation("relu"), MaxPool2D()]
    layers += [Flatten(), *([Dropout(dropout)] if dropout else []), Dense(10)]
    return Sequential(layers, (8, 8, 1), seed)


def measure_heart(seed, wrong=0.4, early=15, late=60, batch_size=100, rate=0.03, count=200):
    (x, y), validation, _, right = few_digits(seed, wrong, count)
    network, adam, results = small_cnn(64, seed), Adam(rate), {}
    for when, epochs in (("early", early), ("late", late - early)):
        network.fit(x, y, epochs, batch_size=batch_size, optimizer=adam, progress=False)
        loss, accuracy = network.evaluate(*validation)
        results |= {
            f"right labels learned, {when}": network.evaluate(x[right], y[right])[1],
            f"wrong labels learned, {when}": network.evaluate(x[~right], y[~right])[1],
            f"validation accuracy, {when}": accuracy,
            f"validation loss, {when}": loss,
        }
    return results


def measure_filters(seed, wrong=0.4, early=12, late=100, batch_size=50, rate=0.02):
    train, _, test, _ = few_digits(seed, wrong, 200)
    results = {}
    for filters in FILTERS:
        network, adam = small_cnn(filters, seed), Adam(rate)
        for when, epochs in (("early", early), ("late", late - early)):
            network.fit(*train, epochs, batch_size=batch_size, optimizer=adam, progress=False)
            results[f"{filters}, {when}"] = network.evaluate(*test)[1]
        results[f"{filters}, learned"] = network.evaluate(*train)[1]
    return results


class DecoupledAdam(Adam):
    """Adam that takes the decay off the kernels directly."""

    strength = 0.0

    def update(self, parameters, gradients):
        """Take a step of Adam, then shrink the kernels."""
        super().update(parameters, gradients)
        for kernel in (each for each in parameters if each.ndim > 1):
            np.multiply(kernel, 1 - self.learning_rate * self.strength, out=kernel)


def measure_remedies(seed, wrong=0.4, late=60, batch_size=100, rate=0.03, count=200):
    train, validation, test, _ = few_digits(seed, wrong, count)
    images, labels = validation
    noisy = images, with_errors(labels, wrong, np.random.default_rng(seed + 100))
    decoupled = DecoupledAdam(rate)
    decoupled.strength = 1.0
    results = {}
    for name, dropout, optimizer, options in (
        ("none", 0.0, Adam(rate), {}),
        ("dropout", 0.8, Adam(rate), {}),
        ("decay", 0.0, Adam(rate), {"weight_decay": 0.01}),
        ("decoupled decay", 0.0, decoupled, {}),
        ("early stopping", 0.0, Adam(rate), {"validation": validation, "patience": 5}),
        ("early stopping, noisy", 0.0, Adam(rate), {"validation": noisy, "patience": 5}),
    ):
        network = small_cnn(64, seed, dropout)
        network.fit(
            *train, late, batch_size=batch_size, optimizer=optimizer, progress=False, **options
        )
        results[name] = network.evaluate(*test)[1]
    return results


EXPERIMENTS = [
    Experiment(
        "What is learned first?",
        measure_heart,
        {
            "as in the chapter": {},
            "a fifth wrong": {"wrong": 0.2},
            "three fifths wrong": {"wrong": 0.6},
            "batches of 32": {"early": 8, "batch_size": 32, "rate": 0.01},
        },
        [
            Conclusion(
                "Late, nearly all wrong labels are learned.",
                lambda found: found["wrong labels learned, late"].mean() > 0.9,
            ),
        ],
    ),
    Experiment(
        "Do too many filters hurt?",
        measure_filters,
        {
            "as in the chapter": {},
            "right labels": {"wrong": 0.0},
            "a fifth wrong": {"wrong": 0.2},
            "three fifths wrong": {"wrong": 0.6},
            "half of the epochs": {"late": 50},
            "batches of 32, half of the rate": {"batch_size": 32, "rate": 0.01, "early": 15},
        },
        [
            Conclusion(
                "8 filters, late: worse than 64.",
                lambda found: found["8, late"].mean() < found["64, late"].mean(),
            ),
        ],
    ),
    Experiment(
        "What are the remedies worth?",
        measure_remedies,
        {
            "as in the chapter": {},
            "right labels": {"wrong": 0.0},
            "a fifth wrong": {"wrong": 0.2},
        },
        [
            Conclusion(
                "Each remedy gains.",
                lambda found: found["dropout"].mean() > found["none"].mean(),
            ),
        ],
    ),
]
