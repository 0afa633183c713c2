"""Images with a box around each object, in three parts, under a name."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class BoxedImages:
    """Images of one size, and the boxes of the objects on each.

    Parameters
    ----------
    images : ndarray of float32, shape (N, H, W, C)
        Values from 0 to 1.
    boxes : list of ndarray of float32, shape (K, 4)
        For each image its K boxes, which may be none: left, top, right and bottom in pixels of
        `images` (``"xyxy"``). Right and bottom are where the box ends: a box from 2 to 5 is 3
        pixels wide.
    labels : list of ndarray of int64, shape (K,)
        For each image the classes of its boxes.
    names : tuple of str, default=()
        Of the images, such as their files'.
    """

    images: np.ndarray
    boxes: list
    labels: list
    names: tuple = ()

    def __len__(self):
        return len(self.images)


@dataclass(frozen=True)
class BoxedDataset:
    """Boxed images in three parts: to learn from, to choose by, and to test on.

    Parameters
    ----------
    name : str
        What the data are; plots and printed lines say this name.
    train, validation, test : BoxedImages
    class_names : tuple of str
        What the classes are, in the order of their numbers.
    cleaned : tuple of str, default=()
        What was left out or mended, one sentence each.
    """

    name: str
    train: BoxedImages
    validation: BoxedImages
    test: BoxedImages
    class_names: tuple
    cleaned: tuple = ()

    def __repr__(self):
        height, width, channels = self.train.images.shape[1:]
        return (
            f"{self.name}: {len(self.train)} training, {len(self.validation)} validation and "
            f"{len(self.test)} test images, {height} × {width} × {channels}"
        )
