"""Whether padding prevents learning by heart, and how far the zeros reach.

The first experiment gives few digits to random kernels and a linear classifier, padded or not. The
second compares a cut-out with the whole photograph, through random layers: with zeros around it,
and with a mirror as the control.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits, load_photos
from cnn_lessons.operations import conv2d, pad_inputs


def measure_overfitting(seed, count=100, filters=8):
    """Return accuracies on digits seen and on new ones, with and without padding."""
    from sklearn.linear_model import RidgeClassifier

    data, rng = load_digits(seed=seed), np.random.default_rng(seed)
    some = rng.permutation(len(data.x_train))[:count]
    kernel = rng.normal(size=(3, 3, 1, filters))
    found = {}
    for mode in ("valid", "same"):
        batches = data.x_train[some], data.x_test
        maps = [conv2d(x, kernel, padding=mode).clip(0) for x in batches]
        x, x_test = (m.reshape(len(m), -1) for m in maps)
        model = RidgeClassifier().fit(x, data.y_train[some])
        found[f"{mode}, seen"] = model.score(x, data.y_train[some])
        found[f"{mode}, new"] = model.score(x_test, data.y_test)
    return found


def measure_reach(seed, layers=6, filters=8, middle=0.5):
    """Return the error that a frame makes, in units of the map's spread, at the left border."""
    rng = np.random.default_rng(seed)
    true = load_photos("china", "flower", "cat", "coffee", size=(160, 160)) / 255 - middle
    zeros = mirror = true[:, 48:112, 48:112]
    for layer in range(1, layers + 1):
        kernel = rng.normal(size=(3, 3, true.shape[3], filters)) / (4.5 * true.shape[3]) ** 0.5
        true = conv2d(true, kernel).clip(0)
        zeros = conv2d(zeros, kernel, padding=1).clip(0)
        mirror = conv2d(pad_inputs(mirror, 1, mode="reflect"), kernel).clip(0)
        target = true[:, 48 - layer : 112 - layer, 48 - layer : 112 - layer]
    found = {"wrong": (abs(zeros - target) > 1e-9).any(axis=(0, 3)).mean()}
    for name, maps in {"zeros": zeros, "mirror": mirror}.items():
        error = abs(maps - target).mean(axis=(0, 3)) / target.std()
        found[f"{name}, at the border"] = error[8:-8, 0].mean()
        found[f"{name}, 3 pixels in"] = error[8:-8, 3].mean()
    return found


EXPERIMENTS = [
    Experiment(
        "Does padding prevent learning by heart?",
        measure_overfitting,
        {
            "as in the chapter": {},
            "50 digits": {"count": 50},
            "200 digits": {"count": 200},
            "32 kernels": {"filters": 32},
        },
        [
            Conclusion(
                "The digits are learned by heart, padded or not.",
                lambda found: min(found["valid, seen"].min(), found["same, seen"].min()) == 1,
            ),
            Conclusion(
                "The gaps to new digits are within 2 points of each other, in the mean.",
                lambda found: abs((found["same, new"] - found["valid, new"]).mean()) < 0.02,
            ),
        ],
        seeds=range(10),
    ),
    Experiment(
        "How wrong is a map at its border?",
        measure_reach,
        {
            "as in the chapter": {},
            "12 layers": {"layers": 12},
            "32 filters": {"filters": 32},
            "pixels from 0 to 1": {"middle": 0},
        },
        [
            Conclusion(
                "After six layers a third of the map is wrong.",
                lambda found: abs(found["wrong"] - 1 / 3).max() < 0.02,
                ("as in the chapter", "32 filters", "pixels from 0 to 1"),
            ),
            Conclusion(
                "The error fades inwards: three pixels in it is smaller by a third, in the mean.",
                lambda found: (
                    found["zeros, at the border"].mean() > 1.5 * found["zeros, 3 pixels in"].mean()
                ),
            ),
            Conclusion(
                "It does so in every draw.",
                lambda found: (found["zeros, at the border"] > found["zeros, 3 pixels in"]).all(),
                ("as in the chapter", "12 layers", "32 filters"),
            ),
            Conclusion(
                "At the border the mirror lies less than the zeros.",
                lambda found: (
                    (found["zeros, at the border"] / found["mirror, at the border"]).min() > 1
                ),
            ),
        ],
    ),
]
