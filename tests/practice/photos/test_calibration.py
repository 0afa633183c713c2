"""Promised and kept: counted by hand."""

import numpy as np
import pytest

from cnn_lessons.practice.photos import Bin, calibration_error, reliability


def test_answers_are_counted_in_parts_of_their_shares():
    # Largest shares 0.4 | 0.6 (on a border: above) and 0.7 | 0.9, 1.0; of 1.0 the last part.
    shares = [[0.4, 0.3, 0.3], [0.2, 0.6, 0.2], [0.7, 0.1, 0.2], [0.05, 0.05, 0.9], [0, 1, 0]]
    bins = reliability(shares, [0, 2, 0, 2, 1])
    assert [each.count for each in bins] == [1, 2, 2]
    assert [each.share for each in bins] == pytest.approx([0.4, 0.65, 0.95])
    assert [each.right for each in bins] == [1, 0.5, 1]
    # Wilson's interval for 1 of 2 is symmetric, for 2 of 2 it ends at 1.
    assert bins[1].low + bins[1].high == pytest.approx(1)
    assert (bins[2].low, bins[2].high) == pytest.approx((2 / (2 + 1.959964**2), 1))


def test_fewer_parts_hold_more_answers():
    shares = np.array([[0.9, 0.1], [0.6, 0.4], [0.3, 0.7]])
    (only,) = reliability(shares, [0, 1, 1], bins=1)
    assert only.count == 3
    assert only.share == pytest.approx(2.2 / 3)
    assert only.right == pytest.approx(2 / 3)


def test_the_error_weighs_each_answer_the_same_and_signs_do_not_cancel():
    bins = [Bin(1, 0.5, 1.0, 0, 1), Bin(3, 0.9, 0.7, 0, 1)]
    assert calibration_error(bins) == pytest.approx((1 * 0.5 + 3 * 0.2) / 4)
    assert calibration_error([Bin(7, 0.8, 0.8, 0, 1)]) == 0


def test_shares_that_come_true_have_a_small_error():
    rng = np.random.default_rng(0)
    first = rng.uniform(size=20_011)
    labels = (rng.uniform(size=20_011) > first).astype(int)
    shares = np.stack([first, 1 - first], axis=1)
    assert calibration_error(reliability(shares, labels)) < 0.01
    sharper = shares**3 / (shares**3).sum(axis=1, keepdims=True)
    assert calibration_error(reliability(sharper, labels)) > 0.1
