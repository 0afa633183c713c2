"""The log of throughput: whole, plausible, and read round by round."""

from math import factorial

import pytest

from cnn_lessons.architectures import relative_times
from cnn_lessons.architectures.shortlist import SHORTLIST
from cnn_lessons.architectures.throughput import REFERENCE, load_throughput


def line(number, network, processor, clock=1.0, batch=1):
    return {
        "round": number, "network": network, "batch": batch, "processor": processor, "clock": clock
    }  # fmt: skip


MADE_UP = [
    line(0, "a", 2.0, 7.0), line(0, "b", 6.0, 7.0), line(0, "b", 90.0, batch=32),
    line(1, "b", 5.0, 8.0), line(1, "a", 10.0, 2.0),
    line(2, "a", 4.0, 5.0), line(2, "b", 4.0, 15.0),
]  # fmt: skip


def test_ratios_are_taken_within_a_round_and_then_the_median():
    # 6 / 2, 5 / 10, 4 / 4; the ratio of the medians would be 5 / 4.
    assert relative_times(1, "a", rows=MADE_UP) == {"b": (1.0, 0.5, 3.0), "a": (1, 1, 1)} or (
        relative_times(1, "a", rows=MADE_UP) == {"a": (1, 1, 1), "b": (1.0, 0.5, 3.0)}
    )
    assert relative_times(1, "a", "clock", MADE_UP)["b"] == (3.0, 1.0, 4.0)
    assert relative_times(1, "b", rows=MADE_UP)["a"] == (1.0, 1 / 3, 2.0)


def test_the_fastest_comes_first():
    times = relative_times(1, "a", "clock", MADE_UP)
    assert list(times) == ["a", "b"]


def test_what_was_not_measured_is_refused():
    with pytest.raises(ValueError, match=r"batch=8 was not measured\. Use one of \[1, 32\]\."):
        relative_times(8, "a", rows=MADE_UP)
    with pytest.raises(ValueError, match=r"reference='c' was not measured\. Use one of a, b\."):
        relative_times(1, "c", rows=MADE_UP)


def test_a_log_that_is_not_there_is_refused():
    with pytest.raises(
        ValueError, match=r"log='layers' is not known\. Use one of throughput, depthwise\."
    ):
        load_throughput("layers")


@pytest.mark.parametrize(("log", "subjects"), [("throughput", "NETWORKS"), ("depthwise", "LAYERS")])
def test_each_round_has_each_network_or_layer_at_its_batches_once(log, subjects):
    import measure_throughput

    names = getattr(measure_throughput, subjects)
    batches = measure_throughput.BATCHES if subjects == "NETWORKS" else [1]
    rows = load_throughput(log)
    rounds = {row["round"] for row in rows}
    assert rounds == set(range(len(rounds)))
    assert len(rounds) >= 5
    expected = [(number, name, size) for number in rounds for name in names for size in batches]
    found = [(row["round"], row["network"], row["batch"]) for row in rows]
    assert sorted(found) == sorted(expected)
    orders = {tuple(row["network"] for row in rows if row["round"] == number) for number in rounds}
    assert len(orders) == min(len(rounds), factorial(len(names)))


def test_all_that_was_measured_is_on_the_shortlist():
    assert {row["network"] for row in load_throughput()} <= {row.name for row in SHORTLIST}


def test_one_thread_works_no_longer_than_it_takes():
    for row in load_throughput() + load_throughput("depthwise"):
        assert 0 < row["processor"] <= 1.1 * row["clock"]


@pytest.mark.parametrize("batch", [1, 32])
def test_the_rounds_agree(batch):
    """What the chapter says must not hang on what else the machine did."""
    times = relative_times(batch)
    assert times[REFERENCE] == (1, 1, 1)
    for middle, least, largest in times.values():
        assert least <= middle <= largest
        assert largest < 2 * least
