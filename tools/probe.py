"""Challenge what a chapter concludes: repeat its experiments over seeds and in other settings.

    python tools/probe.py dense        runs tools/probes/dense.py, writes tools/probes/dense.md

A probe has a docstring and a list ``EXPERIMENTS`` (tools/experiment.py). The record is written
whatever comes out. The exit status is 1 if a conclusion does not survive: then say in the chapter
and in the probe under which condition it holds, or withdraw it. `make probe NAME=dense` sets the
environment too.
"""

import argparse
import ast
import hashlib
import importlib.util
import multiprocessing
import platform
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from importlib.metadata import version
from pathlib import Path

from experiment import collect
from tqdm import tqdm

PROBES = Path(__file__).parent / "probes"
WORKERS = 2
PACKAGES = ("numpy", "keras", "tensorflow")


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", choices=names(), metavar="NAME", help=", ".join(names()))
    name = parser.parse_args(arguments).name
    start = time.perf_counter()
    probe = load(name)
    values = [measured(name, i) for i in range(len(probe.EXPERIMENTS))]
    text, survives = record(name, probe, values, time.perf_counter() - start)
    path = PROBES / f"{name}.md"
    path.write_text(text, encoding="utf-8")
    print(text, f"Kept in {path}.", sep="\n")
    if not survives:
        print("A conclusion has not survived: look for **no** in the tables.", file=sys.stderr)
    return 0 if survives else 1


def names():
    return sorted(path.stem for path in PROBES.glob("*.py"))


def load(name):
    """Return the module of a probe."""
    spec = importlib.util.spec_from_file_location(f"probe_{name}", PROBES / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def fingerprint(name):
    """Return what changes with a probe's code, and not with its comments."""
    tree = ast.parse((PROBES / f"{name}.py").read_text(encoding="utf-8"))
    return hashlib.sha256(ast.dump(tree).encode()).hexdigest()[:12]


def measured(name, number):
    """Measure all settings of one experiment, two seeds side by side."""
    experiment = load(name).EXPERIMENTS[number]
    jobs = [(setting, seed) for setting in experiment.settings for seed in experiment.seeds]
    # Fresh processes: what one has trained or seeded reaches no other.
    with ProcessPoolExecutor(WORKERS, multiprocessing.get_context("spawn")) as pool:
        futures = [pool.submit(one, name, number, *job) for job in jobs]
        results = [
            future.result() for future in tqdm(futures, desc=experiment.question, leave=False)
        ]
    found = dict(zip(jobs, results, strict=True))
    return {
        setting: collect([found[setting, seed] for seed in experiment.seeds])
        for setting in experiment.settings
    }


def one(name, number, setting, seed):
    experiment = load(name).EXPERIMENTS[number]
    return experiment.measure(seed, **experiment.settings[setting])


def record(name, probe, values, seconds):
    """Return the text of a record, and whether all conclusions survive."""
    pairs = list(zip(probe.EXPERIMENTS, values, strict=True))
    used = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    lines = [
        f"# What `{name}` concludes",
        "",
        probe.__doc__.strip(),
        "",
        f"Measured on {date.today()} in {seconds:.0f} s, Python {platform.python_version()}, "
        f"{used}. Written by `make probe NAME={name}` from `{name}.py`, {fingerprint(name)}.",
    ]
    for experiment, found in pairs:
        lines += ["", f"## {experiment.question}", "", *experiment.tables(found)]
    return "\n".join(lines) + "\n", all(each.survives(found) for each, found in pairs)


if __name__ == "__main__":
    sys.exit(main())
