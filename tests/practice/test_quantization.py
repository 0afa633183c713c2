"""Eight bits: by hand, by Jacob's equation, and by what LiteRT writes into its files."""

import numpy as np
import pytest

from cnn_lessons.practice import choose_range, dequantize, kernel_scales, quantize


def test_quantize_takes_the_nearest_number_by_brute_force():
    values = np.random.default_rng(0).uniform(-3, 5, (5, 7))
    scale, zero_point = 0.031, -17
    ladder = scale * (np.arange(-128, 128) - zero_point)

    numbers = quantize(values, scale, zero_point)

    for value, number in zip(values.flat, numbers.flat, strict=True):
        assert number == np.abs(ladder - value).argmin() - 128


def test_numbers_beyond_the_range_do_not_wrap_around():
    np.testing.assert_array_equal(quantize([-1000, 1000], 0.5, 3), [-128, 127])


def test_without_a_zero_point_0_is_0():
    np.testing.assert_array_equal(quantize([-1.0, 0.0, 2.5], 0.5), [-2, 0, 5])
    np.testing.assert_array_equal(dequantize([-2, 0, 5], 0.5), [-1.0, 0.0, 2.5])
    assert quantize([1.0], 0.5).dtype == np.int8
    assert dequantize([1], 0.5).dtype == np.float32


def test_there_and_back_is_off_by_half_a_step_at_most():
    values = np.linspace(-2, 6, 1001)
    scale, zero_point = choose_range(-2, 6)

    back = dequantize(quantize(values, scale, zero_point), scale, zero_point)

    assert np.abs(back - values).max() <= scale / 2 + 1e-6
    assert dequantize(quantize(0.0, scale, zero_point), scale, zero_point) == 0


def test_dequantize_does_not_wrap_in_int8():
    numbers = np.array([-128, 127], np.int8)

    np.testing.assert_allclose(dequantize(numbers, 0.5, np.int8(100)), [-114, 13.5])


@pytest.mark.parametrize(("low", "high"), [(1, 4), (-4, -1), (-3, 5)])
def test_a_range_is_widened_to_hold_zero(low, high):
    scale, zero_point = choose_range(low, high)

    ends = dequantize(np.array([-128, 127]), scale, zero_point)

    np.testing.assert_allclose(ends, [min(low, 0), max(high, 0)], atol=scale)
    assert -128 <= zero_point <= 127


def test_each_filter_gets_the_scale_of_its_own_largest_weight():
    kernel = np.random.default_rng(1).normal(size=(3, 2, 5, 7))
    kernel[..., 4] = 0

    scales = kernel_scales(kernel)

    assert scales.shape == (7,)
    for number, scale in enumerate(scales):
        expected = max(abs(w) for w in kernel[..., number].flat) / 127 or 1.0
        assert scale == pytest.approx(expected)
    np.testing.assert_allclose(kernel_scales(np.moveaxis(kernel, -1, 0), axis=0), scales)
    assert kernel_scales(kernel, axis=None) == pytest.approx(np.abs(kernel).max() / 127)


def test_a_range_or_scale_of_nothing_is_refused():
    with pytest.raises(ValueError, match="Show more examples"):
        choose_range(0, 0)
    with pytest.raises(ValueError, match="expected above 0"):
        quantize([1.0], [0.5, 0.0])
