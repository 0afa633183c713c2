"""What trainings of the U-Net with several seeds came to: too many for a chapter."""

import csv
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class UNetRun:
    """A network that was trained, and asked about the test images.

    Parameters
    ----------
    images : str
        What it learned from: ``"raw"``, ``"standardized"`` or ``"hazed"``.
    up : str
        ``"transposed"`` or ``"resize"``.
    steps, seed : int
    averages : str
        Those of batch normalization: ``"0.99"`` and ``"0.9"``, as the training left them with
        this momentum, or ``"settled"``.
    threshold : float
        Chosen on validation images.
    dice, pooled, smallest : float
        On the test images: mean, pooled, and that of the worst image.
    hazed : float
        Mean Dice on the test images with haze added.
    found, matched : int
        Connected objects on the test images, and how many match a nucleus.
    """

    images: str
    up: str
    steps: int
    seed: int
    averages: str
    threshold: float
    dice: float
    pooled: float
    smallest: float
    hazed: float
    found: int
    matched: int


def load_unet_runs():
    """Return the trainings that ``tools/train_unets.py`` has logged in ``unet_runs.csv``.

    Returns
    -------
    list of UNetRun
        In the order in which they were trained.

    Examples
    --------
    >>> sorted({run.seed for run in load_unet_runs()})
    [0, 1, 2, 3, 4]
    """
    text = (files(__package__) / "unet_runs.csv").read_text(encoding="utf-8")
    kinds = UNetRun.__annotations__
    return [
        UNetRun(**{name: kinds[name](value) for name, value in row.items()})
        for row in csv.DictReader(text.splitlines())
    ]
