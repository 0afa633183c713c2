"""A trained network without its head: a photograph in, a few hundred numbers out."""

import hashlib
from dataclasses import dataclass

import numpy as np

from cnn_lessons.datasets.connections import connections_time_out
from cnn_lessons.practice.backbone import FEATURES, load_backbone
from cnn_lessons.practice.pretrained import NoWeightsError

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
                found.append(np.asarray(self.model(np.stack(batch), training=False)))
                batch = []
        if batch:
            found.append(np.asarray(self.model(np.stack(batch), training=False)))
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
        return FeatureNetwork("MobileNetV2", _load_mobilenet_v2(timeout))
    except NoWeightsError:
        return FeatureNetwork("the course's backbone", _load_backbone_features())


def _load_backbone_features():
    import keras

    model = load_backbone()
    return keras.Model(model.inputs[0], model.get_layer(FEATURES).output)


def _load_mobilenet_v2(timeout):
    import keras

    image = keras.Input((224, 224, 3))
    scaled = keras.layers.Rescaling(2.0, offset=-1.0)(image)
    try:
        with connections_time_out(timeout):
            network = keras.applications.MobileNetV2(
                input_shape=(224, 224, 3),
                alpha=0.35,
                input_tensor=scaled,
                include_top=False,
                pooling="avg",
            )
    except Exception as error:  # Keras raises a bare Exception where a download fails
        raise NoWeightsError(f"MobileNetV2's ImageNet weights cannot be had: {error}") from error
    return keras.Model(image, network.output)
