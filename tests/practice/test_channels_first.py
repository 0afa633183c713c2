"""Weights in two orders: judged by what a flatten makes of feature maps, number by number."""

import numpy as np
import pytest

from cnn_lessons.operations import conv2d, dense
from cnn_lessons.practice import dense_to_keras, dense_to_torch, kernel_to_keras, kernel_to_torch

H, W, C, UNITS = 2, 5, 3, 7


@pytest.fixture
def rng():
    return np.random.default_rng(0)


def test_each_weight_of_a_kernel_keeps_its_place_channel_and_filter(rng):
    kernel = rng.normal(size=(2, 5, 3, 7))
    carried = kernel_to_torch(kernel)
    assert carried.shape == (7, 3, 2, 5)
    for i, j, c, f in np.ndindex(kernel.shape):
        assert carried[f, c, i, j] == kernel[i, j, c, f]


def test_a_dense_layer_gives_the_same_behind_either_flatten(rng):
    maps, kernel = rng.normal(size=(4, H, W, C)), rng.normal(size=(H * W * C, UNITS))
    channels_last = maps.reshape(4, -1)
    channels_first = maps.transpose(0, 3, 1, 2).reshape(4, -1)
    carried = dense_to_torch(kernel, (H, W, C))
    np.testing.assert_allclose(channels_first @ carried.T, dense(channels_last, kernel))


def test_a_dense_layer_behind_a_flatten_is_a_convolution_in_both_orders(rng):
    maps, kernel = rng.normal(size=(4, H, W, C)), rng.normal(size=(H * W * C, UNITS))
    window = dense_to_torch(kernel, (H, W, C)).reshape(UNITS, C, H, W)
    as_window = conv2d(maps, kernel_to_keras(window))
    np.testing.assert_allclose(as_window[:, 0, 0], dense(maps.reshape(4, -1), kernel))


def test_a_dense_layer_behind_another_is_only_transposed(rng):
    kernel = rng.normal(size=(5, 7))
    np.testing.assert_array_equal(dense_to_torch(kernel), kernel.T)


def test_on_one_place_the_two_flattens_agree(rng):
    kernel = rng.normal(size=(C, UNITS))
    np.testing.assert_array_equal(dense_to_torch(kernel, (1, 1, C)), dense_to_torch(kernel))


def test_there_and_back_is_where_it_began(rng):
    kernel, weights = rng.normal(size=(2, 5, 3, 7)), rng.normal(size=(H * W * C, UNITS))
    np.testing.assert_array_equal(kernel_to_keras(kernel_to_torch(kernel)), kernel)
    for maps_shape in (None, (H, W, C)):
        carried = dense_to_torch(weights, maps_shape)
        np.testing.assert_array_equal(dense_to_keras(carried, maps_shape), weights)
