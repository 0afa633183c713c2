"""The block, judged by its weights and by a normalization by hand."""

import numpy as np
import pytest

from cnn_lessons.tasks.conv_norm_relu import conv_norm_relu

pytestmark = pytest.mark.keras


def test_a_block_normalizes_each_map_of_a_batch_and_cuts_off_what_is_negative():
    import keras

    image = keras.Input((7, 11, 3))
    start = keras.initializers.GlorotUniform(seed=2)
    model = keras.Model(image, conv_norm_relu(image, 5, strides=2, kernel_initializer=start))
    kernel, _, _, mean, _ = model.get_weights()  # no bias
    assert kernel.shape == (3, 3, 3, 5)
    np.testing.assert_array_equal(kernel, start((3, 3, 3, 5)))
    images = np.random.default_rng(0).random((4, 7, 11, 3), dtype=np.float32)
    maps = np.asarray(keras.ops.conv(images, kernel, 2, "same"))
    own = maps.mean(axis=(0, 1, 2))
    expected = np.maximum((maps - own) / np.sqrt(maps.var(axis=(0, 1, 2)) + 1e-3), 0)
    np.testing.assert_allclose(model(images, training=True), expected, atol=1e-4)
    assert expected.shape == (4, 4, 6, 5)
    np.testing.assert_allclose(model.layers[2].moving_mean, 0.9 * mean + 0.1 * own, atol=1e-6)


def test_without_normalization_there_is_a_bias():
    import keras

    image = keras.Input((7, 11, 3))
    model = keras.Model(image, conv_norm_relu(image, 5, padding="valid", momentum=None))
    assert [w.shape for w in model.get_weights()] == [(3, 3, 3, 5), (5,)]
    assert model.output_shape == (None, 5, 9, 5)
    model.layers[1].bias.assign([-9, 9, 0, 0, 0])
    outputs = np.asarray(model(np.ones((1, 7, 11, 3), np.float32)))
    assert outputs.min() == 0 < outputs[..., 1].min()
