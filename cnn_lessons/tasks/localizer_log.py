"""The log of many localizers, trained with several weights and losses from five seeds."""

import csv
from importlib.resources import files

TEXTS = ("data", "box_loss")


def load_localizer_log(**wanted):
    """Return what ``tools/train_localizers.py`` measured, line by line.

    Each was judged on images that it had not learned from: 400 scenes, or the validation images
    of the blood cells.

    Parameters
    ----------
    **wanted
        Only lines with these values, such as ``data="cells"`` or ``epochs=12``.

    Returns
    -------
    list of dict
        With ``"data"`` (``"scenes"``, ``"noisy"`` ones or ``"cells"``), ``"seed"``,
        ``"box_loss"``, ``"box_weight"``, ``"epochs"``, ``"mean_iou"``, ``"good"``, the share with
        an IoU of at least 0.5, and ``"accuracy"``, None where there are no classes.

    Raises
    ------
    ValueError
        If no line has these values.

    Examples
    --------
    >>> runs = load_localizer_log(data="cells", box_loss="squared", epochs=12)
    >>> [run["seed"] for run in runs]
    [0, 1, 2, 3, 4]
    """
    text = (files(__package__) / "localizers.csv").read_text(encoding="utf-8")
    runs = [
        {name: _value(name, cell) for name, cell in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]
    found = [run for run in runs if all(run.get(name) == each for name, each in wanted.items())]
    if not found:
        raise ValueError(f"the log has no line with {wanted}. A line has, for example, {runs[0]}.")
    return found


def _value(name, cell):
    if name in TEXTS:
        return cell
    return float(cell) if cell else None
