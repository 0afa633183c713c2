"""Execute a notebook in a fixed environment, and refuse what must not be stored."""

import os
import re
import tempfile

from drawings import lighten
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

CELL_SECONDS = 600
# What data and networks say that have taken the place of the real ones.
STAND_IN = re.compile(r"\(stand-in for |^WARNING: ", re.MULTILINE)
# What an execution must not depend on: the same as in the Makefile, where nbval runs.
ENVIRONMENT = {
    "KERAS_BACKEND": "tensorflow",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTEROP_THREADS": "1",
    "TF_NUM_INTRAOP_THREADS": "1",
}
# No version of Python is stored, so that every supported one writes the same notebook.
LANGUAGE = {
    "name": "python",
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "pygments_lexer": "ipython3",
}
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
INSTALLS = re.compile(r"^\s*[%!]\s*pip\s+install", re.MULTILINE)


class NotebookError(Exception):
    """A notebook that cannot be stored; the text says which, where and why."""


def was_executed(cell):
    return cell.execution_count is not None


def execute(notebook, text):
    """Execute `notebook` in the folder of `text`, and refuse what must not be stored."""
    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        record_timing=False,
        coalesce_streams=True,
        extra_arguments=["--log-level=ERROR"],  # it warns of the unencrypted loopback
        resources={"metadata": {"path": str(text.parent)}},
    )
    begun = []  # (number, cell) of every cell so far
    client.on_cell_execute = lambda cell, cell_index: begun.append((cell_index + 1, cell))
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, **ENVIRONMENT, "CNN_LESSONS_PROGRESS": f"{folder}/progress"}
        environment.pop("MPLBACKEND", None)  # the kernel draws into the notebook
        try:
            client.execute(env=environment)
        except (CellExecutionError, CellTimeoutError, DeadKernelError) as error:
            number, cell = begun[-1]
            reason = COLOURS.sub("", str(error)).strip()
            raise NotebookError(
                f"{text}: cell {number} ({quote(cell)}) failed.\n{reason}"
            ) from None
    notebook.metadata["language_info"] = LANGUAGE  # the kernel put its version there
    for position, cell in enumerate(notebook.cells, start=1):
        if cell.cell_type == "code":
            refuse(cell, f"{text}: cell {position}")
            lighten(cell)


def refuse(cell, place):
    """Raise a `NotebookError` if what a cell left must not be stored."""
    if not was_executed(cell):
        raise NotebookError(f"{place} is not executed. Fill or remove it.")
    if INSTALLS.search(cell.source) and cell.outputs:
        raise NotebookError(
            f"{place} installed something. Outputs are stored only of a run with the package at "
            "hand: run `make notebooks`, which uses this project's .venv."
        )
    if STAND_IN.search(printed(cell)):
        raise NotebookError(
            f"{place} ran on a stand-in, and the book shows the real data and networks. The "
            "stored notebook is left as it was. Let CNN_LESSONS_DATA and KERAS_HOME name folders "
            "that have them, or be online: see CONTRIBUTING.md."
        )


def printed(cell):
    """Return what the outputs of a cell say, as plain text."""
    return "\n".join(
        "".join(output.get("text") or output.get("data", {}).get("text/plain", ""))
        for output in cell.outputs
    )


def quote(cell):
    """Return the first line of a cell."""
    return repr(cell.source.split("\n", 1)[0][:60])
