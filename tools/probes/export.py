"""What eight bits cost after the training, and what a forgotten division does.

Three networks: MobileNetV2's features with a head for pieces of five photographs, as in the
chapter, with other splits; the course's backbone with such a head, which has no depthwise
convolution; a network for digits, trained anew for each seed. The control of "it is the eight
bits" is one scale for each filter, which has as few.
"""

import tempfile
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


def of_photos(name, seed):
    """Return a model for pieces, images to measure ranges on, and those of the test."""
    from cnn_lessons.practice.photos import (
        PhotoClassifier,
        fit_photo_head,
        load_feature_network,
        split_photos,
    )

    network = load_feature_network(name)
    images, labels = pieces(network.side)
    own = np.arange(len(images))
    test = split_photos(labels, own, 0.5, seed)
    features = network.features(images)
    head = fit_photo_head(features[~test], labels[~test], own[~test], seed=seed)
    classifier = PhotoClassifier(network, NAMES, *head, (12,) * 5)
    return classifier.as_classifier().model, images[~test], images[test], labels[test]


def of_digits(seed):
    """Return the same of digits on a black canvas."""
    from cnn_lessons.datasets import load_digits
    from cnn_lessons.practice import enlarge_digits, train_digits_network

    def canvas(digits):
        put = np.pad(enlarge_digits(digits), ((0, 0), (8, 8), (8, 8), (0, 0)))
        return np.round(255 * put)

    data = load_digits(seed=seed)
    model = train_digits_network(seed=seed).model
    return model, canvas(data.x_train[:100]), canvas(data.x_test), data.y_test


def measure(seed, network):
    from cnn_lessons.practice import export_litert, run_litert, with_preprocessing

    data = of_digits(seed) if network == DIGITS else of_photos(network, seed)
    plain, examples, test, labels = data
    model, test = with_preprocessing(plain), test.astype(np.float32)
    shares = model.predict(test, verbose=0)
    found = {"Keras": shares, "forgotten": plain.predict(test, verbose=0)}
    found["twice"] = model.predict(test / 255, verbose=0)
    sizes = {}
    with tempfile.TemporaryDirectory() as folder:
        for name, kind, per_channel in (
            ("float32", "float32", True),
            ("int8", "int8", True),
            ("int8, one scale", "int8", False),
        ):
            path = Path(folder, "model.tflite")
            export_litert(model, path, kind, examples, per_channel)
            found[name], sizes[name] = run_litert(path, test), path.stat().st_size
    scores = {name: np.mean(f.argmax(axis=1) == labels) for name, f in found.items()}
    apart = np.abs(found["float32"] - shares).max()
    return {**scores, "size of int8": sizes["int8"] / sizes["float32"], "float32 is off by": apart}


EXPERIMENTS = [
    Experiment(
        "What do eight bits and a forgotten division cost?",
        measure,
        {name: {"network": name} for name in (CHAPTER, BACKBONE, DIGITS)},
        [
            Conclusion(
                "In float32 a file gives Keras's shares, to a ten-thousandth.",
                lambda found: found["float32 is off by"].max() < 1e-4,
            ),
            Conclusion(
                "int8 loses at most 4 points with each seed, and 2 on the average.",
                lambda found: (
                    (found["Keras"] - found["int8"]).max() < 0.04
                    and (found["Keras"] - found["int8"]).mean() < 0.02
                ),
            ),
            Conclusion(
                "It has less than half of the bytes.",
                lambda found: found["size of int8"].max() < 0.5,
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
