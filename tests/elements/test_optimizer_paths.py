"""Paths on a map, judged as an object and as text; tests/site judges them in a browser."""

import re

import numpy as np
import pytest
from element_html import data_of, fallback_of

from cnn_lessons.elements.contour_map import ContourMap
from cnn_lessons.elements.optimizer_paths import OptimizerPaths, short

STRAIGHT = [(-4, 2), (-2, 1), (-1, 0.5), (0, 0), (0.25, -0.5)]
WILD = [(-4, 2), (3, -7.5), (-12345, 10.0**20)]
PATHS = {"straight": {0.5: STRAIGHT, 0.1: STRAIGHT[:2]}, "wild": {1: WILD}}


def bowl(x, y):
    return x**2 + 4 * y**2


def lines_of(svg, name):
    """Return the points of each path of a class."""
    paths = re.findall(rf'<path class="{name}" d="M(.*?)"', svg)
    return [np.array([point.split() for point in path.split("L")], float) for path in paths]


def test_script_receives_every_point_with_its_height():
    data = data_of(OptimizerPaths(bowl, PATHS, x_range=(-5, 5), y_range=(-4, 4)))
    straight, wild = data["runs"]
    assert (straight["name"], straight["chosen"]) == ("straight", "0.5")
    assert list(straight["rates"]) == ["0.5", "0.1"]
    assert straight["rates"]["0.5"][1] == [-2, 1, 8]
    assert wild["rates"]["1"][1:] == [[3, -7.5, 234], [-12340, 1e20, 4e40]]
    assert data["area"] == [-5, 5, -4, 4]
    assert data["size"] == [480, 384]


def test_area_is_that_of_the_paths_shown_at_first_and_a_margin():
    paths = OptimizerPaths(bowl, {"a": {1: [(0, 0), (10, 5)], 2: [(0, 0), (90, 90)]}})
    assert data_of(paths)["area"] == [-1, 11, -0.5, 5.5]
    assert data_of(OptimizerPaths(bowl, {"a": {1: [(0, 0), (0, 2)]}}))["area"] == [-1, 1, -0.2, 2.2]


def test_contours_lie_where_the_surface_has_one_height():
    area = ContourMap(bowl, (-4, 4), (-3, 3))
    width, height = area.size
    assert (width, height) == (480, 360)  # to scale
    lines = lines_of(area.svg("bowl", ""), "contour")
    assert len(lines) >= 5
    levels = set()
    for line in lines:
        x, y = line[:, 0] * 8 / width - 4, 3 - line[:, 1] * 6 / height
        assert np.ptp(bowl(x, y)) < 0.6
        levels.add(round(bowl(x, y).mean(), 1))
    assert len(levels) >= 5


def test_fallback_draws_the_whole_paths():
    html = fallback_of(OptimizerPaths(bowl, PATHS, x_range=(-5, 5), y_range=(-5, 5)))
    straight, wild = lines_of(html, "trail")
    # 480 pixels for 10 units, and y points down.
    np.testing.assert_allclose(straight[0], [48, 144])
    np.testing.assert_allclose(straight[-1], [5.25 * 48, 5.5 * 48])
    assert len(straight) == 5
    assert wild[-1].tolist() == [-9999, -9999]  # beyond what can be drawn


def test_fallback_is_a_table_of_places_where_pictures_are_stripped():
    html = fallback_of(OptimizerPaths(bowl, PATHS))
    text = re.sub("<svg.*?</svg>", "", html, flags=re.DOTALL)
    rows = [
        re.findall(r"<t[hd].*?>(.*?)</t[hd]>", row) for row in re.findall("<tr>(.*?)</tr>", text)
    ]
    assert rows == [
        ["Optimizer", "Rate", "x, y after 1", "x, y after 4"],
        ["straight", "0.5", "−2, 1", "0.25, −0.5"],
        ["wild", "1", "3, −7.5", "−1.2e4, 1.0e20"],
    ]


def test_map_says_what_it_shows():
    html = fallback_of(OptimizerPaths(bowl, {"a<b": PATHS["wild"]}, (-5, 5), (-5, 5)))
    assert 'role="img" aria-label="Map of contours with the paths of a&lt;b"' in html
    assert "a<b" not in html


def test_html_is_the_same_every_time():
    first, second = (OptimizerPaths(bowl, PATHS)._repr_html_() for _ in range(2))
    assert first == second


def test_the_largest_output_is_light():
    walk = np.cumsum(np.random.default_rng(0).normal(size=(50, 2)), axis=0)
    paths = {name: dict.fromkeys((1, 2, 3), walk) for name in "abcdef"}
    assert len(OptimizerPaths(bowl, paths)._repr_html_().encode()) <= 60_000
    with pytest.raises(ValueError, match="950 points, expected at most 900"):
        OptimizerPaths(bowl, paths | {"f": dict.fromkeys((1, 2, 3, 4), walk)})


@pytest.mark.parametrize(
    ("number", "written"),
    [(0.25, "0.25"), (-9999, "−9999"), (1e4, "1.0e4"), (-1.26e26, "−1.3e26"), (-1e-9, "0")],
)
def test_numbers_far_away_are_written_short(number, written):
    assert short(number) == written


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        ({name: {1: STRAIGHT} for name in "abcdefg"}, "7 optimizers, expected at most 6"),
        ({"a": {0: STRAIGHT}}, r"paths\['a'\] has the learning rate 0, expected a number > 0"),
        ({"a": {True: STRAIGHT}}, "the learning rate True, expected"),
        ({"a": {"fast": STRAIGHT}}, "the learning rate 'fast', expected"),
        ({"a": {1: STRAIGHT[:1]}}, r"paths\['a'\]\[1\] has shape \(1, 2\), expected \(T, 2\)"),
        ({"a": {1: np.ones((3, 3))}}, r"has shape \(3, 3\), expected \(T, 2\)"),
        ({"a": {1: [(0, 0), (np.inf, 1)]}}, "holds NaN or infinity. Use fewer steps"),
        ({"a": {1: [(0, 0), (1e200, 1)]}}, "height is NaN or infinite at some of the points"),
        ({"a": {0.101: STRAIGHT, 0.102: STRAIGHT}}, "two learning rates that are written 0.1"),
    ],
)
def test_paths_that_cannot_be_shown_are_refused_with_a_way_out(paths, message):
    with pytest.raises(ValueError, match=message):
        OptimizerPaths(bowl, paths, (-1, 1), (-1, 1))


@pytest.mark.parametrize(
    ("paths", "message"),
    [
        ({}, r"expected a dict: \{name: \{learning rate: path\}\}"),
        ([STRAIGHT], "expected a dict"),
        ({"a": STRAIGHT}, r"paths\['a'\] is no dict"),
        ({"a": {}}, r"paths\['a'\] is no dict"),
        ({"a": {1: [("x", "y")]}}, "is no array of numbers"),
        ({"a": {1: [(0, 0), (1,)]}}, "is no array of numbers"),
    ],
)
def test_paths_of_another_type_are_refused(paths, message):
    with pytest.raises(TypeError, match=message):
        OptimizerPaths(bowl, paths)


def test_a_height_that_is_no_function_of_arrays_is_refused():
    with pytest.raises(TypeError, match="height=3 is not a function"):
        OptimizerPaths(3, PATHS)
    with pytest.raises(ValueError, match=r"height returned shape \(\) for x and y of shape"):
        OptimizerPaths(lambda x, y: 0.0, PATHS)


@pytest.mark.parametrize(
    ("given", "error"),
    [((1, -1), ValueError), ((0, np.inf), ValueError), (3, TypeError), (("a", "b"), TypeError)],
)
def test_a_range_that_is_none_is_refused(given, error):
    with pytest.raises(error, match=r"x_range=.*Use \(low, high\)"):
        OptimizerPaths(bowl, PATHS, x_range=given)


def test_a_plain_has_no_contours():
    html = fallback_of(OptimizerPaths(lambda x, y: 0 * x, PATHS))
    assert 'class="contour"' not in html
    assert 'class="trail"' in html
