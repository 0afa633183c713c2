"""Write each chapter's notebook from its text, and execute what changed.

``book/**/X.md`` is the source, ``X.ipynb`` beside it is written from it. Outputs are kept where
no code cell changed; otherwise the whole notebook is executed. Judged by content, not by the
times of files. A chapter that needs an optional package says so in its header,
``requires: [torch]``; where that is missing it is not executed::

    python tools/notebooks.py                     every chapter that changed
    python tools/notebooks.py book/a/chapter.md   this chapter, if it changed
    python tools/notebooks.py --all               every chapter, changed or not
"""

import argparse
import os
import re
import sys
import tempfile
import time
from importlib.util import find_spec
from pathlib import Path

import jupytext
import nbformat
from jupytext.myst import MystMetadataParsingError
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

BOOK = Path(__file__).parents[1] / "book"
CELL_SECONDS = 600
# What an execution must not depend on: the same as in the Makefile, where nbval runs.
ENVIRONMENT = {
    "KERAS_BACKEND": "tensorflow",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
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


def find_chapters(book=BOOK):
    """Return the texts under `book` that are notebooks: those that name a kernel.

    Parameters
    ----------
    book : Path
        The folder to look in.

    Returns
    -------
    list of Path
        Each ``.md`` with a Jupytext header, in alphabetical order.
    """
    header = re.compile(r"\A---\n(?:.*\n)*?kernelspec:\n(?:.*\n)*?---\n")
    return [
        path
        for path in sorted(book.rglob("*.md"))
        if header.match(path.read_text(encoding="utf-8")) and ".ipynb_checkpoints" not in path.parts
    ]


def read_text(path):
    """Return the notebook that the text at `path` describes, without outputs.

    The ids of its cells are their positions, so that writing it twice gives the same file.
    """
    try:
        notebook = jupytext.read(path, fmt="md:myst")
    except MystMetadataParsingError as error:
        raise NotebookError(f"{path}: {error}") from None
    if "kernelspec" not in notebook.metadata:
        raise NotebookError(f"{path}: no kernelspec in its header, so it is not a notebook.")
    metadata = {"kernelspec": notebook.metadata["kernelspec"], "language_info": LANGUAGE}
    if "requires" in notebook.metadata:
        metadata["requires"] = notebook.metadata["requires"]
    notebook.metadata = nbformat.from_dict(metadata)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells):
        cell["id"] = f"cell-{position}"
    return notebook


def missing_packages(notebook):
    """Return those optional packages that `notebook` requires and that are not installed."""
    return [name for name in notebook.metadata.get("requires", []) if find_spec(name) is None]


def read_notebook(path):
    """Return the notebook stored at `path`, or None where there is none that can be read."""
    try:
        return nbformat.read(path, as_version=4)
    except (FileNotFoundError, nbformat.reader.NotJSONError):
        return None


def difference(text):
    """Return in what the notebook beside `text` departs from it, or None where they agree.

    Parameters
    ----------
    text : Path
        The ``.md`` half of a pair.

    Returns
    -------
    str or None
        Names the first cell that differs.
    """
    wanted, stored = read_text(text), read_notebook(text.with_suffix(".ipynb"))
    if stored is None:
        return f"{text.with_suffix('.ipynb').name} is missing"
    for position, (new, old) in enumerate(zip(wanted.cells, stored.cells, strict=False), start=1):
        for part in ("cell_type", "source", "metadata"):
            if new[part] != old[part]:
                return f"cell {position} differs in its {part}: {quote(new)}"
    if len(wanted.cells) != len(stored.cells):
        return f"the text has {len(wanted.cells)} cells, the notebook {len(stored.cells)}"
    if wanted.metadata != stored.metadata:
        return "the metadata of the notebook differ"
    return None


def refresh(text, execute_all=False):
    """Write the notebook of one chapter, executed where its code changed.

    Parameters
    ----------
    text : Path
        The ``.md`` half of a pair.
    execute_all : bool, default=False
        Execute the notebook even where no code cell changed.

    Returns
    -------
    str
        What was done, for the reader at the terminal.

    Raises
    ------
    NotebookError
        If a cell fails, the install cell installed something, or a package that the changed
        chapter requires is missing. The stored notebook is left as it was.
    """
    path = text.with_suffix(".ipynb")
    notebook, stored = read_text(text), read_notebook(path)
    unchanged = stored is not None and same_code(notebook, stored)
    missing = ", ".join(missing_packages(notebook))
    if unchanged and (missing or not execute_all):
        keep_outputs(notebook, stored)
        done = f"not executed, needs {missing}" if missing and execute_all else "no code changed"
    elif missing:
        raise NotebookError(f"{text} needs {missing} to be executed. See CONTRIBUTING.md.")
    else:
        start = time.perf_counter()
        execute(notebook, text)
        done = f"executed in {time.perf_counter() - start:.1f} s"
    return f"{done}, {'written' if write(notebook, path) else 'nothing to write'}"


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def same_code(notebook, stored):
    """Whether the outputs in `stored` are those of the code in `notebook`."""
    new, old = (
        [(cell.source, cell.metadata.get("tags", [])) for cell in code_cells(nb)]
        for nb in (notebook, stored)
    )
    return new == old and all(was_executed(cell) for cell in code_cells(stored))


def was_executed(cell):
    return cell.execution_count is not None


def keep_outputs(notebook, stored):
    for cell, old in zip(code_cells(notebook), code_cells(stored), strict=True):
        cell.outputs, cell.execution_count = old.outputs, old.execution_count


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
        if cell.cell_type != "code":
            continue
        if not was_executed(cell):
            raise NotebookError(f"{text}: cell {position} is not executed. Fill or remove it.")
        if INSTALLS.search(cell.source) and cell.outputs:
            raise NotebookError(
                f"{text}: cell {position} installed something. Outputs are stored only of a run "
                "with the package at hand: run `make notebooks`, which uses this project's .venv."
            )


def quote(cell):
    """Return the first line of a cell."""
    return repr(cell.source.split("\n", 1)[0][:60])


def write(notebook, path):
    """Write `notebook` to `path`, all of it or nothing; return whether anything changed."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    new = path.with_suffix(".ipynb.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
    return True


def main(arguments=None):
    """Refresh the chapters that the command line names, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("texts", nargs="*", type=Path, metavar="chapter.md", help="only these")
    parser.add_argument("--all", action="store_true", help="execute even what did not change")
    options = parser.parse_args(arguments)
    failures = []
    for text in options.texts or find_chapters():
        if not text.is_file() or text.suffix != ".md":
            parser.error(f"{text} is not the text of a chapter: name a .md file in book/")
        print(f"{text.stem}: ", end="", flush=True)
        try:
            print(refresh(text, execute_all=options.all))
        except NotebookError as error:
            print("FAILED")
            failures.append(str(error))
    print(*failures, sep="\n\n", end="\n" if failures else "", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
