"""Where answers run: in bubblewrap if it starts here, else in a process with limits alone."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np

import cnn_lessons

SYSTEM = ("/usr", "/lib", "/lib64", "/bin", "/etc/alternatives", "/etc/ld.so.cache", "/nix/store")
PACKAGE = Path(cnn_lessons.__file__).resolve().parent
NOWHERE = "/tmp"  # within bubblewrap: empty, and gone afterwards
ROOM = 1_000_000  # bytes for files there
TRIAL = 60  # seconds
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
QUIET = {"LANG": "C.UTF-8", "TF_CPP_MIN_LOG_LEVEL": "3", "MPLBACKEND": "Agg"}
SERVE = "from cnn_lessons.grading.server import serve; serve()"
TRY_CALLS = (
    "from cnn_lessons.grading.system_calls import refuse_system_calls; "
    "sys.exit(not refuse_system_calls())"
)


@dataclass(frozen=True)
class Sandbox:
    """How the process is started in which answers run.

    Parameters
    ----------
    command : tuple of str
        To be started in an empty folder.
    is_strong : bool
        Whether it has neither the files of this machine nor a network.
    why : str, default=""
        Why it is not strong.
    are_calls_refused : bool, default=True
        Whether the kernel refuses an answer to write files, to open connections and to start
        anything: see `system_calls`.
    """

    command: tuple
    is_strong: bool
    why: str = ""
    are_calls_refused: bool = True

    def environment(self, home):
        """Return the environment of the process: nothing of this one's."""
        names = dict.fromkeys(THREADS, "1") | QUIET
        return names | {"HOME": str(home), "TMPDIR": str(home), "PATH": os.defpath}


def find_sandbox(folder):
    """Return the strongest sandbox that starts on this machine; each is tried.

    Parameters
    ----------
    folder : Path
        The notebooks: hidden from all answers, where that can be done.

    Returns
    -------
    Sandbox
    """
    program = shutil.which("bwrap")
    if program is None:
        return weak_sandbox("bubblewrap is not installed")
    strong = Sandbox(tuple(_bubblewrap(program, Path(folder).resolve())), True)
    fault = _fault_of(strong)
    return weak_sandbox(f"bubblewrap does not start here ({fault})") if fault else strong


def weak_sandbox(why):
    """Return the process with limits alone; whether the kernel helps is tried, too.

    Parameters
    ----------
    why : str
        There is nothing stronger.

    Returns
    -------
    Sandbox
    """
    tried = subprocess.run(_python(TRY_CALLS), capture_output=True, timeout=TRIAL, check=False)
    return Sandbox(_python(), False, why, are_calls_refused=tried.returncode == 0)


def _python(todo=SERVE):
    # -I: nothing of the reader's environment, user site or folder; -B: no compiled files
    paths = [str(PACKAGE.parent), str(_numpys_place())]
    return (sys.executable, "-I", "-B", "-c", f"import sys; sys.path[:0] = {paths}; {todo}")


def _numpys_place():
    return Path(np.__file__).resolve().parents[1]


def _bubblewrap(program, folder):
    """Return the command that starts Python where there are programs, this package, and no more."""
    python = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.prefix).resolve(), _numpys_place()}
    seen = [*map(Path, SYSTEM), *sorted(python), PACKAGE]
    command = [program, "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"]
    command += ["--dev", "/dev", "--size", str(ROOM), "--tmpfs", NOWHERE]
    for path in seen:
        command += ["--ro-bind-try", str(path), str(path)]
    command += ["--size", str(ROOM), "--tmpfs", str(PACKAGE / "exercises")]
    if any(path in (folder, *folder.parents) for path in seen):
        command += ["--size", str(ROOM), "--tmpfs", str(folder)]
    environment = Sandbox((), True).environment(NOWHERE)
    for name, value in environment.items():
        command += ["--setenv", name, value]
    return [*command, "--chdir", NOWHERE, "--", *_python()]


def _fault_of(sandbox):
    """Return why a sandbox does not answer, or nothing if it does."""
    message = json.dumps({"cells": ["import os"], "memory": 2**32}) + "\n"
    try:
        tried = subprocess.run(
            sandbox.command,
            input=message,
            env=sandbox.environment(NOWHERE),
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=TRIAL,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        return type(error).__name__
    if tried.stdout.strip() == '{"found": []}':
        return ""
    return (tried.stderr.strip().splitlines() or ["it says nothing"])[-1].removeprefix("bwrap: ")
