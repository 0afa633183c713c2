"""1-D convolution: judged by NumPy's correlate, plain loops and Keras."""

import re

import numpy as np
import pytest
from slopes import assert_gradients_are_slopes

from cnn_lessons.operations import conv1d, conv1d_backward

WINDOWS = [  # strides, padding, dilation_rate
    (strides, padding, dilation)
    for strides in (1, 2, 3)
    for padding in ("valid", "same", "causal", 2, (0, 3))
    for dilation in (1, 2)
]


def arrays(groups=1, dtype="float64", seed=0):
    """Return inputs, a kernel and a bias; sizes are unequal."""
    rng = np.random.default_rng(seed)
    shapes = (2, 17, 6), (3, 6 // groups, 4), (4,)
    return tuple(rng.normal(size=shape).astype(dtype) for shape in shapes)


def zeros_around(padding, span, L, strides):
    """Return the zeros before and after a sequence, from the definitions."""
    if padding == "valid":
        return 0, 0
    if padding == "causal":
        return span - 1, 0
    if padding == "same":
        total = max((-(-L // strides) - 1) * strides + span - L, 0)
        return total // 2, total - total // 2
    return padding if isinstance(padding, tuple) else (padding, padding)


@pytest.mark.parametrize("groups", [1, 2])
@pytest.mark.parametrize("window", WINDOWS)
def test_it_is_the_sum_of_products_at_every_place(window, groups):
    strides, padding, dilation = window
    inputs, kernel, bias = arrays(groups)
    N, L, _ = inputs.shape
    K, depth, F = kernel.shape
    span = dilation * (K - 1) + 1
    before, after = zeros_around(padding, span, L, strides)
    padded = np.concatenate([np.zeros((N, before, 6)), inputs, np.zeros((N, after, 6))], axis=1)
    starts = range(0, padded.shape[1] - span + 1, strides)
    expected = np.zeros((N, len(starts), F))
    for n, o, f in np.ndindex(expected.shape):
        first = f // (F // groups) * depth
        for k, c in np.ndindex(K, depth):
            pixel = padded[n, starts[o] + k * dilation, first + c]
            expected[n, o, f] += pixel * kernel[k, c, f]
    outputs = conv1d(inputs, kernel, bias, *window, groups)
    np.testing.assert_allclose(outputs, expected + bias, rtol=1e-11, atol=1e-12)


def test_numpy_correlates_the_same():
    rng = np.random.default_rng(0)
    sequence, kernel = rng.normal(size=23), rng.normal(size=5)
    outputs = conv1d(sequence.reshape(1, -1, 1), kernel.reshape(-1, 1, 1)).ravel()
    np.testing.assert_allclose(outputs, np.correlate(sequence, kernel, "valid"))


@pytest.mark.keras
@pytest.mark.parametrize("window", [w for w in WINDOWS if isinstance(w[1], str) and 1 in w[::2]])
@pytest.mark.parametrize("groups", [1, 2])
def test_keras_agrees(window, groups):
    import keras

    inputs, kernel, bias = arrays(groups, "float32")
    layer = keras.layers.Conv1D(4, 3, *window[:2], dilation_rate=window[2], groups=groups)
    layer.build(inputs.shape)
    layer.set_weights([kernel, bias])
    outputs = conv1d(inputs, kernel, bias, *window, groups)
    assert outputs.dtype == np.float32
    np.testing.assert_allclose(outputs, layer(inputs), rtol=1e-4, atol=1e-5)


def test_causal_outputs_do_not_see_what_comes_later():
    inputs, kernel, _ = arrays()
    changed = inputs.copy()
    changed[:, 9:] += 1
    before, after = (
        conv1d(x, kernel, padding="causal", dilation_rate=2) for x in (inputs, changed)
    )
    assert before.shape[1] == inputs.shape[1]
    np.testing.assert_array_equal(before[:, :9], after[:, :9])
    assert not np.allclose(before[:, 9], after[:, 9])


@pytest.mark.parametrize("window", WINDOWS)
def test_gradients_are_the_slopes(window):
    rng = np.random.default_rng(2)
    arguments = list(arrays(2))
    outputs = conv1d(*arguments, *window, groups=2)
    d_outputs = rng.normal(size=outputs.shape)
    gradients = conv1d_backward(d_outputs, *arguments[:2], *window, groups=2)
    assert_gradients_are_slopes(
        lambda *moved: conv1d(*moved, *window, groups=2), arguments, gradients, d_outputs
    )


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"inputs": np.ones((5, 2))}, ValueError, "inputs has shape (5, 2), but (N, L, C)"),
        (
            {"kernel": np.ones((3, 2))},
            ValueError,
            "kernel has shape (3, 2), but (K, C",
        ),
        ({"kernel": np.ones((3, 1, 4))}, ValueError, "kernel has shape (1, 3, 1, 4)"),
        ({"kernel": np.ones((7, 2, 4))}, ValueError, "A window of 7 pixels"),
        ({"padding": "full"}, ValueError, "padding='full' is not known"),
        ({"strides": (2, 1)}, TypeError, "strides=(2, 1) is not an int"),
    ],
)
def test_wrong_arguments_are_named(changed, error, text):
    arguments = {"inputs": np.ones((1, 5, 2)), "kernel": np.ones((3, 2, 4))} | changed
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        conv1d(**arguments)


@pytest.mark.parametrize("shape", [(1, 4), (1, 4, 4)])
def test_a_gradient_of_another_shape_is_named(shape):
    with pytest.raises(ValueError, match=r"^d_outputs has shape"):
        conv1d_backward(np.ones(shape), np.ones((1, 5, 2)), np.ones((3, 2, 4)))
