"""Figures, judged by what their artists hold."""

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnn_lessons.visualization import (
    house_style,
    image_grid,
    mark_window,
    show_image,
    show_kernel,
    show_signed,
)
from cnn_lessons.visualization.plots import MAIN_COLOUR


def test_show_image_keeps_black_and_white_where_they_are():
    for image, limit in ((np.full((5, 7), 0.5), 1), (np.full((5, 7), 9, np.uint8), 255)):
        (picture,) = show_image(image).images
        assert picture.get_clim() == (0, limit)
        np.testing.assert_array_equal(picture.get_array(), image)


def test_show_image_takes_colour_and_single_channels():
    rng = np.random.default_rng(0)
    for shape in ((5, 7, 3), (5, 7, 1)):
        image = rng.random(shape)
        (picture,) = show_image(image, "title").images
        np.testing.assert_array_equal(picture.get_array(), image.squeeze())
        assert picture.axes.get_title() == "title"


def test_show_signed_is_symmetric_about_zero():
    (picture,) = show_signed(np.array([[-1.0, 3.0]])).images
    assert picture.get_clim() == (-3, 3)
    white = picture.cmap(picture.norm(0.0))
    assert min(white[:3]) > 0.95
    (picture,) = show_signed(np.array([[-1.0, 3.0]]), limit=2).images
    assert picture.get_clim() == (-2, 2)


def test_show_kernel_writes_every_weight_with_a_true_minus():
    ax = show_kernel(np.array([[-1.0, 0.5, 2]]))
    assert [text.get_text() for text in ax.texts] == ["−1", "0.5", "2"]
    assert [text.get_position() for text in ax.texts] == [(0, 0), (1, 0), (2, 0)]


def test_mark_window_surrounds_its_pixels():
    ax = mark_window(show_image(np.zeros((9, 9))), top=2, left=4, height=3, width=5)
    (window,) = ax.patches
    assert window.get_bbox().extents.tolist() == [3.5, 1.5, 8.5, 4.5]


def test_image_grid_stands_row_by_row_in_two_columns():
    axes = image_grid(3, height=2, width=3)
    assert axes[0].figure.get_size_inches().tolist() == [6, 4]
    assert axes[0].figure.axes == axes, "the fourth place is empty"
    places = [ax.get_subplotspec() for ax in axes]
    assert [(p.rowspan.start, p.colspan.start) for p in places] == [(0, 0), (0, 1), (1, 0)]


@pytest.mark.parametrize("shape", [(2, 5, 7, 1), (5,), (5, 7, 2)])
def test_what_is_not_one_image_is_told_how_to_choose_one(shape):
    with pytest.raises(ValueError, match=r"expected one image.*images\[0\]"):
        show_image(np.zeros(shape))


def test_signed_values_have_one_channel():
    with pytest.raises(ValueError, match=r"shape \(5, 7, 3\), expected one channel"):
        show_signed(np.zeros((5, 7, 3)))


def test_drawing_changes_no_global_setting():
    before = dict(mpl.rcParams)
    with house_style():
        show_image(np.zeros((3, 3)))
    image_grid(2)
    assert dict(mpl.rcParams) == before


def test_the_main_colour_is_the_first_of_the_style_sheet():
    with house_style():
        assert to_hex("C0").upper() == MAIN_COLOUR
