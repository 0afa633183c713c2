"""The way from ink to 8 × 8 numbers, against loops and the digits that were made so."""

import numpy as np

from cnn_lessons.datasets import count_ink, load_digits


def counted_in_loops(cells):
    counts = np.zeros((8, 8, 1))
    for row in range(32):
        for column in range(32):
            counts[row // 4, column // 4] += cells[row, column] / 16
    return counts


def test_count_ink_counts_every_cell_in_its_block():
    drawings = np.random.default_rng(0).random((3, 32, 32, 1))
    expected = [counted_in_loops(drawing > 0.5) for drawing in drawings]
    counts = count_ink(drawings, fit=False)
    assert counts.dtype == np.float32
    np.testing.assert_allclose(counts, expected)


def test_count_ink_fills_the_longer_side_and_centres_the_other():
    drawings = np.zeros((2, 37, 29, 1))
    drawings[0, 3:15, 20:26] = 1  # upright
    drawings[1, 30:32, 2:10] = 0.6  # level
    upright, level = count_ink(drawings)[..., 0]
    np.testing.assert_array_equal(upright.sum(axis=0) / 8, [0, 0, 1, 1, 1, 1, 0, 0])
    np.testing.assert_array_equal(level.sum(axis=1) / 8, [0, 0, 0, 1, 1, 0, 0, 0])


def test_count_ink_leaves_a_drawing_where_it_is_if_it_is_not_to_fit():
    drawing = np.zeros((1, 16, 16, 1))
    drawing[:, 2:4, 12:14] = 1
    counts = count_ink(drawing, fit=False)[0, ..., 0]
    assert (counts[1, 6], counts.sum()) == (1, 1)


def test_count_ink_finds_again_the_digits_that_were_counted():
    digits = load_digits().x_test[:20]
    cells = np.zeros((20, 8, 4, 8, 4))
    for place in range(16):
        cells[:, :, place // 4, :, place % 4] = digits[..., 0] * 16 > place
    drawings = cells.reshape(20, 32, 32, 1)
    np.testing.assert_array_equal(count_ink(drawings, fit=False), digits)


def test_count_ink_of_an_empty_drawing_is_nothing():
    assert count_ink(np.zeros((1, 28, 28, 1))).sum() == 0
