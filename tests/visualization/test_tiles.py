"""Tiles: every number of every picture is in its place."""

import numpy as np
import pytest

from cnn_lessons.visualization import show_tiles, tile

STACK = np.random.default_rng(0).normal(size=(5, 7, 11))


def test_every_picture_stands_whole_in_its_place_row_by_row():
    picture = tile(STACK, columns=3)
    assert picture.shape == (4 * 6 - 1, 3 * 8 - 1)
    for k in range(11):
        top, left = 6 * (k // 3), 8 * (k % 3)
        np.testing.assert_array_equal(picture[top : top + 5, left : left + 7], STACK[:, :, k])
    assert np.isnan(picture).sum() == picture.size - STACK.size


def test_colour_stays_together():
    stack = np.random.default_rng(0).normal(size=(2, 3, 3, 5))
    picture = tile(stack, columns=2)
    assert picture.shape == (8, 7, 3)
    np.testing.assert_array_equal(picture[3:5, 4:7], stack[..., 3])


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (6, 3), (8, 4), (32, 8), (64, 8), (7, 3)])
def test_rows_are_full_where_a_divisor_is_near(count, columns):
    assert tile(np.zeros((1, 1, count))).shape[1] == 2 * columns - 1


def test_show_tiles_has_one_scale_symmetric_about_zero():
    ax = show_tiles(STACK, columns=4, title="C1")
    (picture,) = ax.images
    largest = np.abs(STACK).max()
    assert picture.get_clim() == (-largest, largest)
    np.testing.assert_array_equal(picture.get_array().filled(np.nan), tile(STACK, 4))
    assert ax.get_title() == "C1"


def test_each_tile_can_have_its_own_scale():
    stack = np.stack([STACK[:, :, 0], STACK[:, :, 0] * 100, np.zeros((5, 7))], axis=-1)
    (picture,) = show_tiles(stack, columns=3, limit="each").images
    values = picture.get_array().filled(np.nan)
    np.testing.assert_allclose(values[:, :7], values[:, 8:15])
    assert np.nanmax(np.abs(values)) == 1
    assert (values[:, 16:] == 0).all()


def test_kernels_for_colours_are_grey_where_a_weight_is_0():
    kernel = np.zeros((3, 3, 3, 2))
    kernel[0, 1, 2, 0], kernel[2, 2, 0, 1] = 5, -5
    (picture,) = show_tiles(kernel, columns=2).images
    values = np.asarray(picture.get_array())
    np.testing.assert_array_equal(values[0, 1], [0.5, 0.5, 1])
    np.testing.assert_array_equal(values[2, 6], [0, 0.5, 0.5])
    np.testing.assert_array_equal(values[:, 3], 1)


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 4, 2), (1, 5, 7, 3, 2), (5, 7, 0)])
def test_what_is_no_stack_is_told_how_to_choose_one(shape):
    with pytest.raises(ValueError, match=r"expected \(H, W, K\).*feature_maps\[0\]"):
        tile(np.zeros(shape))
