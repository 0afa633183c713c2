"""Heat maps: shares and overlaps by hand, resizing by Keras."""

import numpy as np
import pytest

from cnn_lessons.analysis import enlarge, share_inside, top_overlap

RNG = np.random.default_rng(0)


@pytest.mark.keras
@pytest.mark.parametrize("size", [(21, 35), (11, 7), (3, 5)])
def test_enlarge_agrees_with_keras(size):
    import keras

    heat = RNG.random((3, 5)).astype(np.float32)
    expected = keras.ops.image.resize(heat[..., np.newaxis], size, interpolation="bilinear")
    np.testing.assert_allclose(enlarge(heat, *size), expected[..., 0], atol=1e-6)


def test_share_inside_counts_what_is_positive_in_the_box():
    heat = np.arange(12.0).reshape(3, 4) - 2  # −2 and −1 count as 0, the rest adds up to 45
    assert share_inside(heat, (1, 1, 2, 3)) == pytest.approx((3 + 4 + 5 + 7 + 8 + 9) / 45)
    assert share_inside(heat, (0, 0, 3, 4)) == 1
    assert np.isnan(share_inside(-np.ones((3, 4)), (0, 0, 1, 1)))


def test_top_overlap_of_the_same_pixels_is_1_and_of_others_0():
    heat = np.zeros((10, 6))
    heat[2:6, 3:6] = 1  # 12 of 60 pixels
    assert top_overlap(heat, (2, 3, 4, 3)) == 1
    assert top_overlap(heat, (6, 0, 4, 3)) == 0
    assert top_overlap(heat, (2, 3, 2, 3)) == pytest.approx(6 / 12)
    assert top_overlap(heat, (0, 3, 8, 3)) == pytest.approx(12 / 24)


def test_top_overlap_by_chance_is_what_independence_gives():
    box = (7, 11, 60, 40)
    a = 60 * 40 / 101**2
    expected = 0.2 * a / (0.2 + a - 0.2 * a)
    found = [top_overlap(RNG.random((101, 101)), box) for _ in range(20)]
    assert np.mean(found) == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize("box", [(0, 0, 4, 4), (-1, 0, 2, 2), (0, 3, 2, 2), (1, 1, 0, 2)])
def test_a_box_outside_of_the_image_is_refused(box):
    for measure in (share_inside, top_overlap):
        with pytest.raises(ValueError, match=r"does not lie in 3 × 4 pixels.*top, left"):
            measure(np.ones((3, 4)), box)
