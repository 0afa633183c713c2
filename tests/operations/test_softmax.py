"""Judges of softmax: published numbers, Python's math, and what is true of every softmax.

What it promises as the activations do, `test_activations` judges together with them.
"""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from cnn_lessons.operations.activations import sigmoid
from cnn_lessons.operations.softmax import (
    log_softmax,
    log_softmax_backward,
    softmax,
    softmax_backward,
)


def values(*shape, seed=0):
    """Return scores around 0."""
    return np.random.default_rng(seed).normal(scale=2, size=shape)


def call(function, inputs, arguments):
    """Call a forward function, or a backward function with a gradient of ones."""
    if function.__name__.endswith("_backward"):
        return function(np.ones_like(inputs), inputs, **arguments)
    return function(inputs, **arguments)


def test_softmax_of_two_scores_is_a_sigmoid_of_their_difference():
    scores = values(7, 2)
    difference = scores[:, 0] - scores[:, 1]
    np.testing.assert_allclose(softmax(scores)[:, 0], sigmoid(difference), rtol=1e-12)


def test_softmax_has_the_values_of_wikipedias_example():
    scores = np.array([1.0, 2.0, 3.0, 4.0, 1.0, 2.0, 3.0])
    expected = [0.02364054, 0.06426166, 0.1746813, 0.474833, 0.02364054, 0.06426166, 0.1746813]
    np.testing.assert_allclose(softmax(scores), expected, rtol=1e-6)


@pytest.mark.parametrize("axis", [0, 1, 2, 3, -2, (1, 2), (0, -1)])
def test_softmax_is_its_definition_slice_by_slice(axis):
    inputs = values(2, 7, 5, 3)
    axes = {each % 4 for each in (axis if isinstance(axis, tuple) else (axis,))}
    expected = np.empty_like(inputs)
    for index in np.ndindex(*(1 if i in axes else n for i, n in enumerate(inputs.shape))):
        part = tuple(slice(None) if i in axes else each for i, each in enumerate(index))
        powers = np.vectorize(math.exp)(inputs[part])
        expected[part] = powers / powers.sum()
    np.testing.assert_allclose(softmax(inputs, axis), expected, rtol=1e-12)
    np.testing.assert_allclose(log_softmax(inputs, axis), np.log(expected), rtol=1e-10)


@settings(deadline=None, derandomize=True, max_examples=50)
@given(
    arrays_of.arrays("float64", (5, 7), elements=st.floats(-800, 800)),
    st.floats(-1e5, 1e5),
)
def test_softmax_gives_probabilities_that_a_common_shift_does_not_change(scores, shift):
    probabilities = softmax(scores)
    assert (probabilities >= 0).all()
    np.testing.assert_allclose(probabilities.sum(axis=-1), 1, rtol=1e-12)
    np.testing.assert_allclose(softmax(scores + shift), probabilities, atol=1e-9)
    np.testing.assert_array_equal(
        np.take_along_axis(probabilities, scores.argmax(-1)[:, None], 1)[:, 0],
        probabilities.max(-1),
    )


@pytest.mark.parametrize("axis", [-1, 1, (3, 0)])
@pytest.mark.parametrize("backward", [softmax_backward, log_softmax_backward])
def test_gradients_of_softmax_do_not_change_the_sum_of_the_scores(backward, axis):
    # A common shift changes nothing, so the gradient has no part along it.
    inputs, d_outputs = values(2, 7, 5, 3), values(2, 7, 5, 3, seed=1)
    np.testing.assert_allclose(backward(d_outputs, inputs, axis).sum(axis=axis), 0, atol=1e-12)


@pytest.mark.parametrize(
    ("scores", "probabilities", "logarithms"),
    [
        (
            [1000.0, 1001.0, 1002.0],
            [0.09003057, 0.24472847, 0.66524096],
            [-2.4076, -1.4076, -0.4076],
        ),
        ([-1000.0, -1000.0, -1000.0], [1 / 3] * 3, [-math.log(3)] * 3),
        ([0.0, -1000.0, -2000.0], [1, 0, 0], [0, -1000, -2000]),
        ([0.0, -np.inf, 0.0], [0.5, 0, 0.5], [-math.log(2), -np.inf, -math.log(2)]),
    ],
)
def test_softmax_is_stable(scores, probabilities, logarithms):
    np.testing.assert_allclose(softmax(np.array(scores)), probabilities, rtol=1e-6)
    np.testing.assert_allclose(log_softmax(np.array(scores)), logarithms, rtol=1e-4)


def test_each_row_is_shifted_by_its_own_largest_score():
    scores = np.array([[0.0, 1.0, 2.0], [1e6, 1e6 + 1, 1e6 + 2]])
    np.testing.assert_allclose(*softmax(scores), rtol=1e-12)
    np.testing.assert_allclose(*log_softmax(scores), rtol=1e-12)


@pytest.mark.parametrize("function", [softmax, softmax_backward, log_softmax, log_softmax_backward])
def test_softmax_says_which_axes_there_are(function):
    inputs = np.ones((2, 3))
    text = "axis=2, but inputs have shape (2, 3). Use an axis below 2, or -1 for the last one."
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        call(function, inputs, {"axis": 2})
    with pytest.raises(ValueError, match=re.escape("axis=(0, -3), but inputs have shape")):
        call(function, inputs, {"axis": (0, -3)})
    for axis in (None, 0.5, "last", [0]):
        text = f"axis={axis!r} is not known. Use an int, or a tuple of ints."
        with pytest.raises(TypeError, match=f"^{re.escape(text)}$"):
            call(function, inputs, {"axis": axis})


@pytest.mark.parametrize("function", [softmax, softmax_backward, log_softmax, log_softmax_backward])
@pytest.mark.parametrize("row", [[np.inf, 0.0], [-np.inf, -np.inf]])
def test_softmax_does_not_divide_infinity_by_infinity(function, row):
    with pytest.raises(ValueError, match=r"^the largest score is infinite.*-inf may stand beside"):
        call(function, np.array([[0.0, 0.0], row]), {})
