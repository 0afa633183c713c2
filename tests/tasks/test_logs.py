"""What is read of the logs: numbers as such, NaN where there are none, only what is wanted."""

from importlib.resources import files

import pytest
from project import ROOT

from cnn_lessons.tasks import load_log
from cnn_lessons.tasks.logs import LOGS

TEXTS = {"data", "box_loss", "setting", "images", "up", "averages", "method"}


def test_each_table_that_ships_is_a_log_and_each_log_has_its_script():
    assert {f"{log}.csv" for log in LOGS} == {
        file.name for file in files("cnn_lessons.tasks").iterdir() if file.name.endswith(".csv")
    }
    for script in LOGS.values():
        assert (ROOT / "tools" / script).exists()


@pytest.mark.parametrize("log", LOGS)
def test_whole_numbers_are_int_measures_float_and_the_rest_text(log):
    for run in load_log(log):
        for name in {"seed", "epochs", "steps", "box_weight", "stride", "size"} & set(run):
            assert type(run[name]) is int, name
        for name in {"good", "test", "dice", "error", "sure", "hue", "accuracy"} & set(run):
            assert type(run[name]) is float, name
        assert {name for name, value in run.items() if isinstance(value, str)} <= TEXTS


def test_a_column_may_have_numbers_and_texts():
    assert {run["averages"] for run in load_log("unets")} == {0.9, 0.99, "settled"}


def test_an_empty_cell_is_nan():
    (cells,) = load_log("localizers", data="cells", box_loss="iou", epochs=12, seed=0)
    assert cells["accuracy"] != cells["accuracy"]
    assert cells["mean_iou"] == 0.699


def test_only_the_wanted_lines_are_returned_in_their_order():
    runs = load_log("colorizers", method="grey", images=6000)
    assert [run["seed"] for run in runs] == [0, 1, 2, 3, 4]
    assert {run["chroma"] for run in runs} == {0}
    assert len(load_log("unets")) == 40


@pytest.mark.parametrize(
    ("log", "wanted", "said"),
    [
        ("digits", {}, r"log='digits' is not known\. Use one of localizers, detectors, unets"),
        ("autoencoders", {"sizes": 8}, r"have no 'sizes'\. They have: seed, images, size"),
        ("detectors", {"seed": 0, "sead": 0}, r"detectors have no 'sead'\. They have: data,"),
        (
            "autoencoders",
            {"size": 3, "images": 1000},
            r"autoencoders have no line with {'size': 3, 'images': 1000}\. "
            r"There are size: 8, 32; images: 55000, 1000\.",
        ),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(log, wanted, said):
    with pytest.raises(ValueError, match=said):
        load_log(log, **wanted)
