"""Judges of global pooling: the pooling with one window, Keras, differences."""

import re

import numpy as np
import pytest
from brute_force import integers
from slopes import differences
from turned import assert_equal_on_their_side, turned

from cnn_lessons.operations.global_pooling import (
    global_average_pool2d,
    global_average_pool2d_backward,
    global_max_pool2d,
    global_max_pool2d_backward,
)
from cnn_lessons.operations.pooling import (
    average_pool2d,
    average_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
)

PAIRS = {
    "max": (global_max_pool2d, global_max_pool2d_backward, max_pool2d, max_pool2d_backward),
    "average": (
        global_average_pool2d,
        global_average_pool2d_backward,
        average_pool2d,
        average_pool2d_backward,
    ),
}
each_pair = pytest.mark.parametrize(
    ("forward", "backward", "pool", "pool_backward"), PAIRS.values(), ids=PAIRS
)


@each_pair
def test_global_pooling_is_pooling_with_one_window(forward, backward, pool, pool_backward):
    inputs, d_outputs = integers(2, 7, 5, 3), integers(2, 3, seed=1)
    outputs = forward(inputs)
    assert outputs.shape == (2, 3)
    np.testing.assert_allclose(outputs, pool(inputs, (7, 5))[:, 0, 0], atol=1e-15)
    expected = pool_backward(d_outputs[:, np.newaxis, np.newaxis], inputs, (7, 5))
    np.testing.assert_allclose(backward(d_outputs, inputs), expected, atol=1e-15)


@each_pair
def test_global_pooling_takes_maps_of_any_size(forward, backward, pool, pool_backward):
    for size in ((1, 1), (1, 4), (7, 5)):
        inputs = np.full((2, *size, 3), -2.0)
        np.testing.assert_array_equal(forward(inputs), np.full((2, 3), -2.0))


@each_pair
def test_backward_matches_numerical_gradients(forward, backward, pool, pool_backward):
    inputs = np.random.default_rng(0).permutation(2 * 7 * 5 * 3).reshape(2, 7, 5, 3) / 10.0
    d_outputs = integers(2, 3, seed=1)
    expected = differences(lambda array: np.sum(forward(array) * d_outputs), inputs)
    np.testing.assert_allclose(backward(d_outputs, inputs), expected, atol=1e-8)


def test_of_equal_maxima_the_first_in_row_order_gets_the_gradient():
    inputs = np.array([[1.0, 3], [3, 3]]).reshape(1, 2, 2, 1)
    d_inputs = global_max_pool2d_backward(np.array([[5.0]]), inputs)
    np.testing.assert_array_equal(d_inputs[0, :, :, 0], [[0, 5], [0, 0]])


def in_keras(layer, inputs, d_outputs):
    import tensorflow as tf

    inputs = tf.constant(inputs)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = layer(inputs)
    return outputs, tape.gradient(outputs, inputs, output_gradients=tf.constant(d_outputs))


@pytest.mark.keras
def test_global_pooling_agrees_with_keras():
    import keras

    different = np.random.default_rng(0).permutation(2 * 7 * 5 * 3).astype("float32")
    inputs, d_outputs = different.reshape(2, 7, 5, 3), integers(2, 3, dtype="float32", seed=1)
    judge = in_keras(keras.layers.GlobalMaxPooling2D(), inputs, d_outputs)
    np.testing.assert_array_equal(global_max_pool2d(inputs), judge[0])
    np.testing.assert_array_equal(global_max_pool2d_backward(d_outputs, inputs), judge[1])
    judge = in_keras(keras.layers.GlobalAveragePooling2D(), inputs, d_outputs)
    np.testing.assert_allclose(global_average_pool2d(inputs), judge[0], rtol=1e-6)
    d_inputs = global_average_pool2d_backward(d_outputs, inputs)
    np.testing.assert_allclose(d_inputs, judge[1], rtol=1e-6)


@pytest.mark.keras
def test_keras_shares_the_gradient_of_a_global_maximum_among_equal_pixels():
    import keras

    inputs = np.array([[1.0, 3], [3, 3]], "float32").reshape(1, 2, 2, 1)
    gradient = in_keras(keras.layers.GlobalMaxPooling2D(), inputs, np.array([[6.0]], "float32"))[1]
    np.testing.assert_allclose(np.reshape(gradient, (2, 2)), [[0, 2], [2, 2]], rtol=1e-6)


@each_pair
def test_the_results_are_of_the_type_of_the_inputs(forward, backward, pool, pool_backward):
    for dtype, other in (("float32", "float64"), ("float64", "float32")):
        inputs, d_outputs = integers(2, 7, 5, 3, dtype=dtype), integers(2, 3, dtype=other)
        assert forward(inputs).dtype == backward(d_outputs, inputs).dtype == dtype


@each_pair
def test_arguments_may_be_views_and_are_never_changed(forward, backward, pool, pool_backward):
    inputs, d_outputs = integers(2, 3, 5, 7).swapaxes(1, 3), integers(3, 2).T
    before = inputs.copy(), d_outputs.copy()
    inputs.flags.writeable = d_outputs.flags.writeable = False
    np.testing.assert_array_equal(forward(inputs), forward(before[0]))
    d_inputs = backward(d_outputs, inputs)
    np.testing.assert_array_equal(d_inputs, backward(before[1], before[0]))
    d_inputs += 1
    np.testing.assert_array_equal(inputs, before[0])
    np.testing.assert_array_equal(d_outputs, before[1])


@each_pair
@pytest.mark.parametrize(
    ("inputs", "error", "message"),
    [
        ([[1.0]], TypeError, "inputs is a list, not an array (N, H, W, C)."),
        (np.ones((7, 5, 3)), ValueError, "Use inputs[np.newaxis] for one image (H, W, C), "),
        (np.ones((2, 7, 5, 3), int), TypeError, "inputs is of int64, but float32 or float64"),
        (np.ones((0, 7, 5, 3)), ValueError, "inputs has shape (0, 7, 5, 3): it is empty."),
        (np.full((2, 7, 5, 3), np.nan), ValueError, "inputs has NaN (not a number), first at"),
    ],
)
def test_bad_inputs_are_refused_with_what_to_do(
    forward, backward, pool, pool_backward, inputs, error, message
):
    with pytest.raises(error, match=re.escape(message)):
        forward(inputs)
    with pytest.raises(error, match=re.escape(message)):
        backward(np.ones((2, 3)), inputs)


@each_pair
@pytest.mark.parametrize(
    ("d_outputs", "error", "message"),
    [
        (
            np.ones((3, 2)),
            ValueError,
            "d_outputs has shape (3, 2), but (N, C) = (2, 3) is expected. "
            "Use the arguments that the forward function was called with.",
        ),
        (np.ones((2, 1, 1, 3)), ValueError, "d_outputs has shape (2, 1, 1, 3), but (N, C)"),
        ([[1.0] * 3] * 2, TypeError, "d_outputs is a list, not an array (N, C)."),
        (np.full((2, 3), np.nan), ValueError, "d_outputs has NaN (not a number), first at (0, 0)"),
    ],
)
def test_bad_d_outputs_are_refused_with_what_to_do(
    forward, backward, pool, pool_backward, d_outputs, error, message
):
    with pytest.raises(error, match=re.escape(message)):
        backward(d_outputs, np.ones((2, 7, 5, 3)))


@each_pair
def test_a_wider_map_gives_what_the_taller_one_gives(forward, backward, pool, pool_backward):
    inputs = np.random.default_rng(0).permutation(210).reshape(2, 7, 5, 3) / 10
    d_outputs = integers(2, 3, seed=1)
    expected = forward(inputs), backward(d_outputs, inputs)
    results = forward(turned(inputs)), backward(d_outputs, turned(inputs))
    assert_equal_on_their_side(results, expected, [np.array, turned])
