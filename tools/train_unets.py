"""Train the U-Net of the chapter on segmentation in several ways, each with five seeds.

Run it with ``python tools/train_unets.py cnn_lessons/tasks/unets.csv``, in the project's
.venv and with the real nuclei at hand. It takes half an hour on one core. Each line is written
when it is known; nothing is chosen by the test images.
"""

import csv
import sys
from pathlib import Path

import keras
import numpy as np

from cnn_lessons.datasets import fetch_nuclei
from cnn_lessons.tasks import (
    add_haze,
    build_unet,
    choose_threshold,
    count_objects,
    dice,
    dice_scores,
    draw_crops,
    predict_shares,
    settle_averages,
    standardize,
    train_unet,
)

HEAD = (
    *("images", "up", "steps", "seed", "averages", "threshold"),
    *("dice", "pooled", "smallest", "hazed", "found", "matched"),
)
FILTERS = (8, 16, 32, 64)
THRESHOLDS = np.linspace(0.1, 0.9, 9)
WAYS = [  # images, up, momentum, steps
    ("raw", "transposed", 0.99, 80),
    ("raw", "transposed", 0.99, 160),
    ("standardized", "transposed", 0.9, 160),
    ("hazed", "transposed", 0.9, 160),
    ("hazed", "transposed", 0.9, 240),
    ("hazed", "resize", 0.9, 160),
]


def split(count):
    """Return which training images are learned from, and which are for choosing: a fifth."""
    positions = np.arange(count)
    return positions[positions % 5 > 0], positions[positions % 5 == 0]


def prepare(images, kind):
    """Return images as a network is given them."""
    return images if kind == "raw" else standardize(images)


def judge(model, kind, data, held):
    """Return threshold, three numbers of Dice, that with haze, and the objects."""
    shares = predict_shares(model, prepare(data.x_train[held], kind))
    threshold, _ = choose_threshold(shares, data.objects_train[held] > 0, THRESHOLDS)
    truths = data.objects_test > 0
    hazy = add_haze(data.x_test, np.random.default_rng(0))
    masks, hazed = (
        predict_shares(model, prepare(x, kind)) > threshold for x in (data.x_test, hazy)
    )
    scores, counts = dice_scores(masks, truths), count_objects(masks, data.objects_test)
    means = scores.mean(), dice(masks, truths), scores.min(), dice_scores(hazed, truths).mean()
    rounded = (round(float(value), 4) for value in (threshold, *means))
    return *rounded, counts.found, counts.matched


def runs(data, kind, up, momentum, steps, seed):
    """Train once; yield what the network does, and what it does with settled averages."""
    learned, held = split(len(data.x_train))
    images, masks = data.x_train[learned], data.objects_train[learned] > 0
    if kind == "hazed":
        rng = np.random.default_rng(seed)
        images = np.concatenate([images, *(add_haze(images, rng) for _ in range(3))])
        masks = np.tile(masks, (4, 1, 1))
    images = prepare(images, kind)
    keras.utils.set_random_seed(seed)
    model = build_unet((None, None, 1), 1, FILTERS, "same", momentum, up)
    train_unet(model, images, masks, steps, seed=seed, report=0)
    way = kind, up, steps, seed
    yield *way, momentum, *judge(model, kind, data, held)
    if momentum == 0.99:
        crops, _ = draw_crops(images, masks, 160, 128, np.random.default_rng(seed))
        settle_averages(model, crops)
        yield *way, "settled", *judge(model, kind, data, held)


def main(path):
    data = fetch_nuclei()
    print(data)
    with Path(path).open("w", encoding="utf-8", newline="") as file:
        log = csv.writer(file, lineterminator="\n")
        log.writerow(HEAD)
        for seed in range(5):
            for way in WAYS:
                for run in runs(data, *way, seed):
                    log.writerow(run)
                    file.flush()
                    print(run, flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
