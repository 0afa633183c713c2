"""Who is who in a cluster, and what is said to somebody who has not said it."""

import json

import pytest

from cnn_lessons.practice.cifar10.devices import (
    find_strategy,
    has_gpu,
    require_agreement,
    worker_number,
)

pytestmark = pytest.mark.keras

TWO = {
    "cluster": {"worker": ["127.0.0.1:1", "127.0.0.1:2"]},
    "task": {"type": "worker", "index": 0},
}


@pytest.mark.parametrize(
    "text",
    [
        "two workers",
        "[]",
        "{}",
        json.dumps({"cluster": TWO["cluster"]}),
        json.dumps(TWO | {"task": {"type": "worker", "index": 2}}),
        json.dumps(TWO | {"task": {"type": "worker", "index": -1}}),
        json.dumps(TWO | {"task": {"type": "ps", "index": 0}}),
        json.dumps(TWO | {"task": {"type": "worker", "index": "first"}}),
        json.dumps(TWO | {"cluster": {"worker": ["127.0.0.1:1"], "chief": ["127.0.0.1:2"]}}),
    ],
)
def test_a_cluster_that_does_not_say_who_is_who_is_refused(text, monkeypatch):
    monkeypatch.setenv("TF_CONFIG", text)
    with pytest.raises(ValueError, match=r"does not say who is who\. Expected, with another index"):
        find_strategy()


@pytest.mark.parametrize("text", [None, "", " "])
def test_without_a_cluster_one_device_is_used(text, monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    if text is not None:
        monkeypatch.setenv("TF_CONFIG", text)
    strategy = find_strategy()
    if not has_gpu():
        assert strategy.num_replicas_in_sync == 1
    assert worker_number(strategy) == (0, 1)


def test_one_worker_agrees_with_itself(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    require_agreement(find_strategy(), [3, 5], "never said")
