"""Keras's downloads: where they lie, and how they are made without its own words."""

import os
import socket
from contextlib import contextmanager
from pathlib import Path


def keras_file(kind, name):
    """Return where Keras keeps a file, or would keep it.

    Parameters
    ----------
    kind : str
        ``"models"`` or ``"datasets"``, the folder within ``KERAS_HOME`` (by default
        ``~/.keras``).
    name : str
        Of the file.

    Returns
    -------
    Path
        In ``/tmp/.keras``, as Keras does, where it is not in that folder and cannot be written
        there either.
    """
    home = Path(os.environ.get("KERAS_HOME", "~/.keras")).expanduser()
    path = home / kind / name
    if path.exists() or os.access(home, os.W_OK):
        return path
    return Path("/tmp/.keras", kind, name)


@contextmanager
def keras_downloads(what, paths, timeout):
    """Let Keras download within a ``with`` block, if it must: one line says so, and it is ours.

    Keras by itself prints the address and a progress bar, also where it is asked to be silent,
    and waits for a silent server for ever.

    Parameters
    ----------
    what : str
        For the line, such as ``"MNIST (11 MB)"``.
    paths : list of Path
        Where it may lie already, as `keras_file` says it. If one is there, nothing is printed.
    timeout : float
        How long a server may be silent, in seconds.
    """
    from keras import config

    if not any(path.exists() for path in paths):
        print(f"Downloading {what}, once.", flush=True)
    talks, before = config.is_interactive_logging_enabled(), socket.getdefaulttimeout()
    config.disable_interactive_logging()
    socket.setdefaulttimeout(timeout)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
        if talks:
            config.enable_interactive_logging()
