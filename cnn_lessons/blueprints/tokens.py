"""Tokens on paper: an image as rows of numbers (T, D), and the attention between them.

A dense layer, a normalization and an activation take tokens as they take a vector: each token by
itself. Only attention brings tokens together.
"""

from dataclasses import dataclass

from cnn_lessons.blueprints.layer import Layer
from cnn_lessons.operations.geometry import resolve_window
from cnn_lessons.operations.integers import check_counts


@dataclass(frozen=True)
class Tokens(Layer):
    """The places of a feature map one below the other, and one token more at the top.

    Parameters
    ----------
    positions : bool, default=True
        Whether a vector that is learned is added to each token: nothing else says where on the
        image it comes from.

    Examples
    --------
    The tokens of ViT-B/16:

    >>> tokens = Tokens()
    >>> tokens.output_shape((14, 14, 768)), tokens.weights((14, 14, 768))["class_token"]
    ((197, 768), (768,))
    """

    positions: bool = True

    kind = "tokens"
    axes = (3,)

    def output_shape(self, input_shape):
        """Return (H * W + 1, C)."""
        H, W, C = input_shape
        return H * W + 1, C

    def weights(self, input_shape):
        """Return the class token (C,), and a position for each token (H * W + 1, C)."""
        weights = {"class_token": input_shape[-1:]}
        if self.positions:
            weights["positions"] = self.output_shape(input_shape)
        return weights

    def window(self, input_shape):
        """Return a window as large as the feature map: the tokens hold all of it."""
        return resolve_window(input_shape[:2], input_shape[:2])


@dataclass(frozen=True)
class Attention(Layer):
    """Each token takes from all tokens: query, key and value, all (T, D); without weights.

    Parameters
    ----------
    heads : int, default=1
        How many parts the D numbers are divided into, each with shares of its own.

    Examples
    --------
    Two products of 197 x 197 shares with 768 numbers, however many heads there are:

    >>> Attention(12).products((197, 768)) == 2 * 197 * 197 * 768
    True
    """

    heads: int = 1

    kind = "attention"
    axes = (2,)
    fewest_inputs = most_inputs = 3

    def __post_init__(self):
        check_counts(heads=self.heads)

    def output_shape(self, query, key, value):
        """Return (T, D).

        Parameters
        ----------
        query, key, value : tuple of int
            (T, D) of each: all the same.
        """
        if not query == key == value:
            raise ValueError(
                f"query {query}, key {key} and value {value} differ. Make all three with dense "
                "layers of as many units, from the same tokens."
            )
        if query[1] % self.heads:
            raise ValueError(
                f"heads={self.heads} does not divide the {query[1]} numbers of a token. "
                f"Use a divisor of {query[1]}."
            )
        return query

    def products(self, input_shape):
        """Return the multiply-adds of the scores and of the means: every pair of tokens twice."""
        T, D = input_shape
        return 2 * T * T * D


@dataclass(frozen=True)
class FirstToken(Layer):
    """The first token (D,), which has looked at all others; the rest is left."""

    kind = "first token"
    axes = (2,)

    def output_shape(self, input_shape):
        """Return (D,)."""
        return input_shape[1:]
