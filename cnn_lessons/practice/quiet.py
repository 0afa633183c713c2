"""Converters that write past Python, straight to the process's stderr, kept quiet."""

import os
import warnings
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def quiet_stderr():
    """Drop warnings, and what C++ code writes to stderr, within a ``with`` block."""
    kept = os.dup(2)
    with Path(os.devnull).open("w") as nowhere, warnings.catch_warnings():
        os.dup2(nowhere.fileno(), 2)
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
