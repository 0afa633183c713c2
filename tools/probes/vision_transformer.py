"""What a small transformer and a CNN of equal size learn from digits, few, many and shuffled.

Both have 18,000 parameters, and every training has as many steps. The neighbours are a training
twice as long, more digits where there were few, and shuffled pixels instead of patches. The control
for the few digits is the CNN on shuffled ones: its windows hold no neighbours then.
"""

import numpy as np
from experiment import Conclusion, Experiment

EPOCHS = 10
RATE = {"transformer": 0.01, "CNN": 0.01}  # of 0.003, 0.01 and 0.03, on one validation part
PLACES = np.indices((4, 4)).reshape(2, 16).T  # rows and columns of the patches
FAR = np.abs(PLACES[:, np.newaxis] - PLACES).max(axis=-1) > 1  # neither itself nor a neighbour


def learner(name, seed, epochs=EPOCHS):
    """Return a network that can be trained again and again from the same start."""
    from cnn_lessons.architectures import small_cnn, small_transformer
    from cnn_lessons.practice import SameStart

    network = {"transformer": small_transformer, "CNN": small_cnn}[name]()
    return SameStart(network, RATE[name], epochs, seed=seed)


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
    return (shares * FAR).sum(axis=-1).mean() / shares.sum(axis=-1).mean()


def measure_digits(seed, few=100, patch=2, epochs=EPOCHS):
    """Return test accuracies with few digits, with all, and with all of them shuffled alike."""
    from cnn_lessons.datasets import load_digits

    data, found = load_digits(seed=seed), {}
    train, test = data.x_train, data.x_test
    for name in RATE:
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


def measure_control(seed, patch=2, epochs=EPOCHS):
    """Return what a CNN makes of 100 and of 300 digits if its windows hold no neighbours."""
    from cnn_lessons.datasets import load_digits

    data, found = load_digits(seed=seed), {}
    networks = {name: learner(name, seed, epochs) for name in RATE}
    for few in (100, 300):
        for name, kind in (("transformer", "in order"), ("CNN", "in order"), ("CNN", "shuffled")):
            train, test = data.x_train[:few], data.x_test
            if kind == "shuffled":
                train, test = (shuffled(images, seed, patch) for images in (train, test))
            networks[name].train(train, data.y_train[:few])
            found[f"{name}, {few} {kind}"] = networks[name].accuracy(test, data.y_test)
    return found


def lead(found, few):
    """Return by how much the CNN is ahead of the transformer, both with digits in order."""
    return found[f"CNN, {few} in order"] - found[f"transformer, {few} in order"]


def cost(found, few):
    """Return what the shuffling costs the CNN."""
    return found[f"CNN, {few} in order"] - found[f"CNN, {few} shuffled"]


EXPERIMENTS = [
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
                lambda found: min(found[f"{name}, all"].min() for name in RATE) > 0.9,
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
            Conclusion(
                "In the mean over the seeds it is as many as of the patches, to three points.",
                lambda found: abs(found["far shares"].mean() - FAR.mean()) < 0.03,
            ),
        ],
    ),
    Experiment(
        "What is left of the CNN's lead if the few digits are shuffled?",
        measure_control,
        {
            "as in the chapter": {},
            "shuffled pixels": {"patch": 1},
            "twice as long": {"epochs": 2 * EPOCHS},
        },
        [
            Conclusion(
                "With 100 digits a part of the lead is gone, in every split.",
                lambda found: cost(found, 100).min() > 0,
            ),
            Conclusion(
                "In the mean that is three points or more.",
                lambda found: cost(found, 100).mean() > 0.03,
            ),
            Conclusion(
                "The CNN is still ahead, by 3 points or more.",
                lambda found: (lead(found, 100) - cost(found, 100)).min() > 0.03,
                ("as in the chapter",),
            ),
            Conclusion(
                "In the mean less than half of the lead goes with the shuffling.",
                lambda found: cost(found, 100).mean() < lead(found, 100).mean() / 2,
                ("as in the chapter",),
            ),
            Conclusion(
                "With 300 digits the lead is less than two thirds, in every split.",
                lambda found: (lead(found, 300) < lead(found, 100) * 2 / 3).all(),
            ),
            Conclusion(
                "In the mean more than half of it goes with the shuffling there.",
                lambda found: cost(found, 300).mean() > lead(found, 300).mean() / 2,
            ),
        ],
    ),
]
