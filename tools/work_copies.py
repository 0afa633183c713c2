"""Lay out copies of the notebooks to work in, and bring them up to date.

The copies are in ``lab/``, which git ignores: answers survive a ``git pull``. A copy in which
nobody has changed a cell is renewed with the course. One that somebody has changed is never
touched: the course's new version is put beside it, as ``pooling-2.ipynb``. Whoever wants a fresh
copy removes the old one.
"""

import hashlib
import json
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DELIVERED = ".delivered.json"  # in the lab: hashes of what was copied last: the file, its cells


def lay_out(book, lab):
    """Copy what is new of the folder `book` to the folder `lab`.

    Parameters
    ----------
    book, lab : Path
        From where, and where to. The second is made if need be.

    Returns
    -------
    list of str
        One line for each notebook that was put beside its changed copy.
    """
    delivered, lines = read_delivered(lab), []
    for source in sorted(book.rglob("*.ipynb")):
        name = source.relative_to(book)
        if ".ipynb_checkpoints" in name.parts:
            continue
        now = [hash_of(source.read_bytes()), cells_of(source)]
        before = delivered.get(name.as_posix(), [None, None])
        target = lab / name
        if now != before or not target.exists():
            answered = target.exists() and cells_of(target) != before[1]
            if now[1] != before[1] or not answered:
                target = first_free(target, before[1], now[1])
                copy(source, target)
            delivered[name.as_posix()] = now
        if target != lab / name:
            lines.append(
                f"{name} has changed in the course. Yours is as you left it; the new one is "
                f"{target.relative_to(lab)}."
            )
    for page in pages(book):
        copy(page, lab / page.relative_to(book))
    (lab / DELIVERED).write_text(json.dumps(delivered, indent=1), encoding="utf-8")
    return lines


def first_free(target, before, now):
    """Return the first of ``X.ipynb``, ``X-2.ipynb``, … with nobody's work in it."""
    stem, number = target.stem, 1
    while target.exists() and cells_of(target) not in (before, now):
        number += 1
        target = target.with_stem(f"{stem}-{number}")
    return target


def pages(book):
    """Return the files that notebooks link to: pages without code, and pictures."""
    chapters = {path.with_suffix(".md") for path in book.rglob("*.ipynb")}
    files = {*book.rglob("*.md"), *book.glob("assets/*")}
    return sorted(files - chapters)


def cells_of(path):
    """Return a hash of the cells of a notebook, without outputs; "" where it cannot be read."""
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        return hash_of(json.dumps([(c["cell_type"], "".join(c["source"])) for c in cells]).encode())
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def hash_of(content):
    return hashlib.sha256(content).hexdigest()


def copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)


def read_delivered(lab):
    try:
        return json.loads((lab / DELIVERED).read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}


def main():
    for line in lay_out(ROOT / "book", ROOT / "lab"):
        print(line)
    print("Copies of the notebooks, yours to change, are in lab/.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
