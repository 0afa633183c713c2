"""Objects: by sets of pixels, by discs that touch, and by what is refused."""

import numpy as np
import pytest

from cnn_lessons.tasks import (
    ObjectCounts,
    connected_objects,
    count_objects,
    match_objects,
    split_objects,
)


def discs(*circles, shape=(31, 43)):
    """Return a mask of discs, each (row, column, radius)."""
    rows, columns = np.indices(shape)
    return np.any([np.hypot(rows - y, columns - x) < r for y, x, r in circles], axis=0)


def matches_by_sets(found, truth, threshold):
    """Count as the definition says, object by object and pixel by pixel."""
    pixels = [
        [set(map(tuple, np.argwhere(objects == n))) for n in np.unique(objects) if n]
        for objects in (found, truth)
    ]
    return sum(len(a & b) / len(a | b) > threshold for a in pixels[0] for b in pixels[1])


@pytest.mark.parametrize("threshold", [0.5, 0.6, 0.8])
def test_matches_are_counted_as_sets_of_pixels(threshold):
    rng = np.random.default_rng(1)
    truth = np.kron(rng.integers(0, 5, (3, 5)), np.ones((4, 3), int)) * 10  # 10, 20, …
    found = np.where(rng.random(truth.shape) < 0.2, 0, truth // 5)
    found[:, :2] = 9
    counts = match_objects(found, truth, threshold)
    assert counts.matched == matches_by_sets(found, truth, threshold)
    assert counts.found == len(np.unique(found)) - 1
    assert counts.true == len(np.unique(truth)) - 1
    back = match_objects(truth, found, threshold)
    assert back == ObjectCounts(counts.true, counts.found, counts.matched)


def test_half_an_overlap_is_not_enough():
    assert match_objects([[1, 0]], [[1, 1]]).matched == 0  # IoU is 1/2
    assert match_objects([[1, 1, 0]], [[1, 1, 1]]).matched == 1  # 2/3


def test_precision_is_of_the_found_and_recall_of_the_true():
    counts = ObjectCounts(found=4, true=10, matched=3) + ObjectCounts(1, 0, 0)
    assert counts == ObjectCounts(5, 10, 3)
    assert (counts.precision, counts.recall, counts.f1) == (0.6, 0.3, 0.4)
    assert ObjectCounts(2, 2, 1).f1 == 0.5
    none = match_objects(np.zeros((3, 5), int), np.zeros((3, 5), int))
    assert none == ObjectCounts(0, 0, 0)
    assert np.isnan([none.precision, none.recall]).all()
    assert none.f1 == 1  # as for two empty masks


def test_distances_are_smoothed_a_little():
    # Nearly one disc: unsmoothed, its ridge would have three peaks.
    assert split_objects(discs((15, 12, 4), (15, 17, 4)), 2).max() == 1
    # A large and a small one: smoothed over more, the small one's peak would be gone.
    assert split_objects(discs((15, 12, 6), (15, 21, 4)), 2).max() == 2


def test_an_object_near_a_larger_one_has_a_middle_of_its_own():
    mask = discs((15, 12, 6), (15, 22, 3))
    assert connected_objects(mask).max() == 2
    assert split_objects(mask, 12).max() == 2


def test_the_counts_of_a_batch_are_added_up():
    masks = np.array([discs((8, 9, 6)), discs((15, 8, 7), (15, 20, 7), (15, 32, 7))])
    truths = np.array([split_objects(mask, 5) for mask in masks])
    assert count_objects(masks, truths) == ObjectCounts(2, 4, 1)
    cut = count_objects(masks, truths, lambda mask: split_objects(mask, 5))
    assert cut == ObjectCounts(4, 4, 4)


def test_pixels_that_share_a_corner_only_are_two_objects():
    assert connected_objects(np.eye(3)).max() == 3
    assert connected_objects([[1, 1], [0, 1]]).max() == 1
    assert connected_objects(np.zeros((3, 5))).dtype == np.int64


def test_touching_discs_are_one_connected_object_and_cut_apart_at_the_waist():
    mask = discs((15, 12, 9), (15, 28, 9))
    assert connected_objects(mask).max() == 1
    objects = split_objects(mask, 5)
    assert objects.max() == 2
    assert ((objects > 0) == mask).all()
    left, right = objects[15, 12], objects[15, 28]
    assert left != right
    assert (objects[:, :19][mask[:, :19]] == left).all()
    assert (objects[:, 22:][mask[:, 22:]] == right).all()


def test_middles_nearer_than_the_distance_are_of_one_object():
    mask = discs((15, 12, 9), (15, 28, 9))
    assert split_objects(mask, 20).max() == 1
    assert split_objects(np.zeros((7, 5), bool), 3).max() == 0


def test_a_disc_at_the_edge_of_the_image_is_not_lost():
    mask = discs((0, 3, 6), (28, 42, 5))
    assert ((split_objects(mask, 7) > 0) == mask).all()
    assert split_objects(mask, 7).max() == 2


def test_discs_that_do_not_touch_are_numbered_alike_by_both():
    mask = discs((8, 9, 6), (21, 33, 7))
    for objects in (connected_objects(mask), split_objects(mask, 4)):
        assert match_objects(objects, connected_objects(mask)) == ObjectCounts(2, 2, 2)


def test_what_are_no_objects_is_refused_with_advice():
    numbers = np.ones((3, 5), int)
    with pytest.raises(ValueError, match=r"found is of bool, .*connected_objects\(mask\)"):
        match_objects(numbers > 0, numbers)
    with pytest.raises(ValueError, match="truth is of float64"):
        match_objects(numbers, numbers * np.nan)
    with pytest.raises(ValueError, match="found is of int64"):
        match_objects(-numbers, numbers)
    with pytest.raises(ValueError, match=r"found has shape \(5, 3\) and truth \(3, 5\)"):
        match_objects(numbers.T, numbers)
    for threshold in (0.49, 1):
        with pytest.raises(ValueError, match=f"iou_threshold={threshold}, but 0.5 up to"):
            match_objects(numbers, numbers, threshold)
    for function in (connected_objects, lambda mask: split_objects(mask, 3)):
        with pytest.raises(ValueError, match="mask holds 2, but a mask holds 0 and 1 only"):
            function(numbers * 2)


def test_a_batch_is_no_image_and_an_image_no_batch():
    batch = np.ones((2, 3, 5), int)
    for function in (connected_objects, lambda mask: split_objects(mask, 3)):
        with pytest.raises(ValueError, match=r"mask has shape \(2, 3, 5\), expected \(H, W\)"):
            function(batch)
    with pytest.raises(ValueError, match=r"found has shape \(2, 3, 5\), expected \(H, W\)"):
        match_objects(batch, batch)
    for masks, truths in ((batch[0], batch[0]), (batch, batch[:1])):
        with pytest.raises(ValueError, match=r"expected \(N, H, W\) for both"):
            count_objects(masks, truths)
