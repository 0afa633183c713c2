"""Boxes and masks, judged by the pixels that they cover."""

import numpy as np
import pytest

from cnn_lessons.visualization import show_boxes, show_mask

IMAGE = np.zeros((17, 23, 3))


def test_a_box_surrounds_the_pixels_that_its_slice_takes():
    top, left, height, width = 2, 5, 3, 7
    ax = show_boxes(IMAGE, [(top, left, height, width)])
    rows, columns = np.mgrid[:17, :23]
    inside = ax.patches[0].get_bbox().extents  # left, top, right, bottom
    covered = (columns > inside[0]) & (columns < inside[2])
    covered &= (rows > inside[1]) & (rows < inside[3])
    expected = np.zeros((17, 23), dtype=bool)
    expected[top : top + height, left : left + width] = True
    np.testing.assert_array_equal(covered, expected)


def test_a_label_has_one_colour_whatever_its_score():
    boxes = [(1, 2, 3, 4), (2, 3, 4, 5), (3, 4, 5, 6.5)]
    ax = show_boxes(IMAGE, boxes, ["cat: 0.9", "dog: 0.8", "cat: 0.3"])
    first, other, again = (patch.get_edgecolor() for patch in ax.patches)
    assert first == again != other
    assert [text.get_text() for text in ax.texts] == ["cat: 0.9", "dog: 0.8", "cat: 0.3"]
    assert ax.texts[0].get_position() == (1.5, 0.5)


def test_many_labels_are_told_apart_by_colour_or_line():
    boxes = [(1, 1, 2, 2)] * 13
    ax = show_boxes(IMAGE, boxes, [str(number) for number in range(13)])
    looks = {(patch.get_edgecolor(), patch.get_linestyle()) for patch in ax.patches}
    assert len(looks) == 13


def test_no_boxes_are_no_boxes():
    assert not show_boxes(IMAGE, []).patches
    assert not show_boxes(IMAGE, np.zeros((0, 4))).patches


@pytest.mark.parametrize("boxes", [[(1, 2, 3)], [(1, 2, 0, 4)], [(1, 2, 3, -4)]])
def test_what_is_not_a_box_is_told_the_convention(boxes):
    with pytest.raises(ValueError, match=r"\(top, left, height, width\)"):
        show_boxes(IMAGE, boxes)


def test_labels_are_as_many_as_boxes():
    with pytest.raises(ValueError, match="2 labels for 1 boxes"):
        show_boxes(IMAGE, [(1, 2, 3, 4)], ["a", "b"])


def test_a_mask_covers_its_pixels_and_leaves_the_background():
    mask = np.zeros((17, 23), dtype=int)
    mask[2:5, 3:9], mask[7:, 11:] = 1, 2
    ax = show_mask(IMAGE, mask, ["petal", "leaf"])
    picture, overlay = (image.get_array() for image in ax.images)
    np.testing.assert_array_equal(picture, IMAGE)
    np.testing.assert_array_equal(overlay[..., 3] > 0, mask > 0)
    colours = [tuple(overlay[mask == number][0, :3]) for number in (1, 2)]
    assert colours[0] != colours[1]
    legend = ax.get_legend()
    assert [text.get_text() for text in legend.texts] == ["petal", "leaf"]
    assert [patch.get_facecolor()[:3] for patch in legend.get_patches()] == colours


def test_a_mask_may_be_of_bool_and_is_as_large_as_its_image():
    overlay = show_mask(IMAGE, np.ones((17, 23), dtype=bool)).images[1].get_array()
    assert (overlay[..., 3] > 0).all()
    with pytest.raises(ValueError, match=r"shape \(23, 17\), expected \(17, 23\)"):
        show_mask(IMAGE, np.ones((23, 17)))
