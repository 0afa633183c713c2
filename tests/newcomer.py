"""What a newcomer has, and so has every test: no weights, no data, no progress, no internet.

The user's own folders are handed to the tests that are marked as reading real data. Others
that open a file in them fail, as do all that look for another machine.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import pytest

HOSTS = {None, "", "localhost", "::1", "0.0.0.0", "::"}  # this machine, beside 127.…
CONNECTIONS = {"socket.connect": 1, "socket.sendto": 1, "socket.getaddrinfo": 0}
CONNECTIONS["socket.gethostbyname"] = 0  # where the event has the address


def _users_folders():
    """Return the folders that the environment names, as it was before the tests."""
    home = Path(os.environ.get("KERAS_HOME") or "~/.keras").expanduser()
    data = os.environ.get("CNN_LESSONS_DATA")
    return {
        "KERAS_HOME": str(home.absolute()),
        "CNN_LESSONS_DATA": str(Path(data).absolute()) if data else None,
    }


# The workers of xdist inherit the environment that is set below: this one says what was there.
REAL = json.loads(os.environ.setdefault("CNN_LESSONS_REAL", json.dumps(_users_folders())))
PRIVATE = {*REAL.values(), *(str(Path.home() / name) for name in (".keras", ".cnn_lessons"))}
PRIVATE.discard(None)
_empty = tempfile.TemporaryDirectory(prefix="newcomer-")
_answers = tempfile.TemporaryDirectory(prefix="newcomer-")
EMPTY = {
    "KERAS_HOME": _empty.name,
    "CNN_LESSONS_DATA": None,
    "CNN_LESSONS_PROGRESS": f"{_answers.name}/progress.json",
}
_in_use = EMPTY


def use(folders):
    """Let this process, and those that it starts, find `folders`: EMPTY or REAL."""
    global _in_use  # noqa: PLW0603
    _in_use = folders
    for name, folder in folders.items():
        os.environ.pop(name, None)
        if folder is not None:
            os.environ[name] = folder
    config = sys.modules.get("keras.src.backend.config")  # reads KERAS_HOME once only
    if config is not None:
        config._KERAS_DIR = folders["KERAS_HOME"]


def missing(names):
    """Return those of the names, such as ``KERAS_HOME/datasets/mnist.npz``, that are not there."""

    def path(name):
        variable, _, rest = name.partition("/")
        return Path(REAL[variable] or "/nowhere", rest)

    return [name for name in names if not path(name).exists()]


def guard(event, arguments):
    """Refuse what a newcomer has not: an audit hook, called for whatever Python opens."""
    if event in CONNECTIONS:
        _refuse_others(arguments[CONNECTIONS[event]])
    elif event == "open" and _in_use is EMPTY and isinstance(arguments[0], (str, Path)):
        path = os.path.abspath(arguments[0])  # noqa: PTH100
        for folder in PRIVATE:
            if path.startswith(folder + os.sep):
                pytest.fail(f"{path} is the user's own. Mark the test with data: CONTRIBUTING.md.")


def _refuse_others(address):
    host = address[0] if isinstance(address, tuple) else address
    if isinstance(host, bytes):
        host = host.decode(errors="replace")
    is_file = not isinstance(address, tuple) and os.sep in str(address)  # a Unix socket
    if host in HOSTS or is_file or str(host).startswith("127."):
        return
    # No Exception, which code that has a stand-in at hand would swallow.
    pytest.fail(f"A test looks for {host}: nothing outside this machine is there for tests.")
