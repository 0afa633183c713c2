"""The tests' own guard: what a newcomer has not is not there, and real data are for marked tests.

What lies outside stands under addresses that are nobody's (RFC 5737).
"""

import contextlib
import os
import socket
import subprocess
import sys
from pathlib import Path

import newcomer
import pytest
from project import ROOT

REFUSED = pytest.fail.Exception


@pytest.mark.parametrize(
    "look",
    [
        lambda: socket.create_connection(("192.0.2.7", 80), timeout=0.1),
        lambda: socket.getaddrinfo("example.org", 443),
        lambda: socket.gethostbyname("example.org"),
        lambda: socket.socket(type=socket.SOCK_DGRAM).sendto(b"x", ("192.0.2.7", 9)),
    ],
)
@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_nothing_outside_this_machine_is_reached(look):
    with pytest.raises(REFUSED, match=r"looks for (192\.0\.2\.7|example\.org): nothing outside"):
        look()


def test_code_that_has_a_stand_in_does_not_hide_it():
    with pytest.raises(REFUSED), contextlib.suppress(Exception):
        socket.getaddrinfo("example.org", 443)


def test_a_server_on_this_machine_is_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname(), timeout=5).close()
        host = ("localhost", server.getsockname()[1])
        socket.create_connection(host, timeout=5).close()


@pytest.mark.parametrize("folder", sorted(newcomer.PRIVATE))
def test_the_users_own_folders_are_not_opened(folder):
    with pytest.raises(REFUSED, match=r"is the user's own\. Mark the test with data"):
        Path(folder, "no such file").read_text()


def test_processes_inherit_an_empty_keras_home_and_no_data():
    code = "import os; print(os.environ['KERAS_HOME'], os.environ.get('CNN_LESSONS_DATA'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    folder, data = done.stdout.split()
    assert folder == newcomer.EMPTY["KERAS_HOME"]
    assert data == "None"
    assert not [path for path in Path(folder).rglob("*.*") if path.name != "keras.json"]


@pytest.mark.keras
def test_keras_looks_into_the_same_folder_even_where_it_was_imported_before():
    from keras.src.backend import config

    assert config.keras_home() == newcomer.EMPTY["KERAS_HOME"]


MARKED = """
import os
import pytest

@pytest.fixture(scope="module")
def text():
    with open(os.environ["KERAS_HOME"] + "/models/x.h5") as file:
        return file.read()

@pytest.mark.data("KERAS_HOME/models/x.h5", "CNN_LESSONS_DATA/photos")
def test_marked(text):
    assert text == "weights"
    assert os.listdir(os.environ["CNN_LESSONS_DATA"]) == ["photos"]

def test_another():
    assert os.listdir(os.environ["KERAS_HOME"]) == []
    assert "CNN_LESSONS_DATA" not in os.environ
"""


def run_marked(folder, *options, workers=0, **environment):
    (folder / "test_marked.py").write_text(MARKED)
    environment |= {"PYTHONPATH": str(ROOT / "tests"), "PATH": os.environ["PATH"]}
    environment |= {"HOME": str(folder)}
    command = [sys.executable, "-m", "pytest", "-p", "conftest", "-q", "-n", str(workers)]
    done = subprocess.run(
        [*command, "--override-ini", "addopts=", "--rootdir", folder, *options],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout


@pytest.mark.parametrize("workers", [0, 1])
def test_a_marked_test_gets_the_real_folders_its_fixtures_too(tmp_path, workers):
    (tmp_path / "keras/models").mkdir(parents=True)
    (tmp_path / "keras/models/x.h5").write_text("weights")
    (tmp_path / "data/photos").mkdir(parents=True)
    said = run_marked(tmp_path, workers=workers, KERAS_HOME="keras", CNN_LESSONS_DATA="data")
    assert "2 passed" in said
    assert "real data" not in said


def test_where_the_data_are_not_there_it_is_skipped_and_said(tmp_path):
    said = run_marked(tmp_path, "-rs")
    assert "1 passed, 1 skipped" in said
    assert "needs real data: KERAS_HOME/models/x.h5, CNN_LESSONS_DATA/photos" in said
    assert "1 tests were skipped that read real data" in said


def test_where_they_are_asked_for_it_fails(tmp_path):
    said = run_marked(tmp_path, "--need-data", "-m", "data")
    assert "1 failed" in said or "1 error" in said
    assert "needs real data: KERAS_HOME/models/x.h5" in said
