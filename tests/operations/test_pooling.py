"""Judges of pooling: published examples, brute force, TensorFlow, differences."""

import re
from itertools import product

import numpy as np
import pytest
from brute_force import integers, pair
from hypothesis import given, settings
from hypothesis import strategies as st
from peak_memory import peak_memory
from slopes import differences
from turned import assert_equal_on_their_side, turned

from cnn_lessons.operations import pooling_slabs
from cnn_lessons.operations.geometry import explicit_padding
from cnn_lessons.operations.pooling import (
    average_pool2d,
    average_pool2d_backward,
    max_pool2d,
    max_pool2d_backward,
    pool2d_loops,
)

# Figures 1.5 and 1.6 of V. Dumoulin and F. Visin, https://arxiv.org/abs/1603.07285.
FIGURE_IMAGE = [
    [3, 3, 2, 1, 0],
    [0, 0, 1, 3, 1],
    [3, 1, 2, 2, 3],
    [2, 0, 0, 2, 2],
    [2, 0, 0, 0, 1],
]
FIGURE_AVERAGE = [[1.7, 1.7, 1.7], [1.0, 1.2, 1.8], [1.1, 0.8, 1.3]]
FIGURE_MAX = [[3, 3, 3], [3, 3, 3], [3, 2, 3]]

# Arguments for inputs of shape (2, 7, 5, 3).
CASES = {
    "default": {},
    "a pair": {"pool_size": (3, 2)},
    "overlapping": {"pool_size": 3, "strides": 2},
    "stride 1": {"pool_size": (2, 3), "strides": 1},
    "gaps": {"pool_size": (2, 1), "strides": (3, 2)},
    "same": {"pool_size": (3, 2), "padding": "same"},
    "overlapping and same": {"pool_size": (4, 3), "strides": (3, 2), "padding": "same"},
    "stride 1 and same": {"pool_size": (2, 4), "strides": 1, "padding": "same"},
    "padding": {"pool_size": 3, "strides": (2, 1), "padding": 1},
    "explicit padding": {"pool_size": (4, 3), "strides": 2, "padding": ((3, 1), (0, 2))},
    "single pixels": {"pool_size": 1},
    "every third pixel": {"pool_size": 1, "strides": 3},
    "as large as the map": {"pool_size": (7, 5)},
}
each_case = pytest.mark.parametrize("arguments", CASES.values(), ids=CASES)


def explicit(inputs, pool_size=2, strides=None, padding="valid"):
    """Return the arguments with every default filled in."""
    size = pair(pool_size)
    strides = size if strides is None else pair(strides)
    return size, strides, explicit_padding(inputs.shape[1:3], size, strides, padding)


def pixels_of_windows(inputs, **arguments):
    """Yield for each window its index and where its pixels are: row by row, no padding."""
    (KH, KW), (SH, SW), ((top, bottom), (left, right)) = explicit(inputs, **arguments)
    N, H, W, C = inputs.shape
    tops = range(-top, H + bottom - KH + 1, SH)
    lefts = range(-left, W + right - KW + 1, SW)
    for n, c, (i, y), (j, x) in product(range(N), range(C), enumerate(tops), enumerate(lefts)):
        places = product(range(y, y + KH), range(x, x + KW))
        yield (n, i, j, c), [(n, p, q, c) for p, q in places if 0 <= p < H and 0 <= q < W]


def brute_force(inputs, reduce, **arguments):
    windows = {
        index: reduce([inputs[place] for place in places])
        for index, places in pixels_of_windows(inputs, **arguments)
    }
    outputs = np.full(np.max(list(windows), axis=0) + 1, np.nan)
    for index, value in windows.items():
        outputs[index] = value
    return outputs


def brute_force_backward(d_outputs, inputs, winners, **arguments):
    """Hand each gradient in equal parts to the places that `winners` chooses."""
    d_inputs = np.zeros_like(inputs)
    for index, places in pixels_of_windows(inputs, **arguments):
        chosen = winners(places)
        for place in chosen:
            d_inputs[place] += d_outputs[index] / len(chosen)
    return d_inputs


@st.composite
def arguments_that_fit(draw):
    """Draw inputs and arguments, with at least one window on each axis."""
    sizes, pool_size, strides, amounts = [], [], [], []
    for _ in range(2):
        pool_size.append(draw(st.integers(1, 4)))
        strides.append(draw(st.integers(1, 5)))
        amounts.append(tuple(draw(st.integers(0, pool_size[-1] - 1)) for _ in range(2)))
        least = max(1, pool_size[-1] - sum(amounts[-1]))
        sizes.append(draw(st.integers(least, least + 5)))
    return {
        "inputs": integers(draw(st.integers(1, 2)), *sizes, draw(st.integers(1, 3))),
        "pool_size": tuple(pool_size),
        "strides": draw(st.sampled_from([None, tuple(strides)])),
        "padding": draw(st.sampled_from([tuple(amounts), "same"])),
    }


# Forward


@pytest.mark.parametrize(
    ("pool", "published"),
    [
        (max_pool2d, FIGURE_MAX),
        (pool2d_loops, FIGURE_MAX),
        (average_pool2d, FIGURE_AVERAGE),
        (lambda *arguments: pool2d_loops(*arguments, reduce=np.mean), FIGURE_AVERAGE),
    ],
)
def test_pooling_matches_a_published_example(pool, published):
    inputs = np.array(FIGURE_IMAGE, "float64").reshape(1, 5, 5, 1)
    np.testing.assert_array_equal(pool(inputs, 3, 1)[0, :, :, 0].round(1), published)


@pytest.mark.parametrize(
    ("layer", "pool", "input_shape", "arguments", "published"),
    [
        ("LeNet-5, S2", average_pool2d, (28, 28, 6), {}, (14, 14, 6)),
        ("AlexNet, first", max_pool2d, (55, 55, 96), {"pool_size": 3, "strides": 2}, (27, 27, 96)),
        ("AlexNet, last", max_pool2d, (13, 13, 256), {"pool_size": 3, "strides": 2}, (6, 6, 256)),
        ("VGG, last", max_pool2d, (14, 14, 512), {}, (7, 7, 512)),
        (
            "ResNet, first",
            max_pool2d,
            (112, 112, 64),
            {"pool_size": 3, "strides": 2, "padding": 1},
            (56, 56, 64),
        ),
        (
            "DenseNet, transition",
            average_pool2d,
            (56, 56, 128),
            {"pool_size": 2, "strides": 2},
            (28, 28, 128),
        ),
    ],
)
def test_pooled_maps_have_the_published_shape(layer, pool, input_shape, arguments, published):
    outputs = pool(np.full((1, *input_shape), -1, "float32"), **arguments)
    assert outputs.shape == (1, *published), layer
    assert (outputs == -1).all(), layer  # no padding anywhere


@each_case
def test_max_pool2d_takes_the_largest_pixel_of_each_window(arguments):
    inputs = integers(2, 7, 5, 3)
    expected = brute_force(inputs, max, **arguments)
    np.testing.assert_array_equal(max_pool2d(inputs, **arguments), expected)
    np.testing.assert_array_equal(pool2d_loops(inputs, **arguments), expected)


@each_case
def test_average_pool2d_takes_the_mean_of_the_real_pixels_of_each_window(arguments):
    inputs = integers(2, 7, 5, 3)
    expected = brute_force(inputs, np.mean, **arguments)
    np.testing.assert_allclose(average_pool2d(inputs, **arguments), expected, atol=1e-15)
    outputs = pool2d_loops(inputs, **arguments, reduce=np.mean)
    np.testing.assert_allclose(outputs, expected, atol=1e-15)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(arguments_that_fit())
def test_pooling_equals_pool2d_loops(arguments):
    np.testing.assert_array_equal(max_pool2d(**arguments), pool2d_loops(**arguments))
    expected = pool2d_loops(**arguments, reduce=np.mean)
    np.testing.assert_allclose(average_pool2d(**arguments), expected, atol=1e-15)


def test_strides_are_by_default_as_large_as_the_window():
    inputs = integers(1, 7, 5, 2)
    for pool in (max_pool2d, average_pool2d, pool2d_loops):
        np.testing.assert_array_equal(pool(inputs, (3, 2)), pool(inputs, (3, 2), (3, 2)))


def test_padding_never_wins_a_maximum():
    inputs = -1.0 - np.arange(9.0).reshape(1, 3, 3, 1)
    outputs = max_pool2d(inputs, pool_size=2, padding="same")
    np.testing.assert_array_equal(outputs[0, :, :, 0], [[-1, -3], [-7, -9]])


def test_padding_is_not_counted_in_a_mean():
    for pool in (average_pool2d, lambda *a: pool2d_loops(*a, reduce=np.mean)):
        assert (pool(np.ones((1, 7, 5, 1)), 3, 1, "same") == 1).all()
        assert (pool(np.ones((1, 7, 5, 1)), 3, 2, ((2, 1), (0, 2))) == 1).all()


def test_infinite_pixels_are_pooled_like_others():
    inputs = np.array([[-np.inf, -np.inf, np.inf, 1.0]]).reshape(1, 1, 4, 1)
    np.testing.assert_array_equal(max_pool2d(inputs, (1, 2)).ravel(), [-np.inf, np.inf])
    d_inputs = max_pool2d_backward(np.ones((1, 1, 2, 1)), inputs, (1, 2))
    np.testing.assert_array_equal(d_inputs.ravel(), [1, 0, 1, 0])


@pytest.mark.parametrize("slab_size", [1, 250, 10**9])
@each_case
def test_the_size_of_a_slab_changes_nothing(slab_size, arguments, monkeypatch):
    inputs = integers(5, 7, 5, 3)
    pairs = (max_pool2d, max_pool2d_backward), (average_pool2d, average_pool2d_backward)
    for forward, backward in pairs:
        outputs = forward(inputs, **arguments)
        d_inputs = backward(outputs, inputs, **arguments)
        with monkeypatch.context() as patched:
            patched.setattr(pooling_slabs, "SLAB_SIZE", slab_size)
            np.testing.assert_array_equal(forward(inputs, **arguments), outputs)
            again = backward(outputs, inputs, **arguments)
            np.testing.assert_allclose(
                again, d_inputs, rtol=1e-12, atol=1e-12
            )  # another order of sums


# Backward


@each_case
def test_max_pool2d_sends_the_gradient_to_the_first_maximum(arguments):
    inputs = integers(2, 7, 5, 3) // 2  # nearly every window has several maxima
    d_outputs = integers(*max_pool2d(inputs, **arguments).shape, seed=1)

    def first_maximum(places):
        return [max(places, key=lambda place: inputs[place])]  # max keeps the first

    expected = brute_force_backward(d_outputs, inputs, first_maximum, **arguments)
    np.testing.assert_array_equal(max_pool2d_backward(d_outputs, inputs, **arguments), expected)


def test_of_equal_pixels_the_first_in_row_order_gets_the_gradient():
    inputs = np.array([[1.0, 3, 2], [3, 3, 3], [0, 3, 3]]).reshape(1, 3, 3, 1)
    d_inputs = max_pool2d_backward(np.full((1, 1, 1, 1), 5.0), inputs, pool_size=3)
    np.testing.assert_array_equal(d_inputs[0, :, :, 0], [[0, 5, 0], [0, 0, 0], [0, 0, 0]])


def test_a_pixel_adds_up_what_it_wins_in_overlapping_windows():
    inputs = np.zeros((1, 5, 5, 1))
    inputs[0, 2, 2, 0] = 1
    d_outputs = np.array([[1.0, 2], [4, 8]]).reshape(1, 2, 2, 1)
    d_inputs = max_pool2d_backward(d_outputs, inputs, pool_size=3, strides=2)
    assert d_inputs[0, 2, 2, 0] == d_inputs.sum() == 15


@each_case
def test_average_pool2d_shares_the_gradient_among_the_real_pixels(arguments):
    inputs = integers(2, 7, 5, 3)
    d_outputs = integers(*average_pool2d(inputs, **arguments).shape, seed=1)
    expected = brute_force_backward(d_outputs, inputs, lambda places: places, **arguments)
    d_inputs = average_pool2d_backward(d_outputs, inputs, **arguments)
    np.testing.assert_allclose(d_inputs, expected, atol=1e-14)


@each_case
def test_backward_matches_numerical_gradients(arguments):
    different = np.random.default_rng(0).permutation(2 * 7 * 5 * 3) / 10.0  # no ties
    inputs = different.reshape(2, 7, 5, 3)
    pairs = (max_pool2d, max_pool2d_backward), (average_pool2d, average_pool2d_backward)
    for forward, backward in pairs:
        d_outputs = integers(*forward(inputs, **arguments).shape, seed=1)

        def loss(array, forward=forward, d_outputs=d_outputs):
            return np.sum(forward(array, **arguments) * d_outputs)

        d_inputs = backward(d_outputs, inputs, **arguments)
        np.testing.assert_allclose(d_inputs, differences(loss, inputs), atol=1e-8)


@settings(deadline=None, derandomize=True, max_examples=100)
@given(arguments_that_fit())
def test_no_gradient_is_lost_and_none_is_made_up(arguments):
    inputs = arguments["inputs"]
    outputs = max_pool2d(**arguments)
    d_outputs = integers(*outputs.shape, seed=1)
    d_inputs = max_pool2d_backward(d_outputs, **arguments)
    assert d_inputs.shape == inputs.shape
    assert d_inputs.sum() == d_outputs.sum()
    assert np.sum(d_inputs * inputs) == np.sum(d_outputs * outputs)
    d_inputs = average_pool2d_backward(d_outputs, **arguments)
    assert d_inputs.shape == inputs.shape
    assert np.isclose(d_inputs.sum(), d_outputs.sum())
    assert np.isclose(np.sum(d_inputs * inputs), np.sum(d_outputs * average_pool2d(**arguments)))


# TensorFlow and Keras


def in_tensorflow(inputs, d_outputs, pool, size, strides, padding):
    """Return the outputs and the gradient of a pooling that `pool` defines."""
    import tensorflow as tf

    inputs = tf.constant(inputs)
    with tf.GradientTape() as tape:
        tape.watch(inputs)
        outputs = pool(inputs, size, strides, padding)
    return outputs, tape.gradient(outputs, inputs, output_gradients=tf.constant(d_outputs))


def tensorflow_average(inputs, size, strides, padding):
    import tensorflow as tf

    if isinstance(padding, str):
        return tf.nn.avg_pool2d(inputs, size, strides, padding)
    # It takes no explicit padding: the mean with zeros, over the share of real pixels.
    means, shares = (
        tf.nn.avg_pool2d(tf.pad(x, padding), size, strides, "VALID")
        for x in (inputs, tf.ones_like(inputs))
    )
    return means / shares


def assert_agrees_with_tensorflow(inputs, **arguments):
    import tensorflow as tf

    size, strides, amounts = explicit(inputs, **arguments)
    padding = arguments.get("padding", "valid")
    padding = padding.upper() if isinstance(padding, str) else [[0, 0], *amounts, [0, 0]]
    outputs = max_pool2d(inputs, **arguments)
    d_outputs = integers(*outputs.shape, dtype=inputs.dtype, seed=1)
    judge = in_tensorflow(inputs, d_outputs, tf.nn.max_pool2d, size, strides, padding)
    np.testing.assert_array_equal(outputs, judge[0], str(arguments))
    d_inputs = max_pool2d_backward(d_outputs, inputs, **arguments)
    np.testing.assert_array_equal(d_inputs, judge[1], str(arguments))
    judge = in_tensorflow(inputs, d_outputs, tensorflow_average, size, strides, padding)
    outputs = average_pool2d(inputs, **arguments)
    np.testing.assert_allclose(outputs, judge[0], atol=2e-6, err_msg=str(arguments))
    d_inputs = average_pool2d_backward(d_outputs, inputs, **arguments)
    np.testing.assert_allclose(d_inputs, judge[1], atol=2e-6, err_msg=str(arguments))
    assert outputs.dtype == d_inputs.dtype == inputs.dtype


@pytest.mark.keras
@each_case
@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_pooling_and_its_gradient_agree_with_tensorflow(arguments, dtype):
    assert_agrees_with_tensorflow(integers(2, 7, 5, 3, dtype=dtype), **arguments)


@pytest.mark.keras
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize("pool_size", [1, 2, 3, (2, 3), (4, 1)])
def test_pooling_agrees_with_tensorflow_for_many_sizes_and_strides(pool_size, padding):
    for height, strides in product([4, 5, 6, 7], [None, 1, 2, 3, (1, 2), (3, 1)]):
        inputs = integers(1, height, 5, 2, dtype="float32")
        assert_agrees_with_tensorflow(inputs, pool_size=pool_size, strides=strides, padding=padding)


@pytest.mark.keras
@pytest.mark.parametrize("padding", ["valid", "same"])
@pytest.mark.parametrize(("pool_size", "strides"), [(2, None), ((3, 2), None), (3, (2, 1))])
def test_pooling_agrees_with_keras_layers(pool_size, strides, padding):
    import keras

    inputs = integers(2, 7, 5, 3, dtype="float32")
    layer = keras.layers.MaxPooling2D(pool_size, strides, padding)
    np.testing.assert_array_equal(max_pool2d(inputs, pool_size, strides, padding), layer(inputs))
    assert not layer.weights
    layer = keras.layers.AveragePooling2D(pool_size, strides, padding)
    outputs = average_pool2d(inputs, pool_size, strides, padding)
    np.testing.assert_allclose(outputs, layer(inputs), atol=2e-6)


# Types, memory


@pytest.mark.parametrize("dtype", ["float32", "float64"])
@pytest.mark.parametrize("other_dtype", ["float32", "float64"])
@pytest.mark.parametrize("padding", ["valid", "same"])
def test_the_results_are_of_the_type_of_the_inputs(dtype, other_dtype, padding):
    inputs, d_outputs = integers(1, 6, 4, 2, dtype=dtype), integers(1, 3, 2, 2, dtype=other_dtype)
    arguments = {"pool_size": 2, "padding": padding}
    assert pool2d_loops(inputs, **arguments).dtype == dtype
    assert max_pool2d(inputs, **arguments).dtype == dtype
    assert average_pool2d(inputs, **arguments).dtype == dtype
    assert max_pool2d_backward(d_outputs, inputs, **arguments).dtype == dtype
    assert average_pool2d_backward(d_outputs, inputs, **arguments).dtype == dtype


@each_case
def test_arguments_may_be_read_only_and_are_never_changed(arguments):
    inputs = integers(2, 7, 5, 3)
    d_outputs = max_pool2d(inputs, **arguments)
    before = inputs.copy(), d_outputs.copy()
    inputs.flags.writeable = d_outputs.flags.writeable = False
    for forward in (pool2d_loops, max_pool2d, average_pool2d):
        outputs = forward(inputs, **arguments)
        assert not np.shares_memory(outputs, inputs)
        outputs += 1
    for backward in (max_pool2d_backward, average_pool2d_backward):
        d_inputs = backward(d_outputs, inputs, **arguments)
        assert not np.shares_memory(d_inputs, d_outputs)
        d_inputs += 1
    np.testing.assert_array_equal(inputs, before[0])
    np.testing.assert_array_equal(d_outputs, before[1])


@each_case
def test_arguments_need_not_be_contiguous(arguments):
    inputs = integers(3, 10, 7, 2).transpose(3, 2, 1, 0)[:, ::-1, 5:]
    d_outputs = integers(2, 9, 9, 3, seed=1)[:, ::-1, 1:]
    OH, OW = max_pool2d(inputs, **arguments).shape[1:3]
    views = d_outputs[:, :OH, :OW], inputs
    copies = [np.ascontiguousarray(view) for view in views]
    for forward in (max_pool2d, average_pool2d):
        outputs = forward(copies[1], **arguments)
        np.testing.assert_array_equal(forward(inputs, **arguments), outputs)
    for backward in (max_pool2d_backward, average_pool2d_backward):
        d_inputs = backward(*copies, **arguments)
        np.testing.assert_array_equal(backward(*views, **arguments), d_inputs)


def test_only_the_results_and_a_few_images_are_in_memory():
    inputs = np.ones((16, 28, 28, 64), "float32")  # 3.2 MB; its 3 x 3 windows are 28.9 MB
    for forward in (max_pool2d, average_pool2d):
        assert peak_memory(forward, inputs, 3, 1, "same") < 8e6
    for backward in (max_pool2d_backward, average_pool2d_backward):
        assert peak_memory(backward, inputs, inputs, 3, 1, "same") < 14e6


# Bad input

IMAGE = np.ones((1, 4, 5, 3))
BAD_ARGUMENTS = {
    "a list": (
        {"inputs": IMAGE.tolist()},
        TypeError,
        'inputs is a list, not an array (N, H, W, C). Use np.asarray(inputs, dtype="float32").',
    ),
    "an integer image": (
        {"inputs": (IMAGE * 255).astype("uint8")},
        TypeError,
        "inputs is of uint8, but float32 or float64 is expected. "
        'Use inputs.astype("float32") / 255 for an image of 0 to 255.',
    ),
    "a single image": (
        {"inputs": IMAGE[0]},
        ValueError,
        "inputs has shape (4, 5, 3), but (N, H, W, C) is expected. "
        "Use inputs[np.newaxis] for one image (H, W, C), ",
    ),
    "an empty batch": (
        {"inputs": IMAGE[:0]},
        ValueError,
        "inputs has shape (0, 4, 5, 3): it is empty.",
    ),
    "NaN in the inputs": (
        {"inputs": np.where(np.arange(60).reshape(IMAGE.shape) == 37, np.nan, IMAGE)},
        ValueError,
        "inputs has NaN (not a number), first at (0, 2, 2, 1).",
    ),
    "a window that is too large": (
        {"pool_size": (2, 6)},
        ValueError,
        "does not fit on 5 pixels (0 + 5 + 0 with the padding). ",
    ),
    "no window": (
        {"pool_size": 0},
        ValueError,
        "pool_size=0 is too small. Use an int of at least 1.",
    ),
    "half a window": (
        {"pool_size": 2.5},
        TypeError,
        "pool_size=2.5 is not an int but a float. Use an int of at least 1",
    ),
    "three sizes": (
        {"pool_size": (1, 2, 2)},
        ValueError,
        "pool_size=(1, 2, 2) has 3 entries. Use one int, or a pair (height, width).",
    ),
    "no strides": ({"strides": 0}, ValueError, "strides=0 is too small. Use an int of at least 1."),
    "half a stride": (
        {"strides": (1, 0.5)},
        TypeError,
        "strides=0.5 is not an int but a float. Use an int of at least 1",
    ),
    "an unknown padding": (
        {"padding": "full"},
        ValueError,
        "padding='full' is not known. "
        'Use "valid", "same", an int, or ((top, bottom), (left, right)).',
    ),
    "a window on padding alone": (
        {"padding": ((0, 0), (2, 0))},
        ValueError,
        "padding=((0, 0), (2, 0)) is too wide for windows of (2, 2) pixels: one would lie on "
        "padding alone, with nothing to pool. Use less than pool_size on each side.",
    ),
    "wide padding below": (
        {"padding": ((0, 3), (0, 0)), "pool_size": (3, 4)},
        ValueError,
        "is too wide for windows of (3, 4) pixels",
    ),
}


@pytest.mark.parametrize(
    ("arguments", "error", "message"), BAD_ARGUMENTS.values(), ids=BAD_ARGUMENTS
)
def test_bad_arguments_are_refused_with_what_to_do(arguments, error, message):
    arguments = {"inputs": IMAGE} | arguments
    for pool in (pool2d_loops, max_pool2d, average_pool2d):
        with pytest.raises(error, match=re.escape(message)):
            pool(**arguments)
    for backward in (max_pool2d_backward, average_pool2d_backward):
        with pytest.raises(error, match=re.escape(message)):
            backward(np.ones((1, 2, 2, 3)), **arguments)


def test_a_reduction_has_to_be_a_function():
    with pytest.raises(TypeError, match=r"reduce='max' is not a function. Use np.max or np.mean."):
        pool2d_loops(IMAGE, reduce="max")


@pytest.mark.parametrize(
    ("d_outputs", "error", "message"),
    [
        (
            np.ones((1, 4, 5, 3)),
            ValueError,
            "d_outputs has shape (1, 4, 5, 3), but (N, OH, OW, C) = (1, 2, 2, 3) is expected. "
            "Use the arguments that the forward function was called with.",
        ),
        (np.ones((1, 2, 2, 1)), ValueError, "d_outputs has shape (1, 2, 2, 1), but"),
        (1.0, TypeError, "d_outputs is a float, not an array (N, OH, OW, C)."),
        (np.full((1, 2, 2, 3), np.nan), ValueError, "d_outputs has NaN (not a number)"),
    ],
)
def test_bad_d_outputs_are_refused_with_what_to_do(d_outputs, error, message):
    for backward in (max_pool2d_backward, average_pool2d_backward):
        with pytest.raises(error, match=re.escape(message)):
            backward(d_outputs, IMAGE)


@pytest.mark.parametrize(
    ("forward", "backward"),
    [(max_pool2d, max_pool2d_backward), (average_pool2d, average_pool2d_backward)],
)
@pytest.mark.parametrize(
    ("arguments", "on_its_side"),
    [
        ({}, {}),
        ({"pool_size": (3, 2), "strides": 1}, {"pool_size": (2, 3), "strides": 1}),
        (
            {"pool_size": (4, 3), "strides": (2, 1), "padding": ((3, 1), (0, 2))},
            {"pool_size": (3, 4), "strides": (1, 2), "padding": ((0, 2), (3, 1))},
        ),
        (
            {"pool_size": (4, 3), "strides": (3, 2), "padding": "same"},
            {"pool_size": (3, 4), "strides": (2, 3), "padding": "same"},
        ),
    ],
)
def test_a_wider_map_gives_what_the_taller_one_gives(forward, backward, arguments, on_its_side):
    # All different: which of two equal maxima comes first does depend on the side.
    inputs = np.random.default_rng(0).permutation(210).reshape(2, 7, 5, 3) / 10
    outputs = forward(inputs, **arguments)
    d_outputs = integers(*outputs.shape, seed=1)
    expected = outputs, backward(d_outputs, inputs, **arguments)
    results = (
        forward(turned(inputs), **on_its_side),
        backward(turned(d_outputs), turned(inputs), **on_its_side),
    )
    assert_equal_on_their_side(results, expected, [turned, turned])


@pytest.mark.parametrize("padding", ["valid", "same", 1])
def test_an_infinite_gradient_goes_to_the_maximum_alone(padding):
    rng = np.random.default_rng(0)
    inputs = rng.normal(size=(2, 7, 5, 3))
    outputs = max_pool2d(inputs, 3, 2, padding)
    finite = rng.normal(size=outputs.shape)
    finite[0, 1, 1, 2] = 1e6  # so that it can be found
    infinite = np.where(finite == 1e6, np.inf, finite)
    expected = max_pool2d_backward(finite, inputs, 3, 2, padding)
    found = max_pool2d_backward(infinite, inputs, 3, 2, padding)
    is_winner = expected > 1e5
    assert is_winner.sum() == 1
    assert found[is_winner] == np.inf
    np.testing.assert_array_equal(found[~is_winner], expected[~is_winner])


def test_an_infinite_gradient_of_equal_pixels_goes_to_the_first():
    d_inputs = max_pool2d_backward(np.full((1, 1, 1, 1), -np.inf), np.ones((1, 2, 2, 1)))
    assert d_inputs.ravel().tolist() == [-np.inf, 0, 0, 0]
