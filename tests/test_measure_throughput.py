"""What measures throughput: on a clock that only the tests move."""

import csv

import measure_throughput as tool
import pytest

from cnn_lessons.architectures.shortlist import SHORTLIST


@pytest.fixture
def clocks(monkeypatch):
    """Two clocks: the processor's runs at half the pace of the other."""
    now = [100.0]
    monkeypatch.setattr(tool, "perf_counter", lambda: now[0])
    monkeypatch.setattr(tool, "process_time", lambda: now[0] / 2)
    return now


def test_a_time_is_the_mean_of_its_runs(clocks):
    seconds = [3.0, 1.0, 5.0]

    def run():
        clocks[0] += seconds.pop()

    assert tool.measure(run, 3) == [1.5, 3.0]
    assert not seconds


def test_a_round_has_every_network_and_batch_in_an_order_of_its_own(clocks):
    took = {("first", 1): 0.5, ("first", 32): 7.0, ("second", 1): 0.25, ("second", 32): 3.0}

    def runner(key):
        def run():
            clocks[0] += took[key]

        return run

    names = ("first", "second")
    runs = {name: {size: runner((name, size)) for size in (1, 32)} for name in names}
    rows = list(tool.measure_round(3, runs))
    assert {(row["network"], row["batch"]): float(row["clock"]) for row in rows} == took
    assert all(float(row["processor"]) == float(row["clock"]) / 2 for row in rows)
    assert {row["round"] for row in rows} == {3}
    orders = {tuple(row["network"] for row in tool.measure_round(i, runs)) for i in range(9)}
    assert len(orders) == 2


def test_rounds_that_are_there_are_not_repeated(clocks, tmp_path, monkeypatch):
    monkeypatch.setattr(tool, "one_thread", lambda: None)
    monkeypatch.setattr(tool, "prepare", lambda name, sizes: dict.fromkeys(sizes, lambda: None))
    monkeypatch.setattr(tool, "ROUNDS", 2)
    file = tmp_path / "log.csv"
    assert tool.main([str(file)]) == 0
    before = file.read_text(encoding="utf-8")
    monkeypatch.setattr(tool, "ROUNDS", 3)
    tool.main([str(file)])
    after = file.read_text(encoding="utf-8")
    assert after.startswith(before)
    rows = list(csv.DictReader(after.splitlines()))
    assert [row["round"] for row in rows] == sorted("012" * 2 * len(tool.NETWORKS))


def test_images_have_the_size_of_the_shortlist():
    sides = {row.name: row.side for row in SHORTLIST}
    assert {name: tool.SIDES.get(name, 224) for name in tool.NETWORKS} == {
        name: sides[name] for name in tool.NETWORKS
    }


@pytest.mark.keras
def test_a_network_runs_with_each_batch():
    runs = tool.prepare("MobileNetV3Small", {2: 1, 3: 1})
    assert {size: run().shape for size, run in runs.items()} == {2: (2, 1000), 3: (3, 1000)}


@pytest.mark.keras
def test_the_two_layers_compute_the_same():
    import numpy as np

    depthwise, groups = (tool.prepare_layer(name) for name in tool.LAYERS)
    kernel, bias = groups.get_weights()
    depthwise.set_weights([kernel.transpose(0, 1, 3, 2), bias + 2])
    groups.set_weights([kernel, bias + 2])
    maps = np.random.default_rng(0).random((1, *tool.MAPS), np.float32)
    one, other = (model.predict_on_batch(maps) for model in (depthwise, groups))
    np.testing.assert_allclose(one, other, atol=1e-4)


def test_layers_are_measured_where_they_are_asked_for(clocks, tmp_path, monkeypatch):
    monkeypatch.setattr(tool, "one_thread", lambda: None)
    monkeypatch.setattr(tool, "prepare", lambda name, sizes: dict.fromkeys(sizes, lambda: None))
    tool.main([str(tmp_path / "log.csv"), "--layers"])
    with (tmp_path / "log.csv").open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    assert {row["network"] for row in rows} == set(tool.LAYERS)
    assert {row["batch"] for row in rows} == {"1"}
