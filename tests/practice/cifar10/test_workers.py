"""Several devices make the step of one: two in a process, and two processes on this machine.

Each test starts processes of its own, since TensorFlow is told of its devices only once.
"""

import json
import socket

import numpy as np
import pytest
from small_cifar10 import SMALL, start, write_small_cifar10

pytestmark = pytest.mark.keras

# The processor, cut into two devices. Without batch normalization, which sees its own part of a
# batch only, they have to make the steps of one; then the command, on the two.
TWO_DEVICES = """
import contextlib, sys
import numpy as np
import tensorflow as tf
(cpu,) = tf.config.list_physical_devices("CPU")
tf.config.set_logical_device_configuration(cpu, [tf.config.LogicalDeviceConfiguration()] * 2)
two = tf.distribute.MirroredStrategy(["CPU:0", "CPU:1"])

from cnn_lessons.practice import digits_model
from cnn_lessons.practice.cifar10 import command
from cnn_lessons.practice.cifar10.recipe import Recipe
from cnn_lessons.practice.cifar10.training import Training
from cnn_lessons.__main__ import main

rng = np.random.default_rng(0)
images, labels = rng.random((30, 8, 8, 1), np.float32), rng.integers(0, 10, 30)
recipe = Recipe(epochs=1, batch=10, images=34)
weights, logs = [], []
for strategy in (None, two):
    with strategy.scope() if strategy else contextlib.nullcontext():
        model = digits_model()
    training = Training(recipe, images, labels, strategy, model=model)
    logs.append(training.run_epoch(0))
    weights.append(np.concatenate([w.ravel() for w in model.get_weights()]))
print("moved", np.abs(weights[0]).max(), "apart", np.abs(weights[0] - weights[1]).max())
print("logs apart", np.abs(np.subtract(*logs)).max(), flush=True)
command.find_strategy = lambda: two
sys.exit(main(["cifar10", *sys.argv[1:]]))
"""


def free_ports(count):
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [server.getsockname()[1] for server in sockets]
    for server in sockets:
        server.close()
    return ports


def start_workers(folders, data, options=(SMALL, SMALL)):
    """Start two workers of one cluster, on ports of this machine."""
    cluster = {"worker": [f"127.0.0.1:{port}" for port in free_ports(2)]}
    return [
        start(
            [folder, *option],
            data,
            TF_CONFIG=json.dumps({"cluster": cluster, "task": {"type": "worker", "index": index}}),
            no_proxy="127.0.0.1",
        )
        for index, (folder, option) in enumerate(zip(folders, options, strict=True))
    ]


def finish(processes):
    """Return what each process printed, once all of them have ended; end those that do not."""
    try:
        return [process.communicate(timeout=300) for process in processes]
    finally:
        for process in processes:
            process.kill()


def test_two_workers_and_two_devices_end_in_the_same_weights(tmp_path):
    data = write_small_cifar10(tmp_path / "data")
    workers = start_workers([tmp_path / "both"] * 2, data)
    alone = start([tmp_path / "alone", *SMALL], data, ("-c", TWO_DEVICES))
    (first, first_errors), (second, second_errors), (printed, errors) = finish([*workers, alone])
    assert [p.returncode for p in (*workers, alone)] == [0, 0, 0], (
        first_errors + second_errors + errors
    )
    assert "2 devices (processor" in first
    assert "18 images of a step on each" in first
    assert "% of 20 test images of Ten colours, measured once" in first
    assert second == ""  # the first speaks for all

    numbers = printed.split("\n")
    moved, apart = (float(word) for word in numbers[0].split()[1::2])
    assert moved > 0.01
    assert apart < 1e-5
    assert float(numbers[1].split()[-1]) < 1e-5

    both, one = (np.load(tmp_path / name / "checkpoint.npz") for name in ("both", "alone"))
    assert set(both.files) == set(one.files)
    states = [json.loads(str(arrays["state"])) for arrays in (both, one)]
    assert states[0]["recipe"] == states[1]["recipe"]
    for name in states[0]["history"]:
        assert states[0]["history"][name] == pytest.approx(states[1]["history"][name], abs=1e-3)
    for name in set(both.files) - {"state"}:
        np.testing.assert_allclose(both[name], one[name], rtol=1e-3, atol=1e-4, err_msg=name)


def test_workers_with_different_options_stop_and_say_so(tmp_path):
    """Otherwise one would wait for the other without end, or train on other images."""
    data = write_small_cifar10(tmp_path / "data")
    workers = start_workers([tmp_path / "both"] * 2, data, (SMALL, [*SMALL, "--seed", "7"]))
    for (_, errors), process in zip(finish(workers), workers, strict=True):
        assert process.returncode == 1
        assert "Error: the workers do not agree: each has to be started with the same" in errors
        assert "Traceback" not in errors
    assert not (tmp_path / "both" / "checkpoint.npz").exists()
