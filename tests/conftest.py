"""What all tests share: nobody's progress file is touched, and no window opens."""

import os

import pytest

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
os.environ.setdefault("MPLBACKEND", "Agg")


@pytest.fixture(autouse=True)
def progress_file(tmp_path, monkeypatch):
    """Keep progress in a file of this test's own, and return its path."""
    path = tmp_path / "progress" / "progress.json"
    monkeypatch.setenv("CNN_LESSONS_PROGRESS", str(path))
    return path
