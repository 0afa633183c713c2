"""Heat maps over images, and four images as one."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from cnn_lessons.analysis import enlarge
from cnn_lessons.visualization import mosaic, show_heat_map

RNG = np.random.default_rng(0)


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
