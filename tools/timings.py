"""Measure how long each chapter runs and how much memory it takes, for the appendix.

Usage: python tools/timings.py [NOTEBOOK ...]     default: every chapter of the table of contents

Each notebook runs alone, from its first cell to its last in a kernel of its own, start and imports
included; what it gives is not kept. What counts is the time of the processor, with one thread:
other programs lengthen the wait, and hardly that. Rows of other chapters stay as they are.
"""

import os
import re
import resource
import sys
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context
from pathlib import Path

import nbformat
import yaml
from execution import NotebookError, execute
from notebooks import missing_packages
from sources import ROOT

PAGE = ROOT / "book/appendix/timings.md"
ROW = re.compile(r"^\| \[[^\]]+\]\(\.\./(?P<file>\w+/\w+)\.ipynb\) \|.*\|$", re.MULTILINE)
MACHINE = re.compile(r"a computer with .+? of memory")
RULE = "| --- | --- | --- | --- |\n"
UNIT = 1 if sys.platform == "darwin" else 2**10  # bytes, in which the peak of memory is given


def chapters():
    """Return the title of each chapter by its file, in the order of the table of contents."""
    parts = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))["parts"]
    entries = [chapter for part in parts for chapter in part["chapters"]]
    notebooks = [entry for entry in entries if (ROOT / f"book/{entry['file']}.ipynb").exists()]
    return {entry["file"]: entry["title"] for entry in notebooks}


def measure(path):
    """Run a notebook; return the seconds that its kernel computed, and its peak of memory in GiB.

    The system keeps the peak of all children of a process: so each has a process of its own.
    """
    with ProcessPoolExecutor(1, get_context("spawn")) as pool:
        return pool.submit(run, path).result()


def run(path):
    execute(nbformat.read(path, as_version=4), path.with_suffix(".md"))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime, used.ru_maxrss * UNIT / 2**30


def machine():
    """Return what a reader needs to know of this machine."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"a computer with {os.cpu_count()} cores and {memory:.0f} GiB of memory"


def row(file, title, seconds, memory, day):
    return f"| [{title}](../{file}.ipynb) | {seconds:.0f} | {memory:.1f} | {day} |"


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
    before, _, rest = MACHINE.sub(machine(), text).partition(RULE)
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
        try:
            seconds, memory = measure(path)
        except NotebookError as error:
            print(f"{file}: not measured. {error}", flush=True)
            continue
        print(f"{file}: {seconds:.1f} s, {memory:.2f} GiB", flush=True)
        new = {file: row(file, title, seconds, memory, date.today().isoformat())}
        text = with_rows(PAGE.read_text(encoding="utf-8"), new, titles)
        PAGE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
