"""Judges of tokens on paper: counts by hand, real arrays, and errors that help."""

import re
from itertools import product

import numpy as np
import pytest

from cnn_lessons.blueprints import (
    Attention,
    Conv,
    Dense,
    FirstToken,
    Input,
    LayerNorm,
    Network,
    Tokens,
    count_costs,
    receptive_fields,
)
from cnn_lessons.operations import multi_head_attention

SHAPE = (15, 21, 2)  # 5 rows and 7 columns of patches of 3 x 3: 36 tokens


def small(positions=True):
    x = Conv(10, 3, strides=3, name="patches")(Input(SHAPE))
    x = LayerNorm(name="norm")(Tokens(positions, name="tokens")(x))
    parts = [Dense(6, name=name)(x) for name in ("query", "key", "value")]
    x = Attention(2, name="attention")(*parts)
    return Network("small", FirstToken(name="first")(Dense(11, use_bias=False, name="out")(x)))


def test_shapes_are_those_of_tokens():
    costs = count_costs(small())
    shapes = {row.name: row.output_shape for row in costs}
    assert shapes["patches"] == (5, 7, 10)
    assert shapes["tokens"] == shapes["norm"] == (36, 10)
    assert shapes["query"] == shapes["attention"] == (36, 6)
    assert (shapes["out"], shapes["first"]) == ((36, 11), (11,))


def test_parameters_do_not_grow_with_the_tokens_but_for_the_positions():
    costs = count_costs(small())
    assert costs["tokens"].parameters == 10 + 36 * 10
    assert count_costs(small(positions=False))["tokens"].parameters == 10
    assert costs["norm"].parameters == 2 * 10
    assert costs["query"].parameters == 10 * 6 + 6
    assert costs["out"].parameters == 6 * 11
    assert costs["attention"].parameters == costs["first"].parameters == 0


def test_multiply_adds_are_those_of_real_products():
    costs = count_costs(small())
    assert costs["patches"].multiply_adds == 35 * 3 * 3 * 2 * 10
    assert costs["query"].multiply_adds == 36 * 10 * 6
    pairs = len(list(product(range(36), range(36))))  # of queries and keys, in each of two heads
    assert costs["attention"].multiply_adds == 2 * pairs * (3 + 3)
    assert costs["tokens"].multiply_adds == costs["norm"].multiply_adds == 0
    tokens = np.ones((1, 36, 6))
    assert multi_head_attention(tokens, tokens, tokens, 2).shape[1:] == (36, 6)


def test_behind_the_tokens_the_whole_image_is_seen():
    fields = receptive_fields(small())
    assert fields["patches"].size == (3, 3)
    assert fields["attention"].size == fields["first"].size == (15, 21)


def test_a_dense_layer_of_a_vector_is_as_before():
    costs = count_costs([Dense(5)], (7,))
    assert (costs.parameters, costs.multiply_adds) == (7 * 5 + 5, 7 * 5)


@pytest.mark.parametrize(
    ("make", "text"),
    [
        (
            lambda x: Attention(2, name="a")(Dense(6)(x), Dense(4)(x), Dense(6)(x)),
            "a: query (36, 6), key (36, 4) and value (36, 6) differ. Make all three",
        ),
        (
            lambda x: Attention(3, name="a")(x, x, x),
            "a: heads=3 does not divide the 10 numbers of a token. Use a divisor of 10.",
        ),
        (Attention(name="a"), "a gets 1 inputs, but takes three inputs."),
        (
            Conv(3, 1, name="c"),
            "c gets tokens (36, 10), but takes another shape. Put FirstToken()",
        ),
        (lambda x: Attention(0), "heads=0 is too small"),
    ],
)
def test_what_does_not_fit_is_named(make, text):
    x = Tokens()(Conv(10, 3, strides=3)(Input(SHAPE)))
    with pytest.raises(ValueError, match=f"^{re.escape(text)}"):
        make(x)


def test_a_feature_map_is_not_yet_tokens():
    maps = Conv(10, 3)(Input(SHAPE))
    with pytest.raises(ValueError, match="attention gets feature maps"):
        Attention()(maps, maps, maps)
