"""When moving the photographs is worth it, and what new ones are worth.

The chapter's network: a twentieth of the photographs twenty times over, or all of them once, moved
and left alone, from other random starts. To be quick, they are an eighth of all the chapter's
photographs, a sixteenth, and a sixteenth seen twice as often, in batches of 64 or 32, which leaves
a quarter of the chapter's steps. What a network knows of its own photographs is asked with these
left alone, too.
"""

import numpy as np
from experiment import Conclusion, Experiment

EIGHTH, SIXTEENTH = "an eighth of the photographs", "a sixteenth"
TESTED = 3000  # photographs
TWICE = "a sixteenth, twice as often"


def build(front, seed):
    """Return the chapter's network."""
    import keras
    from keras import layers

    keras.utils.set_random_seed(seed)
    network = [keras.Input((32, 32, 3)), *front]
    for filters in (12, 24, 48, 96):
        network += [
            layers.Conv2D(filters, 3, padding="same", use_bias=False),
            *(layers.MaxPooling2D(), layers.BatchNormalization(momentum=0.9), layers.ReLU()),
        ]
    return keras.Sequential([*network, layers.GlobalAveragePooling2D(), layers.Dense(10)])


def measure(seed, share, times, batch):
    """Return the accuracies of few and of many photographs, left alone and moved."""
    from keras import layers

    from cnn_lessons.datasets import fetch_cifar10
    from cnn_lessons.practice import train

    data = fetch_cifar10()
    test = data.x_test[:TESTED], data.y_test[:TESTED]
    images, labels = data.x_train[:-1000], data.y_train[:-1000]
    validation = data.x_train[-1000:], data.y_train[-1000:]
    count = round(len(labels) * share)
    found = {}
    for name, size, epochs in (("few", count // 20, 20 * times), ("many", count, times)):
        for moved in (False, True):
            front = [
                layers.RandomFlip("horizontal"),
                layers.RandomTranslation(0.125, 0.125, "reflect"),
            ]
            model = build(front if moved else [], seed)
            history = train(
                *(model, images[:size], labels[:size], epochs, 0.01, batch), progress=False
            )
            known = history["accuracy"][-1]
            own = right(model, images[:size], labels[:size]) if name == "few" else None
            title = f"{name}, moved" if moved else name
            found[title] = right(model, *test)
            if name == "few":
                found |= {f"{title}: its own, in training": known, f"{title}: its own": own}
                found[f"{title}: loss"] = model.evaluate(*validation, 500, verbose=0)[0]
            if title == "many":
                found["mistakes among animals or vehicles"] = near(model, *test)
    return found


def right(model, images, labels):
    return np.mean(model.predict(images, 500, verbose=0).argmax(axis=1) == labels)


def near(model, images, labels):
    """Return which share of the mistakes takes an animal for an animal, or neither for neither."""
    answers = model.predict(images, 500, verbose=0).argmax(axis=1)
    animal = np.isin(np.arange(10), (2, 3, 4, 5, 6, 7))
    wrong = answers != labels
    return np.mean((animal[answers] == animal[labels])[wrong])


def gap(found, name):
    """Return by how much a network is better on its own photographs, as the training says."""
    return found[f"{name}: its own, in training"] - found[name]


EXPERIMENTS = [
    Experiment(
        "What does moving bring, and what do new photographs?",
        measure,
        {
            EIGHTH: {"share": 0.125, "times": 1, "batch": 64},
            SIXTEENTH: {"share": 0.0625, "times": 1, "batch": 32},
            TWICE: {"share": 0.0625, "times": 2, "batch": 64},
        },
        [
            Conclusion(
                "Few photographs are learned by heart.",
                lambda found: found["few: its own"].min() > 0.98,
            ),
            Conclusion(
                "So few are learned by heart even when moved: most of the gap stays, and left "
                "alone they are read about as well.",
                lambda found: (
                    (gap(found, "few, moved") > gap(found, "few") / 2).all()
                    and abs(
                        found["few, moved: its own"] - found["few, moved: its own, in training"]
                    ).max()
                    < 0.05
                ),
            ),
            Conclusion(
                "Moving few photographs brings 1 to 3 points on average.",
                lambda found: 0.01 < np.mean(found["few, moved"] - found["few"]) < 0.03,
            ),
            Conclusion(
                "Moved about, the validation loss of some 300 photographs is smaller on average.",
                lambda found: found["few, moved: loss"].mean() < found["few: loss"].mean(),
                (EIGHTH,),
            ),
            Conclusion(
                "That of some 150 is larger.",
                lambda found: (found["few, moved: loss"] > found["few: loss"]).all(),
                (SIXTEENTH, TWICE),
            ),
            Conclusion(
                "Many photographs beat few, at equal work.",
                lambda found: (
                    found["many"] > np.maximum(found["few"], found["few, moved"]) + 0.04
                ).all(),
            ),
            Conclusion(
                "Moving many photographs, met once or twice, costs 1 or 2 points on average.",
                lambda found: 0.01 < np.mean(found["many"] - found["many, moved"]) < 0.025,
            ),
            Conclusion(
                "Three in four of the mistakes or more stay among animals, or among vehicles.",
                lambda found: found["mistakes among animals or vehicles"].min() > 0.75,
            ),
        ],
    )
]
