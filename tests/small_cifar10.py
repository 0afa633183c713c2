"""A folder with a small data set in the place of CIFAR-10, and the command that trains on it."""

import os
import subprocess
import sys

import numpy as np

TRAINED, TESTED = 120, 20
SMALL = ["--depth", "10", "--width", "1", "--epochs", "2", "--batch", "36"]  # 3 steps of 108


def write_small_cifar10(folder, seed=0):
    """Write ``cifar10.npz``: a colour for each class, under noise."""
    rng = np.random.default_rng(seed)
    colours = rng.integers(60, 196, (10, 3))
    arrays = {"name": np.array("Ten colours")}
    for part, count in (("train", TRAINED), ("test", TESTED)):
        labels = rng.integers(0, 10, count)
        noise = rng.integers(-60, 60, (count, 32, 32, 3))
        arrays[f"x_{part}"] = (colours[labels][:, None, None] + noise).astype(np.uint8)
        arrays[f"y_{part}"] = labels
    folder.mkdir(exist_ok=True)
    np.savez(folder / "cifar10.npz", **arrays)
    return folder


def start(arguments, data, program=("-m", "cnn_lessons", "cifar10"), **environment):
    """Start the command, or another program, as a process with the data of a folder."""
    return subprocess.Popen(
        [sys.executable, *program, *map(str, arguments)],
        env={
            **os.environ,
            "CNN_LESSONS_DATA": str(data),
            "PYTHONIOENCODING": "utf-8",
            **environment,
        },
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
