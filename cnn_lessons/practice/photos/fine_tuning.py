"""Fine-tuning: the network's last block learns the classes of a folder as well, in small steps.

What comes before the last block stays as it is: its maps are computed once for each photograph,
and the steps take seconds.
"""

from dataclasses import dataclass

import numpy as np

from cnn_lessons.analysis.model_outputs import outputs_in_batches
from cnn_lessons.language import said
from cnn_lessons.operations import softmax
from cnn_lessons.practice.photos.copies import split_photos
from cnn_lessons.practice.photos.head import fit_photo_head

RATE = 1e-4  # of Adam: a tenth of its default
EPOCHS = 15
BATCH = 16


@dataclass(frozen=True)
class FineTuning:
    """What came out when the last block was allowed to learn.

    Parameters
    ----------
    losses : tuple of float
        On validation photographs: of the head alone, and after each epoch. Every class counts
        the same.
    right : tuple of int
        How many of the validation photographs are right, at the same times.
    count : int
        How many validation photographs there are.
    """

    losses: tuple
    right: tuple
    count: int

    @property
    def epochs(self):
        """After how many epochs the loss was smallest; 0 keeps the head alone."""
        return int(np.argmin(self.losses)) if self.losses else 0


def fine_tune(network, images, labels, groups, strength, seed=0, progress=False):
    """Let the last block of a network learn, and keep what is best on validation photographs.

    A quarter of the photographs is kept for validation. A head learns the features of the rest;
    then head and last block learn together, with Adam and small steps. Batch normalization works
    with its moving averages and does not learn: a few photographs would spoil them. If no epoch has
    a smaller validation loss than the head alone, the network stays as it was; otherwise all
    photographs are learned for as many epochs as were best.

    Parameters
    ----------
    network : FeatureNetwork
        It stays as it is; a copy learns.
    images : iterable of array_like, each (side, side, 3)
        Values from 0 to 255.
    labels, groups : ndarray of int, shape (N,)
        As for `fit_photo_head`.
    strength : float
        Of the head.
    seed : int, default=0
        Of the division, and of the order of the photographs.
    progress : bool, default=False
        Whether to show how far it is.

    Returns
    -------
    network : FeatureNetwork
        Fine-tuned, or the one that came.
    kernel : ndarray of float32, shape (F, K)
    bias : ndarray of float32, shape (K,)
        Of the head for it.
    found : FineTuning
        What came out; without losses where a class has too few photographs to set any aside.

    Raises
    ------
    ValueError
        If the network does not say where its last block begins.
    """
    maps = network.maps_before_last_block(images)
    features = outputs_in_batches(network.tail(), maps, 100)
    try:
        aside = split_photos(labels, groups, seed=seed)
    except ValueError:
        return network, *fit_photo_head(features, labels, groups, strength), FineTuning((), (), 0)
    learned = ~aside
    head = fit_photo_head(features[learned], labels[learned], groups[learned], strength)
    trial = _Trainer(network, head, maps[learned], labels[learned], seed)
    scores = [_score(trial.model, maps[aside], labels[aside])]
    for _ in _shown(range(EPOCHS), progress):
        trial.epoch()
        scores.append(_score(trial.model, maps[aside], labels[aside]))
    found = FineTuning(*zip(*scores, strict=True), int(aside.sum()))
    head = fit_photo_head(features, labels, groups, strength)
    if not found.epochs:
        return network, *head, found
    final = _Trainer(network, head, maps, labels, seed)
    for _ in range(found.epochs):
        final.epoch()
    return final.network, *final.head(), found


class _Trainer:
    """A copy of a network whose last block and head learn from maps, one epoch at a time."""

    def __init__(self, network, head, maps, labels, seed):
        import keras
        from sklearn.utils.class_weight import compute_sample_weight

        self.network = network.copied()
        block = self.network.tail()
        for layer in block.layers:
            layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
        self.dense = keras.layers.Dense(len(head[1]), name="head")
        self.model = keras.Model(block.inputs[0], self.dense(block.outputs[0]))
        self.dense.set_weights(head)
        loss = keras.losses.SparseCategoricalCrossentropy(from_logits=True)
        self.model.compile(keras.optimizers.Adam(RATE), loss)
        self.data = maps, labels, compute_sample_weight("balanced", labels)
        self.rng = np.random.default_rng(seed)

    def epoch(self):
        order = self.rng.permutation(len(self.data[1]))
        maps, labels, weights = (array[order] for array in self.data)
        self.model.fit(
            maps, labels, sample_weight=weights, batch_size=BATCH, shuffle=False, verbose=0
        )

    def head(self):
        return [np.asarray(array, np.float32) for array in self.dense.get_weights()]


def _score(model, maps, labels):
    """Return the loss, every class counting the same, and how many are right."""
    from sklearn.metrics import log_loss
    from sklearn.utils.class_weight import compute_sample_weight

    logits = outputs_in_batches(model, maps, 100)
    weights = compute_sample_weight("balanced", labels)
    shares = softmax(logits.astype(np.float64))
    loss = log_loss(labels, shares, sample_weight=weights, labels=range(shares.shape[1]))
    return float(loss), int(np.sum(logits.argmax(axis=1) == labels))


def _shown(epochs, progress):
    if not progress:
        return epochs
    from tqdm.auto import tqdm

    return tqdm(epochs, desc=said("fine-tuning"), unit=said("epoch"))
