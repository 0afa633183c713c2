"""One box for an image: coded, decoded, paired and mirrored."""

import numpy as np
import pytest
from random_boxes import random_boxes

from cnn_lessons.datasets import BoxedImages
from cnn_lessons.tasks import pairwise_iou
from cnn_lessons.tasks.localization import (
    decode_boxes,
    encode_boxes,
    largest_objects,
    mirror_all,
    paired_iou,
)

SIZES = [(43, 67), (71, 37)]


def inside(size, count=31, seed=0):
    """Return random boxes within an image, at least a pixel large."""
    H, W = size
    rng = np.random.default_rng(seed)
    low = rng.uniform(0, 1, (count, 2)) * (W - 1, H - 1)
    high = low + 1 + rng.uniform(0, 1, (count, 2)) * ((W - 1, H - 1) - low)
    return np.concatenate([low, high], axis=1)


@pytest.mark.parametrize("size", SIZES)
def test_decoding_undoes_encoding(size):
    boxes = inside(size)
    shares = encode_boxes(boxes, size)
    assert shares.dtype == np.float32
    assert ((shares > 0) & (shares <= 1)).all()
    np.testing.assert_allclose(decode_boxes(shares, size), boxes, atol=1e-4)


@pytest.mark.parametrize("size", SIZES)
def test_shares_are_those_of_width_and_height(size):
    H, W = size
    np.testing.assert_allclose(encode_boxes([(0, 0, W, H)], size), [[0.5, 0.5, 1, 1]])
    shares = encode_boxes([(W / 2, H / 4, W, H / 2)], size)
    np.testing.assert_allclose(shares, [[0.75, 0.375, 0.5, 0.25]])


def test_what_reaches_over_the_edge_is_cut_off_when_decoded_and_refused_when_encoded():
    boxes = decode_boxes([(0.9, 0.1, 0.4, 0.6), (0.5, 0.5, 3, 0.5)], (20, 30))
    np.testing.assert_allclose(boxes, [(21, 0, 30, 8), (0, 5, 30, 15)])
    for box in [(-1, 0, 5, 5), (0, -1, 5, 5), (0, 0, 31, 5), (0, 0, 5, 21)]:
        with pytest.raises(
            ValueError, match=r"boxes\[1\] is .*over the edge of an image of 20 × 3"
        ):
            encode_boxes([(0, 0, 30, 20), box], (20, 30))


def test_bad_boxes_are_refused_with_a_reason():
    with pytest.raises(ValueError, match="has no area"):
        encode_boxes([(3, 3, 3, 5)], (20, 30))
    with pytest.raises(ValueError, match="Four finite numbers"):
        encode_boxes([(3, np.nan, 7, 5)], (20, 30))
    for wrong in ([0.5, 0.5, 0.5, 0.5], np.zeros((2, 5)), np.zeros((2, 3, 4))):
        with pytest.raises(ValueError, match=r"shares have shape .*\(N, 4\) is expected"):
            decode_boxes(wrong, (20, 30))


def test_no_boxes_are_no_error():
    assert encode_boxes([], (20, 30)).shape == (0, 4)
    assert decode_boxes(np.zeros((0, 4)), (20, 30)).shape == (0, 4)
    assert paired_iou([], []).shape == (0,)


def test_paired_iou_is_the_diagonal_of_all_pairs():
    rng = np.random.default_rng(1)
    boxes, others = random_boxes(rng, 61), random_boxes(rng, 61)
    found = paired_iou(boxes, others)
    np.testing.assert_allclose(found, np.diag(pairwise_iou(boxes, others)), atol=1e-12)
    assert (found == 0).any()
    assert (found > 0).any()


def test_paired_iou_wants_pairs():
    with pytest.raises(ValueError, match=r"there are 2 boxes and 1 others: give pairs"):
        paired_iou([(0, 0, 1, 1)] * 2, [(0, 0, 1, 1)])
    with pytest.raises(ValueError, match=r"others\[0\] has no area"):
        paired_iou([(0, 0, 1, 1)], [(0, 0, 1, 0)])


def test_the_largest_object_of_each_image_is_taken_and_images_without_are_left_out():
    images = np.arange(4, dtype=np.float32).reshape(4, 1, 1, 1) * np.ones((1, 5, 7, 3), np.float32)
    # Wide and tall: 5 × 1, 2 × 3, 4 × 4 pixels.
    boxes = [(0, 0, 5, 1), (1, 1, 3, 4), (2, 0, 6, 4)]
    boxes = [np.array(each, np.float32).reshape(-1, 4) for each in (boxes, [], boxes[:2], boxes)]
    labels = [np.array(each, np.int64) for each in ([1, 1, 0], [], [0, 1], [0, 0, 0])]
    boxed = BoxedImages(images, boxes, labels)
    found, largest, classes = largest_objects(boxed, 1)
    assert found[:, 0, 0, 0].tolist() == [0, 2]
    assert largest.tolist() == [[1, 1, 3, 4], [1, 1, 3, 4]]
    assert classes.tolist() == [1, 1]
    found, largest, classes = largest_objects(boxed)
    assert found[:, 0, 0, 0].tolist() == [0, 2, 3]
    assert largest.tolist() == [[2, 0, 6, 4], [1, 1, 3, 4], [2, 0, 6, 4]]
    assert classes.tolist() == [0, 1, 0]
    assert classes.dtype == np.int64
    with pytest.raises(ValueError, match=r"none of the 4 images has an object of class 2"):
        largest_objects(boxed, 2)
    with pytest.raises(ValueError, match=r"none of the 1 images has an object\. Choose"):
        largest_objects(BoxedImages(images[:1], boxes[1:2], labels[1:2]))


@pytest.mark.parametrize("size", SIZES)
def test_in_every_mirror_the_bright_object_is_in_its_box(size):
    H, W = size
    boxes = np.array([(3, 5, 17, 12), (20, 1, 29, 31)])
    images = np.zeros((2, H, W, 1), np.float32)
    for image, (left, top, right, bottom) in zip(images, boxes, strict=True):
        image[top:bottom, left:right] = 1
    mirrored, found = mirror_all(images, boxes)
    assert mirrored.shape == (8, H, W, 1)
    for image, (left, top, right, bottom) in zip(mirrored, found.astype(int), strict=True):
        assert image[top:bottom, left:right].all()
        assert image.sum() == (right - left) * (bottom - top)
    np.testing.assert_array_equal(mirrored[:2], images)
    for first, second in ((0, 2), (0, 4), (0, 6), (2, 4), (2, 6), (4, 6)):
        assert (mirrored[first] != mirrored[second]).any()
