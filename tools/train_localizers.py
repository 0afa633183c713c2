"""Train localizers with several weights and losses from five seeds, and write how well they do.

Run it with ``python tools/train_localizers.py FILE``, in the project's .venv, with one thread:
the environment is that of ``make``. It takes some twenty minutes, and needs the blood cells. What
it has made stands in ``cnn_lessons/tasks/localizers.csv``. All are judged on images that they have
not learned from, the blood cells' validation images and other scenes; nothing of the test list.
"""

import csv
import sys
from pathlib import Path

import numpy as np

from cnn_lessons.datasets import fetch_blood_cells, make_scenes
from cnn_lessons.tasks import (
    build_localizer,
    largest_objects,
    locate,
    mirror_all,
    paired_iou,
    train_localizer,
)

SIZE = (48, 64)
HEAD = ("data", "seed", "box_loss", "box_weight", "epochs", "mean_iou", "good", "accuracy")
SCENES = [("squared", 1, 10), ("squared", 30, 10), ("iou", 1, 10), ("absolute", 5, 10)]
MORE = [("squared", 1, 20), ("squared", 30, 20), ("squared", 10, 10), ("squared", 100, 10)]
MORE += [("iou", 3, 10)]


def scenes(count, seed, noise):
    """Return images with one shape, its box and its class."""
    return largest_objects(make_scenes(count, SIZE, seed=seed, most=1, noise=noise))


def judge(seed, training, held_out, settings):
    """Train one localizer and return its line of the log, without the data's name."""
    loss, weight, epochs = settings
    classes = len(np.unique(training[2])) if len(training) == 3 else 0
    model = build_localizer((*SIZE, 3), classes, seed)
    train_localizer(
        model, *training, epochs=epochs, box_weight=weight, box_loss=loss, progress=False
    )
    boxes, labels = locate(model, held_out[0])
    overlap = paired_iou(boxes, held_out[1])
    accuracy = f"{np.mean(labels == held_out[2]):.3f}" if classes else ""
    good = np.mean(overlap >= 0.5)
    return seed, *settings, f"{overlap.mean():.3f}", f"{good:.3f}", accuracy


def lines():
    """Yield all lines of the log."""
    cells = fetch_blood_cells(SIZE)
    if "stand-in" in cells.name:
        raise SystemExit("The blood cells are not here: go online, or set CNN_LESSONS_DATA.")
    training = mirror_all(*largest_objects(cells.train, 1)[:2])
    held_out = largest_objects(cells.validation, 1)[:2]
    for seed in range(5):
        for loss in ("squared", "absolute", "iou"):
            for epochs in (12, 24):
                yield "cells", *judge(seed, training, held_out, (loss, 30, epochs))
        for name, noise, settings in (("scenes", 0.04, SCENES + MORE), ("noisy", 0.12, SCENES)):
            data = scenes(1500, 100 + seed, noise), scenes(400, 200 + seed, noise)
            for each in settings:
                yield name, *judge(seed, *data, each)


if __name__ == "__main__":
    with Path(sys.argv[1]).open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        for line in lines():
            writer.writerow(line)
            file.flush()
            print(*line, flush=True)
