"""What eight bits cost after the training, and what a forgotten division does.

Three networks: MobileNetV2's features with a head for pieces of five photographs, as in the
chapter, with other splits; the course's backbone with such a head, which has no depthwise
convolution; a network for digits, trained anew for each seed. The control of "it is the eight
bits" is one scale for each filter, which has as few.
"""

import tempfile
from functools import cache
from pathlib import Path

import numpy as np
from experiment import Conclusion, Experiment

NAMES = ("cat", "china", "coffee", "flower", "rocket")
CHAPTER, BACKBONE, DIGITS = "MobileNetV2", "the course's backbone", "a network for digits"


def pieces(side):
    """Return the middle squares of 24 pieces of each of five photographs, and their labels."""
    from PIL import Image

    from cnn_lessons.datasets.photos import read_photo

    images = []
    for name in NAMES:
        photo = read_photo(name)
        height, width = photo.shape[0] // 4, photo.shape[1] // 6
        edge = min(height, width)
        for number in range(24):
            top = number // 6 * height + (height - edge) // 2
            left = number % 6 * width + (width - edge) // 2
            piece = Image.fromarray(photo[top : top + edge, left : left + edge])
            images.append(np.asarray(piece.resize((side, side))))
    return np.stack(images), np.repeat(np.arange(len(NAMES)), 24)


@cache
def seen(name):
    """Return a network and pieces, with features of them divided once, not at all, and twice."""
    from cnn_lessons.practice.photos import load_feature_network

    network = load_feature_network(name)
    images, labels = pieces(network.side)
    features = {
        way: network.model.predict(np.float32(images) / by, verbose=0)
        for way, by in {"Keras": 255, "forgotten": 1, "twice": 255**2}.items()
    }
    return network, images, labels, features


def of_photos(name, seed):
    """Return a model for pieces, images to measure ranges on, those of the test, and shares."""
    from cnn_lessons.practice.photos import PhotoClassifier, fit_photo_head, split_photos

    network, images, labels, features = seen(name)
    own = np.arange(len(images))
    test = split_photos(labels, own, 0.5, seed)
    head = fit_photo_head(features["Keras"][~test], labels[~test], own[~test], seed=seed)
    classifier = PhotoClassifier(network, NAMES, *head, (12,) * 5)
    shares = {way: classifier.shares(found[test]) for way, found in features.items()}
    return classifier.as_classifier().model, images[~test], images[test], labels[test], shares


def of_digits(seed):
    """Return the same of digits on a black canvas."""
    from cnn_lessons.datasets import load_digits
    from cnn_lessons.practice import enlarge_digits, train_digits_network

    def canvas(digits):
        put = np.pad(enlarge_digits(digits), ((0, 0), (8, 8), (8, 8), (0, 0)))
        return np.round(255 * put)

    data = load_digits(seed=seed)
    model, test = train_digits_network(seed=seed).model, canvas(data.x_test)
    shares = {
        way: model.predict(test / by, verbose=0)
        for way, by in {"Keras": 255, "forgotten": 1, "twice": 255**2}.items()
    }
    return model, canvas(data.x_train[:100]), test, data.y_test, shares


def measure(seed, network):
    from cnn_lessons.practice import export_litert, run_litert, with_preprocessing

    data = of_digits(seed) if network == DIGITS else of_photos(network, seed)
    plain, examples, test, labels, found = data
    model = with_preprocessing(plain)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "model.tflite")
        for name, per_channel in (("int8", True), ("int8, one scale", False)):
            export_litert(model, path, "int8", examples, per_channel)
            found[name] = run_litert(path, test)
    return {name: np.mean(f.argmax(axis=1) == labels) for name, f in found.items()}


EXPERIMENTS = [
    Experiment(
        "What do eight bits and a forgotten division cost?",
        measure,
        {name: {"network": name} for name in (CHAPTER, BACKBONE, DIGITS)},
        [
            Conclusion(
                "int8 costs 2 to 8 points on the average, and at most 15 with each seed.",
                lambda found: (
                    0.02 < (found["Keras"] - found["int8"]).mean() < 0.08
                    and (found["Keras"] - found["int8"]).max() < 0.15
                ),
                (CHAPTER,),
            ),
            Conclusion(
                "Without depthwise convolutions int8 costs at most 2 points on the average.",
                lambda found: (found["Keras"] - found["int8"]).mean() < 0.02,
                (BACKBONE, DIGITS),
            ),
            Conclusion(
                "With one scale for each kernel less than half of the answers are right.",
                lambda found: found["int8, one scale"].max() < 0.5,
                (CHAPTER,),
            ),
            Conclusion(
                "Without depthwise convolutions one scale costs at most 6 points.",
                lambda found: (found["Keras"] - found["int8, one scale"]).max() < 0.06,
                (BACKBONE, DIGITS),
            ),
            Conclusion(
                "Divided twice, less than half is right.",
                lambda found: found["twice"].max() < 0.5,
            ),
            Conclusion(
                "Without the division, less than half is right.",
                lambda found: found["forgotten"].max() < 0.5,
                (CHAPTER,),
            ),
        ],
    )
]
