"""Who is who in a cluster, and what is said to somebody who has not said it."""

import json
from types import SimpleNamespace

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


@pytest.mark.parametrize("index", [0, 1])
def test_a_cluster_that_says_who_is_who_is_trained_on(index, monkeypatch):
    import tensorflow as tf

    monkeypatch.setenv("TF_CONFIG", json.dumps(TWO | {"task": {"type": "worker", "index": index}}))
    monkeypatch.setattr(tf.distribute, "MultiWorkerMirroredStrategy", lambda: "several machines")
    assert find_strategy() == "several machines"


@pytest.mark.parametrize(
    ("gpus", "expected"), [([], "one"), (["GPU:0"], "one"), (["GPU:0", "GPU:1"], "several")]
)
def test_gpus_take_memory_as_they_need_it_and_two_of_them_share_the_batch(
    gpus, expected, monkeypatch
):
    import tensorflow as tf

    grown = {}
    monkeypatch.delenv("TF_CONFIG", raising=False)
    monkeypatch.setattr(tf.config, "list_physical_devices", lambda kind: gpus)
    monkeypatch.setattr(tf.config.experimental, "set_memory_growth", grown.__setitem__)
    monkeypatch.setattr(tf.distribute, "MirroredStrategy", lambda: "several")
    monkeypatch.setattr(tf.distribute, "get_strategy", lambda: "one")
    assert find_strategy() == expected
    assert grown == dict.fromkeys(gpus, True)
    assert has_gpu() == bool(gpus)


def worker_of_two(theirs, index=1):
    """Return what a strategy of two workers looks like to one of them; the other has `theirs`."""

    def reduce(how, mine, axis):
        assert (how, axis) == ("MEAN", None)
        both = [[number**power for number in theirs] for power in (1, 2)]
        return (mine + both) / 2

    spec = SimpleNamespace(as_dict=lambda: {"worker": ["127.0.0.1:1", "127.0.0.1:2"]})
    resolver = SimpleNamespace(task_id=index, cluster_spec=lambda: spec)
    return SimpleNamespace(cluster_resolver=resolver, run=lambda step: step(), reduce=reduce)


def test_a_worker_knows_its_number_and_how_many_there_are():
    assert worker_number(worker_of_two([], index=1)) == (1, 2)
    alone = SimpleNamespace(cluster_spec=lambda: SimpleNamespace(as_dict=dict))
    assert worker_number(SimpleNamespace(cluster_resolver=alone)) == (0, 1)


def test_workers_that_agree_go_on_and_others_are_told():
    require_agreement(worker_of_two([3, 2**31 - 1]), [3, 2**31 - 1], "never said")
    for mine in ([3, 1001], [4, 1000]):
        with pytest.raises(ValueError, match=r"the workers do not agree: name one folder\."):
            require_agreement(worker_of_two([3, 1000]), mine, "name one folder.")


def test_one_worker_agrees_with_itself(monkeypatch):
    monkeypatch.delenv("TF_CONFIG", raising=False)
    require_agreement(find_strategy(), [3, 5], "never said")
