"""Attention: judged by plain loops, Keras's MultiHeadAttention and numerical gradients."""

import math
import re

import numpy as np
import pytest
from slopes import assert_gradients_are_slopes

from cnn_lessons.operations import (
    attention,
    attention_backward,
    attention_shares,
    join_heads,
    multi_head_attention,
    multi_head_attention_backward,
    split_heads,
)

N, T, S, D, DV = 2, 5, 7, 6, 4


def arrays(seed=0, dtype="float64"):
    """Return a query, a key and a value; sizes are unequal."""
    rng = np.random.default_rng(seed)
    shapes = (N, T, D), (N, S, D), (N, S, DV)
    return [rng.normal(size=shape).astype(dtype) for shape in shapes]


def attention_loops(query, key, value):
    """Return shares and outputs from the definition, number by number."""
    shares, outputs = np.zeros((N, T, S)), np.zeros((N, T, value.shape[-1]))
    for n, t in np.ndindex(N, T):
        scores = [
            sum(query[n, t, d] * key[n, s, d] for d in range(query.shape[-1]))
            / math.sqrt(query.shape[-1])
            for s in range(S)
        ]
        powers = [math.exp(score) for score in scores]
        for s in range(S):
            shares[n, t, s] = powers[s] / sum(powers)
            outputs[n, t] += shares[n, t, s] * value[n, s]
    return shares, outputs


def test_it_is_the_mean_of_the_values_weighted_with_the_shares():
    query, key, value = arrays()
    shares, outputs = attention_loops(query, key, value)
    np.testing.assert_allclose(attention_shares(query, key), shares, rtol=1e-12)
    np.testing.assert_allclose(attention(query, key, value), outputs, rtol=1e-12)


@pytest.mark.parametrize("heads", [1, 2])
def test_each_head_attends_with_its_own_part(heads):
    query, key, value = arrays(1)
    parts = [np.split(part, heads, axis=-1) for part in (query, key, value)]
    expected = [attention_loops(*head)[1] for head in zip(*parts, strict=True)]
    outputs = multi_head_attention(query, key, value, heads)
    np.testing.assert_allclose(outputs, np.concatenate(expected, axis=-1), rtol=1e-12)


@pytest.mark.keras
@pytest.mark.parametrize("heads", [1, 3])
def test_keras_agrees_with_the_same_weights(heads):
    import keras

    tokens, asked, _ = arrays(2, "float32")
    layer = keras.layers.MultiHeadAttention(heads, 2, value_dim=5)
    layer.build(tokens.shape, asked.shape)
    rng = np.random.default_rng(3)
    weights = [rng.normal(size=w.shape).astype("float32") for w in layer.get_weights()]
    layer.set_weights(weights)

    def projected(inputs, kernel, bias):  # (D, heads, width): of each head by itself
        return inputs @ kernel.reshape(D, -1) + bias.ravel()

    query, key, value = (
        projected(inputs, *weights[2 * i : 2 * i + 2])
        for i, inputs in enumerate((tokens, asked, asked))
    )
    mixed = multi_head_attention(query, key, value, heads)
    assert mixed.dtype == np.float32
    outputs = mixed @ weights[6].reshape(-1, D) + weights[7]
    expected, shares = layer(tokens, asked, return_attention_scores=True)
    np.testing.assert_allclose(outputs, expected, rtol=1e-4, atol=1e-5)
    ours = attention_shares(split_heads(query, heads), split_heads(key, heads))
    np.testing.assert_allclose(ours, shares, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("heads", [None, 1, 2])
def test_gradients_are_the_slopes(heads):
    more = () if heads is None else (heads,)
    forward = attention if heads is None else multi_head_attention
    backward = attention_backward if heads is None else multi_head_attention_backward
    arguments = arrays(4)
    d_outputs = np.random.default_rng(5).normal(size=(N, T, DV))
    gradients = backward(d_outputs, *arguments, *more)
    assert_gradients_are_slopes(
        lambda *moved: forward(*moved, *more), arguments, gradients, d_outputs
    )


def test_tokens_in_another_order_give_the_same_in_that_order():
    tokens = np.random.default_rng(6).normal(size=(N, T, D))
    order = np.array([3, 0, 4, 1, 2])
    outputs, moved = (multi_head_attention(x, x, x, 3) for x in (tokens, tokens[:, order]))
    np.testing.assert_allclose(moved, outputs[:, order], rtol=1e-12)


def test_scores_of_random_vectors_keep_their_size_whatever_the_width():
    """Vaswani et al., footnote 4: a product of D numbers of variance 1 has variance D."""
    rng = np.random.default_rng(7)
    for width in (31, 509):
        query, key = rng.normal(size=(2, 199, width))
        logarithms = np.log(attention_shares(query, key))
        assert (logarithms - logarithms.mean(-1, keepdims=True)).std() == pytest.approx(1, rel=0.1)


def test_large_scores_stay_finite():
    far = np.array([[1e4, 0.0]])
    outputs = attention(far, np.array([[1.0, 0.0], [-1.0, 0.0]]), np.array([[2.0], [3.0]]))
    np.testing.assert_array_equal(outputs, [[2.0]])


@pytest.mark.parametrize("front", [(), (2,), (2, 3)])
def test_heads_are_split_and_joined(front):
    tokens = np.random.default_rng(8).normal(size=(*front, T, D))
    parts = split_heads(tokens, 3)
    assert parts.shape == (*front, 3, T, 2)
    np.testing.assert_array_equal(parts[..., 1, :, :], tokens[..., 2:4])
    np.testing.assert_array_equal(join_heads(parts), tokens)


@pytest.mark.parametrize(
    ("changed", "error", "text"),
    [
        ({"query": np.ones(3)}, ValueError, "query has shape (3,), but (..., T, D) is expected"),
        ({"query": [[1.0]]}, TypeError, "query is a list, not an array"),
        (
            {"query": np.ones((2, 4))},
            ValueError,
            "query has shape (2, 4) and key (5, 3): one token of the query cannot",
        ),
        (
            {"query": np.ones((1, 2, 3))},
            ValueError,
            "query has shape (1, 2, 3) and key (5, 3)",
        ),
        (
            {"value": np.ones((4, 3))},
            ValueError,
            "key has shape (5, 3) and value (4, 3): every token needs one key",
        ),
        ({"key": np.full((5, 3), np.nan)}, ValueError, "key has NaN (not a number), first at"),
    ],
)
def test_wrong_arguments_are_named(changed, error, text):
    arguments = {"query": np.ones((2, 3)), "key": np.ones((5, 3)), "value": np.ones((5, 4))}
    arguments |= changed
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        attention(**arguments)
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        attention_backward(np.ones((2, 4)), **arguments)
    if "value" not in changed:
        del arguments["value"]
        with pytest.raises(error, match=f"^{re.escape(text)}"):
            attention_shares(**arguments)


def test_a_gradient_of_another_shape_is_named():
    text = "d_outputs has shape (2, 3), but the outputs have (2, 4). Use the arguments"
    with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
        attention_backward(np.ones((2, 3)), np.ones((2, 3)), np.ones((5, 3)), np.ones((5, 4)))


@pytest.mark.parametrize(
    ("d_outputs", "error", "text"),
    [
        ([[1.0] * 4] * 2, TypeError, "d_outputs is a list, not an array"),
        (np.full((2, 4), np.nan), ValueError, "d_outputs has NaN (not a number), first at"),
    ],
)
def test_a_gradient_that_is_no_array_of_numbers_is_named(d_outputs, error, text):
    with pytest.raises(error, match=f"^{re.escape(text)}"):
        attention_backward(d_outputs, np.ones((2, 3)), np.ones((5, 3)), np.ones((5, 4)))


def test_gradients_come_in_the_precision_of_the_tokens():
    arguments = arrays(9, "float32")
    gradients = attention_backward(np.ones((N, T, DV)), *arguments)
    assert [gradient.dtype for gradient in gradients] == [np.float32] * 3


def test_heads_that_do_not_fit_are_named():
    with pytest.raises(ValueError, match=r"^heads=4 does not divide the 6 numbers of a token\."):
        split_heads(np.ones((T, D)), 4)
    with pytest.raises(ValueError, match=r"^heads=0 is too small"):
        split_heads(np.ones((T, D)), 0)
    with pytest.raises(ValueError, match=r"^tokens has shape \(6,\), but \(\.\.\., T, D\)"):
        split_heads(np.ones(D), 2)
