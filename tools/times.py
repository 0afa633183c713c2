"""Run the steps of `make test`, and print what took how long, slowest first.

Usage: python tools/times.py MAKE STEP ...     each step is a target of the Makefile

The first step that fails is the last. The parts of a step come from what it leaves in _build:
pytest's reports, ``times/STEP.xml``, and lines of ``times.jsonl`` such as
``{"step": "compare", "what": "book/operations/pooling.ipynb", "seconds": 12.3}``.
"""

import json
import re
import shutil
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

BUILD = Path(__file__).parents[1] / "_build"
SHOWN = 8  # parts of a step
SHORTEST = 1  # second: what is over sooner need not be listed
PAGE = re.compile(r"([\w/]+\.html)\]$")


def run(make, steps):
    """Make the steps up to the first that fails; return its status and the seconds of each."""
    seconds = {}
    for step in steps:
        start = time.perf_counter()
        status = subprocess.run([make, "--no-print-directory", step], check=False).returncode
        seconds[step] = time.perf_counter() - start
        if status:
            return status, seconds
    return 0, seconds


def parts(step, build):
    """Return the seconds of each part of a step: test files, pages of the site, notebooks."""
    found = Counter()
    report, lines = build / "times" / f"{step}.xml", build / "times.jsonl"
    if report.exists():
        for case in ElementTree.parse(report).iter("testcase"):
            page = PAGE.search(case.get("name"))
            what = page[1] if page else case.get("classname").replace(".", "/") + ".py"
            found[what] += float(case.get("time"))
    if lines.exists():
        for line in map(json.loads, lines.read_text(encoding="utf-8").splitlines()):
            if line["step"] == step:
                found[line["what"]] += line["seconds"]
    return found


def table(seconds, build=BUILD):
    """Return the lines of the table: each step, and under it its slowest parts."""
    lines = ["What took how long, slowest first (parts run side by side):"]
    for step, whole in sorted(seconds.items(), key=lambda item: -item[1]):
        lines.append(f"{whole:7.0f} s  {step}")
        for what, part in parts(step, build).most_common(SHOWN):
            if part >= SHORTEST:
                lines.append(f"{part:14.0f} s  {what}")
    lines.append(f"{sum(seconds.values()):7.0f} s  altogether")
    return lines


def main(arguments):
    make, *steps = arguments
    shutil.rmtree(BUILD / "times", ignore_errors=True)
    (BUILD / "times.jsonl").unlink(missing_ok=True)
    status, seconds = run(make, steps)
    print("", *table(seconds), sep="\n", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
