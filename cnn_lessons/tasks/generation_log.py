"""What was measured where a chapter has no time to: autoencoders, generators and colorizers."""

import csv
from importlib.resources import files

LOGS = ("autoencoders", "generators", "colorizers")


def load_generation_log(log, **wanted):
    """Return what ``tools/train_generators.py`` measured, line by line.

    All were judged on the last images of the training set, which they had not learned from.

    Parameters
    ----------
    log : {"autoencoders", "generators", "colorizers"}
        Which of its three parts.
    **wanted
        Only lines with these values, such as ``size=8`` or ``method="grey"``.

    Returns
    -------
    list of dict
        Settings and measures by name. ``"error"`` is the mean squared error of autoencoders, and
        CIEDE2000 of colorizers. ``"sure"`` is the share of images that a reader is sure of,
        ``"most"`` the share of the digit that it reads most often among these, ``"nearest"`` and
        ``"least"`` are mean and least distance to the nearest training digit.

    Raises
    ------
    ValueError
        If there is no such log, no line has these values, or a name is not in the log.

    Examples
    --------
    >>> runs = load_generation_log("autoencoders", size=8, images=1000, method="PCA")
    >>> [round(1000 * run["error"], 1) for run in runs]  # PCA has no seed
    [38.9, 38.9, 38.9, 38.9, 38.9]
    """
    if log not in LOGS:
        raise ValueError(f"log={log!r} is not known. Use one of {', '.join(LOGS)}.")
    text = (files(__package__) / f"{log}.csv").read_text(encoding="utf-8")
    runs = [
        {name: cell if name == "method" else float(cell) for name, cell in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]
    unknown = [name for name in wanted if name not in runs[0]]
    if unknown:
        raise ValueError(f"the log has no {unknown[0]!r}. Use some of {list(runs[0])}.")
    found = [run for run in runs if all(run.get(name) == each for name, each in wanted.items())]
    if not found:
        raise ValueError(f"the log has no line with {wanted}. A line has, for example, {runs[0]}.")
    return found
