"""The checkerboard: by its frequencies, and by how often kernels overlap."""

import numpy as np
import pytest

from cnn_lessons.operations import conv2d_transpose
from cnn_lessons.tasks import checkerboard_share


@pytest.mark.parametrize("strides", [2, 3])
def test_the_share_is_what_stands_at_the_frequencies_of_the_stride(strides):
    maps = np.random.default_rng(0).normal(size=(2, 12, 18, 3)) + 0.4
    power = np.abs(np.fft.fft2(maps, axes=(1, 2))) ** 2
    at = power[:, :: 12 // strides, :: 18 // strides].sum() - power[:, 0, 0].sum()
    assert checkerboard_share(maps, strides) == pytest.approx(at / power.sum())


def test_the_share_of_kernels_of_ones_follows_from_how_often_they_overlap():
    flat = np.ones((1, 9, 9, 1))
    for size, counts in ((2, [1, 1]), (3, [2, 1]), (4, [2, 2]), (5, [3, 2])):
        made = conv2d_transpose(flat, np.ones((size, size, 1, 1)), strides=2)
        grid = np.outer(counts, counts)
        expected = grid.var() / (grid**2).mean()
        assert checkerboard_share(made[:, 4:14, 4:14], 2) == pytest.approx(expected)


def test_even_maps_have_no_checkerboard_and_sizes_have_to_fit():
    assert checkerboard_share(np.zeros((1, 4, 6, 1)), 2) == 0
    stripes = np.tile([1.0, 0.0], 3)[None, None, :, None] * np.ones((1, 4, 1, 1))
    assert checkerboard_share(stripes, 2) == pytest.approx(0.5)
    for shape in ((1, 5, 6, 1), (1, 6, 5, 1)):
        with pytest.raises(ValueError, match="pixels, expected multiples of 2"):
            checkerboard_share(np.zeros(shape), 2)


def test_bytes_do_not_overflow_and_what_are_no_maps_is_refused():
    board = np.indices((6, 4)).sum(axis=0)[None, ..., None] % 2 * 200
    expected = checkerboard_share(board.astype(float), 2)
    assert checkerboard_share(board.astype(np.uint8), 2) == pytest.approx(expected) == 0.5
    for maps in (np.zeros((6, 4)), np.full((1, 6, 4, 1), np.nan)):
        with pytest.raises(ValueError, match=r"expected \(N, H, W, C\), without NaN"):
            checkerboard_share(maps, 2)
