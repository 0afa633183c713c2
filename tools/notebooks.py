"""Write each chapter's notebook from its text, and execute what changed.

``book/**/X.md`` is the source, ``X.ipynb`` beside it is written from it. Outputs are kept where
neither a code cell nor what it shows has changed; otherwise the whole notebook is executed. What
it shows has changed if a file of the package that it hangs on (see `sources`) is not as it was
committed last, or if the last comparison found another output. Judged by content, not by the
times of files. A notebook that somebody else has edited is left alone. A chapter that needs an
optional package says so in its header, ``requires: [torch]``; where that is missing it is not
executed::

    python tools/notebooks.py                     every chapter that changed
    python tools/notebooks.py book/a/chapter.md   this chapter, if it changed
    python tools/notebooks.py --all               every chapter, changed or not
"""

import argparse
import hashlib
import re
import sys
import time
from importlib.util import find_spec
from pathlib import Path

import history
import jupytext
import nbformat
from execution import LANGUAGE, NotebookError, execute, quote, was_executed
from jupytext.myst import MystMetadataParsingError
from records import record, recorded
from sources import ROOT, code_cells, digest, fingerprint, package_files

BOOK = ROOT / "book"


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
    """Write the notebook of one chapter, executed where its outputs may be old.

    Parameters
    ----------
    text : Path
        The ``.md`` half of a pair.
    execute_all : bool, default=False
        Execute the notebook even where nothing has changed.

    Returns
    -------
    str
        What was done, for the reader at the terminal.

    Raises
    ------
    NotebookError
        If somebody else has edited the notebook, a cell fails, what it left must not be stored,
        or a package that the changed chapter requires is missing. The stored notebook is left
        as it was.
    """
    path = text.with_suffix(".ipynb")
    notebook, stored = read_text(text), read_notebook(path)
    if stored is not None and not is_ours(path, text):
        raise NotebookError(edited(path, text))
    missing = ", ".join(missing_packages(notebook))
    same = stored is not None and same_code(notebook, stored)
    reason = "" if same else "its code changed"
    if same and not missing:
        reason = "you asked for it" if execute_all else what_changed(path, stored)
    if reason and missing:
        raise NotebookError(f"{text} needs {missing} to be executed. See CONTRIBUTING.md.")
    if reason:
        start = time.perf_counter()
        execute(notebook, text)
        done = f"executed in {time.perf_counter() - start:.1f} s, for {reason}"
    else:
        keep_outputs(notebook, stored)
        done = f"not executed, needs {missing}" if missing and execute_all else "no code changed"
    written = write(notebook, path)
    if reason:
        record(path, sources=fingerprint(read_notebook(path)), machine=None, differs=None)
    return f"{done}, {'written' if written else 'nothing to write'}"


def is_ours(path, text):
    """Whether nothing is lost with the notebook at `path`: we wrote it, or git keeps it."""
    if recorded(path).get("written") == hashlib.sha256(path.read_bytes()).hexdigest():
        return True
    kept = history.keeps(path)
    return difference(text) is None if kept is None else kept


def edited(path, text):
    return (
        f"{path} is left alone: neither git keeps it nor was it written here, so it may hold "
        f"somebody's work ({difference(text) or 'its outputs are new'}). Move what is worth "
        f"keeping into {text.name}, from which the notebook is written; then remove the notebook, "
        f"or `git restore {path}`. To answer exercises, use `make lab`: it opens copies."
    )


def what_changed(path, stored):
    """Return why the outputs of a notebook may be old, or "" where there is no reason."""
    known, state = recorded(path), fingerprint(stored)
    if state == known.get("differs"):
        return "the last comparison found another output"
    if state == known.get("sources"):
        return ""
    changed = history.changed_files(ROOT / "cnn_lessons")
    for file in package_files(stored):
        if file in changed:
            before = history.committed(file)
            if before is None or digest(file, before) != digest(file, file.read_bytes()):
                return f"{file.relative_to(ROOT)} changed"
    return ""


def same_code(notebook, stored):
    """Whether the outputs in `stored` are those of the code in `notebook`."""
    new, old = (
        [(cell.source, cell.metadata.get("tags", [])) for cell in code_cells(nb)]
        for nb in (notebook, stored)
    )
    return new == old and all(was_executed(cell) for cell in code_cells(stored))


def keep_outputs(notebook, stored):
    for cell, old in zip(code_cells(notebook), code_cells(stored), strict=True):
        cell.outputs, cell.execution_count = old.outputs, old.execution_count


def write(notebook, path):
    """Write `notebook` to `path`, all of it or nothing; return whether anything changed."""
    nbformat.validate(notebook)
    text = nbformat.writes(notebook) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    new = path.with_suffix(".ipynb.new")
    new.write_text(text, encoding="utf-8")
    new.replace(path)
    record(path, written=hashlib.sha256(text.encode()).hexdigest())
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
