"""The log of the localizers: whole, plausible, and made by the script that it names."""

import numpy as np
import pytest

from cnn_lessons.tasks import load_log


def test_the_log_has_each_setting_of_the_script_from_five_seeds():
    from train_localizers import MORE, SCENES

    expected = {("noisy", *each) for each in SCENES} | {("scenes", *each) for each in SCENES + MORE}
    expected |= {
        ("cells", loss, 30, epochs)
        for loss in ("squared", "absolute", "iou")
        for epochs in (12, 24)
    }
    runs = load_log("localizers")
    found = [
        (run["data"], run["box_loss"], run["box_weight"], run["epochs"], run["seed"])
        for run in runs
    ]
    assert len(found) == len(set(found))
    assert set(found) == {(*each, seed) for each in expected for seed in range(5)}


def test_what_was_measured_are_shares_and_cells_have_no_classes():
    for run in load_log("localizers"):
        assert 0 <= run["mean_iou"] < 1
        assert 0 <= run["good"] <= 1
        assert np.isnan(run["accuracy"]) == (run["data"] == "cells")
        assert np.isnan(run["accuracy"]) or 0.3 < run["accuracy"] <= 1
        # Of 86 photographs or 400 scenes a whole number is good.
        count = 86 if run["data"] == "cells" else 400
        assert abs(run["good"] * count - round(run["good"] * count)) < 0.25


@pytest.mark.keras
def test_the_script_judges_on_what_was_held_out():
    from train_localizers import judge, scenes

    line = judge(0, scenes(40, 1, 0.04), scenes(30, 2, 0.04), ("squared", 30, 1))
    assert line[:4] == (0, "squared", 30, 1)
    assert 0 <= float(line[4]) < 0.5  # one epoch, two steps: nothing is learned
    assert float(line[6]) < 0.7
