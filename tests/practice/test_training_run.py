"""The log of a long training: all of its epochs, each once."""

import pytest

from cnn_lessons.practice import load_backbone_run
from cnn_lessons.practice.training_run import TrainingRun, read_history


def test_a_log_becomes_a_history():
    lines = ["epoch,accuracy,val_accuracy", "0,0.25,0.5", "1,0.5,0.625", "2,0.75,0.5"]
    assert read_history(lines) == {"accuracy": [0.25, 0.5, 0.75], "val_accuracy": [0.5, 0.625, 0.5]}


def test_a_log_of_one_epoch_is_a_history_of_one():
    assert read_history(["epoch,loss,val_loss", "0,2.5,3.0"]) == {"loss": [2.5], "val_loss": [3.0]}


@pytest.mark.parametrize("epochs", [[], [0, 2], [0, 1, 0, 1], [1, 2]])
def test_a_log_with_missing_or_repeated_epochs_is_refused(epochs):
    lines = ["epoch,loss", *(f"{epoch},1.0" for epoch in epochs)]
    with pytest.raises(ValueError, match=r"has the epochs .*, expected 0, 1, 2, … Was a training"):
        read_history(lines)


def test_the_shipped_log_is_of_a_training_that_learned():
    run = load_backbone_run()
    assert run.data.startswith("CIFAR-10")
    assert {"accuracy", "loss", "val_accuracy", "val_loss"} == set(run.history)
    assert run.history["accuracy"][-1] > run.history["accuracy"][0] + 0.2
    assert all(0 <= share <= 1 for share in run.history["val_accuracy"])


def test_a_run_says_how_it_was_made():
    history = {"loss": [2.0, 1.0, 0.5]}
    run = TrainingRun("python train.py", "some data", 7.4, "one core", "2024-02-29", history)
    assert repr(run) == (
        "python train.py\n3 epochs of some data, 7 minutes on one core, 2024-02-29"
    )
    long = TrainingRun("python train.py " + "--option " * 20, "data", 7, "one core", "", history)
    assert max(map(len, repr(long).splitlines())) <= 79
