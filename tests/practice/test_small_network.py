"""The network for a few images: its weights, and where they come from."""

import numpy as np
import pytest

from cnn_lessons.practice import small_network

pytestmark = pytest.mark.keras


def test_the_small_network_has_the_weights_that_its_text_says():
    # Kernels of three convolutions with 3 × 3, four numbers for each filter, a dense layer.
    expected = 9 * (3 * 32 + 32 * 64 + 64 * 64) + 4 * (32 + 64 + 64) + 64 * 10 + 10
    assert small_network(10).count_params() == expected == 57_450


def test_the_small_network_is_what_keras_makes_of_the_same_layers_and_seed():
    import keras
    from keras import layers

    keras.utils.set_random_seed(5)
    judge = [keras.Input((32, 32, 3))]
    for filters in (32, 64, 64):
        judge += [
            layers.Conv2D(filters, 3, padding="same", use_bias=False),
            layers.BatchNormalization(momentum=0.9),
            layers.ReLU(),
            layers.MaxPooling2D(),
        ]
    judge[-1] = layers.GlobalAveragePooling2D()
    judge = keras.Sequential([*judge, layers.Dense(7)])
    ours = small_network(7, seed=5)
    for one, two in zip(ours.get_weights(), judge.get_weights(), strict=True):
        np.testing.assert_array_equal(one, two)
    images = np.random.default_rng(0).random((3, 32, 32, 3), dtype=np.float32)
    for model in (ours, judge):
        model(images, training=True)  # moves the averages
    np.testing.assert_allclose(ours(images), judge(images), atol=1e-5)
