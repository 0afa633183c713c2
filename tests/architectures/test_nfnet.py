"""NFNet: its paper's numbers of parameters, and what its two ideas promise."""

import numpy as np
import pytest

from cnn_lessons.architectures.nfnet import clip_gradient, nfnet_parameters, standardize_kernel
from cnn_lessons.operations import conv2d

MILLIONS = [71.5, 132.6, 193.8, 254.9, 316.1, 377.2, 438.4]  # table 1


@pytest.mark.parametrize(("scale", "millions"), list(enumerate(MILLIONS)))
def test_parameters_are_those_of_table_1(scale, millions):
    assert round(nfnet_parameters(scale) / 1e6, 1) == millions


def test_each_class_has_a_weight_for_each_of_3072_maps_and_a_bias():
    assert nfnet_parameters(classes=1001) - nfnet_parameters(classes=1000) == 3073


def kernel_of(rng, shape=(3, 5, 7, 2)):
    return rng.normal(0.3, 2.0, shape)


def test_a_standardized_filter_has_mean_0_and_one_by_its_inputs_as_variance():
    kernel = standardize_kernel(kernel_of(np.random.default_rng(0)))
    np.testing.assert_allclose(kernel.mean(axis=(0, 1, 2)), 0, atol=1e-12)
    np.testing.assert_allclose(kernel.var(axis=(0, 1, 2)), 1 / 105)


def test_it_does_not_see_what_is_added_to_all_inputs():
    rng = np.random.default_rng(0)
    kernel, inputs = kernel_of(rng), rng.normal(size=(2, 11, 13, 7))
    moved = conv2d(inputs + 5, standardize_kernel(kernel))
    np.testing.assert_allclose(moved, conv2d(inputs, standardize_kernel(kernel)), atol=1e-9)
    assert abs(conv2d(inputs + 5, kernel) - conv2d(inputs, kernel)).min() > 1


def test_filters_of_zeros_stay_zeros():
    assert not standardize_kernel(np.zeros((3, 3, 2, 5))).any()


def test_long_gradients_are_shortened_filter_by_filter_and_keep_their_direction():
    rng = np.random.default_rng(0)
    kernel = rng.normal(size=(3, 5, 7, 2))
    norms = np.sqrt((kernel**2).sum(axis=(0, 1, 2)))
    d_kernel = kernel_of(rng)
    d_kernel *= np.array([0.05, 0.2]) * norms / np.sqrt((d_kernel**2).sum(axis=(0, 1, 2)))
    clipped = clip_gradient(d_kernel, kernel, limit=0.1)
    np.testing.assert_allclose(clipped[..., 0], d_kernel[..., 0])
    np.testing.assert_allclose(clipped[..., 1], d_kernel[..., 1] / 2)


def test_weights_of_zeros_may_begin_to_move():
    d_kernel = np.ones((1, 1, 4, 3))  # of length 2 in each filter
    clipped = clip_gradient(d_kernel, np.zeros_like(d_kernel))
    np.testing.assert_allclose(clipped, 1e-2 * 1e-3 / 2)
    assert not clip_gradient(0 * d_kernel, d_kernel).any()
