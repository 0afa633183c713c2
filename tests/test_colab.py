"""A chapter runs where only the usual packages are, as on Colab.

The repository that the first cell installs from is replaced, by git's own
``insteadOf``, with a local clone of this working tree.
COLAB_VERSIONS may name a list of Colab's own packages (``pip freeze``) to take instead of the
lock's versions; a chapter that trains with Keras runs then as well.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from project import ROOT

URL = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]
VERSIONS = os.environ.get("COLAB_VERSIONS")
CHAPTERS = ["operations/convolution", *(["architectures/lenet"] if VERSIONS else [])]
PROVIDED = ["ipykernel", "nbclient", "numpy", "matplotlib", "scikit-learn", "tensorflow"]
UV = shutil.which("uv", path=Path(sys.executable).parent)


def run(*command, **arguments):
    done = subprocess.run(command, capture_output=True, text=True, check=False, **arguments)
    assert done.returncode == 0, f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture
def repository(tmp_path):
    """Return a bare clone of the working tree, uncommitted files included."""
    tree, bare = tmp_path / "tree", tmp_path / "bare.git"
    tracked = run("git", "ls-files", "-co", "--exclude-standard", cwd=ROOT).splitlines()
    for name in filter(lambda name: (ROOT / name).is_file(), tracked):
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)
    git = ["git", "-c", "user.name=test", "-c", "user.email=test@example.org"]
    run(*git, "init", "-q", "-b", "main", cwd=tree)
    run(*git, "add", "-A", cwd=tree)
    run(*git, "commit", "-q", "-m", "tree", cwd=tree)
    run("git", "clone", "-q", "--bare", tree, bare)
    return bare


@pytest.fixture
def python(tmp_path):
    """Return the Python of a new environment with what Colab provides, and no more."""
    environment = tmp_path / "environment"
    constraints = tmp_path / "versions.txt"
    installed = (
        Path(VERSIONS).read_text(encoding="utf-8")
        if VERSIONS
        else run(UV, "pip", "freeze", "--exclude-editable", "--python", sys.executable)
    )
    # Not what came from elsewhere than the index: "name @ address".
    constraints.write_text("\n".join(re.findall(r"^[\w.-]+==\S+$", installed, re.M)))
    run(UV, "venv", "--seed", "--python", sys.executable, environment)
    python = environment / Path(sys.executable).relative_to(sys.prefix)
    install = [UV, "pip", "install", "--python", python, "-c", constraints, *PROVIDED]
    done = subprocess.run(install, capture_output=True, text=True, check=False)
    if done.returncode:
        pytest.skip(f"no package index within reach: {done.stderr.strip().splitlines()[-1]}")
    return python


def packages(python):
    """Return the packages beside a Python, with their versions."""
    return set(run(UV, "pip", "freeze", "--python", python).splitlines())


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_notebook_installs_the_package_and_runs_in_an_empty_folder(
    repository, python, tmp_path, chapter
):
    folder = tmp_path / "empty"
    folder.mkdir()
    notebook = nbformat.read(ROOT / "book" / f"{chapter}.ipynb", 4)
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    nbformat.write(notebook, folder / "chapter.ipynb")
    before = packages(python)
    unwanted = ("PYTHONPATH", "MPLBACKEND")
    environment = {name: value for name, value in os.environ.items() if name not in unwanted}
    environment |= {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{repository.as_uri()}.insteadOf",
        "GIT_CONFIG_VALUE_0": URL,
    }
    execute = "import sys; from nbclient.cli import main; sys.exit(main())"
    run(python, "-c", execute, "--inplace", "chapter.ipynb", cwd=folder, env=environment)
    executed = nbformat.read(folder / "chapter.ipynb", 4)
    assert all(c.execution_count for c in executed.cells if c.cell_type == "code")
    where = "import cnn_lessons; print(cnn_lessons.__file__)"
    assert str(tmp_path / "environment") in run(python, "-c", where, cwd=folder)
    assert before <= packages(python), "what Colab ships must stay as it is"
