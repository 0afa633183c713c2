"""What is done to a picture: judged by loops, NumPy's own turns, Pillow and Keras."""

import re

import numpy as np
import pytest
from PIL import Image, ImageEnhance
from turned import turned

from cnn_lessons.learning import brighten, flip, rotate, saturate, shift, zoom
from cnn_lessons.operations import to_grayscale

SHAPE = (2, 7, 5, 3)
SQUARE = (2, 7, 7, 3)


def images(shape=SHAPE, dtype="float64", seed=0):
    return np.random.default_rng(seed).random(shape).astype(dtype)


def between_four_pixels(image, row, column):
    """Return the bilinear mean at a place between pixels; outside of the image is 0."""
    H, W, C = image.shape
    total = np.zeros(C)
    for i in (int(np.floor(row)), int(np.floor(row)) + 1):
        for j in (int(np.floor(column)), int(np.floor(column)) + 1):
            if 0 <= i < H and 0 <= j < W:
                total += (1 - abs(row - i)) * (1 - abs(column - j)) * image[i, j]
    return total


def test_flip_exchanges_left_and_right_in_each_image():
    batch = images()
    flipped = flip(batch)
    for n, i, j, c in np.ndindex(*SHAPE):
        assert flipped[n, i, j, c] == batch[n, i, 4 - j, c]


def test_flipped_twice_is_as_before_and_the_original_is_left_alone():
    batch = images()
    before = batch.copy()
    flipped = flip(batch)
    np.testing.assert_array_equal(flip(flipped), batch)
    flipped[:] = 0
    np.testing.assert_array_equal(batch, before)


@pytest.mark.parametrize("down", [-8, -7, -3, -1, 0, 1, 2, 6, 7, 9])
@pytest.mark.parametrize("right", [-6, -5, -2, 0, 1, 4, 5, 11])
def test_shift_moves_each_pixel_and_fills_with_black(down, right):
    batch = images()
    expected = np.zeros(SHAPE)
    for n, i, j in np.ndindex(*SHAPE[:3]):
        if 0 <= i + down < 7 and 0 <= j + right < 5:
            expected[n, i + down, j + right] = batch[n, i, j]
    np.testing.assert_array_equal(shift(batch, down, right), expected)


@pytest.mark.parametrize("quarters", [-1, 1, 2, 3, 4])
def test_quarter_turns_are_those_of_numpy(quarters):
    batch = images(SQUARE)
    expected = np.rot90(batch, quarters, axes=(1, 2))
    np.testing.assert_allclose(rotate(batch, 90 * quarters), expected, atol=1e-12)


def test_half_a_turn_needs_no_square():
    batch = images()
    np.testing.assert_allclose(rotate(batch, 180), batch[:, ::-1, ::-1], atol=1e-12)


@pytest.mark.parametrize("degrees", [-133, 20, 47.5])
def test_rotate_reads_between_four_pixels(degrees):
    batch = images()
    angle = np.radians(degrees)
    turned = rotate(batch, degrees)
    for n, i, j in np.ndindex(*SHAPE[:3]):
        up, right = 3 - i, j - 2  # seen from the centre of 7 × 5 pixels
        # Where a picture turned to the left has this pixel from: turn the place to the right.
        from_right = np.cos(angle) * right + np.sin(angle) * up
        from_up = -np.sin(angle) * right + np.cos(angle) * up
        expected = between_four_pixels(batch[n], 3 - from_up, 2 + from_right)
        np.testing.assert_allclose(turned[n, i, j], expected, atol=1e-9)


@pytest.mark.parametrize("factor", [0.4, 0.9, 1.3, 3.0])
def test_zoom_reads_between_four_pixels(factor):
    batch = images()
    zoomed = zoom(batch, factor)
    for n, i, j in np.ndindex(*SHAPE[:3]):
        expected = between_four_pixels(batch[n], 3 + (i - 3) / factor, 2 + (j - 2) / factor)
        np.testing.assert_allclose(zoomed[n, i, j], expected, atol=1e-9)


@pytest.mark.parametrize(
    "unchanged",
    [
        lambda x: shift(x, 0, 0),
        lambda x: rotate(x, 0),
        lambda x: zoom(x, 1),
        lambda x: saturate(x, 1),
        lambda x: brighten(x, 0),
    ],
)
@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("shape", [SHAPE, SHAPE[1:]])
def test_nothing_done_gives_an_equal_copy_of_the_same_type(unchanged, dtype, shape):
    batch = images(shape, dtype)
    result = unchanged(batch)
    assert result.dtype == dtype
    assert not np.shares_memory(result, batch)
    np.testing.assert_allclose(result, batch, atol=1e-6)


def test_saturation_0_is_grey_and_keeps_the_brightness():
    batch = images()
    grey = to_grayscale(batch)
    np.testing.assert_allclose(saturate(batch, 0), grey.repeat(3, axis=-1), atol=1e-12)
    np.testing.assert_allclose(to_grayscale(saturate(batch, 0.3)), grey, atol=1e-12)


@pytest.mark.parametrize("factor", [0.0, 0.4, 1.0, 1.7])
def test_saturate_agrees_with_pillow_to_a_step_of_its_grey(factor):
    photo = np.random.default_rng(0).integers(0, 256, (41, 37, 3)).astype("uint8")
    theirs = np.array(ImageEnhance.Color(Image.fromarray(photo)).enhance(factor)).astype(int)
    ours = saturate(photo / 255, factor) * 255
    # Pillow rounds its grey, and then the result.
    assert abs(ours - theirs).max() <= 1 + 0.5 * abs(1 - factor)


def test_colours_are_cut_off_at_0_and_1():
    strong = saturate(images(), 5.0)
    assert strong.min() == 0
    assert strong.max() == 1
    np.testing.assert_array_equal(brighten(images(), 1.0), np.ones(SHAPE))
    np.testing.assert_array_equal(brighten(images(), -1.0), np.zeros(SHAPE))


@pytest.mark.keras
@pytest.mark.parametrize("degrees", [-30, 18, 144])
def test_rotate_agrees_with_keras(degrees):
    import keras

    batch = images(SQUARE, "float32")
    turn = degrees / 360  # Keras counts turns
    layer = keras.layers.RandomRotation((turn, turn), fill_mode="constant", fill_value=0.0)
    theirs = keras.ops.convert_to_numpy(layer(batch, training=True))
    np.testing.assert_allclose(rotate(batch, degrees), theirs, atol=1e-4)


@pytest.mark.keras
@pytest.mark.parametrize("factor", [0.8, 1.25])
def test_zoom_agrees_with_keras(factor):
    import keras

    batch = images(SQUARE, "float32")
    smaller = 1 / factor - 1  # Keras says by how much more is seen
    layer = keras.layers.RandomZoom(
        (smaller, smaller), (smaller, smaller), fill_mode="constant", fill_value=0.0
    )
    theirs = keras.ops.convert_to_numpy(layer(batch, training=True))
    np.testing.assert_allclose(zoom(batch, factor), theirs, atol=1e-4)


@pytest.mark.keras
def test_flip_and_brighten_agree_with_tensorflow():
    import tensorflow as tf

    batch = images(SHAPE, "float32")
    np.testing.assert_array_equal(flip(batch), tf.image.flip_left_right(batch).numpy())
    theirs = tf.clip_by_value(tf.image.adjust_brightness(batch, 0.3), 0, 1).numpy()
    np.testing.assert_allclose(brighten(batch, 0.3), theirs, atol=1e-6)


CALLS = {
    "flip": flip,
    "shift": lambda x: shift(x, 1, 1),
    "rotate": lambda x: rotate(x, 10),
    "zoom": lambda x: zoom(x, 2),
    "saturate": lambda x: saturate(x, 2),
    "brighten": lambda x: brighten(x, 0.1),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_what_is_no_image_of_floats_is_refused_with_a_remedy(call):
    with pytest.raises(TypeError, match=re.escape("Use rescale(images) first.")):
        call(np.zeros(SHAPE, "uint8"))
    with pytest.raises(TypeError, match="images is a list, not an array"):
        call([[0.5]])
    message = "images have shape (7, 5), but (..., H, W, C) is expected. For grey images use"
    with pytest.raises(ValueError, match=re.escape(message)):
        call(np.zeros((7, 5)))


@pytest.mark.parametrize("name", ["saturate", "brighten"])
@pytest.mark.parametrize(("low", "high"), [(0, 255), (-1, 1), (0, 1.5), (-0.25, 1)])
def test_colours_in_another_range_are_refused(name, low, high):
    batch = np.linspace(low, high, 210).reshape(SHAPE)
    message = f"images have values from {low} to {high}, but 0 to 1 is expected."
    with pytest.raises(ValueError, match=message):
        CALLS[name](batch)


def test_saturate_needs_colours_and_zoom_a_factor_above_0():
    with pytest.raises(ValueError, match="These are grey already"):
        saturate(np.zeros((7, 5, 1)), 2)
    with pytest.raises(ValueError, match=re.escape("factor=0, but a number above 0")):
        zoom(np.zeros(SHAPE), 0)


@pytest.mark.parametrize("shape", [SHAPE, (2, 5, 7, 3)])
@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
def test_taller_and_wider_images_keep_their_shape(call, shape):
    assert call(images(shape)).shape == shape


def test_wider_images_are_shifted_zoomed_and_turned_as_the_taller_ones():
    batch = images()
    wide = turned(batch)
    np.testing.assert_array_equal(shift(wide, -3, 2), turned(shift(batch, 2, -3)))
    np.testing.assert_allclose(zoom(wide, 1.3), turned(zoom(batch, 1.3)), atol=1e-12)
    # On its side, a picture turns the other way round.
    np.testing.assert_allclose(rotate(wide, 20), turned(rotate(batch, -20)), atol=1e-12)
    np.testing.assert_array_equal(turned(flip(wide)), batch[:, ::-1])
