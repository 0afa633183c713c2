"""Paths over a surface, judged by their points and by the contours."""

import numpy as np
import pytest

from cnn_lessons.visualization import show_paths

PATHS = {"one": [(4, 1), (2, 0.5), (1, 0)], "other": np.array([(-2.0, 3), (0, 0)])}


def bowl(x, y):
    return x**2 + 4 * y**2


def test_each_path_has_a_map_with_its_points_its_start_and_its_end():
    axes = show_paths(bowl, PATHS)
    assert [ax.get_title() for ax in axes] == ["one", "other"]
    for ax, path in zip(axes, PATHS.values(), strict=True):
        line, start, end = ax.lines
        np.testing.assert_array_equal(line.get_xydata(), path)
        assert (start.get_marker(), end.get_marker()) == ("s", "o")
        np.testing.assert_array_equal(start.get_xydata()[0], path[0])
        np.testing.assert_array_equal(end.get_xydata()[0], path[-1])


def test_contours_join_places_of_one_height_closer_at_the_bottom():
    ax = show_paths(bowl, PATHS)[0]
    (contours,) = ax.collections
    levels = contours.levels
    assert (np.diff(np.diff(levels)) > 0).all()
    x, y = np.linspace(*ax.get_xlim(), 61), np.linspace(*ax.get_ylim(), 61)
    surface = bowl(*np.meshgrid(x, y))
    assert surface.min() < levels[0] < levels[-1] < surface.max()
    for level, path in zip(levels, contours.get_paths(), strict=True):
        if len(path.vertices):
            np.testing.assert_allclose(bowl(*path.vertices.T), level, rtol=0.1)


def test_all_maps_have_one_scale_and_room_for_every_path():
    one, other = show_paths(bowl, PATHS)
    assert one.get_xlim() == other.get_xlim() == pytest.approx((-2.9, 4.9))
    assert one.get_ylim() == other.get_ylim() == pytest.approx((-0.45, 3.45))
    given = show_paths(bowl, PATHS, x_range=(-5, 5), y_range=(0, 1))[0]
    assert (given.get_xlim(), given.get_ylim()) == ((-5, 5), (0, 1))


def test_a_path_that_stands_still_has_an_area_too():
    (ax,) = show_paths(bowl, {"still": [(1, 2), (1, 2)]})
    assert ax.get_xlim() == pytest.approx((0.85, 1.15))
    assert ax.get_ylim() == pytest.approx((1.85, 2.15))


def test_what_is_no_path_is_refused():
    with pytest.raises(ValueError, match="paths is empty"):
        show_paths(bowl, {})
    with pytest.raises(ValueError, match=r"'flat' has shape \(3,\), expected \(T, 2\)"):
        show_paths(bowl, {"flat": [1, 2, 3]})
    with pytest.raises(ValueError, match=r"'deep' has shape \(1, 3\)"):
        show_paths(bowl, {"deep": [(1, 2, 3)]})
