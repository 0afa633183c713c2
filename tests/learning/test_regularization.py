"""Regularization: dropout keeps the mean, weight decay is a slope."""

import re

import numpy as np
import pytest

from cnn_lessons.learning import (
    dropout_mask,
    l2_penalty,
    l2_penalty_backward,
    numerical_gradient,
    relative_error,
    stochastic_depth_mask,
)


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 0.9])
def test_dropout_drops_its_share_and_keeps_the_mean(rate):
    mask = dropout_mask((300, 700), rate, np.random.default_rng(0), "float64")
    # The standard error of a share of 210,000 is at most 0.0011.
    assert (mask == 0).mean() == pytest.approx(rate, abs=0.005)
    assert mask.mean() == pytest.approx(1, abs=0.03)
    np.testing.assert_allclose(mask[mask > 0], 1 / (1 - rate))


@pytest.mark.keras
def test_keras_enlarges_what_stays_as_we_do():
    import keras

    theirs = np.asarray(keras.layers.Dropout(0.2, seed=0)(np.ones((50, 50)), training=True))
    ours = dropout_mask((50, 50), 0.2, np.random.default_rng(0))
    np.testing.assert_allclose(np.unique(theirs), np.unique(ours))


@pytest.mark.parametrize("rate", [0.0, 0.2, 0.5, 0.9])
def test_stochastic_depth_drops_its_share_of_the_images_and_keeps_the_mean(rate):
    rng = np.random.default_rng(0)
    mask = stochastic_depth_mask((50_000, 5, 3, 2), rate, rng, "float64")
    assert mask.shape == (50_000, 1, 1, 1)
    # The standard errors of a share and of a mean of 50,000 are at most 0.0023 and 0.013.
    assert (mask == 0).mean() == pytest.approx(rate, abs=0.01)
    assert mask.mean() == pytest.approx(1, abs=0.05)
    np.testing.assert_allclose(mask[mask > 0], 1 / (1 - rate))
    assert stochastic_depth_mask((3, 7), rate, rng).shape == (3, 1)


@pytest.mark.keras
def test_keras_drops_whole_images_with_our_factors():
    """The layer of keras.applications' ConvNeXt, and dropout with one choice for each image."""
    import keras
    from keras.src.applications.convnext import StochasticDepth

    ones = np.ones((400, 3, 2, 5), "float32")
    ours = stochastic_depth_mask(ones.shape, 0.2, np.random.default_rng(0))
    dropout = keras.layers.Dropout(0.2, noise_shape=(None, 1, 1, 1), seed=0)
    for layer in (StochasticDepth(0.2), dropout):
        theirs = np.asarray(layer(ones, training=True))
        np.testing.assert_array_equal(theirs, theirs[:, :1, :1, :1] * ones)
        np.testing.assert_allclose(np.unique(theirs), np.unique(ours))
        np.testing.assert_array_equal(layer(ones, training=False), ones)


def test_same_seed_same_mask():
    first, second, other = (
        dropout_mask((40,), 0.5, np.random.default_rng(seed)) for seed in (3, 3, 4)
    )
    assert (first == second).all()
    assert (first != other).any()


def test_weight_decay_is_the_slope_of_its_penalty():
    weights = np.random.default_rng(1).normal(size=(3, 2))
    slopes = numerical_gradient(lambda x: l2_penalty(x, 0.3), weights)
    assert relative_error(l2_penalty_backward(weights, 0.3), slopes) < 1e-7


@pytest.mark.keras
def test_keras_counts_the_same_penalty():
    import keras

    weights = np.random.default_rng(1).normal(size=(3, 2)).astype("float32")
    expected = float(keras.regularizers.L2(0.01)(weights))
    assert l2_penalty(weights, 0.01) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("rate", [1, -0.1, "0.5"])
def test_a_rate_that_is_no_share_is_named(rate):
    with pytest.raises(ValueError, match=re.escape(f"rate={rate!r}, but the share")):
        dropout_mask((3,), rate, np.random.default_rng(0))


@pytest.mark.parametrize("function", [l2_penalty, l2_penalty_backward])
def test_a_strength_below_0_is_named(function):
    with pytest.raises(ValueError, match=r"strength=-1, but a number of at least 0"):
        function(np.ones(3), -1)
    with pytest.raises(TypeError, match="weights is a list"):
        function([1.0], 0.1)
