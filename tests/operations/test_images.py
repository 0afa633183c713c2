"""Judges of what is done to images: Pillow, scikit-image, Keras, loops, published weights."""

import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from skimage.color import rgb2yuv
from turned import turned

from cnn_lessons.datasets import load_photos
from cnn_lessons.operations.images import LUMA_WEIGHTS, center_crop, rescale, to_grayscale

# E'Y of the primaries and their mixtures: Recommendation ITU-R BT.601-7, section 2.5.1.
PUBLISHED_LUMA = {
    (1, 0, 0): 0.299,
    (0, 1, 0): 0.587,
    (0, 0, 1): 0.114,
    (1, 1, 0): 0.886,
    (0, 1, 1): 0.701,
    (1, 0, 1): 0.413,
    (1, 1, 1): 1.0,
    (0, 0, 0): 0.0,
}
few = settings(max_examples=30, derandomize=True, deadline=None)


def photographs(*shape, seed=0):
    return np.random.default_rng(seed).integers(0, 256, shape).astype("uint8")


def test_rescale_returns_float32_from_0_to_1():
    every = np.arange(256, dtype="uint8")
    rescaled = rescale(every)
    assert rescaled.dtype == np.float32
    assert (rescaled[0], rescaled[-1]) == (0, 1)
    np.testing.assert_allclose(rescaled, [value / 255 for value in range(256)], rtol=1e-6)


def test_rescale_loses_nothing():
    every = np.arange(256, dtype="uint8")
    np.testing.assert_array_equal((rescale(every) * 255).round(), every)


def test_rescale_takes_any_shape_and_leaves_its_argument_alone():
    images = photographs(2, 7, 5, 3)
    before = images.copy()
    assert rescale(images).shape == (2, 7, 5, 3)
    np.testing.assert_array_equal(images, before)


@pytest.mark.parametrize("dtype", ["float32", "float64", "int64", "bool"])
def test_rescale_refuses_what_may_be_rescaled_already(dtype):
    message = f"images are of {dtype}, but uint8 from 0 to 255 is expected. Floats from 0 to 1"
    with pytest.raises(TypeError, match=re.escape(message)):
        rescale(np.ones((2, 3, 3), dtype))


@pytest.mark.parametrize("function", [rescale, to_grayscale, lambda x: center_crop(x, 1, 1)])
def test_a_list_is_refused_with_the_way_to_make_an_array(function):
    message = 'images is a list, not an array. Use np.asarray(images, dtype="uint8")'
    with pytest.raises(TypeError, match=re.escape(message)):
        function([[[0, 128, 255]]])


@pytest.mark.parametrize(("colour", "luma"), PUBLISHED_LUMA.items(), ids=str)
def test_to_grayscale_has_the_published_weights(colour, luma):
    assert to_grayscale(np.array([[colour]], float))[0, 0, 0] == pytest.approx(luma, abs=1e-12)


def test_to_grayscale_multiplies_and_adds_pixel_by_pixel():
    images = np.random.default_rng(1).random((2, 7, 5, 3))
    expected = np.zeros((2, 7, 5, 1))
    for n, i, j, c in np.ndindex(images.shape):
        expected[n, i, j, 0] += images[n, i, j, c] * LUMA_WEIGHTS[c]
    np.testing.assert_allclose(to_grayscale(images), expected)


def test_to_grayscale_agrees_with_pillow_to_one_step():
    image = photographs(211, 307, 3)
    pillow = np.array(Image.fromarray(image).convert("L")).astype(int)
    ours = to_grayscale(image)[..., 0].astype(int)
    assert abs(ours - pillow).max() <= 1
    assert (ours == pillow).mean() > 0.995  # Pillow's weights are 16-bit fractions


def test_to_grayscale_is_the_luma_of_scikit_image():
    image = rescale(photographs(7, 5, 3))
    luma = rgb2yuv(image.astype("float64"))[..., :1]
    np.testing.assert_allclose(to_grayscale(image), luma, atol=1e-6)


@pytest.mark.parametrize("dtype", ["uint8", "float32", "float64"])
def test_to_grayscale_keeps_the_type_and_a_grey_image_as_it_is(dtype):
    grey = np.arange(256).astype(dtype).reshape(2, 16, 8, 1)
    result = to_grayscale(grey.repeat(3, axis=-1))
    assert result.dtype == dtype
    assert result.shape == (2, 16, 8, 1)
    np.testing.assert_allclose(result, grey, rtol=1e-6)


@given(st.tuples(*[st.integers(0, 255)] * 3))
@few
def test_to_grayscale_of_uint8_rounds_the_exact_sum(colour):
    thousandths = 299 * colour[0] + 587 * colour[1] + 114 * colour[2]
    ours = int(to_grayscale(np.array([[colour]], "uint8"))[0, 0, 0])
    assert abs(1000 * ours - thousandths) <= 500


@pytest.mark.parametrize(
    ("shape", "advice"),
    [
        ((7, 5, 1), "These are grey already."),
        ((7, 5, 4), "images[..., :3]"),
        ((2, 3, 7, 5), "np.moveaxis(images, -3, -1)"),
        ((2, 7, 5, 6), "Look at the axes with images.shape."),
    ],
)
def test_to_grayscale_says_what_to_do_about_other_channels(shape, advice):
    message = f"images have shape {shape}, but (..., H, W, 3) is expected"
    with pytest.raises(ValueError, match=re.escape(message) + ".*" + re.escape(advice)):
        to_grayscale(np.zeros(shape))


def test_to_grayscale_refuses_other_types():
    message = "images are of int64, but uint8, float32 or float64 is expected."
    with pytest.raises(TypeError, match=re.escape(message)):
        to_grayscale(np.zeros((7, 5, 3), "int64"))


@pytest.mark.parametrize("function", [to_grayscale, lambda x: center_crop(x, 1, 1)])
def test_an_image_without_channels_is_refused_with_the_way_to_add_one(function):
    message = "images have shape (7, 5), but (..., H, W, C) is expected. For one grey image use"
    with pytest.raises(ValueError, match=re.escape(message)):
        function(np.zeros((7, 5)))


@pytest.mark.parametrize(("height", "width"), [(4, 3), (7, 5), (1, 1), (6, 2), (3, 4)])
def test_center_crop_keeps_what_is_left_when_rows_are_taken_from_both_ends(height, width):
    image = photographs(7, 5, 3)
    rows, columns = list(range(7)), list(range(5))
    for left_over, size in ((rows, height), (columns, width)):
        while len(left_over) > size:  # the odd one goes at the end
            left_over.pop(-1 if (len(left_over) - size) % 2 else 0)
    np.testing.assert_array_equal(center_crop(image, height, width), image[rows][:, columns])


@pytest.mark.parametrize("shape", [(7, 5, 3), (2, 7, 5, 3), (2, 4, 7, 5, 1)])
def test_center_crop_takes_one_image_or_a_batch(shape):
    images = photographs(*shape)
    cropped = center_crop(images, 3, 2)
    assert cropped.shape == (*shape[:-3], 3, 2, shape[-1])
    assert np.shares_memory(cropped, images)


def test_center_crop_is_what_load_photos_cuts():
    np.testing.assert_array_equal(center_crop(load_photos(), 70, 120), load_photos(size=(70, 120)))


@pytest.mark.parametrize(("height", "width"), [(8, 5), (7, 6), (0, 5), (7, -1)])
def test_center_crop_says_which_sizes_fit(height, width):
    message = (
        f"a crop of {height} × {width} pixels does not fit in images of 7 × 5. "
        "Use a height from 1 to 7 and a width from 1 to 5."
    )
    with pytest.raises(ValueError, match=re.escape(message)):
        center_crop(np.zeros((2, 7, 5, 3)), height, width)


@pytest.mark.keras
def test_rescale_agrees_with_keras():
    import keras

    images = photographs(2, 7, 5, 3)
    from_keras = keras.ops.convert_to_numpy(keras.layers.Rescaling(1 / 255)(images))
    np.testing.assert_allclose(rescale(images), from_keras, rtol=1e-6)


@pytest.mark.keras
def test_to_grayscale_agrees_with_tensorflow():
    import tensorflow as tf

    images = photographs(2, 7, 5, 3)
    theirs = tf.image.rgb_to_grayscale(rescale(images)).numpy()
    assert theirs.shape == (2, 7, 5, 1)
    # TensorFlow writes 0.2989 for the weight of red.
    np.testing.assert_allclose(to_grayscale(rescale(images)), theirs, atol=2e-4)


@pytest.mark.keras
@pytest.mark.parametrize(("height", "width"), [(4, 3), (3, 4), (6, 2), (7, 5)])
def test_center_crop_agrees_with_keras(height, width):
    import keras

    images = photographs(2, 7, 5, 3)
    from_keras = keras.layers.CenterCrop(height, width)(images.astype("float32"))
    from_keras = keras.ops.convert_to_numpy(from_keras)
    np.testing.assert_array_equal(center_crop(images, height, width), from_keras)


def test_a_crop_of_wider_images_is_that_of_the_taller_ones_on_their_side():
    images = photographs(2, 11, 7, 3)
    cropped = center_crop(images, 9, 3)
    np.testing.assert_array_equal(center_crop(turned(images), 3, 9), turned(cropped))
    with pytest.raises(ValueError, match="does not fit in images of 7 × 11"):
        center_crop(turned(images), 9, 3)
