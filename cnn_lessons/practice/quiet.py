"""Converters that report at length, also past Python, kept quiet."""

import logging
import os
import warnings
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def quiet_stderr():
    """Drop warnings, TensorFlow's log, and what C++ code writes to stderr, within a ``with``."""
    log, kept = logging.getLogger("tensorflow"), os.dup(2)
    level = log.level
    with Path(os.devnull).open("w") as nowhere, warnings.catch_warnings():
        os.dup2(nowhere.fileno(), 2)
        warnings.simplefilter("ignore")
        log.setLevel(logging.ERROR)
        try:
            yield
        finally:
            log.setLevel(level)
            os.dup2(kept, 2)
            os.close(kept)
