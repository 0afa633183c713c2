"""A trained network without its head: a photograph in, a few hundred numbers out."""

import hashlib
from dataclasses import dataclass

import numpy as np

from cnn_lessons.practice.backbone import load_backbone
from cnn_lessons.practice.pretrained import NoWeightsError, load_mobilenet_v2
from cnn_lessons.practice.transfer import compute_features, cut_head

BATCH = 32  # images that are looked at together


@dataclass(frozen=True)
class FeatureNetwork:
    """A trained network whose outputs are features.

    Parameters
    ----------
    name : str
        What the network is.
    model : keras.Model
        Takes images from 0 to 1, ``(N, side, side, 3)``, and gives features, ``(N, F)``.
    """

    name: str
    model: object

    def __repr__(self):
        side, count = self.side, self.model.output_shape[-1]
        return f"{self.name}: {side} × {side} pixels in, {count} features out"

    @property
    def side(self):
        """Height and width of its images, in pixels."""
        return self.model.input_shape[1]

    @property
    def stamp(self):
        """A short text that other weights would not have."""
        digest = hashlib.sha256()
        for array in self.model.get_weights():
            digest.update(np.ascontiguousarray(array))
        return digest.hexdigest()[:16]

    def features(self, images):
        """Return the features of images.

        Parameters
        ----------
        images : iterable of array_like, each (side, side, 3)
            Values from 0 to 255. They are read one batch at a time.

        Returns
        -------
        ndarray of float32, shape (N, F)
        """
        found, batch = [], []
        for image in images:
            batch.append(np.asarray(image, dtype=np.float32) / 255)
            if len(batch) == BATCH:
                found.append(compute_features(self.model, np.stack(batch)))
                batch = []
        if batch:
            found.append(compute_features(self.model, np.stack(batch)))
        return np.concatenate(found)


def load_feature_network(timeout=10):
    """Return the best feature network at hand.

    That is MobileNetV2 0.35 as trained on ImageNet, where Keras has its weights (2 MB) or can
    download them, and otherwise the course's own backbone, which sees 32 × 32 pixels and was
    trained on CIFAR-10. Its name says which.

    Parameters
    ----------
    timeout : float, default=10
        Seconds to wait for a server that does not answer.

    Returns
    -------
    FeatureNetwork
    """
    try:
        return FeatureNetwork("MobileNetV2", load_mobilenet_v2(timeout))
    except NoWeightsError:
        return FeatureNetwork("the course's backbone", cut_head(load_backbone()))
