"""The command, as a reader runs it: stopped, gone on with, refused; never a traceback."""

import json
import signal
import time
from types import SimpleNamespace

import numpy as np
import pytest
from small_cifar10 import SMALL, start, write_small_cifar10

from cnn_lessons.__main__ import main
from cnn_lessons.datasets.dataset import Dataset
from cnn_lessons.practice.cifar10 import command
from cnn_lessons.practice.cifar10.recipe import Recipe
from cnn_lessons.practice.cifar10.training import Training

pytestmark = [
    pytest.mark.keras,
    pytest.mark.filterwarnings("ignore:__array__:DeprecationWarning"),  # Keras writes the network
]


@pytest.fixture
def data(tmp_path, monkeypatch):
    """A classroom's folder with a small data set in the place of CIFAR-10."""
    folder = write_small_cifar10(tmp_path / "data")
    monkeypatch.setenv("CNN_LESSONS_DATA", str(folder))
    monkeypatch.delenv("TF_CONFIG", raising=False)
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr("sys.stderr.reconfigure", lambda **_: None, raising=False)
    return folder


def weights(folder):
    arrays = dict(np.load(folder / "checkpoint.npz"))
    return json.loads(str(arrays.pop("state"))), arrays


def assert_same_end(one, other):
    (state, arrays), (other_state, other_arrays) = weights(one), weights(other)
    assert state["history"]["val_loss"] == pytest.approx(
        other_state["history"]["val_loss"], rel=1e-4
    )
    assert state["test"] == pytest.approx(other_state["test"], rel=1e-4)
    for name, array in arrays.items():
        np.testing.assert_allclose(array, other_arrays[name], rtol=1e-4, atol=1e-6, err_msg=name)


def test_stopped_and_said_again_it_ends_where_it_would_have(data, tmp_path, monkeypatch, capsys):
    import keras

    straight, stopped = tmp_path / "straight", tmp_path / "new" / "stopped"
    assert main(["cifar10", str(straight), *SMALL]) == 0
    printed = capsys.readouterr().out
    assert "WRN-10-1 on Ten colours: 108 images to learn from, 12 for validation, 20 for" in printed
    assert "2 epochs of 3 steps with 36 images, learning rate up to 0.028125, float32" in printed
    assert "% of 20 test images of Ten colours, measured once" in printed
    assert len((straight / "log.csv").read_text().splitlines()) == 3

    run_epoch = Training.run_epoch

    def stop_in_the_second(training, epoch):
        if epoch == 1:
            raise KeyboardInterrupt
        return run_epoch(training, epoch)

    with monkeypatch.context() as patch:
        patch.setattr(Training, "run_epoch", stop_in_the_second)
        assert main(["cifar10", str(stopped), *SMALL]) == 130
    assert "Said again, the command goes on after the last whole epoch" in capsys.readouterr().err
    assert weights(stopped)[0]["test"] is None  # not measured before the end
    assert main(["cifar10", str(stopped), *SMALL]) == 0
    printed = capsys.readouterr().out
    assert "Going on after epoch 1" in printed
    assert "epoch   1" not in printed
    assert_same_end(straight, stopped)
    assert (straight / "log.csv").read_text() == (stopped / "log.csv").read_text()

    # The network that was saved gives the accuracy that was printed.
    arrays = np.load(data / "cifar10.npz")
    model = keras.models.load_model(stopped / "network.keras")
    logits = model.predict(arrays["x_test"].astype(np.float32) / 255, verbose=0)
    right = np.mean(logits.argmax(axis=1) == arrays["y_test"])
    assert right == pytest.approx(weights(stopped)[0]["test"][1])

    # What is finished is not trained or tested again; another training is refused, untouched.
    before = {path.name: path.read_bytes() for path in stopped.iterdir()}
    with monkeypatch.context() as patch:
        patch.setattr(Training, "evaluate", None)
        assert main(["cifar10", str(stopped), *SMALL]) == 0
    assert "measured once, after the last epoch" in capsys.readouterr().out
    assert main(["cifar10", str(stopped), *SMALL, "--seed", "7"]) == 1
    assert "is of another training, with seed 0, and not 7. It is left" in capsys.readouterr().err
    write_small_cifar10(data, seed=1)
    assert main(["cifar10", str(stopped), *SMALL]) == 1
    assert "with the images Ten colours, " in capsys.readouterr().err
    assert before == {path.name: path.read_bytes() for path in stopped.iterdir()}


def test_killed_in_the_second_epoch_it_goes_on(tmp_path):
    """With SIGKILL nothing can be tidied up: the checkpoint has to be whole at any time."""
    data, folder = write_small_cifar10(tmp_path / "data"), tmp_path / "run"
    options = [*SMALL[:4], "--epochs", "400", "--batch", "36"]  # not to be over too early
    process = start([folder, *options], data)
    try:
        deadline = time.monotonic() + 300
        while not (folder / "checkpoint.npz").exists():
            assert process.poll() is None, process.communicate()
            assert time.monotonic() < deadline
            time.sleep(0.05)
    finally:
        process.send_signal(signal.SIGKILL)
        process.communicate()
    state, arrays = weights(folder)
    assert 1 <= len(state["history"]["loss"]) < 400
    assert all(np.isfinite(array).all() for array in arrays.values())


@pytest.mark.parametrize(
    ("arguments", "text"),
    [
        (["--images", "121"], "--images 121, but Ten colours has 120 to learn from"),
        (["--batch", "109"], "108 for training: not enough for a batch of 109"),
        (["--depth", "12"], "depth=12 is not 6n + 4. Use 10, 16"),
    ],
)
def test_what_cannot_be_is_refused(data, tmp_path, capsys, arguments, text):
    assert main(["cifar10", str(tmp_path / "run"), *SMALL, *arguments]) == 1
    assert text in capsys.readouterr().err
    assert not (tmp_path / "run" / "checkpoint.npz").exists()


def test_an_accuracy_is_reported_with_two_standard_errors(tmp_path, capsys):
    """Of 400 images 80 % have a standard error of √(0.8 · 0.2 / 400), 2 %."""
    test = SimpleNamespace(name="Ten colours", y_test=np.zeros(400))
    run = SimpleNamespace(data=test, progress=SimpleNamespace(test=[1.9, 0.8]), folder=tmp_path)
    command.Run._report(run)
    assert "80.0 ± 4.0 % of 400 test images of Ten colours" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("devices", "has_gpu", "text"),
    [
        (1, False, "1 device (processor, no GPU: float32, and no XLA)."),
        (1, True, "1 device (GPU)."),
        (2, True, "2 devices (GPU), 18 images of a step on each."),
    ],
)
def test_what_a_run_says_of_its_devices_and_when_xla_compiles(
    tmp_path, monkeypatch, capsys, devices, has_gpu, text
):
    made = {}
    strategy = SimpleNamespace(cluster_resolver=None, num_replicas_in_sync=devices)
    monkeypatch.setattr(command, "has_gpu", lambda: has_gpu)
    monkeypatch.setattr(command, "Training", lambda *_, **how: made.update(how))
    data = Dataset("noise", np.zeros((40, 1)), np.zeros(40), np.zeros((3, 1)), np.zeros(3))
    command.Run(tmp_path, Recipe(images=40, batch=36), data, strategy)
    assert capsys.readouterr().out.splitlines()[-1] == text
    assert made == {"jit": has_gpu and devices == 1}


def test_each_option_gets_into_the_recipe():
    asked = {"depth": 22, "width": 3, "epochs": 7, "batch": 19, "rate": 0.07, "seed": 5}
    options = SimpleNamespace(**asked, precision="float16")
    assert command._recipe(options, 1100) == Recipe(**asked, images=1100, precision="float16")


def test_a_part_of_the_images_comes_with_the_same_part_of_the_test(data):
    sizes = {images: len(command._data(images).y_test) for images in (2, 60, 119, 120, None)}
    assert sizes == {2: 1, 60: 10, 119: 19, 120: 20, None: 20}  # of 120, with 20 to test
    assert len(command._data(None).x_train) == 120


def test_a_folder_that_takes_nothing_is_named(data, tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("os.access", lambda folder, how: False)
    assert main(["cifar10", str(tmp_path / "run"), *SMALL]) == 1
    assert "nothing can be written into" in capsys.readouterr().err


def test_a_file_is_no_folder(data, tmp_path, capsys):
    (tmp_path / "run").write_text("mine")
    assert main(["cifar10", str(tmp_path / "run"), *SMALL]) == 1
    assert "run is a file. Name a folder" in capsys.readouterr().err
    assert (tmp_path / "run").read_text() == "mine"


def test_a_cluster_that_is_not_told_well_is_refused(data, tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", "{}")
    assert main(["cifar10", str(tmp_path / "run"), *SMALL]) == 1
    assert "TF_CONFIG is {}, which does not say who is who" in capsys.readouterr().err


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["run", "--epochs", "0"],
        ["run", "--images", "many"],
        ["run", "--rate", "0"],
        ["run", "--rate", "fast"],
        ["run", "--seed", "-1"],
        ["run", "--precision", "float8"],
    ],
)
def test_options_that_are_not_known_are_named(arguments, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["cifar10", *arguments])
    assert stop.value.code == 2
    assert "usage: python -m cnn_lessons cifar10" in capsys.readouterr().err


def test_an_option_that_is_not_there_is_named(capsys):
    with pytest.raises(SystemExit):
        main(["cifar10", "run", "--cutout"])
    assert "unrecognized arguments: --cutout" in capsys.readouterr().err


def test_help_says_what_is_expected_and_what_was_not_measured(capsys):
    with pytest.raises(SystemExit):
        main(["cifar10", "--help"])
    text = " ".join(capsys.readouterr().out.split())
    assert "94.98 % after 200 epochs" in text
    assert "That has not been measured" in text


@pytest.mark.usefixtures("offline")
def test_without_cifar10_the_stand_in_is_said_loudly(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("sys.stdout.reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr("sys.stderr.reconfigure", lambda **_: None, raising=False)
    monkeypatch.setattr(Training, "run_epoch", lambda *_: (2.0, 0.25))
    assert main(["cifar10", str(tmp_path / "run"), *SMALL, "--images", "40"]) == 0
    printed = capsys.readouterr()
    assert printed.err.startswith("WARNING: CIFAR-10 is not on this machine")
    assert "WRN-10-1 on Photo patches (stand-in for CIFAR-10)" in printed.out
    assert "test images of Photo patches (stand-in for CIFAR-10), measured once" in printed.out
