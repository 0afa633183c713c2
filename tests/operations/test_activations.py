"""Judges of the activations and of softmax: published numbers, Python's math, Keras, differences.

`activations`, `gelu`, `softmax` and the checks in `values` are judged together: all eight
functions make the same promises. What is true of softmax alone is in `test_softmax`.
"""

import math
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from slopes import STEP, differences

from cnn_lessons.operations.activations import (
    elu,
    elu_backward,
    leaky_relu,
    leaky_relu_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    tanh,
    tanh_backward,
)
from cnn_lessons.operations.gelu import gelu, gelu_backward
from cnn_lessons.operations.softmax import (
    log_softmax,
    log_softmax_backward,
    softmax,
    softmax_backward,
)

# Forward, backward, arguments, and the formula of the paper for one number.
CURVES = {
    "relu": (relu, relu_backward, {}, lambda x: max(x, 0)),
    "leaky_relu": (leaky_relu, leaky_relu_backward, {}, lambda x: x if x > 0 else x / 5),
    "leaky_relu, 0.01": (
        leaky_relu,
        leaky_relu_backward,
        {"negative_slope": 0.01},
        lambda x: x if x > 0 else x / 100,
    ),
    "elu": (elu, elu_backward, {}, lambda x: x if x > 0 else math.exp(x) - 1),
    "elu, 0.5": (
        elu,
        elu_backward,
        {"alpha": 0.5},
        lambda x: x if x > 0 else (math.exp(x) - 1) / 2,
    ),
    "sigmoid": (sigmoid, sigmoid_backward, {}, lambda x: 1 / (1 + math.exp(-x))),
    "tanh": (
        tanh,
        tanh_backward,
        {},
        lambda x: (math.exp(2 * x) - 1) / (math.exp(2 * x) + 1),
    ),
    "gelu": (gelu, gelu_backward, {}, lambda x: x / 2 * (1 + math.erf(x / math.sqrt(2)))),
    "gelu, approximate": (
        gelu,
        gelu_backward,
        {"approximate": True},
        lambda x: x / 2 * (1 + math.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3))),
    ),
}
# Softmax has no formula for one number, and an axis.
SOFTMAX = {
    "softmax": (softmax, softmax_backward, {}),
    "softmax, axis 1": (softmax, softmax_backward, {"axis": 1}),
    "softmax, two axes": (softmax, softmax_backward, {"axis": (3, 0)}),
    "log_softmax": (log_softmax, log_softmax_backward, {}),
    "log_softmax, axis 1": (log_softmax, log_softmax_backward, {"axis": 1}),
    "log_softmax, two axes": (log_softmax, log_softmax_backward, {"axis": (3, 0)}),
}
ALL = {name: case[:3] for name, case in (CURVES | SOFTMAX).items()}

each_curve = pytest.mark.parametrize(
    ("forward", "backward", "arguments", "formula"), CURVES.values(), ids=CURVES
)
each = pytest.mark.parametrize(("forward", "backward", "arguments"), ALL.values(), ids=ALL)
every_function = pytest.mark.parametrize(
    "function", [f for forward, backward, _ in ALL.values() for f in (forward, backward)]
)
shapes = st.sampled_from([(), (1,), (7,), (5, 3), (2, 7, 5, 3), (2, 1, 3, 2, 5)])


def values(*shape, dtype="float64", seed=0):
    """Return numbers around 0, none of them 0: the kink of a rectifier has no slope."""
    return np.random.default_rng(seed).normal(scale=2, size=shape).astype(dtype)


def call(function, inputs, arguments):
    """Call a forward function, or a backward function with a gradient of ones."""
    if function.__name__.endswith("_backward"):
        return function(np.ones_like(inputs), inputs, **arguments)
    return function(inputs, **arguments)


# Values


@each_curve
def test_an_activation_is_its_formula_number_by_number(forward, backward, arguments, formula):
    inputs = values(2, 7, 5, 3)
    expected = np.vectorize(formula)(inputs)
    np.testing.assert_allclose(forward(inputs, **arguments), expected, rtol=1e-12, atol=1e-15)


@pytest.mark.parametrize("approximate", [False, True])
def test_gelu_has_the_values_of_the_normal_distribution(approximate):
    # The share below 1, 2 and 3 standard deviations, as in every table.
    outputs = gelu(np.array([1.0, 2.0, 3.0]), approximate) / [1, 2, 3]
    np.testing.assert_allclose(outputs, [0.8413, 0.9772, 0.99865], atol=2e-4)


def test_gelu_is_exact_far_to_the_left():
    # 1 + erf(x) is a difference of two ones there; the published tail is 7.6199e-24 at -10.
    assert gelu(np.array([-10.0]))[0] == pytest.approx(-10 * 7.619853e-24, rel=1e-6, abs=0)


def test_the_two_gelus_differ_by_less_than_a_thousandth():
    inputs = np.linspace(-6, 6, 1201)
    assert 1e-4 < abs(gelu(inputs) - gelu(inputs, approximate=True)).max() < 1e-3


def test_tanh_is_a_sigmoid_stretched():
    inputs = values(7, 5)
    np.testing.assert_allclose(tanh(inputs), 2 * sigmoid(2 * inputs) - 1, atol=1e-12)


# Gradients


@each
def test_backward_matches_numerical_gradients(forward, backward, arguments):
    inputs, d_outputs = values(2, 7, 5, 3), values(2, 7, 5, 3, seed=1)

    def loss(array):
        return np.sum(forward(array, **arguments) * d_outputs)

    expected = differences(loss, inputs, STEP)
    np.testing.assert_allclose(backward(d_outputs, inputs, **arguments), expected, atol=1e-8)


@pytest.mark.parametrize(
    ("backward", "arguments", "slope"),
    [
        (relu_backward, {}, 0),
        (leaky_relu_backward, {}, 0.2),
        (leaky_relu_backward, {"negative_slope": 0.0}, 0),
        (elu_backward, {}, 1),
        (elu_backward, {"alpha": 0.5}, 0.5),
        (sigmoid_backward, {}, 0.25),
        (tanh_backward, {}, 1),
        (gelu_backward, {}, 0.5),
        (gelu_backward, {"approximate": True}, 0.5),
    ],
)
def test_the_slope_at_0_is_that_of_keras(backward, arguments, slope):
    # test_values_and_gradients_agree_with_keras holds Keras to the same numbers.
    np.testing.assert_allclose(
        backward(np.full(3, 4.0), np.zeros(3), **arguments), 4 * slope, rtol=1e-12
    )


def test_a_relu_passes_gradients_of_either_sign_untouched_or_not_at_all():
    d_outputs, inputs = np.array([5.0, -5.0, 5.0, -5.0]), np.array([2.0, 2.0, -2.0, -2.0])
    d_inputs = relu_backward(d_outputs, inputs)
    np.testing.assert_array_equal(d_inputs, [5, -5, 0, 0])
    assert not np.signbit(d_inputs[2:]).any()  # it prints as 0, and not as -0


# Keras


def keras_pair(name, array, arguments):
    """Return the outputs of Keras's activation, and a function for its gradient.

    In float64: in float32 TensorFlow 2.18 is itself off by 3e-6.
    """
    import keras
    import tensorflow as tf

    inputs = tf.constant(array, "float64")
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = getattr(keras.activations, name)(inputs, **arguments)
    return outputs, lambda d_outputs: tape.gradient(
        outputs, inputs, tf.constant(d_outputs, "float64")
    )


@pytest.mark.keras
@each
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_values_and_gradients_agree_with_keras(forward, backward, arguments, dtype):
    inputs = values(2, 7, 5, 3, dtype=dtype)
    inputs[0, 0] = 0  # where the slope is a matter of agreement
    inputs[0, 1] *= 5  # and far out
    d_outputs = values(2, 7, 5, 3, dtype=dtype, seed=1)
    expected, gradient = keras_pair(forward.__name__, inputs, arguments)
    outputs, d_inputs = forward(inputs, **arguments), backward(d_outputs, inputs, **arguments)
    assert outputs.dtype == d_inputs.dtype == dtype
    tolerance = {"float32": 2e-6, "float64": 1e-7}[dtype]  # Keras keeps constants in float32
    np.testing.assert_allclose(outputs, expected, rtol=tolerance, atol=tolerance)
    np.testing.assert_allclose(d_inputs, gradient(d_outputs), rtol=tolerance, atol=tolerance)


@pytest.mark.keras
def test_the_defaults_are_those_of_keras_activations():
    import inspect

    import keras

    for forward in {case[0] for case in ALL.values()}:
        ours = inspect.signature(forward).parameters
        theirs = inspect.signature(getattr(keras.activations, forward.__name__)).parameters
        for name, parameter in list(ours.items())[1:]:
            assert parameter.default == theirs[name].default, (forward.__name__, name)
    # What the chapter says of their relatives:
    assert inspect.signature(keras.layers.LeakyReLU).parameters["negative_slope"].default == 0.3
    assert inspect.signature(keras.ops.gelu).parameters["approximate"].default is True


@pytest.mark.keras
@pytest.mark.parametrize("name", ["relu", "leaky_relu", "elu", "sigmoid", "tanh", "softmax"])
def test_extreme_inputs_give_what_keras_gives(name):
    forward, backward, _ = ALL[name]
    inputs = np.array([[1000.0, -1000.0, 0.0], [1e30, -1e30, 88.8]], "float32")
    expected, gradient = keras_pair(name, inputs, {})
    np.testing.assert_allclose(forward(inputs), expected, rtol=1e-6)
    ones = np.ones_like(inputs)
    np.testing.assert_allclose(backward(ones, inputs), gradient(ones), rtol=1e-6, atol=1e-6)


# Overflow: pytest turns a warning of NumPy into an error


@every_function
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_no_finite_input_gives_nan_or_a_warning(function, dtype):
    largest = np.finfo(dtype).max
    row = [0, 1e-45, -1e-45, 20, -20, 89, -89, 710, -710, 1e5, -1e5, largest, -largest]
    outputs = call(function, np.array(row, dtype).reshape(1, -1), {})
    assert not np.isnan(outputs).any()
    assert outputs.dtype == dtype


@pytest.mark.parametrize(
    ("name", "left", "right"),
    [
        ("relu", 0, np.inf),
        ("leaky_relu", -np.inf, np.inf),
        ("elu", -1, np.inf),
        ("elu, 0.5", -0.5, np.inf),
        ("sigmoid", 0, 1),
        ("tanh", -1, 1),
        ("gelu", 0, np.inf),
        ("gelu, approximate", 0, np.inf),
    ],
)
def test_infinite_inputs_give_the_limit(name, left, right):
    forward, backward, arguments, _ = CURVES[name]
    inputs, far = np.array([-np.inf, np.inf]), np.array([-1e300, 1e300])
    np.testing.assert_array_equal(forward(inputs, **arguments), [left, right])
    slopes = backward(np.ones(2), far, **arguments)
    np.testing.assert_array_equal(backward(np.ones(2), inputs, **arguments), slopes)


# Shapes, types


@settings(deadline=None, derandomize=True, max_examples=60)
@given(shapes, st.sampled_from([*CURVES]), st.sampled_from(["float32", "float64"]))
def test_any_shape_and_order_of_axes_gives_the_same_numbers(shape, name, dtype):
    forward, backward, arguments, _ = CURVES[name]
    inputs, d_outputs = values(*shape, dtype=dtype), values(*shape, dtype=dtype, seed=1)
    outputs, d_inputs = forward(inputs, **arguments), backward(d_outputs, inputs, **arguments)
    assert outputs.shape == d_inputs.shape == shape
    assert outputs.dtype == d_inputs.dtype == dtype
    np.testing.assert_array_equal(forward(inputs.T, **arguments), outputs.T)
    np.testing.assert_array_equal(forward(inputs.ravel(), **arguments), outputs.ravel())
    np.testing.assert_array_equal(backward(d_outputs.T, inputs.T, **arguments), d_inputs.T)


@each
def test_a_gradient_is_rounded_to_the_type_of_the_inputs(forward, backward, arguments):
    inputs = values(2, 7, 5, 3, dtype="float32")
    for dtype in ("float32", "float64"):
        d_outputs = values(2, 7, 5, 3, dtype=dtype, seed=1)
        d_inputs = backward(d_outputs, inputs, **arguments)
        assert d_inputs.dtype == "float32"
        rounded = d_outputs.astype("float32")
        np.testing.assert_array_equal(d_inputs, backward(rounded, inputs, **arguments))


def test_a_numpy_number_as_slope_leaves_float32_alone():
    inputs = values(5, 3, dtype="float32")
    for slope in (0.5, np.float64(0.5), 1, np.int64(1)):
        assert leaky_relu(inputs, slope).dtype == "float32"
        assert leaky_relu_backward(inputs, inputs, slope).dtype == "float32"
        assert elu(inputs, slope).dtype == "float32"
        assert elu_backward(inputs, inputs, slope).dtype == "float32"


@each
def test_arguments_may_be_read_only_views_and_are_never_changed(forward, backward, arguments):
    d_outputs, inputs = (values(2, 7, 5, 3, seed=seed)[:, ::-1, 1:] for seed in (0, 1))
    before = d_outputs.copy(), inputs.copy()
    d_outputs.flags.writeable = inputs.flags.writeable = False
    outputs, d_inputs = forward(inputs, **arguments), backward(d_outputs, inputs, **arguments)
    np.testing.assert_array_equal(d_outputs, before[0])
    np.testing.assert_array_equal(inputs, before[1])
    np.testing.assert_allclose(outputs, forward(before[1], **arguments), rtol=1e-12)
    np.testing.assert_allclose(d_inputs, backward(*before, **arguments), rtol=1e-12)


@each
def test_outputs_are_never_the_inputs_themselves(forward, backward, arguments):
    inputs = abs(values(2, 7, 5, 3))
    assert not np.shares_memory(forward(inputs, **arguments), inputs)
    assert not np.shares_memory(backward(inputs, inputs, **arguments), inputs)


# Errors


BAD_INPUTS = {
    "list": (
        [[1.0, 2.0]],
        TypeError,
        'inputs is a list, not an array. Use np.asarray(inputs, dtype="float32").',
    ),
    "number": (
        3.0,
        TypeError,
        'inputs is a float, not an array. Use np.asarray(inputs, dtype="float32").',
    ),
    "integers": (
        np.array([1, 2], "int64"),
        TypeError,
        'inputs is of int64, but float32 or float64 is expected. Use inputs.astype("float32").',
    ),
    "half precision": (
        np.ones(2, "float16"),
        TypeError,
        'inputs is of float16, but float32 or float64 is expected. Use inputs.astype("float32").',
    ),
    "empty": (
        np.ones((2, 0)),
        ValueError,
        "inputs has shape (2, 0): it is empty. Look at the slice that made it.",
    ),
    "NaN": (
        np.array([[1.0, 2.0], [np.nan, np.nan]]),
        ValueError,
        "inputs has NaN (not a number), first at (1, 0). Find where it arises, "
        "often 0 / 0 or an overflow, or replace it with np.nan_to_num.",
    ),
}


@every_function
@pytest.mark.parametrize(("inputs", "error", "text"), BAD_INPUTS.values(), ids=BAD_INPUTS)
def test_inputs_that_are_no_array_of_numbers_are_named(function, inputs, error, text):
    gradient = [np.ones((1, 2))] if function.__name__.endswith("_backward") else []
    with pytest.raises(error, match=f"^{re.escape(text)}$"):
        function(*gradient, inputs)


@pytest.mark.parametrize("backward", sorted({b for _, b, _ in ALL.values()}, key=repr))
def test_a_gradient_of_another_shape_is_named(backward):
    text = (
        "d_outputs has shape (3, 1), but the outputs have (2, 3), as the inputs. "
        "Use the inputs that the forward function was called with."
    )
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        backward(np.ones((3, 1)), np.ones((2, 3)))
    with pytest.raises(ValueError, match=r"d_outputs has shape \(3, 2\)"):
        backward(np.ones((3, 2)), np.ones((2, 3)))
    with pytest.raises(TypeError, match=r"^d_outputs is a list, not an array"):
        backward([1.0], np.ones(1))
    with pytest.raises(
        ValueError, match=re.escape("d_outputs has NaN (not a number), first at (1,)")
    ):
        backward(np.array([1.0, np.nan]), np.ones(2))


@pytest.mark.parametrize(
    ("function", "name"),
    [
        (leaky_relu, "negative_slope"),
        (leaky_relu_backward, "negative_slope"),
        (elu, "alpha"),
        (elu_backward, "alpha"),
    ],
)
@pytest.mark.parametrize("number", [-0.1, float("nan"), float("inf"), "0.2", None])
def test_a_slope_that_is_no_number_of_at_least_0_is_named(function, name, number):
    text = f"{name}={number!r}, but a number of at least 0 is expected. 0 makes a ReLU."
    with pytest.raises(ValueError, match=f"^{re.escape(text)}$"):
        call(function, np.ones(2), {name: number})
