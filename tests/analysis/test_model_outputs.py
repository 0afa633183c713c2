"""Outputs in batches, judged by the model asked once."""

import numpy as np
import pytest

from cnn_lessons.analysis.model_outputs import outputs_in_batches


@pytest.mark.parametrize("batch_size", [1, 3, 7, 8])
def test_outputs_are_those_of_all_images_in_their_order(batch_size):
    sizes, modes = [], []

    def model(images, training):
        sizes.append(len(images))
        modes.append(training)
        return images.sum(axis=(1, 2))

    images = np.arange(7 * 2 * 3 * 5).reshape(7, 2, 3, 5)
    outputs = outputs_in_batches(model, images, batch_size)
    np.testing.assert_array_equal(outputs, images.sum(axis=(1, 2)))
    assert max(sizes) == min(batch_size, 7)
    assert sum(sizes) == 7
    assert set(modes) == {False}


@pytest.mark.keras
def test_a_keras_model_is_asked_in_the_mode_that_is_wanted():
    import keras

    model = keras.Sequential([keras.Input((3,)), keras.layers.BatchNormalization()])
    values = np.random.default_rng(0).normal(5, 2, (11, 3)).astype(np.float32)
    asked = outputs_in_batches(model, values, 11)
    np.testing.assert_allclose(asked, values / np.sqrt(1.001), rtol=1e-5)  # new averages: 0 and 1
    trained = outputs_in_batches(model, values, 11, training=True)
    np.testing.assert_allclose(trained.mean(axis=0), 0, atol=1e-5)
