"""What max pooling loses of black ink, and how much a pooled map changes after one pixel.

The controls are an average and every second pixel beside the maximum.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits, load_photos
from cnn_lessons.operations import average_pool2d, conv2d, max_pool2d, relu

SOBEL = np.array([[-1.0, 0, 1], [-2, 0, 2], [-1, 0, 1]])
PHOTOS = ("cat", "coffee", "astronaut", "china", "flower")


def measure_inks(seed, size=2, linear=False):
    """Return how many digits are still told apart, in white and in black ink."""
    data, found = load_digits(seed=seed), {}
    poolings = {
        "every 2nd": lambda x: x[:, ::size, ::size],
        "max": lambda x: max_pool2d(x, size),
        "average": lambda x: average_pool2d(x, size),
    }
    inks = {"white": lambda x: x, "black": lambda x: 1 - x}
    for name, pooling in poolings.items():
        for title, ink in inks.items():
            known, asked = (
                pooling(ink(x)).reshape(len(x), -1) for x in (data.x_train, data.x_test)
            )
            answers = (fitted if linear else nearest)(known, data.y_train, asked)
            found[f"{name}, {title}"] = (answers == data.y_test).mean()
    return found


def nearest(known, labels, asked):
    distances = (known**2).sum(axis=1) - 2 * asked @ known.T
    return labels[distances.argmin(axis=1)]


def fitted(known, labels, asked):
    from sklearn.linear_model import RidgeClassifier

    return RidgeClassifier().fit(known, labels).predict(asked)


def measure_shift(seed, kernels="edges"):
    """Return how much a pooled map changes after one pixel, in units of its length."""
    rng = np.random.default_rng(seed)
    photo = load_photos(PHOTOS[seed % 5], size=(264, 264)) / 255
    grey = photo @ np.array([[0.299], [0.587], [0.114]])
    if kernels == "edges":
        kernel = np.stack([SOBEL, -SOBEL, SOBEL.T, -SOBEL.T], axis=-1)[:, :, np.newaxis]
    else:
        kernel = rng.normal(size=(*kernels, 1, 4))
        kernel -= kernel.mean(axis=(0, 1))
    maps = relu(conv2d(grey, kernel))
    before, after = maps[:, :256, :256], maps[:, :256, 1:257]
    ways = {
        "every 2nd": lambda x: x[:, ::2, ::2],
        "max": max_pool2d,
        "average": average_pool2d,
        "8 × 8 max": lambda x: max_pool2d(x, 8),
    }
    pooled = {name: (way(before), way(after)) for name, way in ways.items()}
    return {name: np.linalg.norm(b - a) / np.linalg.norm(a) for name, (a, b) in pooled.items()}


EXPERIMENTS = [
    Experiment(
        "What does max pooling leave of white and of black ink?",
        measure_inks,
        {
            "as in the chapter": {},
            "a linear classifier": {"linear": True},
            "windows of 4 × 4": {"size": 4},
        },
        [
            Conclusion(
                "With max pooling, black ink is read less well than white: by more than 0.1.",
                lambda found: (found["max, white"] - found["max, black"]).min() > 0.1,
                ("as in the chapter", "a linear classifier"),
            ),
            Conclusion(
                "With larger windows black ink is lost altogether.",
                lambda found: found["max, black"].max() < 0.12,
                ("windows of 4 × 4",),
            ),
            Conclusion(
                "The average does not care.",
                lambda found: abs(found["average, white"] - found["average, black"]).max() < 0.01,
            ),
            Conclusion(
                "On white ink the average is better than the maximum.",
                lambda found: (found["average, white"] - found["max, white"]).min() > 0,
            ),
            Conclusion(
                "Every second pixel is no worse than the maximum on white ink, in the mean.",
                lambda found: (found["every 2nd, white"] - found["max, white"]).mean() > 0,
                ("as in the chapter", "a linear classifier"),
            ),
        ],
        seeds=range(10),
    ),
    Experiment(
        "What does one pixel change?",
        measure_shift,
        {
            "as in the chapter": {},
            "random kernels of 3 × 3": {"kernels": (3, 3)},
            "random kernels of 7 × 7": {"kernels": (7, 7)},
        },
        [
            Conclusion(
                "One pixel changes every 2 × 2 max pooled map by more than 0.4 of its length.",
                lambda found: found["max"].min() > 0.4,
                ("as in the chapter", "random kernels of 3 × 3"),
            ),
            Conclusion(
                "By less than keeping every second pixel does.",
                lambda found: (found["every 2nd"] - found["max"]).min() > 0,
            ),
            Conclusion(
                "Windows of 8 × 8 change by less than half of that.",
                lambda found: (found["8 × 8 max"] / found["max"]).max() < 0.5,
            ),
        ],
    ),
]
