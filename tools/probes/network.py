"""Whether LeNet-5 reads new writers' digits worse than those of known ones, and notices.

Every network is trained anew. The control tests on the very same digits, and lets some of the
writers' other digits into the training set, in the place of as many of other people. Two more
experiments challenge what the chapter says of early stopping, and of the plain training loop.
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
    cross_entropy,
    cross_entropy_backward,
)
from cnn_lessons.operations import softmax


def enlarge(images):
    larger = images.repeat(3, axis=1).repeat(3, axis=2)
    return np.pad(larger, ((0, 0), (4, 4), (4, 4), (0, 0)))


def lenet5(seed):
    layers = [
        Conv2D(6, 5, initializer="he_normal"),
        Activation("relu"),
        MaxPool2D(2),
        Conv2D(16, 5, initializer="he_normal"),
        Activation("relu"),
        MaxPool2D(2),
        Flatten(),
        Dense(120, "he_normal"),
        Activation("relu"),
        Dense(84, "he_normal"),
        Activation("relu"),
        Dense(10),
    ]
    return Sequential(layers, input_shape=(32, 32, 1), seed=seed)


def dense(seed):
    layers = [Flatten(), Dense(64, "he_normal"), Activation("relu"), Dense(10)]
    return Sequential(layers, input_shape=(32, 32, 1), seed=seed)


def known_and_new(seed, make="lenet5", times=1, part=1.0):
    """Train on a random split, on a split by writers, and with a half of the tested writers."""
    rng = np.random.default_rng(seed)
    known, new = load_digits(seed=seed), load_digits(seed=seed, by_writers=True)
    test = np.arange(len(new.y_test))
    asked, met = test[::2], test[1::2]
    others = rng.permutation(len(new.y_train))
    images = np.concatenate([new.x_train[others[: -len(met)]], new.x_test[met]])
    labels = np.concatenate([new.y_train[others[: -len(met)]], new.y_test[met]])

    def trained(images, labels):
        kept = rng.permutation(len(labels))[: round(part * len(labels))]
        network = {"lenet5": lenet5, "dense": dense}[make](seed)
        for epochs, rate in ((6 * times, 0.001), (3 * times, 0.0002)):
            network.fit(
                enlarge(images[kept]),
                labels[kept],
                epochs,
                batch_size=16,
                optimizer=Adam(rate),
                progress=False,
            )
        return network

    first = trained(known.x_train, known.y_train)
    second = trained(new.x_train, new.y_train)
    third = trained(images, labels)
    right, sure = answers(first, known.x_test, known.y_test)
    found = {"known": right.mean(), "known: probability less accuracy": sure.mean() - right.mean()}
    right, sure = answers(second, new.x_test, new.y_test)
    found |= {
        "new": right.mean(),
        "new: probability less accuracy": sure.mean() - right.mean(),
        "probability where right": sure[right].mean(),
        "probability where wrong": sure[~right].mean(),
        "wrong ones with 0.9 or more": (sure[~right] >= 0.9).mean(),
        "mistakes": (~right).sum(),
        "new, every second": right[asked].mean(),
    }
    right, _ = answers(third, new.x_test[asked], new.y_test[asked])
    return found | {"the same, writers known": right.mean()}


def answers(network, images, labels):
    """Return which are right, and how sure the network is of each."""
    probabilities = softmax(network.predict(enlarge(images)))
    return probabilities.argmax(axis=1) == labels, probabilities.max(axis=1)


def early_stopping(seed, patience=3, rate=0.002):
    """Train with 200 digits held out, until their loss does not fall any more."""
    data = load_digits(seed=seed)
    x, y = enlarge(data.x_train), data.y_train
    network = lenet5(seed)
    history = network.fit(
        x[200:],
        y[200:],
        epochs=30,
        optimizer=Adam(rate),
        validation=(x[:200], y[:200]),
        patience=patience,
        progress=False,
    )
    return {
        "epochs": len(history["loss"]),
        "last training loss": history["loss"][-1],
        "least validation loss": min(history["val_loss"]),
        "test accuracy": network.evaluate(enlarge(data.x_test), data.y_test)[1],
    }


def plain_loop(seed, rate=0.05, batch_size=32):
    """Train for three epochs with the plain update."""
    data = load_digits(seed=seed)
    images = enlarge(data.x_train)
    network = lenet5(seed)
    first = network.forward(images[:32])
    optimizer = SGD(rate)
    before = cross_entropy(first, data.y_train[:32])
    step(network, optimizer, images[:32], data.y_train[:32])
    after = cross_entropy(network.forward(images[:32]), data.y_train[:32])
    rng, losses = np.random.default_rng(seed), []
    network = lenet5(seed)
    optimizer = SGD(rate)
    for _ in range(3):
        order = rng.permutation(len(images))
        for start in range(0, len(order), batch_size):
            batch = order[start : start + batch_size]
            losses.append(step(network, optimizer, images[batch], data.y_train[batch]))
    return {
        "one step: loss after, less before": after - before,
        "test accuracy": network.evaluate(enlarge(data.x_test), data.y_test)[1],
    }


def step(network, optimizer, images, labels):
    logits = network.forward(images)
    network.backward(cross_entropy_backward(logits, labels))
    gradients = [g for layer in network.layers for g in layer.gradients.values()]
    optimizer.update(network.parameters, gradients)
    return cross_entropy(logits, labels)


def mistakes(found, name):
    return 1 - found[name].mean()


EXPERIMENTS = [
    Experiment(
        "Known writers or new ones?",
        known_and_new,
        {
            "as in the chapter": {},
            "half of the training digits": {"part": 0.5},
            "a dense network, twice the epochs": {"make": "dense", "times": 2},
        },
        [
            Conclusion(
                "98 of 100 digits are right on random splits, in the mean.",
                lambda found: found["known"].mean() >= 0.98,
                ("as in the chapter",),
            ),
            Conclusion(
                "New writers' digits are misread one and a half times as often, in the mean.",
                lambda found: mistakes(found, "new") > 1.5 * mistakes(found, "known"),
            ),
            Conclusion(
                "Who the new writers are makes a difference of more than two points.",
                lambda found: np.ptp(found["new"]) > 0.02,
            ),
            Conclusion(
                "It is the writers: with some of their other digits to learn from, the same test "
                "digits are misread less often, in the mean.",
                lambda found: (
                    mistakes(found, "the same, writers known")
                    < mistakes(found, "new, every second") / 1.25
                ),
            ),
            Conclusion(
                "It is less sure of its mistakes than of the rest, by more than a tenth.",
                lambda found: (
                    (found["probability where right"] - found["probability where wrong"]).min()
                    > 0.1
                ),
            ),
            Conclusion(
                "Of all mistakes, one in ten or more comes with a probability of nine tenths.",
                lambda found: (
                    np.average(found["wrong ones with 0.9 or more"], weights=found["mistakes"])
                    > 0.1
                ),
            ),
            Conclusion(
                "For known writers the mean probability is within a point of the accuracy.",
                lambda found: abs(found["known: probability less accuracy"].mean()) < 0.01,
                ("as in the chapter", "half of the training digits"),
            ),
            Conclusion(
                "For new writers the probabilities promise more than they keep, in the mean.",
                lambda found: found["new: probability less accuracy"].mean() > 0.005,
            ),
        ],
    ),
    Experiment(
        "Does it stop early, and how good is it then?",
        early_stopping,
        {
            "as in the chapter": {},
            "half the rate": {"rate": 0.001},
            "a patience of 5": {"patience": 5},
        },
        [
            Conclusion(
                "It stops before the 30 epochs are over, four times in five.",
                lambda found: np.mean(found["epochs"] < 30) >= 0.8,
            ),
            Conclusion(
                "95 test digits of 100 are right.",
                lambda found: found["test accuracy"].min() > 0.95,
            ),
            Conclusion(
                "It knows the training set better than the held-out digits, in the mean.",
                lambda found: (
                    found["last training loss"].mean() < found["least validation loss"].mean()
                ),
            ),
        ],
    ),
    Experiment(
        "Does the plain loop learn?",
        plain_loop,
        {
            "as in the chapter": {},
            "half the rate": {"rate": 0.025},
            "batches of 16": {"batch_size": 16},
        },
        [
            Conclusion(
                "One step makes the loss on its own batch smaller.",
                lambda found: found["one step: loss after, less before"].max() < 0,
            ),
            Conclusion(
                "After three epochs 8 test digits of 10 are right.",
                lambda found: found["test accuracy"].min() >= 0.8,
            ),
        ],
    ),
]
