"""What the copies, the split and a stranger do to a head on MobileNetV2's features.

Other splits and other random labels; half of the photographs for testing instead of a quarter,
and pieces of another photograph in place of the astronaut's. One flower lies in the folder of the
pagoda. Each photograph has a copy of half the size in the experiment with random labels only.
"""

import numpy as np
from experiment import Conclusion, Experiment

STEPS = {"cat": 1, "china": 1, "coffee": 1, "flower": 1, "rocket": 3}


def squares(photo, numbers, side):
    """Return the middle squares of some of a photograph's 24 pieces."""
    from PIL import Image

    height, width = photo.shape[0] // 4, photo.shape[1] // 6
    edge, images = min(height, width), []
    for number in numbers:
        top = number // 6 * height + (height - edge) // 2
        left = number % 6 * width + (width - edge) // 2
        piece = Image.fromarray(photo[top : top + edge, left : left + edge])
        images.append(piece.resize((side, side)))
    return images


def measure(seed, test_share, stranger):
    from cnn_lessons.datasets.photos import read_photo
    from cnn_lessons.operations import softmax
    from cnn_lessons.practice.photos import fit_photo_head, load_feature_network, split_photos

    network, images, labels = load_feature_network(), [], []
    side = network.side
    for label, (name, step) in enumerate(STEPS.items()):
        numbers = range(0, 24, step)
        images += squares(read_photo(name), numbers, side)
        labels += [label] * len(numbers)
    labels = np.array(labels)
    wrong = np.flatnonzero(labels == 3)[14]
    labels[wrong] = 1
    halves = [image.resize((side // 2, side // 2)).resize((side, side)) for image in images]
    features = np.concatenate([network.features(images), network.features(halves)])
    own = np.arange(len(images))
    found, rng = {}, np.random.default_rng(seed)
    drawn = np.tile(rng.integers(5, size=len(images)), 2)
    for name, groups in {"alone": np.arange(2 * len(images)), "together": np.tile(own, 2)}.items():
        test = split_photos(drawn, groups, test_share, seed)
        head = fit_photo_head(features[~test], drawn[~test], groups[~test], strength=1.0)
        found[f"random labels, copies {name}"] = np.mean(
            (features[test] @ head[0] + head[1]).argmax(axis=1) == drawn[test]
        )
    test, features = split_photos(labels, own, test_share, seed), features[: len(images)]
    kernel, bias = fit_photo_head(features[~test], labels[~test], own[~test], seed=seed)
    shares = softmax(features[test] @ kernel + bias)
    true = shares[np.arange(test.sum()), labels[test]]
    found["true labels"] = np.mean(shares.argmax(axis=1) == labels[test])
    worse = true < true[own[test] == wrong] if test[wrong] else np.array([np.nan])
    found["mistakes worse than the wrong label"] = worse.sum()
    pieces = network.features(squares(read_photo(stranger), range(24), side))
    largest = softmax(pieces @ kernel + bias).max(axis=1)
    return {**found, "strangers, median": np.median(largest), "strangers, highest": largest.max()}


EXPERIMENTS = [
    Experiment(
        "What do copies, the split and strangers do?",
        measure,
        {
            "as in the chapter": {"test_share": 0.25, "stranger": "astronaut"},
            "half for testing": {"test_share": 0.5, "stranger": "astronaut"},
            "another stranger": {"test_share": 0.25, "stranger": "motorcycle"},
        },
        [
            Conclusion(
                "With copies on both sides, at least half of the labels drawn by lot are right, "
                "with copies together it is near chance, one in five.",
                lambda found: (
                    found["random labels, copies alone"].min() > 0.5
                    and found["random labels, copies together"].max() < 0.4
                ),
            ),
            Conclusion(
                "With true labels, three of four are right in each split, and the splits are "
                "several points apart.",
                lambda found: (
                    found["true labels"].min() > 0.75 and np.ptp(found["true labels"]) > 0.03
                ),
            ),
            Conclusion(
                "The wrong label, where it is in the test, is the worst mistake.",
                lambda found: np.nanmax(found["mistakes worse than the wrong label"]) < 1,
            ),
            Conclusion(
                "Half of the strangers get a share above 0.4, and at least one above 0.75.",
                lambda found: (
                    found["strangers, median"].min() > 0.4
                    and found["strangers, highest"].min() > 0.75
                ),
            ),
        ],
    )
]
