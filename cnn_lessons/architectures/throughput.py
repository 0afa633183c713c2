"""How long networks took for an image, in batches of 1 and of 32: a log that ships.

It was measured on one thread of a processor by tools/measure_throughput.py. Each round measured
all networks, in another order; so times are compared within a round.
"""

import csv
from importlib.resources import files
from statistics import median

LOGS = ("throughput", "depthwise")
REFERENCE = "MobileNet"


def load_throughput(log="throughput"):
    """Return the lines of a log.

    Parameters
    ----------
    log : {"throughput", "depthwise"}, default="throughput"
        Of networks; or of one depthwise convolution, 7 × 7 on 14 × 14 × 384, as a
        ``"DepthwiseConv2D"`` and as a ``"Conv2D"`` with as many groups as maps, of one image.

    Returns
    -------
    list of dict
        ``"round"``, ``"network"``, ``"batch"``, images in it, and the seconds for one batch:
        ``"processor"``, how long it worked, and ``"clock"``, how long it took.

    Raises
    ------
    ValueError
        If there is no such log.

    Examples
    --------
    >>> sorted({row["batch"] for row in load_throughput()})
    [1, 32]
    """
    if log not in LOGS:
        raise ValueError(f"log={log!r} is not known. Use one of {', '.join(LOGS)}.")
    text = (files(__package__) / f"{log}.csv").read_text(encoding="utf-8")
    kinds = {"round": int, "network": str, "batch": int, "processor": float, "clock": float}
    return [
        {name: kinds[name](cell) for name, cell in row.items()}
        for row in csv.DictReader(text.splitlines())
    ]


def relative_times(batch, reference=REFERENCE, time="processor", rows=None):
    """Return how many times as long as another each network took for a batch.

    Parameters
    ----------
    batch : {1, 32}
        Images in it.
    reference : str, default="MobileNet"
        The network that has 1.
    time : {"processor", "clock"}, default="processor"
        Which of the two times.
    rows : list of dict, optional
        Of another log, from `load_throughput`; by default that of the networks.

    Returns
    -------
    dict of str to (float, float, float)
        Median, least and largest ratio of the rounds, by name; the fastest first.

    Raises
    ------
    ValueError
        If the batch or the reference was not measured.
    """
    rows = load_throughput() if rows is None else rows
    rounds = {}
    for row in rows:
        if row["batch"] == batch:
            rounds.setdefault(row["round"], {})[row["network"]] = row[time]
    if not rounds:
        sizes = sorted({row["batch"] for row in rows})
        raise ValueError(f"batch={batch!r} was not measured. Use one of {sizes}.")
    names = list(next(iter(rounds.values())))
    if reference not in names:
        raise ValueError(
            f"reference={reference!r} was not measured. Use one of {', '.join(sorted(names))}."
        )
    ratios = {name: [times[name] / times[reference] for times in rounds.values()] for name in names}
    found = {name: (median(each), min(each), max(each)) for name, each in ratios.items()}
    return dict(sorted(found.items(), key=lambda item: item[1]))
