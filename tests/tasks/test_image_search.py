"""Nearest neighbours, judged by scipy and scikit-learn; precision at k, counted by hand."""

import numpy as np
import pytest

from cnn_lessons.tasks import find_nearest, precision_at

MEASURES = pytest.mark.parametrize("measure", ["cosine", "euclidean"])


def rows(seed, count, size=7):
    return np.random.default_rng(seed).normal(1, 2, (count, size))


@MEASURES
@pytest.mark.parametrize("count", [1, 5, 31])
def test_the_nearest_are_those_of_scipy(measure, count):
    from scipy.spatial.distance import cdist

    queries, gallery = rows(0, 13), rows(1, 31)
    expected = cdist(queries, gallery, measure).argsort(axis=1)[:, :count]
    found = find_nearest(queries, gallery, count, measure)
    np.testing.assert_array_equal(found, expected)


@MEASURES
def test_the_nearest_are_those_of_scikit_learn(measure):
    from sklearn.neighbors import NearestNeighbors

    queries, gallery = rows(2, 11), rows(3, 29)
    judge = NearestNeighbors(n_neighbors=4, metric=measure, algorithm="brute").fit(gallery)
    expected = judge.kneighbors(queries, return_distance=False)
    np.testing.assert_array_equal(find_nearest(queries, gallery, 4, measure), expected)


def test_a_length_matters_to_the_distance_and_not_to_the_angle():
    gallery = np.array([[8.0, 6.0], [3.0, 5.0]])
    assert find_nearest([[4.0, 3.0]], gallery, 2).tolist() == [[0, 1]]
    assert find_nearest([[4.0, 3.0]], gallery, 2, "euclidean").tolist() == [[1, 0]]
    assert find_nearest([[400.0, 300.0]], gallery, 2).tolist() == [[0, 1]]


@MEASURES
def test_who_is_in_the_gallery_finds_itself_first(measure):
    gallery = rows(4, 17)
    assert find_nearest(gallery, gallery, 3, measure)[:, 0].tolist() == list(range(17))


@MEASURES
def test_of_equal_ones_the_first_comes_first(measure):
    gallery = np.array([[0.0, 1.0], [1.0, 0.0]] * 100)  # so many that a sort may mix them up
    found = find_nearest([[1.0, 0.0]], gallery, 200, measure)[0]
    assert found.tolist() == [*range(1, 200, 2), *range(0, 200, 2)]


def test_a_vector_of_zeros_has_no_direction():
    gallery = np.array([[-1.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    assert find_nearest([[2.0, 0.0]], gallery, 3).tolist() == [[2, 1, 0]]
    assert find_nearest([[0.0, 0.0]], gallery, 3).tolist() == [[0, 1, 2]]


def test_whole_numbers_do_not_wrap():
    gallery = np.array([[200, 0], [0, 250]], dtype=np.uint8)
    assert find_nearest(np.array([[250, 3]], np.uint8), gallery, 1, "euclidean").item() == 0


@pytest.mark.parametrize("offset", [1e8, -1e8])
def test_distances_far_from_zero_are_those_near_zero(offset):
    from scipy.spatial.distance import cdist

    queries, gallery = rows(8, 13) + offset, rows(9, 31) + offset
    expected = cdist(queries, gallery).argsort(axis=1)
    np.testing.assert_array_equal(find_nearest(queries, gallery, 31, "euclidean"), expected)


@pytest.mark.parametrize("scale", [1e-200, 1e200])
def test_an_angle_is_the_same_for_tiny_and_for_huge_numbers(scale):
    queries, gallery = rows(10, 13), rows(11, 31)
    found = find_nearest(queries * scale, gallery * scale, 31)
    np.testing.assert_array_equal(found, find_nearest(queries, gallery, 31))


def test_precision_compares_names_with_names():
    assert precision_at([[0, 1]], ["ant"], ["bee", "ant"]) == 0.5


def test_precision_counts_what_is_of_the_querys_class():
    neighbours = np.array([[0, 1, 2], [3, 4, 0]])
    gallery_labels = np.array([5, 5, 8, 8, 8])
    assert precision_at(neighbours, [5, 8], gallery_labels) == (2 / 3 + 2 / 3) / 2
    assert precision_at(neighbours[:, :1], [5, 5], gallery_labels) == 0.5
    assert precision_at(neighbours, [1, 1], gallery_labels) == 0


def test_all_of_the_gallery_is_chance():
    rng = np.random.default_rng(5)
    labels, asked = rng.integers(0, 3, 41), rng.integers(0, 3, 19)
    neighbours = find_nearest(rows(6, 19), rows(7, 41), 41)
    expected = np.mean([np.mean(labels == label) for label in asked])
    assert precision_at(neighbours, asked, labels) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"queries": np.ones((3, 5))}, "queries have 5 features and the gallery has 7"),
        ({"queries": np.ones(7)}, r"queries have shape \(7,\), expected \(number of images"),
        ({"gallery": np.ones((5, 7, 1))}, r"gallery have shape \(5, 7, 1\).* Flatten images"),
        ({"gallery": np.ones((0, 7))}, r"gallery have shape \(0, 7\)"),
        ({"queries": np.full((3, 7), np.nan)}, "queries hold NaN or infinity"),
        ({"count": 0}, "count=0, expected a whole number from 1 to 5, the size of the gallery"),
        ({"count": 6}, "count=6, expected a whole number from 1 to 5"),
        ({"count": 1.5}, r"count=1\.5, expected a whole number"),
        ({"count": True}, "count=True, expected a whole number"),
        ({"measure": "manhattan"}, "measure='manhattan' is not known. Use \"cosine\""),
    ],
)
def test_a_search_that_cannot_be_is_refused(arguments, message):
    given = {"queries": np.ones((3, 7)), "gallery": np.ones((5, 7)), "count": 2}
    with pytest.raises(ValueError, match=message):
        find_nearest(**given | arguments)


@pytest.mark.parametrize(
    ("neighbours", "labels"), [([0, 1], [5]), ([[0, 1]], [5, 5]), (np.zeros((0, 3), int), [])]
)
def test_results_without_their_queries_are_refused(neighbours, labels):
    with pytest.raises(ValueError, match=r"expected \(Q, k\) and \(Q,\)"):
        precision_at(neighbours, labels, [5, 8])


@pytest.mark.parametrize(
    ("neighbours", "labels", "gallery_labels", "message"),
    [
        ([[0, 1]], [5], [[5], [8]], r"gallery_labels have shape \(2, 1\), expected \(G,\)"),
        ([[0, -1]], [5], [5, 8], "from -1 to 0, expected positions in a gallery of 2"),
        ([[0, 2]], [5], [5, 8], "from 0 to 2, .* whole numbers from 0 to 1"),
        ([[0.0, 1.0]], [5], [5, 8], "neighbours are float64"),
        ([[True, False]], [5], [5, 8], "neighbours are bool"),
        ([[0, 1]], ["ant"], [5, 8], "both as numbers, or both as names"),
        ([[0, 1]], [5], ["ant", "bee"], "both as numbers, or both as names"),
    ],
)
def test_results_of_another_gallery_are_refused(neighbours, labels, gallery_labels, message):
    with pytest.raises(ValueError, match=message):
        precision_at(neighbours, labels, gallery_labels)
