"""Heat maps: sizes, shares and overlaps by hand, resizing by Keras."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from cnn_lessons.visualization import enlarge, mosaic, share_inside, show_heat_map, top_overlap

RNG = np.random.default_rng(0)


@pytest.mark.keras
@pytest.mark.parametrize("size", [(21, 35), (11, 7), (3, 5)])
def test_enlarge_agrees_with_keras(size):
    import keras

    heat = RNG.random((3, 5)).astype(np.float32)
    expected = keras.ops.image.resize(heat[..., np.newaxis], size, interpolation="bilinear")
    np.testing.assert_allclose(enlarge(heat, *size), expected[..., 0], atol=1e-6)


def test_share_inside_counts_what_is_positive_in_the_box():
    heat = np.arange(12.0).reshape(3, 4) - 2  # −2 and −1 count as 0, the rest adds up to 45
    assert share_inside(heat, (1, 1, 2, 3)) == pytest.approx((3 + 4 + 5 + 7 + 8 + 9) / 45)
    assert share_inside(heat, (0, 0, 3, 4)) == 1
    assert np.isnan(share_inside(-np.ones((3, 4)), (0, 0, 1, 1)))


def test_top_overlap_of_the_same_pixels_is_1_and_of_others_0():
    heat = np.zeros((10, 6))
    heat[2:6, 3:6] = 1  # 12 of 60 pixels
    assert top_overlap(heat, (2, 3, 4, 3)) == 1
    assert top_overlap(heat, (6, 0, 4, 3)) == 0
    assert top_overlap(heat, (2, 3, 2, 3)) == pytest.approx(6 / 12)
    assert top_overlap(heat, (0, 3, 8, 3)) == pytest.approx(12 / 24)


def test_top_overlap_by_chance_is_what_independence_gives():
    box = (7, 11, 60, 40)
    a = 60 * 40 / 101**2
    expected = 0.2 * a / (0.2 + a - 0.2 * a)
    found = [top_overlap(RNG.random((101, 101)), box) for _ in range(20)]
    assert np.mean(found) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("box", [(0, 0, 4, 4), (-1, 0, 2, 2), (0, 3, 2, 2), (1, 1, 0, 2)])
def test_a_box_outside_of_the_image_is_refused(box):
    for measure in (share_inside, top_overlap):
        with pytest.raises(ValueError, match=r"does not lie in 3 × 4 pixels.*top, left"):
            measure(np.ones((3, 4)), box)


def test_mosaic_puts_every_image_into_its_box():
    tiles = RNG.random((4, 3, 5, 2))
    image, boxes = mosaic(tiles)
    assert image.shape == (6, 10, 2)
    assert boxes == [(0, 0, 3, 5), (0, 5, 3, 5), (3, 0, 3, 5), (3, 5, 3, 5)]
    for tile, (top, left, height, width) in zip(tiles, boxes, strict=True):
        np.testing.assert_array_equal(image[top : top + height, left : left + width], tile)
    with pytest.raises(ValueError, match=r"\(3, 3, 5, 2\), expected four images"):
        mosaic(tiles[:3])


@pytest.mark.parametrize("shape", [(20, 30), (20, 30, 1), (20, 30, 3)])
def test_show_heat_map_lays_the_enlarged_map_over_a_grey_image(shape):
    image, heat = RNG.random(shape), RNG.normal(size=(2, 3))
    ax = show_heat_map(image, heat, "title", box=(1, 2, 5, 7))
    grey, over = ax.images
    np.testing.assert_allclose(grey.get_array(), image.reshape(20, 30, -1).mean(axis=-1))
    np.testing.assert_allclose(over.get_array(), enlarge(np.maximum(heat, 0), 20, 30))
    low, high = over.get_clim()
    assert (over.get_array() > high).sum() <= 0.005 * 600
    assert (low, ax.get_title(), len(ax.patches)) == (0, "title", 1)
    plt.close("all")


def test_show_heat_map_draws_a_map_of_zeros_and_refuses_several_maps():
    ax = show_heat_map(np.ones((4, 5)), -np.ones((2, 2)))
    assert ax.images[1].get_clim() == (0, 1)
    with pytest.raises(ValueError, match=r"heat has shape \(2, 2, 3\), expected one map"):
        show_heat_map(np.ones((4, 5)), np.ones((2, 2, 3)))
    plt.close("all")
