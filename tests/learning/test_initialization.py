"""Initialization: published variances, Keras's moments, and signals that keep their size."""

import re

import numpy as np
import pytest

from cnn_lessons.learning import fans, glorot_normal, glorot_uniform, he_normal, he_uniform
from cnn_lessons.operations import conv2d, relu

SHAPE = (3, 5, 37, 53)
FAN_IN, FAN_OUT = 3 * 5 * 37, 3 * 5 * 53
VARIANCES = {
    glorot_uniform: 2 / (FAN_IN + FAN_OUT),
    glorot_normal: 2 / (FAN_IN + FAN_OUT),
    he_uniform: 2 / FAN_IN,
    he_normal: 2 / FAN_IN,
}


@pytest.mark.parametrize("initialize", VARIANCES)
def test_variance_is_the_published_one(initialize):
    weights = initialize(SHAPE, np.random.default_rng(0), "float64")
    # 29,415 numbers: the standard error of the variance is at most 0.8 % of it.
    assert weights.var() == pytest.approx(VARIANCES[initialize], rel=0.03)
    assert abs(weights.mean()) < 4 * (VARIANCES[initialize] / weights.size) ** 0.5


@pytest.mark.keras
@pytest.mark.parametrize("initialize", VARIANCES)
def test_keras_has_the_same_moments_and_limits(initialize):
    import keras

    judge = getattr(keras.initializers, initialize.__name__)(seed=0)
    theirs = keras.ops.convert_to_numpy(judge(SHAPE))
    ours = initialize(SHAPE, np.random.default_rng(0))
    assert ours.dtype == theirs.dtype
    for moment in (2, 4):
        assert (ours**moment).mean() == pytest.approx((theirs**moment).mean(), rel=0.05)
    assert np.abs(ours).max() == pytest.approx(np.abs(theirs).max(), rel=0.01)


def test_normal_weights_end_at_two_standard_deviations():
    weights = he_normal(SHAPE, np.random.default_rng(0), "float64")
    limit = 2 * (2 / FAN_IN) ** 0.5 / 0.8796256610342398
    assert 0.98 * limit < np.abs(weights).max() <= limit


def test_signals_keep_their_size_through_relu_with_he():
    rng = np.random.default_rng(0)
    signal = rng.normal(size=(2, 11, 11, 32))
    for _ in range(10):
        signal = conv2d(relu(signal), he_normal((3, 3, 32, 32), rng, "float64"), padding=1)
    # The zeros around the image cost some of it: 9 of 121 places see 6 of 9 pixels or less.
    assert 0.1 < signal.var() < 3


def test_same_seed_same_weights():
    first, second, other = (he_normal((4, 3), np.random.default_rng(seed)) for seed in (7, 7, 8))
    assert (first == second).all()
    assert (first != other).any()


def test_fans_of_a_dense_layer_and_of_lenet_5():
    assert fans((400, 120)) == (400, 120)
    assert fans((5, 5, 6, 16)) == (150, 400)


def test_a_bias_has_no_fans():
    with pytest.raises(ValueError, match=re.escape("shape=(6,) has no inputs and outputs")):
        glorot_uniform((6,), np.random.default_rng(0))


@pytest.mark.parametrize("make", [glorot_uniform, glorot_normal, he_uniform, he_normal])
@pytest.mark.parametrize("shape", [(0, 5), (5, 0), (3, 3, -1, 2), (2.5, 3)], ids=str)
def test_sizes_that_are_no_sizes_are_named(make, shape):
    with pytest.raises(ValueError, match="every size has to be a whole number above 0"):
        make(shape, np.random.default_rng(0))
