"""What a model gives for many images: asked in batches, answered in one array."""

import numpy as np


def outputs_in_batches(model, images, batch_size, training=False):
    """Return the outputs of a model for images, of which few are in memory at a time.

    Parameters
    ----------
    model : keras.Model
        With one output. It is called, not asked to `predict`, which compiles first.
    images : ndarray, shape (N, …)
        As the model takes them; N is at least 1.
    batch_size : int
        How many at a time.
    training : bool, default=False
        The mode in which the model is asked.

    Returns
    -------
    ndarray, shape (N, …)
    """
    starts = range(0, len(images), batch_size)
    parts = [model(images[start : start + batch_size], training=training) for start in starts]
    return np.concatenate([np.asarray(part) for part in parts])
