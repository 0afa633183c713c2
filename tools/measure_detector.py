"""Train the detector of the chapter *Detection* again and again, and write what came out.

Run it with ``python tools/measure_detector.py FILE``, in the project's .venv. Each training adds a
line to the file; those that are there are not repeated. What it has made stands in
``cnn_lessons/tasks/detection_seeds.csv``. Thresholds are chosen on validation images; with them,
or with those that the column names, everything is measured on the test images.

The settings are the chapter's, a longer training, and a control: every training image has the
boxes of another one, so that only habits can be learned, where cells usually are.
"""

import argparse
import csv
import os
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np

from cnn_lessons.datasets import SHAPES, BoxedDataset, fetch_blood_cells, make_scenes
from cnn_lessons.tasks import average_precisions, count_objects, train_detector

FAINT = 0.02  # score
NOISE = 0.05  # standard deviation of what is added to each pixel
TRAININGS = {  # setting: data, epochs, boxes of others, seeds
    "cells": ("cells", 18, False, range(5)),
    "cells, boxes of others": ("cells", 18, True, range(2)),
    "cells, longer": ("cells", 27, False, range(2)),
    "scenes": ("scenes", 12, False, range(5)),
    "scenes, longer": ("scenes", 18, False, range(2)),
}


def scenes():
    """Return the scenes of the chapter."""
    parts = [make_scenes(count, seed=seed) for seed, count in enumerate((1200, 100, 100))]
    return BoxedDataset("Generated scenes", *parts, SHAPES)


def exchange_boxes(data):
    """Return a data set whose training images have the boxes of the next one."""
    boxes, labels = data.train.boxes, data.train.labels
    train = replace(data.train, boxes=boxes[1:] + boxes[:1], labels=labels[1:] + labels[:1])
    return replace(data, train=train)


def measure(data, epochs, seed):
    """Return a line of the log: numbers by name."""
    begin = sum(os.times()[:2])
    detector = train_detector(
        data, epochs=epochs, upside_down=data.class_names != SHAPES, seed=seed, progress=False
    )
    row = {"cpu_seconds": sum(os.times()[:2]) - begin}

    def precisions(images, truth, **changes):
        found = replace(detector, **changes).predict(images, FAINT)
        truths = list(zip(truth.boxes, truth.labels, strict=True))
        return average_precisions(found, truths, len(data.class_names))

    row["validation"] = precisions(data.validation.images, data.validation).mean()
    each = precisions(data.test.images, data.test)
    row["test"] = each.mean()
    row |= {f"test {name}": value for name, value in zip(("0", "1", "2"), each, strict=True)}
    row["iou_threshold"] = detector.iou_threshold
    for threshold in (0.3, 0.6):
        changed = precisions(data.test.images, data.test, iou_threshold=threshold)
        row[f"test, suppression {threshold}"] = changed.mean()
    noise = np.random.default_rng(seed).normal(0, NOISE, data.test.images.shape)
    noisy = np.clip(data.test.images + noise, 0, 1).astype(np.float32)
    row["test, noise"] = precisions(noisy, data.test).mean()
    found = [each.labels for each in detector.predict(data.test.images)]
    true = count_objects(data.test.labels, 3)
    errors = np.abs(count_objects(found, 3) - true).mean(axis=0)
    usual = count_objects(data.train.labels, 3).mean(axis=0)
    row |= {f"count error {i}": error for i, error in enumerate(errors)}
    row |= {f"usual count's {i}": e for i, e in enumerate(np.abs(usual - true).mean(axis=0))}
    return {name: f"{value:.3f}" for name, value in row.items()}


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="where the lines are added")
    file = parser.parse_args(arguments).file
    done = set()
    if file.exists():
        with file.open(newline="", encoding="utf-8") as lines:
            done = {(row["setting"], int(row["seed"])) for row in csv.DictReader(lines)}
    sets = {"cells": fetch_blood_cells(), "scenes": scenes()}
    for setting, (name, epochs, exchanged, seeds) in TRAININGS.items():
        data = exchange_boxes(sets[name]) if exchanged else sets[name]
        for seed in seeds:
            if (setting, seed) in done:
                continue
            row = {"data": data.name, "setting": setting, "epochs": epochs, "seed": seed}
            row |= measure(data, epochs, seed)
            print(row, flush=True)
            new = not file.exists()
            with file.open("a", newline="", encoding="utf-8") as lines:
                writer = csv.DictWriter(lines, list(row), lineterminator="\n")
                if new:
                    writer.writeheader()
                writer.writerow(row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
