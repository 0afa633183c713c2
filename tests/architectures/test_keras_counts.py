"""A Keras model's multiply-adds, judged by hand and by the blueprints."""

import pytest

from cnn_lessons.architectures import count_multiply_adds

pytestmark = pytest.mark.keras


def test_each_kind_of_layer_is_counted_at_each_place_of_what_comes_out():
    import keras
    from keras import layers

    image = keras.Input((13, 11, 3))
    x = layers.Conv2D(10, (3, 2), strides=2)(image)  # 6 × 5 places
    x = layers.Conv2D(4, 3, padding="same", groups=2)(x)
    x = layers.BatchNormalization()(x)
    x = layers.DepthwiseConv2D(3, depth_multiplier=2, padding="same", strides=2)(x)  # 3 × 3
    x = layers.SeparableConv2D(7, 3, padding="same")(x)
    x = layers.GlobalAveragePooling2D()(x)
    model = keras.Model(image, layers.Dense(5)(x))
    expected = 30 * 6 * 3 * 10 + 30 * 9 * 5 * 4 + 9 * 9 * 4 * 2 + 9 * (9 * 8 + 8 * 7) + 7 * 5
    assert count_multiply_adds(model) == expected


def test_models_within_a_model_are_counted():
    import keras
    from keras import layers

    inner = keras.Sequential([keras.Input((7, 5, 2)), layers.Conv2D(3, 1)])
    model = keras.Sequential([keras.Input((7, 5, 2)), inner, layers.Flatten(), layers.Dense(2)])
    assert count_multiply_adds(model) == 35 * 2 * 3 + 35 * 3 * 2


def test_images_of_any_size_have_no_count():
    import keras

    model = keras.Sequential([keras.Input((None, 5, 3)), keras.layers.Conv2D(2, 1)], name="open")
    with pytest.raises(ValueError, match=r"open takes images of any size\. Build it with"):
        count_multiply_adds(model)


def test_a_layer_that_is_not_known_is_named():
    import keras

    layers = [keras.Input((7, 5, 3)), keras.layers.Conv2DTranspose(2, 3, name="up")]
    with pytest.raises(TypeError, match="up is a Conv2DTranspose: its work is not known here"):
        count_multiply_adds(keras.Sequential(layers))
