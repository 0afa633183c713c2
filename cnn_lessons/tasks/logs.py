"""What trainings came to for which a chapter has no time: many settings, several seeds each.

The logs are tables that ship with the package. A cell that reads as a number is one, whole or
not; an empty cell, where nothing was measured, is NaN; all else is text.
"""

import csv
from importlib.resources import files

LOGS = {  # by which script of tools/
    "localizers": "train_localizers.py",
    "detectors": "measure_detector.py",
    "unets": "train_unets.py",
    "autoencoders": "train_generators.py",
    "generators": "train_generators.py",
    "colorizers": "train_generators.py",
}


def load_log(log, **wanted):
    """Return the lines of a log, one for each training or each method that was judged.

    Parameters
    ----------
    log : str
        - ``"localizers"``, on images not learned from: ``"mean_iou"``; ``"good"``, the share with
          an IoU of at least 0.5; ``"accuracy"``, NaN where there are no classes.
        - ``"detectors"``, on test images: mean average precisions at an IoU of 0.5
          (``"validation"``, ``"test"``; ``"test 0"`` is that of class 0 alone); errors of counts
          by class (``"count 0"``, ``"balanced 0"``, ``"usual 0"``); recalls of class 0.
        - ``"unets"``, on test images: ``"dice"``, mean, ``"pooled"``, ``"smallest"``, that of the
          worst image, and ``"hazed"``, the mean with haze added; how many connected objects were
          ``"found"``, and how many ``"matched"`` a nucleus. ``"averages"``, those of batch
          normalization, are the momentum that left them, or ``"settled"``.
        - ``"autoencoders"``, on digits held out: ``"error"``, mean squared.
        - ``"generators"``, likewise: ``"sure"``, the share of images that a reader is sure of;
          ``"most"``, the share of the commonest digit among these; ``"nearest"`` and ``"least"``,
          mean and least distance to the nearest training digit.
        - ``"colorizers"``, on photographs held out: ``"error"``, CIEDE2000; ``"chroma"``;
          ``"hue"``, the share of strong colours guessed within an eighth of a turn.
    **wanted : str, int or float
        Only lines with these values, such as ``seed=3`` or ``method="grey"``.

    Returns
    -------
    list of dict
        Settings and measures by name: int, float, NaN or str. In the order of training.

    Raises
    ------
    ValueError
        If there is no such log, no such name in it, or no line with these values.

    Examples
    --------
    >>> runs = load_log("localizers", data="cells", box_loss="squared", epochs=12)
    >>> [run["seed"] for run in runs]
    [0, 1, 2, 3, 4]
    """
    if log not in LOGS:
        raise ValueError(f"log={log!r} is not known. Use one of {', '.join(LOGS)}.")
    text = (files(__package__) / f"{log}.csv").read_text(encoding="utf-8")
    runs = [
        {name: _value(cell) for name, cell in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]
    for name in wanted:
        if name not in runs[0]:
            raise ValueError(f"{log} have no {name!r}. They have: {', '.join(runs[0])}.")
    found = [run for run in runs if all(run[name] == each for name, each in wanted.items())]
    if not found:
        there = "; ".join(
            f"{name}: {', '.join(dict.fromkeys(str(run[name]) for run in runs))}" for name in wanted
        )
        raise ValueError(f"{log} have no line with {wanted}. There are {there}.")
    return found


def _value(cell):
    """Return what a cell says."""
    if not cell:
        return float("nan")
    for kind in (int, float):
        try:
            return kind(cell)
        except ValueError:
            continue
    return cell
