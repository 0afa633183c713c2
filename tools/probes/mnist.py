"""What 99 of 100 right MNIST digits promise on digits of another origin.

The dense network and LeNet-5 from other random starts; to be quick, on a tenth of the digits that
they learn from in the chapter, on a twentieth, and on a tenth for twice as long. The controls are
MNIST's own test digits on the way of the others: only as coarse, and fitted and placed like them
as well. Then both are centred by their mass, as MNIST is. And the dense network, whose digits are
divided by 255 once more.
"""

import numpy as np
from experiment import Conclusion, Experiment

TENTH, FEWER, LONGER = "a tenth of the digits", "a twentieth", "a tenth, 6 epochs"


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
        "fitted": (count_ink(own[:count]), data.y_test[:count]),
        "others": (np.concatenate([small.x_train, small.x_test]), labels),
    }
    for name, (images, answers) in sets.items():
        enlarged = resize(images, (count, 20, 20, 1))
        sets[name] = np.pad(enlarged, ((0, 0), (4, 4), (4, 4), (0, 0))), answers
    for name in ("fitted", "others"):
        images, answers = sets[name]
        sets[f"{name}, centred"] = np.array([centred(image) for image in images]), answers
    return {"here": (own[:count], data.y_test[:count]), **sets}


def centred(image):
    """Return an image with the centre of its ink in the middle, as MNIST's makers did it."""
    places = np.arange(28) + 0.5
    ink = image[..., 0] / image.sum()
    shift = [round(14 - ink.sum(axis=axis) @ places) for axis in (1, 0)]
    return np.roll(image, shift, axis=(0, 1))


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
    return found | {"dense, divided twice": right(model, sets["here"][0] / 255, sets["here"][1])}


NAMES = ("dense", "LeNet-5")


def mistakes(found, name):
    """Return which share a network gets wrong at home."""
    return 1 - found[f"{name}, here"]


def lost(found, name, where="others"):
    """Return how many points a network loses elsewhere."""
    return found[f"{name}, here"] - found[f"{name}, {where}"]


EXPERIMENTS = [
    Experiment(
        "Who reads MNIST, and who reads other digits?",
        measure,
        {
            TENTH: {"share": 0.1, "epochs": 3},
            FEWER: {"share": 0.05, "epochs": 3},
            LONGER: {"share": 0.1, "epochs": 6},
        },
        [
            Conclusion(
                "LeNet-5 makes fewer mistakes than the dense network.",
                lambda found: (found["LeNet-5, here"] > found["dense, here"] + 0.02).all(),
            ),
            Conclusion(
                "LeNet-5 makes less than two thirds of the mistakes, with a tenth of the digits or "
                "more.",
                lambda found: (mistakes(found, "LeNet-5") < 0.67 * mistakes(found, "dense")).all(),
                (TENTH, LONGER),
            ),
            Conclusion(
                "Divided twice, the dense network still reads digits, and fewer of them.",
                lambda found: (
                    (found["dense, divided twice"] > 0.3)
                    & (found["dense, divided twice"] < found["dense, here"] - 0.05)
                ).all(),
            ),
            Conclusion(
                "On others' digits both lose 20 points or more, trained on so few.",
                lambda found: min(lost(found, name).min() for name in NAMES) > 0.2,
            ),
            Conclusion(
                "More than two thirds of what the dense network loses on others' digits, it loses "
                "on its own, fitted alike.",
                lambda found: (lost(found, "dense", "fitted") > lost(found, "dense") * 2 / 3).all(),
            ),
            Conclusion(
                "LeNet-5 loses a third of it there, or more.",
                lambda found: (lost(found, "LeNet-5", "fitted") > lost(found, "LeNet-5") / 3).all(),
            ),
            Conclusion(
                "Less than half is lost by the coarse pixels.",
                lambda found: all(
                    (lost(found, name, "coarse") < lost(found, name) / 2).all() for name in NAMES
                ),
            ),
            Conclusion(
                "Centred, both read more of the others' digits, by 2 points or more.",
                lambda found: all(
                    (found[f"{name}, others, centred"] > found[f"{name}, others"] + 0.02).all()
                    for name in NAMES
                ),
            ),
            Conclusion(
                "Centred, both are still 15 points or more below home.",
                lambda found: (
                    min(lost(found, name, "others, centred").min() for name in NAMES) > 0.15
                ),
            ),
            Conclusion(
                "Trained on so few, LeNet-5 loses on others' digits not half as little as the "
                "dense network, but about as much.",
                lambda found: (lost(found, "LeNet-5") > 0.8 * lost(found, "dense")).all(),
            ),
        ],
    )
]
