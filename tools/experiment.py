"""What a probe is made of: experiments, repeated over seeds and settings, and conclusions."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

MARKS = {True: "yes", False: "no"}


@dataclass(frozen=True)
class Conclusion:
    """A sentence of a chapter, and how the measured values could contradict it.

    Parameters
    ----------
    text : str
        The sentence, with its condition if it has one.
    holds : callable
        Takes the values of one setting, a dict of arrays with one value for each seed, and
        returns whether the sentence is true of them.
    where : tuple of str, optional
        The settings of which the sentence speaks. By default all of them.
    """

    text: str
    holds: Callable
    where: tuple = ()


@dataclass(frozen=True)
class Experiment:
    """One experiment of a chapter, and its neighbours.

    Parameters
    ----------
    question : str
        What is asked; the heading of its tables.
    measure : callable
        ``measure(seed, **setting)`` returns a dict of numbers, the same names for all settings,
        with NaN for what was not measured. It is called in processes of their own, so it stands
        at the top of its module.
    settings : dict of str to dict
        Its arguments: the chapter's own setting first, then at least two neighbours.
    conclusions : list of Conclusion
        What the chapter says.
    seeds : iterable of int, optional
        At least five.
    """

    question: str
    measure: Callable
    settings: dict
    conclusions: list
    seeds: tuple = field(default=tuple(range(5)))

    def judged(self, values):
        """Yield each conclusion, and for each setting whether it holds and is meant to."""
        for conclusion in self.conclusions:
            where = conclusion.where or tuple(self.settings)
            unknown = set(where) - set(self.settings)
            if unknown:
                raise ValueError(
                    f"{conclusion.text!r} speaks of {sorted(unknown)}; "
                    f"the settings are {list(self.settings)}"
                )
            yield (
                conclusion.text,
                {
                    name: (bool(conclusion.holds(values[name])), name in where)
                    for name in self.settings
                },
            )

    def tables(self, values):
        """Return the lines of both tables: what was measured, and what that says.

        `values` has a dict of arrays, one value for each seed, for every setting. A conclusion
        that fails where it was meant to hold is marked "**no**"; what it does elsewhere stands
        in brackets.
        """
        names = list(next(iter(values.values())))
        rows = [
            (setting, *(_spread(measured[name]) for name in names))
            for setting, measured in values.items()
        ]
        verdicts = [
            (text, *(_mark(*verdict) for verdict in settings.values()))
            for text, settings in self.judged(values)
        ]
        count = len(self.seeds)
        return [
            f"Means and ranges over {count} seeds:",
            "",
            *_table(("setting", *names), rows),
            "",
            *_table(("conclusion", *self.settings), verdicts),
        ]

    def survives(self, values):
        """Return whether each conclusion holds wherever it is meant to."""
        return all(
            holds or not meant
            for _, settings in self.judged(values)
            for holds, meant in settings.values()
        )


def collect(results):
    """Turn a list of dicts, one for each seed, into a dict of arrays."""
    return {name: np.array([result[name] for result in results]) for name in results[0]}


def _spread(values):
    known = values[~np.isnan(values)]
    if not len(known):
        return "–"
    low, middle, high = known.min(), known.mean(), known.max()
    text = f"{middle:.4g}" if low == high else f"{middle:.4g} ({low:.4g} to {high:.4g})"
    return text if len(known) == len(values) else f"{text}, with {len(known)} of {len(values)}"


def _mark(holds, meant):
    mark = MARKS[holds]
    return f"({mark})" if not meant else mark if holds else f"**{mark}**"


def _table(head, rows):
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(line) + " |" for line in lines]
