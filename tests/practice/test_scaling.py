"""Pipelines are counted, not timed; gradients are judged by numbers and by each other."""

import numpy as np
import pytest

from cnn_lessons.datasets import load_digits
from cnn_lessons.practice import (
    SlowDisk,
    digits_model,
    loss_gradient,
    one_after_the_other,
    time_epoch,
)

pytestmark = pytest.mark.keras


@pytest.fixture(scope="module")
def batch():
    data = load_digits()
    return data.x_train[:48], data.y_train[:48]


def test_a_slow_disk_hands_on_what_it_reads_and_counts():
    import tensorflow as tf

    images = np.arange(7 * 2 * 3, dtype=np.float32).reshape(7, 2, 3)
    disk = SlowDisk(0.0)
    dataset = tf.data.Dataset.from_tensor_slices(images).map(disk.read, num_parallel_calls=4)
    assert dataset.element_spec.shape == (2, 3)
    np.testing.assert_array_equal(np.stack(list(dataset.as_numpy_iterator())), images)
    assert disk.reads == 7
    list(dataset)
    assert disk.reads == 14


def test_behind_a_cache_nothing_is_read_twice():
    import tensorflow as tf

    disk = SlowDisk(0.0)
    dataset = tf.data.Dataset.range(7).map(disk.read).cache()
    for _ in range(3):
        assert list(dataset.as_numpy_iterator()) == list(range(7))
    assert disk.reads == 7


def test_one_after_the_other_keeps_the_data_and_switches_the_additions_off():
    import tensorflow as tf

    dataset = one_after_the_other(tf.data.Dataset.range(5).batch(2))
    assert [b.tolist() for b in dataset.as_numpy_iterator()] == [[0, 1], [2, 3], [4]]
    options = dataset.options()
    assert options.experimental_optimization.apply_default_optimizations is False
    assert options.autotune.enabled is False


def test_an_epoch_takes_at_least_its_steps():
    assert time_epoch(range(3), 0.01) >= 0.03


def test_the_gradient_is_the_slope_of_the_loss(batch):
    import keras

    model = digits_model(seed=1)
    gradient = loss_gradient(model, *batch)
    kernel = model.layers[-1].kernel
    step = np.zeros(kernel.shape, np.float32)
    step[3, 7] = 0.01

    def loss():
        logits = keras.ops.convert_to_numpy(model(batch[0])).astype(float)
        log_sum = np.log(np.exp(logits).sum(axis=1))
        return np.mean(log_sum - logits[np.arange(48), batch[1]])

    before = kernel.numpy()
    kernel.assign(before + step)
    up = loss()
    kernel.assign(before - step)
    down = loss()
    found = gradient[-10 - kernel.shape[0] * 10 : -10].reshape(kernel.shape)[3, 7]
    assert found == pytest.approx((up - down) / 0.02, rel=1e-2)


def test_scaling_by_a_power_of_two_changes_nothing_in_float32(batch):
    model = digits_model(seed=1)
    plain, scaled = loss_gradient(model, *batch), loss_gradient(model, *batch, 2.0**10)
    np.testing.assert_allclose(scaled, plain, rtol=1e-5, atol=1e-8)


def test_float16_loses_what_is_too_small_and_scaling_brings_it_back(batch):
    right = loss_gradient(digits_model(seed=1), *batch)
    half = digits_model("mixed_float16", seed=1)

    def error(loss_scale):
        return np.linalg.norm(loss_gradient(half, *batch, loss_scale) - right)

    assert error(2.0**10) < 0.05 * np.linalg.norm(right)
    assert error(2.0**-26) > 0.9 * np.linalg.norm(right)  # all below the smallest number
    assert not np.isfinite(loss_gradient(half, *batch, 2.0**26)).all()


def test_the_seed_decides_the_initial_weights():
    first, again, other = (digits_model(seed=s).get_weights() for s in (0, 0, 1))
    np.testing.assert_array_equal(first[0], again[0])
    assert not np.array_equal(first[0], other[0])
