"""What max pooling loses of black ink, what pooling forgives, and what a global average forgives.

The controls: an average and every second pixel beside the maximum, numbers in random places beside
the map, and a global average of the pixels themselves beside that of the feature maps.
"""

import numpy as np
from experiment import Conclusion, Experiment

from cnn_lessons.datasets import load_digits, load_photos
from cnn_lessons.operations import (
    average_pool2d,
    conv2d,
    global_average_pool2d,
    max_pool2d,
    relu,
    sliding_windows,
)

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
    """Return how a map and its pooled map change, one pixel on, and what pooling keeps."""
    rng = np.random.default_rng(seed)
    photo = load_photos(PHOTOS[seed % 5], size=(264, 264)) / 255
    grey = photo @ np.array([[0.299], [0.587], [0.114]])
    if kernels == "edges":
        kernel = np.stack([SOBEL, -SOBEL, SOBEL.T, -SOBEL.T], axis=-1)[:, :, np.newaxis]
    else:
        kernel = rng.normal(size=(*kernels, 1, 4))
        kernel -= kernel.mean(axis=(0, 1))
    maps = relu(conv2d(grey, kernel))
    shuffled = rng.permutation(maps.reshape(-1, 4)).reshape(maps.shape)
    before, after = maps[:, :256, :256], maps[:, :256, 1:257]
    ways = {
        "every 2nd": lambda x: x[:, ::2, ::2],
        "max": max_pool2d,
        "average": average_pool2d,
        "8 × 8 max": lambda x: max_pool2d(x, 8),
    }
    pooled = {name: (way(before), way(after)) for name, way in ways.items()}
    a, b = pooled["max"]
    return {
        **{name: np.linalg.norm(b - a) / np.linalg.norm(a) for name, (a, b) in pooled.items()},
        "max, of the squares": ((b - a) ** 2).sum() / (a**2).sum(),
        "max, places": (a != b).mean(),
        "kept and dropped, pixels": alike(grey),
        "map": alike(maps),
        "map shuffled": alike(shuffled),
    }


def alike(maps):
    """Return the correlation of the largest and the smallest of each window."""
    return np.corrcoef(max_pool2d(maps).ravel(), -max_pool2d(-maps).ravel())[0, 1]


def measure_heads(seed, filters=64, penalty=10, cut=True):
    """Return accuracies of three heads in the middle and elsewhere, and of the pixels' mean."""
    from sklearn.linear_model import RidgeClassifier

    data, rng = load_digits(seed=seed), np.random.default_rng(seed)
    kernel = cut_filters(data.x_train, filters, rng) if cut else random_filters(filters, rng)
    heads = {
        "every 4th": lambda x: x[:, ::4, ::4].reshape(len(x), -1),
        "max": lambda x: max_pool2d(x, 4).reshape(len(x), -1),
        "average": global_average_pool2d,
    }
    found = {}
    train, *tests = (
        relu(conv2d(moved(images, shift), kernel, padding="same") - 0.5)
        for images, shift in ((data.x_train, 0), *((data.x_test, s) for s in (0, 1, 3)))
    )
    for name, head in heads.items():
        unit = head(train).std()
        model = RidgeClassifier(penalty).fit(head(train) / unit, data.y_train)
        for shift, test in zip((0, 1, 3), tests, strict=True):
            found[f"{name} {shift}"] = model.score(head(test) / unit, data.y_test)
    means = [global_average_pool2d(x) for x in (data.x_train, data.x_test)]
    model = RidgeClassifier(penalty).fit(means[0] / means[0].std(), data.y_train)
    return {**found, "average of pixels": model.score(means[1] / means[0].std(), data.y_test)}


def cut_filters(images, count, rng):
    patches = sliding_windows(images, kernel_size=5).reshape(-1, 5, 5, 1)
    return normed(patches[rng.choice(len(patches), count, replace=False)])


def random_filters(count, rng):
    return normed(rng.normal(size=(count, 5, 5, 1)))


def normed(patches):
    patches = patches - patches.mean(axis=(1, 2), keepdims=True)
    lengths = (patches**2).sum(axis=(1, 2), keepdims=True) ** 0.5
    return (patches / lengths).transpose(1, 2, 3, 0)


def moved(images, down):
    return np.pad(images, ((0, 0), (4 + down, 4 - down), (4, 4), (0, 0)))


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
        "What does one pixel change, and is what is dropped like what is kept?",
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
                "More than half of the places change, and less than half of the squares.",
                lambda found: (
                    found["max, places"].min() > 0.5 and found["max, of the squares"].max() < 0.5
                ),
            ),
            Conclusion(
                "Windows of 8 × 8 change by less than half of that.",
                lambda found: (found["8 × 8 max"] / found["max"]).max() < 0.5,
            ),
            Conclusion(
                "What is dropped is less like what is kept on the map than on the pixels.",
                lambda found: (found["kept and dropped, pixels"] - found["map"]).min() > 0.05,
            ),
            Conclusion(
                "On the map it is more alike than among numbers in random places.",
                lambda found: (found["map"] - found["map shuffled"]).min() > 0.1,
            ),
        ],
    ),
    Experiment(
        "Which head forgives a shift?",
        measure_heads,
        {
            "as in the chapter": {},
            "16 filters": {"filters": 16},
            "random filters": {"cut": False},
            "a tenth of the penalty": {"penalty": 1},
        },
        [
            Conclusion(
                "In the middle all three are right at least 9 times in 10.",
                lambda found: (
                    min(found[f"{h} 0"].min() for h in ("every 4th", "max", "average")) > 0.9
                ),
                ("as in the chapter", "a tenth of the penalty"),
            ),
            Conclusion(
                "There flattened maxima make fewer mistakes than the global average.",
                lambda found: (found["max 0"] - found["average 0"]).min() > 0,
            ),
            Conclusion(
                "3 pixels off, a flattened head is wrong at least 6 times in 10.",
                lambda found: max(found["max 3"].max(), found["every 4th 3"].max()) < 0.4,
            ),
            Conclusion(
                "And the global average loses less than 0.05.",
                lambda found: (found["average 0"] - found["average 3"]).max() < 0.05,
            ),
            Conclusion(
                "One pixel off, the maximum before flattening helps by more than 0.2.",
                lambda found: (found["max 1"] - found["every 4th 1"]).min() > 0.2,
                ("as in the chapter", "16 filters", "random filters"),
            ),
            Conclusion(
                "The global average of the pixels themselves is right at most 3 times in 10.",
                lambda found: found["average of pixels"].max() < 0.3,
            ),
        ],
    ),
]
