"""Which network forgives a shift, and which one shuffled pixels.

The chapter trains on digits in the middle of 16 × 16 pixels and moves the test digits. The
controls: the same head on maps that a dense layer makes, as many steps with digits in the middle
as with digits in all places, and the CNN without the pooling between its layers.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits

SETTINGS = {
    "as in the chapter": {},
    "twice the epochs": {"epochs": 2},
    "half of the digits": {"part": 2},
}


def measure_shifts(seed, epochs=1, part=1):
    """Return accuracies of the networks by shift; `epochs` is a factor."""
    data, images, labels = digits(seed, part)
    scores = {
        name: shifted_accuracies(train(name, images, labels, seed, 5 * epochs), data)
        for name in ("dense", "CNN, flatten", "CNN, global", "no pooling inside")
    }
    flatten, everywhere, plain = list(scores.values())[1:]
    return {
        **{f"dense {shift}": scores["dense"][shift] for shift in (0, 1, 2)},
        **{f"flatten {shift}": flatten[shift] for shift in (0, 1, 3)},
        **{f"global {shift}": everywhere[shift] for shift in (0, 1, 2)},
        "global, worst": min(everywhere),
        "no pooling inside 0": plain[0],
        "1 to 3, worst": min(plain[1:4]),
    }


def measure_remedies(seed, epochs=1, part=1):
    """Return accuracies of a head alone, of training in all places, and of as many steps."""
    data, images, labels = digits(seed, part)
    head = train("dense, global", images, labels, seed, 5 * epochs)
    head = shifted_accuracies(head, data)
    all_places = [
        place(data.x_train[: len(images)], down, right)
        for down in range(-4, 5)
        for right in range(-4, 5)
    ]
    sets = {"all places": np.concatenate(all_places), "middle": np.tile(images, (81, 1, 1, 1))}
    scores = {}
    for name, many in sets.items():
        network = train("dense", many, np.tile(labels, 81), seed, epochs, batch_size=256)
        scores[name] = shifted_accuracies(network, data)
    return {
        "dense, global 0": head[0],
        "dense, global 1": head[1],
        "all places 0": scores["all places"][0],
        "all places, worst": min(scores["all places"]),
        "as many steps, middle 0": scores["middle"][0],
        "as many steps, middle 1": scores["middle"][1],
    }


def measure_shuffling(seed, epochs=1, part=1):
    """Return accuracies in the middle, with the pixels as they are and shuffled."""
    data, images, labels = digits(seed, part)
    order = np.random.default_rng(seed).permutation(256)
    found = {}
    for name in ("dense", "CNN, flatten"):
        for title, way in (("", np.arange(256)), (", shuffled", order)):
            network = train(name, shuffle(images, way), labels, seed, 5 * epochs)
            asked = shuffle(place(data.x_test), way)
            found[name + title] = accuracy(network, asked, data.y_test)
    return found


def digits(seed, part):
    data = load_digits(seed=seed)
    count = len(data.x_train) // part
    return data, place(data.x_train[:count]), data.y_train[:count]


def place(images, down=0, right=0):
    rows, columns = (4 + down, 4 - down), (4 + right, 4 - right)
    return np.pad(images, ((0, 0), rows, columns, (0, 0)))


def shuffle(images, order):
    return images.reshape(-1, 256)[:, order].reshape(-1, 16, 16, 1)


def train(name, images, labels, seed, epochs, batch_size=64):
    import keras
    from keras import layers

    def window(filters):
        return layers.Conv2D(filters, 3, padding="same", activation="relu")

    dense_maps = [layers.Dense(1024, activation="relu"), layers.Reshape((4, 4, 64))]
    networks = {
        "dense": [layers.Flatten(), layers.Dense(64, activation="relu")],
        "dense, global": [layers.Flatten(), *dense_maps, layers.GlobalMaxPooling2D()],
        "CNN, flatten": [
            window(16),
            layers.MaxPooling2D(),
            window(64),
            layers.MaxPooling2D(),
            layers.Flatten(),
        ],
        "CNN, global": [
            window(16),
            layers.MaxPooling2D(),
            window(64),
            layers.GlobalMaxPooling2D(),
        ],
        "no pooling inside": [window(16), window(64), layers.GlobalMaxPooling2D()],
    }
    keras.utils.set_random_seed(seed)
    network = keras.Sequential([layers.Input((16, 16, 1)), *networks[name], layers.Dense(10)])
    loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
    network.compile(keras.optimizers.Adam(0.005), loss, jit_compile=False)
    network.fit(images, labels, batch_size=batch_size, epochs=epochs, verbose=0)
    return network


def accuracy(network, images, labels):
    return np.mean(np.argmax(network(images), axis=1) == labels)


def shifted_accuracies(network, data):
    return [
        np.mean(
            [
                accuracy(network, place(data.x_test, *move), data.y_test)
                for move in ((shift, 0), (0, -shift))
            ]
        )
        for shift in range(5)
    ]


EXPERIMENTS = [
    Experiment(
        "Which network forgives a shift?",
        measure_shifts,
        SETTINGS,
        [
            Conclusion(
                "In the middle all are right at least 9 times in 10.",
                lambda found: (
                    min(found[f"{name} 0"].min() for name in ("dense", "flatten", "global")) > 0.9
                ),
                ("as in the chapter", "twice the epochs"),
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
                "The CNN with flattening is better one pixel off, in the mean, and right at most "
                "4 times in 10 three off.",
                lambda found: (
                    found["flatten 1"].mean() > found["dense 1"].mean()
                    and found["flatten 3"].max() < 0.4
                ),
            ),
            Conclusion(
                "With global pooling it is right at least 9 times in 10 two pixels off.",
                lambda found: found["global 2"].min() > 0.9,
                ("as in the chapter", "twice the epochs"),
            ),
            Conclusion(
                "And at least 6 times in 10 at every shift.",
                lambda found: found["global, worst"].min() > 0.6,
                ("as in the chapter", "twice the epochs"),
            ),
            Conclusion(
                "The dip at one pixel is there with the pooling between the layers, and not "
                "without it.",
                lambda found: (
                    (found["global 2"] - found["global 1"]).min() > 0.04
                    and (found["no pooling inside 0"] - found["1 to 3, worst"]).max() < 0.02
                ),
            ),
        ],
    ),
    Experiment(
        "Does the head do it alone, and what does training in all places do?",
        measure_remedies,
        SETTINGS,
        [
            Conclusion(
                "Global pooling over a dense layer's maps: wrong at least 4 times in 10 one "
                "pixel off.",
                lambda found: found["dense, global 1"].max() < 0.6,
            ),
            Conclusion(
                "Trained on all places, dense is right at least 8 times in 10 at every shift.",
                lambda found: found["all places, worst"].min() > 0.8,
                ("as in the chapter", "twice the epochs"),
            ),
            Conclusion(
                "With as many steps in the middle it is wrong at least 4 times in 10 one pixel "
                "off.",
                lambda found: found["as many steps, middle 1"].max() < 0.6,
            ),
            Conclusion(
                "In the middle, training on all places costs accuracy, in the mean.",
                lambda found: (
                    (found["as many steps, middle 0"] - found["all places 0"]).mean() > 0.01
                ),
            ),
        ],
    ),
    Experiment(
        "What does shuffling the pixels cost?",
        measure_shuffling,
        SETTINGS,
        [
            Conclusion(
                "It costs dense nothing: less than 0.01 in the mean.",
                lambda found: abs((found["dense"] - found["dense, shuffled"]).mean()) < 0.01,
            ),
            Conclusion(
                "It costs the CNN more than 0.01, in the mean.",
                lambda found: (
                    (found["CNN, flatten"] - found["CNN, flatten, shuffled"]).mean() > 0.01
                ),
            ),
            Conclusion(
                "As it is, the CNN is ahead of dense, in the mean; shuffled, it is not.",
                lambda found: (
                    (found["CNN, flatten"] - found["dense"]).mean() > 0.005
                    and (found["CNN, flatten, shuffled"] - found["dense, shuffled"]).mean() < 0.005
                ),
                ("as in the chapter", "twice the epochs"),
            ),
            Conclusion(
                "Shuffled, it is still right at least 8 times in 10.",
                lambda found: found["CNN, flatten, shuffled"].min() > 0.8,
            ),
        ],
    ),
]
