"""The numerical gradient: the judge is judged by calculus."""

import re

import numpy as np
import pytest

from cnn_lessons.learning import numerical_gradient, relative_error


def test_slopes_of_a_product_of_powers():
    x = np.random.default_rng(0).uniform(0.5, 2, (3, 2))
    gradient = numerical_gradient(lambda x: float(x[0, 0] ** 3 * np.exp(x[2, 1])), x)
    expected = np.zeros((3, 2))
    expected[0, 0] = 3 * x[0, 0] ** 2 * np.exp(x[2, 1])
    expected[2, 1] = x[0, 0] ** 3 * np.exp(x[2, 1])
    np.testing.assert_allclose(gradient, expected, rtol=1e-8, atol=1e-12)


def test_error_shrinks_with_the_square_of_the_step():
    x = np.array([1.0])
    errors = [
        abs(numerical_gradient(lambda x: np.exp(x).sum(), x, step)[0] - np.e)
        for step in (1e-2, 1e-3)
    ]
    assert errors[0] / errors[1] == pytest.approx(100, rel=0.01)


def test_array_stays_as_it_was():
    x = np.array([0.1, 0.2, 0.3])
    before = x.copy()
    seen = []
    numerical_gradient(lambda y: seen.append(y is x) or 0.0, x)
    assert not any(seen)
    np.testing.assert_array_equal(x, before)


@pytest.mark.parametrize(
    ("gradient", "expected", "error"),
    [([1, 2], [1, 2], 0), ([0, 0], [0, 0], 0), ([1, -1], [-1, 1], 2), ([4, 5], [4, 4], 0.2)],
)
def test_relative_error_is_a_share_of_the_largest(gradient, expected, error):
    arrays = np.array(gradient, float), np.array(expected, float)
    assert relative_error(*arrays) == relative_error(*arrays[::-1]) == error


@pytest.mark.parametrize(
    ("array", "kind"), [(np.ones(2, "float32"), "float32"), ([1.0], "list"), (np.ones(2, int), "i")]
)
def test_only_float64_is_taken(array, kind):
    with pytest.raises(TypeError, match=f"^array is {kind}.* an array of float64 is expected"):
        numerical_gradient(np.sum, array)


@pytest.mark.parametrize("result", [np.ones(2), np.nan, np.inf])
def test_a_function_that_is_no_loss_is_named(result):
    text = f"function returned {result!r}, but one finite number is expected"
    with pytest.raises(ValueError, match=re.escape(text)):
        numerical_gradient(lambda x: result, np.ones(1))


def test_gradients_of_different_shapes_are_not_compared():
    with pytest.raises(ValueError, match=r"gradient has shape \(2,\), but \(2, 1\) is expected"):
        relative_error(np.ones(2), np.ones((2, 1)))
