"""The log that ships is whole, and what the help says is what stands in the list."""

import pytest

from cnn_lessons.commands.cifar10 import EXAMPLES
from cnn_lessons.practice.cifar10.expected import PUBLISHED, load_tried_run


def test_the_log_that_ships_is_of_two_epochs_that_learned():
    run = load_tried_run()
    assert run.data.startswith("CIFAR-10")
    assert set(run.history) == {"loss", "accuracy", "val_loss", "val_accuracy"}
    first, second = run.history["val_accuracy"]
    assert 0.1 < first < second < 1
    assert "--images 5000 --epochs 2" in run.command


def test_the_help_expects_what_the_paper_reports():
    assert f"{PUBLISHED['WRN-16-4'][0]} % after 200 epochs" in EXAMPLES


def test_the_accuracies_are_what_the_papers_errors_leave():
    errors = {"ResNet-20": 8.75, "ResNet-56": 6.97, "WRN-16-4": 5.02, "WRN-28-10": 4.00}
    found = {network: accuracy for network, (accuracy, _) in PUBLISHED.items()}
    assert found == pytest.approx({network: 100 - error for network, error in errors.items()})


def test_deeper_and_wider_networks_were_more_accurate():
    accuracies = [accuracy for accuracy, _ in PUBLISHED.values()]
    assert accuracies == sorted(accuracies)
