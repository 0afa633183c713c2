"""Drawn cells: of the shape of the photographs, with what makes those hard."""

import numpy as np
import pytest
from scipy import ndimage

from cnn_lessons.datasets.drawn_cells import drawn_blood_cells, drawn_nuclei


@pytest.mark.parametrize("size", [(113, 149), (151, 97)])
def test_blood_cells_have_three_kinds_within_the_image(size):
    data = drawn_blood_cells(size)
    assert repr(data).endswith(
        f"60 training, 15 validation and 25 test images, {size[0]} × {size[1]} × 3"
    )
    assert data.name == "Drawn cells (stand-in for blood cells)"
    assert data.class_names == ("RBC", "WBC", "Platelets")
    counts = np.bincount(np.concatenate(data.train.labels))
    assert counts[0] > 5 * counts[1]
    assert counts[1] == 60  # one white cell on each
    assert counts[2] > 20
    for part in (data.train, data.validation, data.test):
        assert part.images.min() >= 0
        assert part.images.max() <= 1
        assert part.images.dtype == np.float32
        for boxes in part.boxes:
            assert (boxes[:, 2:] > boxes[:, :2]).all()
            assert ((boxes >= 0) & (boxes <= (size[1], size[0]) * 2)).all()
            assert boxes.dtype == np.float32


def test_a_white_cell_is_darker_than_the_ground_in_its_box_only():
    data = drawn_blood_cells((113, 149))
    for image, boxes, labels in zip(
        data.test.images, data.test.boxes, data.test.labels, strict=True
    ):
        left, top, right, bottom = boxes[labels == 1][0].astype(int)
        dark = image[..., 1] < 0.45  # little green: red and pale cells have more
        assert dark[top:bottom, left:right].mean() > 0.5
        for label in (0, 1, 2):
            for left, top, right, bottom in boxes[labels == label].astype(int):
                dark[top : bottom + 1, left : right + 1] = False
        assert not dark.any()


def test_nuclei_touch_so_that_components_are_fewer_than_objects():
    data = drawn_nuclei()
    assert repr(data).startswith(
        "Drawn nuclei (stand-in for nuclei): 60 training and 15 test images"
    )
    assert data.x_train.shape[1:] == (256, 256, 1)
    assert (data.x_train.dtype, data.objects_train.dtype) == (np.float32, np.int64)
    objects = [int(each.max()) for each in data.objects_train]
    components = [ndimage.label(each > 0)[1] for each in data.objects_train]
    assert sum(components) < 0.8 * sum(objects)
    assert min(objects) >= 2
    assert all(len(np.unique(each)) == each.max() + 1 for each in data.objects_train)


def test_nuclei_are_brighter_than_the_ground():
    data = drawn_nuclei()
    for image, objects in zip(data.x_test[..., 0], data.objects_test, strict=True):
        assert image[objects > 0].mean() > image[objects == 0].mean() + 0.1
    assert len({*data.names_train, *data.names_test}) == 75
