"""What takes the place of a data set that cannot be had: of its shape, and under its own name."""

from dataclasses import replace

import numpy as np

from cnn_lessons.datasets.dataset import Dataset
from cnn_lessons.datasets.digits import load_digits
from cnn_lessons.datasets.patches import load_patches


def enlarged_digits():
    """Return the embedded digits as 28 × 28: every pixel nine times, and a frame around.

    Examples
    --------
    >>> enlarged_digits()
    Digits, enlarged (stand-in for MNIST): 1437 training and 360 test images, 28 × 28 × 1
    """
    data = load_digits()
    frame = ((0, 0), (2, 2), (2, 2), (0, 0))
    x_train, x_test = (
        np.pad(images.repeat(3, axis=1).repeat(3, axis=2), frame)
        for images in (data.x_train, data.x_test)
    )
    name = "Digits, enlarged (stand-in for MNIST)"
    return Dataset(name, x_train, data.y_train, x_test, data.y_test, data.class_names)


def photo_patches():
    """Return patches of ten embedded photographs, which are the classes.

    Examples
    --------
    >>> photo_patches()
    Photo patches (stand-in for CIFAR-10): 1200 training and 300 test images, 32 × 32 × 3
    """
    patches = load_patches(per_class=120, test_per_class=30)
    return replace(patches, name="Photo patches (stand-in for CIFAR-10)")
