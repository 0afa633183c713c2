"""A model that knows the names of its classes."""

from dataclasses import dataclass

import numpy as np

from cnn_lessons.operations import softmax
from cnn_lessons.practice.image_range import check_images


@dataclass(frozen=True)
class Classifier:
    """A Keras model with its name and the names of its classes.

    Parameters
    ----------
    name : str
        What the network is; plots and printed lines say this name.
    model : keras.Model
        Takes images from 0 to 1, ``(N, H, W, C)``, and gives logits, ``(N, classes)``:
        what a pretrained network wants done to its inputs is done by its first layer.
    class_names : tuple of str
        In the order of the logits.
    """

    name: str
    model: object
    class_names: tuple

    def __repr__(self):
        height, width, channels = self.model.input_shape[1:]
        return f"{self.name}: {height} × {width} × {channels}, {len(self.class_names)} classes"

    def logits(self, images):
        """Return the scores before softmax, for a batch.

        Parameters
        ----------
        images : ndarray, shape (N, H, W, C)
            Values from 0 to 1.

        Returns
        -------
        ndarray of float32, shape (N, classes)

        Raises
        ------
        ValueError
            If the images have another shape than the network takes, or another range.
        """
        images = np.asarray(images)
        expected = self.model.input_shape[1:]
        if images.shape[1:] != expected:
            raise ValueError(
                f"images have shape {images.shape}, expected (N, {', '.join(map(str, expected))}). "
                "Resize them, and put a single image into a batch: image[np.newaxis]."
            )
        images = check_images(images).astype(np.float32)
        return np.asarray(self.model(images, training=False))

    def best(self, image, count=3):
        """Return the classes with the largest shares.

        Parameters
        ----------
        image : ndarray, shape (H, W, C)
            Values from 0 to 1.
        count : int, default=3
            How many classes.

        Returns
        -------
        list of (str, float)
            Names and shares, the largest first.
        """
        shares = softmax(self.logits(image[np.newaxis]))[0]
        return rank_classes(self.class_names, shares)[:count]


def rank_classes(class_names, shares):
    """Return pairs of a class and its share, the largest share first.

    Parameters
    ----------
    class_names : sequence of str
        K classes.
    shares : ndarray, shape (K,)

    Returns
    -------
    list of (str, float)

    Examples
    --------
    >>> rank_classes(("cat", "dog", "bird"), np.array([0.25, 0.125, 0.625]))
    [('bird', 0.625), ('cat', 0.25), ('dog', 0.125)]
    """
    return [(class_names[index], float(shares[index])) for index in np.argsort(-shares)]
