"""Photographs of ants and of bees: the usual first example of transfer learning.

Their rights are unclear, so they do not come with the course. A classroom may have them.
"""

import os
from pathlib import Path

import numpy as np

from cnn_lessons.datasets.dataset import Dataset
from cnn_lessons.language import message, said

NAMES = ("ants", "bees")


def read_ants_and_bees(size=224):
    """Return the photographs in the folder ``ants_and_bees`` of ``CNN_LESSONS_DATA``.

    It holds ``train/ants``, ``train/bees``, ``val/ants`` and ``val/bees``, as in PyTorch's
    tutorial [1]_. Of each photograph the middle square is taken, and resized.

    Parameters
    ----------
    size : int, default=224
        Height and width of the result, in pixels.

    Returns
    -------
    Dataset
        Images of shape (N, size, size, 3) from 0 to 1; 0 are ants and 1 are bees. The test
        images are those in ``val``.

    Raises
    ------
    FileNotFoundError
        If the photographs are not there.

    References
    ----------
    .. [1] S. Chilamkurthy, "Transfer learning for computer vision tutorial", 2017.
       https://docs.pytorch.org/tutorials/beginner/transfer_learning_tutorial.html
    """
    folder = Path(os.environ.get("CNN_LESSONS_DATA", ""), "ants_and_bees").absolute()
    for part in ("train", "val"):
        for name in NAMES:
            if not (folder / part / name).is_dir():
                text = message(
                    "{path} is not there. Put the folder ants_and_bees of PyTorch's tutorial into "
                    "a folder, and the path of that folder into CNN_LESSONS_DATA.",
                    path=folder / part / name,
                )
                raise FileNotFoundError(said(text))
    return Dataset(
        "Ants and bees", *_read(folder / "train", size), *_read(folder / "val", size), NAMES
    )


def _read(folder, size):
    import keras

    found = keras.utils.image_dataset_from_directory(
        folder,
        class_names=NAMES,
        image_size=(size, size),
        crop_to_aspect_ratio=True,
        shuffle=False,
        batch_size=None,
        verbose=False,
    )
    images, labels = zip(*found.as_numpy_iterator(), strict=True)
    return np.stack(images).astype(np.float32) / 255, np.array(labels, dtype=np.int64)
