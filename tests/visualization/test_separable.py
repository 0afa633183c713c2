"""The squares of a separable convolution, judged by the layers' own weights."""

import numpy as np
import pytest
from matplotlib.colors import to_hex

from cnn_lessons.blueprints import Conv
from cnn_lessons.visualization import show_separable


def weights(layer, channels):
    return int(np.prod(layer.weights((9, 9, channels))["kernel"]))


@pytest.mark.parametrize(("channels", "filters", "size"), [(3, 4, 3), (2, 3, 5), (4, 2, 1)])
def test_there_is_a_square_for_each_weight_and_each_map(channels, filters, size):
    ax = show_separable(channels, filters, size)
    full = weights(Conv(filters, size, use_bias=False), channels)
    depthwise = weights(Conv(channels, size, groups=channels, use_bias=False), channels)
    pointwise = weights(Conv(filters, 1, use_bias=False), channels)
    squares = [patch for patch in ax.patches if patch.get_linewidth() == 0.6]
    assert len(squares) == full + depthwise + pointwise
    maps = [patch for patch in ax.patches if hasattr(patch, "get_width")]
    assert len(maps) - len(squares) == 3 * channels + 2 * filters
    written = " ".join(text.get_text() for text in ax.texts)
    assert all(f"= {count} weights" in written for count in (full, depthwise, pointwise))


def test_a_channel_keeps_its_colour():
    ax = show_separable(2, 3)
    colours = [to_hex(p.get_facecolor()) for p in ax.patches if p.get_linewidth() == 0.6]
    first, second = dict.fromkeys(colours)
    assert colours.count(first) == colours.count(second) == 9 * 3 + 9 + 3


@pytest.mark.parametrize("counts", [(5, 4), (3, 5), (0, 4), (3, 0)])
def test_what_does_not_fit_is_named(counts):
    with pytest.raises(ValueError, match=f"{counts[0]} channels and {counts[1]} filters"):
        show_separable(*counts)
