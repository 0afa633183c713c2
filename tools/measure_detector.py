"""Train the detector of the chapter *Detection* again and again, and write what came out.

Run it with ``python tools/measure_detector.py FILE``, in the project's .venv, with the real blood
cells at hand. Each training adds a line to the file; those that are there are not repeated. What
it has made stands in ``cnn_lessons/tasks/detectors.csv``. The thresholds are chosen on validation
images; everything is measured on the test images.

The settings are the chapter's and its neighbours: half as many steps, half as many again, cells
twice as high and wide (of images of 256 × 320 pixels, which they fill); and two controls. In one,
every training image has the boxes of another, so that only habits can be learned, where objects
usually are. In the other, three boxes of ten are missing everywhere, as if forgotten. At last the
photographs and their files are copied into one folder without lists, as a folder of one's own.

In the file that stands there, the longer trainings and those with the boxes of others were measured
before some of the columns came: these are empty.
"""

import argparse
import csv
import os
import shutil
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np

from cnn_lessons.datasets import (
    SHAPES,
    BoxedDataset,
    fetch_blood_cells,
    make_scenes,
    read_voc_folder,
)
from cnn_lessons.datasets.sources import classroom_copy
from cnn_lessons.tasks import (
    average_precisions,
    count_by_class,
    counting_thresholds,
    match_detections,
    pairwise_iou,
    train_detector,
)

FAINT = 0.02  # score
NOISE = 0.05  # standard deviation of what is added to each pixel
OVERLAP = 0.2  # IoU: from here on two boxes overlap much
MISSING = 0.3  # share of the boxes
TRAININGS = {  # setting: data, stride, epochs, boxes, seeds
    "cells": ("cells", 16, 18, "own", range(5)),
    "scenes": ("scenes", 16, 12, "own", range(5)),
    "scenes, boxes missing": ("scenes", 16, 12, "missing", range(5)),
    "cells, coarser": ("cells 256", 32, 18, "own", range(2)),
    "cells, half as long": ("cells", 16, 9, "own", range(2)),
    "cells, a folder": ("folder", 16, 18, "own", range(1)),
    "cells, boxes of others": ("cells", 16, 18, "others'", range(2)),
    "scenes, longer": ("scenes", 16, 18, "own", range(2)),
    "cells, longer": ("cells", 16, 27, "own", range(2)),
}


def scenes():
    """Return the scenes."""
    parts = [make_scenes(count, seed=seed) for seed, count in enumerate((1200, 100, 100))]
    return BoxedDataset("Generated scenes", *parts, SHAPES)


def own_folder():
    """Return the blood cells as from a folder with pictures and files, and nothing else."""
    source = classroom_copy("blood_cells")
    if source is None:
        raise SystemExit("Let CNN_LESSONS_DATA name the folder that has blood_cells.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "my_pictures"
        folder.mkdir()
        for file in (*source.glob("JPEGImages/*.jpg"), *source.glob("Annotations/*.xml")):
            shutil.copy(file, folder)
        return read_voc_folder(folder, size=(240, 320))


def exchange_boxes(data):
    """Return a data set whose training images have the boxes of the next one."""
    boxes, labels = data.train.boxes, data.train.labels
    train = replace(data.train, boxes=boxes[1:] + boxes[:1], labels=labels[1:] + labels[:1])
    return replace(data, train=train)


def forget_boxes(data, seed=0):
    """Return a data set in all of whose parts boxes are missing, chosen by lot."""
    rng, parts = np.random.default_rng(seed), {}
    for name in ("train", "validation", "test"):
        part = getattr(data, name)
        kept = [rng.random(len(labels)) >= MISSING for labels in part.labels]
        parts[name] = replace(
            part,
            boxes=[boxes[each] for boxes, each in zip(part.boxes, kept, strict=True)],
            labels=[labels[each] for labels, each in zip(part.labels, kept, strict=True)],
        )
    return replace(data, **parts)


CHANGES = {"own": lambda data: data, "others'": exchange_boxes, "missing": forget_boxes}


def measure(data, whole, stride, epochs, seed):
    """Return a line of the log, numbers by name; `whole` is the data set with all its boxes."""
    begin = sum(os.times()[:2])
    turned = data.class_names != SHAPES  # a triangle stands on its base
    detector = train_detector(data, stride, epochs, turned, seed, progress=False)
    row = {"cpu_seconds": sum(os.times()[:2]) - begin}

    def precisions(images, truth, **changes):
        found = replace(detector, **changes).predict(images, FAINT)
        return average_precisions(found, _truths(truth), len(data.class_names))

    images = data.test.images
    row["validation"] = precisions(data.validation.images, data.validation).mean()
    each = precisions(images, data.test)
    row |= {"test": each.mean()} | {f"test {i}": value for i, value in enumerate(each)}
    row["test, all boxes"] = precisions(images, whole.test).mean()
    row["iou_threshold"] = detector.iou_threshold
    for threshold in (0.3, 0.6):
        changed = precisions(images, data.test, iou_threshold=threshold)
        row[f"test, suppression {threshold}"] = changed.mean()
    noise = np.random.default_rng(seed).normal(0, NOISE, images.shape)
    noisy = np.clip(images + noise, 0, 1).astype(np.float32)
    row["test, noise"] = precisions(noisy, data.test).mean()
    row |= count_errors(detector, data)
    row |= recalls(detector.predict(images), data.test, "")
    for threshold in (0.3, 0.6):
        changed = replace(detector, iou_threshold=threshold).predict(images)
        row |= recalls(changed, data.test, f", suppression {threshold}")
    return {name: f"{value:.3f}" for name, value in row.items()}


def count_errors(detector, data):
    """Return how far the counts are off, by class: the mean of the absolute differences.

    ``count`` is with the thresholds for the best F1, ``balanced`` with those of
    `counting_thresholds`, and ``usual`` what one gets who always says the training's mean.
    """
    classes = len(data.class_names)
    true = count_by_class(data.test.labels, classes)
    faint = detector.predict(data.validation.images, FAINT)
    balanced = counting_thresholds(faint, data.validation.labels, classes)
    answers = {"usual": count_by_class(data.train.labels, classes).mean(axis=0)}
    for name, thresholds in (("count", None), ("balanced", balanced)):
        found = detector.predict(data.test.images, thresholds)
        answers[name] = count_by_class([each.labels for each in found], classes)
    errors = {name: np.abs(answer - true).mean(axis=0) for name, answer in answers.items()}
    too_many = (answers["count"] - true).mean(axis=0)
    row = {f"{name} {i}": each for name in errors for i, each in enumerate(errors[name])}
    return row | {f"too many {i}": each for i, each in enumerate(too_many)}


def recalls(found, truth, name):
    """Return which share of class 0 is found: clear of others, overlapping much, at the edge.

    And how many detections for each image have nothing true of their class near them.
    """
    height, width = truth.images.shape[1:3]
    inner, rows, alarms = (1, 1, width - 1, height - 1), [], 0
    for each, (boxes, labels) in zip(found, _truths(truth), strict=True):
        hit = np.isin(np.arange(len(labels)), match_detections(each, (boxes, labels)))
        wanted = boxes[labels == 0]
        others = pairwise_iou(wanted, wanted) * ~np.eye(len(wanted), dtype=bool)
        whole = ((wanted[:, :2] > inner[:2]) & (wanted[:, 2:] < inner[2:])).all(axis=1)
        rows.append(np.stack([hit[labels == 0], others.max(axis=1, initial=0), whole], axis=1))
        near = pairwise_iou(each.boxes[each.labels == 0], wanted).max(axis=1, initial=0)
        alarms += np.sum(near < 0.3)
    hit, overlap, whole = np.concatenate(rows).T
    groups = {
        "clear": (overlap <= OVERLAP) & (whole == 1),
        "overlapping": (overlap > OVERLAP) & (whole == 1),
        "at the edge": whole == 0,
    }
    row = {
        f"recall {group}{name}": hit[which].mean() if which.any() else np.nan
        for group, which in groups.items()
    }
    return row | {f"alarms{name}": alarms / len(found)}


def _truths(part):
    return list(zip(part.boxes, part.labels, strict=True))


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path, help="where the lines are added")
    file = parser.parse_args(arguments).file
    done = set()
    if file.exists():
        with file.open(newline="", encoding="utf-8") as lines:
            done = {(row["setting"], int(row["seed"])) for row in csv.DictReader(lines)}
    makers = {
        "cells": fetch_blood_cells,
        "folder": own_folder,
        "cells 256": lambda: fetch_blood_cells((256, 320)),
        "scenes": scenes,
    }
    for setting, (name, stride, epochs, boxes, seeds) in TRAININGS.items():
        missing = [seed for seed in seeds if (setting, seed) not in done]
        whole = makers[name]() if missing else None
        for seed in missing:
            data = CHANGES[boxes](whole)
            row = {"data": data.name, "setting": setting, "stride": stride, "epochs": epochs}
            row |= {"seed": seed} | measure(data, whole, stride, epochs, seed)
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
