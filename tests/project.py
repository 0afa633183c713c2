"""Where the project's files are."""

from pathlib import Path

ROOT = Path(__file__).parent.parent


def notebooks():
    """Return the paths of all chapters' notebooks."""
    return sorted((ROOT / "book").glob("*/*.ipynb"))
