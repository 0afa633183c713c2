"""Vision transformer: an image becomes tokens, and each token looks at all others.

A. Dosovitskiy et al., "An image is worth 16x16 words: transformers for image recognition at
scale", 2020, figure 1, equations 1 to 4, table 1. https://arxiv.org/abs/2010.11929
"""

from cnn_lessons.architectures.top import classify
from cnn_lessons.blueprints.graph import Add, Input, Network
from cnn_lessons.blueprints.layers import Activation, Conv, Dense, GlobalPool, Pool
from cnn_lessons.blueprints.normalization import LayerNorm
from cnn_lessons.blueprints.tokens import Attention, FirstToken, Tokens

SIZES = {  # blocks, width, hidden units, heads: table 1
    "B": (12, 768, 3072, 12),
    "L": (24, 1024, 4096, 16),
    "H": (32, 1280, 5120, 16),
}
EPSILON = 1e-6  # of the authors' code, flax's default
SMALL = (2, 32, 64, 4, 2)  # for digits of 8 x 8 pixels; the last is the patch
SMALL_CNN = (24, 32, 37)  # filters: about as many parameters as the small transformer


def vision_transformer(
    size="B/16", classes=1000, input_shape=(224, 224, 3), include_top=True, positions=True
):
    """Return a vision transformer (ViT); its dropout, 0.1 on ImageNet alone, is left out.

    Parameters
    ----------
    size : str or tuple, default="B/16"
        ``"B"``, ``"L"`` or ``"H"``, and the side of a patch in pixels; or a (blocks, width,
        hidden units, heads, patch) of your own.
    classes : int, default=1000
        How many scores come out.
    input_shape : tuple of int, default=(224, 224, 3)
        (H, W, C) of one image. What is left over at its right and lower edge is not seen.
    include_top : bool, default=True
        Whether the dense layer is there.
    positions : bool, default=True
        Whether each token learns where it stands.

    Returns
    -------
    Network

    Raises
    ------
    ValueError
        If the size is not known, the image is smaller than a patch, or there are no classes.

    Examples
    --------
    >>> from cnn_lessons.blueprints import count_costs
    >>> costs = count_costs(vision_transformer("B/16"))
    >>> costs.parameters, costs.multiply_adds
    (86567656, 17563828224)
    """
    x = _encode(Input(input_shape), *_read(size), positions)
    name = size if isinstance(size, str) else " × ".join(map(str, size))
    return Network(f"ViT-{name}", classify(x, classes) if include_top else x)


def encoder_block(x, hidden, heads, name):
    """Return the tokens after one block: attention, then two dense layers for each token.

    Parameters
    ----------
    x : Node
        Tokens, (T, D).
    hidden : int
        Units of the first dense layer behind the attention.
    heads : int
        Of the attention.
    name : str
        First part of the layers' names.

    Returns
    -------
    Node
    """
    width = x.shape[-1]
    y = LayerNorm(EPSILON, name=f"{name}_norm1")(x)
    parts = (Dense(width, name=f"{name}_{part}")(y) for part in ("query", "key", "value"))
    y = Attention(heads, name=f"{name}_attention")(*parts)
    y = Dense(width, name=f"{name}_out")(y)
    x = Add(name=f"{name}_add1")(x, y)
    y = LayerNorm(EPSILON, name=f"{name}_norm2")(x)
    y = Activation("gelu", name=f"{name}_gelu")(Dense(hidden, name=f"{name}_mlp1")(y))
    y = Dense(width, name=f"{name}_mlp2")(y)
    return Add(name=f"{name}_add2")(x, y)


def small_transformer(positions=True):
    """Return a transformer for digits of 8 x 8 pixels that ends with logits.

    Parameters
    ----------
    positions : bool, default=True
        Whether each token learns where it stands.

    Returns
    -------
    Network
    """
    x = _encode(Input((8, 8, 1)), *SMALL, positions)
    return Network("small transformer", Dense(10, name="logits")(x))


def small_cnn():
    """Return a CNN for digits of 8 x 8 pixels, as large as `small_transformer`.

    Returns
    -------
    Network

    Examples
    --------
    >>> from cnn_lessons.blueprints import count_costs
    >>> [count_costs(network()).parameters for network in (small_transformer, small_cnn)]
    [18218, 18257]
    """
    x = Input((8, 8, 1))
    for number, filters in enumerate(SMALL_CNN, start=1):
        x = Pool(2, name="pool")(x) if number == len(SMALL_CNN) else x
        x = Conv(filters, 3, padding="same", name=f"conv{number}")(x)
        x = Activation("relu", name=f"relu{number}")(x)
    x = GlobalPool(name="features")(x)
    return Network("small CNN", Dense(10, name="logits")(x))


def _encode(image, blocks, width, hidden, heads, patch, positions):
    """Return the class token after all blocks."""
    x = Conv(width, patch, strides=patch, name="patches")(image)
    x = Tokens(positions, name="tokens")(x)
    for number in range(1, blocks + 1):
        x = encoder_block(x, hidden, heads, f"block{number}")
    x = LayerNorm(EPSILON, name="norm")(x)
    return FirstToken(name="class_token")(x)


def _read(size):
    """Return blocks, width, hidden units, heads and the side of a patch."""
    if isinstance(size, tuple) and len(size) == 5:
        return size
    letter, _, patch = str(size).partition("/")
    if letter not in SIZES or not patch.isdecimal():
        raise ValueError(
            f'size={size!r} is not known. Use "B/16", with one of {", ".join(SIZES)} and the side '
            "of a patch in pixels, or a tuple (blocks, width, hidden units, heads, patch)."
        )
    return *SIZES[letter], int(patch)
