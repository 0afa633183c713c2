"""The same window along one, two and three axes, judged by Keras and by published networks."""

from itertools import pairwise

import numpy as np
import pytest

from cnn_lessons.tasks import dense_network, window_costs, window_network

# PilotNet, Bojarski et al. 2016, figure 4: filters, kernel, stride, and the size that it prints.
PILOTNET = [
    (24, 5, 2, (31, 98)),
    (36, 5, 2, (14, 47)),
    (48, 5, 2, (5, 22)),
    (64, 3, 1, (3, 20)),
    (64, 3, 1, (1, 18)),
]


def places(size, kernel, stride):
    """Count by hand where a window fits along one axis."""
    return sum(1 for left in range(0, size, stride) if left + kernel <= size)


def test_pilotnets_convolutions_have_the_sizes_and_the_total_that_its_paper_names():
    size, channels, parameters, connections = (66, 200), 3, 0, 0
    for filters, kernel, stride, expected in PILOTNET:
        costs = window_costs(size, kernel, channels, filters, stride)
        assert costs.output_size == expected
        size, channels = expected, filters
        parameters += costs.parameters
        connections += costs.multiply_adds
    widths = [1 * 18 * 64, 100, 50, 10, 1]
    dense = [a * b for a, b in pairwise(widths)]
    # "about 27 million connections and 250 thousand parameters"
    assert round((connections + sum(dense)) / 1e6) == 27
    assert round((parameters + sum(dense) + sum(widths[1:])) / 1e4) == 25


def test_costs_along_three_axes_are_those_of_a_count_by_hand():
    costs = window_costs((11, 13, 17), (2, 3, 5), channels=3, filters=7, strides=(1, 2, 3))
    sizes = [places(11, 2, 1), places(13, 3, 2), places(17, 5, 3)]
    assert costs.output_size == tuple(sizes) == (10, 6, 5)
    assert costs.parameters == (2 * 3 * 5 * 3 + 1) * 7
    assert costs.multiply_adds == 10 * 6 * 5 * 2 * 3 * 5 * 3 * 7


def test_one_number_stands_for_all_axes():
    each = window_costs((11, 13), (3, 3), 2, 5, strides=(2, 2))
    assert window_costs((11, 13), 3, 2, 5, strides=2) == each
    assert window_costs(11, 3, 2, 5) == window_costs((11,), (3,), 2, 5)


def test_numpys_whole_numbers_count_as_pythons_and_do_not_overflow():
    eleven, five = np.int8(11), np.int8(5)
    costs = window_costs(eleven, five, np.int8(100), np.int8(100), np.int8(2))
    assert costs == window_costs(11, 5, 100, 100, 2)
    assert costs.multiply_adds == 4 * 5 * 100 * 100
    assert window_costs(np.array([11, 13]), five, 2, 5) == window_costs((11, 13), 5, 2, 5)


@pytest.mark.keras
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(
    ("size", "kernel", "strides"),
    [((29,), (5,), (3,)), ((11, 13), (3, 5), (2, 1)), ((7, 11, 13), (2, 3, 5), (1, 2, 3))],
)
def test_sizes_and_parameters_are_those_of_keras(size, kernel, strides, padding):
    import keras

    layer = getattr(keras.layers, f"Conv{len(size)}D")(7, kernel, strides, padding)
    layer.build((None, *size, 3))
    costs = window_costs(size, kernel, 3, 7, strides, padding)
    assert layer.compute_output_shape((1, *size, 3)) == (1, *costs.output_size, 7)
    assert layer.count_params() == costs.parameters


@pytest.mark.keras
@pytest.mark.parametrize("shape", [(29, 2), (11, 13, 2), (7, 11, 13, 2)], ids=len)
def test_the_networks_layers_follow_from_the_shape_and_cost_what_was_counted(shape):
    model = window_network(shape, 4, [(5, 3, 2), (7, 2, 1)])
    first = window_costs(shape[:-1], 3, 2, 5, strides=2)
    second = window_costs(first.output_size, 2, 5, 7)
    assert model.layers[0].output.shape[1:-1] == first.output_size
    assert model.layers[1].output.shape[1:-1] == second.output_size
    assert model.count_params() == first.parameters + second.parameters + (7 + 1) * 4
    assert model.output_shape == (None, 4)


@pytest.mark.keras
def test_a_network_with_a_maximum_forgets_where_and_a_dense_one_does_not():
    sequence = np.zeros((1, 40, 1), "float32")
    sequence[0, 10:14, 0] = [1, -2, 3, 1]
    moved = np.roll(sequence, 7, axis=1)
    window = window_network((40, 1), 3, [(5, 4, 1)], seed=1)
    dense = dense_network((40, 1), 3, units=11, seed=1)
    np.testing.assert_allclose(window(sequence), window(moved), atol=1e-5)
    assert np.abs(dense(sequence) - dense(moved)).max() > 1e-3
    assert dense.count_params() == (40 + 1) * 11 + (11 + 1) * 3


@pytest.mark.keras
@pytest.mark.parametrize("make", [window_network, dense_network])
def test_the_seed_decides_the_weights(make):
    rest = ([(3, 2, 1)],) if make is window_network else (3,)
    first, same, other = (make((7, 1), 2, *rest, seed=seed).get_weights() for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(first, same, strict=True))
    assert not np.allclose(first[0], other[0])


@pytest.mark.keras
def test_convolutions_are_followed_by_relu_and_logits_by_nothing():
    model = window_network((9, 1), 2, [(3, 2, 1), (3, 2, 1)])
    names = [layer.activation.__name__ for layer in model.layers if hasattr(layer, "activation")]
    assert names == ["relu", "relu", "linear"]
    hidden, last = dense_network((9, 1), 2).layers[1:]
    assert (hidden.activation.__name__, last.activation.__name__) == ("relu", "linear")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"kernel_size": (3, 3, 3)}, r"kernel_size=\(3, 3, 3\) .* different numbers of axes"),
        ({"strides": (1,)}, r"strides=\(1,\) have different numbers of axes"),
        ({"channels": 0}, "channels=0 and filters=7, expected whole numbers from 1"),
        ({"filters": 0}, "channels=3 and filters=0, expected"),
        ({"channels": 1.5}, r"channels=1\.5 and filters=7, expected whole numbers"),
        ({"filters": True}, "filters=True, expected whole numbers"),
        ({"input_size": (), "kernel_size": 3}, "has 0 axes, expected one, two or three"),
        ({"input_size": (9, 9, 9, 9), "kernel_size": 3}, "has 4 axes, expected one, two or"),
        ({"kernel_size": 14}, "window"),
    ],
)
def test_costs_refuse_what_does_not_fit(arguments, message):
    given = {"input_size": (11, 13), "kernel_size": (3, 3), "channels": 3, "filters": 7}
    with pytest.raises(ValueError, match=message):
        window_costs(**given | arguments)


@pytest.mark.keras
@pytest.mark.parametrize("shape", [(5,), (2, 3, 5, 7, 1)])
def test_a_network_of_no_axis_or_of_four_is_refused(shape):
    with pytest.raises(ValueError, match=rf"has {len(shape)} numbers, expected 2 to 4"):
        window_network(shape, 2, [])
