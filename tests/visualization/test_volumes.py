"""Blocks of feature maps, judged by their sizes and by what is written below them."""

from itertools import combinations, pairwise

import numpy as np
import pytest

from cnn_lessons.architectures import googlenet, lenet5, vgg
from cnn_lessons.blueprints import (
    Activation,
    BatchNorm,
    Conv,
    Dense,
    Dropout,
    Flatten,
    GlobalPool,
    Pool,
)
from cnn_lessons.visualization import show_volumes

LAYERS = [
    Conv(16, 5, name="wide"),
    BatchNorm(),
    Activation("relu"),
    Pool(2, name="half"),
    Conv(16, 3, padding="same"),
    Conv(16, 3, padding="same"),
    Dropout(0.5),
    Flatten(),
    Dense(25, name="answer"),
]


def fronts(ax):
    """Return left, bottom, width and height of the blocks' front sides."""
    corners = [patch.get_xy() for patch in ax.patches[2::3]]
    return [(*xy.min(axis=0), *np.ptp(xy, axis=0)) for xy in corners]


def texts(ax):
    return [text.get_text() for text in ax.texts]


def test_a_block_is_as_high_as_its_maps_and_as_wide_as_the_root_of_their_number():
    drawn = fronts(show_volumes(LAYERS, (24, 24, 4)))
    widths, heights = np.array(drawn)[:, 2:].T
    np.testing.assert_allclose(heights[:5] / heights[0], np.divide([24, 20, 10, 10, 10], 24))
    np.testing.assert_allclose(widths / widths[0], np.sqrt([4, 16, 16, 16, 16, 25]) / 2)
    assert heights[5] < heights[4]  # a vector is one pixel high


def test_blocks_stand_from_left_to_right_on_one_line():
    drawn = fronts(show_volumes(LAYERS, (24, 24, 4)))
    assert {bottom for _, bottom, _, _ in drawn} == {0}
    for (left, _, width, _), (then, *_) in pairwise(drawn):
        assert then > left + width


def test_labels_name_layers_and_shapes_and_neighbours_share_one():
    ax = show_volumes(LAYERS, (24, 24, 4))
    assert texts(ax) == [
        "image: 24 × 24 × 4",
        "wide: 20 × 20 × 16",
        "half: 10 × 10 × 16",
        "2 × conv: 10 × 10 × 16",
        "answer: 25",
    ]
    *_, (left, _, _, _), (right, _, width, _), _ = fronts(ax)
    assert ax.texts[3].get_position()[0] == pytest.approx((left + right + width) / 2)


def test_lenet_has_the_shapes_of_its_paper():
    assert texts(show_volumes(lenet5())) == [
        "image: 32 × 32 × 1",
        "C1: 28 × 28 × 6",
        "S2: 14 × 14 × 6",
        "C3: 10 × 10 × 16",
        "S4: 5 × 5 × 16",
        "C5: 120",
        "F6: 84",
        "output: 10",
    ]


def test_a_global_pooling_is_a_vector():
    assert texts(show_volumes([GlobalPool(name="mean")], (5, 7, 3)))[1] == "mean: 3"


@pytest.mark.parametrize(
    "network", [lenet5(), vgg(11), vgg(19), vgg(16, include_top=False)], ids=repr
)
def test_everything_is_legible_and_inside(network):
    ax = show_volumes(network, title=network.name)
    ax.figure.canvas.draw()
    assert ax.figure.get_size_inches()[0] == pytest.approx(6.4)
    for thing in [*ax.texts, *ax.patches, ax.title]:
        extent = thing.get_window_extent()
        assert ax.figure.bbox.contains(*extent.min), thing
        assert ax.figure.bbox.contains(*extent.max), thing
    # Slanted lines of letters: as far apart as letters are high.
    starts = [text.get_position()[0] for text in ax.texts]
    tall = 12 / 72
    assert min(np.diff(starts)) * np.sin(np.pi / 4) > tall


def test_what_is_no_row_of_blocks_says_what_to_do():
    with pytest.raises(ValueError, match=r"inception_3a_3x3_reduce gets pool2: only a network wi"):
        show_volumes(googlenet())
    with pytest.raises(ValueError, match=r"41 blocks do not fit side by side in 6\.4 inches"):
        show_volumes(40 * [Conv(512, 3, padding="same")], (32, 32, 3))


def test_colours_tell_kinds_apart():
    ax = show_volumes(LAYERS, (24, 24, 4))
    colours = [patch.get_facecolor() for patch in ax.patches[2::3]]
    image, wide, half, *same, answer = colours
    assert same == [wide, wide]
    for one, other in combinations((image, wide, half, answer), 2):
        assert one != other
