"""Keras's downloads: where they lie, and how they are made without its own words."""

import hashlib
import os
import socket
import tempfile
from contextlib import contextmanager
from pathlib import Path

from cnn_lessons.language import message, said


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
        print(said(message("Downloading {what}, once.", what=what)), flush=True)
    talks, before = config.is_interactive_logging_enabled(), socket.getdefaulttimeout()
    config.disable_interactive_logging()
    socket.setdefaulttimeout(timeout)
    try:
        yield
    finally:
        socket.setdefaulttimeout(before)
        if talks:
            config.enable_interactive_logging()


@contextmanager
def published_file(what, url, sha256, paths, timeout):
    """Yield the path of a file that somebody publishes: from this machine, else downloaded.

    A file whose checksum is another is not used, and not touched either: it may be the user's
    own. What is downloaded lies in a folder of its own until it is whole and right, and goes to
    its place afterwards, if that is free. So nothing is left of a download that was cut short.

    Parameters
    ----------
    what : str
        For the line that announces a download, such as ``"MNIST (11 MB)"``.
    url, sha256 : str
        Its address and its checksum.
    paths : list of Path
        Where it may lie already; the first is the place for a new one.
    timeout : float
        How long a server may be silent, in seconds.

    Yields
    ------
    Path
        Valid within the ``with`` block.

    Raises
    ------
    Exception
        Keras's, where it cannot be downloaded.
    """
    for path in paths:
        if path.is_file() and _sha256(path) == sha256:
            yield path
            return
    with _downloaded(what, url, paths[0], timeout, sha256) as new:
        yield new
        _put(new, paths[0])


@contextmanager
def published_content(what, url, place, unpack, is_right, timeout):
    """Yield the path of what an archive holds: from this machine, else downloaded and unpacked.

    An archive that is packed anew for whoever asks has no checksum that lasts. So the content is
    judged, before every use. Otherwise as `published_file`: what is at `place` and not right is
    not touched, and nothing is left of what was cut short.

    Parameters
    ----------
    what : str
        For the line that announces a download, such as ``"Nuclei (100 MB)"``.
    url : str
        Of the archive.
    place : Path
        The file or folder where the content may lie already, or goes.
    unpack : callable
        Takes the path of the archive, and that of the file or folder to write.
    is_right : callable
        Takes the path of a file or folder, and says whether it has the known content.
    timeout : float
        How long a server may be silent, in seconds.

    Yields
    ------
    Path
        Valid within the ``with`` block.

    Raises
    ------
    Exception
        Keras's, where it cannot be downloaded; that of `unpack`.
    ValueError
        If the archive has another content.
    """
    if place.exists() and is_right(place):
        yield place
        return
    with _downloaded(what, url, place, timeout) as archive:
        new = archive.with_name(f"content-of-{archive.name}")
        unpack(archive, new)
        if not is_right(new):
            raise ValueError("what was downloaded has another content than what is known")
        yield new
        _put(new, place)


@contextmanager
def _downloaded(what, url, place, timeout, sha256=None):
    """Yield the path of a download: beside its place, in a folder that is not there for long."""
    import keras

    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=".download-") as folder:
        with keras_downloads(what, [], timeout):
            keras.utils.get_file(
                place.name, url, file_hash=sha256, cache_dir=folder, cache_subdir=""
            )
        yield Path(folder, place.name)


def _put(new, place):
    if not os.path.lexists(place):
        new.replace(place)


def _sha256(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
