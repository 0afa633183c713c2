"""Colorization: published colours and differences, scikit-image, and loops."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from cnn_lessons.tasks import (
    build_colorizer,
    chroma,
    colour_errors,
    join_lightness,
    split_lightness,
)


def plain(colour, shape=(2, 4, 6)):
    return np.broadcast_to(np.array(colour, float), (*shape, 3)).copy()


def test_the_colours_of_red_are_the_published_ones():
    lightness, colours = split_lightness(plain([1, 0, 0]))
    assert lightness.shape == (2, 4, 6, 1)
    assert colours.shape == (2, 2, 3, 2)
    # sRGB's red: L = 53.24, a = 80.09, b = 67.20 (D65)
    np.testing.assert_allclose(lightness * 50 + 50, 53.24, atol=0.02)
    np.testing.assert_allclose(colours, np.broadcast_to([80.09, 67.20], (2, 2, 3, 2)), atol=0.05)


def test_lightness_goes_from_black_minus_1_to_white_1():
    images = np.concatenate([plain([0, 0, 0]), plain([1, 1, 1])])
    lightness, colours = split_lightness(images)
    np.testing.assert_allclose(lightness[[0, 2], 0, 0, 0], [-1, 1], atol=1e-6)
    np.testing.assert_allclose(colours, 0, atol=0.01)


def test_colours_are_means_of_two_by_two_pixels():
    images = np.random.default_rng(0).random((3, 4, 6, 3))
    _, colours = split_lightness(images)
    lab = rgb2lab(images)
    np.testing.assert_allclose(colours[2, 1, 0], lab[2, 2:4, 0:2, 1:].mean(axis=(0, 1)))
    np.testing.assert_allclose(colours[1, 0, 2], lab[1, 0:2, 4:6, 1:].mean(axis=(0, 1)))


def test_what_was_split_is_joined_again():
    blocks = np.random.default_rng(1).uniform(0.2, 0.8, (3, 2, 5, 3))
    images = blocks.repeat(2, axis=1).repeat(2, axis=2)
    np.testing.assert_allclose(join_lightness(*split_lightness(images)), images, atol=1e-6)


def test_a_colour_that_no_screen_has_is_clipped():
    joined = join_lightness(np.full((1, 2, 2, 1), 0.9), np.full((1, 1, 1, 2), 90.0))
    assert joined.min() >= 0
    assert joined.max() <= 1


def test_errors_are_ciede2000_of_each_image():
    rng = np.random.default_rng(2)
    images = rng.random((3, 4, 6, 3))
    lightness, colours = split_lightness(images)
    guessed = colours + rng.normal(0, 9, colours.shape)
    lab = rgb2lab(images)
    guess = lab.copy()
    guess[..., 1:] = guessed.repeat(2, axis=1).repeat(2, axis=2)
    expected = [
        np.mean(
            [
                deltaE_ciede2000(*pixels)
                for pixels in zip(g.reshape(-1, 3), true.reshape(-1, 3), strict=True)
            ]
        )
        for g, true in zip(guess, lab, strict=True)
    ]
    np.testing.assert_allclose(colour_errors(guessed, lightness, images), expected)


def test_grey_is_right_for_a_grey_image_and_wrong_for_a_red_one():
    images = np.concatenate([plain([0.5, 0.5, 0.5], (1, 4, 6)), plain([1, 0, 0], (1, 4, 6))])
    lightness, colours = split_lightness(images)
    grey, red = colour_errors(0 * colours, lightness, images)
    assert grey < 0.01
    assert red > 20


@pytest.mark.parametrize(
    ("images", "reason"),
    [
        (np.zeros((3, 5, 6, 3)), "H and W even"),
        (np.zeros((3, 4, 7, 3)), "H and W even"),
        (np.zeros((4, 6, 3)), r"expected \(N, H, W, 3\)"),
        (np.zeros((3, 4, 6, 1)), r"expected \(N, H, W, 3\)"),
        (np.zeros((3, 4, 6, 3), np.uint8), "Divide whole numbers by 255"),
        (np.full((3, 4, 6, 3), 1.5), "from 1.5 to 1.5"),
        (np.full((3, 4, 6, 3), -0.5), "from -0.5"),
        (np.full((3, 4, 6, 3), np.nan), "from nan"),
        (np.zeros((0, 4, 6, 3)), "at least one"),
    ],
)
def test_images_are_colour_images_from_0_to_1(images, reason):
    with pytest.raises(ValueError, match=reason):
        split_lightness(images)


@pytest.mark.parametrize(
    ("lightness", "colours"),
    [
        ((1, 4, 6, 1), (1, 3, 2, 2)),
        ((2, 4, 6, 1), (1, 2, 3, 2)),
        ((1, 4, 6, 1), (1, 2, 3, 1)),
        ((1, 4, 6, 1), (2, 3, 2)),
        ((1, 5, 6, 1), (1, 2, 3, 2)),
    ],
)
def test_colours_have_half_the_size_of_the_lightness(lightness, colours):
    with pytest.raises(ValueError, match="half the height and width"):
        join_lightness(np.zeros(lightness), np.zeros(colours))


@pytest.mark.parametrize("shape", [(1, 4, 6), (1, 4, 6, 3)])
def test_lightness_is_one_number(shape):
    with pytest.raises(ValueError, match=r"expected a lightness of shape \(N, H, W, 1\)"):
        join_lightness(np.zeros(shape), np.zeros((1, 2, 3, 2)))


def test_one_guess_is_not_compared_with_two_images():
    one, two = np.zeros((1, 4, 6, 1)), np.zeros((2, 4, 6, 3))
    with pytest.raises(ValueError, match="expected the lightness of these images"):
        colour_errors(np.zeros((1, 2, 3, 2)), one, two)
    with pytest.raises(ValueError, match="half the height and width"):
        colour_errors(np.zeros((1, 2, 3, 2)), np.zeros((2, 4, 6, 1)), two)


def test_chroma_is_the_distance_from_grey():
    np.testing.assert_allclose(chroma(np.array([[[3.0, -4.0]], [[-5.0, 12.0]]])), [[5], [13]])


@pytest.mark.keras
def test_a_colorizer_answers_for_two_by_two_pixels():
    model = build_colorizer(7, filters=3)
    assert model.output_shape == (None, 16, 16, 7)
    # 3 × 3 convolutions 1→3→6→6→6, then 6 + 6→6 and 6 + 3→3, and 1 × 1 of 3→7.
    weights = 9 * (1 * 3 + 3 * 6 + 6 * 6 + 6 * 6 + 12 * 6 + 9 * 3) + 3 * 7
    assert model.count_params() == weights + 3 + 6 + 6 + 6 + 6 + 3 + 7
