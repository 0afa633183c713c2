"""What is known of the notebooks on this machine, in a file that git ignores.

For each notebook: what was written last (``written``), in which state it was executed or agreed
(``executed``, ``agreed``, see `sources`), and how long that took. A lost file costs time only.
"""

import json
import threading
from pathlib import Path

FILE = Path(__file__).resolve().parents[1] / ".cache" / "notebooks.json"
LOCK = threading.Lock()


def recorded(notebook):
    """Return what is known of the notebook at this path, a dict."""
    return _read().get(str(notebook.resolve()), {})


def record(notebook, **facts):
    """Remember facts of the notebook at this path, beside what is known."""
    with LOCK:
        everything = _read()
        everything.setdefault(str(notebook.resolve()), {}).update(facts)
        FILE.parent.mkdir(exist_ok=True)
        new = FILE.with_suffix(".new")
        new.write_text(json.dumps(everything, indent=1), encoding="utf-8")
        new.replace(FILE)


def _read():
    try:
        return json.loads(FILE.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return {}
