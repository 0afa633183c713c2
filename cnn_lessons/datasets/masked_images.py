"""Images with a number for each pixel, which object it belongs to, under a name."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class MaskedDataset:
    """Images and the objects on them, pixel by pixel, in two parts.

    Parameters
    ----------
    name : str
        What the data are; plots and printed lines say this name.
    x_train, x_test : ndarray of float32, shape (N, H, W, C)
        Images with values from 0 to 1.
    objects_train, objects_test : ndarray of int64, shape (N, H, W)
        0 is background; pixels with the same other number belong to the same object.
    names_train, names_test : tuple of str, default=()
        Of the images.
    """

    name: str
    x_train: np.ndarray
    objects_train: np.ndarray
    x_test: np.ndarray
    objects_test: np.ndarray
    names_train: tuple = ()
    names_test: tuple = ()

    def __repr__(self):
        height, width, channels = self.x_train.shape[1:]
        return (
            f"{self.name}: {len(self.x_train)} training and {len(self.x_test)} test images, "
            f"{height} × {width} × {channels}, with the objects on each"
        )
