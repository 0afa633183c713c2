"""How batches lie in memory: what the order is, and that only the time depends on it."""

import numpy as np
import pytest

from cnn_lessons.operations import (
    average_pool2d,
    average_pool2d_backward,
    conv2d,
    conv2d_backward,
    depthwise_conv2d,
    depthwise_conv2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from cnn_lessons.operations.memory import (
    MANY,
    arrange,
    by_place,
    cut_slabs,
    empty_maps,
    has_images_last,
)

RNG = np.random.default_rng(0)
ORDERS = [(0, 1, 2, 3), (3, 1, 2, 0), (1, 2, 0, 3), (0, 3, 1, 2), (2, 0, 3, 1)]


def in_order(array, order):
    """Return the same array with its axes in another order of memory, outermost first."""
    return np.ascontiguousarray(array.transpose(order)).transpose(np.argsort(order))


@pytest.mark.parametrize("order", ORDERS)
@pytest.mark.parametrize("channels", [1, 5, MANY - 1, MANY])
def test_arrange_changes_the_order_and_no_number(order, channels):
    batch = RNG.random((7, 3, 5, channels))
    arranged = arrange(in_order(batch, order))
    np.testing.assert_array_equal(arranged, batch)
    assert has_images_last(arranged) == (channels < MANY)
    neighbour = 0 if channels < MANY else 3
    assert arranged.strides[neighbour] == min(arranged.strides) == 8
    assert np.shares_memory(arrange(arranged), arranged)


@pytest.mark.parametrize("images_last", [False, True])
@pytest.mark.parametrize("filters", [3, MANY])
def test_maps_are_filled_as_a_matrix_slab_by_slab(images_last, filters):
    maps = empty_maps((5, 7, 3, filters), "float32", images_last)
    assert maps.shape == (5, 7, 3, filters)
    assert maps.dtype == "float32"
    places = by_place(maps, images_last)
    count = 0
    for slab in cut_slabs(places.shape, 4 * filters):
        rows = places[slab].reshape(-1, filters)
        assert np.shares_memory(rows, maps)
        rows[...] = np.arange(count, count + len(rows))[:, None]
        count += len(rows)
    assert count == 5 * 7 * 3
    order = (1, 2, 0) if images_last else (0, 1, 2)
    np.testing.assert_array_equal(maps[..., -1].transpose(order).ravel(), np.arange(count))


@pytest.mark.parametrize("shape", [(5, 7, 3, 2), (1, 11, 13, 4), (11, 1, 2, 3)])
@pytest.mark.parametrize("size", [1, 7, 24, 47, 10**6])
def test_slabs_cover_every_row_once_and_hold_no_more_than_they_may(shape, size):
    seen = np.zeros(shape, int)
    for slab in cut_slabs(shape, size):
        seen[slab] += 1
        one_row = seen[0, 0].size
        assert seen[slab].size <= max(size, one_row)
    assert (seen == 1).all()


@pytest.mark.parametrize("order", ORDERS[1:])
@pytest.mark.parametrize("channels", [3, MANY + 1])
@pytest.mark.parametrize("slab_size", [1, 200, 2**19])
def test_neither_order_nor_slabs_change_a_result(order, channels, slab_size, monkeypatch):
    inputs = RNG.standard_normal((5, 7, 11, channels))
    kernel = RNG.standard_normal((3, 2, channels, 4))
    other = in_order(inputs, order)
    calls = [
        (conv2d, conv2d_backward, (kernel,)),
        (depthwise_conv2d, depthwise_conv2d_backward, (kernel,)),
        (max_pool2d, max_pool2d_backward, (3, 2)),
        (average_pool2d, average_pool2d_backward, (3, 2)),
    ]
    for forward, backward, arguments in calls:
        outputs = forward(inputs, *arguments)
        d_outputs = RNG.standard_normal(outputs.shape)
        expected = backward(d_outputs, inputs, *arguments)
        monkeypatch.setattr("cnn_lessons.operations.slabs.SLAB_SIZE", slab_size)
        monkeypatch.setattr("cnn_lessons.operations.pooling_slabs.SLAB_SIZE", slab_size)
        np.testing.assert_allclose(forward(other, *arguments), outputs, rtol=1e-12, atol=1e-12)
        found = backward(in_order(d_outputs, order), other, *arguments)
        monkeypatch.undo()
        if isinstance(expected, np.ndarray):
            expected, found = (expected,), (found,)
        for one, two in zip(found, expected, strict=True):
            np.testing.assert_allclose(one, two, rtol=1e-12, atol=1e-12)


def test_images_that_lie_last_stay_so_through_a_network():
    inputs = RNG.standard_normal((32, 12, 12, 1))
    maps = conv2d(inputs, RNG.standard_normal((5, 5, 1, 6)))
    for layer in (np.tanh, max_pool2d, lambda maps: conv2d(maps, RNG.random((3, 3, 6, 16)))):
        assert has_images_last(maps)
        maps = layer(maps)
    assert has_images_last(maps)
