"""tools/portable.py: other processors' arithmetic, made here by environment variables."""

import os

import nbformat
import numpy as np
import portable
import pytest
from project import ROOT

CODE = {
    "plain": "conv2d(inputs, kernel)",
    "trains": "network.fit(x, y)",
    "loads": "import keras",
}


def changed(name, tensorflow, own=None):
    """Return in which kinds of arithmetic a setting differs from this processor's own."""
    own = own or portable.fingerprint({}, tensorflow)
    other = portable.fingerprint(portable.settings()[name], tensorflow)
    return {kind for kind in own if own[kind] != other[kind]}


# What NumPy calls two generations of registers, before its version 2.4 and since.
AVX2, AVX512 = {"AVX2", "X86_V3"}, {"AVX512F", "X86_V4"}


def skip_without(features):
    if not features.intersection(np.show_config(mode="dicts")["SIMD Extensions"]["found"]):
        pytest.skip(f"this processor has none of {features}: it may compute as the setting does")


@pytest.mark.parametrize(
    ("name", "newer"), [("a processor of 2008", AVX2), ("a processor of 2013", AVX512)]
)
def test_numpy_computes_otherwise_on_an_older_processor(name, newer):
    skip_without(newer)
    assert changed(name, tensorflow=False) == {"matrix products", "functions"}


@pytest.mark.keras
def test_tensorflow_computes_otherwise_on_an_older_processor_and_alone_without_onednn():
    skip_without(AVX2)
    own = portable.fingerprint({})
    assert "TensorFlow" in changed("a processor of 2008", True, own)
    assert changed("TensorFlow without oneDNN", True, own) == {"TensorFlow"}


@pytest.mark.parametrize(
    ("stem", "trains"),
    [
        ("practice/mnist", True),  # fit
        ("learning/augmentation", True),  # train
        ("learning/regularization", True),  # a function of its own
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

    def agrees(path):
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
    monkeypatch.setattr(portable, "agrees", agrees)
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


def test_bfloat16_runs_where_onednn_may_use_it(runs, tmp_path):
    cell = nbformat.v4.new_code_cell("model.fit(x.astype(tf.bfloat16))")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), tmp_path / "brain.ipynb")
    cores = portable.settings()
    cores["core 1"] |= {"ONEDNN_MAX_CPU_ISA": "SSE41"}
    cores["core 2"] |= {"ONEDNN_MAX_CPU_ISA": "AVX2"}
    portable.main([str(tmp_path / "brain.ipynb")])
    assert runs[1] == [("3", "brain")]


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
    monkeypatch.setattr(portable, "agrees", lambda path: path.stem != "plain")
    assert portable.main(notebooks) == 1


@pytest.mark.parametrize("stored", ["seven", "eight"])
def test_a_notebook_agrees_with_what_is_stored_in_it(stored, tmp_path, capfd):
    cell = nbformat.v4.new_code_cell('print("seven")', execution_count=1)
    cell.outputs = [nbformat.v4.new_output("stream", text=f"{stored}\n")]
    notebook = nbformat.v4.new_notebook(cells=[cell])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(notebook, tmp_path / "chapter.ipynb")
    assert portable.agrees(tmp_path / "chapter.ipynb") == (stored == "seven")
    assert ("eight" in capfd.readouterr().out) == (stored == "eight")


def test_the_whole_runs_the_tests_under_each_setting(runs, monkeypatch):
    tested = []

    def run(command, cwd, check):
        tested.append((os.environ["OPENBLAS_CORETYPE"], command[2], cwd))
        return portable.subprocess.CompletedProcess(command, returncode=int(len(tested) == 2))

    monkeypatch.setattr(portable.subprocess, "run", run)
    assert portable.main([]) == 1
    assert tested == [(core, "pytest", ROOT) for core in "123"]
