"""Masks: by scikit-learn, by sets of pixels, and by what is refused."""

import numpy as np
import pytest
from sklearn.metrics import f1_score, jaccard_score

from cnn_lessons.tasks import choose_threshold, dice, dice_scores, iou
from cnn_lessons.tasks.masks import check_mask


@pytest.fixture
def pair():
    rng = np.random.default_rng(0)
    return rng.random((3, 7, 5)) > 0.6, rng.random((3, 7, 5)) > 0.3


def test_dice_is_the_f1_score_of_the_pixels_and_iou_their_jaccard_score(pair):
    mask, truth = pair
    assert dice(mask, truth) == pytest.approx(f1_score(truth.ravel(), mask.ravel()))
    assert iou(mask, truth) == pytest.approx(jaccard_score(truth.ravel(), mask.ravel()))
    assert iou(mask, truth) == pytest.approx(dice(mask, truth) / (2 - dice(mask, truth)))


@pytest.mark.parametrize("kind", [int, np.uint8, np.float32, list])
def test_zeros_and_ones_of_any_type_are_masks(pair, kind):
    as_kind = [a.tolist() if kind is list else a.astype(kind) for a in pair]
    assert dice(*as_kind) == dice(*pair)
    assert isinstance(dice(*as_kind), float)
    assert iou(*as_kind) == iou(*pair)


def test_two_empty_masks_agree_and_one_empty_mask_has_nothing_right():
    empty, full = np.zeros((3, 5), bool), np.ones((3, 5), bool)
    assert (dice(empty, empty), iou(empty, empty)) == (1, 1)
    assert (dice(empty, full), iou(full, empty)) == (0, 0)


def test_the_mean_over_images_is_not_the_pooled_value():
    truths = np.zeros((2, 4, 5), bool)
    truths[0, :, :4] = truths[1, 0, :2] = True  # 16 pixels, and 2
    masks = truths.copy()
    masks[1, 0, 0] = False  # 2 · 1 / (1 + 2)
    assert dice_scores(masks, truths) == pytest.approx([1, 2 / 3])
    assert dice(masks, truths) == pytest.approx(2 * 17 / 35)


@pytest.mark.parametrize("measure", [dice, iou, dice_scores])
def test_what_is_no_mask_is_refused_with_advice(measure, pair):
    mask, truth = pair
    with pytest.raises(ValueError, match=r"\(3, 7, 5\) and truth \(3, 5, 7\).*not by averaging"):
        measure(mask, truth.swapaxes(1, 2))
    with pytest.raises(ValueError, match=r"mask holds nan, .* threshold for shares"):
        measure(np.where(mask, np.nan, 0), truth)
    with pytest.raises(ValueError, match=r"truth holds 7, .* truth > 0 for numbered"):
        measure(mask, truth * 7)
    with pytest.raises(ValueError, match=r"mask holds 0\.5"):
        measure(mask * 0.5, truth)


def test_scores_of_no_image_are_refused():
    with pytest.raises(ValueError, match=r"masks have shape \(0, 3, 5\), expected \(N, H, W\)"):
        dice_scores(np.zeros((0, 3, 5)), np.zeros((0, 3, 5)))
    with pytest.raises(ValueError, match=r"masks have shape \(\), expected"):
        dice_scores(1, 1)
    with pytest.raises(ValueError, match=r"masks have shape \(3, 5\), expected \(N, H, W\)"):
        dice_scores(np.zeros((3, 5)), np.zeros((3, 5)))


def test_the_threshold_has_the_highest_mean_over_the_images():
    scores = np.array([[[0.1, 0.4, 0.6, 0.9]], [[0.2, 0.3, 0.4, 0.5]]])
    truths = np.array([[[0, 0, 1, 1]], [[0, 0, 0, 1]]])
    candidates = [0.25, 0.35, 0.45, 0.7]
    means = [np.mean([2 * 2 / 5, 2 * 1 / 4]), np.mean([4 / 5, 2 / 3]), 1, np.mean([2 / 3, 0])]
    assert choose_threshold(scores, truths, candidates) == pytest.approx((0.45, means[2]))
    assert choose_threshold(scores, truths, candidates[:2]) == pytest.approx((0.35, means[1]))
    assert choose_threshold(scores, truths, candidates[3:]) == pytest.approx((0.7, means[3]))


def test_a_pixel_at_the_threshold_is_below_it_and_the_first_of_equal_ones_is_taken():
    scores, truths = np.array([[[0.2, 0.5]]]), np.array([[[0, 1]]])
    assert choose_threshold(scores.tolist(), truths.tolist(), [0.5, 0.2, 0.3]) == (0.2, 1)
    assert check_mask([[0, 1]], "mask").tolist() == [[False, True]]


def test_scores_that_are_not_numbers_and_no_candidates_are_refused():
    truths = np.array([[[0, 1]]])
    with pytest.raises(ValueError, match="scores hold NaN"):
        choose_threshold(np.array([[[0.2, np.nan]]]), truths, [0.5])
    with pytest.raises(ValueError, match=r"thresholds is empty. Give candidates"):
        choose_threshold(np.array([[[0.2, 0.5]]]), truths, [])
    with pytest.raises(ValueError, match="thresholds hold NaN"):
        choose_threshold(np.array([[[0.2, 0.5]]]), truths, [np.nan])
