"""Let nbval run notebooks again and compare, two at a time, each in a process of its own.

Usage: python tools/compare.py [NOTEBOOK ...]     default: every notebook of the book

A kernel sometimes fails to let its client go, so that a run that is over never ends
(a known weakness of ZeroMQ's contexts). So a notebook has a time limit; the first run
beyond it is killed, said aloud, and repeated once. A notebook that requires an optional
package is skipped, and said to be, where that is missing.
"""

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from notebooks import missing_packages

ROOT = Path(__file__).resolve().parents[1]
AT_ONCE = 2
LIMIT = 600  # seconds for one notebook; a chapter takes 15, practice 180
# The warnings are those of the notebook tools, not ours.
NBVAL = [sys.executable, "-m", "pytest", "--nbval", "-o", "addopts=", "-p", "no:warnings", "-q"]


def run(command, limit):
    """Run a command and return its exit status (None: killed at the limit) and output."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            kill(process)
            output, _ = process.communicate()
            return None, output
    return process.returncode, output


def kill(process):
    """Kill a process and its children; its kernels end by themselves when it is gone."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def compare(notebook, limit=LIMIT):
    """Run one notebook, print how it went, and return whether it agreed."""
    start = time.perf_counter()
    status, output = run([*NBVAL, str(notebook)], limit)
    if status is None:
        print(f"{notebook}: not over after {limit} s, killed; once more.", flush=True)
        status, output = run([*NBVAL, str(notebook)], limit)
    seconds = time.perf_counter() - start
    if status == 0:
        print(
            f"{notebook}: {output.splitlines()[-1].split(' in ')[0]}, {seconds:.0f} s", flush=True
        )
    else:
        print(f"{output}\n{notebook}: does not agree ({seconds:.0f} s)", flush=True)
    return status == 0


def skip(notebook):
    """Say so, and return True, where a package that a notebook requires is missing."""
    missing = missing_packages(nbformat.read(ROOT / notebook, as_version=4))
    if missing:
        print(f"{notebook}: skipped, needs {', '.join(missing)} (CONTRIBUTING.md)", flush=True)
    return bool(missing)


def main(arguments):
    notebooks = [Path(argument) for argument in arguments] or [
        path.relative_to(ROOT) for path in sorted(ROOT.glob("book/*/*.ipynb"))
    ]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        agreed = list(pool.map(lambda notebook: skip(notebook) or compare(notebook), notebooks))
    return 0 if all(agreed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
