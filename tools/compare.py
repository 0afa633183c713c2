"""Let nbval run notebooks again and compare, two at a time, each in a process of its own.

Usage: python tools/compare.py [NOTEBOOK ...]     default: every notebook of the book, and
of those in other languages the part whose outputs are their own (tools/translations.py --parts)

A notebook need not run again on a machine where it agreed before, if its code cells and outputs,
the package's files that it hangs on, the data at hand, the lock and the settings are the same.
FRESH=1 runs it nevertheless, and so does CI, where nothing is known.

A kernel sometimes fails to let its client go, so that a run that is over never ends
(a known weakness of ZeroMQ's contexts). So a notebook has a time limit; the first run
beyond it is killed, said aloud, and repeated once. A notebook that requires an optional
package is skipped, and said to be, where that is missing.
"""

import hashlib
import json
import os
import platform
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
from kernels import forked_kernels, loads_tensorflow
from notebooks import missing_packages
from records import record, recorded
from sources import ROOT, fingerprint, package_files

AT_ONCE = 2
LIMIT = 600  # seconds for one notebook; a chapter takes 15, practice 180
# How long a notebook takes that was never timed here: what runs long is to start first.
GUESSES = {"practice": 120, "tasks": 45, "visualization": 40, "architectures": 30, "learning": 30}
TIMES = ROOT / "_build" / "times.jsonl"
# Each start would take two seconds to compile a grammar of web addresses that no notebook needs
# (nbformat imports jsonschema, which takes this module where it is), and one to load plugins.
PYTEST = "import sys; sys.modules['rfc3987_syntax'] = None; import pytest; sys.exit(pytest.main())"
# The warnings are those of the notebook tools, not ours.
NBVAL = [
    *(sys.executable, "-c", PYTEST, "--disable-plugin-autoload", "-p", "nbval.plugin", "--nbval"),
    *("-o", "addopts=", "-p", "no:warnings", "-q"),
]
# Environment variables whose change may change an output.
SETTINGS = ("KERAS_", "NPY_", "OMP_", "ONEDNN_", "OPENBLAS_", "PYTHONHASHSEED", "TF_")
running = set()


def run(command, limit, environment=None):
    """Run a command and return its exit status (None: killed at the limit) and output."""
    with subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | (environment or {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        running.add(process)
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            kill(process)
            output, _ = process.communicate()
            return None, output
        finally:
            running.discard(process)
    return process.returncode, output


def kill(process):
    """Kill a process and its children; its kernels end by themselves when it is gone."""
    if hasattr(os, "killpg"):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()


def compare(notebook, kernels=({}, []), limit=LIMIT):
    """Run one notebook, print how it went, remember it, and return whether it agreed."""
    environment, options = kernels if loads_tensorflow(read(notebook)) else ({}, [])
    command = [*NBVAL, *options, str(notebook)]
    before = {"sources": fingerprint(read(notebook)), "machine": machine(notebook)}
    start = time.perf_counter()
    status, output = run(command, limit, environment)
    if status is None:
        print(f"{notebook}: not over after {limit} s, killed; once more.", flush=True)
        status, output = run(command, limit, environment)
    seconds = time.perf_counter() - start
    if status == 0:
        record(ROOT / notebook, **before, differs=None, seconds=round(seconds, 1))
        print(
            f"{notebook}: {output.splitlines()[-1].split(' in ')[0]}, {seconds:.0f} s", flush=True
        )
    else:
        if status == 1:
            record(ROOT / notebook, sources=None, machine=None, differs=before["sources"])
        print(f"{output}\n{notebook}: {verdict(notebook, status, limit)}", flush=True)
    note_time(notebook, seconds)
    return status == 0


def verdict(notebook, status, limit):
    """Say what it means that a run did not end well, and what to do."""
    if status is None:
        return f"killed twice, since it was not over after {limit} s. Nothing is said of its cells."
    if status < 0:
        name = signal.Signals(-status).name
        return f"killed from outside ({name}; out of memory?). Nothing is said of its cells."
    if "parts" in Path(notebook).parts:
        return "does not agree. If the new output is the right one, `make languages` stores it."
    return (
        "does not agree. If the new output is the right one, let `make notebooks` execute and "
        f"store it, or `make chapter NAME={Path(notebook).stem}`; if not, the code is wrong."
    )


def read(notebook):
    return nbformat.read(ROOT / notebook, as_version=4)


def note_time(notebook, seconds):
    """Add one line to the file from which the table of times is made."""
    TIMES.parent.mkdir(exist_ok=True)
    line = {"step": "compare", "what": str(notebook), "seconds": round(seconds, 1)}
    with TIMES.open("a", encoding="utf-8") as times:
        times.write(json.dumps(line) + "\n")


def machine(notebook):
    """Return a hash of what a comparison hangs on beside the sources: lock, settings, data."""
    files = [ROOT / "requirements.txt", Path(__file__)]
    settings = sorted(item for item in os.environ.items() if item[0].startswith(SETTINGS))
    state = [platform.platform(), sys.version, settings, [path.read_text() for path in files]]
    if reads_data(notebook):
        state.append(data_at_hand())
    return hashlib.sha256(json.dumps(state).encode()).hexdigest()


def reads_data(notebook):
    """Whether a notebook may read what is downloaded: it or its files name one of the folders."""
    notebook = read(notebook)
    texts = [cell.source for cell in notebook.cells]
    texts += [path.read_text() for path in package_files(notebook) if path.suffix == ".py"]
    return any(name in text for text in texts for name in ("CNN_LESSONS_DATA", "KERAS_HOME"))


def data_at_hand():
    """Return names, sizes and times of all data sets and weights that a chapter can find."""
    keras = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    folders = [keras / "datasets", keras / "models"]
    if local := os.environ.get("CNN_LESSONS_DATA"):
        folders.append(Path(local))
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [(str(path), path.stat().st_size, path.stat().st_mtime_ns) for path in files]


def skip(notebook):
    """Say so, and return True, where a package that a notebook requires is missing."""
    missing = missing_packages(read(notebook))
    if missing:
        print(f"{notebook}: skipped, needs {', '.join(missing)} (CONTRIBUTING.md)", flush=True)
    return bool(missing)


def agreed_before(notebook):
    """Whether the notebook agreed here, and nothing that it hangs on has changed since."""
    if os.environ.get("CI") or os.environ.get("FRESH"):
        return False
    known = recorded(ROOT / notebook)
    return (known.get("sources"), known.get("machine")) == (
        fingerprint(read(notebook)),
        machine(notebook),
    )


def seconds_of(notebook):
    """Return how long a notebook took last, or a guess."""
    return recorded(ROOT / notebook).get("seconds") or GUESSES.get(notebook.parent.name, 15)


def main(arguments):
    notebooks = [Path(argument) for argument in arguments] or [
        path.relative_to(ROOT)
        for folder in ("book/*", "_build/parts/*/*")
        for path in sorted(ROOT.glob(f"{folder}/*.ipynb"))
    ]
    todo = [notebook for notebook in notebooks if not agreed_before(notebook)]
    if rest := len(notebooks) - len(todo):
        print(f"{rest} of {len(notebooks)}: unchanged since the last agreement (FRESH=1 runs all)")
    todo = [notebook for notebook in todo if not skip(notebook)]
    todo.sort(key=seconds_of, reverse=True)  # the longest first, so that all end together
    several = sum(loads_tensorflow(read(notebook)) for notebook in todo) > AT_ONCE
    with forked_kernels(several) as kernels, ThreadPoolExecutor(AT_ONCE) as pool:
        try:
            agreed = list(pool.map(lambda notebook: compare(notebook, kernels), todo))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            for process in list(running):
                kill(process)
            print("Stopped. What has agreed so far need not run again.")
            return 130
    return 0 if all(agreed) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
