"""Patches: judged by slices, and by the image that they make again."""

import numpy as np
import pytest

from cnn_lessons.operations import cut_patches, join_patches


def images(*size):
    return np.random.default_rng(0).normal(size=(2, *size, 3)).astype("float32")


@pytest.mark.parametrize("size", [(15, 14), (9, 28)], ids=["tall", "wide"])
def test_patches_are_slices_row_by_row(size):
    image, (H, W) = images(*size), size
    patches = cut_patches(image, (3, 7))
    places = [(row, column) for row in range(0, H, 3) for column in range(0, W, 7)]
    assert patches.shape == (2, len(places), 3, 7, 3)
    for number, (row, column) in enumerate(places):
        expected = image[:, row : row + 3, column : column + 7]
        np.testing.assert_array_equal(patches[:, number], expected)
    np.testing.assert_array_equal(join_patches(patches, W // 7), image)


def test_what_fills_no_patch_is_left_out():
    image = images(8, 11)
    np.testing.assert_array_equal(join_patches(cut_patches(image, 3), columns=3), image[:, :6, :9])


@pytest.mark.parametrize("columns", [0, 4, 7])
def test_patches_that_fill_no_rows_are_refused(columns):
    with pytest.raises(ValueError, match=rf"^6 patches do not fill rows of {columns}\."):
        join_patches(cut_patches(images(6, 9), 3), columns)


def test_patches_are_a_batch_of_lists():
    with pytest.raises(ValueError, match=r"^patches has shape \(2, 6, 9, 3\), but \(N, T"):
        join_patches(images(6, 9), 3)
