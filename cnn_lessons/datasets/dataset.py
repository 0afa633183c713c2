"""Images with their labels, in two parts, under a name."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Dataset:
    """Images with their labels, in two parts.

    Parameters
    ----------
    name : str
        What the data are; plots and printed lines say this name.
    x_train, x_test : ndarray of float32, shape (N, H, W, C)
        Images with values from 0 to 1.
    y_train, y_test : ndarray of int64, shape (N,)
        Classes.
    class_names : tuple of str, default=()
        What the classes are, in the order of their numbers.
    """

    name: str
    x_train: np.ndarray
    y_train: np.ndarray
    x_test: np.ndarray
    y_test: np.ndarray
    class_names: tuple = ()

    def __repr__(self):
        height, width, channels = self.x_train.shape[1:]
        return (
            f"{self.name}: {len(self.x_train)} training and {len(self.x_test)} test images, "
            f"{height} × {width} × {channels}"
        )
