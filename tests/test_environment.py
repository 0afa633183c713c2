"""The Makefile's environment: which Python it takes, when it is renewed, what a failure says.

Every Python here is a script: the real one, told to be another version, or one that notes
what it is asked to do. Nothing is installed.
"""

import shutil
import subprocess
import sys

import pytest
from project import ROOT

pytestmark = pytest.mark.skipif(not shutil.which("make"), reason="there is no make")

TOOLS = ["cat", "cp", "mkdir", "rm", "sed"]
AS_IF = """#!/bin/sh
[ "$1" = -c ] || exec "{real}" "$@"
exec "{real}" -c "{change}; exec(compile(__import__('sys').argv[1], 'made', 'exec'))" "$2"
"""
# Its `-m venv` makes a .venv whose Python, pip and uv note what they are asked, and succeed.
NOTES = """#!/bin/sh
echo "$*" >> {log}
case "$*" in
  "-c import sys"*) echo "Python 3.12" ;;
  "-m venv"*) {venv} mkdir -p .venv/bin && cp "$0" .venv/bin/python && cp "$0" .venv/bin/uv ;;
  *"pip install"*) {install} ;;
esac
"""


@pytest.fixture
def folder(tmp_path):
    """Return a folder with what the environment is made from, and an empty PATH's folder."""
    folder = tmp_path / "a copy"
    folder.mkdir()
    for name in ("Makefile", "requirements.txt", "pyproject.toml"):
        shutil.copy(ROOT / name, folder / name)
    (tmp_path / "bin").mkdir()
    for tool in TOOLS:
        (tmp_path / "bin" / tool).symlink_to(shutil.which(tool))
    return folder


def add_python(folder, name, script, **values):
    path = folder.parent / "bin" / name
    path.write_text(script.format(real=sys.executable, log=folder.parent / "log", **values))
    path.chmod(0o755)
    return path


def make(folder, *arguments):
    """Run `make .venv/installed` with nothing else on the PATH, and return how it went."""
    return subprocess.run(
        [shutil.which("make"), ".venv/installed", *arguments],
        cwd=folder,
        env={"PATH": str(folder.parent / "bin")},
        capture_output=True,
        text=True,
        check=False,
    )


def asked(folder):
    """Return what the noting Python was asked so far, and forget it."""
    log = folder.parent / "log"
    lines = log.read_text().splitlines() if log.exists() else []
    log.unlink(missing_ok=True)
    return lines


def made(folder):
    return any(line == "-m venv .venv" for line in asked(folder))


def test_a_python_that_is_too_new_is_named_with_what_to_do(folder):
    add_python(folder, "python3", AS_IF, change="import sys; sys.version_info = (3, 14, 0)")
    done = make(folder)
    assert done.returncode
    assert "No usable Python: install 3.11, 3.12 or 3.13" in done.stderr
    assert "python3 is Python 3.14." in done.stderr
    assert len(done.stderr.splitlines()) == 3
    assert not (folder / ".venv").exists()


def test_a_python_without_venv_is_named_with_the_package_that_brings_it(folder):
    change = "import importlib.util as u; u.find_spec = lambda name: None"
    add_python(folder, "python3.12", AS_IF, change=change)
    done = make(folder)
    assert done.returncode
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    assert f"python3.12 is Python {version} without the module venv." in done.stderr
    assert "apt install python3 python3-venv" in done.stderr


def test_no_python_at_all_is_said_as_well(folder):
    done = make(folder, "PYTHON=/no/such/python")
    assert done.returncode
    assert "Looked for: /no/such/python." in done.stderr
    assert len(done.stderr.splitlines()) == 3


def test_the_newest_usable_python_is_taken(folder):
    add_python(folder, "python3.13", AS_IF, change="import sys; sys.version_info = (3, 14, 0)")
    add_python(folder, "python3.12", NOTES, venv="", install=":")
    add_python(folder, "python3", "#!/bin/sh\nexit 1\n")
    done = make(folder)
    assert done.returncode == 0, done.stderr
    assert "Making .venv with Python 3.12." in done.stdout
    assert made(folder)


def test_an_environment_is_made_once(folder):
    add_python(folder, "python3", NOTES, venv="", install=":")
    assert make(folder).returncode == 0
    assert made(folder)
    assert make(folder).returncode == 0
    assert asked(folder) == ["-c import uv"]


@pytest.mark.parametrize("harm", ["half-made", "moved", "no python"])
def test_what_cannot_be_used_is_made_anew(folder, harm):
    add_python(folder, "python3", NOTES, venv="", install=":")
    assert make(folder).returncode == 0
    asked(folder)
    (folder / ".venv" / "left over").touch()
    if harm == "half-made":
        (folder / ".venv" / "installed").unlink()
    elif harm == "moved":
        folder = folder.rename(folder.parent / "moved")
    else:
        (folder / ".venv" / "bin" / "python").unlink()
        (folder / ".venv" / "bin" / "python").symlink_to("/no/such/python3.11")
    done = make(folder)
    assert done.returncode == 0, done.stderr
    assert made(folder)
    assert not (folder / ".venv" / "left over").exists()


@pytest.mark.parametrize("step", ["venv", "install"])
def test_a_failed_step_says_what_it_takes_and_the_next_run_begins_anew(folder, step):
    steps = {"venv": "", "install": ":"}
    fails = f"echo 'No space left on device' >&2; {'exit 1;' if step == 'venv' else 'exit 1'}"
    add_python(folder, "python3", NOTES, **(steps | {step: fails}))
    done = make(folder)
    assert done.returncode
    assert done.stderr.splitlines()[:2] == [
        "No space left on device",
        "The packages are not installed: see to what stands above (they take an internet "
        "connection and 4 GB of disk), then run make again.",
    ]
    assert not (folder / ".venv" / "installed").exists()
    asked(folder)
    add_python(folder, "python3", NOTES, **steps)
    assert make(folder).returncode == 0
    assert made(folder)
