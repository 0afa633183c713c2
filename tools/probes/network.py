"""Whether LeNet-5 reads strangers' digits worse than those of known hands, and notices.

Every network is trained anew. The control tests on the very same digits, and lets some of the
writers' other digits into the training set, in the place of as many of other people. Two more
experiments challenge what the chapter says of early stopping, and of two paths from one start.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits
from cnn_lessons.learning import Activation, Adam, Conv2D, Dense, Flatten, MaxPool2D, Sequential
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


def known_and_strange(seed, make="lenet5", times=1, share=1.0):
    """Train on a random split, on a split by writers, and with a half of the tested hands."""
    rng = np.random.default_rng(seed)
    known, strange = load_digits(seed=seed), load_digits(seed=seed, by_writers=True)
    test = np.arange(len(strange.y_test))
    asked, met = test[::2], test[1::2]
    others = rng.permutation(len(strange.y_train))
    images = np.concatenate([strange.x_train[others[: -len(met)]], strange.x_test[met]])
    labels = np.concatenate([strange.y_train[others[: -len(met)]], strange.y_test[met]])

    def trained(images, labels):
        kept = rng.permutation(len(labels))[: round(share * len(labels))]
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
    second = trained(strange.x_train, strange.y_train)
    third = trained(images, labels)
    right, sure, _ = answers(first, known.x_test, known.y_test)
    found = {"known": right.mean(), "known: share less accuracy": sure.mean() - right.mean()}
    right, sure, wrong = answers(second, strange.x_test, strange.y_test)
    found |= {
        "strange": right.mean(),
        "strange: share less accuracy": sure.mean() - right.mean(),
        "share where right": sure[right].mean(),
        "share where wrong": sure[~right].mean(),
        "wrong ones with 0.9 or more": (sure[~right] >= 0.9).mean(),
        "mistakes": (~right).sum(),
        "of two digits": np.sort(np.bincount(wrong, minlength=10))[-2:].sum(),
        "strange, every second": right[asked].mean(),
    }
    right, _, _ = answers(third, strange.x_test[asked], strange.y_test[asked])
    return found | {"the same, hands known": right.mean()}


def answers(network, images, labels):
    """Return which are right, how sure the network is of each, and the labels it misread."""
    shares = softmax(network.predict(enlarge(images)))
    right = shares.argmax(axis=1) == labels
    return right, shares.max(axis=1), labels[~right]


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


def two_paths(seed, digits=1437):
    """Train twice from the same weights in the same order, but for one bit of each weight."""
    data = load_digits(seed=seed)
    images, labels = enlarge(data.x_train[:digits]), data.y_train[:digits]
    paths = []
    for other in (False, True):
        network = lenet5(seed)
        if other:
            for weights in network.parameters:
                weights[...] = np.nextafter(weights, np.float32(1))
        history = network.fit(images, labels, 6, optimizer=Adam(0.002), progress=False)
        paths.append(history["loss"])
    apart = np.abs(np.subtract(*paths)) / paths[0]
    return {"epoch 1 apart by": apart[0], "epoch 6 apart by": apart[-1]}


def mistakes(found, name):
    return 1 - found[name].mean()


def by_chance(counts):
    """Return how many of so many mistakes the two digits with most have, if all are alike."""
    drawn = [np.random.default_rng(0).multinomial(n, [0.1] * 10, 10_000) for n in counts]
    return sum(np.sort(digits, axis=1)[:, -2:].sum(axis=1).mean() for digits in drawn)


EXPERIMENTS = [
    Experiment(
        "Known hands or strange ones?",
        known_and_strange,
        {
            "as in the chapter": {},
            "half of the training digits": {"share": 0.5},
            "a dense network, twice the epochs": {"make": "dense", "times": 2},
        },
        [
            Conclusion(
                "98 of 100 digits are right on random splits, in the mean.",
                lambda found: found["known"].mean() >= 0.98,
                ("as in the chapter",),
            ),
            Conclusion(
                "Strangers' digits are misread one and a half times as often or more, in the mean.",
                lambda found: mistakes(found, "strange") > 1.5 * mistakes(found, "known"),
            ),
            Conclusion(
                "Who the strangers are makes a difference of more than two points.",
                lambda found: np.ptp(found["strange"]) > 0.02,
            ),
            Conclusion(
                "It is the hands: with some of their other digits to learn from, the same test "
                "digits are misread less often, in the mean.",
                lambda found: (
                    mistakes(found, "the same, hands known")
                    < mistakes(found, "strange, every second") / 1.25
                ),
            ),
            Conclusion(
                "It is less sure of its mistakes than of the rest, by more than a tenth.",
                lambda found: (found["share where right"] - found["share where wrong"]).min() > 0.1,
            ),
            Conclusion(
                "Of all mistakes, one in ten or more comes with a share of nine tenths.",
                lambda found: (
                    np.average(found["wrong ones with 0.9 or more"], weights=found["mistakes"])
                    > 0.1
                ),
            ),
            Conclusion(
                "For known hands the mean share is within a point of the accuracy.",
                lambda found: abs(found["known: share less accuracy"].mean()) < 0.01,
                ("as in the chapter", "half of the training digits"),
            ),
            Conclusion(
                "For strangers the shares promise more than they keep, in the mean.",
                lambda found: found["strange: share less accuracy"].mean() > 0.005,
            ),
            Conclusion(
                "Two of the ten digits have more than half of the mistakes, and chance would give "
                "them less than nine twentieths.",
                lambda found: (
                    found["of two digits"].sum() > 0.5 * found["mistakes"].sum()
                    and by_chance(found["mistakes"]) < 0.45 * found["mistakes"].sum()
                ),
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
        "Does a training make small differences grow?",
        two_paths,
        {
            "as in the chapter": {},
            "half of the digits": {"digits": 700},
            "a quarter of the digits": {"digits": 350},
        },
        [
            Conclusion(
                "Losses that differ by less than one in a hundred in the first epoch are ten times "
                "as far apart in the sixth, as a rule.",
                lambda found: (
                    found["epoch 1 apart by"].max() < 0.01
                    and np.median(found["epoch 6 apart by"] / found["epoch 1 apart by"]) > 10
                ),
            ),
        ],
    ),
]
