"""Measure how long each chapter runs, and write it into the appendix.

Usage: python tools/timings.py [NOTEBOOK ...]     default: every chapter of the table of contents

Each notebook runs alone, from its first cell to its last in a kernel of its own, start and imports
included; what it gives is not kept. A run that waited for other programs says so: repeat it when
the machine is idle. Rows of other chapters stay as they are.
"""

import os
import re
import resource
import sys
import time
from datetime import date
from pathlib import Path

import nbformat
import yaml
from execution import execute
from notebooks import missing_packages
from sources import ROOT

PAGE = ROOT / "book/appendix/timings.md"
ROW = re.compile(
    r"^\| \[(?P<title>[^\]]+)\]\(\.\./(?P<file>\w+/\w+)\.ipynb\) \|.*\|$", re.MULTILINE
)
RULE = "| --- | --- | --- |\n"
BUSY = 1.3  # times the computing: the machine had something else to do


def chapters():
    """Return the title of each chapter by its file, in the order of the table of contents."""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    entries = [chapter for part in parts for chapter in part["chapters"]]
    notebooks = [entry for entry in entries if (ROOT / f"book/{entry['file']}.ipynb").exists()]
    return {entry["file"]: entry["title"] for entry in notebooks}


def measure(path):
    """Run a notebook, and return the seconds that it took and those that it computed."""
    notebook = nbformat.read(path, as_version=4)
    began, computed = time.perf_counter(), resource.getrusage(resource.RUSAGE_CHILDREN)
    execute(notebook, path.with_suffix(".md"))
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - computed.ru_utime - computed.ru_stime
    return time.perf_counter() - began, spent


def machine():
    """Return what a reader needs to know of this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores and {memory:.0f} GiB of memory"


def row(file, title, seconds, day):
    return f"| [{title}](../{file}.ipynb) | {seconds:.0f} | {day} |"


def with_rows(text, measured, titles):
    """Return the page with the rows of all chapters, those in `measured` new.

    Parameters
    ----------
    text : str
        The page as it was.
    measured : dict of str to str
        New rows by the chapters' files.
    titles : dict of str to str
        The chapters in their order.
    """
    kept = {found["file"]: found[0] for found in ROW.finditer(text)}
    rows = [(kept | measured)[file] for file in titles if file in kept | measured]
    before, _, rest = text.partition(RULE)
    after = rest.split("\n\n", 1)[1:]
    return "\n\n".join([f"{before}{RULE}" + "\n".join(rows), *after]).rstrip("\n") + "\n"


def main(arguments):
    titles, wanted = chapters(), {Path(path).resolve() for path in arguments}
    print(f"Measured with {machine()}.")
    for file, title in titles.items():
        path = ROOT / f"book/{file}.ipynb"
        if wanted and path not in wanted:
            continue
        if missing := missing_packages(nbformat.read(path, as_version=4)):
            print(f"{file}: not measured, needs {', '.join(missing)}")
            continue
        seconds, computed = measure(path)
        busy = ", WAITED for other programs" if seconds > BUSY * computed + 3 else ""
        print(f"{file}: {seconds:.1f} s, {computed:.1f} s of them computing{busy}", flush=True)
        new = {file: row(file, title, seconds, date.today().isoformat())}
        text = with_rows(PAGE.read_text(encoding="utf-8"), new, titles)
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
