"""What 99 of 100 right MNIST digits promise on digits of another origin.

The dense network and LeNet-5 from other random starts; to be quick, on two fifths of the digits
that they learn from in the chapter, on a fifth, and on a fifth for twice as long. The controls are
MNIST's own test digits on the way of the others: only as coarse, and fitted and placed like them
as well. And the dense network, whose digits are divided by 255 once more.
"""

import numpy as np
from experiment import Conclusion, Experiment

MORE, FEWER, LONGER = "two fifths of the digits", "a fifth", "a fifth, 6 epochs"


def networks():
    """Yield the names, layers and largest learning rates of the chapter's networks."""
    from keras import layers

    yield "dense", [layers.Flatten(), layers.Dense(128, "relu"), layers.Dense(10)], 0.003
    lenet5 = [
        *(layers.Conv2D(6, 5, padding="same", activation="relu"), layers.MaxPooling2D()),
        *(layers.Conv2D(16, 5, activation="relu"), layers.MaxPooling2D()),
        *(layers.Flatten(), layers.Dense(120, "relu"), layers.Dense(84, "relu")),
        layers.Dense(10),
    ]
    yield "LeNet-5", lenet5, 0.004


def test_sets(data):
    """Return images and labels by name: at home, and on the way of the others."""
    from skimage.transform import resize

    from cnn_lessons.datasets import count_ink, load_digits

    small = load_digits()
    labels = np.concatenate([small.y_train, small.y_test])
    own, count = data.x_test, len(labels)
    sets = {
        "coarse": (count_ink(own[:count, 4:24, 4:24], fit=False), data.y_test[:count]),
        "prepared": (count_ink(own[:count]), data.y_test[:count]),
        "others": (np.concatenate([small.x_train, small.x_test]), labels),
    }
    for name, (images, answers) in sets.items():
        enlarged = resize(images, (count, 20, 20, 1))
        sets[name] = np.pad(enlarged, ((0, 0), (4, 4), (4, 4), (0, 0))), answers
    return {"here": (own, data.y_test), **sets}


def measure(seed, share, epochs):
    """Return which share of each test set each network reads."""
    import keras

    from cnn_lessons.datasets import fetch_mnist
    from cnn_lessons.practice import train

    data = fetch_mnist()
    count = round(55_000 * share)
    images, labels, sets = data.x_train[:count], data.y_train[:count], test_sets(data)

    def trained(layers, peak, factor=1):
        keras.utils.set_random_seed(seed)
        model = keras.Sequential([keras.Input((28, 28, 1)), *layers])
        train(model, images * factor, labels, epochs, peak, progress=False)
        return model

    def right(model, pixels, answers):
        return np.mean(model.predict(pixels, 500, verbose=0).argmax(axis=1) == answers)

    found = {}
    for name, layers, peak in networks():
        model = trained(layers, peak)
        found |= {f"{name}, {kind}": right(model, *pair) for kind, pair in sets.items()}
    _, layers, peak = next(networks())
    model = trained(layers, peak, 1 / 255)
    return found | {"dense, divided twice": right(model, data.x_test / 255, data.y_test)}


def lost(found, name, where="others"):
    """Return how many points a network loses elsewhere."""
    return found[f"{name}, here"] - found[f"{name}, {where}"]


EXPERIMENTS = [
    Experiment(
        "Who reads MNIST, and who reads other digits?",
        measure,
        {
            MORE: {"share": 0.4, "epochs": 3},
            FEWER: {"share": 0.2, "epochs": 3},
            LONGER: {"share": 0.2, "epochs": 6},
        },
        [
            Conclusion("x", lambda found: True),
        ],
    )
]
