"""The backbone that ships: its size, its weights, and what its log says of it."""

import csv

import numpy as np
import pytest
from project import ROOT

from cnn_lessons.blueprints.costs import count_costs
from cnn_lessons.practice import backbone as module
from cnn_lessons.practice.backbone import FILTERS, backbone, load_backbone, save_backbone

FOLDER = ROOT / "cnn_lessons/practice"


def test_it_has_less_than_a_million_parameters_and_its_file_less_than_2_mb():
    assert count_costs(backbone()).parameters < 1e6
    assert (FOLDER / module.WEIGHTS).stat().st_size < 2e6


def test_its_parameters_are_those_of_eight_convolutions_their_norms_and_a_head():
    first, second, third, fourth = FILTERS
    pairs = [(3, first), (first, second), *2 * [(second, second)], (second, third)]
    pairs += [(third, fourth), *2 * [(fourth, fourth)]]
    kernels = sum(9 * C * F for C, F in pairs)
    norms = sum(2 * F for _, F in pairs)
    head = (fourth + 1) * 7
    assert count_costs(backbone(classes=7)).trainable == kernels + norms + head


def test_two_additions_have_the_block_s_input_on_one_side():
    steps = {step.name: step for step in backbone().steps}
    assert steps["block2_add"].inputs == ("pool2", "block2_2_relu")
    assert steps["block4_add"].inputs == ("pool4", "block4_2_relu")


@pytest.mark.keras
def test_saved_and_loaded_it_gives_the_same_answers_but_for_float16(tmp_path, monkeypatch):
    model = load_backbone()
    images = np.random.default_rng(0).random((5, 32, 32, 3), dtype=np.float32)
    before = np.asarray(model(images, training=False))
    save_backbone(model, tmp_path / "backbone.npz")
    monkeypatch.setattr(module, "files", lambda package: tmp_path)
    after = np.asarray(load_backbone()(images, training=False))
    np.testing.assert_array_equal(after, before)  # the weights were in float16 already


@pytest.mark.keras
def test_a_damaged_file_is_refused(tmp_path, monkeypatch):
    (tmp_path / "backbone.npz").write_bytes((FOLDER / module.WEIGHTS).read_bytes()[:100_000])
    monkeypatch.setattr(module, "files", lambda package: tmp_path)
    with pytest.raises(ValueError, match="not a file of weights, or it is damaged"):
        load_backbone()


@pytest.mark.keras
@pytest.mark.data("CNN_LESSONS_DATA/cifar10.npz")
def test_it_reads_the_test_images_as_well_as_its_log_says():
    from cnn_lessons.datasets import fetch_cifar10

    data = fetch_cifar10()
    with (FOLDER / "backbone.csv").open(encoding="utf-8") as file:
        *_, last = csv.DictReader(file)
    logits = load_backbone().predict(data.x_test[:2000], 250, verbose=0)
    right = (logits.argmax(axis=1) == data.y_test[:2000]).mean()
    assert abs(right - float(last["val_accuracy"])) < 0.025  # three standard errors
