"""Paths on a surface, judged by their points and contours."""

import numpy as np
import pytest

from cnn_lessons.visualization import show_path

PATH = [[-4, 1], [-2, -0.5], [1, 0]]


def bowl(x, y):
    return x**2 + 20 * y**2


def test_a_path_goes_through_its_points_from_a_circle_to_a_cross():
    line, start, end = show_path(bowl, PATH).lines
    np.testing.assert_array_equal(line.get_xydata(), PATH)
    assert (start.get_marker(), start.get_xydata().tolist()) == ("o", [[-4, 1]])
    assert (end.get_marker(), end.get_xydata().tolist()) == ("X", [[1, 0]])


def test_the_whole_path_is_seen_unless_limits_are_given():
    ax = show_path(bowl, PATH)
    assert ax.get_xlim() == pytest.approx((-4.75, 1.75))
    assert ax.get_ylim() == pytest.approx((-0.725, 1.225))
    ax = show_path(bowl, PATH, "SGD", xlim=(-5, 3), ylim=(-2, 2))
    assert (*ax.get_xlim(), *ax.get_ylim()) == (-5, 3, -2, 2)
    assert ax.get_title() == "SGD"


def test_the_surface_is_level_along_every_contour():
    ax = show_path(bowl, PATH, xlim=(-5, 3), ylim=(-2, 2))
    (contours,) = ax.collections
    levels = zip(contours.levels, contours.get_paths(), strict=True)
    points = [(level, path.vertices) for level, path in levels if len(path.vertices)]
    assert len(points) >= 6
    for level, vertices in points:
        np.testing.assert_allclose(bowl(*vertices.T), level, atol=1)


def test_a_path_of_one_point_can_be_drawn_and_a_wrong_one_is_told():
    assert show_path(bowl, [[2, 3]]).get_xlim() == (1, 3)
    with pytest.raises(ValueError, match=r"shape \(2, 3\), expected points, \(P, 2\)"):
        show_path(bowl, np.zeros((2, 3)))
