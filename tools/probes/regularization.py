"""What is learned by heart, whether filters are to blame, and what remedies are worth.

Are right labels learned before wrong ones, whatever the share of wrong ones and the size of a
batch? How does the number of filters matter early and late in a training, with few wrong labels
and with many? What do the remedies gain, and is it the validation set's right labels (the control:
wrong ones there as well; and those digits in the training set instead) or Adam's division (the
control: decay taken off the weights directly)?
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
    more = small_cnn(64, seed)
    both = [np.concatenate(pair) for pair in zip(train, validation, strict=True)]
    epochs = late * len(train[1]) // len(both[1])  # as many steps
    more.fit(*both, epochs, batch_size=batch_size, optimizer=Adam(rate), progress=False)
    return results | {"more digits": more.evaluate(*test)[1]}


WRONG = (
    "as in the chapter",
    "a fifth wrong",
    "three fifths wrong",
    "half of the epochs",
    "batches of 32, half of the rate",
)
REMEDIES = ("dropout", "decay", "early stopping")
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
                "Late, 19 of 20 wrong labels are learned.",
                lambda found: (found["wrong labels learned, late"] > 0.95).all(),
            ),
            Conclusion(
                "Early, most right labels are learned, and few of the wrong ones.",
                lambda found: (
                    (found["right labels learned, early"] > 0.75).all()
                    and (found["wrong labels learned, early"] < 0.4).all()
                ),
            ),
            Conclusion(
                "The validation loss rises afterwards, and the accuracy sinks.",
                lambda found: (
                    found["validation loss, late"].mean()
                    > 1.2 * found["validation loss, early"].mean()
                    and (
                        found["validation accuracy, late"] < found["validation accuracy, early"]
                    ).all()
                ),
            ),
            Conclusion(
                "In each training the loss rises by a third, and the accuracy sinks by ten points.",
                lambda found: (
                    (found["validation loss, late"] > found["validation loss, early"] * 4 / 3).all()
                    and (
                        found["validation accuracy, late"]
                        < found["validation accuracy, early"] - 0.1
                    ).all()
                ),
                ("as in the chapter", "three fifths wrong"),
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
                "With right labels more filters read more digits.",
                lambda found: (
                    np.diff([found[f"{count}, late"].mean() for count in FILTERS]) > 0.01
                ).all(),
                ("right labels",),
            ),
            Conclusion(
                "Early, 4, 8 and 64 filters are about equally good.",
                lambda found: (
                    np.ptp([found[f"{count}, early"].mean() for count in FILTERS[1:]]) < 0.04
                ),
                ("as in the chapter", "a fifth wrong", "three fifths wrong", "half of the epochs"),
            ),
            Conclusion(
                "Late, each of them is worse.",
                lambda found: all(
                    found[f"{count}, late"].mean() < found[f"{count}, early"].mean() - 0.03
                    for count in FILTERS[1:]
                ),
                WRONG,
            ),
            Conclusion(
                "Late, 8 filters are worse than 64.",
                lambda found: found["8, late"].mean() < found["64, late"].mean() - 0.02,
            ),
            Conclusion(
                "So they are in each training.",
                lambda found: (found["8, late"] < found["64, late"]).all(),
                ("as in the chapter",),
            ),
            Conclusion(
                "Late, 8 filters are worse than 2, in the mean.",
                lambda found: found["8, late"].mean() < found["2, late"].mean() - 0.03,
                tuple(name for name in WRONG if name != "a fifth wrong"),
            ),
            Conclusion(
                "The lowest lies between 2 and 64 filters.",
                lambda found: (
                    min(found["4, late"].mean(), found["8, late"].mean())
                    < min(found["2, late"].mean(), found["64, late"].mean())
                ),
                WRONG,
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
                "Each remedy gains, in each training.",
                lambda found: all((found[name] > found["none"] + 0.03).all() for name in REMEDIES),
                ("as in the chapter", "a fifth wrong"),
            ),
            Conclusion(
                "In which order changes from training to training.",
                lambda found: (
                    len(set(np.argmax([found[name] for name in REMEDIES], axis=0).tolist())) > 1
                ),
                ("as in the chapter",),
            ),
            Conclusion(
                "Early stopping gains less with wrong labels in the validation set, and does gain.",
                lambda found: (
                    found["none"].mean() + 0.03
                    < found["early stopping, noisy"].mean()
                    < found["early stopping"].mean()
                ),
                ("as in the chapter", "a fifth wrong"),
            ),
            Conclusion(
                "The validation set's digits gain more in training than by early stopping.",
                lambda found: (found["more digits"] - found["early stopping"]).mean() > 0.01,
            ),
            Conclusion(
                "Decoupled decay is about as good as the decay that goes through Adam.",
                lambda found: abs((found["decay"] - found["decoupled decay"]).mean()) < 0.03,
            ),
            Conclusion(
                "None gains more than three points, and decay costs a little.",
                lambda found: (
                    all((found[name] - found["none"]).mean() < 0.03 for name in REMEDIES)
                    and (found["decay"] - found["none"]).mean() < -0.01
                ),
                ("right labels",),
            ),
        ],
    ),
]
