"""What a small transformer and a CNN of equal size learn from digits, few, many and shuffled.

Both have 18,000 parameters, and every training has as many steps. The first experiment chooses the
learning rate of each on digits kept for validation. The neighbours of the others are a training
twice as long, more digits where there were few, and shuffled pixels instead of patches.
"""

import numpy as np
from experiment import Conclusion, Experiment

EPOCHS = 10
RATES = (0.003, 0.01, 0.03)
CHOSEN = {"transformer": 0.01, "CNN": 0.01}
NEIGHBOURS = np.indices((4, 4)).reshape(2, 16).T  # rows and columns of the patches


def learner(name, seed, epochs=EPOCHS, rate=None):
    """Return a network that can be trained again and again from the same start."""
    from cnn_lessons.architectures import small_cnn, small_transformer
    from cnn_lessons.practice import SameStart

    network = {"transformer": small_transformer, "CNN": small_cnn}[name]()
    return SameStart(network, rate or CHOSEN[name], epochs, seed=seed)


def shuffled(images, seed, patch=2):
    """Return images whose patches stand in another order, the same for all of them."""
    from cnn_lessons.operations import cut_patches, join_patches

    patches = cut_patches(images, patch)
    order = np.random.default_rng(seed).permutation(patches.shape[1])
    return join_patches(patches[:, order], 8 // patch)


def far_shares(model, images):
    """Return which part of their shares patches give to patches that are no neighbours."""
    import keras

    from cnn_lessons.operations import attention_shares, split_heads

    parts = [model.get_layer(f"block1_{part}").output for part in ("query", "key")]
    asked = keras.Model(model.input, parts).predict_on_batch(images)
    shares = attention_shares(*(split_heads(part, 4) for part in asked))[:, :, 1:, 1:]
    far = np.abs(NEIGHBOURS[:, np.newaxis] - NEIGHBOURS).max(axis=-1) > 1
    return (shares * far).sum(axis=-1).mean() / shares.sum(axis=-1).mean()


def measure_rates(seed, few=None):
    """Return the accuracy on digits kept for validation, for three learning rates."""
    from cnn_lessons.datasets import load_digits

    data, found = load_digits(seed=seed), {}
    kept = data.x_train[:300], data.y_train[:300]
    images, labels = (part[300:][:few] for part in (data.x_train, data.y_train))
    for name in CHOSEN:
        for rate in RATES:
            trained = learner(name, seed, rate=rate).train(images, labels)
            found[f"{name}, {rate}"] = trained.accuracy(*kept)
    return found


def measure_digits(seed, few=100, patch=2, epochs=EPOCHS):
    """Return test accuracies with few digits, with all, and with all of them shuffled alike."""
    from cnn_lessons.datasets import load_digits

    data, found = load_digits(seed=seed), {}
    train, test = data.x_train, data.x_test
    for name in CHOSEN:
        network = learner(name, seed, epochs)
        network.train(train[:few], data.y_train[:few])
        found[f"{name}, few"] = network.accuracy(test, data.y_test)
        network.train(shuffled(train, seed, patch), data.y_train)
        found[f"{name}, shuffled"] = network.accuracy(shuffled(test, seed, patch), data.y_test)
        network.train(train, data.y_train)
        found[f"{name}, all"] = network.accuracy(test, data.y_test)
        if name == "transformer":
            found["far shares"] = far_shares(network.model, test)
    return found


def measure_control(seed, few=100, patch=2):
    """Return what a CNN makes of few digits if its windows hold no neighbours any more."""
    from cnn_lessons.datasets import load_digits

    data, found = load_digits(seed=seed), {}
    network = learner("CNN", seed)
    for kind in ("in order", "shuffled"):
        train, test = data.x_train[:few], data.x_test
        if kind == "shuffled":
            train, test = (shuffled(images, seed, patch) for images in (train, test))
        network.train(train, data.y_train[:few])
        found[f"CNN, {kind}"] = network.accuracy(test, data.y_test)
    return found


EXPERIMENTS = [
    Experiment(
        "Which learning rate is best on digits kept for validation?",
        measure_rates,
        {"all digits": {}, "300 digits": {"few": 300}, "100 digits": {"few": 100}},
        [
            Conclusion(
                "With 0.01 each is within two points of its best of three rates, in the mean.",
                lambda found: all(
                    found[f"{name}, 0.01"].mean()
                    > max(found[f"{name}, {rate}"].mean() for rate in RATES) - 0.02
                    for name in CHOSEN
                ),
                ("all digits",),
            ),
        ],
    ),
    Experiment(
        "What do both learn from few digits, from all, and from shuffled ones?",
        measure_digits,
        {
            "as in the chapter": {},
            "twice as long": {"epochs": 2 * EPOCHS},
            "300 digits, shuffled pixels": {"few": 300, "patch": 1},
        },
        [
            Conclusion(
                "On all digits, in order, both read more than nine of ten.",
                lambda found: min(found[f"{name}, all"].min() for name in CHOSEN) > 0.9,
            ),
            Conclusion(
                "There they are less than five points apart.",
                lambda found: np.abs(found["CNN, all"] - found["transformer, all"]).max() < 0.05,
            ),
            Conclusion(
                "With few digits the CNN is ahead by more than 5 points.",
                lambda found: (found["CNN, few"] - found["transformer, few"]).min() > 0.05,
                ("as in the chapter", "twice as long"),
            ),
            Conclusion(
                "With few digits the CNN is ahead.",
                lambda found: (found["CNN, few"] - found["transformer, few"]).min() > 0,
            ),
            Conclusion(
                "The CNN loses more through shuffling than the transformer.",
                lambda found: (
                    (
                        (found["CNN, all"] - found["CNN, shuffled"])
                        - (found["transformer, all"] - found["transformer, shuffled"])
                    ).min()
                    > 0
                ),
            ),
            Conclusion(
                "In the mean over the seeds shuffled patches cost the transformer under a point.",
                lambda found: (
                    (found["transformer, all"] - found["transformer, shuffled"]).mean() < 0.01
                ),
                ("as in the chapter", "twice as long"),
            ),
            Conclusion(
                "From 2/5 to 3/4 of the shares go beyond the neighbours; of the patches 61 % are.",
                lambda found: (
                    (found["far shares"].min() > 2 / 5) & (found["far shares"].max() < 3 / 4)
                ),
            ),
        ],
    ),
    Experiment(
        "What is left of the CNN's lead if the few digits are shuffled?",
        measure_control,
        {
            "as in the chapter": {},
            "shuffled pixels": {"patch": 1},
            "300 digits": {"few": 300},
        },
        [
            Conclusion(
                "Shuffled patches cost the CNN less than half of its lead, under 5 points.",
                lambda found: (found["CNN, in order"] - found["CNN, shuffled"]).max() < 0.05,
                ("as in the chapter", "300 digits"),
            ),
        ],
    ),
]
