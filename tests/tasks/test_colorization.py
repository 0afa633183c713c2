"""Colorization: published colours and differences, scikit-image, and loops."""

import numpy as np
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from cnn_lessons.tasks import (
    build_colorizer,
    choose_colours,
    chroma,
    colour_errors,
    join_lightness,
    nearest_colours,
    rebalance,
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
    ],
)
def test_images_are_colour_images_from_0_to_1(images, reason):
    with pytest.raises(ValueError, match=reason):
        split_lightness(images)


def test_colours_have_half_the_size_of_the_lightness():
    with pytest.raises(ValueError, match="half the height and width"):
        join_lightness(np.zeros((1, 4, 6, 1)), np.zeros((1, 3, 2, 2)))


def test_a_palette_has_the_points_that_occur_often_enough():
    colours = np.array([[[1, 39], [-22, 58]], [[-19, 61], [3, -4]], [[-14, 61], [99, 0]]], float)
    # (0, 40), three times (-20, 60), (0, 0), (100, 0)
    assert choose_colours(colours, least=0.2).tolist() == [[-20, 60]]
    assert choose_colours(colours).tolist() == [[-20, 60], [0, 0], [0, 40], [100, 0]]
    assert len(choose_colours(colours, step=2)) == 6


def test_the_nearest_colour_is_found_as_by_loops():
    rng = np.random.default_rng(3)
    colours, palette = rng.normal(0, 30, (3, 5, 2, 2)), rng.normal(0, 30, (7, 2))
    classes = nearest_colours(colours, palette)
    assert classes.shape == (3, 5, 2)
    for place in np.ndindex(3, 5, 2):
        distances = [sum((colours[place] - point) ** 2) for point in palette]
        assert classes[place] == np.argmin(distances)


def test_chroma_is_the_distance_from_grey():
    np.testing.assert_allclose(chroma(np.array([[[3.0, -4.0]], [[-5.0, 12.0]]])), [[5], [13]])


def test_to_the_power_of_0_nothing_changes_and_of_1_frequencies_become_equal():
    frequencies = np.array([0.7, 0.2, 0.1])
    np.testing.assert_allclose(rebalance(frequencies, frequencies, 0), frequencies)
    np.testing.assert_allclose(rebalance(frequencies, frequencies, 1), np.full(3, 1 / 3))
    shares = np.random.default_rng(4).dirichlet(np.ones(3), (5, 2))
    roots = shares / np.sqrt(frequencies)
    expected = roots / roots.sum(axis=2)[..., None]
    np.testing.assert_allclose(rebalance(shares, frequencies, 0.5), expected)


def test_a_class_that_never_occurs_is_refused():
    with pytest.raises(ValueError, match=r"least frequency is 0\.0, expected above 0"):
        rebalance(np.array([0.5, 0.5]), np.array([1.0, 0.0]), 1)


@pytest.mark.keras
def test_a_colorizer_answers_for_two_by_two_pixels():
    model = build_colorizer(7, filters=3)
    assert model.output_shape == (None, 16, 16, 7)
    # 3 × 3 convolutions 1→3→6→6→6, then 6 + 6→6 and 6 + 3→3, and 1 × 1 of 3→7.
    weights = 9 * (1 * 3 + 3 * 6 + 6 * 6 + 6 * 6 + 12 * 6 + 9 * 3) + 3 * 7
    assert model.count_params() == weights + 3 + 6 + 6 + 6 + 6 + 3 + 7
