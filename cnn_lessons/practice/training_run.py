"""What a training that took too long for a chapter has left behind: its log, and its facts."""

import csv
import json
import textwrap
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True)
class TrainingRun:
    """A training that is over.

    Parameters
    ----------
    command : str
        What repeats it.
    data : str
        Name of the data set.
    minutes : float
        How long it took.
    machine : str
    date : str
        Year, month and day.
    history : dict of str to list of float
        As Keras's ``.history``: one number for each epoch.
    """

    command: str
    data: str
    minutes: float
    machine: str
    date: str
    history: dict

    def __repr__(self):
        epochs = len(next(iter(self.history.values())))
        facts = (
            f"{epochs} epochs of {self.data}, {self.minutes:.0f} minutes on {self.machine}, "
            f"{self.date}"
        )
        return "\n".join(textwrap.fill(text, 79) for text in (self.command, facts))


def load_backbone_run():
    """Return the training that made the course's backbone: ``backbone.csv`` and ``.json``.

    Returns
    -------
    TrainingRun
        Its history has ``"accuracy"`` and ``"loss"`` on augmented training images, and
        ``"val_accuracy"`` and ``"val_loss"`` on the test images, by which nothing was chosen.

    Raises
    ------
    ValueError
        If the log has no epochs, or another order of them.
    """
    folder = files(__package__)
    lines = (folder / "backbone.csv").read_text(encoding="utf-8").splitlines()
    facts = json.loads((folder / "backbone.json").read_text(encoding="utf-8"))
    return TrainingRun(**facts, history=read_history(lines))


def read_history(lines):
    """Return what Keras's CSVLogger wrote, as its ``.history``.

    Parameters
    ----------
    lines : iterable of str
        A head with names, then a line for each epoch.

    Returns
    -------
    dict of str to list of float

    Raises
    ------
    ValueError
        If there is no epoch, or one is missing or there twice.

    Examples
    --------
    >>> read_history(["epoch,loss,val_loss", "0,2.5,3.0", "1,2.0,2.5"])
    {'loss': [2.5, 2.0], 'val_loss': [3.0, 2.5]}
    """
    rows = list(csv.DictReader(lines))
    epochs = [int(row["epoch"]) for row in rows]
    if not epochs or epochs != list(range(len(epochs))):
        raise ValueError(
            f"the log has the epochs {epochs}, expected 0, 1, 2, … Was a training begun anew into "
            "the same file? Keep the lines of one training."
        )
    return {name: [float(row[name]) for row in rows] for name in rows[0] if name != "epoch"}
