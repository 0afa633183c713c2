"""A trained network without its head: a photograph in, a few hundred numbers out."""

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from cnn_lessons.language import message, said
from cnn_lessons.practice.backbone import load_backbone
from cnn_lessons.practice.pretrained import (
    MOBILENET_V2,
    WIDTH,
    NoWeightsError,
    load_mobilenet_v2,
    local_path,
)
from cnn_lessons.practice.transfer import compute_features, cut_head

BATCH = 32  # images that are looked at together
LARGE, SMALL = "MobileNetV2", message("the course's backbone")
# The layer whose outputs their last block gets: with the layers behind it, fine-tuning begins.
LAST_BLOCK = {LARGE: "block_15_add", SMALL: "pool4"}


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
    last_block : str, default=""
        The layer whose outputs the last block gets; without it, the network cannot be fine-tuned.
    tuned_from : str, default=""
        Where the last block was fine-tuned: the stamp of the network before.
    width : float, default=1
        Of each layer, beside the network that is usually meant by the name.
    """

    name: str
    model: object
    source: str = ""
    last_block: str = ""
    tuned_from: str = ""
    width: float = 1

    def __repr__(self):
        what = message(
            "{name}: {side} × {side} pixels in, {count} features out",
            name=message("{name}, fine-tuned", name=self.name) if self.tuned_from else self.name,
            side=self.side,
            count=self.model.output_shape[-1],
        )
        return said(what)

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
        return self._outputs(self.model, images)

    def maps_before_last_block(self, images):
        """Return what the last block gets.

        Parameters
        ----------
        images : ndarray
            As for `features`.

        Returns
        -------
        ndarray, shape (N, H, W, C)
            The feature maps before the block.
        """
        import keras

        return self._outputs(keras.Model(self.model.inputs[0], self._cut()), images)

    def tail(self):
        """Return the last block as a model that shares its weights: maps in, features out.

        Raises
        ------
        ValueError
            If the network does not say where its last block begins.
        """
        import keras

        return keras.Model(self._cut(), self.model.outputs[0])

    def copied(self):
        """Return a copy with weights of its own, that says what it was made from."""
        import keras

        copy = keras.models.clone_model(self.model)
        copy.set_weights(self.model.get_weights())
        return replace(self, model=copy, tuned_from=self.tuned_from or self.stamp)

    def _cut(self):
        if not self.last_block:
            raise ValueError(
                f"{self.name} does not say where its last block begins, and cannot be fine-tuned. "
                "Name that layer: FeatureNetwork(…, last_block=…)."
            )
        return self.model.get_layer(self.last_block).output

    @staticmethod
    def _outputs(model, images):
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
                found.append(compute_features(model, np.stack(batch)))
                batch = []
        if batch:
            found.append(compute_features(model, np.stack(batch)))
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
    source = message("Its weights come with the course.")
    if name != SMALL:
        try:
            model = load_mobilenet_v2(timeout)
        except NoWeightsError as error:
            if name == LARGE:
                raise
            source = message(
                "{source} {name} would be better, but: {error}",
                source=source,
                name=LARGE,
                error=error.args[0],
            )
        else:
            folder = local_path(MOBILENET_V2).parent
            source = message("Its ImageNet weights are in {folder}.", folder=folder)
            return FeatureNetwork(LARGE, model, source, LAST_BLOCK[LARGE], width=WIDTH)
    return FeatureNetwork(SMALL, cut_head(load_backbone()), source, LAST_BLOCK[SMALL])
