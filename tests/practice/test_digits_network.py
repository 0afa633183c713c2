"""The network for digits: on paper, built, and trained from a seed."""

import numpy as np
import pytest

from cnn_lessons.blueprints import count_costs
from cnn_lessons.practice.digits_network import digits_network, train_digits_network


def test_the_network_on_paper_has_three_convolutions_and_a_dense_layer():
    costs = count_costs(digits_network())
    expected = 9 * (1 * 16 + 16 * 32 + 32 * 64) + 16 + 32 + 64 + 64 * 10 + 10
    assert costs.parameters == expected
    assert costs["relu3"].output_shape == (8, 8, 64)


@pytest.mark.keras
def test_the_seed_decides_the_weights():
    first, again, other = (
        train_digits_network(epochs=1, seed=seed).model.get_weights() for seed in (0, 0, 1)
    )
    for one, two in zip(first, again, strict=True):
        np.testing.assert_allclose(one, two, atol=1e-4)
    assert not np.allclose(first[0], other[0], atol=0.05)


@pytest.mark.keras
def test_the_weights_begin_as_keras_draws_them():
    import keras

    model = train_digits_network(epochs=0, seed=3).model
    keras.utils.set_random_seed(3)
    for layer, channels in (("conv1", 1), ("conv2", 16), ("conv3", 32)):
        judge = keras.layers.Conv2D(model.get_layer(layer).filters, 3)
        judge.build((None, 32, 32, channels))
        np.testing.assert_array_equal(model.get_layer(layer).kernel, judge.kernel)
