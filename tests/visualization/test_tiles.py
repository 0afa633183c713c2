"""Tiles: every number of every picture is in its place."""

import numpy as np
import pytest

from cnn_lessons.visualization import show_maps, tile

STACK = np.random.default_rng(0).normal(size=(5, 7, 11))


def test_every_picture_stands_whole_in_its_place_row_by_row():
    picture = tile(STACK, columns=3)
    assert picture.shape == (4 * 6 - 1, 3 * 8 - 1)
    for k in range(11):
        top, left = 6 * (k // 3), 8 * (k % 3)
        np.testing.assert_array_equal(picture[top : top + 5, left : left + 7], STACK[:, :, k])
    assert np.isnan(picture).sum() == picture.size - STACK.size


@pytest.mark.parametrize(("count", "columns"), [(1, 1), (6, 3), (8, 4), (32, 8), (64, 8), (7, 3)])
def test_rows_are_full_where_a_divisor_is_near(count, columns):
    assert tile(np.zeros((1, 1, count))).shape[1] == 2 * columns - 1


@pytest.mark.parametrize("shape", [(5, 7), (5, 7, 4, 2), (5, 7, 0)])
def test_what_is_no_stack_is_told_how_to_choose_one(shape):
    with pytest.raises(ValueError, match=r"expected \(H, W, F\).*outputs\[0\]"):
        tile(np.zeros(shape))


def test_show_maps_puts_the_maps_side_by_side_row_by_row():
    maps = np.arange(1.0, 3 * 2 * 5 + 1).reshape(3, 2, 5)
    sheet = np.asarray(show_maps(maps, columns=3).images[0].get_array().filled(0))
    assert sheet.shape == (3 + 1 + 3, 2 + 1 + 2 + 1 + 2)
    places = [(0, 0), (0, 3), (0, 6), (4, 0), (4, 3)]
    for number, (top, left) in enumerate(places):
        np.testing.assert_array_equal(sheet[top : top + 3, left : left + 2], maps[:, :, number])
    assert (sheet == 0).sum() == sheet.size - maps.size


def test_show_maps_has_one_scale_around_zero():
    maps = np.stack([np.full((2, 3), 1.0), np.full((2, 3), -4.0)], axis=-1)
    image = show_maps(maps).images[0]
    assert (image.norm.vmin, image.norm.vmax) == (-4, 4)
    assert show_maps(maps, limit=9).images[0].norm.vmax == 9
    assert show_maps(0 * maps).images[0].norm.vmax > 0  # a silent layer can be drawn


def test_show_maps_wants_a_stack_of_maps():
    with pytest.raises(ValueError, match=r"\(2, 3, 4, 5\), expected \(H, W, F\).*outputs\[0\]"):
        show_maps(np.zeros((2, 3, 4, 5)))
