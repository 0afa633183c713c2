"""Attention: every token looks at all tokens, and takes from each what its share says.

A token is a vector. Letters: N images; T tokens that ask, S that are asked; D numbers of a query
and of a key, DV of a value. Names and their order are those of ``keras.layers``.
"""

from math import sqrt

import numpy as np

from cnn_lessons.operations.integers import check_counts
from cnn_lessons.operations.softmax import softmax, softmax_backward
from cnn_lessons.operations.values import check_array


def attention_shares(query, key):
    """Return how much each token takes from every other: a softmax of scaled products.

    A product of two vectors of D numbers, each with variance 1, has variance D. It is divided
    by the root of D, so that the softmax is not driven into its ends by the width alone.

    Parameters
    ----------
    query : ndarray, shape (..., T, D)
        What each token asks for, float32 or float64.
    key : ndarray, shape (..., S, D)
        What each token answers to; the leading axes are those of `query`.

    Returns
    -------
    ndarray, shape (..., T, S)
        Not negative; each row adds up to 1.

    Raises
    ------
    TypeError
        If an argument is not an array of float32 or float64.
    ValueError
        If the shapes do not fit together, an array is empty, or it holds NaN.

    References
    ----------
    .. [1] A. Vaswani et al., "Attention is all you need", 2017, equation 1.
       https://arxiv.org/abs/1706.03762

    Examples
    --------
    A token that asks for nothing takes from all alike:

    >>> attention_shares(np.array([[0.0, 0.0], [9.0, 0.0]]), np.eye(2)).round(2)
    array([[0.5, 0.5],
           [1. , 0. ]])
    """
    _check(query, key, key)
    return softmax(_scores(query, key))


def attention(query, key, value):
    """Return for each token a mean of all values, weighted with its shares.

    Parameters
    ----------
    query, key
        As in `attention_shares`.
    value : ndarray, shape (..., S, DV)
        What each token gives.

    Returns
    -------
    ndarray, shape (..., T, DV)
        ``attention_shares(query, key) @ value``.

    Raises
    ------
    TypeError, ValueError
        As `attention_shares`.

    Examples
    --------
    >>> attention(np.zeros((1, 3)), np.ones((2, 3)), np.array([[10.0], [20.0]]))
    array([[15.]])
    """
    _check(query, key, value)
    return softmax(_scores(query, key)) @ value


def attention_backward(d_outputs, query, key, value):
    """Return the gradients of a loss with respect to what `attention` took.

    Parameters
    ----------
    d_outputs : ndarray, shape (..., T, DV)
        Gradient with respect to the outputs.
    query, key, value
        What `attention` was called with.

    Returns
    -------
    d_query, d_key, d_value : ndarray
        Gradients with respect to the query, the key and the value; same shapes.

    Raises
    ------
    TypeError, ValueError
        As `attention`; and if `d_outputs` has not the shape of its outputs.

    Examples
    --------
    A gradient is shared out to the values as they were:

    >>> query, key, value = np.zeros((1, 3)), np.ones((2, 3)), np.array([[10.0], [20.0]])
    >>> attention_backward(np.ones((1, 1)), query, key, value)[2]
    array([[0.5],
           [0.5]])
    """
    _check(query, key, value)
    check_array(d_outputs, "d_outputs")
    shape = (*query.shape[:-1], value.shape[-1])
    if d_outputs.shape != shape:
        raise ValueError(
            f"d_outputs has shape {d_outputs.shape}, but the outputs have {shape}. "
            "Use the arguments that the forward function was called with."
        )
    d_outputs = d_outputs.astype(np.result_type(query, key, value), copy=False)
    scores = _scores(query, key)
    d_value = softmax(scores).swapaxes(-1, -2) @ d_outputs
    d_scores = softmax_backward(d_outputs @ value.swapaxes(-1, -2), scores)
    d_products = d_scores / sqrt(query.shape[-1])
    return d_products @ key, d_products.swapaxes(-1, -2) @ query, d_value


def multi_head_attention(query, key, value, heads):
    """Return the attention of several heads, side by side.

    Each head has its own part of the numbers, and its own shares: it looks for something else.

    Parameters
    ----------
    query, key, value
        As in `attention`: behind the dense layers that make them.
    heads : int
        How many; D and DV are multiples of it.

    Returns
    -------
    ndarray, shape (..., T, DV)
        Before the dense layer that mixes the heads.

    Raises
    ------
    TypeError, ValueError
        As `attention`; and if there are not as many numbers for every head.

    Examples
    --------
    As many numbers as with one head, for twice the shares:

    >>> tokens = np.random.default_rng(0).normal(size=(197, 768))
    >>> multi_head_attention(tokens, tokens, tokens, heads=12).shape
    (197, 768)
    """
    parts = (split_heads(part, heads) for part in (query, key, value))
    return join_heads(attention(*parts))


def multi_head_attention_backward(d_outputs, query, key, value, heads):
    """Return the gradients of a loss with respect to what `multi_head_attention` took.

    Parameters, Returns and Raises are as in `attention_backward` and `multi_head_attention`.
    """
    parts = (split_heads(part, heads) for part in (d_outputs, query, key, value))
    return tuple(join_heads(part) for part in attention_backward(*parts))


def split_heads(tokens, heads):
    """Return the numbers of each token in equal parts, one for each head.

    Parameters
    ----------
    tokens : ndarray, shape (..., T, D)
    heads : int
        How many parts; D is a multiple of it.

    Returns
    -------
    ndarray, shape (..., heads, T, D // heads)
        A view.

    Raises
    ------
    TypeError, ValueError
        If there are no tokens, or their numbers cannot be shared out equally.

    Examples
    --------
    >>> split_heads(np.arange(8.0).reshape(2, 4), heads=2)[1]
    array([[2., 3.],
           [6., 7.]])
    """
    check_counts(heads=heads)
    _check_tokens(tokens, "tokens")
    *front, T, D = tokens.shape
    if D % heads:
        raise ValueError(
            f"heads={heads} does not divide the {D} numbers of a token. Use a divisor of {D}."
        )
    return tokens.reshape(*front, T, heads, D // heads).swapaxes(-2, -3)


def join_heads(parts):
    """Return the numbers of all heads side by side; `split_heads` turned round.

    Parameters
    ----------
    parts : ndarray, shape (..., heads, T, D // heads)

    Returns
    -------
    ndarray, shape (..., T, D)
    """
    *front, heads, T, width = parts.shape
    return parts.swapaxes(-2, -3).reshape(*front, T, heads * width)


def _scores(query, key):
    return query @ key.swapaxes(-1, -2) / sqrt(query.shape[-1])


def _check(query, key, value):
    for name, array in (("query", query), ("key", key), ("value", value)):
        _check_tokens(array, name)
    if key.shape[:-2] != query.shape[:-2] or key.shape[-1] != query.shape[-1]:
        raise ValueError(
            f"query has shape {query.shape} and key {key.shape}: one token of the query cannot be "
            "multiplied by one of the key. All axes but the second last one have to be equal."
        )
    if value.shape[:-1] != key.shape[:-1]:
        raise ValueError(
            f"key has shape {key.shape} and value {value.shape}: every token needs one key and "
            "one value. All axes but the last one have to be equal."
        )


def _check_tokens(tokens, name):
    check_array(tokens, name)
    if np.ndim(tokens) < 2:
        raise ValueError(
            f"{name} has shape {np.shape(tokens)}, but (..., T, D) is expected: tokens of D "
            f"numbers. For one token use {name}[np.newaxis]."
        )
