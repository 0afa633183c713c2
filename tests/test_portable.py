"""tools/portable.py: other processors' arithmetic, made here by environment variables."""

import os
import platform

import nbformat
import numpy as np
import portable
import pytest
from project import ROOT

ALL = {"matrix products", "functions", "TensorFlow"}
CODE = {
    "plain": "conv2d(inputs, kernel)",
    "trains": "network.fit(x, y)",
    "loads": "import keras",
}


@pytest.fixture(scope="module")
def own():
    return portable.fingerprint({})


@pytest.mark.keras
@pytest.mark.parametrize(
    ("name", "needed", "kinds"),
    [
        ("a processor of 2008", "AVX2", ALL),
        ("a processor of 2013", "AVX512F", ALL),
        ("TensorFlow without oneDNN", "AVX2", {"TensorFlow"}),
    ],
)
def test_a_setting_changes_the_arithmetic_of_what_it_is_for(name, needed, kinds, own):
    if not np._core._multiarray_umath.__cpu_features__.get(needed):
        pytest.skip(f"{platform.processor()} has no {needed}: {name} may change nothing here")
    other = portable.fingerprint(portable.settings()[name])
    assert {kind for kind in own if own[kind] != other[kind]} == kinds


@pytest.mark.parametrize(
    ("stem", "trains"),
    [
        ("practice/mnist", True),  # fit
        ("learning/augmentation", True),  # train
        ("operations/dense", True),  # a function of its own
        ("operations/costs", False),  # training_bytes
        ("operations/convolution", False),
    ],
)
def test_a_chapter_that_trains_is_told_by_its_code(stem, trains):
    assert portable.calls(f"book/{stem}.ipynb", portable.TRAINS) == trains


@pytest.fixture
def runs(tmp_path, monkeypatch):
    """Return three notebooks, and a list of what is compared: (kernel of OpenBLAS, stem)."""
    for stem, code in CODE.items():
        notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(code)])
        nbformat.write(notebook, tmp_path / f"{stem}.ipynb")
    compared = []

    def compare(path):
        compared.append((os.environ.get("OPENBLAS_CORETYPE"), path.stem))
        return True

    cores = {f"core {i}": {"OPENBLAS_CORETYPE": str(i)} for i in (1, 2, 3)}
    monkeypatch.delenv("OPENBLAS_CORETYPE", raising=False)
    monkeypatch.setattr(portable, "settings", lambda: cores)
    monkeypatch.setattr(
        portable,
        "fingerprint",
        lambda setting, tensorflow: {"products": setting.get("OPENBLAS_CORETYPE", "own")},
    )
    monkeypatch.setattr(portable, "compare", compare)
    return [str(tmp_path / f"{stem}.ipynb") for stem in CODE], compared


def test_what_trains_runs_under_two_settings_and_the_rest_under_all(runs):
    notebooks, compared = runs
    assert portable.main(notebooks) == 0
    assert sorted(compared) == [
        *[("1", "loads"), ("1", "plain"), ("1", "trains")],
        *[("2", "loads"), ("2", "plain"), ("2", "trains")],
        *[("3", "loads"), ("3", "plain")],
    ]
    assert "OPENBLAS_CORETYPE" not in os.environ


def test_the_quick_part_neither_trains_nor_loads_tensorflow(runs):
    notebooks, compared = runs
    portable.main(["--quick", *notebooks])
    assert sorted(compared) == [("1", "plain"), ("2", "plain"), ("3", "plain")]


def test_a_setting_that_changes_nothing_is_skipped_aloud(runs, monkeypatch, capsys):
    notebooks, compared = runs
    monkeypatch.setattr(portable, "fingerprint", lambda setting, tensorflow: {"products": "own"})
    portable.main(notebooks)
    assert compared == []
    assert "core 2: changes nothing on this processor, skipped." in capsys.readouterr().out


def test_one_notebook_that_does_not_agree_is_enough(runs, monkeypatch):
    notebooks, _ = runs
    monkeypatch.setattr(portable, "compare", lambda path: path.stem != "plain")
    assert portable.main(notebooks) == 1


def test_the_whole_runs_the_tests_under_each_setting(runs, monkeypatch):
    tested = []

    def run(command, cwd, check):
        tested.append((os.environ["OPENBLAS_CORETYPE"], command[2], cwd))
        return portable.subprocess.CompletedProcess(command, returncode=int(len(tested) == 2))

    monkeypatch.setattr(portable.subprocess, "run", run)
    assert portable.main([]) == 1
    assert tested == [(core, "pytest", ROOT) for core in "123"]
