"""Colours as classes: grids by hand, the nearest by loops, and what is refused."""

import numpy as np
import pytest

from cnn_lessons.tasks import choose_colours, nearest_colours, rebalance


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


@pytest.mark.parametrize(
    ("frequencies", "power", "reason"),
    [
        ([0.5, 0.3, 0.2], 1, r"expected \(…, Q\) and \(Q,\)"),
        ([[0.5, 0.5]], 1, r"expected \(…, Q\) and \(Q,\)"),
        ([0.5], 1, r"expected \(…, Q\) and \(Q,\)"),
        ([0.5, 0.5], -0.1, "power=-0.1, expected 0"),
        ([0.5, 0.5], 1.5, "power=1.5, expected 0"),
        ([0.5, 0.5], np.nan, "power=nan, expected 0"),
    ],
)
def test_there_is_one_frequency_for_each_class_and_a_power_from_0_to_1(frequencies, power, reason):
    with pytest.raises(ValueError, match=reason):
        rebalance(np.array([[0.4, 0.6], [0.1, 0.9]]), np.array(frequencies), power)


@pytest.mark.parametrize("least", [-0.1, np.nan])
def test_shares_are_not_below_0(least):
    with pytest.raises(ValueError, match="expected 0 or more"):
        rebalance(np.array([least, 1.1]), np.array([0.5, 0.5]), 1)


@pytest.mark.parametrize("broken", [np.zeros((3, 4)), np.zeros((0, 2)), [[1.0, np.nan]]])
def test_colours_have_two_finite_numbers(broken):
    palette = np.zeros((1, 2))
    calls = (
        lambda: choose_colours(broken),
        lambda: nearest_colours(broken, palette),
        lambda: nearest_colours(palette, broken),
    )
    for call in calls:
        with pytest.raises(ValueError, match="a and b"):
            call()


@pytest.mark.parametrize("step", [0, -20, np.nan])
def test_a_grid_has_a_width(step):
    with pytest.raises(ValueError, match="expected above 0: the width"):
        choose_colours(np.zeros((5, 2)), step)


def test_a_palette_is_not_empty():
    colours = np.array([[0.0, 0.0], [40.0, 0.0], [0.0, 40.0]])
    with pytest.raises(ValueError, match=r"most frequent one has 0\.3333\. Ask for less"):
        choose_colours(colours, least=0.5)
