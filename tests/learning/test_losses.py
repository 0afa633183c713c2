"""Losses: judged by Keras, by their definitions in plain loops, and by numerical gradients."""

import math
import re

import numpy as np
import pytest

from cnn_lessons.learning import (
    cross_entropy,
    cross_entropy_backward,
    mean_absolute_error,
    mean_absolute_error_backward,
    mean_squared_error,
    mean_squared_error_backward,
    numerical_gradient,
    relative_error,
)

N, K = 7, 5


@pytest.fixture
def logits():
    return np.random.default_rng(0).normal(size=(N, K)) * 3


@pytest.fixture
def labels():
    return np.random.default_rng(1).integers(0, K, N)


@pytest.mark.parametrize("smoothing", [0.0, 0.1, 0.5])
def test_cross_entropy_is_the_mean_surprise(logits, labels, smoothing):
    total = 0.0
    for row, label in zip(logits.tolist(), labels.tolist(), strict=True):
        exponentials = [math.exp(score) for score in row]
        for k, exponential in enumerate(exponentials):
            wanted = smoothing / K + (1 - smoothing) * (k == label)
            total -= wanted * math.log(exponential / sum(exponentials))
    assert cross_entropy(logits, labels, smoothing) == pytest.approx(total / N, rel=1e-12)


@pytest.mark.parametrize("classes", [2, 10, 1000])
def test_a_guess_costs_the_logarithm_of_the_number_of_classes(classes):
    loss = cross_entropy(np.zeros((3, classes)), np.array([0, 1, classes - 1]))
    assert loss == pytest.approx(math.log(classes))


def test_cross_entropy_stays_finite_where_a_share_is_rounded_to_0():
    loss = cross_entropy(np.array([[1000.0, 0.0]], "float32"), np.array([1]))
    assert loss == pytest.approx(1000)


@pytest.mark.keras
@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_keras_agrees_on_cross_entropy(logits, labels, smoothing):
    import keras

    loss = keras.losses.CategoricalCrossentropy(from_logits=True, label_smoothing=smoothing)
    one_hot = np.eye(K)[labels]
    expected = float(loss(one_hot, logits.astype("float32")))
    assert cross_entropy(logits, labels, smoothing) == pytest.approx(expected, rel=1e-5)


@pytest.mark.keras
def test_keras_agrees_on_errors():
    import keras

    rng = np.random.default_rng(2)
    predictions, targets = rng.normal(size=(2, N, K))
    squared = keras.losses.MeanSquaredError()(targets, predictions)
    absolute = keras.losses.MeanAbsoluteError()(targets, predictions)
    assert mean_squared_error(predictions, targets) == pytest.approx(float(squared), rel=1e-6)
    assert mean_absolute_error(predictions, targets) == pytest.approx(float(absolute), rel=1e-6)


@pytest.mark.parametrize("smoothing", [0.0, 0.1])
def test_gradient_of_cross_entropy_is_the_slope(logits, labels, smoothing):
    expected = numerical_gradient(lambda x: cross_entropy(x, labels, smoothing), logits)
    gradient = cross_entropy_backward(logits, labels, smoothing)
    assert relative_error(gradient, expected) < 1e-7
    np.testing.assert_allclose(gradient.sum(axis=1), 0, atol=1e-15)


@pytest.mark.parametrize(
    ("loss", "backward"),
    [
        (mean_squared_error, mean_squared_error_backward),
        (mean_absolute_error, mean_absolute_error_backward),
    ],
)
def test_gradient_of_an_error_is_the_slope(loss, backward):
    rng = np.random.default_rng(3)
    predictions, targets = rng.normal(size=(2, 5, 3))
    expected = numerical_gradient(lambda x: loss(x, targets), predictions)
    assert relative_error(backward(predictions, targets), expected) < 1e-7


def test_no_error_pulls_nowhere():
    same = np.array([1.0, 2.0])
    assert mean_absolute_error_backward(same, same).tolist() == [0, 0]


def test_gradients_keep_float32(logits, labels):
    logits = logits.astype("float32")
    assert cross_entropy_backward(logits, labels).dtype == np.float32
    assert mean_squared_error_backward(logits, np.zeros((N, K))).dtype == np.float32
    assert mean_absolute_error_backward(logits, np.zeros((N, K))).dtype == np.float32


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"logits": [[1.0]]}, TypeError, "logits is a list, not an array"),
        ({"logits": np.ones(3)}, ValueError, "logits has shape (3,), but (N, K) is expected"),
        ({"labels": np.eye(3)}, TypeError, "labels are of float64, but integers from 0 to 2"),
        ({"labels": np.eye(3, dtype=int)}, ValueError, "labels have shape (3, 3), but (2,)"),
        ({"labels": np.array([0, 3])}, ValueError, "3 is a label, but 3 logits need labels from 0"),
        ({"labels": np.array([-1, 1])}, ValueError, "-1 is a label, but 3 logits"),
        ({"label_smoothing": 1}, ValueError, "label_smoothing=1, but a share from 0 to below 1"),
        ({"label_smoothing": -0.1}, ValueError, "label_smoothing=-0.1, but a share"),
    ],
)
@pytest.mark.parametrize("function", [cross_entropy, cross_entropy_backward])
def test_wrong_arguments_of_cross_entropy_are_named(function, changed, error, text):
    arguments = {"logits": np.ones((2, 3)), "labels": np.array([0, 2])} | changed
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        function(**arguments)


def test_errors_are_not_broadcast():
    with pytest.raises(ValueError, match=r"predictions have shape \(3, 1\) and targets \(3,\)"):
        mean_squared_error(np.ones((3, 1)), np.ones(3))
