"""A trained network without its head: a photograph in, a few hundred numbers out."""

import hashlib
from dataclasses import dataclass

import numpy as np

from cnn_lessons.practice.backbone import load_backbone
from cnn_lessons.practice.pretrained import (
    MOBILENET_V2,
    NoWeightsError,
    load_mobilenet_v2,
    local_path,
)
from cnn_lessons.practice.transfer import compute_features, cut_head

BATCH = 32  # images that are looked at together
LARGE, SMALL = "MobileNetV2", "the course's backbone"


@dataclass(frozen=True)
class FeatureNetwork:
    """A trained network whose outputs are features.

    Parameters
    ----------
    name : str
        What the network is.
    model : keras.Model
        Takes images from 0 to 1, ``(N, side, side, 3)``, and gives features, ``(N, F)``.
    source : str, default=""
        A sentence: where the weights are from, and why not others.
    """

    name: str
    model: object
    source: str = ""

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

        Raises
        ------
        ValueError
            If there are others, or floats that go to 1 only.
        """
        found, batch = [], []
        for image in images:
            values = np.asarray(image)
            if values.dtype.kind == "f" and 0 < values.max() <= 1:
                raise ValueError(
                    f"image goes to {values.max():g}, expected 0 to 255. Use compute_features for "
                    "images from 0 to 1."
                )
            batch.append(values.astype(np.float32) / 255)
            if len(batch) == BATCH:
                found.append(compute_features(self.model, np.stack(batch)))
                batch = []
        if batch:
            found.append(compute_features(self.model, np.stack(batch)))
        return np.concatenate(found)


def load_feature_network(name=None, timeout=10):
    """Return the best feature network at hand, or the one of this name.

    The best is MobileNetV2 0.35 as trained on ImageNet, where Keras has its weights (2 MB) or
    can download them, and otherwise the course's own backbone, which sees 32 × 32 pixels and
    was trained on CIFAR-10. Its name says which, and its `source` why.

    Parameters
    ----------
    name : str, optional
        ``"MobileNetV2"``, or ``"the course's backbone"``, for which nothing is looked for.
    timeout : float, default=10
        Seconds to wait for a server that does not answer.

    Returns
    -------
    FeatureNetwork

    Raises
    ------
    NoWeightsError
        If MobileNetV2 is asked for by name, and its weights cannot be had.
    ValueError
        If there is no network of this name.
    """
    if name not in (None, LARGE, SMALL):
        raise ValueError(f"{name!r} is not known. Use {LARGE!r} or {SMALL!r}.")
    source = "Its weights come with the course."
    if name != SMALL:
        try:
            model = load_mobilenet_v2(timeout)
        except NoWeightsError as error:
            if name == LARGE:
                raise
            source += f" {LARGE} would be better, but: {error}"
        else:
            source = f"Its ImageNet weights are in {local_path(MOBILENET_V2).parent}."
            return FeatureNetwork(LARGE, model, source)
    return FeatureNetwork(SMALL, cut_head(load_backbone()), source)
