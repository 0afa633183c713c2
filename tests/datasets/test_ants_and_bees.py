"""Photographs in a classroom's folder, made here in miniature."""

import numpy as np
import pytest
from skimage.io import imsave

from cnn_lessons.datasets import read_ants_and_bees

pytestmark = pytest.mark.keras


def test_classes_and_parts_are_those_of_the_folders(tmp_path, monkeypatch):
    grey = {"train/ants": (10, 20, 30), "train/bees": (200,), "val/ants": (40,), "val/bees": ()}
    grey["val/bees"] = (210, 220)
    for folder, values in grey.items():
        (tmp_path / "ants_and_bees" / folder).mkdir(parents=True)
        for value in values:
            image = np.full((11, 17, 3), value, np.uint8)
            image[:, [0, 1, 2, -3, -2, -1]] = 255  # outside of the middle square
            imsave(tmp_path / "ants_and_bees" / folder / f"{value}.png", image)
    monkeypatch.setenv("CNN_LESSONS_DATA", str(tmp_path))
    data = read_ants_and_bees(size=7)
    assert repr(data) == "Ants and bees: 4 training and 3 test images, 7 × 7 × 3"
    assert data.class_names == ("ants", "bees")
    np.testing.assert_array_equal(data.y_train, [0, 0, 0, 1])
    np.testing.assert_array_equal(data.y_test, [0, 1, 1])
    np.testing.assert_allclose(data.x_train.mean(axis=(1, 2, 3)) * 255, [10, 20, 30, 200])
    np.testing.assert_allclose(data.x_test.max(axis=(1, 2, 3)) * 255, [40, 210, 220], rtol=1e-5)


def test_where_they_are_not_the_error_says_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("CNN_LESSONS_DATA", str(tmp_path))
    with pytest.raises(FileNotFoundError, match=r"train/ants is not there\. Put the folder"):
        read_ants_and_bees()
    monkeypatch.delenv("CNN_LESSONS_DATA")
    with pytest.raises(FileNotFoundError, match="CNN_LESSONS_DATA"):
        read_ants_and_bees()


@pytest.mark.data("CNN_LESSONS_DATA/ants_and_bees")
def test_the_tutorials_folder_has_as_many_photographs_as_the_tutorial_says():
    """About 120 training images of each class and 75 for validation."""
    data = read_ants_and_bees(size=8)
    assert np.bincount(data.y_train) == pytest.approx([120, 120], abs=5)
    assert np.bincount(data.y_test) == pytest.approx([75, 75], abs=10)
