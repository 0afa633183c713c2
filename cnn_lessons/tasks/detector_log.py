"""The log of many detectors, trained in several settings from several seeds."""

import csv
from importlib.resources import files

TEXTS = ("data", "setting")


def load_detector_log(**wanted):
    """Return what ``tools/measure_detector.py`` measured, line by line, on test images.

    Parameters
    ----------
    **wanted
        Only lines with these values, such as ``setting="cells"`` or ``seed=3``.

    Returns
    -------
    list of dict
        With ``"data"``, ``"setting"``, ``"stride"``, ``"epochs"``, ``"seed"`` and
        ``"cpu_seconds"``; mean average precisions at an IoU of 0.5 (``"validation"``,
        ``"test"``, ``"test, noise"``; ``"test 0"`` is that of class 0 alone); errors of counts,
        by class (``"count 0"``, ``"balanced 0"``, ``"usual 0"``); recalls of class 0. A text, or
        a number, NaN where there was nothing to measure or it was not.

    Raises
    ------
    ValueError
        If no line has these values, or there is no such name.

    Examples
    --------
    >>> [run["seed"] for run in load_detector_log(setting="cells")]
    [0.0, 1.0, 2.0, 3.0, 4.0]
    """
    text = (files(__package__) / "detectors.csv").read_text(encoding="utf-8")
    runs = [
        {name: cell if name in TEXTS else float(cell or "nan") for name, cell in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]
    unknown = sorted(set(wanted) - set(runs[0]))
    if unknown:
        raise ValueError(f"the log has no {unknown[0]!r}. It has: {', '.join(runs[0])}.")
    found = [run for run in runs if all(run[name] == each for name, each in wanted.items())]
    if not found:
        settings = ", ".join(dict.fromkeys(run["setting"] for run in runs))
        raise ValueError(f"the log has no line with {wanted}. The settings are: {settings}.")
    return found
